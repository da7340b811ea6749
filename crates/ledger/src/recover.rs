//! Making and opening a directory. Recovery is opening: the open log is replayed by the code that a
//! reader uses, what was never acknowledged is cut off, and what a crash left half done is finished.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use env::{Disk, DiskLock};
use event::{Act, ActKind, Millis, catalogue::Catalogue};
use sha2::{Digest, Sha256};

use crate::{
    adoption::refuse_cut_off,
    book::Book,
    controls::Control,
    crypt::{Hashes, Secret},
    error::OpenError,
    event_ids::EventIds,
    files::there,
    finish::{LOG_LOST, finish_sealed},
    generation,
    genesis::Genesis,
    group::Group,
    ledger::{Bounds, Keys, Ledger, World, random_salt},
    limits::LOCK_WAIT_MS,
    loading::{last_epoch, load_manifest, load_state, load_strings, read_genesis},
    log::{LogWriter, NewNames, Replayed, Visit, log_path, replay},
    open_epoch::OpenEpoch,
    quarantine::Quarantine,
    reads::ReadFrame,
    restarts::Restarts,
    seal::{SealObserver, book_path, strings_path},
    snapshot::leaves_due,
    standing::{Standing, load_standing},
    state::State,
    strings::Strings,
    tree::{Tree, tree_dir, write_durable},
};

/// What a writer needs besides the directory.
pub struct Opening {
    /// Catalogue in force.
    pub catalogue: Arc<Catalogue>,
    /// Its canonical bytes; a change of them is a new version and enters the ledger.
    pub catalogue_bytes: Vec<u8>,
    /// Keys; both are needed to write.
    pub keys: Keys,
    /// Bounds.
    pub bounds: Bounds,
    /// Told of sealed parts.
    pub observer: Option<Arc<dyn SealObserver>>,
    /// Written into the lock, so that a second writer can name the first.
    pub holder: String,
}

