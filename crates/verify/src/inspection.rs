//! The check under way: the disk it reads, and what it has found so far.

use std::{
    io,
    path::{Path, PathBuf},
};

use env::Disk;

use crate::{
    limits::FINDINGS_MAX,
    report::{Checked, Finding, Invariant, Place},
};

/// One name in a folder.
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) is_dir: bool,
}

/// See the module. Paths are from the directory on.
pub(crate) struct Inspection<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) dir: &'a Path,
    pub(crate) findings: Vec<Finding>,
    pub(crate) more: u64,
    pub(crate) warnings: Vec<Finding>,
    pub(crate) checked: Checked,
    /// The first file that the file system would not let us read.
    pub(crate) denied: Option<(PathBuf, io::Error)>,
}

impl<'a> Inspection<'a> {
    pub(crate) fn new(disk: &'a dyn Disk, dir: &'a Path) -> Inspection<'a> {
        Inspection {
            disk,
            dir,
            findings: Vec::new(),
            more: 0,
            warnings: Vec::new(),
            checked: Checked::default(),
            denied: None,
        }
    }

    /// Notes a fault.
    pub(crate) fn fault(
        &mut self,
        invariant: Invariant,
        path: &str,
        place: Place,
        message: impl Into<String>,
    ) {
        if self.findings.len() >= FINDINGS_MAX {
            self.more += 1;
            return;
        }
        self.findings.push(Finding {
            invariant,
            path: path.into(),
            place,
            message: message.into(),
        });
    }

    /// Notes a fault of the seal.
    pub(crate) fn broken(&mut self, path: &str, place: Place, message: impl Into<String>) {
        self.fault(Invariant::Sealed, path, place, message);
    }

    /// Notes what is odd and breaks nothing.
    pub(crate) fn warn(&mut self, path: &str, place: Place, message: impl Into<String>) {
        if self.warnings.len() < FINDINGS_MAX {
            self.warnings.push(Finding {
                invariant: Invariant::Sealed,
                path: path.into(),
                place,
                message: message.into(),
            });
        }
    }

    /// Bytes of a file; `None` when there is no such file.
    pub(crate) fn len(&mut self, path: &str) -> Option<u64> {
        let full = self.dir.join(path);
        match self.disk.meta(&full) {
            Ok(Some(meta)) if !meta.is_dir => Some(meta.len),
            Ok(_) => None,
            Err(error) => {
                self.deny(&full, error);
                None
            }
        }
    }

    /// A whole file of at most `max` bytes, or the sentence that says why not.
    pub(crate) fn read(&mut self, path: &str, max: u64) -> Result<Vec<u8>, String> {
        let Some(len) = self.len(path) else {
            return Err("it is missing".to_owned());
        };
        if len > max {
            return Err(format!("it has {len} bytes; at most {max} are read"));
        }
        let full = self.dir.join(path);
        match self.disk.read(&full) {
            Ok(bytes) => {
                self.checked.files += 1;
                self.checked.bytes += bytes.len() as u64;
                Ok(bytes)
            }
            Err(error) => {
                let message = format!("it cannot be read: {error}");
                self.deny(&full, error);
                Err(message)
            }
        }
    }

    /// The same, with the sentence noted as a fault of the seal.
    pub(crate) fn need(&mut self, path: &str, max: u64) -> Option<Vec<u8>> {
        self.read(path, max)
            .map_err(|message| self.broken(path, Place::Whole, message))
            .ok()
    }

    /// The names in a folder, sorted; none when it is missing.
    pub(crate) fn list(&mut self, path: &str) -> Vec<Name> {
        let full = self.dir.join(path);
        match self.disk.list(&full) {
            Ok(entries) => entries
                .into_iter()
                .filter_map(|entry| {
                    Some(Name {
                        name: entry.path.file_name()?.to_string_lossy().into_owned(),
                        is_dir: entry.meta.is_dir,
                    })
                })
                .collect(),
            Err(error) => {
                self.deny(&full, error);
                Vec::new()
            }
        }
    }

    fn deny(&mut self, path: &Path, error: io::Error) {
        if error.kind() == io::ErrorKind::PermissionDenied {
            self.denied.get_or_insert((path.to_owned(), error));
        }
    }
}
