//! The writer. The only one that writes log, epochs, tree, book and quarantine.
//!
//! Order of durability, in [`Ledger::commit`]: quarantine, then one group of frames with its commit,
//! synced: acknowledged. A block's leaf is durable before its head is signed; an epoch's files are
//! durable before its leaf. Failing anywhere latches: nothing more is written until the directory is
//! opened anew, and what was acknowledged is safe.

use std::{io, path::PathBuf, sync::Arc};

use env::{Clock, Disk, DiskLock, Entropy};
use event::{Millis, catalogue::Catalogue};
use hashbrown::HashMap;

use crate::{
    book::Book,
    controls::ControlKind,
    crypt::{Hashes, Secret},
    error::{AppendError, OpenError},
    genesis::Genesis,
    group::Group,
    limits::{
        BLOCK_AGE_MS_MAX, BLOCK_BYTES_MAX, EPOCH_AGE_MS_MAX, EPOCH_READS_WORTH_SEALING,
        FREE_BYTES_MIN, SHAPES_PER_FRAME,
    },
    loading::{load_ids, load_manifest},
    log::{Block, LogWriter, NewNames, put_commit, put_names, put_shapes, put_sources},
    open_epoch::OpenEpoch,
    quarantine::Quarantine,
    reads::SubjectId,
    restarts::Restarts,
    seal::SealObserver,
    standing::Standing,
    state::{Commit, Shape, Spoken, State},
    stream::Stream,
    strings::Strings,
    tree::Tree,
};

/// The world a ledger lives in.
#[derive(Clone)]
pub struct World {
    /// Disk.
    pub disk: Arc<dyn Disk>,
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// The keys of a ledger; they live outside its directory.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Signs heads.
    pub sign: Option<Secret>,
    /// Opens names, strings, acts and quarantine.
    pub book: Option<Secret>,
}

/// Bounds that settings may move.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Reads at which an epoch closes.
    pub epoch_reads: u64,
    /// Bytes of quarantine.
    pub quarantine_bytes: u64,
    /// Milliseconds of wall clock that a file of quarantine is kept; opening removes older ones, and
    /// the counters keep their records as a gap.
    pub quarantine_age_ms: i64,
    /// Prefix lengths to which IPv4 and IPv6 addresses are cut, if they are.
    pub ip_prefix: Option<(u8, u8)>,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            epoch_reads: crate::limits::EPOCH_READS_MAX,
            quarantine_bytes: 1 << 30,
            quarantine_age_ms: crate::limits::QUARANTINE_AGE_MS,
            ip_prefix: None,
        }
    }
}

/// See the module.
pub struct Ledger {
    pub(crate) world: World,
    pub(crate) dir: PathBuf,
    pub(crate) genesis: Genesis,
    pub(crate) keys: Keys,
    pub(crate) generation: u32,
    /// Seals the words of public acts; it outlives a renewal of the book key.
    pub(crate) generation_key: Secret,
    pub(crate) hashes: Arc<Hashes>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) bounds: Bounds,
    pub(crate) state: State,
    pub(crate) standing: Standing,
    pub(crate) book: Book,
    pub(crate) strings: Strings,
    pub(crate) open: OpenEpoch,
    pub(crate) log: LogWriter,
    pub(crate) tree: Tree,
    pub(crate) observer: Option<Arc<dyn SealObserver>>,
    pub(crate) kinds_before: Vec<usize>,
    pub(crate) strings_before: u32,
    /// Position and block number at which the open epoch began.
    pub(crate) epoch_start: (u64, u64),
    pub(crate) previous: [u8; 32],
    pub(crate) epoch_since: Option<Millis>,
    pub(crate) shape_codes: HashMap<Shape, u32>,
    pub(crate) restarts: Restarts,
    pub(crate) ids: crate::event_ids::EventIds,
    pub(crate) quarantine: Quarantine,
    pub(crate) group: Group,
    /// Whether the look-ups of sealed names and the event ids of sealed epochs are still to be read:
    /// only who brings events in needs them all.
    pub(crate) unread: bool,
    pub(crate) latched: bool,
    pub(crate) lock: Box<dyn DiskLock>,
    /// Whether the file of the lock says why nothing is written.
    pub(crate) stopped: bool,
}

