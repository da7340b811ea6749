//! The breach register: what the laws ask, and what was decided of it.

use serde::{Deserialize, Serialize};

use super::learnt::LearntSince;
use crate::{IncidentNumber, Time};

/// The breach register of an incident: every duty of every controller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duties {
    /// The moment as of which it is told.
    pub as_of: Time,
    /// In the order of regimes, clocks and controllers.
    pub duties: Vec<Duty>,
    /// The incident.
    pub incident: IncidentNumber,
    /// What the ledger of now has beside the last version, of which the rules propose; left out of how it stood, and where there
    /// is nothing to hold against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt_since: Option<LearntSince>,
    /// `real` or `exercise`.
    pub mode: String,
    /// The last step of the incident that it goes by.
    pub step: u64,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// One clock of one regime for one controller: what the rules propose and what a person decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The day of awareness on which the law does not know the duty; null where it does.
    pub absent_on: Option<String>,
    /// What was decided and why it stands no longer, where it is to be decided again; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// When it was decided; null until then, as all that is said of the decision.
    pub at: Option<Time>,
    /// Why the rules propose what they do.
    pub because: Option<DutyBecause>,
    /// Who decided.
    pub by: Option<String>,
    /// The clock.
    pub clock: String,
    /// The controller.
    pub controller: String,
    /// `applies`, `does_not_apply`, `deemed_reported` (a report under another law counts) or `undecided`, which stops no clock.
    pub decided: String,
    /// How many decisions it takes the place of.
    pub earlier: u64,
    /// Ids of what the decision rests on.
    pub evidence: Option<Vec<String>>,
    /// Identifiers that were read.
    pub identifiers: u64,
    /// Those whom people named out, and who are in no figure; left out where nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_out: Option<NamedOutPart>,
    /// What the rules propose, in the same words.
    pub proposed: String,
    /// How much of what was read of the controller is of routes that are pseudonymised; null where nothing is.
    pub pseudonymised: Option<PseudonymisedPart>,
    /// The regime.
    pub regime: String,
    /// What nobody knows and the rules ask for, where they cannot say.
    pub unknown: Vec<String>,
    /// Why it was decided so.
    pub why: Option<String>,
}

/// Those who were read of a controller and whom people named out of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedOutPart {
    /// Who named them out.
    pub by: Vec<String>,
    /// Identifiers that were read.
    pub identifiers: u64,
    /// People at most; null where no relation is known.
    pub people: Option<u64>,
}

/// How much of what was read of a controller is pseudonymised, as the catalogue marks its routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PseudonymisedPart {
    /// All reads of the controller.
    pub of: u64,
    /// Reads of such routes.
    pub reads: u64,
    /// Reads of the scope of which it cannot be said whether they belong to it.
    pub undecided: u64,
}

/// A reason of the rules, with its article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyBecause {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
    /// The article.
    pub law: String,
}

/// A sentence in two languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
}
