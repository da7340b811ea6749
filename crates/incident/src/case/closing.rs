//! What stands in the way of closing an incident.

use std::{collections::BTreeSet, fmt};

use event::Millis;

use super::{
    error::CaseError,
    incident::{Incident, Stage},
    number::Number,
};
use crate::law::{Answer, Clock, ClockKey, DutyKey, RegisterRow, Span, State};

/// Something that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// Nobody decided whether a duty applies.
    Undecided {
        /// Regime, clock, controller.
        duty: String,
    },
    /// It was decided, of less than is known since.
    UndecidedAgain {
        /// As above.
        duty: String,
        /// What was decided, by whom.
        decided: String,
        /// What is known since.
        since: String,
    },
    /// A duty applies, and nothing started its clock.
    NeverBegun {
        /// As above.
        duty: String,
        /// What starts it.
        starts: String,
    },
    /// A clock is open.
    Clock {
        /// Which.
        clock: String,
        /// What opened it.
        trigger: String,
    },
    /// A filing was late, and nobody said why.
    Late {
        /// The incident.
        id: Number,
        /// The clock.
        key: ClockKey,
        /// The receipt that counts.
        receipt: String,
        /// How late.
        late: Span,
    },
    /// An obligation has no answer.
    Obligation {
        /// Its id and what is asked.
        obligation: String,
    },
    /// A posting was not up for all of its days.
    Posting {
        /// Its id, and its rule.
        posting: String,
        /// Whole days on which it was up.
        days: u32,
        /// Days that it must be.
        of: u32,
    },
    /// No scope was frozen.
    NoScope,
    /// What it selects, or who is named in or out, is another since the last version of its scope.
    NotFrozen {
        /// That version.
        version: u32,
        /// The step that chose otherwise.
        step: u32,
    },
    /// The ledger of now has people or fields that the last version of its scope does not have.
    Learnt {
        /// That version.
        version: u32,
        /// What it is.
        says: String,
    },
    /// It is confirmed, and nobody said that the reading has ended.
    NotContained,
    /// Nobody said whether it is one.
    NotConfirmed {
        /// The incident.
        id: Number,
    },
    /// Nobody said since when it was known.
    NoAwareness,
    /// A hold stands over its reads, and nobody said why it stays.
    Hold {
        /// Its number, and what it covers.
        hold: String,
    },
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfinished::Undecided { duty } => write!(f, "undecided: does {duty} apply?"),
            Unfinished::UndecidedAgain {
                duty,
                decided,
                since,
            } => write!(
                f,
                "undecided again: does {duty} apply? It was decided {decided}, and since then {since}"
            ),
            Unfinished::NeverBegun { duty, starts } => write!(
                f,
                "{duty} applies, and its clock never began: enter what starts it ({starts}) and file, or decide otherwise"
            ),
            Unfinished::Clock { clock, trigger } => write!(f, "open clock: {clock} ({trigger})"),
            Unfinished::Late {
                id,
                key,
                receipt,
                late,
            } => write!(
                f,
                "filed late by {late}, and nobody said why: {key}, receipt {receipt}: `nunchi incident late {id} --clock {} \
                 --controller {}{} --receipt {receipt:?} --because …`",
                key.clock,
                key.controller,
                key.trigger.flag(),
            ),
            Unfinished::Obligation { obligation } => write!(f, "unanswered: {obligation}"),
            Unfinished::Posting { posting, days, of } => {
                write!(f, "posting {posting} was up for {days} of {of} days")
            }
            Unfinished::NoScope => f.write_str("no scope was frozen"),
            Unfinished::NotFrozen { version, step } => write!(
                f,
                "V{version} was frozen before step {step} chose whose data it is about: freeze the next version, for nobody was told \
                 of whom that brings"
            ),
            Unfinished::Learnt { version, says } => write!(
                f,
                "V{version} was frozen before the ledger learnt of more ({says}): freeze the next version, for nobody was told of whom \
                 or what that brings"
            ),
            Unfinished::NotContained => {
                f.write_str("it is confirmed, and not said to be contained")
            }
            Unfinished::NotConfirmed { id } => write!(
                f,
                "nobody said whether it is one: `nunchi incident confirm {id} …`, or `close {id} --as-no-incident`"
            ),
            Unfinished::NoAwareness => f.write_str("nobody entered since when it was known"),
            Unfinished::Hold { hold } => write!(
                f,
                "{hold} stands: release it, or say why it stays with --holds-stay"
            ),
        }
    }
}

