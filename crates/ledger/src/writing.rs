//! Whether somebody writes, and why nobody can: by the file `lock`, which the writer locks and where a
//! ledger that stopped writing leaves since when and why.
//!
//! The file has its full length from the moment it is made, so the word can be left when the disk is full.

use std::path::{Path, PathBuf};

use env::Disk;
use event::Millis;

/// How it stands with writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// Nobody writes, and who wants to may.
    Idle,
    /// A writer is at work.
    Busy {
        /// Who.
        holder: String,
    },
    /// The last writer ended without closing: killed, or the machine went down. The next one recovers what
    /// it acknowledged.
    Cut {
        /// Who.
        holder: String,
    },
    /// The last writer stopped writing. The next one that can write takes this back.
    Stopped {
        /// Since when, by the wall clock; `None` when that cannot be read.
        since: Option<Millis>,
        /// Why.
        because: String,
    },
    /// The folder cannot be written to.
    Refused {
        /// Why.
        because: String,
    },
}

const STOPPED: &str = "stopped since ";

pub(crate) fn lock_path(dir: &Path) -> PathBuf {
    dir.join("lock")
}

/// What a ledger says that stopped.
pub(crate) fn stopped(since: Millis, because: &str) -> String {
    format!("{STOPPED}{since}: {because}")
}

/// What the file of the lock says.
pub(crate) fn words(disk: &dyn Disk, dir: &Path) -> Option<String> {
    let bytes = disk.read(&lock_path(dir)).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

impl Writing {
    /// How it stands with a directory. Nothing is written.
    #[must_use]
    pub fn of(disk: &dyn Disk, dir: &Path) -> Writing {
        let words = words(disk, dir).unwrap_or_default();
        let stopped = words.strip_prefix(STOPPED).map(|rest| {
            let (since, because) = rest.split_once(": ").unwrap_or(("", rest));
            Writing::Stopped {
                since: Millis::parse(since).ok(),
                because: because.to_owned(),
            }
        });
        if let Some(stopped) = stopped {
            return stopped;
        }
        if disk.is_locked(&lock_path(dir)).unwrap_or(false) {
            return Writing::Busy { holder: words };
        }
        if let Err(error) = disk.may_write(dir) {
            let because = format!("{} cannot be written to: {error}", dir.display());
            return Writing::Refused { because };
        }
        match words.is_empty() {
            true => Writing::Idle,
            false => Writing::Cut { holder: words },
        }
    }
}
