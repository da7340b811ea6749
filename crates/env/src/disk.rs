//! The disk as the ledger sees it: whole files, appends, renames, and the two syncs.

use std::{
    fmt::Debug,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use crate::View;

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

/// An advisory lock, held until it is dropped (or the process ends).
pub trait DiskLock: Send + Debug {}

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

    /// Writes a whole file so that a crash leaves the old one or the new one: a temporary beside it,
    /// synced, renamed, and its folder synced.
    ///
    /// # Errors
    /// As the file system says; the old file then still stands.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let temporary = path.with_file_name(name);
        let mut file = self.create(&temporary)?;
        file.write_all(bytes)?;
        file.sync()?;
        drop(file);
        self.rename(&temporary, path)?;
        self.sync_dir(path.parent().unwrap_or(Path::new(".")))
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
