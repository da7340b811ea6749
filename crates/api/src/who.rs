//! Who read this person's data, what and when.

use serde::{Deserialize, Serialize};

use crate::{AsOf, Coverage, Hex64, Time};

/// Who the system believed it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `anonymous`, `member`, `employee` or `service`.
    pub kind: String,
    /// Pseudonymous id; null when nobody was named.
    pub id: Option<String>,
    /// Name from the book; null when there is none or it was erased.
    pub name: Option<String>,
}

/// Whether the credential was issued through the normal procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// `yes`, `expired`, `no` or `cannot_say`.
    pub word: String,
    /// Why nothing can be said.
    pub because: Option<String>,
}

/// One read of the person's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOf {
    /// When.
    pub time: Time,
    /// Source.
    pub source: String,
    /// Route, or the scrubbed request that no route matches.
    pub route: String,
    /// Fields shown of the person; none unless the outcome is `served`.
    pub fields: Vec<String>,
    /// `served`, `denied` or `missing`.
    pub outcome: String,
    /// Who.
    pub actor: Actor,
    /// Keyed hash of the credential.
    pub credential: Option<Hex64>,
    /// Whether it was issued.
    pub issued: Issued,
    /// Signing key.
    pub key: Option<String>,
    /// Network address.
    pub ip: Option<String>,
    /// Client fingerprint.
    pub client: Option<String>,
    /// Number of the network, by the table of places.
    pub asn: Option<u32>,
    /// Country of the network, by the table of places.
    pub country: Option<String>,
}

/// The question itself, as it was recorded before it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who asked.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Position of the act in the log.
    pub position: u64,
    /// SHA-256 of its body, hex.
    pub digest: String,
}

/// The answer to a question about one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// Pseudonymous id.
    pub subject: String,
    /// Whether the name is in the book.
    pub known: bool,
    /// Whether the person was erased: a number that leads to nobody.
    pub erased: bool,
    /// The record of the question.
    pub question: Question,
    /// What the answer is a function of, besides the question.
    pub as_of: AsOf,
    /// Reads, newest last.
    pub reads: Vec<ReadOf>,
    /// Completeness of the record.
    pub coverage: Coverage,
    /// How long the answer took, in milliseconds.
    pub elapsed_ms: u64,
}
