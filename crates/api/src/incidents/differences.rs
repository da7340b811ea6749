//! How two versions of a scope differ: in subjects, and in the people that they are.

use serde::{Deserialize, Serialize};

use super::scopes::{Change, People, PeopleChange};
use crate::IncidentNumber;

/// What `nunchi incident diff` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// Whom each cause brought and took.
    pub changes: Vec<Change>,
    /// The earlier version.
    pub from: u32,
    /// The incident.
    pub incident: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// Every subject that is other, where all are asked for; else none.
    pub moved: Vec<Moved>,
    /// The same of people; null where it cannot be said.
    pub people: Option<PeopleDifferences>,
    /// Why it cannot be said of people.
    pub people_because: Option<String>,
    /// How many subjects each version has.
    pub subjects: Subjects,
    /// The later version.
    pub to: u32,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// How many subjects two versions have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subjects {
    /// The earlier.
    pub from: u64,
    /// The later.
    pub to: u64,
}

/// A subject that is other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Why, in a word.
    pub cause: String,
    /// Its pseudonymous id.
    pub subject: String,
    /// `added`, `removed` or `changed`.
    pub what: String,
}

/// How two versions differ in people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleDifferences {
    /// Whom each cause brought, took and made one of.
    pub changes: Vec<PeopleChange>,
    /// How many the earlier version has; null where it has no number.
    pub from: Option<People>,
    /// Why it has none.
    pub from_because: Option<String>,
    /// Every person who is other, where all are asked for; else none.
    pub moved: Vec<PersonMoved>,
    /// How many the later version has; null where it has no number.
    pub to: Option<People>,
}

/// A person who is other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMoved {
    /// Why, in a word.
    pub cause: String,
    /// Of one who was merged, into whom; null of all others.
    pub into: Option<String>,
    /// A pseudonymous id.
    pub person: String,
    /// `added`, `removed` or `merged`.
    pub what: String,
}
