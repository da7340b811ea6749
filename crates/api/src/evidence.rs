//! Bundles of evidence: what was made, and what a check of one says.

use serde::{Deserialize, Serialize};

use crate::Checkpoint;

/// A bundle that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// Its folder.
    pub out: String,
    /// The selection, with pseudonymous ids.
    pub selection: String,
    /// The signed head that it rests on.
    pub checkpoint: Checkpoint,
    /// Rows it proves, of every outcome.
    pub rows: u64,
    /// Of those, reads that a scope counts.
    pub reads: u64,
    /// Parts they are of.
    pub parts: u64,
    /// Chunks of 64 KiB that prove them.
    pub chunks: u64,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Reads of which the selection is undecided; they are not in it.
    pub undecided: u64,
    /// The incident whose steps it proves; null where it proves none.
    pub incident: Option<OfIncident>,
}

/// The number of an incident: a number of what is real, a text such as `E7` of an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum IncidentNumber {
    /// Of what is real.
    Real(u32),
    /// Of an exercise.
    Exercise(String),
}

impl From<&str> for IncidentNumber {
    fn from(text: &str) -> IncidentNumber {
        match text.parse() {
            Ok(number) => IncidentNumber::Real(number),
            Err(_) => IncidentNumber::Exercise(text.to_owned()),
        }
    }
}

impl std::fmt::Display for IncidentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            IncidentNumber::Real(number) => write!(f, "{number}"),
            IncidentNumber::Exercise(text) => f.write_str(text),
        }
    }
}

/// The steps of an incident in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfIncident {
    /// Its number.
    pub incident: IncidentNumber,
    /// How many they are, from the first.
    pub steps: u64,
}

/// One thing that is wrong with a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFinding {
    /// Which file of it.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// What the check of a bundle says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// Its folder.
    pub bundle: String,
    /// `ok` or `broken`.
    pub integrity: String,
    /// What is wrong.
    pub findings: Vec<BundleFinding>,
    /// Whose ledger it is of.
    pub origin: String,
    /// The selection that was asked, with pseudonymous ids.
    pub selection: String,
    /// The signed head; null when it cannot be read.
    pub checkpoint: Option<Checkpoint>,
    /// `given`, or `bundle`: a key out of the bundle shows only that it agrees with itself.
    pub key: String,
    /// Rows listed.
    pub rows: u64,
    /// Parts they are of.
    pub parts: u64,
    /// Chunks that prove them.
    pub chunks: u64,
    /// The incident whose steps are proven; null where there are none.
    pub incident: Option<OfIncident>,
}
