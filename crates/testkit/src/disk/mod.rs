//! A disk in memory that fails, tears and forgets when it is told to.

mod nodes;

use std::{
    collections::BTreeSet,
    io::{self, Cursor, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use env::{Disk, DiskLock, Entry, Meta, ReadFile, WriteFile, lock_words};
use nodes::{Id, Nodes};

/// What goes wrong at the planned call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call does nothing and fails.
    Fail,
    /// A write keeps the first half of its bytes and fails; any other call does nothing and fails.
    Tear,
    /// The call does its work and is then said to have failed.
    Late,
}

/// A fault at the n-th call, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Which call.
    pub at: u64,
    /// What happens.
    pub fault: Fault,
    /// Whether every later call fails too, as when the power or the device is gone.
    pub for_good: bool,
}

/// How much of what was never synced is still there after the power went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// None of it.
    Nothing,
    /// All of it, as if the kernel had written it just before.
    Everything,
    /// By the seed: of each file a prefix, of the names some.
    Some,
}

struct Inner {
    nodes: Nodes,
    locks: BTreeSet<PathBuf>,
    calls: u64,
    plan: Option<Plan>,
    tripped: bool,
    gone: bool,
    changes_after_fault: u64,
    free_bytes: u64,
}

/// See the module. Clones are the same disk.
#[derive(Clone)]
pub struct FaultDisk {
    inner: Arc<Mutex<Inner>>,
}

impl std::fmt::Debug for FaultDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FaultDisk after {} calls", self.calls())
    }
}

impl Default for FaultDisk {
    fn default() -> FaultDisk {
        FaultDisk::new()
    }
}

/// Free bytes of a disk that nobody has filled: 1 TiB.
const ROOMY: u64 = 1 << 40;

impl FaultDisk {
    /// An empty disk without a plan.
    #[must_use]
    pub fn new() -> FaultDisk {
        FaultDisk::of(Nodes::new())
    }

    fn of(nodes: Nodes) -> FaultDisk {
        let inner = Inner {
            nodes,
            locks: BTreeSet::new(),
            calls: 0,
            plan: None,
            tripped: false,
            gone: false,
            changes_after_fault: 0,
            free_bytes: ROOMY,
        };
        FaultDisk {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Plans a fault, counting calls from now: 1 is the next.
    pub fn plan(&self, plan: Plan) {
        let mut inner = self.inner();
        inner.calls = 0;
        inner.plan = Some(plan);
    }

    /// Calls so far (since the plan was made, if one was).
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.inner().calls
    }

    /// Whether the planned fault has happened.
    #[must_use]
    pub fn tripped(&self) -> bool {
        self.inner().tripped
    }

    /// How many calls tried to change something after the fault had happened.
    #[must_use]
    pub fn changes_after_fault(&self) -> u64 {
        self.inner().changes_after_fault
    }

    /// Sets what [`Disk::free_bytes`] says. Writes are not limited by it.
    pub fn set_free_bytes(&self, bytes: u64) {
        self.inner().free_bytes = bytes;
    }

    /// The disk after the power went: unsynced bytes and names as `survival` says, by the seed;
    /// no lock, no plan. This disk stays as it is.
    #[must_use]
    pub fn crash(&self, survival: Survival, seed: u64) -> FaultDisk {
        let nodes = self.inner().nodes.clone();
        FaultDisk::of(nodes.after_power_loss(survival, seed))
    }

    /// The disk after the process ended and the machine did not: nothing is lost, nothing became
    /// durable; no lock, no plan. This disk stays as it is.
    #[must_use]
    pub fn restart(&self) -> FaultDisk {
        FaultDisk::of(self.inner().nodes.clone())
    }

    /// Makes everything as it is now durable.
    pub fn settle(&self) {
        self.inner().nodes.settle();
    }

    /// Every file with its bytes, sorted by path. Not counted as a call.
    #[must_use]
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.inner().nodes.files()
    }

    fn call<T>(
        &self,
        changes: bool,
        act: impl FnOnce(&mut Nodes) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut inner = self.inner();
        match inner.next_call(changes) {
            None => act(&mut inner.nodes),
            Some(Fault::Late) => act(&mut inner.nodes).and(Err(planned())),
            Some(Fault::Fail | Fault::Tear) => Err(planned()),
        }
    }
}

fn planned() -> io::Error {
    io::Error::other("the test planned this fault")
}

