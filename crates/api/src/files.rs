//! What is said of files that are not in the ledger: settings, and logs before they are read.

use serde::{Deserialize, Serialize};

use crate::Time;

/// One mistake in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Line, from 1.
    pub line: u64,
    /// Character of the line, from 1.
    pub column: u64,
    /// What is wrong and what would be right.
    pub message: String,
}

/// The result of checking the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigCheck {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The file.
    pub file: String,
    /// Mistakes, in the order of their places.
    pub complaints: Vec<Complaint>,
}

/// How much a file looks like one format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// Id of the format.
    pub format: String,
    /// What people call it.
    pub title: String,
    /// 1 to 100.
    pub percent: u8,
}

/// Which formats a file looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detect {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The file.
    pub file: String,
    /// Likeliest first; empty when none fits.
    pub formats: Vec<Likeness>,
}

/// One event of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedEvent {
    /// `access`, `issuance`, `identity`, `relation` or `heartbeat`; `beside` for a record that is
    /// none of them.
    pub kind: String,
    /// When; null for `beside`.
    pub time: Option<Time>,
    /// Outcome of an access.
    pub outcome: Option<String>,
    /// Route of an access, or the scrubbed request that no route matches.
    pub route: Option<String>,
    /// Whether a route of the catalogue matches; null for what is no access.
    pub matched: Option<bool>,
    /// Fields shown.
    pub fields: Vec<String>,
    /// How many subjects are named; null for what is no access to stored data.
    pub subjects: Option<u64>,
}

/// What would become of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// Offset of its first byte in the decompressed file.
    pub offset: u64,
    /// Its events; empty when it would be quarantined.
    pub events: Vec<ExplainedEvent>,
    /// Why it would be quarantined.
    pub quarantined: Option<String>,
}

/// What would become of the first records of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explain {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The file.
    pub file: String,
    /// The source it is read as.
    pub source: String,
    /// Format of that source.
    pub format: String,
    /// The records, in order.
    pub records: Vec<Explained>,
}
