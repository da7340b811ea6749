//! What the ledger learnt since the last version of a scope was frozen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The last version held against the ledger of now, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LearntSince {
    /// It was counted.
    Counted(Box<Learnt>),
    /// It was not.
    NotCounted {
        /// Why.
        because: String,
        /// Always false.
        counted: bool,
    },
}

/// How the ledger of now differs from the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// Subjects whom the version does not have.
    pub added: u64,
    /// Whether people or fields were added, so that somebody must be told.
    pub brings: bool,
    /// The version of the catalogue.
    pub catalogue: ThenNow<u64>,
    /// Whether the record is complete for it.
    pub complete: ThenNow<bool>,
    /// Controllers who answer for more or fewer subjects, though these are the same.
    pub controllers: BTreeMap<String, ThenNow<u64>>,
    /// Always true.
    pub counted: bool,
    /// Of those in both, of whom fewer fields were read.
    pub fewer_fields: u64,
    /// Each further field, with of how many of those in both.
    pub fields: BTreeMap<String, u64>,
    /// Leaves of the head as of which it was asked.
    pub head: u64,
    /// Of those in both, of whom further fields were read.
    pub more_fields: u64,
    /// Whether anything differs.
    pub other: bool,
    /// People; null where that cannot be said.
    pub people: Option<LearntPeople>,
    /// Reads.
    pub reads: ThenNow<u64>,
    /// The version of the relations.
    pub relation: ThenNow<u64>,
    /// Subjects whom the version alone has.
    pub removed: u64,
    /// All of it as a sentence.
    pub says: String,
    /// Reads of which it cannot be said whether they belong.
    pub undecided: ThenNow<u64>,
    /// The version that is held against the ledger.
    pub version: u32,
}

/// People whom the ledger of now counts otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearntPeople {
    /// Those whom the version does not have.
    pub added: u64,
    /// Those who turned out to be one with another.
    pub merged: u64,
    /// Those whom the version alone has.
    pub removed: u64,
}

/// What the version has, and what the ledger of now has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThenNow<T> {
    /// Now.
    pub now: T,
    /// In the version.
    pub then: T,
}

impl<T> From<(T, T)> for ThenNow<T> {
    fn from((then, now): (T, T)) -> Self {
        ThenNow { now, then }
    }
}
