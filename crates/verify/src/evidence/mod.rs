//! Evidence: some rows of a ledger with all that proves them, for whoever has nothing but this program.
//!
//! A bundle is a folder (`docs/format.md`, evidence). Its head, `evidence.txt`, is a note signed by the
//! ledger's key that names every other file by its SHA-256. Rows are proved from the signed head down:
//! checkpoint → leaf of the epoch → manifest → root of the part → chunks of 64 KiB → rows; and steps of an incident by
//! the acts that entered them: checkpoint → leaf → manifest → root of the table of acts → act → digest → step.
//!
//! Invariants:
//! * a bundle is made of chunks that were checked, and by the very reader that checks it later;
//! * a byte that no proven chunk holds is never read: a row that needs one is not proven;
//! * any edit of any file is found, and the file is named.

mod check;
mod head;
mod make;
mod rows;
mod sparse;
mod steps;

pub use check::{Proven, check};
pub use head::BundleFile;
pub use make::{Made, Wanted, make};
pub use steps::{EnteredStep, FILES_FOLDER, SET_END, Steps};

/// Bytes of a bundle at most, unless another number is asked for: 1 GiB.
pub const BUNDLE_BYTES_MAX: u64 = 1 << 30;

/// The head of a bundle.
pub const HEAD_FILE: &str = "evidence.txt";
/// The rows.
pub const ROWS_FILE: &str = "rows.csv";

/// Why there is no bundle, or why it could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The directory or the bundle is not what it should be.
    #[error("{path}: {what}")]
    Broken {
        /// Which file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// A step was taken after what was open had been sealed.
    #[error(
        "the act at position {position} is not sealed yet: a step was taken meanwhile; make the bundle again"
    )]
    NotSealed {
        /// Position of the act.
        position: u64,
    },
    /// It would be too large.
    #[error(
        "the bundle would have more than {limit} bytes: narrow the selection, or allow more with --limit"
    )]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// The file system does not let us look.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// Which file.
        path: std::path::PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The key given is none.
    #[error("the key given is no verifier key: {0}")]
    Key(#[from] proof::KeyError),
}

impl EvidenceError {
    /// Who must act.
    #[must_use]
    pub fn class(&self) -> event::ErrorClass {
        match self {
            EvidenceError::Broken { .. } => event::ErrorClass::Broken,
            EvidenceError::NotSealed { .. } => event::ErrorClass::Conflict,
            EvidenceError::TooLarge { .. } => event::ErrorClass::Limit,
            EvidenceError::Io { .. } => event::ErrorClass::Unavailable,
            EvidenceError::Key(_) => event::ErrorClass::Usage,
        }
    }

    fn broken(path: impl Into<String>, what: impl Into<String>) -> EvidenceError {
        EvidenceError::Broken {
            path: path.into(),
            what: what.into(),
        }
    }
}
