//! Disks in memory: one that is a copy and can be damaged, one that a writer may use until it crashes.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicI64, Ordering},
    },
};

use env::{Disk, DiskLock, Entry, Meta, ReadFile, RealDisk, WriteFile};

/// A directory held in memory; only reading works.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemDisk {
    pub(crate) files: BTreeMap<PathBuf, Vec<u8>>,
}

struct MemFile(Cursor<Vec<u8>>);

impl Read for MemFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl Seek for MemFile {
    fn seek(&mut self, pos: SeekFrom) -> io::Result<u64> {
        self.0.seek(pos)
    }
}

impl ReadFile for MemFile {}

fn no<T>() -> io::Result<T> {
    Err(io::ErrorKind::Unsupported.into())
}

impl MemDisk {
    /// A copy of a real directory, under the empty path.
    pub(crate) fn copy(dir: &Path) -> MemDisk {
        let mut disk = MemDisk::default();
        disk.copy_folder(dir, Path::new(""));
        disk
    }

    fn copy_folder(&mut self, from: &Path, to: &Path) {
        for entry in RealDisk.list(from).unwrap() {
            let name = to.join(entry.path.file_name().unwrap());
            if entry.meta.is_dir {
                self.copy_folder(&entry.path, &name);
            } else {
                self.files.insert(name, RealDisk.read(&entry.path).unwrap());
            }
        }
    }

    pub(crate) fn file(&mut self, path: &str) -> &mut Vec<u8> {
        self.files
            .get_mut(Path::new(path))
            .unwrap_or_else(|| panic!("no {path}"))
    }

    pub(crate) fn swap(&mut self, a: &str, b: &str) {
        let (one, two) = (self.file(a).clone(), self.file(b).clone());
        *self.file(a) = two;
        *self.file(b) = one;
    }

    fn find(&self, path: &Path) -> io::Result<&Vec<u8>> {
        self.files
            .get(path)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Disk for MemDisk {
    fn is_locked(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn may_write(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.find(path).cloned()
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        Ok(Box::new(MemFile(Cursor::new(self.find(path)?.clone()))))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries: BTreeMap<PathBuf, Meta> = BTreeMap::new();
        for (file, bytes) in &self.files {
            let Ok(rest) = file.strip_prefix(path) else {
                continue;
            };
            let mut parts = rest.components();
            let Some(name) = parts.next() else { continue };
            let is_dir = parts.next().is_some();
            let len = if is_dir { 0 } else { bytes.len() as u64 };
            entries.insert(path.join(name), Meta { len, is_dir });
        }
        if entries.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(entries
            .into_iter()
            .map(|(path, meta)| Entry { path, meta })
            .collect())
    }

    fn meta(&self, path: &Path) -> io::Result<Option<Meta>> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(Some(Meta {
                len: bytes.len() as u64,
                is_dir: false,
            }));
        }
        let is_dir = self.files.keys().any(|file| file.starts_with(path));
        Ok(is_dir.then_some(Meta { len: 0, is_dir }))
    }

    fn create(&self, _: &Path) -> io::Result<Box<dyn WriteFile>> {
        no()
    }

    fn append(&self, _: &Path) -> io::Result<Box<dyn WriteFile>> {
        no()
    }

    fn truncate(&self, _: &Path, _: u64) -> io::Result<()> {
        no()
    }

    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        no()
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        no()
    }

    fn remove_dir_all(&self, _: &Path) -> io::Result<()> {
        no()
    }

    fn create_dir_all(&self, _: &Path) -> io::Result<()> {
        no()
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        no()
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        no()
    }

    fn try_lock(&self, _: &Path, _: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        no()
    }
}

/// A disk in memory, until some calls were made; then the machine is gone, in the middle of a write.
#[derive(Clone)]
pub(crate) struct RamDisk {
    files: Arc<Mutex<MemDisk>>,
    left: Arc<AtomicI64>,
}

struct RamFile {
    disk: RamDisk,
    path: PathBuf,
}

#[derive(Debug)]
struct RamLock;

impl DiskLock for RamLock {
    fn say(&self, _: &str) -> io::Result<()> {
        Ok(())
    }
}

impl RamDisk {
    pub(crate) fn new() -> RamDisk {
        RamDisk {
            files: Arc::default(),
            left: Arc::new(AtomicI64::new(i64::MAX)),
        }
    }

    /// The same files on a machine that goes away after so many calls.
    pub(crate) fn crashing(&self, calls: i64) -> RamDisk {
        RamDisk {
            files: Arc::clone(&self.files),
            left: Arc::new(AtomicI64::new(calls)),
        }
    }

    /// Another disk with what stands there now: a backup.
    pub(crate) fn copy(&self) -> RamDisk {
        RamDisk {
            files: Arc::new(Mutex::new(self.now())),
            left: Arc::new(AtomicI64::new(i64::MAX)),
        }
    }

    /// A copy of what stands there now.
    pub(crate) fn now(&self) -> MemDisk {
        self.files.lock().unwrap().clone()
    }

    fn call(&self) -> io::Result<MutexGuard<'_, MemDisk>> {
        match self.left.fetch_sub(1, Ordering::Relaxed) > 0 {
            true => Ok(self.files.lock().unwrap()),
            false => Err(io::Error::other("the machine is gone")),
        }
    }

    fn writing(&self, path: &Path) -> Box<dyn WriteFile> {
        let (disk, path) = (self.clone(), path.to_owned());
        Box::new(RamFile { disk, path })
    }
}

impl Write for RamFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self.disk.call() {
            Ok(mut files) => files
                .files
                .entry(self.path.clone())
                .or_default()
                .extend_from_slice(buf),
            Err(error) => {
                // Half of it still reached the medium, once.
                if self.disk.left.load(Ordering::Relaxed) == -1 {
                    let mut files = self.disk.files.lock().unwrap();
                    let file = files.files.entry(self.path.clone()).or_default();
                    file.extend_from_slice(&buf[..buf.len() / 2]);
                }
                return Err(error);
            }
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteFile for RamFile {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.call().map(|_| ())
    }
}

impl Disk for RamDisk {
    fn is_locked(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn may_write(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.now().read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        self.now().open(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        self.call()?.files.insert(path.to_owned(), Vec::new());
        Ok(self.writing(path))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        self.call()?.files.entry(path.to_owned()).or_default();
        Ok(self.writing(path))
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let mut files = self.call()?;
        let file = files.files.get_mut(path).ok_or(io::ErrorKind::NotFound)?;
        file.truncate(usize::try_from(len).unwrap());
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.call()?;
        let moved: Vec<PathBuf> = files
            .files
            .keys()
            .filter(|path| path.starts_with(from))
            .cloned()
            .collect();
        for path in moved {
            let bytes = files.files.remove(&path).unwrap();
            let rest = path.strip_prefix(from).unwrap();
            let name = if rest.as_os_str().is_empty() {
                to.to_owned()
            } else {
                to.join(rest)
            };
            files.files.insert(name, bytes);
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call()?
            .files
            .remove(path)
            .map(|_| ())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.call()?.files.retain(|file, _| !file.starts_with(path));
        Ok(())
    }

    fn create_dir_all(&self, _: &Path) -> io::Result<()> {
        self.call().map(|_| ())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        // An empty folder is not kept apart from none.
        Ok(self.now().list(path).unwrap_or_default())
    }

    fn meta(&self, path: &Path) -> io::Result<Option<Meta>> {
        self.now().meta(path)
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.call().map(|_| ())
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        Ok(u64::MAX)
    }

    fn try_lock(&self, _: &Path, _: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        Ok(Some(Box::new(RamLock)))
    }
}
