//! What somebody says was taken, held against the ledger.
//!
//! Claims come as a file ([`Claims::read`]). Each narrows the selection of the incident
//! ([`Claim::condition`]); whoever has asked the ledger hands over what was measured, and [`judge`] says
//! what the record carries.
//!
//! Invariants:
//! * *never-clear*: fewer found than claimed contradicts a claim only where the record is complete, nothing
//!   is undecided and every source tells the number;
//! * what was certainly shown counts in any case: gaps never take a *supported* away;
//! * *read* is never said to be *stored* or *carried away*.
//!
//! Not here: the ledger, and what people or countries a subject belongs to; the caller asks for those apart
//! ([`Claim::apart`]).
//!
//! ```
//! use incident::claim::{Claims, Measured, Verdict, judge};
//!
//! let text = r#"
//! from = "the sender of the mail"
//! received = 2025-11-25T13:37:00+09:00
//! [[claim]]
//! text = "more than 120 million addresses"
//! counts = "accesses"
//! route = "address-list"
//! at_least = 120_000_000
//! "#;
//! let claims = Claims::read(text).unwrap();
//! let claim = &claims.claims[0];
//! assert_eq!(claim.condition().as_deref(), Some("route = 'address-list'"));
//!
//! let shown = Measured { low: Some(148_056_502), high: None, complete: false, ..Measured::default() };
//! assert_eq!(judge(claim, &shown).verdict, Verdict::Supported);
//! ```

mod error;
mod judge;
pub mod limits;
mod number;
mod read;
mod reasons;
mod when;

use event::SubjectKind;

pub use error::{ClaimError, ClaimFault};
pub use judge::{Judged, Measured, Verdict, judge};
pub use number::Number;
pub use when::When;

/// Everything that one sender claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Who claims it, in words.
    pub from: String,
    /// When the claim came in.
    pub received: When,
    /// By how much the record is smaller than what is claimed about: 1, or 1000 on a replay at 1:1000.
    pub scale: u64,
    /// The claims, in the order of the file.
    pub claims: Vec<Claim>,
}

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Line of the file, from 1.
    pub line: usize,
    /// The claim in words.
    pub text: String,
    /// Which of the six numbers it speaks of.
    pub counts: Counts,
    /// How many, as claimed.
    pub number: Number,
    /// By how much the record is smaller; that of [`Claims::scale`].
    pub scale: u64,
    /// Only reads that show this field.
    pub field: Option<String>,
    /// Only reads of this route.
    pub route: Option<String>,
    /// Only reads of subjects of this kind.
    pub subject_kind: Option<SubjectKind>,
    /// Only data of this controller.
    pub controller: Option<String>,
    /// Only people who live in this country, two upper-case letters.
    pub country_of_residence: Option<String>,
    /// The earliest read meant, included.
    pub from: Option<When>,
    /// The latest read meant, included; of a date, its whole day.
    pub to: Option<When>,
}

/// Which number a claim speaks of; the words stand in docs/words.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counts {
    /// Requests or statements.
    Accesses,
    /// One access to one subject.
    Reads,
    /// Items that sources say they returned.
    Records,
    /// Identifiers under which data is held.
    Subjects,
    /// Distinct pairs of subject and field.
    Exposures,
    /// Living humans: an estimate with bounds.
    People,
}

impl Counts {
    /// Every number.
    pub const ALL: [Counts; 6] = [
        Counts::Accesses,
        Counts::Reads,
        Counts::Records,
        Counts::Subjects,
        Counts::Exposures,
        Counts::People,
    ];

    /// The word of claim files and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Counts::Accesses => "accesses",
            Counts::Reads => "reads",
            Counts::Records => "records",
            Counts::Subjects => "subjects",
            Counts::Exposures => "exposures",
            Counts::People => "people",
        }
    }

    /// The number of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Counts> {
        Counts::ALL.into_iter().find(|counts| counts.word() == word)
    }
}

/// What a claim asks that no column of the ledger answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart<'c> {
    /// The controller whose data is meant.
    pub controller: Option<&'c str>,
    /// Where the people meant live.
    pub country_of_residence: Option<&'c str>,
}

impl Apart<'_> {
    /// Whether there is nothing to ask apart.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.controller.is_none() && self.country_of_residence.is_none()
    }
}

impl Claim {
    /// The text that narrows the selection of an incident to what this claim speaks of; `None` when it speaks
    /// of all of it. Dates are left to the zone of the selection, as people write them.
    #[must_use]
    pub fn condition(&self) -> Option<String> {
        let is = |column: &str, value: &str| format!("{column} = '{}'", value.replace('\'', "''"));
        let tests: Vec<String> = [
            self.field.as_deref().map(|field| is("field", field)),
            self.route.as_deref().map(|route| is("route", route)),
            self.subject_kind
                .map(|kind| is("subject_kind", kind.word())),
            self.from.map(When::is_from),
            self.to.map(When::is_to),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!tests.is_empty()).then(|| tests.join(" AND "))
    }

    /// What must be asked beside the selection.
    #[must_use]
    pub fn apart(&self) -> Apart<'_> {
        Apart {
            controller: self.controller.as_deref(),
            country_of_residence: self.country_of_residence.as_deref(),
        }
    }

    /// How many it would be in the record: the claimed number divided by the scale.
    #[must_use]
    pub fn at_scale(&self) -> Number {
        self.number.at_scale(self.scale)
    }
}

#[cfg(test)]
mod tests;
