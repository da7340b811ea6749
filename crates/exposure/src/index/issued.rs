//! The index of issuances: for each part the rows whose credential was not simply issued, and what the
//! answer rests on. A question uses it as long as nothing that came since can have changed it.
//!
//! `index/000001/standard-00.isd`: `NUNCHIIS`, u32 version 2, 32 bytes root of the part, u32 last epoch
//! whose issuances were known, u8 whether a row waits for a feed to speak, then bytes (u32 length) of the
//! basis, the lists of expired, never issued and cannot-say rows (u32 rows, u32 first, u32 width, packed
//! steps), then the distinct credentials of all these rows, each cut to its upper 40 bits, ascending (u32
//! number, u32 width, packed steps from 0); CRC32C of everything before it. Two credentials that are one
//! when cut make a list look older than it is: then it is made anew, and nothing is wrong.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use env::Disk;
use hashbrown::HashSet;
use ledger::{ColumnId, FileEntry, Hash, Manifest, OpenError, Snapshot};

use super::{
    bits::{Packed, pack, width_of},
    layout::Posting,
    path_of,
};
use crate::{
    cores::on_all_cores,
    issued::{Case, Feeds, Issuances, WhyNot},
    selection::IssuedWord,
};

const MAGIC: &[u8; 8] = b"NUNCHIIS";
const VERSION: u32 = 2;

/// The lists, in the order of the file.
const LISTED: [IssuedWord; 3] = [IssuedWord::Expired, IssuedWord::No, IssuedWord::CannotSay];

/// The rows of a part whose credential was not simply issued.
#[derive(Debug)]
pub(crate) struct IssuedIndex {
    bytes: env::View,
    /// Issuances of the epochs up to this one were known.
    pub(crate) epochs: u32,
    waiting: bool,
    basis: std::ops::Range<usize>,
    lists: [Listed; 3],
    credentials: Listed,
}

/// Lower bits of a credential that are not kept.
const CUT: u32 = 24;

#[derive(Debug, Clone, Default)]
struct Listed {
    len: usize,
    first: usize,
    width: u32,
    steps: std::ops::Range<usize>,
}

/// Bytes that are taken one after another.
struct Taker<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Taker<'a> {
    fn range(&mut self, len: usize) -> Option<std::ops::Range<usize>> {
        let range = self.at..self.at.checked_add(len)?;
        self.bytes.get(range.clone())?;
        self.at = range.end;
        Some(range)
    }

    fn number(&mut self) -> Option<u32> {
        let range = self.range(4)?;
        Some(u32::from_le_bytes(*self.bytes.get(range)?.first_chunk()?))
    }
}

impl IssuedIndex {
    fn open(bytes: env::View, root: Hash) -> Option<IssuedIndex> {
        let (body, crc) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let mut taker = Taker { bytes: body, at: 0 };
        let head = taker.range(MAGIC.len())?;
        let known = body.get(head)? == MAGIC && taker.number()? == VERSION;
        let of_part = taker.range(32)?;
        if !known || body.get(of_part)? != root.as_bytes() {
            return None;
        }
        let epochs = taker.number()?;
        let flag = taker.range(1)?;
        let waiting = body.get(flag)? != [0];
        let len = taker.number()? as usize;
        let basis = taker.range(len)?;
        let mut lists: [Listed; 3] = Default::default();
        for list in &mut lists {
            let (len, first, width) = (taker.number()? as usize, taker.number()?, taker.number()?);
            let bits = len.saturating_sub(1).checked_mul(width as usize)?;
            let steps = taker.range(bits.div_ceil(8) + 8)?;
            *list = Listed {
                len,
                first: first as usize,
                width,
                steps,
            };
        }
        let (len, width) = (taker.number()? as usize, taker.number()?);
        let bits = len.checked_mul(width as usize)?;
        let credentials = Listed {
            len,
            first: 0,
            width,
            steps: taker.range(bits.div_ceil(8) + 8)?,
        };
        let whole = taker.at == body.len();
        let index = IssuedIndex {
            bytes,
            epochs,
            waiting,
            basis,
            lists,
            credentials,
        };
        let sound = (0..LISTED.len()).all(|at| index.posting(at).is_some())
            && index.credentials().is_some();
        (whole && sound).then_some(index)
    }

