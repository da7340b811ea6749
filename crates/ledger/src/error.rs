//! Errors of the ledger, shaped by what was attempted.

use std::{
    io,
    path::{Path, PathBuf},
};

use event::ErrorClass;

use crate::crypt::SealError;

/// Why a directory could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file system said no.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was attempted.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// There is no ledger here.
    #[error("{} holds no ledger: make one with `nunchi init`, or name another with --data", .0.display())]
    Absent(PathBuf),
    /// There is already a ledger here.
    #[error("{} already holds a ledger", .0.display())]
    Present(PathBuf),
    /// Written by another version.
    #[error("{} has format version {found}, which this nunchi does not read: use the nunchi that wrote it", path.display())]
    Version {
        /// Which file.
        path: PathBuf,
        /// The version it names.
        found: u32,
    },
    /// A file is not what it should be.
    #[error("{}: {what}; `nunchi verify` says more", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The book key does not fit.
    #[error("{}: {source}", path.display())]
    Sealed {
        /// Which file.
        path: PathBuf,
        /// The cause.
        source: SealError,
    },
    /// Another process writes here.
    #[error("{} is being written by {holder}: end that process, or wait", path.display())]
    Locked {
        /// The lock.
        path: PathBuf,
        /// Who said it holds it.
        holder: String,
    },
    /// A key is missing.
    #[error("the {0} key is needed for this and was not found: see --keys and NUNCHI_KEYS")]
    Key(&'static str),
    /// Setting is out of bounds.
    #[error("{0}")]
    Setting(String),
    /// No epoch ends with a head of this size.
    #[error(
        "no epoch ends with a head of {size} leaves, so it cannot be asked again; those that can: {known}"
    )]
    NoHead {
        /// Leaves of the head.
        size: u64,
        /// The heads that there are.
        known: String,
    },
}

impl OpenError {
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenError {
        move |source| OpenError::Io {
            what,
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn sealed(path: &Path) -> impl FnOnce(SealError) -> OpenError {
        move |source| OpenError::Sealed {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> OpenError {
        OpenError::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }

    pub(crate) fn version(path: &Path, found: u32) -> OpenError {
        OpenError::Version {
            path: path.to_owned(),
            found,
        }
    }

    /// Who must act.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            OpenError::Io { .. } => ErrorClass::Unavailable,
            OpenError::Absent(_) | OpenError::NoHead { .. } => ErrorClass::NotFound,
            OpenError::Present(_) | OpenError::Locked { .. } => ErrorClass::Conflict,
            OpenError::Version { .. } | OpenError::Key(_) | OpenError::Setting(_) => {
                ErrorClass::Config
            }
            OpenError::Damaged { .. } => ErrorClass::Broken,
            OpenError::Sealed { .. } => ErrorClass::Config,
        }
    }
}

/// Why an event could not be appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Writing failed; the ledger writes no more until it is opened again. What was acknowledged is safe.
    #[error("writing {} failed, so the ledger stopped writing; nothing acknowledged is lost: {source}", path.display())]
    Latched {
        /// Which file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Too little room to go on safely.
    #[error(
        "only {free} bytes are free where the ledger stands, and {needed} are kept for closing the epoch: make room and run the command again; it goes on where it stopped"
    )]
    Full {
        /// Bytes free.
        free: u64,
        /// Bytes wanted.
        needed: u64,
    },
    /// The quarantine is full.
    #[error(
        "the quarantine holds {held} of {max} bytes: mend the mapping and run `nunchi ingest --quarantined`, or raise quarantine.bytes"
    )]
    QuarantineFull {
        /// Bytes held.
        held: u64,
        /// Bytes allowed.
        max: u64,
    },
    /// Something of the directory is not what it should be.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl AppendError {
    /// Who must act.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            AppendError::Latched { .. } | AppendError::Full { .. } => ErrorClass::Unavailable,
            AppendError::QuarantineFull { .. } => ErrorClass::Limit,
            AppendError::Open(error) => error.class(),
        }
    }
}
