//! What people say is so when a law asks: of one controller, which stands before what is said of all.

use super::{error::CaseError, incident::Incident, step::What};
use crate::law::Facts;

impl Incident {
    /// What is so when a law asks, and the risk as it was judged: of one controller, or of all.
    pub(super) fn asked_by_laws(&mut self, what: &What) -> Result<(), CaseError> {
        let (What::Says { controller, .. } | What::Risk { controller, .. }) = what else {
            return Ok(());
        };
        let of = match controller {
            Some(id) => {
                self.has_controller(id)?;
                self.says_of.entry(id.clone()).or_default()
            }
            None => &mut self.says,
        };
        match what {
            What::Says {
                fact,
                yes: Some(yes),
                ..
            } => drop(of.says.insert(*fact, *yes)),
            What::Says { fact, .. } => drop(of.says.remove(fact)),
            What::Risk { risk, .. } => of.risk = Some(*risk),
            _ => {}
        }
        Ok(())
    }

    /// What people said: of the controller, and of all where nothing was said of it.
    pub(super) fn said_of(&self, controller: Option<&str>) -> Facts {
        let mut facts = self.says.clone();
        if let Some(own) = controller.and_then(|id| self.says_of.get(id)) {
            facts.says.extend(&own.says);
            facts.risk = own.risk.or(facts.risk);
        }
        facts
    }
}