    fn posting(&self, at: usize) -> Option<Posting<'_>> {
        let list = self.lists.get(at)?;
        let steps = self.bytes.get(list.steps.clone())?;
        let steps = Packed::new(steps, list.width, list.len.saturating_sub(1))?;
        Some(Posting::new(list.len, list.first, steps))
    }

    /// Each list: what is said of its rows, and the rows, ascending.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (IssuedWord, Posting<'_>)> {
        let listed = LISTED.into_iter().enumerate();
        listed.filter_map(|(at, word)| Some((word, self.posting(at)?)))
    }

    /// What is said of some rows, which ascend.
    pub(crate) fn words(&self, rows: &[u32]) -> Vec<IssuedWord> {
        let mut words = vec![IssuedWord::Yes; rows.len()];
        for (word, listed) in self.lists() {
            let mut at = 0;
            listed.each(|listed| {
                while rows.get(at).is_some_and(|row| (*row as usize) < listed) {
                    at += 1;
                }
                let is_listed = rows.get(at).is_some_and(|row| *row as usize == listed);
                if let Some(said) = words.get_mut(at).filter(|_| is_listed) {
                    *said = word;
                }
            });
        }
        words
    }

    /// Whether what is listed still holds, under what the feeds allow to be said now and issuances that
    /// came since: what was issued stays so, what was not may turn out to have been.
    fn holds(&self, basis: &Basis, since: &[u64]) -> bool {
        let had = self.bytes.get(self.basis.clone()).and_then(Basis::decode);
        let Some(had) = had else { return false };
        basis.keeps(&had, self.waiting) && !self.names_any(since)
    }

    /// Steps from each credential, cut, to the next.
    fn credentials(&self) -> Option<Packed<'_>> {
        let Listed {
            len, width, steps, ..
        } = &self.credentials;
        Packed::new(self.bytes.get(steps.clone())?, *width, *len)
    }

    /// Whether any of some credentials, ascending, may be one of a listed row.
    fn names_any(&self, since: &[u64]) -> bool {
        let Some(steps) = self.credentials() else {
            return true;
        };
        let mut since = since.iter().map(|credential| credential >> CUT).peekable();
        let mut mine = 0;
        for index in 0..self.credentials.len {
            mine += steps.get(index);
            while since.next_if(|credential| *credential < mine).is_some() {}
            match since.peek() {
                None => return false,
                Some(credential) if *credential == mine => return true,
                Some(_) => {}
            }
        }
        false
    }
}

/// What an answer about issuances rests on besides the issuances themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Basis {
    feeds: Feeds,
    /// Roots of the control tables, by epoch.
    controls: Vec<[u8; 32]>,
}

impl Basis {
    pub(crate) fn now(snapshot: &Snapshot, feeds: &Feeds) -> Basis {
        let root = |manifest: &Manifest| {
            // One that retention deleted is another basis than one that is there.
            let there = |file: &&FileEntry| !snapshot.is_deleted(manifest.epoch, &file.name);
            let table = manifest.table("control").filter(there);
            table.map_or([0; 32], |file| *file.root.as_bytes())
        };
        Basis {
            feeds: feeds.clone(),
            controls: snapshot.epochs.iter().map(root).collect(),
        }
    }

    /// Whether what was said under an earlier basis is still said under this one. `waiting`: a row could
    /// not be judged for want of a feed that had spoken.
    fn keeps(&self, had: &Basis, waiting: bool) -> bool {
        let tables = self.controls.get(..had.controls.len()) == Some(had.controls.as_slice());
        tables && (self.feeds == had.feeds || !waiting && self.feeds.say_no_less_than(&had.feeds))
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = (self.controls.len() as u64).to_le_bytes().to_vec();
        self.controls
            .iter()
            .for_each(|root| out.extend_from_slice(root));
        self.feeds.encode(&mut out);
        out
    }

