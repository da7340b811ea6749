//! Every incident in a line.

use serde::{Deserialize, Serialize};

use super::learnt::LearntSince;
use crate::{IncidentNumber, Time};

/// What `nunchi incident list` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Those that the asker may see, what is real first.
    pub incidents: Vec<Line>,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// An incident in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Clocks of which nobody can count when they are due.
    pub cannot_say: u64,
    /// What is due next; null where nothing is, or all that is open cannot be counted.
    pub due_next: Option<DueNext>,
    /// The incident in which it goes on, where it was merged into another.
    pub goes_on_in: Option<IncidentNumber>,
    /// The incident.
    pub id: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// Duties that apply and have no clock.
    pub not_started: u64,
    /// The last version of its scope; null where none was frozen.
    pub scope: Option<LastScope>,
    /// How far it is.
    pub stage: String,
    /// What it is called.
    pub title: String,
    /// Why its clocks cannot be told; null where they can.
    pub wrong: Option<String>,
}

/// What is due next of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueNext {
    /// By when; null of what has no date.
    pub at: Option<Time>,
    /// The clock, or the id of what is owed.
    pub clock: String,
    /// Its state as a sentence.
    pub says: String,
}

/// The last version of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastScope {
    /// What the ledger of now has beside it, or why it was not counted; null where there is nothing to ask: it was merged, was no
    /// incident, is an exercise that is closed, or other reads are selected since.
    pub learnt_since: Option<LearntSince>,
    /// What is said of that beside the version; null where nothing is.
    pub says: Option<String>,
    /// The step by which other reads are selected since, which no version counts; null where there is none.
    pub selected_since: Option<u32>,
    /// Identifiers that were read.
    pub subjects: u64,
    /// Its number, from 1.
    pub version: u32,
}
