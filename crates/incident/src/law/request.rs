//! A request of police or prosecutors to delay notices: it holds a notice only where the law of its clock allows it, for
//! as long as it says, and is looked at every day. It never holds a report to an authority.

use event::Millis;
use serde::{Deserialize, Serialize};

use super::clock::{ClockError, ClockKey};
use super::day::Span;
use super::regime::{ClockRule, ToWhom, Words};

/// The code under which a law that allows it is known; a plain delay of this code is refused, for it would have neither
/// an end nor a review.
pub const LAW_ENFORCEMENT: &str = "law_enforcement";

/// Milliseconds after which a request must be looked at again: a day, our own rule, for a request outlives its reason
/// unless somebody asks.
pub const REVIEW_MS: i64 = 86_400_000;

/// What must be on record for a notice to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// The request.
    Request,
    /// The law names no such cause: counsel must have decided that it may wait all the same.
    CounselsDecision,
}

/// What the law of a clock says of such a request. A clock without this allows none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawEnforcement {
    /// What must be on record.
    pub needs: Needs,
    /// What it says, in one sentence.
    pub words: Words,
    /// The article.
    pub law: String,
}

/// Counsel's decision that a notice may wait. It is the decision, not the advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounselsDecision {
    /// Who decided.
    pub by: String,
    /// The evidence that holds the decision.
    pub evidence: String,
}

/// A request, with what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id within the incident, such as `R1`.
    pub id: String,
    /// Who asks.
    pub from: String,
    /// The evidence that holds the document.
    pub evidence: String,
    /// What shall wait, in the words of the document.
    pub scope: String,
    /// The clocks that it holds, whatever opened them.
    pub clocks: Vec<String>,
    /// Whose clocks.
    pub controller: String,
    /// When it was received: the notices wait from then on.
    pub received: Millis,
    /// Until when it asks; from then on it has lapsed.
    pub until: Millis,
    /// Counsel's decision, where there is one.
    pub counsel: Option<CounselsDecision>,
    /// When it was entered, which is the first time that somebody looked at it.
    pub entered: Millis,
    /// When somebody looked at it again.
    pub reviews: Vec<Millis>,
    /// When it was taken back, where it was.
    pub ended: Option<Millis>,
}

impl Request {
    /// From when on it holds nothing any more.
    #[must_use]
    pub fn ends(&self) -> Millis {
        self.ended.map_or(self.until, |ended| ended.min(self.until))
    }

    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds(&self, now: Millis) -> bool {
        self.received <= now && now < self.ends()
    }

    /// Whether it is about a clock.
    #[must_use]
    pub fn is_about(&self, key: &ClockKey) -> bool {
        self.controller == key.controller && self.clocks.contains(&key.clock)
    }

    /// For how long nobody has looked at it beyond a day, while it holds.
    #[must_use]
    pub fn unreviewed(&self, now: Millis) -> Option<Span> {
        let looked = self.reviews.iter().filter(|at| **at <= now).max();
        let due = looked.unwrap_or(&self.entered).plus(REVIEW_MS);
        (self.holds(now) && now > due).then(|| Span::between(due, now))
    }
}

/// Holds a request against the law of a clock that it names.
///
/// # Errors
/// When it is a clock of a report, its law knows no such delay, or counsel's decision is missing.
pub fn allows(rule: &ClockRule, request: &Request) -> Result<(), ClockError> {
    let (clock, law) = (rule.id.clone(), rule.law.clone());
    if rule.to != ToWhom::People {
        return Err(ClockError::NoNotice { clock, law });
    }
    match &rule.law_enforcement {
        None => Err(ClockError::NoRequest { clock, law }),
        Some(of) if of.needs == Needs::CounselsDecision && request.counsel.is_none() => {
            let law = of.law.clone();
            Err(ClockError::NeedsCounsel { clock, law })
        }
        Some(_) => Ok(()),
    }
}
