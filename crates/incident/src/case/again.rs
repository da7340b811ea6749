//! Decisions that a duty does not apply are held against what becomes known after them: people whom a version adds, and a
//! proposal of the rules that is another than when it was decided. What was decided of one person says nothing of others.

use super::{
    error::CaseError,
    incident::{Incident, Stage},
    scope::{Cause, Frozen},
    step::{Step, What},
};
use crate::{
    Grade,
    law::{self, Added, Again, Answer, DutyKey},
};

/// Grades of evidence by which a duty may be said not to apply: somebody stands for them.
const STOOD_FOR: [Grade; 3] = [Grade::Fact, Grade::Statement, Grade::Decision];

impl Incident {
    /// Keeps what the rules propose of a duty when it is decided: by the rules of today, for it is the facts that may change.
    pub(super) fn keep_proposal(&mut self, duty: &DutyKey) {
        if let Some(proposed) = self.proposed_now(duty) {
            self.proposed_then.insert(duty.clone(), proposed);
        }
    }

    /// Asks again of every duty that was decided not to apply, where a step makes known what the decision did not rest on.
    pub(super) fn ask_again(&mut self, step: &Step) {
        let decided: Vec<DutyKey> = self.proposed_then.keys().cloned().collect();
        for duty in decided {
            let standing = self.register.standing(&duty, step.at);
            let Some(answer) = standing.map(|of| of.answer).filter(|answer| answer.stops()) else {
                continue;
            };
            let again = Again {
                at: step.at,
                added: self.adds(&step.what, &duty.controller),
                // Who holds a duty to be done under another law does not say that there is none.
                proposed: match answer {
                    Answer::DoesNotApply => self.proposes_otherwise(&duty),
                    _ => None,
                },
                is_one: answer == Answer::DoesNotApply && self.is_one_after_all(&step.what, &duty),
            };
            if again.added.is_some() || again.proposed.is_some() || again.is_one {
                self.register.ask_again(&duty, again);
            }
        }
    }

    /// Whether an incident that was closed as none is opened again, and the rules themselves do not propose that there is no
    /// duty: what was decided then rested on there being no incident.
    fn is_one_after_all(&self, what: &What, duty: &DutyKey) -> bool {
        matches!(what, What::Reopened)
            && self.ended_as_none()
            && self.proposed_now(duty) != Some(Answer::DoesNotApply)
    }

    /// Whether the last end of it was that there was none.
    fn ended_as_none(&self) -> bool {
        let mut ends = self.steps.iter().rev();
        let last = ends.find(|of| matches!(of.what, What::Closed | What::ClosedAsNone));
        last.is_some_and(|of| matches!(of.what, What::ClosedAsNone))
    }

    /// Whether it is closed as what was no incident.
    #[must_use]
    pub fn is_closed_as_none(&self) -> bool {
        self.stage == Stage::Closed && self.ended_as_none()
    }

    fn proposed_now(&self, duty: &DutyKey) -> Option<Answer> {
        let regime = law::regime(&duty.regime).ok()?;
        let facts = self.law_facts(&duty.controller);
        Some(regime.propose(&duty.clock, &facts).answer)
    }

    /// What was proposed and what is now, where that is another and does not agree with the decision.
    fn proposes_otherwise(&self, duty: &DutyKey) -> Option<(Answer, Answer)> {
        let then = *self.proposed_then.get(duty)?;
        let now = self.proposed_now(duty)?;
        (now != then && now != Answer::DoesNotApply).then_some((then, now))
    }

    /// Whom a step adds to those for whom a controller answers. Where that was not counted by controller, they may be its.
    fn adds(&self, what: &What, controller: &str) -> Option<Added> {
        let What::Scoped(frozen) = what else {
            return None;
        };
        let identifiers = match (frozen.version, frozen.added_by_controller.is_empty()) {
            (1, _) => self
                .part_of(frozen, controller)
                .map_or(frozen.figures.subjects, |part| part.subjects),
            (_, true) => frozen.added(),
            (_, false) => frozen
                .added_by_controller
                .get(controller)
                .copied()
                .unwrap_or(0),
        };
        let people = by_relation(frozen);
        (identifiers > 0 || people > 0).then_some(Added {
            version: frozen.version,
            identifiers,
            people,
        })
    }

    /// Whether a decision that stops clocks rests on evidence for which somebody stands, and whether the law knows it.
    pub(super) fn is_stood_for(&self, what: &What) -> Result<(), CaseError> {
        let What::Decided {
            regime,
            clock,
            answer,
            evidence,
            ..
        } = what
        else {
            return Ok(());
        };
        if !answer.stops() {
            return Ok(());
        }
        let rules = &law::regime(regime)?.clocks;
        let mut own = rules.iter().filter(|of| of.id == *clock);
        if *answer == Answer::Deemed && own.clone().all(|of| of.deemed.is_none()) {
            return Err(CaseError::NotDeemed {
                clock: clock.clone(),
                law: own.next().map_or_else(String::new, |of| of.law.clone()),
            });
        }
        let named = self.evidence.iter().filter(|of| evidence.contains(&of.id));
        let grades: Vec<(&str, Grade)> = named.map(|of| (of.id.as_str(), of.grade)).collect();
        if grades.is_empty() || grades.iter().any(|(_, grade)| STOOD_FOR.contains(grade)) {
            return Ok(());
        }
        let said = grades
            .iter()
            .map(|(id, grade)| format!("{id} is graded {}", grade.word()));
        Err(CaseError::NotStoodFor {
            clock: clock.clone(),
            grades: said.collect::<Vec<_>>().join(", "),
        })
    }
}

/// People whom relations bring without a read of their own.
fn by_relation(frozen: &Frozen) -> u64 {
    let kept = frozen.people.as_ref();
    let changes = kept.and_then(|of| of.changes.as_ref());
    let of_relation = changes
        .into_iter()
        .flatten()
        .filter(|change| change.cause == Cause::Relation);
    of_relation.map(|change| change.added).sum()
}
