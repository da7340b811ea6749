//! The reading side: a directory as it stood at one moment, without a lock and without writing.
//!
//! Sealed epochs are read from their files when asked for; the open log is replayed in memory up to
//! the last closed block of the signed head, so that an answer and its checkpoint speak of the same
//! events, whatever a writer does meanwhile.

use std::{
    io,
    path::{Path, PathBuf},
};

use env::Disk;
use event::catalogue::Catalogue;
use parquet::errors::ParquetError;
use proof::{Checkpoint, Hash};

use crate::{
    book::Book,
    columns::{ColumnId, Columns},
    controls::{Control, ControlKind},
    crypt::{Hashes, Secret},
    error::OpenError,
    generation,
    genesis::Genesis,
    loading::{last_epoch, load_manifest, load_state, load_strings, read_genesis},
    log::{NewNames, Visit, closed_len, log_path, replay},
    manifest::{FileEntry, Manifest, Role},
    open_epoch::OpenEpoch,
    part::PartReader,
    performing::open_reason,
    public_acts::{PublicAct, public_act_path},
    reads::ReadFrame,
    seal::{book_path, epoch_dir, strings_path},
    standing::{Standing, load_standing},
    state::State,
    strings::Strings,
    tables::{Issued, read_controls, read_issued},
    tree::{checkpoint, tree_dir},
};

/// A directory at one moment.
pub struct Snapshot {
    /// Genesis.
    pub genesis: Genesis,
    /// Size and root of the signed head.
    pub head: (u64, Hash),
    /// Manifests of the sealed epochs.
    pub epochs: Vec<Manifest>,
    /// Rows and control events of the open epoch.
    pub open: OpenEpoch,
    /// Everything else, up to the same moment.
    pub state: State,
    /// What the public acts add up to: holds, deleted parts, erased people.
    pub standing: Standing,
    /// Dictionary; empty without the book key.
    pub strings: Strings,
    /// Subjects' names; only with the book key.
    pub book: Option<Book>,
    /// Keyed hashes; only with the book key.
    pub hashes: Option<Hashes>,
    /// The last epoch whose rows are seen; `None` sees all, the open epoch included.
    pub rows_up_to: Option<u32>,
    dir: PathBuf,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Snapshot of {} at {} leaves",
            self.genesis.origin, self.head.0
        )
    }
}

/// Whether a snapshot is to know names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Names are found and opened.
    Wanted,
    /// The book stays closed, as it does without its key.
    Unread,
}