/// The source of what nunchi itself brings in, such as imported relations.
pub const OWN_SOURCE: &str = "nunchi";

/// What an ingestion learns from one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Durable {
    /// Position of the next event: everything before it is on the medium.
    pub position: u64,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Ledger {:?} at position {}",
            self.genesis.origin, self.state.position
        )
    }
}

impl Ledger {
    /// The state, up to the last append.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the public acts add up to.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The genesis.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// The book, which opens names.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The number of a canonical name.
    ///
    /// # Errors
    /// When a file of the book cannot be read or does not open.
    pub fn find_name(&self, name: &str) -> Result<Option<SubjectId>, OpenError> {
        Ok(self.find_names(&[name])?.pop().flatten())
    }

    /// The numbers of some canonical names, in their order. The book is gone over once for all of them.
    ///
    /// # Errors
    /// As [`Ledger::find_name`].
    pub fn find_names(&self, names: &[&str]) -> Result<Vec<Option<SubjectId>>, OpenError> {
        let of = |name: &&str| (self.hashes.shard(name), self.hashes.lookup(name));
        let wanted: Vec<(u16, u128)> = names.iter().map(of).collect();
        let known = |(shard, lookup): &(u16, u128)| self.book.find(*shard, *lookup);
        let mut missing = wanted.clone();
        missing.retain(|of| known(of).is_none());
        let found = self.book.search(self.world.disk.as_ref(), &missing)?;
        let place = |of: &(u16, u128)| known(of).or_else(|| found.get(&of.1).copied());
        Ok(wanted.iter().map(place).collect())
    }

    /// Reads what only who brings events in needs: look-ups of all names, and event ids.
    pub(crate) fn read_names(&mut self) -> Result<(), OpenError> {
        if !self.unread {
            return Ok(());
        }
        let disk = Arc::clone(&self.world.disk);
        self.book.read_all(disk.as_ref())?;
        if let Some(last) = self.state.epoch.checked_sub(1).filter(|last| *last > 0) {
            let (manifest, _) = load_manifest(disk.as_ref(), &self.dir, last)?;
            load_ids(disk.as_ref(), &self.dir, &manifest, &mut self.ids)?;
        }
        self.unread = false;
        Ok(())
    }

    /// The keyed hashes of this directory.
    #[must_use]
    pub fn hashes(&self) -> &Arc<Hashes> {
        &self.hashes
    }

    /// Whether the open epoch has as many rows as it may: the next commit closes it.
    #[must_use]
    pub fn is_epoch_full(&self) -> bool {
        self.open.reads >= self.bounds.epoch_reads
    }

    /// Bytes in quarantine, and how many may be.
    #[must_use]
    pub fn quarantine_bytes(&self) -> (u64, u64) {
        (self.quarantine.held_bytes(), self.quarantine.max_bytes())
    }

    /// Bytes that the next commit will write: a driver commits when they are many.
    #[must_use]
    pub fn pending_bytes(&self) -> usize {
        self.group.frames.len()
    }

    /// Makes everything appended durable: acknowledged when this returns. How far each stream was
    /// read is part of it, whether the stream is named here or not.
    ///
    /// # Errors
    /// When there is too little room, or it could not be written: the ledger then writes no more.
    pub fn commit(&mut self, _streams: &mut [&mut Stream]) -> Result<Durable, AppendError> {
        let now = self.write_group()?;
        self.close_what_is_due(now)?;
        Ok(Durable {
            position: self.state.position,
        })
    }

