//! What each source has said, and what is missing.

use serde::{Deserialize, Serialize};

use crate::{Coverage, Doubt, Statement, Time};

/// Counts of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Accesses stored.
    pub accesses: u64,
    /// Rows stored.
    pub reads: u64,
    /// Of the accesses, those that no route matched.
    pub unmatched: u64,
    /// Control events stored.
    pub controls: u64,
    /// Accesses to plain routes.
    pub plain: u64,
    /// Records that are none of the six kinds of event.
    pub beside: u64,
    /// Events that had come before.
    pub duplicates: u64,
    /// Records that went to quarantine.
    pub quarantined: u64,
    /// Of those, records that went in later.
    pub mended: u64,
}

/// Numbers that have not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// First missing number.
    pub first: u64,
    /// Last missing number.
    pub last: u64,
    /// How many are missing.
    pub events: u64,
    /// Time of the event before the gap.
    pub after: Time,
    /// Time of the event behind it.
    pub before: Time,
}

/// One sequence: an instance and a boot of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Which running copy; null when it names none, or the book key is not there.
    pub instance: Option<String>,
    /// Which start of it.
    pub boot: Option<String>,
    /// Lowest number.
    pub first: u64,
    /// Highest number.
    pub last: u64,
    /// How many have come.
    pub events: u64,
    /// What is missing between.
    pub gaps: Vec<Gap>,
}

/// Records of a source that could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quarantine {
    /// Records still in quarantine.
    pub records: u64,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its format; null when the catalogue does not name the source any more.
    pub format: Option<String>,
    /// `sequenced`, `live` or `declared`; null as above.
    pub guarantee: Option<String>,
    /// Counts.
    pub counters: Counters,
    /// Earliest event.
    pub first: Option<Time>,
    /// Latest event.
    pub last: Option<Time>,
    /// Event time up to which it is believed to have spoken.
    pub watermark: Option<Time>,
    /// Hours of event time that occur.
    pub hours: u64,
    /// Its sequences.
    pub lanes: Vec<Lane>,
    /// Events missing in all of them.
    pub missing: u64,
    /// What could not be decoded.
    pub quarantine: Quarantine,
    /// What may be missing of it.
    pub doubts: Vec<Doubt>,
    /// What people have stated of it.
    pub statements: Vec<Statement>,
    /// The hours of `drawn` in at most 60 cells: `█` spoken, `·` silent, `!` events missing, `?` a
    /// loss would not show, `=` stated to be whole, blank before and after its record.
    pub timeline: String,
}

/// Personal data that nobody tells of: a path on which a loss is certain to go unseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncovered {
    /// The source that is declared and has never spoken; null where no source tells of the routes.
    pub source: Option<String>,
    /// Routes or tables that would be read there.
    pub routes: Vec<String>,
    /// Fields that they show.
    pub fields: Vec<String>,
    /// Why nothing is known of them.
    pub because: String,
}

/// A route that exposes fields and never occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentRoute {
    /// The route.
    pub route: String,
    /// Fields it would expose.
    pub fields: Vec<String>,
    /// Why nothing is known of it.
    pub because: String,
}

/// A span of time that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its beginning.
    pub from: Time,
    /// Its end.
    pub to: Time,
}

/// Every source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// Earliest event of the ledger.
    pub first: Option<Time>,
    /// Latest event of the ledger.
    pub last: Option<Time>,
    /// The hours that the timelines are drawn of: from the first to the last access of any source.
    pub drawn: Option<Drawn>,
    /// The sources, those of the catalogue first.
    pub sources: Vec<Source>,
    /// Completeness of everything.
    pub coverage: Coverage,
    /// Paths to personal data that no source covers.
    pub uncovered: Vec<Uncovered>,
    /// Routes that never occurred.
    pub silent_routes: Vec<SilentRoute>,
    /// Fields that no route shows: of them the ledger only knows what the catalogue says.
    pub unshown_fields: Vec<String>,
}
