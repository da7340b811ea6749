//! What can be wrong with an input, each with its name and place.

use std::{io, path::PathBuf};

use event::ErrorClass;

use crate::limits::{FOLDER_DEPTH_MAX, RECORD_BYTES_MAX};

/// Why an input cannot be found or read on.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// An argument names no file.
    #[error(
        "{argument}: no such file, or nothing in it that is not hidden; name a file, a folder or a pattern such as logs/*.ndjson"
    )]
    Nothing {
        /// The argument as it was given.
        argument: String,
    },
    /// An argument is no pattern.
    #[error("{argument}: not a pattern: {message}")]
    Pattern {
        /// The argument as it was given.
        argument: String,
        /// What is wrong with it.
        message: String,
    },
    /// A folder could not be looked into.
    #[error("{}: cannot be listed: {source}", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Folders stand too deep in one another.
    #[error("{}: more than {FOLDER_DEPTH_MAX} folders deep, most likely a loop of links; name the files themselves", path.display())]
    Deep {
        /// The folder that was not entered.
        path: PathBuf,
    },
    /// A file could not be opened.
    #[error("{name}: cannot be opened: {source}")]
    Open {
        /// The file.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// The bytes end or break off. What came before was delivered.
    #[error("{name}: cannot be read after byte {offset} (counted decompressed): {source}")]
    Read {
        /// The file.
        name: String,
        /// How many decompressed bytes could be read.
        offset: u64,
        /// The cause, e.g. a gzip stream that breaks off.
        source: io::Error,
    },
    /// The file ends before the place where reading was to go on.
    #[error(
        "{name}: ends at byte {len}, before byte {offset} up to which it was read; a file may only grow"
    )]
    Short {
        /// The file.
        name: String,
        /// The place wanted.
        offset: u64,
        /// Its decompressed length.
        len: u64,
    },
    /// The header of a CSV file is longer than a record may be.
    #[error(
        "{name}: its first record, the header, is longer than {RECORD_BYTES_MAX} bytes; is this CSV with commas?"
    )]
    Header {
        /// The file.
        name: String,
    },
    /// A place was asked for after records were taken.
    #[error("{name}: cannot move to byte {offset}: records were taken already; open it again")]
    Started {
        /// The file.
        name: String,
        /// The place wanted.
        offset: u64,
    },
}

impl FeedError {
    /// Who must act.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            FeedError::Nothing { .. } => ErrorClass::NotFound,
            FeedError::Pattern { .. } | FeedError::Deep { .. } | FeedError::Header { .. } => {
                ErrorClass::Usage
            }
            FeedError::List { .. } | FeedError::Open { .. } | FeedError::Read { .. } => {
                ErrorClass::Unavailable
            }
            FeedError::Short { .. } => ErrorClass::Conflict,
            FeedError::Started { .. } => ErrorClass::Internal,
        }
    }
}
