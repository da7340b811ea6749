//! Duties: whether a law applies is decided by a named person; rules over facts only propose.
//!
//! The unit of a decision is one clock of one regime for one controller: under PIPA the notice may not apply
//! (pseudonymised data) while the report does, so one decision a regime would decide too much. All decisions
//! together, with those not yet made, are the breach register of GDPR 33(5).

use event::Millis;
use serde::{Deserialize, Serialize};

use super::again::Again;
use super::clock::ClockKey;
use super::condition::Condition;
use super::day::Day;
use super::facts::{Facts, Known};
use super::regime::{Question, Regime, Then, Words};

/// What can be said of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It applies.
    Applies,
    /// It does not apply.
    DoesNotApply,
    /// It applies, and what was filed under another law counts as made under this one: never so by itself.
    #[serde(rename = "deemed_reported")]
    Deemed,
    /// Not decided. This stops no clock.
    Undecided,
}

impl Answer {
    /// Whether a decision that says so stops the clocks of the duty.
    #[must_use]
    pub fn stops(self) -> bool {
        match self {
            Answer::DoesNotApply | Answer::Deemed => true,
            Answer::Applies | Answer::Undecided => false,
        }
    }

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Answer::Applies => "applies",
            Answer::DoesNotApply => "does_not_apply",
            Answer::Deemed => "deemed_reported",
            Answer::Undecided => "undecided",
        }
    }
}

/// Whose duty under which law.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DutyKey {
    /// The regime.
    pub regime: String,
    /// The clock of the regime.
    pub clock: String,
    /// The controller.
    pub controller: String,
}

impl DutyKey {
    /// The duty of a clock, whatever opened the clock.
    #[must_use]
    pub fn of(key: &ClockKey) -> DutyKey {
        DutyKey {
            regime: key.regime.clone(),
            clock: key.clock.clone(),
            controller: key.controller.clone(),
        }
    }
}

/// What one question says of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it would propose.
    pub then: Then,
    /// Whether its conditions are met.
    pub met: Known,
    /// Why, in one sentence.
    pub why: Words,
    /// The article.
    pub law: String,
    /// What of it is not certain.
    pub uncertain: Option<String>,
    /// The conditions of which nobody can say whether they are met.
    pub unknown: Vec<Condition>,
    /// The conditions that are not met.
    pub denied: Vec<Condition>,
}

/// What the rules propose, with every question that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The answer.
    pub answer: Answer,
    /// The questions, those that decide the answer first.
    pub reasons: Vec<Reason>,
}

/// The decision of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whose duty under which law.
    pub duty: DutyKey,
    /// What was decided.
    pub answer: Answer,
    /// What the rules proposed then.
    pub proposed: Answer,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: String,
    /// Ids of what it rests on.
    pub evidence: Vec<String>,
}

/// Why a decision is not entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DutyError {
    /// Nobody is named.
    #[error("{clock}: a decision names the person who decides")]
    NoName {
        /// The clock.
        clock: String,
    },
    /// No reason is given.
    #[error("{clock}: a decision gives its reason, for it is what an authority asks for first")]
    NoReason {
        /// The clock.
        clock: String,
    },
    /// A duty is said not to apply without evidence.
    #[error("{clock}: that a duty does not apply rests on evidence: name at least one item")]
    NoEvidence {
        /// The clock.
        clock: String,
    },
    /// An earlier moment than that of the decision before.
    #[error(
        "{clock}: decided at {at}, before the decision of {last}: a decision is reversed only by a later one"
    )]
    Backwards {
        /// The clock.
        clock: String,
        /// The moment given.
        at: Millis,
        /// The moment of the last decision.
        last: Millis,
    },
}

/// Every decision that was made. It is only added to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    decisions: Vec<Decision>,
    /// Decisions that stand no longer, by their places, with what became otherwise.
    pub(super) again: Vec<(usize, Again)>,
}

