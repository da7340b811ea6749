//! What a new step must rest on, beside following from those before it. Steps that were taken before are not held
//! against this: they are what happened, and must be told whatever is asked today.

use event::Millis;

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::Grade;

impl Incident {
    /// Whether a new step rests on what is there. `self` is the incident before the step.
    pub(super) fn well_founded(&self, step: &Step) -> Result<(), CaseError> {
        match &step.what {
            What::Delayed { evidence, .. } => self.is_evidence(evidence),
            What::Fact {
                words,
                grade,
                evidence,
                ..
            } => {
                if words.trim().is_empty() {
                    return Err(CaseError::Empty("what is known (--words)"));
                }
                match grade {
                    Grade::Fact => evidence.iter().try_for_each(|id| self.is_evidence(id)),
                    _ => Ok(()),
                }
            }
            What::GroupKnown {
                version,
                known: Some(known),
            } => self.group_not_before(*version, *known, step.at),
            What::Posted { url, .. } => page(url),
            _ => Ok(()),
        }
    }

    /// Whether it is evidence; if not, the refusal tells how it becomes that.
    fn is_evidence(&self, name: &str) -> Result<(), CaseError> {
        match self.has_evidence(name) {
            Err(CaseError::Unknown {
                id, name, known, ..
            }) => Err(CaseError::NoEvidence { id, name, known }),
            other => other,
        }
    }

    /// People of a version were not known before anybody was aware of anything.
    fn group_not_before(&self, version: u32, known: Millis, now: Millis) -> Result<(), CaseError> {
        let candidates = self.awareness.candidates(now);
        let first = candidates.iter().map(|(_, of)| of.at).min();
        match first.filter(|first| known < *first) {
            Some(first) => Err(CaseError::KnownTooEarly {
                version,
                known,
                first,
            }),
            None => Ok(()),
        }
    }
}

/// A page has an address with a scheme and a host.
fn page(url: &str) -> Result<(), CaseError> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_page = host.is_some_and(|host| !host.is_empty());
    match is_page && !url.contains(char::is_whitespace) {
        true => Ok(()),
        false => Err(CaseError::Url(url.to_owned())),
    }
}
