//! What a check says: findings, each with its place, and two verdicts.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use event::ErrorClass;
use proof::Hash;

/// What must always hold, by the names that code, tests and documents share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Invariant {
    /// Parts, manifests, log and tree agree, and the head is signed.
    Sealed,
    /// Every event stands in the ledger exactly once.
    Once,
    /// Rows stand in the shard of their subject, so that shards may be summed.
    Sum,
    /// What an answer names (a catalogue version, a shape, a string) is still what it was.
    AsOf,
}

impl Invariant {
    /// Its name in DESIGN section 8 and `docs/format.md`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Invariant::Sealed => "sealed",
            Invariant::Once => "once",
            Invariant::Sum => "sum",
            Invariant::AsOf => "as-of",
        }
    }
}

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    Whole,
    /// A byte, counted from 0.
    Byte(u64),
    /// Bytes from the first to before the second.
    Bytes(u64, u64),
    /// Chunks of 64 KiB, counted from 0.
    Chunks(Vec<u64>),
    /// A line, counted from 1.
    Line(u64),
    /// A leaf of the tree, counted from 0.
    Leaf(u64),
    /// A hash or entry within a tile, counted from 0.
    Entry(u64),
    /// A row, counted from 0.
    Row(u64),
    /// Two sizes of the tree: that of a checkpoint kept elsewhere, and the one found.
    Sizes {
        /// Leaves of the checkpoint kept elsewhere.
        kept: u64,
        /// Leaves of the directory's checkpoint.
        found: u64,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => Ok(()),
            Place::Byte(at) => write!(f, "byte {at}"),
            Place::Bytes(from, to) => write!(f, "bytes {from} to {to}"),
            Place::Chunks(chunks) => {
                let texts: Vec<String> = chunks.iter().map(u64::to_string).collect();
                write!(f, "chunk {}", texts.join(", "))
            }
            Place::Line(line) => write!(f, "line {line}"),
            Place::Leaf(leaf) => write!(f, "leaf {leaf}"),
            Place::Entry(entry) => write!(f, "entry {entry}"),
            Place::Row(row) => write!(f, "row {row}"),
            Place::Sizes { kept, found } => write!(f, "size {found}, kept {kept}"),
        }
    }
}

/// One thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant it breaks.
    pub invariant: Invariant,
    /// The file, from the directory on.
    pub path: PathBuf,
    /// Where in it.
    pub place: Place,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant.name(), self.path.display())?;
        if self.place != Place::Whole {
            write!(f, ", {}", self.place)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Whether what is here is what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// No finding.
    Ok,
    /// At least one.
    Broken,
}

/// Whether what was sealed is all that the sources told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// No gap is known. A source without sequence numbers may still have lost something.
    Complete,
    /// At least one gap is known.
    Gaps,
}

/// Where the key came from that signatures were checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrigin {
    /// The caller gave it.
    Given,
    /// The directory itself: whoever can replace the whole directory can replace this key too.
    Directory,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checked {
    /// Leaves of the tree.
    pub leaves: u64,
    /// Sealed epochs.
    pub epochs: u64,
    /// Files read.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Rows of parts and tables of control events.
    pub rows: u64,
    /// Closed blocks whose bytes were hashed again.
    pub blocks: u64,
}

/// The signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Which log.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The first verdict.
    pub integrity: Integrity,
    /// What breaks it.
    pub findings: Vec<Finding>,
    /// Findings beyond [`crate::limits::FINDINGS_MAX`], only counted.
    pub more_findings: u64,
    /// What is odd and breaks nothing: what a crash leaves, files that do not belong.
    pub warnings: Vec<Finding>,
    /// The second verdict.
    pub completeness: Completeness,
    /// Why, one sentence a gap.
    pub gaps: Vec<String>,
    /// What retention deleted, each by a recorded act.
    pub deleted: Vec<String>,
    /// How much was looked at.
    pub checked: Checked,
    /// The signed head; `None` when there is none that can be read.
    pub checkpoint: Option<Head>,
    /// Where the key came from.
    pub key_origin: KeyOrigin,
}

/// Why a directory could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no ledger here.
    #[error("{} holds no ledger to verify: name another with --data", .0.display())]
    Absent(PathBuf),
    /// The file system does not let us look.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The key given is none.
    #[error("the key given is no verifier key: {0}")]
    Key(#[from] proof::KeyError),
    /// The checkpoint kept elsewhere is none.
    #[error("the checkpoint to compare with is no checkpoint: {0}")]
    Against(String),
}

impl VerifyError {
    /// Who must act.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            VerifyError::Absent(_) => ErrorClass::NotFound,
            VerifyError::Io { .. } => ErrorClass::Unavailable,
            VerifyError::Key(_) | VerifyError::Against(_) => ErrorClass::Usage,
        }
    }
}

impl Report {
    /// Whether a finding is about this file (a path from the directory on).
    #[must_use]
    pub fn finds(&self, path: impl AsRef<Path>) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.path == path.as_ref())
    }
}