/// Rows of one shard, from one sealed part or from the open epoch.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'s> {
    /// A sealed part of an epoch.
    Sealed(u32, &'s FileEntry),
    /// Rows of the open epoch, in order of arrival.
    Open(&'s [crate::reads::Row]),
}

impl Snapshot {
    /// Reads the directory.
    ///
    /// # Errors
    /// When there is no ledger, or something is damaged.
    pub fn load(
        disk: &dyn Disk,
        dir: &Path,
        book_key: Option<&Secret>,
    ) -> Result<Snapshot, OpenError> {
        Snapshot::load_with(disk, dir, book_key, Names::Wanted)
    }

    /// Reads the directory, with the names of the book only where they are wanted: most questions ask
    /// for nobody by name, and the book is the largest thing that a snapshot holds.
    ///
    /// # Errors
    /// As [`Snapshot::load`].
    pub fn load_with(
        disk: &dyn Disk,
        dir: &Path,
        book_key: Option<&Secret>,
        names: Names,
    ) -> Result<Snapshot, OpenError> {
        let genesis = read_genesis(disk, dir)?;
        // The head first: everything it covers is on the medium by then.
        let mut head = checkpoint(disk, dir)?;
        for _ in 1..ATTEMPTS_MAX {
            match Snapshot::load_at(disk, dir, &genesis, &head, (book_key, names)) {
                Err(error) if is_gone(&error) => {
                    let now = checkpoint(disk, dir)?;
                    if now.size() == head.size() {
                        return Err(error);
                    }
                    // A writer sealed an epoch meanwhile and removed its log.
                    head = now;
                }
                other => return other,
            }
        }
        Snapshot::load_at(disk, dir, &genesis, &head, (book_key, names))
    }

    /// Reads the directory as it stood at a head; what came later is left out.
    pub(crate) fn load_at(
        disk: &dyn Disk,
        dir: &Path,
        genesis: &Genesis,
        head: &Checkpoint,
        (book_key, wanted): (Option<&Secret>, Names),
    ) -> Result<Snapshot, OpenError> {
        let (epochs, mut state) = sealed_at(disk, dir, genesis, head.size())?;
        let last = state.epoch - 1;
        let mut seen = Seen {
            strings: Strings::default(),
            book: None,
            open: OpenEpoch::default(),
            shards: genesis.shards,
        };
        let mut hashes = None;
        if let Some(key) = book_key {
            let (_, generation_key) = generation::read(disk, dir, key)?;
            let (salt, shards) = (genesis.salt, genesis.shards);
            hashes = Some(Hashes::new(key, &generation_key, salt, shards));
            let mut book = (wanted == Names::Wanted).then(|| Book::new(genesis.shards));
            for epoch in 1..=last {
                if let Some(book) = &mut book {
                    let path = book_path(dir, epoch);
                    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
                    book.load(&path, &bytes, key)?;
                }
                load_strings(disk, &strings_path(dir, epoch), key, &mut seen.strings)?;
            }
            seen.book = book;
        }
        replay_closed(disk, dir, head.size(), &mut state, book_key, &mut seen)?;
        let standing = load_standing(disk, dir, state.position, &seen.open.controls)?;
        if let Some(book) = &mut seen.book {
            book.forget(&standing.erased);
        }
        Ok(Snapshot {
            genesis: genesis.clone(),
            head: (head.size(), head.root()),
            epochs,
            open: seen.open,
            state,
            standing,
            strings: seen.strings,
            book: seen.book,
            hashes,
            rows_up_to: None,
            dir: dir.to_owned(),
        })
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Why a public act was done; `None` without the book key, or where it was not said.
    ///
    /// # Errors
    /// When the words do not open.
    pub fn reason_of(
        &self,
        disk: &dyn Disk,
        book_key: Option<&Secret>,
        act: &PublicAct,
    ) -> Result<Option<String>, OpenError> {
        let Some(book_key) = book_key.filter(|_| !act.reason.is_empty()) else {
            return Ok(None);
        };
        let (_, key) = generation::read(disk, &self.dir, book_key)?;
        open_reason(&key, act)
            .map(Some)
            .map_err(OpenError::sealed(&public_act_path(&self.dir, act.number)))
    }

    /// Every piece of one shard, oldest epoch first; parts that retention deleted, and what is later than
    /// [`Snapshot::rows_up_to`], are left out.
    pub fn pieces(&self, shard: u16) -> impl Iterator<Item = Piece<'_>> {
        let last = self.rows_up_to;
        let seen = move |manifest: &&Manifest| last.is_none_or(|last| manifest.epoch <= last);
        let sealed = self.epochs.iter().filter(seen).flat_map(move |manifest| {
            let of_shard = move |file: &&FileEntry| {
                matches!(&file.role, Role::Part { shard: s, .. } if *s == shard)
                    && !self.is_deleted(manifest.epoch, &file.name)
            };
            manifest
                .files
                .iter()
                .filter(of_shard)
                .map(move |file| Piece::Sealed(manifest.epoch, file))
        });
        let open = self
            .open
            .rows
            .values()
            .filter_map(move |shards| shards.get(usize::from(shard)))
            .filter(move |rows| last.is_none() && !rows.is_empty());
        sealed.chain(open.map(|rows| Piece::Open(rows)))
    }

    /// Some columns of a piece.
    ///
    /// # Errors
    /// When its file cannot be read, is not as long as its manifest says, or is no part.
    pub fn columns(
        &self,
        disk: &dyn Disk,
        piece: Piece<'_>,
        wanted: &[ColumnId],
    ) -> Result<Columns, OpenError> {
        let (epoch, file) = match piece {
            Piece::Open(rows) => return Ok(Columns::from_rows(rows)),
            Piece::Sealed(epoch, file) => (epoch, file),
        };
        let path = self.part_path(epoch, file);
        let damaged = |e: ParquetError| OpenError::damaged(&path, e.to_string());
        self.part(disk, epoch, file)?.read(wanted).map_err(damaged)
    }

    /// Some columns of some rows of a sealed part; rows ascend.
    ///
    /// # Errors
    /// As [`Snapshot::columns`].
    pub fn columns_of_rows(
        &self,
        disk: &dyn Disk,
        (epoch, file): (u32, &FileEntry),
        wanted: &[ColumnId],
        rows: &[u32],
    ) -> Result<Columns, OpenError> {
        let path = self.part_path(epoch, file);
        let damaged = |e: ParquetError| OpenError::damaged(&path, e.to_string());
        let part = self.part(disk, epoch, file)?;
        part.read_rows(wanted, rows).map_err(damaged)
    }

    /// Opens a sealed part.
    ///
    /// # Errors
    /// As [`Snapshot::columns`].
    pub fn part(
        &self,
        disk: &dyn Disk,
        epoch: u32,
        file: &FileEntry,
    ) -> Result<PartReader, OpenError> {
        let path = self.part_path(epoch, file);
        let bytes = disk.view(&path).map_err(OpenError::io("read", &path))?;
        if bytes.len() as u64 != file.bytes {
            return Err(OpenError::damaged(
                &path,
                format!(
                    "it has {} bytes and its manifest says {}",
                    bytes.len(),
                    file.bytes
                ),
            ));
        }
        PartReader::open(bytes).map_err(|e| OpenError::damaged(&path, e.to_string()))
    }

    /// Where the file of a part stands.
    #[must_use]
    pub fn part_path(&self, epoch: u32, file: &FileEntry) -> PathBuf {
        epoch_dir(&self.dir, epoch).join(&file.name)
    }

    /// Every control event, epoch by epoch; those that retention deleted are not among them.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub fn controls(&self, disk: &dyn Disk) -> Result<Vec<Control>, OpenError> {
        self.controls_of(disk, |_| true)
    }

    /// Every control event that is no issuance, epoch by epoch: issuances are many, and questions that
    /// do not ask for them need not read them.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub fn controls_but_issuances(&self, disk: &dyn Disk) -> Result<Vec<Control>, OpenError> {
        self.controls_of(disk, |kind| kind != ControlKind::Issuance)
    }

    fn controls_of(
        &self,
        disk: &dyn Disk,
        wanted: fn(ControlKind) -> bool,
    ) -> Result<Vec<Control>, OpenError> {
        let mut all = Vec::new();
        for manifest in &self.epochs {
            for table in ["control", "acts"] {
                all.extend(read_of(self, disk, manifest, table, |bytes| {
                    read_controls(bytes, wanted)
                })?);
            }
        }
        all.extend(
            self.open
                .controls
                .iter()
                .filter(|control| wanted(control.kind))
                .cloned(),
        );
        Ok(all)
    }

    /// Issuances of the epochs after one, and of the open one.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub fn issued_after(&self, disk: &dyn Disk, epoch: u32) -> Result<Vec<Issued>, OpenError> {
        let mut all = Vec::new();
        for manifest in self.epochs.iter().filter(|manifest| manifest.epoch > epoch) {
            all.extend(read_of(self, disk, manifest, "control", read_issued)?);
        }
        all.extend(self.open.controls.iter().filter_map(Issued::of));
        Ok(all)
    }

    /// Whether retention has deleted anything.
    #[must_use]
    pub fn has_deleted(&self) -> bool {
        !self.standing.deleted.is_empty()
    }

    /// Whether retention deleted a file of an epoch.
    #[must_use]
    pub fn is_deleted(&self, epoch: u32, name: &str) -> bool {
        let deleted = &self.standing.deleted;
        !deleted.is_empty() && deleted.contains_key(&(epoch, name.to_owned()))
    }

    /// The dictionary code of a string: by the dictionary, or by what the catalogue names in clear.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<u32> {
        self.strings.code(text).or_else(|| {
            self.state
                .known
                .iter()
                .find(|(_, known)| *known == text)
                .map(|(code, _)| *code)
        })
    }

    /// The string of a dictionary code, where it may be known.
    #[must_use]
    pub fn text(&self, code: u32) -> Option<&str> {
        self.strings
            .text(code)
            .or_else(|| self.state.known.get(&code).map(String::as_str))
    }

    /// What each shape exposes under a catalogue.
    #[must_use]
    pub fn exposed<'c>(&self, catalogue: &'c Catalogue) -> Vec<crate::fields::Exposed<'c>> {
        self.state
            .shapes
            .iter()
            .map(|shape| crate::fields::exposed(catalogue, &self.state, &self.strings, shape))
            .collect()
    }
}