impl Inner {
    fn next_call(&mut self, changes: bool) -> Option<Fault> {
        self.calls += 1;
        if self.tripped && changes {
            self.changes_after_fault += 1;
        }
        if self.gone {
            return Some(Fault::Fail);
        }
        let plan = self.plan.filter(|plan| plan.at == self.calls)?;
        self.tripped = true;
        self.gone = plan.for_good;
        Some(plan.fault)
    }
}

struct Handle {
    disk: FaultDisk,
    file: Id,
}

impl Write for Handle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.disk.inner();
        let (kept, result) = match inner.next_call(true) {
            None => (bytes.len(), Ok(bytes.len())),
            Some(Fault::Fail) => (0, Err(planned())),
            Some(Fault::Tear) => (bytes.len() / 2, Err(planned())),
            Some(Fault::Late) => (bytes.len(), Err(planned())),
        };
        inner.nodes.write(self.file, &bytes[..kept]);
        result
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteFile for Handle {
    fn sync(&mut self) -> io::Result<()> {
        let file = self.file;
        self.disk.call(true, |nodes| {
            nodes.sync(file);
            Ok(())
        })
    }
}

struct Bytes(Cursor<Vec<u8>>);

impl io::Read for Bytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }
}

impl io::Seek for Bytes {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl ReadFile for Bytes {}

struct Held {
    disk: FaultDisk,
    path: PathBuf,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "lock of {}", self.path.display())
    }
}

impl DiskLock for Held {
    /// Not counted as a call: a word about the ledger is no part of it.
    fn say(&self, word: &str) -> io::Result<()> {
        let mut inner = self.disk.inner();
        if inner.gone {
            return Err(planned());
        }
        let file = inner.nodes.file(&self.path, true)?;
        inner.nodes.write(file, &lock_words(word));
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.disk.inner().locks.remove(&self.path);
    }
}

impl Disk for FaultDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.call(false, |nodes| nodes.bytes(path).map(<[u8]>::to_vec))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        let bytes = self.call(false, |nodes| nodes.bytes(path).map(<[u8]>::to_vec))?;
        Ok(Box::new(Bytes(Cursor::new(bytes))))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let file = self.call(true, |nodes| nodes.file(path, true))?;
        Ok(Box::new(Handle {
            disk: self.clone(),
            file,
        }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let file = self.call(true, |nodes| nodes.file(path, false))?;
        Ok(Box::new(Handle {
            disk: self.clone(),
            file,
        }))
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).map_err(io::Error::other)?;
        self.call(true, |nodes| nodes.truncate(path, len))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call(true, |nodes| nodes.rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call(true, |nodes| nodes.remove(path, false))
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.call(true, |nodes| nodes.remove(path, true))
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.call(true, |nodes| nodes.create_dir_all(path))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.call(false, |nodes| nodes.list(path))
    }

    fn meta(&self, path: &Path) -> io::Result<Option<Meta>> {
        self.call(false, |nodes| Ok(nodes.meta(path)))
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.call(true, |nodes| nodes.sync_dir(path))
    }

    fn free_bytes(&self, _path: &Path) -> io::Result<u64> {
        self.call(false, |_| Ok(()))?;
        Ok(self.inner().free_bytes)
    }

    fn try_lock(&self, path: &Path, holder: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        if self.inner().locks.contains(path) {
            return self.call(false, |_| Ok(None));
        }
        self.call(true, |nodes| {
            let file = nodes.file(path, true)?;
            nodes.write(file, &lock_words(holder));
            Ok(())
        })?;
        self.inner().locks.insert(path.to_owned());
        Ok(Some(Box::new(Held {
            disk: self.clone(),
            path: path.to_owned(),
        })))
    }

    fn is_locked(&self, path: &Path) -> io::Result<bool> {
        Ok(self.inner().locks.contains(path))
    }

    fn may_write(&self, _path: &Path) -> io::Result<()> {
        match self.inner().gone {
            true => Err(planned()),
            false => Ok(()),
        }
    }
}

/// Copies a folder and all in it from one disk to another.
///
/// # Errors
/// As the disks say.
pub fn copy_tree(from: &dyn Disk, source: &Path, to: &dyn Disk, target: &Path) -> io::Result<()> {
    to.create_dir_all(target)?;
    for entry in from.list(source)? {
        let place = target.join(entry.path.file_name().unwrap_or_default());
        if entry.meta.is_dir {
            copy_tree(from, &entry.path, to, &place)?;
        } else {
            to.create(&place)?.write_all(&from.read(&entry.path)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
