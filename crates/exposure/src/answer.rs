//! An answer: the figures of one selection, each by its own name. Read never means stored or carried off.

use std::collections::BTreeMap;

use event::Millis;
use ledger::Hash;

use crate::coverage::Coverage;

/// The four inputs that an answer is a pure function of, besides the selection's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// Leaves of the signed head.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// Catalogue version.
    pub catalogue: u32,
    /// Relation version.
    pub relation: u32,
}

/// Subjects and reads of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair {
    /// Distinct subjects.
    pub subjects: u64,
    /// Reads.
    pub reads: u64,
}

/// A verdict on one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was read.
    Touched,
    /// Proven that it was not read.
    Clear,
    /// Neither can be said.
    CannotSay,
}

impl Verdict {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Touched => "touched",
            Verdict::Clear => "clear",
            Verdict::CannotSay => "cannot_say",
        }
    }
}

/// A negative claim about one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untouched {
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on: the guarantees of the sources.
    pub basis: String,
    /// Why it is not clear.
    pub because: Vec<String>,
    /// Which routes of the catalogue show the field at all.
    pub routes: Vec<String>,
}

/// A number of people, known only after linking identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Distinct identifiers: named subjects and the recipients that their data showed.
    pub identifiers: u64,
    /// Identifiers after every link is believed, and those with no member taken for known ones.
    pub low: u64,
    /// Identifiers after every link is believed.
    pub best: u64,
    /// Identifiers, as if no two were one human.
    pub high: u64,
    /// Of `best`, those who are there only because an address book shows them that says no times: whether they stood
    /// in it when it was read is not known.
    pub undated: u64,
    /// Of `best`, those who are no members and are there only because an address book shows them; `None` where no
    /// address book is known, for then nobody looked.
    pub recipients: Option<u64>,
    /// How it was counted.
    pub method: String,
}

/// The figures of one selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The selection with pseudonymous ids.
    pub selection: String,
    /// What it is a function of.
    pub as_of: AsOf,
    /// Requests or statements.
    pub accesses: u64,
    /// Accesses to one subject.
    pub reads: u64,
    /// Records the sources say they returned; null when none says.
    pub records: Option<u64>,
    /// Distinct named subjects.
    pub subjects: u64,
    /// Distinct (subject, field) pairs.
    pub exposures: u64,
    /// Second stage.
    pub people: Option<People>,
    /// Why there is no second stage.
    pub people_because: Option<String>,
    /// By field id.
    pub by_field: BTreeMap<String, Pair>,
    /// By kind of subject as of the read.
    pub by_kind: BTreeMap<String, Pair>,
    /// By route id, or the scrubbed request.
    pub by_route: BTreeMap<String, Pair>,
    /// By controller id.
    pub by_controller: BTreeMap<String, Pair>,
    /// Reads that were refused, beside the figures.
    pub denied: u64,
    /// Ghosts: reads and distinct names.
    pub ghosts: (u64, u64),
    /// Reads without a named subject, and the rows they reached (null: a source does not say).
    pub unnamed: (u64, Option<u64>),
    /// Undecided reads and subjects, with reads by reason.
    pub undecided: (u64, u64, BTreeMap<String, u64>),
    /// Earliest and latest matching read.
    pub span: Option<(Millis, Millis)>,
    /// Distinct addresses of matching reads.
    pub addresses: u64,
    /// Negative claims that were asked for.
    pub untouched: BTreeMap<String, Untouched>,
    /// Completeness.
    pub coverage: Coverage,
}

/// A set of (subject, fields), sorted: what `--out` writes and `--minus` subtracts.
pub type ExposureSet = BTreeMap<ledger::SubjectId, event::FieldSet>;
