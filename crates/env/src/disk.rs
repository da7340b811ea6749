//! The disk as the ledger sees it: whole files, appends, renames, and the two syncs.

use std::{
    fmt::Debug,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{Clock, View};

/// A file opened for reading.
pub trait ReadFile: Read + Seek + Send {}

/// A file opened for writing.
pub trait WriteFile: Write + Send {
    /// Returns once everything written so far is on the medium.
    ///
    /// # Errors
    /// When it is not known to be; the writer must then stop (what failed once may be lost).
    fn sync(&mut self) -> io::Result<()>;
}

/// What is known of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Bytes.
    pub len: u64,
    /// Whether it is a folder.
    pub is_dir: bool,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The whole path.
    pub path: PathBuf,
    /// What it is.
    pub meta: Meta,
}

/// Room that the file of a lock has for words, in bytes. It is written when the lock is taken, so that a
/// word can be left there when the disk is full.
pub const LOCK_WORDS: usize = 1024;

/// Under which name a file is written before it takes its own ([`Disk::replace`]).
#[must_use]
pub fn being_written(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// An advisory lock, held until it is dropped (or the process ends).
pub trait DiskLock: Send + Debug {
    /// Leaves a word in the file of the lock in the place of the one before; beyond [`LOCK_WORDS`] it is cut.
    ///
    /// # Errors
    /// As the file system says.
    fn say(&self, word: &str) -> io::Result<()>;
}

/// A word as it stands in the file of a lock: followed by spaces, so that the file has its full length.
#[must_use]
pub fn lock_words(word: &str) -> Vec<u8> {
    let mut words = word.as_bytes().to_vec();
    words.resize(LOCK_WORDS, b' ');
    words
}

/// A file system.
pub trait Disk: Send + Sync {
    /// The whole file.
    ///
    /// # Errors
    /// As the file system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The whole file, to be read in place where the system can. A file that is viewed must not be
    /// written to or cut, only replaced by a rename or removed.
    ///
    /// # Errors
    /// As the file system says.
    fn view(&self, path: &Path) -> io::Result<View> {
        self.read(path).map(View::from)
    }
    /// Opens a file for reading.
    ///
    /// # Errors
    /// As the file system says.
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>>;
    /// Creates or empties a file, readable by its owner alone.
    ///
    /// # Errors
    /// As the file system says.
    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>>;
    /// Opens a file at its end, creating it, readable by its owner alone, when it is missing.
    ///
    /// # Errors
    /// As the file system says.
    fn append(&self, path: &Path) -> io::Result<Box<dyn WriteFile>>;
    /// Cuts a file to a length and syncs it.
    ///
    /// # Errors
    /// As the file system says.
    fn truncate(&self, path: &Path, len: u64) -> io::Result<()>;
    /// Renames a file over whatever stood there.
    ///
    /// # Errors
    /// As the file system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// As the file system says.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder and all in it.
    ///
    /// # Errors
    /// As the file system says.
    fn remove_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Creates a folder and those above it, open to their owner alone.
    ///
    /// # Errors
    /// As the file system says.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// As the file system says.
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>>;
    /// What a path is; `None` when there is nothing.
    ///
    /// # Errors
    /// As the file system says.
    fn meta(&self, path: &Path) -> io::Result<Option<Meta>>;
    /// Returns once the names in a folder are on the medium.
    ///
    /// # Errors
    /// When they are not known to be.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Bytes that may still be written by this user where `path` is.
    ///
    /// # Errors
    /// As the file system says.
    fn free_bytes(&self, path: &Path) -> io::Result<u64>;
    /// Takes the lock of a file (created when missing) and writes `holder` into it; `None` when
    /// somebody else has it.
    ///
    /// # Errors
    /// As the file system says.
    fn try_lock(&self, path: &Path, holder: &str) -> io::Result<Option<Box<dyn DiskLock>>>;
    /// Whether somebody has the lock of a file. Nothing is written, and nobody is kept from it.
    ///
    /// # Errors
    /// As the file system says.
    fn is_locked(&self, path: &Path) -> io::Result<bool>;
    /// That this process may write into a folder.
    ///
    /// # Errors
    /// Why it may not: a disk that is mounted for reading, a missing permission.
    fn may_write(&self, path: &Path) -> io::Result<()>;

    /// Writes a whole file so that a crash leaves the old one or the new one: a temporary beside it,
    /// synced, renamed, and its folder synced.
    ///
    /// # Errors
    /// As the file system says; the old file then still stands, with what was half written of the new one beside it
    /// ([`being_written`]).
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let temporary = being_written(path);
        let mut file = self.create(&temporary)?;
        file.write_all(bytes)?;
        file.sync()?;
        drop(file);
        self.rename(&temporary, path)?;
        self.sync_dir(path.parent().unwrap_or(Path::new(".")))
    }
}

/// Takes the lock of a file as soon as nobody else has it; `None` when somebody still has it after so long.
///
/// # Errors
/// As [`Disk::try_lock`].
pub fn wait_for_lock(
    (disk, clock): (&dyn Disk, &dyn Clock),
    path: &Path,
    holder: &str,
    patience: Duration,
) -> io::Result<Option<Box<dyn DiskLock>>> {
    let start = clock.monotonic();
    loop {
        let lock = disk.try_lock(path, holder)?;
        if lock.is_some() || clock.monotonic().saturating_sub(start) >= patience {
            return Ok(lock);
        }
        std::thread::yield_now();
    }
}

/// Reads exactly `len` bytes at `offset`.
///
/// # Errors
/// `UnexpectedEof` when the file is shorter.
pub fn read_exact_at(file: &mut dyn ReadFile, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    file.seek(io::SeekFrom::Start(offset))?;
    let mut bytes = vec![0; len];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
