//! The arrival log of one epoch: a file of frames, written in groups, replayed whole.
//!
//! Head, 64 bytes: magic, version, epoch, position of its first event, zeros, CRC32C of the 60 bytes
//! before. A group counts only with its commit frame: what stands after the last commit was never
//! acknowledged and is cut off by the next writer.

use std::{
    io,
    path::{Path, PathBuf},
};

use env::{Disk, WriteFile};
use event::{Millis, SubjectKind};
use sha2::{Digest, Sha256};

use crate::{
    book::NewName,
    book_file::{put_entry, take_entry},
    codec::{Reader, put_bytes, put_signed, put_varint},
    controls::Control,
    crypt::{Sealer, Secret},
    error::OpenError,
    frame::{Found, Kind, find_frame, plausible_len, put_frame},
    limits::SEARCH_BYTES_MAX,
    reads::ReadFrame,
    state::{
        Commit, Shape, SourceEntry, State, put_list, put_shape, put_source, take_list, take_shape,
        take_source,
    },
};

/// Bytes of the head.
pub(crate) const HEAD_BYTES: usize = 64;
const MAGIC: &[u8; 8] = b"NUNCHILG";
const NAMES_PURPOSE: &str = "nunchi log names v1";

/// Where the log of an epoch stands.
pub(crate) fn log_path(dir: &Path, epoch: u32) -> PathBuf {
    dir.join("log").join(format!("{epoch:06}.log"))
}

fn head(epoch: u32, position: u64) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&epoch.to_le_bytes());
    bytes.extend_from_slice(&position.to_le_bytes());
    bytes.resize(HEAD_BYTES - 4, 0);
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

/// A closed block: its number, its bytes in the log, its positions, and when it closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) number: u64,
    pub(crate) epoch: u32,
    pub(crate) bytes: (u64, u64),
    pub(crate) positions: (u64, u64),
    pub(crate) closed: Millis,
    pub(crate) sha256: [u8; 32],
}

impl Block {
    /// The leaf record of the block. Every byte follows from the log.
    pub(crate) fn leaf(&self) -> String {
        format!(
            "nunchi/1 block {}\nepoch {}\nbytes {} {}\npositions {} {}\nclosed {}\nsha256 {}\n",
            self.number,
            self.epoch,
            self.bytes.0,
            self.bytes.1,
            self.positions.0,
            self.positions.1,
            self.closed,
            crate::manifest::hex(&self.sha256)
        )
    }
}

/// The log being written.
pub(crate) struct LogWriter {
    pub(crate) path: PathBuf,
    file: Box<dyn WriteFile>,
    epoch: u32,
    len: u64,
    block: OpenBlock,
}

struct OpenBlock {
    start: u64,
    first_position: u64,
    hash: Sha256,
    /// Wall clock of the first commit in it.
    since: Option<Millis>,
}

impl LogWriter {
    /// Makes the log of an epoch; durable when this returns.
    pub(crate) fn create(
        disk: &dyn Disk,
        dir: &Path,
        epoch: u32,
        position: u64,
    ) -> Result<LogWriter, OpenError> {
        let path = log_path(dir, epoch);
        let folder = dir.join("log");
        disk.create_dir_all(&folder)
            .map_err(OpenError::io("create", &folder))?;
        disk.replace(&path, &head(epoch, position))
            .map_err(OpenError::io("write", &path))?;
        let file = disk.append(&path).map_err(OpenError::io("open", &path))?;
        let block = OpenBlock {
            start: HEAD_BYTES as u64,
            first_position: position,
            hash: Sha256::new(),
            since: None,
        };
        Ok(LogWriter {
            path,
            file,
            epoch,
            len: HEAD_BYTES as u64,
            block,
        })
    }

    /// Goes on with a log that was replayed; cuts off what was never committed.
    pub(crate) fn resume(
        disk: &dyn Disk,
        path: &Path,
        epoch: u32,
        bytes: &[u8],
        replay: &Replayed,
    ) -> Result<LogWriter, OpenError> {
        if replay.committed < bytes.len() as u64 {
            disk.truncate(path, replay.committed)
                .map_err(OpenError::io("truncate", path))?;
        }
        let mut file = disk.append(path).map_err(OpenError::io("open", path))?;
        // The process before may have ended between a write and its sync.
        file.sync().map_err(OpenError::io("sync", path))?;
        let (start, first_position) = replay.open_block;
        let mut hash = Sha256::new();
        let range = to_usize(start)..to_usize(replay.committed);
        hash.update(bytes.get(range).unwrap_or_default());
        let since = (replay.committed > start).then_some(replay.last_commit);
        Ok(LogWriter {
            path: path.to_owned(),
            file,
            epoch,
            len: replay.committed,
            block: OpenBlock {
                start,
                first_position,
                hash,
                since,
            },
        })
    }