    fn decode(bytes: &[u8]) -> Option<Basis> {
        let (len, rest) = bytes.split_first_chunk::<8>()?;
        let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
        let (controls, rest) = rest.split_at_checked(len.checked_mul(32)?)?;
        let (controls, _) = controls.as_chunks::<32>();
        Some(Basis {
            feeds: Feeds::decode(rest)?,
            controls: controls.to_vec(),
        })
    }
}

pub(super) fn issued_path(dir: &Path, epoch: u32, name: &str) -> PathBuf {
    path_of(dir, epoch, name).with_extension("isd")
}

/// The index of a part, if what it lists still holds.
pub(crate) fn load(
    disk: &dyn Disk,
    snapshot: &Snapshot,
    (epoch, file): (u32, &FileEntry),
    basis: &Basis,
    since: &Since,
) -> Result<Option<IssuedIndex>, OpenError> {
    let path = issued_path(snapshot.dir(), epoch, &file.name);
    let index = disk
        .view(&path)
        .ok()
        .and_then(|bytes| IssuedIndex::open(bytes, file.root));
    let Some(index) = index else { return Ok(None) };
    let since = since.after(disk, snapshot, index.epochs)?;
    Ok(Some(index).filter(|index| index.holds(basis, &since)))
}

/// Credentials that were issued after an epoch, ascending.
#[derive(Debug, Default)]
pub(crate) struct Since {
    known: Mutex<Vec<(u32, std::sync::Arc<[u64]>)>>,
}

impl Since {
    fn after(
        &self,
        disk: &dyn Disk,
        snapshot: &Snapshot,
        epoch: u32,
    ) -> Result<std::sync::Arc<[u64]>, OpenError> {
        let find = |known: &Vec<(u32, std::sync::Arc<[u64]>)>| {
            known
                .iter()
                .find(|(of, _)| *of == epoch)
                .map(|(_, since)| since.clone())
        };
        if let Some(since) = self.known.lock().ok().and_then(|known| find(&known)) {
            return Ok(since);
        }
        let issued = snapshot.issued_after(disk, epoch)?;
        let mut since: Vec<u64> = issued.iter().map(|issued| issued.credential).collect();
        since.sort_unstable();
        since.dedup();
        let since: std::sync::Arc<[u64]> = since.into();
        if let Ok(mut known) = self.known.lock() {
            known.push((epoch, since.clone()));
        }
        Ok(since)
    }
}