/// One line of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterRow<'a> {
    /// The regime.
    pub regime: &'a Regime,
    /// The duty.
    pub duty: DutyKey,
    /// What stands: undecided where nobody decided.
    pub answer: Answer,
    /// The decision that stands, if any.
    pub standing: Option<&'a Decision>,
    /// The decisions before it, the oldest first.
    pub earlier: Vec<&'a Decision>,
    /// Why the last of the earlier ones stands no longer, where it is to be decided again.
    pub again: Option<&'a Again>,
    /// The day of awareness whose law knows no such duty: then there is nothing to decide. `None` where it is asked.
    pub absent_on: Option<Day>,
}

impl Register {
    /// Enters a decision.
    ///
    /// # Errors
    /// When it names nobody, gives no reason, says *does not apply* without evidence, or is no later than the
    /// one it reverses.
    pub fn decide(&mut self, decision: Decision) -> Result<(), DutyError> {
        let clock = || decision.duty.clock.clone();
        if decision.by.trim().is_empty() {
            return Err(DutyError::NoName { clock: clock() });
        }
        if decision.reason.trim().is_empty() {
            return Err(DutyError::NoReason { clock: clock() });
        }
        let shown = decision.evidence.iter().any(|id| !id.trim().is_empty());
        if decision.answer.stops() && !shown {
            return Err(DutyError::NoEvidence { clock: clock() });
        }
        if let Some((_, last)) = self.last_of(&decision.duty, Millis::MAX)
            && decision.at < last.at
        {
            return Err(DutyError::Backwards {
                clock: clock(),
                at: decision.at,
                last: last.at,
            });
        }
        self.decisions.push(decision);
        Ok(())
    }

    /// The decision that stands at a moment; none does where the duty is to be decided again.
    #[must_use]
    pub fn standing(&self, duty: &DutyKey, now: Millis) -> Option<&Decision> {
        let (_, last) = self.last_of(duty, now)?;
        self.again(duty, now).is_none().then_some(last)
    }

    /// Every decision, in the order in which they were made.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The breach register (GDPR 33(5)): every duty of every regime and controller, decided or not.
    #[must_use]
    pub fn rows<'a, 'r: 'a>(
        &'a self,
        regimes: impl IntoIterator<Item = &'r Regime>,
        controllers: &[&str],
        now: Millis,
    ) -> Vec<RegisterRow<'a>> {
        let mut rows = Vec::new();
        for regime in regimes {
            for controller in controllers {
                for clock in clock_ids(regime) {
                    let duty = DutyKey {
                        regime: regime.id.clone(),
                        clock: clock.to_owned(),
                        controller: (*controller).to_owned(),
                    };
                    rows.push(self.row(regime, duty, now));
                }
            }
        }
        rows
    }

    fn row<'a>(&'a self, regime: &'a Regime, duty: DutyKey, now: Millis) -> RegisterRow<'a> {
        let mut earlier: Vec<&Decision> = self.of(&duty, now).collect();
        let again = self.again(&duty, now);
        let standing = match again {
            Some(_) => None,
            None => earlier.pop(),
        };
        RegisterRow {
            regime,
            again,
            answer: standing.map_or(Answer::Undecided, |decision| decision.answer),
            standing,
            earlier,
            absent_on: None,
            duty,
        }
    }

    fn of<'a>(&'a self, duty: &DutyKey, now: Millis) -> impl Iterator<Item = &'a Decision> {
        self.decisions
            .iter()
            .filter(move |decision| decision.duty == *duty && decision.at <= now)
    }
}

/// The ids of the clocks of a regime over all its versions, each once.
fn clock_ids(regime: &Regime) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for rule in &regime.clocks {
        if !ids.contains(&rule.id.as_str()) {
            ids.push(&rule.id);
        }
    }
    ids
}