    /// Appends bytes and makes them durable.
    pub(crate) fn write(&mut self, bytes: &[u8], at: Millis) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync()?;
        self.len += bytes.len() as u64;
        self.block.hash.update(bytes);
        self.block.since.get_or_insert(at);
        Ok(())
    }

    /// Bytes of the open block, and the wall clock of its first commit.
    pub(crate) fn open_block(&self) -> (u64, Option<Millis>) {
        (self.len - self.block.start, self.block.since)
    }

    /// Ends the open block durably.
    pub(crate) fn end_block(
        &mut self,
        number: u64,
        next_position: u64,
        at: Millis,
    ) -> io::Result<Block> {
        let mut frame = Vec::new();
        put_frame(&mut frame, Kind::BlockEnd, |out| {
            put_varint(out, number);
            put_varint(out, next_position);
            put_signed(out, at.0);
        });
        self.write(&frame, at)?;
        let hash = std::mem::replace(&mut self.block.hash, Sha256::new());
        let block = Block {
            number,
            epoch: self.epoch,
            bytes: (self.block.start, self.len),
            positions: (self.block.first_position, next_position),
            closed: at,
            sha256: hash.finalize().into(),
        };
        self.block = OpenBlock {
            start: self.len,
            first_position: next_position,
            hash: Sha256::new(),
            since: None,
        };
        Ok(block)
    }

    /// Says durably that the epoch ends here.
    pub(crate) fn end_epoch(&mut self, at: Millis) -> io::Result<()> {
        let mut frame = Vec::new();
        put_frame(&mut frame, Kind::EpochEnd, |out| put_signed(out, at.0));
        self.write(&frame, at)
    }
}

fn to_usize(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// New names and strings of one group.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NewNames {
    pub(crate) strings: Vec<String>,
    pub(crate) subjects: Vec<NewName>,
}

/// Puts a frame of new names: counts and base kinds in clear, so that a reader without the book key
/// can count; texts and look-up hashes sealed under a key of their own salt.
pub(crate) fn put_names(
    out: &mut Vec<u8>,
    names: &NewNames,
    known: &[(u32, String)],
    secret: &Secret,
    salt: [u8; 16],
) {
    put_frame(out, Kind::Names, |out| {
        put_varint(out, names.strings.len() as u64);
        put_list(out, &names.subjects, |out, new| {
            put_varint(out, u64::from(new.subject.shard));
            out.push(new.kind.code());
        });
        put_list(out, known, |out, (code, text)| {
            put_varint(out, u64::from(*code));
            put_bytes(out, text.as_bytes());
        });
        let mut plain = Vec::new();
        names
            .strings
            .iter()
            .for_each(|text| put_bytes(&mut plain, text.as_bytes()));
        names
            .subjects
            .iter()
            .for_each(|new| put_entry(&mut plain, new));
        Sealer::new(secret, &salt, NAMES_PURPOSE).seal(0, &[], &mut plain);
        out.extend_from_slice(&salt);
        out.extend_from_slice(&plain);
    });
}

/// The clear part of a frame of names.
struct NamesHead<'a> {
    strings: u64,
    kinds: Vec<(u16, SubjectKind)>,
    known: Vec<(u32, String)>,
    salt: [u8; 16],
    sealed: &'a [u8],
}

fn take_names(payload: &[u8]) -> Option<NamesHead<'_>> {
    let mut r = Reader::new(payload);
    let strings = r.varint()?;
    let kinds = take_list(&mut r, |r| {
        Some((
            u16::try_from(r.varint()?).ok()?,
            SubjectKind::from_code(r.u8()?)?,
        ))
    })?;
    let known = take_list(&mut r, |r| Some((r.varint32()?, r.text()?.to_owned())))?;
    let salt = r.array()?;
    let sealed = payload.get(payload.len() - r.rest_len()..)?;
    Some(NamesHead {
        strings,
        kinds,
        known,
        salt,
        sealed,
    })
}

