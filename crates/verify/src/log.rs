//! The log of one epoch: closed blocks against their leaves, then what came after the last of them.

use std::collections::BTreeSet;

use env::read_exact_at;
use event::Millis;
use sha2::{Digest, Sha256};

use crate::{
    acts::Recorded,
    cursor::Cursor,
    frame::{FRAME_HEAD_BYTES, Found, check_read, find, kind, take_control},
    history::LOG_HEAD_BYTES,
    inspection::Inspection,
    limits::{FRAME_BYTES_MAX, SEARCH_BYTES_MAX},
    report::Place,
    state::State,
    text::{BlockLeaf, hex},
};

/// Where the log of an epoch stands.
pub(crate) fn log_path(epoch: u32) -> String {
    format!("log/{epoch:06}.log")
}

/// What a log told.
#[derive(Debug, Default)]
pub(crate) struct LogTold {
    /// The epoch was ended by its last frame.
    pub(crate) ended: bool,
    /// Digests of acts that brought a version of the catalogue.
    pub(crate) catalogues: BTreeSet<[u8; 32]>,
    /// Acts that have a text beside the tree.
    pub(crate) acts: Recorded,
    /// Everything was read, so the state is that of the last commit.
    pub(crate) whole: bool,
}

/// One log under check.
struct Reading<'s> {
    path: String,
    state: &'s mut State,
    /// Frames since the last commit.
    pending: u64,
    told: LogTold,
}

/// Why a run of frames ended early.
struct Stop {
    at: u64,
    why: String,
}

/// Checks the log of `state.epoch` against the leaves of its blocks. `state` is the one that the
/// epochs before it left, and then that of the last commit.
pub(crate) fn check_log(
    scene: &mut Inspection<'_>,
    state: &mut State,
    leaves: &[BlockLeaf],
) -> LogTold {
    run(scene, state, leaves, true)
}

/// The same without a state to hold frames against: closed blocks and checksums only.
pub(crate) fn check_bytes(
    scene: &mut Inspection<'_>,
    epoch: u32,
    position: u64,
    leaves: &[BlockLeaf],
) -> LogTold {
    let mut state = State::new(0);
    (state.epoch, state.position) = (epoch, position);
    run(scene, &mut state, leaves, false)
}

fn run(
    scene: &mut Inspection<'_>,
    state: &mut State,
    leaves: &[BlockLeaf],
    known: bool,
) -> LogTold {
    let path = log_path(state.epoch);
    let Some(len) = scene.len(&path) else {
        scene.broken(&path, Place::Whole, "the log of the open epoch is missing");
        return LogTold::default();
    };
    scene.checked.files += 1;
    scene.checked.bytes += len;
    let head = head(state.epoch, state.position);
    let mut reading = Reading {
        path: path.clone(),
        state,
        pending: 0,
        told: LogTold {
            whole: known,
            ..LogTold::default()
        },
    };
    match bytes_at(scene, &path, 0, LOG_HEAD_BYTES.min(len)) {
        Some(found) if found == head => {}
        _ => {
            reading.told.whole = false;
            let message = "its head does not follow from the epoch before it";
            scene.broken(&path, Place::Byte(0), message);
        }
    }
    let mut end = LOG_HEAD_BYTES;
    for leaf in leaves {
        end = leaf.bytes.1.max(end);
        reading.closed_block(scene, len, leaf);
    }
    if end <= len {
        reading.tail(scene, end, len);
    } else {
        reading.told.whole = false;
    }
    reading.told
}

/// The 64 bytes before the first frame.
fn head(epoch: u32, position: u64) -> Vec<u8> {
    let mut bytes = b"NUNCHILG".to_vec();
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&epoch.to_le_bytes());
    bytes.extend_from_slice(&position.to_le_bytes());
    bytes.resize(60, 0);
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

fn bytes_at(scene: &Inspection<'_>, path: &str, from: u64, to: u64) -> Option<Vec<u8>> {
    let len = usize::try_from(to.checked_sub(from)?).ok()?;
    let mut file = scene.disk.open(&scene.dir.join(path)).ok()?;
    read_exact_at(file.as_mut(), from, len).ok()
}