    /// Writes what was appended and says when.
    pub(crate) fn write_group(&mut self) -> Result<Millis, AppendError> {
        self.check_latch()?;
        let now = Millis(self.world.clock.now_ms());
        if !self.group.is_empty() {
            self.check_room()?;
            let disk = Arc::clone(&self.world.disk);
            self.quarantine
                .sync(disk.as_ref())
                .map_err(|e| self.latch(e))?;
            let bytes = self.take_group(now)?;
            self.log.write(&bytes, now).map_err(|e| self.latch(e))?;
            self.say_writing();
            self.group.give_back(bytes);
            self.epoch_since.get_or_insert(now);
        }
        Ok(now)
    }

    /// Refuses when an earlier write failed.
    pub(crate) fn check_latch(&mut self) -> Result<(), AppendError> {
        match self.latched {
            true => Err(self.latch(io::Error::other("an earlier write failed"))),
            false => Ok(()),
        }
    }

    fn check_room(&mut self) -> Result<(), AppendError> {
        // Closing the epoch writes at most what its rows hold in memory.
        let needed = FREE_BYTES_MIN + self.open.reads * 16 + self.group.frames.len() as u64 * 2;
        let free = self
            .world
            .disk
            .free_bytes(&self.dir)
            .map_err(|e| self.latch(e))?;
        if free < needed {
            let full = AppendError::Full { free, needed };
            self.say_stopped(&full.to_string());
            return Err(full);
        }
        Ok(())
    }

    /// The bytes of the group: new names, new shapes, events, and what its commit says.
    fn take_group(&mut self, now: Millis) -> Result<Vec<u8>, AppendError> {
        let mut bytes = self.name_frames()?;
        // Before the reads, for the class of a row is its source's.
        if !self.group.commit.sources.is_empty() {
            put_sources(&mut bytes, &std::mem::take(&mut self.group.commit.sources));
        }
        for shapes in self.group.shapes.chunks(SHAPES_PER_FRAME) {
            put_shapes(&mut bytes, shapes);
        }
        // Mostly nothing is new, and then the frames are not moved.
        if bytes.is_empty() {
            bytes = std::mem::take(&mut self.group.frames);
        } else {
            bytes.append(&mut self.group.frames);
        }
        let mut commit = self.group.take_commit();
        commit.at = now;
        self.state.files.extend(commit.files.iter().cloned());
        for (code, spoken) in (0u32..).zip(&mut self.group.spoken) {
            if *spoken != Spoken::default() {
                self.state.add_spoken(code, spoken);
                commit.spoken.push((code, std::mem::take(spoken)));
            }
        }
        put_commit(&mut bytes, &commit);
        self.group.shapes.clear();
        self.group.events = 0;
        self.group
            .names_from(self.book.fresh_len(), self.strings.len());
        Ok(bytes)
    }

    /// Frames with the names and strings that came since the last group.
    fn name_frames(&mut self) -> Result<Vec<u8>, AppendError> {
        let secret = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let mut bytes = Vec::new();
        let from = self.group.strings_from;
        let subjects = self.book.fresh_since(self.group.fresh_from);
        let strings: Vec<String> = (from..self.strings.len())
            .filter_map(|code| self.strings.text(code).map(str::to_owned))
            .collect();
        let known = self.state.known.range(from..);
        let mut known: Vec<_> = known.map(|(code, text)| (*code, text.clone())).collect();
        // A frame of names stays far under the limit of a frame: 4,096 names of at most 290 bytes.
        let mut names = subjects.chunks(4096);
        let mut texts = strings.chunks(1024);
        loop {
            let (some_names, some_texts) = (
                names.next().unwrap_or_default(),
                texts.next().unwrap_or_default(),
            );
            if some_names.is_empty() && some_texts.is_empty() {
                return Ok(bytes);
            }
            let new = NewNames {
                strings: some_texts.to_vec(),
                subjects: some_names.to_vec(),
            };
            let salt = match random_salt(self.world.entropy.as_ref()) {
                Ok(salt) => salt,
                Err(error) => return Err(self.latch(error)),
            };
            put_names(&mut bytes, &new, &std::mem::take(&mut known), &secret, salt);
        }
    }