pub(crate) fn put_shapes(out: &mut Vec<u8>, shapes: &[Shape]) {
    put_frame(out, Kind::Shapes, |out| put_list(out, shapes, put_shape));
}

pub(crate) fn put_sources(out: &mut Vec<u8>, sources: &[SourceEntry]) {
    put_frame(out, Kind::Sources, |out| put_list(out, sources, put_source));
}

pub(crate) fn put_commit(out: &mut Vec<u8>, commit: &Commit) {
    put_frame(out, Kind::Commit, |out| commit.encode(out));
}

/// Takes what a replay finds, in order.
pub(crate) trait Visit {
    fn read(&mut self, position: u64, frame: ReadFrame, state: &State);
    fn control(&mut self, control: Control);
    /// The keyed hash of an event id that no frame of reads carries.
    fn id(&mut self, _id: u64, _time: Millis) {}
    /// New names; only called when the book key is there.
    fn names(&mut self, names: NewNames);
}

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replayed {
    /// Bytes up to the last commit.
    pub(crate) committed: u64,
    /// Closed blocks.
    pub(crate) blocks: Vec<Block>,
    /// Start and first position of the open block.
    pub(crate) open_block: (u64, u64),
    /// Wall clock of the last commit.
    pub(crate) last_commit: Millis,
    /// Wall clock of the first commit.
    pub(crate) first_commit: Option<Millis>,
    /// When the epoch was ended, if it was.
    pub(crate) ended: Option<Millis>,
}

/// Replays a log over the state that stood before it.
pub(crate) fn replay(
    path: &Path,
    bytes: &[u8],
    state: &mut State,
    secret: Option<&Secret>,
    visit: &mut dyn Visit,
) -> Result<Replayed, OpenError> {
    let damaged = |what: String| OpenError::damaged(path, what);
    let start = bytes.get(..HEAD_BYTES).ok_or_else(|| {
        damaged(format!(
            "it has {} bytes; a log begins with {HEAD_BYTES}",
            bytes.len()
        ))
    })?;
    if let Some(version) = start
        .get(8..12)
        .and_then(|v| v.try_into().ok())
        .map(u32::from_le_bytes)
        && start.starts_with(MAGIC)
        && version != 1
    {
        return Err(OpenError::version(path, version));
    }
    if start != head(state.epoch, state.position) {
        return Err(damaged(
            "its head does not follow from the epoch before it".to_owned(),
        ));
    }
    let committed = committed_len(bytes).map_err(damaged)?;
    let mut found = Replayed {
        committed: committed as u64,
        blocks: Vec::new(),
        open_block: (HEAD_BYTES as u64, state.position),
        last_commit: Millis(0),
        first_commit: None,
        ended: None,
    };
    let mut at = HEAD_BYTES;
    while at < committed {
        let Found::Frame(kind, payload, len) =
            find_frame(bytes.get(at..committed).unwrap_or_default())
        else {
            break;
        };
        apply(
            kind,
            payload,
            at + len,
            bytes,
            state,
            secret,
            visit,
            &mut found,
        )
        .ok_or_else(|| {
            damaged(format!(
                "the frame at byte {at} has a right checksum and does not parse"
            ))
        })?;
        at += len;
    }
    Ok(found)
}

/// Bytes up to the end of the last frame that stands by itself: a commit, or the end of a block or
/// epoch. What follows is what a crash tore off, for a group is synced before the next is written;
/// so when two commits or more lie behind a frame that cannot be read, acknowledged events were
/// altered, and the error says so. `verify` has the same rule.
fn committed_len(bytes: &[u8]) -> Result<usize, String> {
    let (mut at, mut committed) = (HEAD_BYTES, HEAD_BYTES);
    while let Found::Frame(kind, _, len) = find_frame(bytes.get(at..).unwrap_or_default()) {
        at += len;
        if ends_group(kind) {
            committed = at;
        }
    }
    let commits = commits_behind(bytes.get(at..).unwrap_or_default());
    if commits > 1 {
        return Err(format!(
            "no frame can be read at byte {at}, and {commits} commits follow: acknowledged events were altered"
        ));
    }
    Ok(committed.min(bytes.len()))
}

