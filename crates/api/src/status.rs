//! Health of a ledger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Checkpoint, Time};

/// The signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its size and root.
    pub checkpoint: Checkpoint,
    /// Position of the next event, as far as the head covers the log.
    pub position: u64,
    /// Blocks closed.
    pub blocks: u64,
}

/// How it stands with writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// idle, busy, cut (the last writer was killed, or the machine went down), stopped (it could not write
    /// on) or refused (the folder cannot be written to).
    pub state: String,
    /// Since when it is stopped, by the wall clock.
    pub since: Option<Time>,
    /// Why nothing can be written.
    pub because: Option<String>,
    /// Who writes, or wrote.
    pub holder: Option<String>,
}

/// Epochs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// Number of the open epoch.
    pub open: u32,
    /// When it began, by the wall clock.
    pub open_since: Time,
    /// Rows in it.
    pub rows_open: u64,
    /// Sealed epochs.
    pub sealed: u64,
    /// Rows in them.
    pub rows_sealed: u64,
}

/// Records of one source in quarantine for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineReason {
    /// The source.
    pub source: String,
    /// Why they could not be decoded.
    pub reason: String,
    /// How many.
    pub records: u64,
}

/// What could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineStatus {
    /// Bytes held.
    pub bytes: u64,
    /// Bytes at which ingestion stops.
    pub bytes_max: u64,
    /// Records held; null without the book key.
    pub records: Option<u64>,
    /// The commonest reasons first; null without the book key.
    pub reasons: Option<Vec<QuarantineReason>>,
}

/// The catalogue in force against the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueStatus {
    /// The version that the ledger records.
    pub version: u32,
    /// SHA-256 of its canonical bytes, hex.
    pub digest: String,
    /// `recorded`, or `changed`: the settings differ and the next writer records them.
    pub settings: String,
}

/// Which keys are at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Where they were looked for.
    pub dir: String,
    /// The key that signs checkpoints.
    pub sign: bool,
    /// The key that opens names.
    pub book: bool,
    /// Whether the book is to be sealed under another key, and is not yet; null without the book key.
    pub renewal_waits: Option<bool>,
}

/// The index, a cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// `whole`, `partial` or `none`.
    pub state: String,
    /// Sealed parts.
    pub parts: u64,
    /// Of those, parts with a summary.
    pub indexed: u64,
}

/// Health of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// Name of the ledger in checkpoints.
    pub origin: String,
    /// When it was made.
    pub created: Time,
    /// The signed head.
    pub head: Head,
    /// How it stands with writing.
    pub writer: Writer,
    /// Epochs.
    pub epoch: Epoch,
    /// Shards.
    pub shards: u16,
    /// Subjects in the book.
    pub subjects: u64,
    /// Strings in the dictionary.
    pub strings: u64,
    /// Catalogue.
    pub catalogue: CatalogueStatus,
    /// Relation version.
    pub relation: u32,
    /// Bytes by subfolder; `.` is what stands beside them.
    pub bytes: BTreeMap<String, u64>,
    /// Bytes of all of it.
    pub bytes_total: u64,
    /// Bytes free where it stands.
    pub bytes_free: u64,
    /// Quarantine.
    pub quarantine: QuarantineStatus,
    /// Keys.
    pub keys: Keys,
    /// Index.
    pub index: Index,
}