impl Ledger {
    /// Makes a ledger in a directory that has none, and opens it.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn create(
        world: World,
        dir: &Path,
        origin: &str,
        shards: u16,
        opening: Opening,
    ) -> Result<Ledger, OpenError> {
        let disk = world.disk.as_ref();
        let genesis_file = tree_dir(dir).join("genesis");
        if there(disk, &genesis_file)? {
            return Err(OpenError::Present(dir.to_owned()));
        }
        refuse_cut_off(disk, dir)?;
        let (sign, book) = both(&opening.keys)?;
        let head = tree_dir(dir).join("checkpoint");
        let genesis = match there(disk, &head)? {
            // A head is signed already: no other one of its size may ever be.
            true => begun_genesis(disk, dir, origin, shards, sign)?,
            false => begin_tree(&world, dir, origin, shards, (sign, book))?,
        };
        // What a creation before this one left may not be on the medium yet.
        make_home(disk, dir).map_err(OpenError::io("create", dir))?;
        let log = log_path(dir, 1);
        if !there(disk, &log)? {
            LogWriter::create(disk, dir, 1, 0)?;
        }
        // Last, and whole or not at all, for its presence says that there is a ledger here.
        disk.replace(&genesis_file, genesis.to_text().as_bytes())
            .map_err(OpenError::io("write", &genesis_file))?;
        Ledger::open(world, dir, opening)
    }

    /// Opens a directory for writing.
    ///
    /// # Errors
    /// When there is none, another process writes, a key is missing or wrong, or something is damaged.
    pub fn open(world: World, dir: &Path, opening: Opening) -> Result<Ledger, OpenError> {
        let disk = Arc::clone(&world.disk);
        let disk = disk.as_ref();
        let genesis = read_genesis(disk, dir)?;
        let lock = take_lock(&world, dir, &opening.holder)?;
        let (sign, book_key) = both(&opening.keys)?;
        let (generation, generation_key) = generation::read(disk, dir, book_key)?;
        let (salt, shards) = (genesis.salt, genesis.shards);
        let hashes = Arc::new(Hashes::new(book_key, &generation_key, salt, shards));
        let sealed = Sealed::load(disk, dir, &genesis, book_key)?;
        let path = log_path(dir, sealed.state.epoch);
        finish_sealed(disk, dir, &genesis, sign, &sealed)?;
        let bytes = disk.read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenError::damaged(&path, LOG_LOST),
            _ => OpenError::io("read", &path)(error),
        })?;
        let mut state = sealed.state.clone();
        let mut filled = sealed.filled;
        let (kinds_before, strings_before) = (
            sealed.state.kinds.iter().map(Vec::len).collect(),
            filled.strings.len(),
        );
        let replayed = replay(&path, &bytes, &mut state, Some(book_key), &mut filled)?;
        let mut tree = Tree::open(disk, dir, &genesis.origin, Some(sign))?;
        hold_against(&tree, &state, &path, dir)?;
        if replayed.ended.is_some() {
            same_catalogue(&state, &opening.catalogue_bytes, dir)?;
        }
        settle(disk, dir).map_err(OpenError::io("sync", dir))?;
        let log = LogWriter::resume(disk, &path, state.epoch, &bytes, &replayed)?;
        drop(bytes);
        catch_up(disk, &mut tree, &state, &replayed)?;
        let group = Group::starting(
            filled.book.fresh_len(),
            filled.strings.len(),
            state.sources.len(),
        );
        let standing = load_standing(disk, dir, state.position, &filled.open.controls)?;
        let now = Millis(world.clock.now_ms());
        let quarantine = open_quarantine(disk, dir, &opening.bounds, &standing, now)?;
        let restarts = Restarts::of(&state.lanes, &filled.strings);
        let mut ledger = Ledger {
            world,
            dir: dir.to_owned(),
            genesis,
            keys: opening.keys,
            generation,
            generation_key,
            hashes,
            catalogue: opening.catalogue,
            bounds: opening.bounds,
            book: filled.book,
            strings: filled.strings,
            strings_before,
            open: filled.open,
            log,
            tree,
            observer: opening.observer,
            kinds_before,
            epoch_start: (sealed.state.position, sealed.state.blocks),
            previous: sealed.previous,
            epoch_since: replayed.first_commit,
            shape_codes: state.codes_of_shapes(),
            restarts,
            ids: filled.ids,
            quarantine,
            group,
            unread: true,
            latched: false,
            state,
            standing,
            lock,
            stopped: false,
        };
        if let Some(closed) = replayed.ended {
            ledger.seal(closed).map_err(unlatched)?;
        }
        ledger.finish_deletions().map_err(unlatched)?;
        ledger.finish_erasures().map_err(unlatched)?;
        ledger.enter_catalogue(&opening.catalogue_bytes)?;
        Ok(ledger)
    }

    /// Records a new version of the catalogue when its bytes changed.
    fn enter_catalogue(&mut self, bytes: &[u8]) -> Result<(), OpenError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        if self.state.catalogue.1 == digest && self.state.catalogue.0 > 0 {
            return Ok(());
        }
        let version = self.state.catalogue.0 + 1;
        let path = catalogue_path(&self.dir, version);
        let disk = Arc::clone(&self.world.disk);
        write_durable(disk.as_ref(), &self.dir, &path, bytes)
            .map_err(OpenError::io("write", &path))?;
        self.state.catalogue = (version, digest);
        self.note(|commit, _| commit.catalogue = Some((version, digest)));
        let body = format!(
            "{{\"catalogue\":{version},\"sha256\":\"{}\"}}",
            crate::manifest::hex(&digest)
        );
        let act = Act {
            time: Millis(self.world.clock.now_ms()),
            kind: ActKind::Catalogue,
            by: "nunchi".to_owned(),
            body: body.into_bytes(),
        };
        self.append_act(&act).map_err(unlatched)?;
        self.close_block().map_err(unlatched)
    }
}

/// Where the canonical bytes of a catalogue version stand; what a checkpoint names is kept.
#[must_use]
pub fn catalogue_path(dir: &Path, version: u32) -> PathBuf {
    tree_dir(dir)
        .join("catalogue")
        .join(format!("{version:06}.json"))
}