/// What the control table of an epoch holds.
fn read_of<T>(
    snapshot: &Snapshot,
    disk: &dyn Disk,
    manifest: &Manifest,
    table: &str,
    read: impl Fn(env::View) -> Result<Vec<T>, ParquetError>,
) -> Result<Vec<T>, OpenError> {
    let file = manifest.table(table);
    let Some(file) = file.filter(|file| !snapshot.is_deleted(manifest.epoch, &file.name)) else {
        return Ok(Vec::new());
    };
    let path = snapshot.part_path(manifest.epoch, file);
    let bytes = disk.view(&path).map_err(OpenError::io("read", &path))?;
    read(bytes).map_err(|e| OpenError::damaged(&path, e.to_string()))
}

/// Times a directory is read because a writer removed something that was about to be read. A writer
/// that seals an epoch within each of them ends the reading with the error of the last.
const ATTEMPTS_MAX: u32 = 5;

fn is_gone(error: &OpenError) -> bool {
    matches!(error, OpenError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
}

/// How many leaves the tree has once epoch `state.epoch` is open with `state.blocks` blocks closed:
/// the genesis, one a block, one a closed epoch.
pub(crate) fn leaves_due(state: &State) -> u64 {
    state.blocks + u64::from(state.epoch)
}

/// Manifests of the epochs whose leaf a head of this size covers, and the state after the last of
/// them. An epoch that has its folder and no signed leaf yet still stands in its log.
fn sealed_at(
    disk: &dyn Disk,
    dir: &Path,
    genesis: &Genesis,
    size: u64,
) -> Result<(Vec<Manifest>, State), OpenError> {
    let mut epochs = Vec::new();
    for epoch in 1..=last_epoch(disk, dir)?.unwrap_or(0) {
        let (manifest, _) = load_manifest(disk, dir, epoch)?;
        if manifest.leaves() > size {
            break;
        }
        epochs.push(manifest);
    }
    let state = match epochs.last() {
        Some(manifest) => load_state(disk, dir, manifest)?,
        None => State::new(genesis.shards),
    };
    Ok((epochs, state))
}

/// Replays exactly the closed blocks of the open log that a head of this size covers.
fn replay_closed(
    disk: &dyn Disk,
    dir: &Path,
    size: u64,
    state: &mut State,
    book_key: Option<&Secret>,
    seen: &mut Seen,
) -> Result<(), OpenError> {
    let path = log_path(dir, state.epoch);
    let due = size.checked_sub(leaves_due(state)).ok_or_else(|| {
        let what = format!("it has {size} leaves, fewer than the sealed epochs");
        OpenError::damaged(&tree_dir(dir).join("checkpoint"), what)
    })?;
    let bytes = match disk.read(&path) {
        // It may not be there yet, or not any more: the head covers nothing of it.
        Err(error) if error.kind() == io::ErrorKind::NotFound && due == 0 => return Ok(()),
        other => other.map_err(OpenError::io("read", &path))?,
    };
    let closed = closed_len(&bytes, due).ok_or_else(|| {
        let what = format!("the signed head covers {due} closed blocks of it and it has fewer");
        OpenError::damaged(&path, what)
    })?;
    let closed = bytes.get(..closed).unwrap_or_default();
    replay(&path, closed, state, book_key, seen).map(drop)
}

struct Seen {
    strings: Strings,
    book: Option<Book>,
    open: OpenEpoch,
    shards: u16,
}

impl Visit for Seen {
    fn read(&mut self, position: u64, frame: ReadFrame, state: &State) {
        self.open.add(&frame, position, self.shards, state);
    }

    fn control(&mut self, control: Control) {
        self.open.controls.push(control);
    }

    fn names(&mut self, names: NewNames) {
        for text in &names.strings {
            self.strings.code_or_insert(text);
        }
        if let Some(book) = &mut self.book {
            names.subjects.into_iter().for_each(|new| book.add(new));
        }
    }
}