    fn close_what_is_due(&mut self, now: Millis) -> Result<(), AppendError> {
        let (bytes, since) = self.log.open_block();
        // A clock that jumped back gives a negative age: the block then closes by size or at the end.
        let old = |since: Option<Millis>, age: i64| {
            since.is_some_and(|since| now.0.saturating_sub(since.0) >= age)
        };
        if self.open.reads >= self.bounds.epoch_reads || old(self.epoch_since, EPOCH_AGE_MS_MAX) {
            return self.end_epoch();
        }
        if bytes >= BLOCK_BYTES_MAX || (bytes > 0 && old(since, BLOCK_AGE_MS_MAX)) {
            self.end_block()?;
        }
        Ok(())
    }

    /// Commits, ends the open block, if it holds anything, and signs the new head.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn close_block(&mut self) -> Result<(), AppendError> {
        self.write_group()?;
        self.end_block()
    }

    pub(crate) fn end_block(&mut self) -> Result<(), AppendError> {
        if self.log.open_block().0 == 0 {
            return Ok(());
        }
        let now = Millis(self.world.clock.now_ms());
        let block = self
            .log
            .end_block(self.state.blocks, self.state.position, now)
            .map_err(|e| self.latch(e))?;
        self.state.blocks += 1;
        self.enter_block(&block)
    }

    pub(crate) fn enter_block(&mut self, block: &Block) -> Result<(), AppendError> {
        let disk = Arc::clone(&self.world.disk);
        self.tree
            .append(disk.as_ref(), block.leaf().as_bytes())
            .and_then(|()| self.tree.sign(disk.as_ref()))
            .map_err(|e| self.latch_open(e))
    }

    /// Ends a run: what was appended becomes durable, the block closes, and the epoch too when it
    /// holds enough to be worth it.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn finish(&mut self, streams: &mut [&mut Stream]) -> Result<Durable, AppendError> {
        let durable = self.commit(streams)?;
        if self.open.reads >= EPOCH_READS_WORTH_SEALING.min(self.bounds.epoch_reads) {
            self.end_epoch()?;
        } else {
            self.end_block()?;
        }
        Ok(durable)
    }

    pub(crate) fn latch(&mut self, source: io::Error) -> AppendError {
        let path = self.log.path.clone();
        self.latched_by(AppendError::Latched { path, source })
    }

    pub(crate) fn latch_open(&mut self, error: OpenError) -> AppendError {
        self.latched_by(match error {
            OpenError::Io { path, source, .. } => AppendError::Latched { path, source },
            other => AppendError::Open(other),
        })
    }

    /// Takes the word back once there was room again.
    fn say_writing(&mut self) {
        if std::mem::take(&mut self.stopped) {
            self.stopped = self.lock.say("").is_err();
        }
    }

    fn latched_by(&mut self, error: AppendError) -> AppendError {
        self.latched = true;
        self.say_stopped(&error.to_string());
        error
    }

    /// Leaves word of why nothing is written any more, the first time. When even that fails, whoever is
    /// asked finds out by trying.
    fn say_stopped(&mut self, because: &str) {
        if !self.stopped {
            let since = Millis(self.world.clock.now_ms());
            let said = self.lock.say(&crate::writing::stopped(since, because));
            self.stopped = said.is_ok();
        }
    }

    /// Commits what stands beside events: a relation imported, a catalogue in force.
    pub(crate) fn note(&mut self, change: impl FnOnce(&mut Commit, &mut State)) {
        change(&mut self.group.commit, &mut self.state);
    }
}

pub(crate) fn random_salt(entropy: &dyn Entropy) -> io::Result<[u8; 16]> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt)?;
    Ok(salt)
}

impl Drop for Ledger {
    /// A writer that ends in good order leaves an empty word, so that one that did not is known.
    fn drop(&mut self) {
        if !self.stopped {
            let _ = self.lock.say("");
        }
    }
}

/// The kind of a control event that only nunchi writes.
pub(crate) const ACT: ControlKind = ControlKind::Act;
