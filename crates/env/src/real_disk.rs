//! The real disk: std files, fdatasync, flock.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that names the file system"
)]

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt},
    path::Path,
};

use crate::{Disk, DiskLock, Entry, Meta, ReadFile, View, WriteFile, lock_words};

/// Files readable and writable by their owner alone: they hold hashes and addresses of people.
const FILE_MODE: u32 = 0o600;
/// Files of fewer bytes are copied when they are viewed.
const VIEW_MAPPED_MIN: u64 = 1 << 16;
/// Folders likewise.
const DIR_MODE: u32 = 0o700;

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl ReadFile for File {}

impl WriteFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

#[derive(Debug)]
struct Held {
    file: File,
}

impl DiskLock for Held {
    fn say(&self, word: &str) -> io::Result<()> {
        // In place: it takes no room that the file does not have already.
        self.file.write_all_at(&lock_words(word), 0)?;
        self.file.sync_data()
    }
}

fn meta_of(meta: &fs::Metadata) -> Meta {
    Meta {
        len: meta.len(),
        is_dir: meta.is_dir(),
    }
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn view(&self, path: &Path) -> io::Result<View> {
        let file = File::open(path)?;
        // Mapping nothing is an error of the system, and small files are read faster than mapped.
        if file.metadata()?.len() < VIEW_MAPPED_MIN {
            return fs::read(path).map(View::from);
        }
        map::Map::of(&file).map(View::Mapped)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        Ok(Box::new(File::open(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let mut how = OpenOptions::new();
        Ok(Box::new(
            how.write(true)
                .create(true)
                .truncate(true)
                .mode(FILE_MODE)
                .open(path)?,
        ))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        Ok(Box::new(
            OpenOptions::new()
                .append(true)
                .create(true)
                .mode(FILE_MODE)
                .open(path)?,
        ))
    }

    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(len)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(DIR_MODE)
            .create(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            // A name that vanishes between the listing and the look is no name.
            if let Ok(meta) = fs::metadata(&path) {
                entries.push(Entry {
                    path,
                    meta: meta_of(&meta),
                });
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn meta(&self, path: &Path) -> io::Result<Option<Meta>> {
        match fs::metadata(path) {
            Ok(meta) => Ok(Some(meta_of(&meta))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        File::open(path)?.sync_all()
    }

    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(path)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    fn try_lock(&self, path: &Path, holder: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        let held = Held { file };
        held.file.write_all_at(&lock_words(holder), 0)?;
        Ok(Some(Box::new(held)))
    }

    fn is_locked(&self, path: &Path) -> io::Result<bool> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(fs::TryLockError::WouldBlock) => Ok(true),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    fn may_write(&self, path: &Path) -> io::Result<()> {
        Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?)
    }
}
