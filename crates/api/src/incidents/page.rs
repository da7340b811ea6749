//! An incident: what its steps say, and the page of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error};

use super::{
    clocks::{Answered, Clock, Posting, Request},
    learnt::LearntSince,
    pushes::Push,
    scopes::Version,
    steps::TakenBack,
};
use crate::{Duty, IncidentNumber, Time};

/// What `nunchi incident show` gives. It is one object, with the names of all its parts in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Page {
    /// What its steps say.
    #[serde(flatten)]
    pub incident: Incident,
    /// What was done with evidence, in order.
    pub custody: Vec<Custody>,
    /// What is due next; null where nothing is.
    pub due_next: Option<DueNext>,
    /// Its breach register.
    pub duties: Vec<Duty>,
    /// Its last steps.
    pub last_steps: Vec<LastStep>,
    /// What to do now; null where nothing is.
    pub next: Option<Next>,
    /// What nobody knows or decided yet, a sentence each.
    pub unknown: Vec<String>,
    /// What the directory of now tells beside; its names are left out where it is asked how the incident stood.
    #[serde(flatten)]
    pub now: Option<Now>,
}

/// What the directory of now tells beside the steps of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// What the ledger has beside the last version; null where there is nothing to hold against it.
    pub learnt_since: Option<LearntSince>,
    /// Every push of its block lists.
    pub pushes: Vec<Push>,
    /// Reads that its selection means and that came after it was contained; null where there are none.
    pub read_on: Option<ReadOn>,
    /// Of one that is restricted: each that shares its record and is seen by more people, a sentence each.
    pub seen_elsewhere: Vec<String>,
}

// Two flattened parts would stand one after the other: a map of values puts the names of all in their order.
impl Serialize for Page {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value =
            Page::serialize(self, serde_json::value::Serializer).map_err(S::Error::custom)?;
        value.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Page, D::Error> {
        Page::deserialize(from)
    }
}

/// What the steps of an incident say; so it stands in a bundle of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// The moment as of which it is told.
    pub as_of: Time,
    /// Moments that may have been awareness.
    pub awareness: Vec<Candidate>,
    /// Which of them rule, in the order in which that was chosen.
    pub choices: Vec<Choice>,
    /// Every clock that its laws open.
    pub clocks: Vec<Clock>,
    /// Since when the reading has ended; null where nobody said so.
    pub contained: Option<Contained>,
    /// Controllers that it concerns.
    pub controllers: Vec<String>,
    /// Evidence from outside the ledger.
    pub evidence: Vec<Evidence>,
    /// Pseudonymous ids of those whom people named out.
    pub excluded: Vec<String>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// Findings that it was opened from.
    pub findings: Vec<String>,
    /// The incident in which it goes on, where it was merged into another.
    pub goes_on_in: Option<IncidentNumber>,
    /// Its number.
    pub id: IncidentNumber,
    /// Pseudonymous ids of those whom people named in.
    pub included: Vec<String>,
    /// `real` or `exercise`.
    pub mode: String,
    /// What was said of those who were named in, by their ids.
    pub named: BTreeMap<String, NamedIn>,
    /// What is owed beside the law.
    pub obligations: Vec<Obligation>,
    /// Postings in place of notices.
    pub postings: Vec<Posting>,
    /// Laws that it asks.
    pub regimes: Vec<String>,
    /// Requests that notices wait.
    pub requests: Vec<Request>,
    /// Who alone may see it; empty is everybody with a role.
    pub restricted: Vec<String>,
    /// Versions of its scope, the first first.
    pub scopes: Vec<Version>,
    /// Its selections, joined by OR.
    pub selections: Vec<String>,
    /// How far it is.
    pub stage: String,
    /// How many steps it has.
    pub steps: u64,
    /// Which steps were taken back.
    pub taken_back: Vec<TakenBack>,
    /// What it is called.
    pub title: String,
    /// What stands in the way of closing it, a sentence each.
    pub unfinished: Vec<String>,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// A moment that may have been awareness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its number, in the order of entry, from 1.
    pub candidate: u32,
    /// The controller that knew; null where it stands for every one without a moment of its own.
    pub controller: Option<String>,
    /// When it was entered.
    pub entered: Time,
    /// What shows it.
    pub evidence: String,
    /// When it happened.
    pub happened: Time,
    /// Whether somebody knew by it; a finding that nobody opened is no such thing.
    pub is_awareness: bool,
    /// Where it comes from, in a word.
    pub kind: String,
    /// What they then knew, in a word.
    pub knew: String,
    /// Who was told, or opened it.
    pub who: String,
}