impl Regime {
    /// What the rules propose for a clock. An exemption that is met wins; else a condition that is met makes
    /// the duty apply; else a condition that is unknown leaves it undecided. An exemption that is unknown
    /// exempts nobody.
    #[must_use]
    pub fn propose(&self, clock: &str, facts: &Facts) -> Proposal {
        let asked = |question: &&Question| question.clocks.iter().any(|id| id == clock);
        let questions = self.questions.iter().filter(asked);
        let mut reasons: Vec<Reason> = questions.map(|one| reason(one, facts)).collect();
        let any = |then: Then, met: Known| {
            let mut those = reasons.iter();
            those.any(|reason| reason.then == then && reason.met == met)
        };
        let applies = reasons.iter().any(|reason| reason.then == Then::Applies);
        let (answer, first) = if any(Then::DoesNotApply, Known::Yes) {
            (Answer::DoesNotApply, (Then::DoesNotApply, Known::Yes))
        } else if any(Then::Applies, Known::Yes) {
            (Answer::Applies, (Then::Applies, Known::Yes))
        } else if any(Then::Applies, Known::Unknown) || !applies {
            (Answer::Undecided, (Then::Applies, Known::Unknown))
        } else {
            (Answer::DoesNotApply, (Then::Applies, Known::No))
        };
        reasons.sort_by_key(|reason| (reason.then, reason.met) != first);
        Proposal { answer, reasons }
    }
}

impl Proposal {
    /// That the law of a day of awareness knows no such duty.
    pub(crate) fn absent(regime: &Regime, day: Day) -> Proposal {
        Proposal {
            answer: Answer::DoesNotApply,
            reasons: vec![Reason {
                then: Then::DoesNotApply,
                met: Known::Yes,
                why: Words {
                    ko: format!("인지일인 {day}의 법에는 이 의무가 없다"),
                    en: format!("the law of {day} knows no such duty"),
                },
                law: regime.law.clone(),
                uncertain: None,
                unknown: Vec::new(),
                denied: Vec::new(),
            }],
        }
    }

    /// What is not known and would decide it, each once.
    #[must_use]
    pub fn unknown(&self) -> Vec<&Condition> {
        let open = |of: &&Reason| of.then == Then::Applies && of.met == Known::Unknown;
        once(self.reasons.iter().filter(open).flat_map(|of| &of.unknown))
    }

    /// What is not so and makes the duty not apply, each once; nothing where it applies, or something exempts from it.
    #[must_use]
    pub fn denied(&self) -> Vec<&Condition> {
        let exempts = |of: &Reason| of.then == Then::DoesNotApply && of.met == Known::Yes;
        if self.answer != Answer::DoesNotApply || self.reasons.iter().any(exempts) {
            return Vec::new();
        }
        let asks = |of: &&Reason| of.then == Then::Applies;
        once(self.reasons.iter().filter(asks).flat_map(|of| &of.denied))
    }
}

/// Each condition once, in their order.
fn once<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Vec<&'a Condition> {
    let mut all: Vec<&Condition> = Vec::new();
    for condition in conditions {
        if !all.contains(&condition) {
            all.push(condition);
        }
    }
    all
}

fn reason(question: &Question, facts: &Facts) -> Reason {
    let answers = question.when.iter().map(|one| (one, one.met(facts)));
    let answers: Vec<(&Condition, Known)> = answers.collect();
    let has = |wanted: Known| answers.iter().any(|(_, met)| *met == wanted);
    let met = match (has(Known::No), has(Known::Unknown)) {
        (true, _) => Known::No,
        (false, true) => Known::Unknown,
        (false, false) => Known::Yes,
    };
    let those = |wanted: Known| {
        let found = answers.iter().filter(|(_, met)| *met == wanted);
        found.map(|(one, _)| (*one).clone()).collect()
    };
    Reason {
        then: question.then,
        met,
        why: question.why.clone(),
        law: question.law.clone(),
        uncertain: question.uncertain.clone(),
        unknown: those(Known::Unknown),
        denied: those(Known::No),
    }
}
