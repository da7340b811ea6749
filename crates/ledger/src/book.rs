//! The subject book: the only bridge from a row back to a name.
//!
//! In memory: 16 bytes of keyed hash a subject, and a table of numbers (about 6 bytes), within the
//! 40 bytes a subject of DESIGN section 9. Names stay on disk, sealed in blocks; `name` opens one.
//!
//! Invariants: numbers are dense in their shard and never reused; a name has one number; shard and
//! number of a name are given by the shard hash and the order of arrival.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use env::{Disk, read_exact_at};
use event::SubjectKind;
use hashbrown::HashTable;

use crate::{
    codec::{Reader, put_bytes, put_varint},
    crypt::{SealError, Sealer, Secret, TAG_BYTES},
    error::OpenError,
    limits::BOOK_BLOCK_BYTES,
    reads::SubjectId,
};

/// A name entering the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewName {
    pub(crate) subject: SubjectId,
    pub(crate) lookup: u128,
    pub(crate) kind: SubjectKind,
    pub(crate) name: Box<str>,
}

/// Finds numbers by names and names by numbers.
#[derive(Default)]
pub struct Book {
    shards: Vec<ShardBook>,
    /// Names of the open epoch, not yet in a file.
    fresh: Vec<NewName>,
    files: Vec<BookFile>,
    /// People who are erased: their numbers stay given, and lead to nobody.
    erased: BTreeSet<SubjectId>,
}

#[derive(Default)]
struct ShardBook {
    /// By number; 0 where the person was erased.
    lookups: Vec<u128>,
    table: HashTable<u32>,
}

struct BookFile {
    path: PathBuf,
    sealer: Sealer,
    /// First subject of each block, its offset and its sealed length.
    blocks: Vec<(SubjectId, u64, usize)>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Book of {} subjects", self.len())
    }
}

/// The first bytes of a book file: magic, version, epoch, salt.
const MAGIC: &[u8; 8] = b"NUNCHIBK";
const PURPOSE: &str = "nunchi book names v1";

impl Book {
    pub(crate) fn new(shards: u16) -> Book {
        let mut book = Book::default();
        book.shards
            .resize_with(usize::from(shards), ShardBook::default);
        book
    }

    /// How many subjects there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shards
            .iter()
            .map(|shard| shard.lookups.len() as u64)
            .sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the name with this look-up hash in this shard.
    #[must_use]
    pub fn find(&self, shard: u16, lookup: u128) -> Option<SubjectId> {
        let book = self.shards.get(usize::from(shard))?;
        let id = book.table.find(short(lookup), |id| {
            book.lookups.get(*id as usize) == Some(&lookup)
        })?;
        Some(SubjectId { shard, id: *id })
    }

    /// The number of a name, given to it if it has none yet (then `true`).
    pub(crate) fn find_or_add(
        &mut self,
        shard: u16,
        lookup: u128,
        kind: SubjectKind,
        name: &str,
    ) -> Option<(SubjectId, bool)> {
        if let Some(found) = self.find(shard, lookup) {
            return Some((found, false));
        }
        let id = u32::try_from(self.shards.get(usize::from(shard))?.lookups.len()).ok()?;
        let new = NewName {
            subject: SubjectId { shard, id },
            lookup,
            kind,
            name: name.into(),
        };
        self.add(new);
        Some((SubjectId { shard, id }, true))
    }

    /// Adds a name of the open epoch, whose number is the next of its shard.
    pub(crate) fn add(&mut self, new: NewName) {
        self.index(new.subject, new.lookup);
        self.fresh.push(new);
    }

    /// Makes room for more names at once, so that tables do not grow step by step.
    fn reserve(&mut self, more: &[(SubjectId, u128)]) {
        let mut counts = vec![0; self.shards.len()];
        for (subject, _) in more {
            if let Some(count) = counts.get_mut(usize::from(subject.shard)) {
                *count += 1;
            }
        }
        for (shard, count) in self.shards.iter_mut().zip(counts) {
            let ShardBook { table, lookups } = shard;
            lookups.reserve(count);
            table.reserve(count, |id| {
                lookups.get(*id as usize).map_or(0, |lookup| short(*lookup))
            });
        }
    }

    fn index(&mut self, subject: SubjectId, lookup: u128) {
        if let Some(book) = self.shards.get_mut(usize::from(subject.shard)) {
            let at = subject.id as usize;
            if book.lookups.len() <= at {
                book.lookups.resize(at + 1, 0);
            }
            if let Some(place) = book.lookups.get_mut(at) {
                *place = lookup;
            }
            let lookups = &book.lookups;
            book.table.insert_unique(short(lookup), subject.id, |id| {
                lookups.get(*id as usize).map_or(0, |l| short(*l))
            });
        }
    }