fn ends_group(kind: Kind) -> bool {
    matches!(kind, Kind::Commit | Kind::BlockEnd | Kind::EpochEnd)
}

/// How many commits, or ends of blocks, can be found behind a frame that cannot be read, wherever
/// they begin.
fn commits_behind(bytes: &[u8]) -> usize {
    let (mut at, mut hashed, mut commits) = (1, 0, 0);
    while at < bytes.len() && hashed < SEARCH_BYTES_MAX {
        let here = bytes.get(at..).unwrap_or_default();
        let Some(claimed) = plausible_len(here) else {
            at += 1;
            continue;
        };
        hashed += claimed;
        match find_frame(here) {
            Found::Frame(kind, _, len) => {
                commits += usize::from(ends_group(kind));
                at += len;
            }
            Found::Torn | Found::Damaged(_) => at += 1,
        }
    }
    commits
}

/// Bytes up to the end of the n-th closed block; `None` when the log has fewer.
pub(crate) fn closed_len(bytes: &[u8], blocks: u64) -> Option<usize> {
    let (mut at, mut closed) = (HEAD_BYTES, 0);
    while closed < blocks {
        let Found::Frame(kind, _, len) = find_frame(bytes.get(at..)?) else {
            return None;
        };
        at += len;
        closed += u64::from(kind == Kind::BlockEnd);
    }
    Some(at)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one frame's effect on everything that a replay keeps"
)]
fn apply(
    kind: Kind,
    payload: &[u8],
    end: usize,
    bytes: &[u8],
    state: &mut State,
    secret: Option<&Secret>,
    visit: &mut dyn Visit,
    found: &mut Replayed,
) -> Option<()> {
    match kind {
        Kind::Read => {
            visit.read(state.position, ReadFrame::decode(payload)?, state);
            state.position += 1;
        }
        Kind::Control => {
            visit.control(Control::decode(payload, state.position)?);
            state.position += 1;
        }
        Kind::Names => apply_names(&take_names(payload)?, state, secret, visit)?,
        Kind::Shapes => {
            let mut r = Reader::new(payload);
            state.shapes.extend(take_list(&mut r, take_shape)?);
        }
        Kind::Sources => {
            let mut r = Reader::new(payload);
            state.add_sources(take_list(&mut r, take_source)?);
        }
        Kind::Commit => {
            let commit = Commit::decode(payload)?;
            found.last_commit = commit.at;
            found.first_commit.get_or_insert(commit.at);
            commit
                .ids
                .iter()
                .for_each(|(id, time)| visit.id(*id, *time));
            state.apply(&commit);
        }
        Kind::BlockEnd => {
            let mut r = Reader::new(payload);
            let (number, next, closed) = (r.varint()?, r.varint()?, Millis(r.signed()?));
            let (start, first) = found.open_block;
            let sha256 = Sha256::digest(bytes.get(to_usize(start)..end)?).into();
            found.blocks.push(Block {
                number,
                epoch: state.epoch,
                bytes: (start, end as u64),
                positions: (first, next),
                closed,
                sha256,
            });
            found.open_block = (end as u64, next);
            state.blocks += 1;
        }
        Kind::EpochEnd => found.ended = Some(Millis(Reader::new(payload).signed()?)),
    }
    Some(())
}

fn apply_names(
    head: &NamesHead<'_>,
    state: &mut State,
    secret: Option<&Secret>,
    visit: &mut dyn Visit,
) -> Option<()> {
    state.strings += u32::try_from(head.strings).ok()?;
    state.known.extend(head.known.iter().cloned());
    for (shard, kind) in &head.kinds {
        state.kinds.get_mut(usize::from(*shard))?.push(kind.code());
    }
    let Some(secret) = secret else {
        return Some(());
    };
    let plain = Sealer::new(secret, &head.salt, NAMES_PURPOSE)
        .open(0, &[], head.sealed)
        .ok()?;
    let mut r = Reader::new(&plain);
    let mut names = NewNames::default();
    for _ in 0..head.strings {
        names.strings.push(r.text()?.to_owned());
    }
    while !r.is_empty() {
        names.subjects.push(take_entry(&mut r)?);
    }
    visit.names(names);
    Some(())
}