impl Reading<'_> {
    /// A block that the tree has: its bytes must be those that its leaf names.
    fn closed_block(&mut self, scene: &mut Inspection<'_>, len: u64, leaf: &BlockLeaf) {
        let (from, to) = leaf.bytes;
        if to > len {
            let message = format!(
                "the log ends at byte {len}, and block {} of the tree at byte {to}: it was cut short",
                leaf.number
            );
            scene.broken(&self.path, Place::Byte(len), message);
            self.told.whole = false;
            return;
        }
        let Some(bytes) = bytes_at(scene, &self.path, from, to) else {
            scene.broken(&self.path, Place::Bytes(from, to), "it cannot be read");
            self.told.whole = false;
            return;
        };
        scene.checked.blocks += 1;
        let sha256: [u8; 32] = Sha256::digest(&bytes).into();
        if sha256 != leaf.sha256 {
            let message = format!(
                "block {} has SHA-256 {}, and its leaf says {}",
                leaf.number,
                hex(&sha256),
                hex(&leaf.sha256)
            );
            scene.broken(&self.path, Place::Bytes(from, to), message);
        }
        // A state that missed something would call good frames bad.
        let sound = self.told.whole && sha256 == leaf.sha256;
        if !sound {
            self.told.whole = false;
            if let Err(stop) = frames(&bytes, |_, _, _| Ok(())) {
                scene.broken(&self.path, Place::Byte(from + stop.at), stop.why);
            }
            return;
        }
        self.sound_block(scene, &bytes, leaf);
    }

    fn sound_block(&mut self, scene: &mut Inspection<'_>, bytes: &[u8], leaf: &BlockLeaf) {
        let (from, to) = leaf.bytes;
        let mut end = None;
        let read = frames(bytes, |at, kind, payload| {
            if kind == kind::BLOCK_END && end.is_none() {
                end = Some(at);
                return self.block_end(payload, leaf).map_err(|why| stop(at, why));
            }
            if end.is_some() || kind == kind::EPOCH_END {
                return Err(stop(at, "a frame follows the end of its block"));
            }
            self.take(kind, payload).map_err(|why| stop(at, why))
        });
        if let Err(stop) = read {
            self.told.whole = false;
            scene.broken(&self.path, Place::Byte(from + stop.at), stop.why);
        } else if end.is_none() {
            let message = format!("block {} has no frame that ends it", leaf.number);
            scene.broken(&self.path, Place::Bytes(from, to), message);
        }
    }

    fn block_end(&mut self, payload: &[u8], leaf: &BlockLeaf) -> Result<(), String> {
        let due = (leaf.number, leaf.positions.1, leaf.closed);
        if take_block_end(payload) != Some(due) {
            return Err("the frame that ends the block says other than its leaf".to_owned());
        }
        if self.pending > 0 || self.state.position != leaf.positions.1 {
            return Err(format!(
                "the block ends at position {}, and its frames, up to their last commit, at {}",
                leaf.positions.1, self.state.position
            ));
        }
        self.state.blocks += 1;
        Ok(())
    }

    /// What the tree does not have yet.
    fn tail(&mut self, scene: &mut Inspection<'_>, from: u64, len: u64) {
        let Some(bytes) = bytes_at(scene, &self.path, from, len) else {
            scene.broken(&self.path, Place::Bytes(from, len), "it cannot be read");
            self.told.whole = false;
            return;
        };
        let committed = committed(&bytes);
        let kept = bytes.get(..committed).unwrap_or_default();
        if !self.told.whole {
            self.beyond(scene, &bytes, committed, from);
            return;
        }
        let (mut blocks, mut block_start) = (0u64, 0u64);
        let read = frames(kept, |at, kind, payload| {
            if self.told.ended {
                return Err(stop(at, "a frame follows the end of the epoch"));
            }
            match kind {
                kind::BLOCK_END => {
                    blocks += 1;
                    block_start = at;
                    self.unentered_block(payload).map_err(|why| stop(at, why))
                }
                kind::EPOCH_END if self.pending > 0 || !is_time(payload) => {
                    let why = "the frame that ends the epoch does not follow a closed block";
                    Err(stop(at, why))
                }
                kind::EPOCH_END => {
                    self.told.ended = true;
                    Ok(())
                }
                _ => self.take(kind, payload).map_err(|why| stop(at, why)),
            }
        });
        if let Err(stop) = read {
            self.told.whole = false;
            scene.broken(&self.path, Place::Byte(from + stop.at), stop.why);
        }
        if blocks == 1 {
            let message =
                "the last closed block is not in the tree yet: the next opening enters it";
            scene.warn(&self.path, Place::Byte(from + block_start), message);
        } else if blocks > 1 {
            let message =
                format!("{blocks} closed blocks are not in the tree; a crash leaves one at most");
            scene.broken(&self.path, Place::Byte(from), message);
        }
        self.beyond(scene, &bytes, committed, from);
    }

    fn unentered_block(&mut self, payload: &[u8]) -> Result<(), String> {
        let (number, next, _) =
            take_block_end(payload).ok_or("the end of a block does not parse")?;
        if self.pending > 0 || number != self.state.blocks || next != self.state.position {
            return Err("the end of a block does not follow from its frames".to_owned());
        }
        self.state.blocks += 1;
        Ok(())
    }

    /// Bytes behind the last commit: what a crash tore off, unless whole groups follow.
    fn beyond(&mut self, scene: &mut Inspection<'_>, bytes: &[u8], committed: usize, from: u64) {
        let rest = bytes.get(committed..).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        let at = from + committed as u64;
        let good = good_frames(rest);
        let bad = rest.get(good..).unwrap_or_default();
        let commits = commits_in(bad);
        let place = Place::Byte(at + good as u64);
        if commits > 1 {
            self.told.whole = false;
            let message = format!(
                "no frame can be read here, and {commits} commits follow: acknowledged events were altered"
            );
            scene.broken(&self.path, place, message);
        } else {
            let message = format!(
                "{} bytes follow the last commit; they were never acknowledged (a crash leaves such), and the next opening cuts them off",
                rest.len()
            );
            scene.warn(&self.path, Place::Byte(at), message);
            if commits == 1 {
                let message = "a commit follows a frame that cannot be read: the last group was torn by a crash, or altered";
                scene.warn(&self.path, place, message);
            }
        }
    }

    /// Takes a frame that is neither the end of a block nor of the epoch.
    fn take(&mut self, kind: u8, payload: &[u8]) -> Result<(), String> {
        let wrong = |what: &str| {
            format!(
                "a frame of {what} has a right checksum and does not follow from those before it"
            )
        };
        self.pending += 1;
        match kind {
            kind::READ => {
                check_read(payload, self.state).ok_or_else(|| wrong("a read"))?;
                self.state.position = self.state.position.saturating_add(1);
            }
            kind::CONTROL => {
                let control = take_control(payload, self.state.position)
                    .ok_or_else(|| wrong("a control event"))?;
                control.check(self.state)?;
                self.told.catalogues.extend(control.catalogue_digest());
                self.told.acts.extend(control.public_act());
                self.state.position = self.state.position.saturating_add(1);
            }
            kind::NAMES => self.state.names(payload).ok_or_else(|| wrong("names"))?,
            kind::SHAPES => self.state.shapes(payload).ok_or_else(|| wrong("shapes"))?,
            kind::SOURCES => self
                .state
                .sources(payload)
                .ok_or_else(|| wrong("sources"))?,
            _ => {
                self.state
                    .commit(payload)
                    .ok_or_else(|| wrong("a commit"))?;
                self.pending = 0;
                if let Some((_, number)) = self.state.twice.pop() {
                    return Err(format!("sequence number {number} came twice"));
                }
            }
        }
        Ok(())
    }
}

