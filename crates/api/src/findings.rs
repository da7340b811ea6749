//! Findings: what the detectors say, the stories that findings tell together, and held data that is gone.
//!
//! Fields stand in the order of their names, as they were first printed.

use serde::{Deserialize, Serialize};

use crate::{IncidentNumber, Time};

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The signed head.
    pub as_of: FoundAsOf,
    /// Findings that belong together, the first that was found first.
    pub candidates: Vec<Story>,
    /// How long the answer took, in milliseconds.
    pub elapsed_ms: u64,
    /// Events of the ledger.
    pub events: u64,
    /// In the order in which they were found; what was lost while it was held stands last.
    pub findings: Vec<Found>,
    /// Events that were gone over this time.
    pub passed: u64,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// One finding by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneFinding {
    /// The finding.
    pub finding: Found,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// What findings are a function of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAsOf {
    /// The signed head.
    pub checkpoint: FoundHead,
}

/// A signed head, its fields in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundHead {
    /// Root over its leaves, base64.
    pub root: String,
    /// Leaves.
    pub size: u64,
}

/// Findings that share their cause, as one story with one selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Why they belong together, a sentence each; empty where it is one finding.
    pub because: Vec<String>,
    /// Their ids, in the order in which they were found.
    pub findings: Vec<String>,
    /// When the first was found.
    pub found: Time,
    /// Its number in this answer, from 1. Another answer may give it another; ids of findings stay.
    pub number: u64,
    /// Distinct people whom the evidence behind the selection shows.
    pub people: u64,
    /// The selection that is proposed.
    pub selection: String,
    /// `notice`, `high` or `critical`: the highest of theirs.
    pub severity: String,
}

/// What one detector says, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Why, as a sentence.
    pub because: String,
    /// The reads it is about, where they share something.
    pub cluster: Option<Cluster>,
    /// What was counted, where it rests on a count.
    pub counted: Option<u64>,
    /// Which detector.
    pub detector: String,
    /// The first of its reads, few.
    pub examples: Vec<FoundRead>,
    /// What was to be expected at the most, where it rests on a count.
    pub expected_at_most: Option<u64>,
    /// Its earliest read.
    pub first: Option<Time>,
    /// When it could have been found, by the time of the log.
    pub found: Time,
    /// Of held data that is gone: what is gone and what held it. Absent of every other finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldLoss>,
    /// Its id.
    pub id: String,
    /// Incidents that were opened from it or from another finding of its story, as far as the asker may see them; null
    /// where incidents cannot be read.
    pub incidents: Option<Vec<OpenedFrom>>,
    /// Keys it is about.
    pub keys: Vec<String>,
    /// Its latest read.
    pub last: Option<Time>,
    /// Distinct people whom its reads showed.
    pub people: Option<u64>,
    /// Of them, those whom its reads had shown when it was found.
    pub people_before: Option<u64>,
    /// Pseudonymous id of the person it is about.
    pub person: Option<String>,
    /// Reads.
    pub reads: Option<u64>,
    /// The selection that reproduces its reads; null where it rests on none.
    pub selection: Option<String>,
    /// Of its reads, those that were served.
    pub served: Option<u64>,
    /// `notice`, `high` or `critical`.
    pub severity: String,
    /// `open` or `withdrawn`.
    pub state: String,
    /// Number of its story in this answer; null where it is of none: withdrawn, or of no reads.
    pub story: Option<u64>,
    /// Ids of the others of its story.
    pub together_with: Vec<String>,
    /// Why it is found no longer.
    pub withdrawn_because: Option<String>,
    /// The window in which that was counted.
    pub within: Option<String>,
}

/// Reads that share what an attacker does not freely choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// What they share, as a word.
    pub dimension: String,
    /// The condition that selects them.
    pub selection: String,
    /// What they share, in words.
    pub shares: String,
}

/// One read of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRead {
    /// Pseudonymous id of who the system believed it was.
    pub actor: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Address.
    pub ip: Option<String>,
    /// `yes`, `expired`, `no` or `cannot_say`.
    pub issued: String,
    /// Key that vouched for the credential.
    pub key: Option<String>,
    /// `served`, `denied` or `missing`.
    pub outcome: String,
    /// Route.
    pub route: Option<String>,
    /// Pseudonymous id of whom it was about; null where the read names nobody.
    pub subject: Option<String>,
    /// When.
    pub time: Time,
}

/// An incident that was opened from a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedFrom {
    /// From which.
    pub finding: String,
    /// Its number.
    pub incident: IncidentNumber,
    /// `open`, `confirmed`, `contained`, `closed` or `merged`.
    pub stage: String,
    /// What it is called.
    pub title: String,
}

/// Files that are gone although they were held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLoss {
    /// Some of the files.
    pub examples: Vec<HeldFile>,
    /// How many files.
    pub files: u64,
    /// Holds that were in force, by number.
    pub holds: Vec<u32>,
    /// The look at which they were last seen.
    pub last_seen: Time,
    /// Their first event.
    pub lost_from: Option<Time>,
    /// Their last event at the latest; null where nobody knows.
    pub lost_to: Option<Time>,
    /// Further holds than are named.
    pub more_holds: u64,
    /// Further orders to preserve than are named.
    pub more_obligations: u64,
    /// Orders to preserve, as far as the asker may see them.
    pub obligations: Vec<Preserving>,
    /// The oldest event that was available before.
    pub oldest_before: Time,
    /// The oldest that is available now; null where nothing is.
    pub oldest_now: Option<Time>,
    /// Their source.
    pub source: String,
    /// How many of them are still gone.
    pub still_gone: u64,
}

/// A file that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFile {
    /// Where it was.
    pub file: String,
    /// Its first event.
    pub first: Time,
    /// Whether it is still gone.
    pub gone: bool,
    /// The end of the day of its last event; null where nobody read it to its end.
    pub to: Option<Time>,
}

/// An order to preserve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preserving {
    /// The incident.
    pub incident: IncidentNumber,
    /// Its obligation, such as `O1`.
    pub obligation: String,
}
