//! When steps count as taken. A step keeps the moment that the clock of its machine told; but what was entered before
//! another cannot have been later than that one, so it counts as of the least moment of its own and all that came after.
//! One step under a clock that was ahead thus moves nothing and stands in nobody's way once the clock is right again.
//!
//! A step of before the incident was opened proves itself wrong, and none of those before it: its clock was behind, such as
//! that of a machine that forgot the date. It counts as of the step before it. Unless it was the first that was wrong, under a
//! clock that was ahead: that is so where others held the clock of a step from before it, or where as many moments lie before
//! it as do not.
//!
//! And how an incident stood: what its first steps say, and nothing of those that came after.

use std::collections::BTreeSet;

use event::Millis;

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::law::{Clock, Trigger};

/// When each of these steps counts as taken.
pub(super) fn moments<'s>(steps: impl DoubleEndedIterator<Item = &'s Step> + Clone) -> Vec<Millis> {
    let opened = opened(steps.clone());
    let mut least = Millis::MAX;
    let back = steps.clone().rev().map(|step| {
        if step.at >= opened {
            least = least.min(step.at);
        }
        least
    });
    let mut counted: Vec<Millis> = back.collect();
    counted.reverse();
    let mut before = Millis::MIN;
    for (step, counts) in steps.zip(&mut counted) {
        if step.at < opened {
            *counts = before;
        }
        before = *counts;
    }
    counted
}

/// Before which moment no step was taken: that of the first step, or none where it was that one which was ahead.
fn opened<'s>(steps: impl Iterator<Item = &'s Step> + Clone) -> Millis {
    let Some(first) = steps.clone().next().map(|step| step.at) else {
        return Millis::MIN;
    };
    let before = || steps.clone().filter(|step| step.at < first);
    let is_held = |step: &Step| step.clock.is_some_and(|clock| clock.is_synchronised);
    if before().next().is_none() || before().any(is_held) {
        return Millis::MIN;
    }
    // What is taken together is of one moment, and says once what that clock told.
    let all: BTreeSet<Millis> = steps.clone().map(|step| step.at).collect();
    let behind = all.range(..first).count();
    match behind < all.len() - behind {
        true => first,
        false => Millis::MIN,
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
    /// When a step of it counts as taken: its own moment, or the least of those that came after; one from before the incident
    /// was opened, when the step before it does.
    #[must_use]
    pub fn counts_as_of(&self, step: &Step) -> Millis {
        let mut counted = self.steps.iter().zip(moments(self.steps.iter()));
        let found = counted.find(|(of, _)| of.number == step.number);
        found.map_or(step.at, |(_, at)| at)
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
        let taken = self.steps.iter().zip(moments(self.steps.iter()));
        let by_then = taken.take_while(|(_, counts)| *counts <= at);
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
        if counted != moments(self.steps.iter()) {
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
