//! Which path explains a sample, and whether that may be said.
//!
//! A path is anything by which reads are told apart: an incident, an actor, a credential, a key, an address, a network,
//! a route, a client, a span of time. A path *explains* a row when it read, of a subject that the row may be, all
//! fields that the sample shows, while the values of the row were held. Rows of one person count once.
//!
//! # When a path is named
//!
//! All of these must hold, else the answer is *cannot say* ([`Why`]):
//!
//! 1. at least [`PEOPLE_MIN`] (5) people match, and one row in [`MATCHED_PART_MIN`] (5);
//! 2. at least as many, and half of those who match, were read by any path at all;
//! 3. the first path explains half of those who match, for up to 30 % of a sample may be wrong, not a half;
//! 4. it explains at least [`OVER_CHANCE_MIN`] (5) rows more than chance does. *By chance at most* is the largest number
//!    that a blind draw of as many people reaches in this path with a probability of 1 in 1,000 over all paths together
//!    ([`CHANCE`] divided by their number). It is held against controls, who are such a draw: of sample and controls
//!    together the path read so many, and chance says how many of these stand in the sample (Fisher's exact test). So it
//!    needs no count of the people whom a path read in all, and counts what is not known of it against the path;
//! 5. of the blind draws that were made none gives any path as many rows over chance ([`Permutation`]). In these each
//!    person is replaced by somebody who is read about as often, so that a leak of active customers from elsewhere is
//!    not laid on whoever serves them;
//! 6. no rival comes near. A rival explains more than chance by reads *which the first path does not have*, and at most
//!    [`RIVAL_ROWS_MIN`] (5) rows, or a fifth of the people, less than the first;
//! 7. the times fit: the sample was not out of date before the first path had read it ([`Taken`]).
//!
//! # Which path is the first
//!
//! A path that has every read of another among the people of the sample *includes* it: the network of an address tells
//! the same story. The first path is the one with most rows over chance, so of those that explain as much the
//! narrowest. A wider one takes its place when it explains more rows than its greater width does by chance with 1 in
//! 1,000 ([`WIDER`]). All others that include the first are listed and are no rivals; they stay possible, for who sent
//! a narrow part of what went along a wide path looks the same.
//!
//! # What the reads must be
//!
//! Reads of the time before the sample was seen anywhere, of the sample and of the controls alike. Controls are subjects
//! of whom *all* fields that the sample shows were read by then; how many people a path read is estimated from them
//! ([`Size`]), for people to read, and no rule asks for it.

mod against;
mod check;
mod order;
mod people;
mod permutation;
mod reads;
mod size;
mod taken;
mod verdict;

use event::{FieldSet, Millis};

pub use check::RankError;
use order::Ranked;
use people::People;
pub use permutation::Permutation;
pub use size::{SIZE_DOUBT, Size};
pub use taken::Taken;

/// The probability, over all paths together, with which chance may reach *by chance at most*.
pub const CHANCE: f64 = 0.001;

/// A wider path takes the first place of a path that it includes when chance lets its greater width explain as many more
/// rows less often than this.
pub const WIDER: f64 = CHANCE;

/// Fewest people that must match, and must have been read.
pub const PEOPLE_MIN: u32 = 5;

/// One row of so many must match.
pub const MATCHED_PART_MIN: u32 = 5;

/// Fewest rows that the first path must explain beyond what chance does at most.
pub const OVER_CHANCE_MIN: u32 = 5;

/// Fewest rows by which the first path must lead every rival; of more than 25 people it is a fifth of them.
pub const RIVAL_ROWS_MIN: u32 = 5;

/// Paths that an answer lists, and rivals, and paths that include the first. Further ones are only counted.
pub const LISTED_MAX: usize = 20;

/// Blind draws that are usual: with none of them as high, chance is below 1 in 1,000.
pub const DRAWS: u32 = 999;

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathKind {
    /// One credential.
    Credential,
    /// One actor.
    Actor,
    /// One network address.
    Address,
    /// One client fingerprint.
    Client,
    /// One signing key or issuer.
    Key,
    /// One autonomous system.
    Asn,
    /// One route or table.
    Route,
    /// What an incident selects.
    Incident,
    /// A span of time.
    Span,
}

impl PathKind {
    /// The word used in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            PathKind::Credential => "credential",
            PathKind::Actor => "actor",
            PathKind::Address => "address",
            PathKind::Client => "client",
            PathKind::Key => "key",
            PathKind::Asn => "asn",
            PathKind::Route => "route",
            PathKind::Incident => "incident",
            PathKind::Span => "span",
        }
    }
}

/// One row of the sample, by the subjects that it may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traced {
    /// Whether it is anybody.
    pub is_matched: bool,
    /// The subjects of the ledger among those that it may be. A row that is somebody who was never read has none.
    pub may_be: Vec<MayBe>,
}

/// A subject that a row may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayBe {
    /// The subject, by the number under which reads name it.
    pub subject: u32,
    /// The row holds values that were first held then: earlier reads do not explain it.
    pub since: Option<Millis>,
    /// The row holds values that were no longer held then: reads from then on do not explain it.
    pub until: Option<Millis>,
}