/// Makes the keys of hashes, leaf 0 and its head.
fn begin_tree(
    world: &World,
    dir: &Path,
    origin: &str,
    shards: u16,
    (sign, book): (&Secret, &Secret),
) -> Result<Genesis, OpenError> {
    let disk = world.disk.as_ref();
    let salt =
        || random_salt(world.entropy.as_ref()).map_err(OpenError::io("read random bytes for", dir));
    let genesis = Genesis::new(origin, shards, salt()?, Millis(world.clock.now_ms()))?;
    make_home(disk, dir).map_err(OpenError::io("create", dir))?;
    let mut key = [0; 32];
    world
        .entropy
        .fill(&mut key)
        .map_err(OpenError::io("read random bytes for", dir))?;
    let generations = generation::generations_path(dir);
    let sealed = generation::encode(book, salt()?, &[(1, Secret(key))]);
    disk.replace(&generations, &sealed)
        .map_err(OpenError::io("write", &generations))?;
    let mut tree = Tree::create(disk, dir, origin, sign)?;
    tree.append(disk, genesis.to_text().as_bytes())?;
    tree.sign(disk)?;
    Ok(genesis)
}

/// The genesis of a creation that was cut off after its first head: leaf 0, as that head signs it.
fn begun_genesis(
    disk: &dyn Disk,
    dir: &Path,
    origin: &str,
    shards: u16,
    sign: &Secret,
) -> Result<Genesis, OpenError> {
    let tree = Tree::open(disk, dir, origin, Some(sign))?;
    let path = tree_dir(dir).join("genesis");
    let Some(leaf) = tree.only_entry() else {
        let what = format!(
            "it is missing, and the signed head has {} leaves: it is leaf 0 of the tree, so write it from there",
            tree.size()
        );
        return Err(OpenError::damaged(&path, what));
    };
    let genesis = Genesis::parse(&String::from_utf8_lossy(leaf))
        .map_err(|what| OpenError::damaged(&path, what))?;
    if genesis.shards != shards {
        return Err(OpenError::Setting(format!(
            "the creation of {} was begun with {} shards and cannot be finished with {shards}: give the same",
            dir.display(),
            genesis.shards
        )));
    }
    Ok(genesis)
}

/// An epoch that ended is sealed under the catalogue that was in force: its table of fields is made
/// by it.
fn same_catalogue(state: &State, bytes: &[u8], dir: &Path) -> Result<(), OpenError> {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let (version, known) = state.catalogue;
    if version == 0 || known == digest {
        return Ok(());
    }
    Err(OpenError::Setting(format!(
        "epoch {} ended and is not sealed yet, and the catalogue was changed since: open once with the settings before the change (their catalogue is {}), then with the new ones",
        state.epoch,
        catalogue_path(dir, version).display()
    )))
}

/// A hold outranks every deletion, that of old quarantine too.
fn open_quarantine(
    disk: &dyn Disk,
    dir: &Path,
    bounds: &Bounds,
    standing: &Standing,
    now: Millis,
) -> Result<Quarantine, OpenError> {
    let age_ms = match standing.holds.is_empty() {
        true => bounds.quarantine_age_ms,
        false => i64::MAX,
    };
    Quarantine::open(disk, dir, bounds.quarantine_bytes, age_ms, now)
}

fn unlatched(error: crate::error::AppendError) -> OpenError {
    match error {
        crate::error::AppendError::Open(error) => error,
        crate::error::AppendError::Latched { path, source } => OpenError::Io {
            what: "write",
            path,
            source,
        },
        other => OpenError::Setting(other.to_string()),
    }
}

fn both(keys: &Keys) -> Result<(&Secret, &Secret), OpenError> {
    Ok((
        keys.sign.as_ref().ok_or(OpenError::Key("sign"))?,
        keys.book.as_ref().ok_or(OpenError::Key("book"))?,
    ))
}

pub(crate) fn take_lock(
    world: &World,
    dir: &Path,
    holder: &str,
) -> Result<Box<dyn DiskLock>, OpenError> {
    let path = crate::writing::lock_path(dir);
    let around = (world.disk.as_ref(), world.clock.as_ref());
    let patience = std::time::Duration::from_millis(LOCK_WAIT_MS.unsigned_abs());
    let lock = env::wait_for_lock(around, &path, holder, patience);
    if let Some(lock) = lock.map_err(OpenError::io("lock", &path))? {
        return Ok(lock);
    }
    let holder = crate::writing::words(world.disk.as_ref(), dir).unwrap_or_default();
    let holder = if holder.is_empty() {
        "another process".to_owned()
    } else {
        holder
    };
    Err(OpenError::Locked { path, holder })
}

/// The folders of a directory.
const FOLDERS: [&str; 6] = ["log", "epochs", "book", "index", "quarantine", "tree"];

