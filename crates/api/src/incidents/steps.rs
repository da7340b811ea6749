//! The steps of an incident: who did what with it, when and why.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{IncidentNumber, Time};

/// What `nunchi incident steps` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The moment as of which it is told.
    pub as_of: Time,
    /// The incident.
    pub incident: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// How far it is.
    pub stage: String,
    /// Every step, the first first.
    pub steps: Vec<Step>,
    /// Which of them were taken back.
    pub taken_back: Vec<TakenBack>,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// The answer to a step: it, and how the incident stands after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stepped {
    /// The incident.
    pub incident: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// What is said beside it, a sentence each.
    pub says: Vec<String>,
    /// How far the incident is.
    pub stage: String,
    /// The last step that was taken; null where none was.
    pub step: Option<Step>,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// A step, as it was entered in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When it was taken.
    pub at: Time,
    /// Who took it.
    pub by: String,
    /// How the clock that told `at` was held to others; left out where nobody could say, as in steps of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<HeldClock>,
    /// Its number, from 1.
    pub number: u32,
    /// What it does: `does` is its word, and the names beside it are those of that word, as they were entered. A later
    /// version may know words that this one does not.
    pub what: Map<String, Value>,
    /// Why.
    pub why: String,
}

/// How a machine's clock was held to others (NTP), as its kernel said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldClock {
    /// By how much it was off at most, in microseconds; says nothing where nobody held it.
    pub error_max_us: i64,
    /// By how much it was being put right, in microseconds.
    pub offset_us: i64,
    /// Whether anybody held it.
    pub synchronised: bool,
}

/// A step that was taken back, and by which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// When it was.
    pub at: Time,
    /// Who did.
    pub by: String,
    /// The number of the step that did.
    pub by_step: u32,
    /// The id of what the step entered, such as `F2`; null where that has none.
    pub called: Option<String>,
    /// The word of what the step does.
    pub does: String,
    /// The number of the step.
    pub step: u32,
    /// Why it was taken back.
    pub why: String,
}
