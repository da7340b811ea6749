//! The exposure of a selection: how many reads, of whom, of which fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Coverage, Time};

/// The signed head that an answer speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Leaves.
    pub size: u64,
    /// Root over them, base64.
    pub root: String,
}

/// What an answer is a function of, besides its question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The signed head.
    pub checkpoint: Checkpoint,
    /// Catalogue version.
    pub catalogue: u32,
    /// Relation version.
    pub relation: u32,
    /// The signed note of the checkpoint (C2SP), for who wants to check it; null where a writer has
    /// signed a later one since.
    pub note: Option<String>,
}

/// Subjects and reads of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SubjectsReads {
    /// Distinct subjects.
    pub subjects: u64,
    /// Reads.
    pub reads: u64,
}

/// A number of people with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persons {
    /// At least so many.
    pub low: u64,
    /// The estimate.
    pub best: u64,
    /// At most so many.
    pub high: u64,
}

/// People, estimated from identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Distinct identifiers: named subjects and the recipients that their data showed.
    pub identifiers: u64,
    /// How many people they are.
    pub persons: Persons,
    /// Of the best number, those who are there only because an address book shows them that says no times: an estimate
    /// of its own, for whether they stood in it at the read is not known.
    pub undated: u64,
    /// Of the best number, those who are no members and are there only because an address book shows them; null where no
    /// address book is known.
    pub recipients: Option<u64>,
    /// How it was counted.
    pub method: String,
}

/// A negative claim about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untouched {
    /// `clear`, `touched` or `cannot_say`.
    pub verdict: String,
    /// The weakest guarantee among the sources, or `statement`.
    pub basis: String,
    /// Why it is not clear.
    pub because: Vec<String>,
    /// Routes of the catalogue that show the field at all.
    pub routes: Vec<String>,
}

/// Reads of names that do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ghosts {
    /// Reads.
    pub reads: u64,
    /// Distinct names.
    pub names: u64,
}

/// Reads without a named subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unnamed {
    /// Reads.
    pub reads: u64,
    /// Rows they reached; null when a source does not say.
    pub reach: Option<u64>,
}

/// What could not be decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Undecided {
    /// Reads.
    pub reads: u64,
    /// Distinct subjects of them.
    pub subjects: u64,
    /// Reads by reason.
    pub because: BTreeMap<String, u64>,
}

/// What is left when another selection's exposure is taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minus {
    /// The other selection, with pseudonymous ids.
    pub selection: String,
    /// Subjects with anything left.
    pub subjects: u64,
    /// (subject, field) pairs left.
    pub exposures: u64,
}

/// The reads broken down by one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// What they are broken down by: ip, asn, country, client, key, route, source, actor, credential.
    pub column: String,
    /// How many values there are.
    pub values: u64,
    /// Those with the most subjects, then the most reads, then by the value.
    pub top: Vec<ByValue>,
}

/// What was read under one value. Reads and subjects are those of the scope; a subject may stand under
/// several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByValue {
    /// The value, pseudonymous where it is a person's or a credential; null for reads without one.
    pub value: Option<String>,
    /// Distinct named subjects.
    pub subjects: u64,
    /// Reads.
    pub reads: u64,
}

/// A file that the set was written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Out {
    /// The file, as it was named.
    pub file: String,
    /// Subjects in it.
    pub subjects: u64,
    /// Whether names stand in it.
    pub identified: bool,
}

/// Reads of routes whose data is pseudonymised, as the catalogue says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pseudonymised {
    /// Reads of them.
    pub reads: u64,
    /// The routes.
    pub routes: Vec<String>,
}

/// The answer to a selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The selection, with pseudonymous ids.
    pub selection: String,
    /// What the answer is a function of, besides the selection.
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
    /// People; null when not known or not asked for.
    pub people: Option<People>,
    /// Why people is null.
    pub people_because: Option<String>,
    /// By field.
    pub by_field: BTreeMap<String, SubjectsReads>,
    /// By kind of subject as of the read.
    pub by_kind: BTreeMap<String, SubjectsReads>,
    /// By route.
    pub by_route: BTreeMap<String, SubjectsReads>,
    /// Of the reads those of routes whose data is pseudonymised; null where there are none.
    pub pseudonymised: Option<Pseudonymised>,
    /// By who answers for the data.
    pub by_controller: BTreeMap<String, SubjectsReads>,
    /// By country of residence, where it is known.
    pub by_residence: BTreeMap<String, SubjectsReads>,
    /// Negative claims that were asked for, by field.
    pub untouched: BTreeMap<String, Untouched>,
    /// Names that do not exist.
    pub ghosts: Ghosts,
    /// Reads of nobody by name.
    pub unnamed: Unnamed,
    /// What could not be decided.
    pub undecided: Undecided,
    /// Reads that were refused, beside the figures.
    pub denied: u64,
    /// Distinct network addresses of the readers.
    pub addresses: u64,
    /// Earliest matching read.
    pub first: Option<Time>,
    /// Latest matching read.
    pub last: Option<Time>,
    /// Completeness.
    pub coverage: Coverage,
    /// Null unless a difference was asked for.
    pub minus: Option<Minus>,
    /// Breakdown by a column, if one was asked for.
    pub by: Option<By>,
    /// Null unless the set was written to a file.
    pub out: Option<Out>,
    /// How long the answer took, in milliseconds.
    pub elapsed_ms: u64,
}
