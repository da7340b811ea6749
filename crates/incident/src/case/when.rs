//! When steps count as taken. A step keeps the moment that the clock of its machine told; but what was entered before
//! another cannot have been later than that one, so it counts as of the least moment of its own and all that came after.
//! One step under a clock that was ahead thus moves nothing and stands in nobody's way once the clock is right again.
//!
//! A step from before something that the record knew to have happened (the last read of a version, a moment of awareness)
//! proves itself wrong, and none of those before it: its clock was behind, such as that of a machine that forgot the date. It
//! counts as of the step before it. Unless others held its clock (NTP): then what was entered before was of a clock that
//! was ahead.
//!
//! And how an incident stood: what its first steps say, and nothing of those that came after.

use std::{fmt, sync::OnceLock};

use event::Millis;

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::law::{Clock, Trigger};

/// When each of these steps counts as taken.
pub(super) fn moments<'s>(steps: impl DoubleEndedIterator<Item = &'s Step> + Clone) -> Vec<Millis> {
    let mut known = Millis::MIN;
    let opened = steps.clone().next().map_or(Millis::MIN, |step| step.at);
    let is_behind = steps.clone().map(|step| {
        let is_behind = step.at < known && !is_held(step);
        known = known.max(happened_by(step, opened));
        is_behind
    });
    let is_behind: Vec<bool> = is_behind.collect();
    let mut least = Millis::MAX;
    let back = steps.rev().zip(is_behind.iter().rev());
    let back = back.map(|(step, is_behind)| {
        if !is_behind {
            least = least.min(step.at);
        }
        least
    });
    let mut counted: Vec<Millis> = back.collect();
    counted.reverse();
    let mut before = Millis::MIN;
    for (counts, is_behind) in counted.iter_mut().zip(is_behind) {
        if is_behind {
            *counts = before;
        }
        before = *counts;
    }
    counted
}

/// When the steps that an incident has count as taken: reckoned once, and anew after the next step.
#[derive(Clone, Default)]
pub(super) struct Counted(OnceLock<Vec<Millis>>);

/// It follows from the steps, whether or not it was asked for yet.
impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}

/// Whether others held the clock of a step.
fn is_held(step: &Step) -> bool {
    step.clock.is_some_and(|clock| clock.is_synchronised)
}

/// By when something had happened that a step tells of, so that no later step was taken before it. Who types a moment after
/// the opening may have read it from the same wrong clock.
fn happened_by(step: &Step, opened: Millis) -> Millis {
    match &step.what {
        What::Scoped(of) => of.last.unwrap_or(Millis::MIN),
        What::Candidate { happened, .. } => (*happened).min(opened),
        _ => Millis::MIN,
    }
}

/// That a clock counts from when a step was taken, and that this was not when the step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfOrder<'s> {
    /// The step.
    pub step: &'s Step,
    /// When it counts as taken.
    pub counts: Millis,
}

impl Incident {
    /// When a step of it counts as taken: its own moment, or the least of those that came after; one from before what was known
    /// to have happened, when the step before it does.
    #[must_use]
    pub fn counts_as_of(&self, step: &Step) -> Millis {
        let mut counted = self.steps.iter().zip(self.counted());
        let found = counted.find(|(of, _)| of.number == step.number);
        found.map_or(step.at, |(_, at)| *at)
    }

    /// When each of its steps counts as taken.
    fn counted(&self) -> &[Millis] {
        self.counted.0.get_or_init(|| moments(self.steps.iter()))
    }

    /// A step more: all of them are reckoned anew.
    pub(super) fn keep(&mut self, step: Step) {
        self.steps.push(step);
        self.counted = Counted::default();
    }

    /// The step from which a clock counts, where its moment is out of order: that which froze the version of a group, unless
    /// somebody said since when its people were known, or which entered a fact.
    #[must_use]
    pub fn out_of_order(&self, clock: &Clock) -> Option<OutOfOrder<'_>> {
        let is_it = |step: &&Step| match (&clock.key.trigger, &step.what) {
            (Trigger::Group { scope }, What::Scoped(of)) => {
                of.version == *scope && !self.groups.contains_key(scope)
            }
            (Trigger::Fact { id }, _) => {
                let fact = self.facts.iter().find(|of| of.id == *id);
                fact.is_some_and(|of| of.entered == Some(step.number))
                    && clock.rule.follows_first(&clock.key.trigger)
            }
            _ => false,
        };
        let step = self.steps.iter().find(is_it)?;
        let counts = self.counts_as_of(step);
        (counts != step.at).then_some(OutOfOrder { step, counts })
    }

    /// The last step that was taken by a moment; `None` where it was not yet opened then.
    #[must_use]
    pub fn step_at(&self, at: Millis) -> Option<u32> {
        let taken = self.steps.iter().zip(self.counted());
        let by_then = taken.take_while(|(_, counts)| **counts <= at);
        by_then.last().map(|(step, _)| step.number)
    }

    /// The incident as it stood after a step, before anything was known of those that came after.
    ///
    /// # Errors
    /// When it has no such step.
    pub fn after_step(&self, number: u32) -> Result<Incident, CaseError> {
        let last = self.steps.last().map_or(0, |step| step.number);
        if number == 0 || number > last {
            return Err(CaseError::NoStep {
                id: self.id,
                found: number,
                last,
            });
        }
        let first = self.steps.iter().filter(|step| step.number <= number);
        Incident::told(self.id, &first.cloned().collect::<Vec<_>>())
    }

    /// The incident after a step. Where those before count as of other moments by it, all is gone over again.
    pub(super) fn with(&self, step: &Step) -> Result<Incident, CaseError> {
        let mut counted = moments(self.steps.iter().chain([step]));
        let at = counted.pop().unwrap_or(step.at);
        if counted != self.counted() {
            self.follow(step)?;
            let mut steps = self.steps.clone();
            steps.push(step.clone());
            return Incident::told(self.id, &steps);
        }
        let mut after = self.clone();
        after.add(step.clone(), at)?;
        Ok(after)
    }
}
