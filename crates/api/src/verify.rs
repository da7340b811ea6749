//! What a check of a directory says: integrity and completeness, never one verdict.

use serde::{Deserialize, Serialize};

use crate::Time;

/// One thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The invariant that it breaks.
    pub invariant: String,
    /// The file, from the directory on.
    pub path: String,
    /// Where in it; null for the whole file.
    pub place: Option<String>,
    /// What is wrong and what would be right.
    pub message: String,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checked {
    /// Leaves of the tree.
    pub leaves: u64,
    /// Sealed epochs.
    pub epochs: u64,
    /// Files read.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Closed blocks.
    pub blocks: u64,
}

/// The signed head that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Which log.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root over them, base64.
    pub root: String,
}

/// What the deep check of the index found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deep {
    /// Summaries that differ from their parts, from the directory on.
    pub differing: Vec<String>,
}

/// A witness that cosigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CosignedBy {
    /// Its name.
    pub name: String,
    /// When it saw the head as the largest of the log.
    pub time: Time,
}

/// What witnesses say of the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosigned {
    /// Leaves of the head that they cosigned; null when there is none that can be read.
    pub size: Option<u64>,
    /// How many must have.
    pub quorum: u64,
    /// Who did.
    pub by: Vec<CosignedBy>,
    /// Who was named and did not.
    pub missing: Vec<String>,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// `ok` or `broken`.
    pub integrity: String,
    /// `complete` or `gaps`.
    pub completeness: String,
    /// What breaks integrity.
    pub findings: Vec<Finding>,
    /// Findings that were only counted.
    pub more_findings: u64,
    /// What is odd and breaks nothing.
    pub warnings: Vec<Finding>,
    /// Why the record is not complete.
    pub gaps: Vec<String>,
    /// What retention deleted, each by a recorded act.
    pub deleted: Vec<String>,
    /// How much was looked at.
    pub checked: Checked,
    /// The signed head; null when there is none that can be read.
    pub checkpoint: Option<Verified>,
    /// `given`, or `directory`: the key came from what is checked.
    pub key_origin: String,
    /// Null unless witnesses were named.
    pub cosigned: Option<Cosigned>,
    /// Null unless the index was held against the parts.
    pub deep: Option<Deep>,
    /// How long the check took, in milliseconds.
    pub elapsed_ms: u64,
}