    /// Numbers that were given, by the base kinds of each shard: the last of them may be erased, and
    /// none is given twice.
    pub(crate) fn given(&mut self, kinds: &[Vec<u8>]) {
        for (shard, kinds) in self.shards.iter_mut().zip(kinds) {
            if shard.lookups.len() < kinds.len() {
                shard.lookups.resize(kinds.len(), 0);
            }
        }
    }

    /// Forgets people: neither their number nor their name is found any more.
    pub(crate) fn forget(&mut self, erased: &BTreeSet<SubjectId>) {
        for subject in erased {
            let Some(shard) = self.shards.get_mut(usize::from(subject.shard)) else {
                continue;
            };
            let lookup = shard.lookups.get(subject.id as usize).copied().unwrap_or(0);
            if let Ok(entry) = shard
                .table
                .find_entry(short(lookup), |id| *id == subject.id)
            {
                entry.remove();
            }
            if let Some(place) = shard.lookups.get_mut(subject.id as usize) {
                *place = 0;
            }
        }
        self.erased.extend(erased);
    }

    /// Those of some people who still stand in a file or in the open epoch, as far as the book was
    /// loaded before they were forgotten.
    pub(crate) fn still_has(&self, people: &BTreeSet<SubjectId>) -> BTreeSet<SubjectId> {
        let has = |subject: &&SubjectId| {
            let shard = self.shards.get(usize::from(subject.shard));
            shard
                .and_then(|shard| shard.lookups.get(subject.id as usize))
                .is_some_and(|lookup| *lookup != 0)
        };
        people.iter().filter(has).copied().collect()
    }

    /// Whether the names of the open epoch have one of some people.
    pub(crate) fn has_fresh(&self, people: &BTreeSet<SubjectId>) -> bool {
        self.fresh.iter().any(|new| people.contains(&new.subject))
    }

    /// Writes every file anew that has one of some people, without them and under a new salt.
    pub(crate) fn rewrite_without(
        &mut self,
        disk: &dyn Disk,
        secret: &Secret,
        people: &BTreeSet<SubjectId>,
        mut salt: impl FnMut() -> Result<[u8; 16], OpenError>,
    ) -> Result<(), OpenError> {
        for file in &mut self.files {
            let path = file.path.clone();
            let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
            let mut entries = entries_of(file, &bytes)?;
            let all = entries.len();
            entries.retain(|new| !people.contains(&new.subject));
            if entries.len() == all {
                continue;
            }
            let epoch = bytes.get(12..16).and_then(|epoch| epoch.try_into().ok());
            let epoch = u32::from_le_bytes(epoch.unwrap_or_default());
            let sorted: Vec<&NewName> = entries.iter().collect();
            let written = encode(&sorted, secret, epoch, (WITH_HOLES, salt()?));
            disk.replace(&path, &written)
                .map_err(OpenError::io("write", &path))?;
            *file = read_directory(&path, &written, secret)?;
        }
        self.forget(people);
        Ok(())
    }

    /// Names that came since `from` names of the open epoch.
    pub(crate) fn fresh_since(&self, from: usize) -> &[NewName] {
        self.fresh.get(from..).unwrap_or_default()
    }

    pub(crate) fn fresh_len(&self) -> usize {
        self.fresh.len()
    }

