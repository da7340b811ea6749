//! Completeness: what may be missing, and whose word an answer rests on.

use serde::{Deserialize, Serialize};

use crate::{Checkpoint, Time};

/// Something that may be missing over some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The source; null where it is about none.
    pub source: Option<String>,
    /// `missing`, `tail`, `unnumbered`, `weak`, `silent`, `unspoken`, `begins`, `ends`, `quarantined`,
    /// `unmatched`, `undeclared` or `nothing`.
    pub kind: String,
    /// From when nothing can be said; null where it has no beginning.
    pub from: Option<Time>,
    /// Up to when; null where it has no end.
    pub to: Option<Time>,
    /// How many events or records, where that is known.
    pub events: Option<u64>,
    /// Why, as a sentence.
    pub because: String,
}

/// A statement of no loss that somebody has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The source.
    pub source: String,
    /// From when.
    pub from: Time,
    /// Up to when, included.
    pub to: Time,
    /// How many records of the source had ever gone to quarantine when it was made, where it also says
    /// that none of those that waited holds an event.
    pub quarantined: Option<u64>,
    /// Who made it.
    pub by: String,
    /// Why it can be said.
    pub reason: String,
    /// When it was made.
    pub made: Time,
    /// Position of its act in the log.
    pub position: u64,
    /// SHA-256 of the body of its act.
    pub digest: String,
    /// What it closes in this answer.
    pub closes: Vec<String>,
}

/// How many subjects the doubts of an answer concern at most, beyond those in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possibly {
    /// At most so many; null where nobody can say.
    pub at_most: Option<u64>,
    /// How that is known, or why it is not.
    pub because: String,
}

/// Completeness of the record over an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// `complete` or `gaps`.
    pub verdict: String,
    /// The weakest guarantee among the sources: `sequenced`, `live`, `declared` or `none`; `statement`
    /// where it is complete only by a person's word.
    pub basis: String,
    /// Each gap, as a sentence.
    pub gaps: Vec<String>,
    /// The same with their times.
    pub doubts: Vec<Doubt>,
    /// Statements that it rests on.
    pub stated: Vec<Statement>,
    /// Whom the doubts concern; null where there is none, or where it was not asked.
    pub possibly: Option<Possibly>,
    /// What the sources that count have told, a sentence each.
    pub rests_on: Vec<String>,
}

/// The receipt of a statement: an act of the ledger, under its signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// What was stated, as a sentence.
    pub stated: String,
    /// Who stated it.
    pub by: String,
    /// Why it can be said.
    pub reason: String,
    /// Position of its act in the log.
    pub position: u64,
    /// SHA-256 of the body of the act.
    pub digest: String,
    /// The signed head that proves the act.
    pub checkpoint: Checkpoint,
}
