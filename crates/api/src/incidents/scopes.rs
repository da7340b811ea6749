//! Versions of the scope of an incident.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Time;

/// A version of the scope: one exposure, frozen with its four inputs, and how it came from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Subjects added by controller, where there is a version before.
    pub added_by_controller: BTreeMap<String, u64>,
    /// The version of the catalogue.
    pub catalogue: u32,
    /// How it came from the version before; empty of the first.
    pub changes: Vec<Change>,
    /// Whether the record is complete for it: `complete` or `gaps`.
    pub completeness: String,
    /// The last epoch that was sealed.
    pub epoch: u32,
    /// Those who were read and whom people named out, and who are in none of the figures; left out where nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<NamedOut>,
    /// Its figures.
    pub figures: Figures,
    /// The first read; null where there is none.
    pub first: Option<Time>,
    /// When it was frozen; left out of a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_at: Option<Time>,
    /// What the record lacks, a sentence each.
    pub gaps: Vec<String>,
    /// The last read; null where there is none.
    pub last: Option<Time>,
    /// Those whom people named, beside the figures; left out where nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Named>,
    /// What it keeps of people; left out of versions of before people were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<KeptPeople>,
    /// Whom its gaps concern beside; left out where nothing is missing, and of versions of before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possibly: Option<Possibly>,
    /// The version of the relations.
    pub relation: u32,
    /// The root of the signed head, base64.
    pub root: String,
    /// The selection, with pseudonymous ids.
    pub selection: String,
    /// SHA-256 of the set of subjects as it is kept, hex.
    pub set: String,
    /// The same version over the reads of the routes of each controller alone; empty where one controller answers for
    /// all of it, left out of a share and of versions of before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<BTreeMap<String, Version>>,
    /// Leaves of the signed head.
    pub size: u64,
    /// Its number, from 1.
    pub version: u32,
}

/// The figures of a version, each by its own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Requests answered.
    pub accesses: u64,
    /// Distinct addresses.
    pub addresses: u64,
    /// By controller.
    pub by_controller: BTreeMap<String, Pair>,
    /// By field.
    pub by_field: BTreeMap<String, Pair>,
    /// By kind of subject.
    pub by_kind: BTreeMap<String, Pair>,
    /// By route.
    pub by_route: BTreeMap<String, Pair>,
    /// How the law sees each field of the catalogue of then: `ordinary`, `sensitive`, `unique_identifier`, `financial`,
    /// `credential`; left out of versions of before that was kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub classes: BTreeMap<String, String>,
    /// Distinct pairs of subject and field.
    pub exposures: u64,
    /// Reads that named nobody who exists.
    pub ghosts: u64,
    /// People; null where no relation is known.
    pub people: Option<People>,
    /// Why there is no number of people.
    pub people_because: Option<String>,
    /// Controllers of it that hold the data for another; left out where none is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub processors: BTreeSet<String>,
    /// By controller, of its reads those of routes that are pseudonymised; left out where there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pseudonymised: BTreeMap<String, u64>,
    /// Accesses to one subject.
    pub reads: u64,
    /// Stored entries shown; null where no source says.
    pub records: Option<u64>,
    /// Distinct identifiers.
    pub subjects: u64,
    /// Reads of which it cannot be said whether they belong to it.
    pub undecided: u64,
    /// Distinct identifiers of those reads; left out of versions of before they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecided_subjects: Option<u64>,
}

/// Reads and subjects of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Reads.
    pub reads: u64,
    /// Distinct subjects.
    pub subjects: u64,
}

/// A number of people with its bounds, and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Best.
    pub best: u64,
    /// At most.
    pub high: u64,
    /// At least.
    pub low: u64,
    /// How it was counted.
    pub method: String,
    /// Of `best`, those who are no members and are there only by address books; left out where no address book was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<u64>,
    /// Of `best`, those who are there only by address books that say no times; left out of versions of before this was
    /// counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undated: Option<u64>,
}

/// Whom a cause brought and took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Subjects who are new.
    pub added: u64,
    /// The cause, in a word.
    pub cause: String,
    /// Subjects who stay, with other fields.
    pub changed: u64,
    /// Of `changed`, those of whom further fields were read; left out of versions of before this was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gained: Option<u64>,
    /// Subjects who are gone.
    pub removed: u64,
}

/// How many people a cause brought, took and made one of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleChange {
    /// People who are new.
    pub added: u64,
    /// The cause, in a word.
    pub cause: String,
    /// People who were counted beside another and turned out to be that other.
    pub merged: u64,
    /// People who are gone.
    pub removed: u64,
}

/// What a version keeps of the people whom it reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPeople {
    /// Why it cannot be said how they came from those of the version before.
    pub because: Option<String>,
    /// How they did; null of the first version, and where it cannot be said.
    pub changes: Option<Vec<PeopleChange>>,
    /// SHA-256 of the identifiers that were reached as they are kept, hex.
    pub reached: String,
    /// Relations that were known.
    pub relations: u64,
}

/// How many subjects what the record lacks concerns at most, beyond those of the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possibly {
    /// Subjects at most; null is *cannot say how many*, never nobody.
    pub at_most: Option<u64>,
    /// How that is known, or why it is not.
    pub because: String,
    /// Whether it is known that reads are missing or were deleted, and not only that a loss would not show.
    pub is_known_gap: bool,
}

/// Those whom people named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Of them, those of whom no read of the selection tells.
    pub beyond: u64,
    /// Who named them.
    pub by: BTreeSet<String>,
    /// Of how many each field is said to have leaked.
    pub by_field: BTreeMap<String, u64>,
    /// People whom they add to those of the figures; null where no relation is known.
    pub people: Option<u64>,
    /// Subjects who were named.
    pub subjects: u64,
}

/// Those who were read and whom people named out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedOut {
    /// The decisions, that of the most subjects first.
    pub decisions: Vec<Decision>,
    /// Subjects of further decisions, which are not listed; left out where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others: Option<u64>,
    /// People at most; null where no relation is known.
    pub people: Option<u64>,
    /// Reads of them.
    pub reads: u64,
    /// Subjects who were read.
    pub subjects: u64,
    /// Reads of them of which it cannot be said whether they belong to it.
    pub undecided: u64,
}

/// A decision that subjects are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who took it.
    pub by: String,
    /// Subjects whom it takes from the figures.
    pub subjects: u64,
    /// Why: of a longer reason its beginning.
    pub why: String,
}