fn take_block_end(payload: &[u8]) -> Option<(u64, u64, Millis)> {
    let mut c = Cursor::new(payload);
    let end = (c.varint()?, c.varint()?, Millis(c.signed()?));
    c.end()?;
    Some(end)
}

fn is_time(payload: &[u8]) -> bool {
    let mut c = Cursor::new(payload);
    c.signed().is_some() && c.end().is_some()
}

/// Calls `each` with the offset, kind and payload of each frame; all bytes must be frames.
fn frames(
    bytes: &[u8],
    mut each: impl FnMut(u64, u8, &[u8]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut at = 0;
    while at < bytes.len() {
        match find(bytes.get(at..).unwrap_or_default()) {
            Found::Frame(kind, payload, len) => {
                each(at as u64, kind, payload)?;
                at += len;
            }
            Found::Not(why) => return Err(stop(at as u64, why)),
        }
    }
    Ok(())
}

fn stop(at: u64, why: impl Into<String>) -> Stop {
    let why = why.into();
    Stop { at, why }
}

/// Bytes of the whole frames at the start.
fn good_frames(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Found::Frame(_, _, len) = find(bytes.get(at..).unwrap_or_default()) {
        at += len;
    }
    at
}

/// Bytes up to the last frame, of those in unbroken order, that stands by itself.
fn committed(bytes: &[u8]) -> usize {
    let (mut at, mut committed) = (0, 0);
    while let Found::Frame(kind, _, len) = find(bytes.get(at..).unwrap_or_default()) {
        at += len;
        if matches!(kind, kind::COMMIT | kind::BLOCK_END | kind::EPOCH_END) {
            committed = at;
        }
    }
    committed
}

/// How many commits, or ends of blocks, can be found behind a damaged frame, wherever they begin.
fn commits_in(bytes: &[u8]) -> usize {
    let (mut at, mut hashed, mut commits) = (1, 0, 0);
    while at + FRAME_HEAD_BYTES < bytes.len() && hashed < SEARCH_BYTES_MAX {
        let here = bytes.get(at..).unwrap_or_default();
        if !could_begin(here) {
            at += 1;
            continue;
        }
        match find(here) {
            Found::Frame(kind, _, len) => {
                commits += usize::from(matches!(
                    kind,
                    kind::COMMIT | kind::BLOCK_END | kind::EPOCH_END
                ));
                at += len;
                hashed += len;
            }
            Found::Not(_) => {
                hashed += claimed_len(here);
                at += 1;
            }
        }
    }
    commits
}

fn claimed_len(bytes: &[u8]) -> usize {
    let len = Cursor::new(bytes).array().map(u32::from_le_bytes);
    len.and_then(|len| usize::try_from(len).ok())
        .unwrap_or(usize::MAX)
}

/// A cheap look before a checksum is computed.
fn could_begin(bytes: &[u8]) -> bool {
    let len = claimed_len(bytes);
    let fits =
        len > 0 && len <= FRAME_BYTES_MAX && len <= bytes.len().saturating_sub(FRAME_HEAD_BYTES);
    fits && bytes
        .get(FRAME_HEAD_BYTES)
        .is_some_and(|kind| kind::ALL.contains(kind))
}