/// Makes the folders of a directory, and every name that leads to them durable.
fn make_home(disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    disk.create_dir_all(dir)?;
    for above in dir.ancestors().skip(1) {
        match disk.sync_dir(above) {
            // A folder that we may not open is none that we made.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => break,
            other => other?,
        }
    }
    settle(disk, dir)
}

/// Makes durable what a process before this one may have left unsynced: nothing may be built on what
/// a power loss can still take away.
pub(crate) fn settle(disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    for folder in FOLDERS {
        let folder = dir.join(folder);
        disk.create_dir_all(&folder)?;
        disk.sync_dir(&folder)?;
    }
    disk.sync_dir(dir)
}

/// What the sealed epochs give a writer: everything before the open log.
pub(crate) struct Sealed {
    /// Number of the last sealed epoch.
    pub(crate) last: Option<u32>,
    pub(crate) state: State,
    /// SHA-256 of its manifest.
    previous: [u8; 32],
    filled: Filled,
}

impl Sealed {
    fn load(
        disk: &dyn Disk,
        dir: &Path,
        genesis: &Genesis,
        book_key: &Secret,
    ) -> Result<Sealed, OpenError> {
        let last = last_epoch(disk, dir)?;
        let (state, previous) = match last {
            Some(epoch) => {
                let (manifest, text) = load_manifest(disk, dir, epoch)?;
                let digest = Sha256::digest(text.as_bytes()).into();
                (load_state(disk, dir, &manifest)?, digest)
            }
            None => (State::new(genesis.shards), [0; 32]),
        };
        let mut filled = Filled {
            book: Book::new(genesis.shards),
            strings: Strings::default(),
            open: OpenEpoch::default(),
            ids: EventIds::default(),
            shards: genesis.shards,
        };
        for epoch in 1..=last.unwrap_or(0) {
            let path = book_path(dir, epoch);
            let bytes = disk.view(&path).map_err(OpenError::io("read", &path))?;
            filled.book.attach(&path, &bytes, book_key)?;
            let path = strings_path(dir, epoch);
            load_strings(disk, &path, book_key, &mut filled.strings)?;
        }
        filled.book.given(&state.kinds);
        Ok(Sealed {
            last,
            state,
            previous,
            filled,
        })
    }
}

/// What a replay fills for a writer.
struct Filled {
    book: Book,
    strings: Strings,
    open: OpenEpoch,
    ids: EventIds,
    shards: u16,
}

impl Visit for Filled {
    fn read(&mut self, position: u64, frame: ReadFrame, state: &State) {
        if let Some(id) = frame.event_id {
            self.ids.insert(id, frame.time);
        }
        self.open.add(&frame, position, self.shards, state);
    }

    fn control(&mut self, control: Control) {
        self.open.controls.push(control);
    }

    fn id(&mut self, id: u64, time: Millis) {
        self.ids.insert(id, time);
    }

    fn names(&mut self, names: NewNames) {
        for text in &names.strings {
            self.strings.code_or_insert(text);
        }
        for new in names.subjects {
            self.book.add(new);
        }
    }
}

/// Holds the tree against the log: every closed block must be in it, as the log has it; only the last
/// one may have been cut off by a crash.
fn hold_against(tree: &Tree, state: &State, path: &Path, dir: &Path) -> Result<(), OpenError> {
    let (size, due) = (tree.size(), leaves_due(state));
    if size > due {
        let what = format!(
            "the signed head has {size} leaves and the log gives {due}: the log was cut short or is older than its tree"
        );
        return Err(OpenError::damaged(path, what));
    }
    not_older(tree, due, dir)
}

pub(crate) fn not_older(tree: &Tree, due: u64, dir: &Path) -> Result<(), OpenError> {
    let size = tree.size();
    if size + 1 >= due {
        return Ok(());
    }
    let what = format!(
        "the signed head has {size} leaves and the log gives {due}: the tree is older than its log"
    );
    Err(OpenError::damaged(&tree_dir(dir), what))
}

/// Enters the last closed block, if a crash cut that off. The log is on the medium by now.
fn catch_up(
    disk: &dyn Disk,
    tree: &mut Tree,
    state: &State,
    replayed: &Replayed,
) -> Result<(), OpenError> {
    if tree.size() + 1 == leaves_due(state)
        && let Some(block) = replayed.blocks.last()
    {
        tree.append(disk, block.leaf().as_bytes())?;
        tree.sign(disk)?;
    }
    Ok(())
}