impl Incident {
    /// All that is missing before it can be closed, as of a moment.
    ///
    /// # Errors
    /// As for [`Incident::clocks`].
    pub fn unfinished(&self, now: Millis) -> Result<Vec<Unfinished>, CaseError> {
        let mut missing = Vec::new();
        let clocks = self.clocks(now)?;
        for row in self.duties_beside(&clocks, now)? {
            if row.answer == Answer::Undecided {
                missing.push(undecided(&row));
            }
            let begun = |of: &&Clock| {
                DutyKey::of(&of.key) == row.duty && of.state(&self.register, now) != State::NotBegun
            };
            if row.answer == Answer::Applies && !clocks.iter().any(|of| begun(&of)) {
                missing.push(never_begun(&row));
            }
        }
        missing.extend(clocks.iter().filter_map(|of| self.undone(of, now)));
        for owed in self.obligations.iter().filter(|of| of.reply.is_none()) {
            missing.push(Unfinished::Obligation {
                obligation: format!("{} {}", owed.id, owed.asked),
            });
        }
        for posting in &self.postings {
            let (regime, rule) = self.posting_rule(&posting.rule)?;
            let posted = posting.posted(rule, &regime.zone, now)?;
            if !posted.is_done() {
                missing.push(Unfinished::Posting {
                    posting: format!("{} ({})", posting.id, posting.rule),
                    days: posted.days,
                    of: posted.of,
                });
            }
        }
        match (self.scope(), self.chosen_since()) {
            (None, _) => missing.push(Unfinished::NoScope),
            (Some(scope), Some(step)) => missing.push(Unfinished::NotFrozen {
                version: scope.version,
                step,
            }),
            (Some(_), None) => {}
        }
        match self.stage {
            Stage::Open => missing.push(Unfinished::NotConfirmed { id: self.id }),
            Stage::Confirmed => missing.push(Unfinished::NotContained),
            _ => {}
        }
        let candidates = self.awareness.candidates(now);
        if !candidates.iter().any(|(_, of)| of.kind.is_awareness()) {
            missing.push(Unfinished::NoAwareness);
        }
        Ok(missing)
    }

    /// What is not done at a clock: it is open, or nobody said why it was filed late.
    fn undone(&self, clock: &Clock, now: Millis) -> Option<Unfinished> {
        match clock.state(&self.register, now) {
            state if state.is_open() => Some(Unfinished::Clock {
                clock: format!("{} of {}", clock.key.clock, clock.key.controller),
                trigger: clock.key.trigger.to_string(),
            }),
            State::FiledLate { late, because, .. }
                if because.as_ref().is_none_or(|why| why.trim().is_empty()) =>
            {
                Some(Unfinished::Late {
                    id: self.id,
                    key: clock.key.clone(),
                    receipt: clock.counting(now)?.receipt.clone(),
                    late,
                })
            }
            _ => None,
        }
    }

    /// The same of one that was no incident: nobody's data leaked, so no duty is to be decided and nothing to be counted;
    /// but a clock that runs, what somebody asked and what was posted go on until a person ends them.
    ///
    /// # Errors
    /// As for [`Incident::clocks`].
    pub fn unfinished_as_none(&self, now: Millis) -> Result<Vec<Unfinished>, CaseError> {
        let mut missing = self.unfinished(now)?;
        missing.retain(|of| {
            matches!(
                of,
                Unfinished::Clock { .. }
                    | Unfinished::Obligation { .. }
                    | Unfinished::Posting { .. }
            )
        });
        Ok(missing)
    }
}

/// A duty of which nobody decided, or not of all that is known.
fn undecided(row: &RegisterRow<'_>) -> Unfinished {
    let duty = format!("{} to {}", row.duty.clock, row.duty.controller);
    match (row.again, row.earlier.last()) {
        (Some(again), Some(last)) => Unfinished::UndecidedAgain {
            duty,
            decided: format!("{} by {}", last.answer.word(), last.by),
            since: again.to_string(),
        },
        _ => Unfinished::Undecided { duty },
    }
}

/// A duty that applies and whose clock nothing started, with what does.
fn never_begun(row: &RegisterRow<'_>) -> Unfinished {
    let own = row
        .regime
        .clocks
        .iter()
        .filter(|of| of.id == row.duty.clock);
    let starts: BTreeSet<&str> = own
        .flat_map(|of| &of.starts)
        .map(|start| start.word())
        .collect();
    Unfinished::NeverBegun {
        duty: format!("{} to {}", row.duty.clock, row.duty.controller),
        starts: starts.into_iter().collect::<Vec<_>>().join(", "),
    }
}