/// Which candidate rules for a start, as a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// When.
    pub at: Time,
    /// Who chose.
    pub by: String,
    /// The candidate; null says that the moment is unknown.
    pub candidate: Option<u32>,
    /// The controller for which it rules; null is every one without a moment of its own.
    pub controller: Option<String>,
    /// What it starts, in a word.
    pub start: String,
    /// Why.
    pub why: String,
}

/// That the reading has ended, as a person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contained {
    /// What was done.
    pub measures: String,
    /// Since when.
    pub since: Time,
}

/// A piece of evidence from outside the ledger, as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Bytes; null of what has none.
    pub bytes: Option<u64>,
    /// From whom.
    pub from: String,
    /// How what it shows is known.
    pub grade: String,
    /// How it was obtained.
    pub how: String,
    /// Its id, such as `E3`.
    pub id: String,
    /// What it is.
    pub item: String,
    /// Its own time; null where it has none.
    pub original_at: Option<Time>,
    /// Its own name; null where it has none.
    pub original_name: Option<String>,
    /// Where the original is.
    pub place: String,
    /// SHA-256 of its bytes at intake, hex; null of what has none.
    pub sha256: Option<String>,
    /// Where its time is from, and how far that clock was off.
    pub time_source: String,
}

/// Something that became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The items of notices that it closes.
    pub closes: Vec<String>,
    /// When it was first confirmed; null until then.
    pub confirmed: Option<Time>,
    /// What shows it.
    pub evidence: Vec<String>,
    /// How it is known.
    pub grade: String,
    /// Its id, such as `F2`.
    pub id: String,
    /// It, in words.
    pub words: String,
}

/// What was said of a subject that people named in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedIn {
    /// Who said so last.
    pub by: String,
    /// Controllers who answer for it; empty is every controller of the incident.
    pub controllers: BTreeSet<String>,
    /// Fields that are said to have leaked; empty where nobody said which.
    pub fields: BTreeSet<String>,
}

/// What somebody asked of us, or we promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// What is asked.
    pub asked: String,
    /// What was said of the answer beside; left out where nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Answered>,
    /// By when; null where no date is named.
    pub due: Option<Time>,
    /// The document that asks it.
    pub evidence: String,
    /// Who asks; for a promise, to whom.
    pub from: String,
    /// Its id, such as `O1`.
    pub id: String,
    /// What sort, in a word.
    pub kind: String,
    /// Who sees to it.
    pub owner: String,
    /// When it was asked.
    pub received: Time,
    /// The answer that counts; null until there is one.
    pub reply: Option<Answered>,
    /// Systems that it concerns.
    pub systems: Vec<String>,
}

/// A hand-over, view or export of a piece of evidence, and that it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// When it was recorded.
    pub at: Time,
    /// Who recorded it.
    pub by: String,
    /// The piece.
    pub evidence: String,
    /// What they gave for it.
    pub receipt: String,
    /// To whom.
    pub to: String,
    /// `taken in`, `handed over`, `viewed` or `exported`.
    pub what: String,
    /// Why.
    pub why: String,
}

/// What is due next, of the clocks of laws and of what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueNext {
    /// By when; null of what has no date.
    pub at: Option<Time>,
    /// The clock, or the id of what is owed.
    pub clock: String,
    /// Whose it is; of what is owed, who sees to it.
    pub controller: String,
    /// How many more are open.
    pub more_open: u64,
    /// Its state as a sentence.
    pub says: String,
    /// Its state in a word.
    pub state: String,
    /// What opened it.
    pub trigger: String,
}

/// One of the last steps, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStep {
    /// When it was taken.
    pub at: Time,
    /// Who took it.
    pub by: String,
    /// Its number.
    pub number: u32,
    /// What it does, as a sentence.
    pub says: String,
    /// Why.
    pub why: String,
}

/// The one thing to do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// Its command.
    pub command: String,
    /// It, as a sentence.
    pub says: String,
}

/// Reads that came after an incident was said to be contained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReadOn {
    /// They were counted.
    Counted {
        /// The last of them; null where it cannot be said of any that it belongs to it.
        last: Option<Time>,
        /// How many.
        reads: u64,
        /// Reads of which it cannot be said whether they belong to it.
        undecided: u64,
    },
    /// They could not be.
    NotCounted {
        /// Why.
        because: String,
    },
}