/// What is written for a part.
pub(super) fn build(
    disk: &dyn Disk,
    snapshot: &Snapshot,
    (epoch, file): (u32, &FileEntry),
    issuances: &Issuances,
    basis: &Basis,
) -> Result<Vec<u8>, OpenError> {
    let wanted = [ColumnId::Credential, ColumnId::Issuer, ColumnId::Time];
    let c = snapshot.columns(disk, ledger::Piece::Sealed(epoch, file), &wanted)?;
    let keys: Vec<_> = (0..c.len)
        .map(|row| (c.credential.get(row), c.issuer.get(row)))
        .collect();
    let mut lists: [Vec<u32>; 3] = Default::default();
    let (mut waiting, mut credentials) = (false, HashSet::new());
    let cases: Vec<Case<'_>> = issuances.cases(&keys);
    for ((number, row), (case, key)) in (0u32..).zip(0..c.len).zip(cases.iter().zip(&keys)) {
        let said = case.say(c.time_of(row));
        let word = said.unwrap_or(IssuedWord::CannotSay);
        let Some(at) = LISTED.iter().position(|listed| *listed == word) else {
            continue;
        };
        waiting |= matches!(said, Err(WhyNot::FeedGap | WhyNot::FeedBehind));
        credentials.extend(key.0);
        if let Some(list) = lists.get_mut(at) {
            list.push(number);
        }
    }
    let last = snapshot.epochs.last().map_or(0, |manifest| manifest.epoch);
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(file.root.as_bytes());
    out.extend_from_slice(&last.to_le_bytes());
    out.push(u8::from(waiting));
    put_len(&mut out, basis.encode().len());
    out.extend_from_slice(&basis.encode());
    lists.iter().for_each(|list| put_list(&mut out, list));
    put_credentials(&mut out, credentials.into_iter().collect());
    let crc = crc32c::crc32c(&out);
    out.extend_from_slice(&crc.to_le_bytes());
    Ok(out)
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    out.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_credentials(out: &mut Vec<u8>, mut credentials: Vec<u64>) {
    credentials
        .iter_mut()
        .for_each(|credential| *credential >>= CUT);
    credentials.sort_unstable();
    credentials.dedup();
    let before = std::iter::once(0).chain(credentials.iter().copied());
    let steps = || {
        let pairs = credentials.iter().zip(before.clone());
        pairs.map(|(credential, before)| credential - before)
    };
    let width = width_of(steps().max().unwrap_or(0));
    put_len(out, credentials.len());
    out.extend_from_slice(&width.to_le_bytes());
    out.extend_from_slice(&pack(steps(), width));
}

fn put_list(out: &mut Vec<u8>, rows: &[u32]) {
    let steps = || {
        let pairs = rows.iter().zip(rows.iter().skip(1));
        pairs.map(|(row, next)| u64::from(next - row))
    };
    let width = width_of(steps().max().unwrap_or(0));
    put_len(out, rows.len());
    out.extend_from_slice(&rows.first().copied().unwrap_or(0).to_le_bytes());
    out.extend_from_slice(&width.to_le_bytes());
    out.extend_from_slice(&pack(steps(), width));
}

/// Brings the index of issuances of every part up to what is known now; how many parts were written.
pub(super) fn refresh(
    disk: &dyn Disk,
    snapshot: &Snapshot,
    feeds: Feeds,
    anew: bool,
) -> Result<u64, OpenError> {
    let (basis, since) = (Basis::now(snapshot, &feeds), Since::default());
    let mut stale = Vec::new();
    super::each_part(snapshot, |epoch, file| {
        if anew || load(disk, snapshot, (epoch, file), &basis, &since)?.is_none() {
            stale.push((epoch, file.clone()));
        }
        Ok(())
    })?;
    if stale.is_empty() {
        return Ok(0);
    }
    let issuances = Issuances::load(disk, snapshot, feeds)?;
    let write = |(epoch, file): &(u32, FileEntry)| {
        let bytes = build(disk, snapshot, (*epoch, file), &issuances, &basis)?;
        let path = issued_path(snapshot.dir(), *epoch, &file.name);
        super::put(disk, &path, &bytes).map_err(|source| OpenError::Io {
            what: "write",
            path,
            source,
        })
    };
    on_all_cores(stale.len(), |at| stale.get(at).map_or(Ok(()), write))?;
    Ok(stale.len() as u64)
}

/// Whether the index of a part that would be used lists other rows than its columns say.
pub(super) fn differs(
    disk: &dyn Disk,
    snapshot: &Snapshot,
    part: (u32, &FileEntry),
    (issuances, basis, since): (&Issuances, &Basis, &Since),
) -> Result<bool, OpenError> {
    let Some(index) = load(disk, snapshot, part, basis, since)? else {
        return Ok(false);
    };
    let bytes = build(disk, snapshot, part, issuances, basis)?;
    let anew = IssuedIndex::open(env::View::from(bytes), part.1.root);
    let rows = |index: &IssuedIndex| {
        let mut all = Vec::new();
        for (word, posting) in index.lists() {
            posting.each(|row| all.push((word, row)));
        }
        all
    };
    Ok(anew.is_none_or(|anew| rows(&anew) != rows(&index)))
}

#[cfg(test)]
mod tests;