/// One read of a subject of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The subject.
    pub subject: u32,
    /// Its position in the ledger: the same in every path that has this read, different for every read. Where only
    /// first reads are at hand, paths that share reads may look like rivals, so that less is said and nothing wrong.
    pub position: u64,
    /// When.
    pub at: Millis,
    /// The fields that it showed.
    pub fields: FieldSet,
}

/// What one path read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathRead {
    /// What it is.
    pub kind: PathKind,
    /// Its name, as answers show it.
    pub name: String,
    /// Its reads of subjects of the sample, in any order.
    pub reads: Vec<Read>,
    /// Those of the controls ([`Question::controls`]) of whom it read all fields that the sample shows, each once.
    pub controls: Vec<u32>,
}

/// A sample set against paths.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The rows of the sample.
    pub rows: &'q [Traced],
    /// The fields that the sample shows. Empty for identifiers alone: then every read explains.
    pub fields: FieldSet,
    /// The paths that read any subject or control. Those that read none need not be here.
    pub paths: &'q [PathRead],
    /// Paths that may be named, these and those that read none of these people: the more, the more chance has its way.
    /// No fewer than there are that read [`OVER_CHANCE_MIN`] people, for those which read fewer are never named.
    pub paths_compared: u64,
    /// The lots by which controls were drawn.
    pub lots: Lots,
    /// Controls: those of the lots of whom any path read all fields that the sample shows, numbered from 0. At least
    /// [`Question::controls_min`], unless there are no more subjects to draw.
    pub controls: u32,
    /// Blind draws, at least [`DRAWS_MIN`]; [`DRAWS`] are usual.
    pub draws: u32,
    /// What the draws follow from.
    pub seed: u64,
}

/// Subjects drawn blindly, whether anything was read of them or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lots {
    /// Subjects that there are, those of the sample left out.
    pub of: u64,
    /// So many of them were drawn.
    pub drawn: u64,
}

/// Fewest blind draws.
pub const DRAWS_MIN: u32 = 99;

/// Fewest controls, where there are so many people. With fewer, one control more or less would be too much.
pub const CONTROLS_MIN: u64 = 500;

/// How well a path explains the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Its place among [`Question::paths`].
    pub path: usize,
    /// What it is.
    pub kind: PathKind,
    /// Its name.
    pub name: String,
    /// Rows that it explains; of a rival or the next best, by reads that the first path does not have.
    pub explains: u32,
    /// Rows that it would explain by chance at most (rule 4).
    pub by_chance_at_most: u32,
    /// Subjects of whom it read all fields that the sample shows.
    pub size: Size,
}

/// What became of the rows. Rows of one person count once in all but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows of the sample.
    pub rows: u32,
    /// People and rows that are nobody: what *explains 47 of 50* is out of.
    pub of: u32,
    /// People who match.
    pub matched: u32,
    /// Those of them whom any path read.
    pub read: u32,
}

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Too few rows match anybody (rule 1).
    FewMatch,
    /// Too few of those who match were read at all (rule 2).
    NobodyRead,
    /// No path explains half of those who match (rule 3).
    LessThanHalf,
    /// No path explains enough more than chance (rules 4 and 5).
    NoMoreThanChance,
    /// Compatible with many: the first path and its rivals, at most [`LISTED_MAX`] (rule 6).
    Many(Vec<Explained>),
    /// The sample was out of date before the first path had read it (rule 7).
    TimesContradict,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// One path explains the sample. It does not say who sat behind it.
    Points {
        /// That path.
        path: Explained,
        /// The best path that neither includes it nor is made of its reads.
        next_best: Option<Explained>,
        /// Rows that this next best explains and the path does not: a sample may be of two leaks.
        beside: u32,
        /// Wider paths that have all its reads of these people, narrowest first, at most [`LISTED_MAX`].
        includes_it: Vec<Explained>,
        /// The test by blind draws.
        permutation: Permutation,
        /// When the sample can have been taken, if along this path.
        taken: Taken,
    },
    /// Nothing can be said.
    CannotSay(Why),
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What became of the rows.
    pub counts: Counts,
    /// Subjects of whom any path read all fields that the sample shows.
    pub population: Size,
    /// What can be said.
    pub verdict: Verdict,
    /// The paths in order, the best first, at most [`LISTED_MAX`]. An order is no verdict.
    pub ranking: Vec<Explained>,
}

/// Sets a sample against paths.
///
/// # Errors
/// When the question contradicts itself, such as a path that read a control that is not there.
pub fn trace(question: &Question<'_>) -> Result<Answer, RankError> {
    let people = People::of(question.rows);
    let ranked = Ranked::of(question, people);
    check::check(question, &ranked)?;
    let listed = ranked.seen.iter().take(LISTED_MAX);
    Ok(Answer {
        counts: ranked.counts(question),
        population: ranked.population(question),
        verdict: verdict::verdict(question, &ranked),
        ranking: listed
            .map(|seen| ranked.explained(question, seen))
            .collect(),
    })
}

impl Question<'_> {
    /// Fewest controls that this question needs: twice as many as subjects.
    #[must_use]
    pub fn controls_min(&self) -> u64 {
        let subjects = self.rows.iter().map(|row| row.may_be.len()).sum::<usize>();
        (subjects as u64).saturating_mul(2).max(CONTROLS_MIN)
    }
}
