//! When steps count as taken. A step keeps the moment that the clock of its machine told; but what was entered before
//! another cannot have been later than that one, so it counts as of the least moment of its own and all that came after.
//! One step under a clock that was ahead thus moves nothing and stands in nobody's way once the clock is right again.
//!
//! And how an incident stood: what its first steps say, and nothing of those that came after.

use event::Millis;

use super::{error::CaseError, incident::Incident, step::Step};

/// When each of these steps counts as taken.
pub(super) fn moments(steps: &[Step]) -> impl Iterator<Item = Millis> {
    let mut least = Millis::MAX;
    let back = steps.iter().rev().map(|step| {
        least = least.min(step.at);
        least
    });
    let back: Vec<Millis> = back.collect();
    back.into_iter().rev()
}

impl Incident {
    /// When a step of it counts as taken: its own moment, or the least of those that came after.
    #[must_use]
    pub fn counts_as_of(&self, step: &Step) -> Millis {
        let later = self.steps.iter().rev();
        let later = later.take_while(|of| of.number > step.number);
        later.map(|of| of.at).fold(step.at, Millis::min)
    }

    /// The last step that was taken by a moment; `None` where it was not yet opened then.
    #[must_use]
    pub fn step_at(&self, at: Millis) -> Option<u32> {
        let taken = self.steps.iter().zip(moments(&self.steps));
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

    /// The incident after a step. Under a clock that went back all is gone over again, for what stands before counts
    /// from another moment then.
    pub(super) fn with(&self, step: &Step) -> Result<Incident, CaseError> {
        let is_back = self.steps.last().is_some_and(|last| step.at < last.at);
        if is_back {
            self.follow(step)?;
            let mut steps = self.steps.clone();
            steps.push(step.clone());
            return Incident::told(self.id, &steps);
        }
        let mut after = self.clone();
        after.add(step.clone(), step.at)?;
        Ok(after)
    }
}
