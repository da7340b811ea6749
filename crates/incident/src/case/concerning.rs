//! Whom an incident concerns and which laws it asks, beyond what was known when it was opened: that people live elsewhere,
//! or that another company answers for a part, is often found on the third day. Its duties, clocks and reports then count
//! from the awareness that there is.

use super::{error::CaseError, incident::Incident, step::What};
use crate::law;

impl Incident {
    /// Whether a new step adds anything, and what it adds can be asked.
    pub(super) fn concerns_more(
        &self,
        regimes: &[String],
        controllers: &[String],
    ) -> Result<(), CaseError> {
        for regime in regimes {
            law::regime(regime)?;
        }
        let is_new =
            |known: &[String], named: &[String]| named.iter().any(|of| !known.contains(of));
        match is_new(&self.regimes, regimes) || is_new(&self.controllers, controllers) {
            true => Ok(()),
            false => Err(CaseError::ConcernsAlready {
                id: self.id,
                regimes: self.regimes.join(", "),
                controllers: self.controllers.join(", "),
            }),
        }
    }

    /// Enters laws and controllers, each once.
    pub(super) fn concern(&mut self, regimes: &[String], controllers: &[String]) {
        add_to(&mut self.regimes, regimes);
        add_to(&mut self.controllers, controllers);
    }

    /// The steps that name a law or a controller which nothing but one step entered.
    pub(super) fn rest_on_concern(&self, entered: u32) -> Vec<u32> {
        let mut left = self.clone();
        left.regimes.clear();
        left.controllers.clear();
        for step in self.standing().filter(|step| step.number != entered) {
            match step.what.inner() {
                What::Opened {
                    regimes,
                    controllers,
                    ..
                }
                | What::Concerns {
                    regimes,
                    controllers,
                } => left.concern(regimes, controllers),
                _ => {}
            }
        }
        let lost = |(regime, controller): (Option<&str>, Option<&str>)| {
            let is_lost = |id: Option<&str>, all: &[String], left: &[String]| {
                let has = |of: &[String], id: &str| of.iter().any(|one| one == id);
                id.is_some_and(|id| has(all, id) && !has(left, id))
            };
            is_lost(regime, &self.regimes, &left.regimes)
                || is_lost(controller, &self.controllers, &left.controllers)
        };
        let resting = self.standing().filter(|step| step.number != entered);
        let resting = resting.filter(|step| lost(names(step.what.inner())));
        resting.map(|step| step.number).collect()
    }
}

/// The law and the controller that a step names.
fn names(what: &What) -> (Option<&str>, Option<&str>) {
    match what {
        What::Decided {
            regime, controller, ..
        } => (Some(regime), Some(controller)),
        What::Filed { clock, .. }
        | What::Delayed { clock, .. }
        | What::DelayEnded { clock, .. }
        | What::Settled { clock, .. } => (Some(&clock.regime), Some(&clock.controller)),
        What::Requested { controller, .. } | What::Posted { controller, .. } => {
            (None, Some(controller))
        }
        What::Wrote {
            regime, controller, ..
        } => (Some(regime), controller.as_deref()),
        What::Accepted(of) => (Some(&of.regime), Some(&of.controller)),
        _ => (None, None),
    }
}

pub(super) fn add_to(all: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