    /// The name of a subject; `None` when it was erased or never was.
    ///
    /// # Errors
    /// When the file cannot be read, or does not open with the book key.
    pub fn name(&self, disk: &dyn Disk, subject: SubjectId) -> Result<Option<String>, OpenError> {
        if self.erased.contains(&subject) {
            return Ok(None);
        }
        if let Some(new) = self.fresh.iter().find(|new| new.subject == subject) {
            return Ok(Some(new.name.to_string()));
        }
        for file in &self.files {
            let after = file
                .blocks
                .partition_point(|(first, _, _)| *first <= subject);
            let Some((_, offset, len)) = after.checked_sub(1).and_then(|i| file.blocks.get(i))
            else {
                continue;
            };
            let mut open = disk
                .open(&file.path)
                .map_err(OpenError::io("open", &file.path))?;
            let sealed = read_exact_at(open.as_mut(), *offset, *len)
                .map_err(OpenError::io("read", &file.path))?;
            let plain = file
                .sealer
                .open(*offset, &[], &sealed)
                .map_err(OpenError::sealed(&file.path))?;
            let mut found = None;
            read_entries(&plain, |new| {
                if new.subject == subject {
                    found = Some(new.name.into());
                }
            })
            .ok_or_else(|| OpenError::damaged(&file.path, "a block of the book does not parse"))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Every name of the files, for exports that open the book once.
    ///
    /// # Errors
    /// When a file cannot be read or does not open.
    pub fn each_name(
        &self,
        disk: &dyn Disk,
        mut each: impl FnMut(SubjectId, &str),
    ) -> Result<(), OpenError> {
        for file in &self.files {
            let bytes = disk
                .read(&file.path)
                .map_err(OpenError::io("read", &file.path))?;
            for (_, offset, len) in &file.blocks {
                let plain = open_block(file, &bytes, *offset, *len)?;
                let mut told = |new: NewName| {
                    if !self.erased.contains(&new.subject) {
                        each(new.subject, &new.name);
                    }
                };
                read_entries(&plain, &mut told).ok_or_else(|| {
                    OpenError::damaged(&file.path, "a block of the book does not parse")
                })?;
            }
        }
        let fresh = self.fresh.iter();
        fresh
            .filter(|new| !self.erased.contains(&new.subject))
            .for_each(|new| each(new.subject, &new.name));
        Ok(())
    }

    /// The bytes of the file that holds the names of the open epoch.
    pub(crate) fn encode_fresh(&self, secret: &Secret, epoch: u32, salt: [u8; 16]) -> Vec<u8> {
        let mut sorted: Vec<&NewName> = self.fresh.iter().collect();
        sorted.sort_by_key(|new| new.subject);
        encode(&sorted, secret, epoch, (WHOLE, salt))
    }

    /// Takes note that the fresh names now stand in this file.
    pub(crate) fn settled(
        &mut self,
        path: &Path,
        bytes: &[u8],
        secret: &Secret,
    ) -> Result<(), OpenError> {
        self.fresh.clear();
        self.files.push(read_directory(path, bytes, secret)?);
        Ok(())
    }

    /// Reads a book file whose names follow those already here.
    pub(crate) fn load(
        &mut self,
        path: &Path,
        bytes: &[u8],
        secret: &Secret,
    ) -> Result<(), OpenError> {
        let file = read_directory(path, bytes, secret)?;
        let mut found = Vec::new();
        for (_, offset, len) in &file.blocks {
            let plain = open_block(&file, bytes, *offset, *len)?;
            read_lookups(&plain, &mut found)
                .ok_or_else(|| OpenError::damaged(path, "a block of the book does not parse"))?;
        }
        self.reserve(&found);
        for (subject, lookup) in found {
            self.index(subject, lookup);
        }
        self.files.push(file);
        Ok(())
    }
}

/// Version of a book file as it was sealed.
const WHOLE: u32 = 1;
/// Version of one from which people were erased: numbers are missing.
const WITH_HOLES: u32 = 2;

/// The bytes of a book file.
fn encode(
    sorted: &[&NewName],
    secret: &Secret,
    epoch: u32,
    (version, salt): (u32, [u8; 16]),
) -> Vec<u8> {
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&epoch.to_le_bytes());
    out.extend_from_slice(&salt);
    let mut block = Vec::with_capacity(BOOK_BLOCK_BYTES + 512);
    let mut first = None;
    for new in sorted {
        first.get_or_insert(new.subject);
        put_entry(&mut block, new);
        if block.len() >= BOOK_BLOCK_BYTES {
            put_block(&mut out, &sealer, first.take(), &mut block);
        }
    }
    put_block(&mut out, &sealer, first, &mut block);
    out
}

/// The bytes of a book file under another key, its look-up hashes made anew; `None` when nothing of it
/// is under the key before.
pub(crate) fn reseal(
    path: &Path,
    bytes: &[u8],
    (from, to): (&Secret, &Secret),
    salt: [u8; 16],
    lookup: impl Fn(&str) -> u128,
) -> Result<Option<Vec<u8>>, OpenError> {
    let under_next = read_directory(path, bytes, to)?;
    let Some((_, offset, len)) = under_next.blocks.first() else {
        return Ok(None);
    };
    if open_block(&under_next, bytes, *offset, *len).is_ok() {
        return Ok(None);
    }
    let mut entries = entries_of(&read_directory(path, bytes, from)?, bytes)?;
    for entry in &mut entries {
        entry.lookup = lookup(&entry.name);
    }
    let number = |at: std::ops::Range<usize>| {
        let four = bytes.get(at).and_then(|four| four.try_into().ok());
        u32::from_le_bytes(four.unwrap_or_default())
    };
    let sorted: Vec<&NewName> = entries.iter().collect();
    let head = (number(8..12), salt);
    Ok(Some(encode(&sorted, to, number(12..16), head)))
}

/// Every entry of a file.
fn entries_of(file: &BookFile, bytes: &[u8]) -> Result<Vec<NewName>, OpenError> {
    let mut entries = Vec::new();
    for (_, offset, len) in &file.blocks {
        let plain = open_block(file, bytes, *offset, *len)?;
        read_entries(&plain, |new| entries.push(new))
            .ok_or_else(|| OpenError::damaged(&file.path, "a block of the book does not parse"))?;
    }
    Ok(entries)
}

/// The table hashes by the low half of a hash that is already keyed and even.
fn short(lookup: u128) -> u64 {
    u64::try_from(lookup & u128::from(u64::MAX)).unwrap_or(0)
}

pub(crate) fn put_entry(out: &mut Vec<u8>, new: &NewName) {
    put_varint(out, u64::from(new.subject.shard));
    put_varint(out, u64::from(new.subject.id));
    out.extend_from_slice(&new.lookup.to_le_bytes());
    out.push(new.kind.code());
    put_bytes(out, new.name.as_bytes());
}

pub(crate) fn take_entry(r: &mut Reader<'_>) -> Option<NewName> {
    let subject = SubjectId {
        shard: u16::try_from(r.varint()?).ok()?,
        id: r.varint32()?,
    };
    let lookup = u128::from_le_bytes(r.array()?);
    let kind = SubjectKind::from_code(r.u8()?)?;
    Some(NewName {
        subject,
        lookup,
        kind,
        name: r.text()?.into(),
    })
}

/// The numbers and look-up hashes of entries; their names are passed over, for a book holds none of
/// those that are sealed.
fn read_lookups(plain: &[u8], out: &mut Vec<(SubjectId, u128)>) -> Option<()> {
    let mut r = Reader::new(plain);
    while !r.is_empty() {
        let subject = SubjectId {
            shard: u16::try_from(r.varint()?).ok()?,
            id: r.varint32()?,
        };
        out.push((subject, u128::from_le_bytes(r.array()?)));
        SubjectKind::from_code(r.u8()?)?;
        r.text()?;
    }
    Some(())
}

fn read_entries(plain: &[u8], mut each: impl FnMut(NewName)) -> Option<()> {
    let mut r = Reader::new(plain);
    while !r.is_empty() {
        each(take_entry(&mut r)?);
    }
    Some(())
}

/// A block: first subject, sealed length, sealed bytes; the offset of the sealed bytes is the nonce.
fn put_block(out: &mut Vec<u8>, sealer: &Sealer, first: Option<SubjectId>, block: &mut Vec<u8>) {
    let Some(first) = first else { return };
    out.extend_from_slice(&first.to_u64().to_le_bytes());
    out.extend_from_slice(&((block.len() + TAG_BYTES) as u64).to_le_bytes());
    sealer.seal(out.len() as u64, &[], block);
    out.append(block);
}

fn read_directory(path: &Path, bytes: &[u8], secret: &Secret) -> Result<BookFile, OpenError> {
    let damaged = || OpenError::damaged(path, "the head of a book file is wrong, or it ends early");
    let mut r = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    let version = r.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
    if ![WHOLE, WITH_HOLES].contains(&version) {
        return Err(OpenError::version(path, version));
    }
    r.take(4).ok_or_else(damaged)?;
    let salt = r.array().ok_or_else(damaged)?;
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut offset = 32u64;
    let mut blocks = Vec::new();
    while !r.is_empty() {
        let first = r.u64().and_then(SubjectId::from_u64).ok_or_else(damaged)?;
        let len = r
            .u64()
            .and_then(|len| usize::try_from(len).ok())
            .ok_or_else(damaged)?;
        r.take(len).ok_or_else(damaged)?;
        blocks.push((first, offset + 16, len));
        offset += 16 + len as u64;
    }
    Ok(BookFile {
        path: path.to_owned(),
        sealer,
        blocks,
    })
}

fn open_block(
    file: &BookFile,
    bytes: &[u8],
    offset: u64,
    len: usize,
) -> Result<Vec<u8>, OpenError> {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let sealed = bytes
        .get(start..)
        .and_then(|rest| rest.get(..len))
        .ok_or_else(|| OpenError::damaged(&file.path, "a block of the book ends early"))?;
    file.sealer
        .open(offset, &[], sealed)
        .map_err(|e: SealError| OpenError::sealed(&file.path)(e))
}
