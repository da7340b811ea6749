//! Whether the last block list of an incident held.

use serde::{Deserialize, Serialize};

use crate::{IncidentNumber, Time};

/// What `nunchi incident after` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Entries of which it cannot be said.
    pub cannot_say: u64,
    /// Whether the record is complete for the time, but for its last hour.
    pub complete: bool,
    /// Every entry of the list.
    pub entries: Vec<Watched>,
    /// What the record lacks, a sentence each.
    pub gaps: Vec<String>,
    /// The incident.
    pub incident: IncidentNumber,
    /// Digest of the list.
    pub list: String,
    /// `real` or `exercise`.
    pub mode: String,
    /// Entries without a read, on a record that is complete.
    pub no_read: u64,
    /// From when reads are looked at.
    pub since: Time,
    /// Entries that were read by since.
    pub still_read: u64,
    /// To where the record goes.
    pub until: Time,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// An entry of the list, and what was read since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// What it matches.
    pub entry: String,
    /// From when it was looked at.
    pub from: Time,
    /// What sort of thing it matches.
    pub kind: String,
    /// The last read that it matches; null where there is none.
    pub last: Option<Time>,
    /// Reads that it matches.
    pub reads: u64,
    /// Reads of which it cannot be said whether it matches them.
    pub undecided: u64,
    /// Until when it was looked at.
    pub until: Time,
    /// `still_read`, `no_read` or `cannot_say`.
    pub verdict: String,
}
