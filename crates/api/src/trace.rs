//! Which path explains a leaked sample. Rows of the sample stand here by their digests.

use serde::{Deserialize, Serialize};

use crate::{AsOf, Coverage, IncidentNumber, Question, Time};

/// The answer as JSON has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The record of the question.
    pub question: Question,
    /// What was brought.
    pub sample: TraceSample,
    /// What was read of the contact source; null where there was none.
    pub contacts: Option<TraceContacts>,
    /// The fields of the catalogue that the sample shows.
    pub fields: Vec<String>,
    /// The incident whose evidence it is.
    pub incident: Option<IncidentNumber>,
    /// The reads that may count.
    pub selection: String,
    /// Subjects of whom all those fields were read, and between which numbers they are: an estimate from the lots.
    pub population: u64,
    /// The lower bound of `population`.
    pub population_at_least: u64,
    /// The upper bound of `population`.
    pub population_at_most: u64,
    /// Subjects of the book.
    pub subjects: u64,
    /// Subjects drawn blindly from those that are not of the sample.
    pub lots: u64,
    /// Those of the lots of whom all those fields were read.
    pub controls: u32,
    /// Paths that can be named at most.
    pub paths_compared: u64,
    /// What the draws follow from, in hex.
    pub seed: String,
    /// How many rows are anybody, and were read.
    pub counts: TraceCounts,
    /// What can be said.
    pub verdict: TraceVerdict,
    /// Paths, those that explain most first; an order is no verdict.
    pub ranking: Vec<TracePath>,
    /// The rows of the sample, by their digests.
    pub rows: Vec<TraceRow>,
    /// What the answer is a function of.
    pub as_of: AsOf,
    /// Completeness of the record.
    pub coverage: Coverage,
    /// The id of the sample among the evidence of the incident.
    pub evidence: Option<String>,
    /// Whether the file of the sample was deleted.
    pub deleted: bool,
    /// How long the answer took, in milliseconds.
    pub elapsed_ms: u64,
}

/// What was read of the sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceSample {
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// What each column shows; null where that is not known.
    pub columns: Vec<Option<String>>,
    /// Rows without a value.
    pub empty_rows: u64,
    /// Rows that came before.
    pub repeated_rows: u64,
    /// Cells that are no value of their column.
    pub unreadable_cells: u64,
    /// Rows that show a name and nothing else, which is nobody.
    pub rows_of_a_name_alone: u64,
}

/// What was read of the contact source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceContacts {
    /// Lines, or rows of a query.
    pub lines: u64,
    /// Those that could not be read whole.
    pub unreadable: u64,
    /// The first of those, by its line.
    pub first_unreadable: Option<u64>,
}

/// A row of the sample by its digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceRow {
    /// Its line in the file.
    pub line: u64,
    /// Its digest, which only who has the book key can make.
    pub digest: String,
    /// Whether it is anybody.
    pub matched: bool,
    /// How many subjects it may be.
    pub subjects: u64,
    /// Whether any of them was read.
    pub read: bool,
    /// Whether it fits too many subjects equally well.
    pub crowded: bool,
}

/// How many rows of a sample are anybody, were read, and can be explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceCounts {
    /// Rows of the sample.
    pub rows: u32,
    /// People and rows that are nobody: what *explains 47 of 50* is out of.
    pub of: u32,
    /// People who match.
    pub matched: u32,
    /// Those of them whom any path read.
    pub read: u32,
}

/// A path and how well it explains the sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TracePath {
    /// What sort of path, such as `incident`, `key` or `client`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Whether it is an address of the space that carriers share among many customers (RFC 6598).
    pub of_carriers: bool,
    /// Rows that it explains.
    pub explains: u32,
    /// Rows that chance would explain at most.
    pub by_chance_at_most: u32,
    /// Subjects of whom it read all those fields, and between which numbers they are: an estimate from the lots.
    pub size: u64,
    /// The lower bound of `size`.
    pub size_at_least: u64,
    /// The upper bound of `size`.
    pub size_at_most: u64,
}

/// What can be said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TraceVerdict {
    /// `points` or `cannot_say`.
    pub word: String,
    /// Why nothing can be said.
    pub because: Option<String>,
    /// The path to which it points.
    pub path: Option<TracePath>,
    /// The best of the others.
    pub next_best: Option<TracePath>,
    /// Rows that the path does not explain; null where nothing can be said.
    pub unexplained: Option<u32>,
    /// Those of them that the best of the others explains.
    pub unexplained_by_next_best: Option<u32>,
    /// Wider paths that have all its reads, and stay possible.
    pub includes_it: Vec<TracePath>,
    /// Paths that explain the sample about as well.
    pub many: Vec<TracePath>,
    /// The test by blind draws.
    pub draws: Option<TraceDraws>,
    /// The sample was taken not before then.
    pub not_before: Option<Time>,
    /// And not after then.
    pub not_after: Option<Time>,
}

/// The test by blind draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceDraws {
    /// Draws.
    pub draws: u32,
    /// Those that do as well as the path.
    pub reached: u32,
    /// The chance that a blind sample does as well: (reached + 1) / (draws + 1).
    pub p: f64,
}
