//! A version of the scope: one exposure, frozen with its four inputs, and how it came from the one before.

use std::collections::{BTreeMap, BTreeSet};

use event::{Millis, catalogue::LegalClass};
use serde::{Deserialize, Serialize};

use super::{
    moment,
    named::{Excluded, Named},
};

/// Subjects and reads of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pair {
    /// Distinct subjects.
    pub subjects: u64,
    /// Reads.
    pub reads: u64,
}

/// A number of people, with bounds and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleFigure {
    /// At least.
    pub low: u64,
    /// Best.
    pub best: u64,
    /// At most.
    pub high: u64,
    /// How it was counted.
    pub method: String,
    /// Of `best`, those who are there only by address books that say no times; `None` in versions frozen before this
    /// was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undated: Option<u64>,
    /// Of `best`, those who are no members and are there only by address books; `None` where no address book was
    /// known, and in versions frozen before this was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<u64>,
}

/// The figures of a scope, each by its own name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Requests answered.
    pub accesses: u64,
    /// Accesses to one subject.
    pub reads: u64,
    /// Stored entries shown; `None` where no source says.
    pub records: Option<u64>,
    /// Distinct identifiers.
    pub subjects: u64,
    /// Distinct (subject, field) pairs.
    pub exposures: u64,
    /// People; `None` where no relation is known.
    pub people: Option<PeopleFigure>,
    /// Why there is no number of people.
    pub people_because: Option<String>,
    /// By field.
    pub by_field: BTreeMap<String, Pair>,
    /// By kind of subject.
    pub by_kind: BTreeMap<String, Pair>,
    /// By route.
    pub by_route: BTreeMap<String, Pair>,
    /// By controller.
    pub by_controller: BTreeMap<String, Pair>,
    /// By controller, of its reads those of routes that the catalogue of then marks as pseudonymised; nothing where there
    /// are none, and in versions frozen before routes could be marked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pseudonymised: BTreeMap<String, u64>,
    /// Controllers of it that the catalogue of then says hold the data for another (GDPR 33(2)); nothing in versions frozen
    /// before that was asked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub processors: BTreeSet<String>,
    /// The class of each field, as the catalogue of then has it; nothing in versions frozen before that was kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub classes: BTreeMap<String, String>,
    /// Reads that named nobody who exists.
    pub ghosts: u64,
    /// Reads of which it cannot be said whether they belong to it.
    pub undecided: u64,
    /// Distinct identifiers of those reads, of the scope or not; `None` in versions frozen before they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecided_subjects: Option<u64>,
    /// Distinct addresses.
    pub addresses: u64,
}

/// How much of what was read of a controller is pseudonymised, as the catalogue marks its routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pseudonymised {
    /// Reads of such routes, at least one.
    pub reads: u64,
    /// All reads of the controller.
    pub of: u64,
    /// Reads of the scope of which it cannot be said whether they belong to it: they may be of any route.
    pub undecided: u64,
}

impl Figures {
    /// Whether a field of a class was read; `None` where the class of a field that was read is not known, or a read of which
    /// it cannot be said whether it belongs to it may have shown one that the catalogue has.
    #[must_use]
    pub fn reads_class(&self, class: LegalClass) -> Option<bool> {
        let is_known = |id: &String| self.classes.contains_key(id);
        if self.by_field.keys().any(|id| self.is_of(id, class)) {
            return Some(true);
        }
        let has_class = self.classes.values().any(|of| of == class.word());
        let may_show = self.undecided > 0 && has_class;
        (!may_show && self.by_field.keys().all(is_known)).then_some(false)
    }

    /// Whether a field is of a class, for sure.
    #[must_use]
    pub fn is_of(&self, field: &str, class: LegalClass) -> bool {
        self.classes.get(field).is_some_and(|of| of == class.word())
    }
}

impl Pseudonymised {
    /// Whether it is all of it, for sure.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.reads == self.of && self.undecided == 0
    }
}

/// Why somebody is in a version and was not in the one before, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Whether a credential was issued is said otherwise now: an issuance came late, or a gap of the feed was closed.
    LateIssuance,
    /// The reads came in after the version before.
    LateSource,
    /// The selection is another.
    Selection,
    /// The catalogue is another.
    Catalogue,
    /// A person named them, in or out.
    Correction,
    /// A relation or a link is known now that was not: it brings people and makes one of two, but no subject.
    Relation,
}

impl Cause {
    /// Every cause, in the order in which they are held responsible.
    pub const ALL: [Cause; 6] = [
        Cause::LateIssuance,
        Cause::LateSource,
        Cause::Selection,
        Cause::Catalogue,
        Cause::Correction,
        Cause::Relation,
    ];

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Cause::LateIssuance => "late_issuance",
            Cause::LateSource => "late_source",
            Cause::Selection => "selection",
            Cause::Catalogue => "catalogue",
            Cause::Correction => "correction",
            Cause::Relation => "relation",
        }
    }

    /// A sentence about those whom it brings.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Cause::LateIssuance => "what is said of the credential is another",
            Cause::LateSource => "the reads came in later",
            Cause::Selection => "the selection is another",
            Cause::Catalogue => "the catalogue is another",
            Cause::Correction => "a person named them",
            Cause::Relation => "a relation is known now that was not",
        }
    }
}

