//! What somebody says was taken, held against the ledger.
//!
//! Fields stand in the order of their names, as they were first printed.

use serde::{Deserialize, Serialize};

use crate::{FoundHead, IncidentNumber, Spoken};

/// The answer to a file of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// What the answer is a function of, besides the claims.
    pub as_of: ClaimsAsOf,
    /// In the order of the file.
    pub claims: Vec<ClaimOf>,
    /// How long the answer took, in milliseconds.
    pub elapsed_ms: u64,
    /// Who claims it.
    pub from: String,
    /// The incident whose selection they are held against.
    pub incident: Option<IncidentNumber>,
    /// The record of the question.
    pub question: ClaimsQuestion,
    /// When the claims were received: a date, or a time.
    pub received: String,
    /// By how much the record is smaller than what the claims speak of.
    pub scale: u64,
    /// The reads that they are held against.
    pub selection: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// What an answer is a function of, its fields in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsAsOf {
    /// Version of the catalogue.
    pub catalogue: u32,
    /// The signed head.
    pub checkpoint: FoundHead,
    /// The signed note of that head.
    pub note: Option<String>,
    /// Version of the relation.
    pub relation: u32,
}

/// The record of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsQuestion {
    /// Who asked.
    pub by: String,
    /// SHA-256 of the body of the act, hex.
    pub digest: String,
    /// Position of the act in the log.
    pub position: u64,
}

/// One claim with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimOf {
    /// What is claimed, in a record that is smaller by the scale.
    pub at_scale: Claimed,
    /// Why, in sentences.
    pub because: Spoken,
    /// What is claimed.
    pub claimed: Claimed,
    /// Whether the record is complete for it.
    pub complete: bool,
    /// Only data of this controller.
    pub controller: Option<String>,
    /// Only people who live in this country.
    pub country_of_residence: Option<String>,
    /// Which of the six numbers it speaks of.
    pub counts: String,
    /// All six; null where nothing could be asked.
    pub figures: Option<SixNumbers>,
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why the number is not known better.
    pub reasons: Vec<String>,
    /// The reads that it speaks of; null where nothing could be asked.
    pub selection: Option<String>,
    /// What the record shows.
    pub shown: Shown,
    /// That times the scale.
    pub shown_at_full_scale: Shown,
    /// The claim in words.
    pub text: String,
    /// Reads of which the record cannot tell whether they are meant.
    pub undecided: u64,
    /// `supported`, `contradicted` or `cannot_say`.
    pub verdict: String,
}

/// A number as it is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    /// This many or more.
    AtLeast(u64),
    /// This many or fewer.
    AtMost(u64),
    /// This many.
    Exactly(u64),
    /// At least one; always `true`.
    Any(bool),
}

/// Bounds of what the record shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// How many there can be; null where there is no bound to rely upon.
    pub high: Option<u64>,
    /// How many are certainly shown; null where a source does not tell.
    pub low: Option<u64>,
}

/// The six numbers, so that nobody takes one for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SixNumbers {
    /// Requests answered.
    pub accesses: u64,
    /// Distinct (subject, field) pairs.
    pub exposures: u64,
    /// People; null where no relation is known.
    pub people: Option<PeopleBounds>,
    /// Accesses to one subject.
    pub reads: u64,
    /// Stored entries shown; null where no source says.
    pub records: Option<u64>,
    /// Distinct identifiers.
    pub subjects: u64,
}

/// How many people, its fields in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleBounds {
    /// The best number.
    pub best: u64,
    /// At the most.
    pub high: u64,
    /// At the least.
    pub low: u64,
}
