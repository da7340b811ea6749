//! What follows from a possibility that is settled: that there was a leak is a moment of awareness from which the notice
//! and the report count (Decree 39-3). A leak that is known beside a possibility which nobody settled is told, for it may be
//! of the same people or of others, and only a person can say which.

use event::Millis;

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::law::{Candidate, Clock, ClockKey, Kind, Knew};

/// A notice of a possibility that is open although the leak is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// The clock of the possibility.
    pub key: ClockKey,
    /// The clock whose notice takes its place.
    pub by: String,
    /// When the leak was known, as the incident counts it.
    pub leak: Millis,
    /// Whether that was by the limit of the possibility: only then can the notice take its place.
    pub in_time: bool,
}

impl Incident {
    /// Whether a settlement tells of a leak at a moment at which none was entered.
    pub(super) fn enters_leak(&self, what: &What) -> bool {
        let What::Settled {
            clock,
            leaked: true,
            known,
            evidence: Some(_),
        } = what
        else {
            return false;
        };
        let candidates = self.awareness.candidates(Millis::MAX);
        let own = self.its_own(&clock.controller);
        let is_it = |of: &Candidate| {
            let is_leak = of.knew == Knew::Leak && of.kind.is_awareness();
            of.at == *known && is_leak && of.controller == own
        };
        !candidates.iter().any(|(_, of)| is_it(of))
    }

    /// Enters the leak that a settlement tells of, unless that very moment was entered.
    pub(super) fn learned_of_leak(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        let What::Settled {
            clock,
            leaked: true,
            known,
            evidence: Some(evidence),
        } = what
        else {
            return Ok(());
        };
        if self.enters_leak(what) {
            self.awareness.add(Candidate {
                kind: Kind::Confirmation,
                at: *known,
                entered: step.at.max(*known),
                who: step.by.clone(),
                knew: Knew::Leak,
                evidence: evidence.clone(),
                controller: self.its_own(&clock.controller),
            })?;
        }
        Ok(())
    }

    /// The controller itself where it counts from moments of its own.
    fn its_own(&self, controller: &str) -> Option<String> {
        let has_own = self.awareness.has_own(controller, Millis::MAX);
        has_own.then(|| controller.to_owned())
    }

    /// Possibilities that nobody settled although the leak is known, as of a moment. `clocks` are those of the moment.
    #[must_use]
    pub fn unsettled(&self, clocks: &[Clock], now: Millis) -> Vec<Unsettled> {
        let open = clocks
            .iter()
            .filter(|of| of.outcomes().is_empty() && of.state(&self.register, now).is_open());
        open.filter_map(|possible| {
            let by = possible.rule.replaced_by.clone()?;
            let takes_place = |of: &&Clock| {
                of.key.clock == by
                    && of.key.controller == possible.key.controller
                    && of.key.trigger == possible.key.trigger
            };
            let leak = clocks.iter().find(takes_place)?.started?;
            let since = possible.started?;
            let limit = possible.due().and_then(|due| due.limit);
            // A leak of before is of other people: theirs is no possibility.
            (leak >= since && leak <= now).then(|| Unsettled {
                key: possible.key.clone(),
                by,
                leak,
                in_time: limit.is_none_or(|limit| leak <= limit),
            })
        })
        .collect()
    }
}

/// Gives each notice that takes the place of a possibility the target of that.
pub(super) fn stand_in(clocks: &mut [Clock], now: Millis) {
    let replaced: Vec<Clock> = clocks
        .iter()
        .filter(|of| of.is_replaced(now))
        .cloned()
        .collect();
    for possible in &replaced {
        let same = |of: &&mut Clock| {
            of.key.controller == possible.key.controller && of.key.trigger == possible.key.trigger
        };
        for clock in clocks.iter_mut().filter(same) {
            clock.stand_in_for(possible);
        }
    }
}