/// Whom a cause brought and took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The cause.
    pub cause: Cause,
    /// Subjects that are new.
    pub added: u64,
    /// Subjects that are gone.
    pub removed: u64,
    /// Subjects that stay, with other fields.
    pub changed: u64,
    /// Of `changed`, those of whom further fields were read: they are told of these. `None` in versions frozen before
    /// this was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gained: Option<u64>,
}

/// How many people a cause brought, took and made one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleChange {
    /// The cause.
    pub cause: Cause,
    /// People who are new.
    pub added: u64,
    /// People who are gone.
    pub removed: u64,
    /// People who were counted beside another and turned out to be that other.
    pub merged: u64,
}

/// What a version keeps of the people whom it reached, so that a later one can be held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPeople {
    /// SHA-256 of the identifiers that were reached as they are kept, hex.
    pub reached: String,
    /// Relations that were known: fewer now means that retention deleted some, and links of then are gone with them.
    pub relations: u64,
    /// How its people came from those of the version before; `None` for the first, and where it cannot be said.
    pub changes: Option<Vec<PeopleChange>>,
    /// Why it cannot be said.
    pub because: Option<String>,
}

/// How many subjects what the record lacks concerns at most, beyond those of the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possibly {
    /// Subjects, at most; `None` is *cannot say how many*, never nobody.
    pub at_most: Option<u64>,
    /// How that is known, or why it is not.
    pub because: String,
    /// Whether it is known that reads are missing or were deleted, and not only that a loss would not show.
    pub is_known_gap: bool,
}

/// A version of the scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Its number, from 1.
    pub version: u32,
    /// The selection, with pseudonymous ids: all selections of the incident, joined by OR.
    pub selection: String,
    /// Leaves of the signed head.
    pub size: u64,
    /// Its root, base64.
    pub root: String,
    /// The last epoch that was sealed: what came in later is in a later one.
    pub epoch: u32,
    /// Catalogue version.
    pub catalogue: u32,
    /// Relation version.
    pub relation: u32,
    /// First read.
    #[serde(with = "moment::maybe")]
    pub first: Option<Millis>,
    /// Last read.
    #[serde(with = "moment::maybe")]
    pub last: Option<Millis>,
    /// Its figures.
    pub figures: Figures,
    /// Whether the record is complete for it: `complete` or `gaps`, and what is missing, in sentences.
    pub completeness: String,
    /// See `completeness`.
    pub gaps: Vec<String>,
    /// SHA-256 of the set as it is kept, hex.
    pub set: String,
    /// How it came from the version before; empty for the first.
    pub changes: Vec<Change>,
    /// Subjects added by controller, where there is a version before.
    pub added_by_controller: BTreeMap<String, u64>,
    /// What it keeps of people; `None` in versions frozen before people were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<FrozenPeople>,
    /// Whom its gaps concern beside; `None` where nothing is missing, and in versions frozen before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possibly: Option<Possibly>,
    /// Those who were named by a person, beside the figures; `None` where nobody was, and in versions frozen before they
    /// were counted apart, whose selection names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Named>,
    /// Those who were named out by a person, and are in none of the figures; `None` where the selection tells of nobody who
    /// was, and in versions frozen before they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Excluded>,
    /// What each controller answers for: the same version over the reads of the routes of that controller alone. Empty
    /// where the catalogue names one controller, who answers for all of it; `None` in versions frozen before this was
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<BTreeMap<String, Frozen>>,
}

impl Frozen {
    /// People whom it adds to the version before; `None` where that is not known.
    #[must_use]
    pub fn people_added(&self) -> Option<u64> {
        let changes = self.people.as_ref()?.changes.as_ref()?;
        Some(changes.iter().map(|change| change.added).sum())
    }

    /// Subjects of the version before of whom further fields were read.
    #[must_use]
    pub fn gained(&self) -> u64 {
        let gained = self.changes.iter().filter_map(|change| change.gained);
        gained.sum()
    }

    /// Why nobody can say whether it adds people, where relations are known and a subject may be another person.
    #[must_use]
    pub fn people_unsaid(&self) -> Option<&str> {
        self.figures.people.as_ref()?;
        self.people.as_ref()?.because.as_deref()
    }

    /// Whether somebody must be told of what it brings: it adds subjects or people, or fields of those who were in the
    /// version before; or it cannot be said that it adds no people.
    #[must_use]
    pub fn brings(&self) -> bool {
        self.version > 1
            && (self.added() > 0
                || self.gained() > 0
                || self.people_added().is_some_and(|added| added > 0)
                || self.people_unsaid().is_some())
    }

    /// Subjects that it adds to the version before.
    #[must_use]
    pub fn added(&self) -> u64 {
        self.changes.iter().map(|change| change.added).sum()
    }

    /// Subjects that it takes from the version before.
    #[must_use]
    pub fn removed(&self) -> u64 {
        self.changes.iter().map(|change| change.removed).sum()
    }
}
