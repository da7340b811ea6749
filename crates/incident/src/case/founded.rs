//! What a new step must rest on, beside following from those before it. Steps that were taken before are not held
//! against this: they are what happened, and must be told whatever is asked today.

use event::Millis;

use crate::Grade;

use super::{
    closing::Unfinished,
    error::CaseError,
    incident::{Incident, OnClock},
    records::{Evidence, ObligationKind, Stopped},
    step::{Step, What},
    taking::on_clock,
};
use crate::law::ClockError;

/// What stands before the id of a finding that a moment of awareness rests on.
const FINDING: &str = "finding ";

impl Incident {
    /// Whether a new step rests on what is there. `self` is the incident before the step.
    pub(super) fn well_founded(&self, step: &Step) -> Result<(), CaseError> {
        self.names_what_was_taken_in(&step.what)?;
        match &step.what {
            What::Took(evidence) => self.may_be_called(&evidence.id),
            What::GroupKnown { version: 1, .. } if !self.first_is_a_group(step.at)? => {
                Err(CaseError::FirstVersion { id: self.id })
            }
            What::GroupKnown {
                version,
                known: Some(known),
            } => self.group_not_before(*version, *known, step.at),
            What::Filed { .. } => self.follows_filings(step),
            What::Fact {
                id,
                grade: Grade::Unknown,
                confirmed,
                ..
            } => self.is_not_confirmed(id, *confirmed),
            What::Posted { url, .. } => page(url),
            What::Answered {
                obligation,
                received,
                corrects,
                stopped,
                ..
            } => {
                self.may_answer(obligation, *received, *corrects)?;
                self.may_have_stopped(obligation, stopped, step.at)
            }
            What::Closed => self.finished(self.unfinished(step.at)?),
            What::ClosedAsNone => self.finished(self.unfinished_as_none(step.at)?),
            What::Decided { .. } => self.is_stood_for(&step.what),
            _ => Ok(()),
        }
    }

    /// Whether nothing is missing for its end. One that was closed stays closed, whatever a law asks since.
    fn finished(&self, missing: Vec<Unfinished>) -> Result<(), CaseError> {
        match missing.is_empty() {
            true => Ok(()),
            false => Err(CaseError::Unfinished {
                id: self.id,
                missing,
            }),
        }
    }

    /// Wherever a step names evidence, it is the id of a piece that was taken in: words in its place would show nothing.
    fn names_what_was_taken_in(&self, what: &What) -> Result<(), CaseError> {
        match what {
            // It is what makes it evidence.
            What::Took(_) => Ok(()),
            // What it rested on came with it, or was nobody's evidence before either.
            What::Inherited { .. } => Ok(()),
            What::Candidate { evidence, .. } if self.is_finding(evidence) => Ok(()),
            // Where nothing else shows it, it is the word of whoever takes the step.
            What::Settled { evidence, .. } if evidence.as_ref() == Some(&self.own_word()) => Ok(()),
            other => {
                let mut named = other.evidence().into_iter();
                named.try_for_each(|id| self.is_evidence(id))
            }
        }
    }

    /// An id of evidence is taken for no other: two that differ by case alone are not told apart at a glance.
    fn may_be_called(&self, id: &str) -> Result<(), CaseError> {
        let same = |of: &&Evidence| of.id != id && of.id.to_lowercase() == id.to_lowercase();
        match self.evidence.iter().find(same) {
            Some(other) => Err(CaseError::Text {
                what: "the id of the evidence (--name)",
                is: format!("is {id:?}, and {} differs from it by case alone", other.id),
                right: "write one that can be told from it, such as E1".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// What the next step is called where it rests on nothing but itself.
    #[must_use]
    pub fn own_word(&self) -> String {
        format!("step {}", self.next())
    }

    /// Whether it is a finding from which the incident was opened.
    fn is_finding(&self, named: &str) -> bool {
        let id = named.strip_prefix(FINDING);
        id.is_some_and(|id| self.findings.iter().any(|of| of == id))
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

    /// What is filed at a clock after something was follows it, or corrects it. What is taken over from another incident was
    /// filed there, and follows nothing here.
    fn follows_filings(&self, step: &Step) -> Result<(), CaseError> {
        let Some((name, OnClock::Filed(filing))) = on_clock(&step.what, step) else {
            return Ok(());
        };
        if let (Some(_), Some(first)) = (name.group, self.first_moment(step.at))
            && filing.at < first
        {
            let (clock, at, after) = (name.clock.clone(), filing.at, first);
            return Err(ClockError::Backwards { clock, at, after }.into());
        }
        let clocks = self.clocks(step.at)?;
        let clock = clocks.iter().find(|of| of.key == name.key());
        Ok(clock.map_or(Ok(()), |clock| clock.follows(&filing))?)
    }

    /// What nobody knows yet was confirmed by nobody.
    fn is_not_confirmed(&self, id: &str, confirmed: Option<Millis>) -> Result<(), CaseError> {
        let right = match (confirmed, self.confirmations(id).next()) {
            (Some(_), _) => "say how it is known (--grade), or leave --confirmed out".to_owned(),
            (None, Some(step)) => format!(
                "step {} confirmed it: take that back first (`nunchi incident take-back {} {} …`)",
                step.number, self.id, step.number
            ),
            (None, None) => return Ok(()),
        };
        Err(CaseError::UnknownConfirmed {
            fact: id.to_owned(),
            right,
        })
    }

    /// What is answered was asked before; a second answer is a correction, and names the one that it corrects.
    fn may_answer(
        &self,
        id: &str,
        received: Millis,
        corrects: Option<u32>,
    ) -> Result<(), CaseError> {
        let Some(owed) = self.obligations.iter().find(|of| of.id == id) else {
            return Ok(());
        };
        if received < owed.received {
            return Err(CaseError::AnsweredBefore {
                obligation: id.to_owned(),
                received,
                asked: owed.received,
            });
        }
        let stands = owed.last_said().map(|said| said.step);
        match stands == corrects {
            true => Ok(()),
            false => Err(CaseError::AnsweredAlready {
                obligation: id.to_owned(),
                is: match stands {
                    Some(step) => format!(
                        "was answered by step {step}: to correct that, say it with --corrects {step}"
                    ),
                    None => "has no answer that stands: leave --corrects out".to_owned(),
                },
            }),
        }
    }

    /// When anybody was first aware of anything.
    fn first_moment(&self, now: Millis) -> Option<Millis> {
        let candidates = self.awareness.candidates(now);
        candidates.iter().map(|(_, of)| of.at).min()
    }

    /// What deletes nothing any more is a system that the order names, and it has happened.
    fn may_have_stopped(
        &self,
        id: &str,
        stopped: &[Stopped],
        entered: Millis,
    ) -> Result<(), CaseError> {
        let owed = self.obligations.iter().find(|of| of.id == id);
        let Some(owed) = owed.filter(|_| !stopped.is_empty()) else {
            return Ok(());
        };
        let known: &[String] = match owed.kind {
            ObligationKind::Preservation => &owed.systems,
            _ => &[],
        };
        for of in stopped {
            if !known.contains(&of.system) {
                return Err(self.unknown("system to preserve", &of.system, known));
            }
            if of.at > entered {
                let (what, at) = ("that deletion was stopped", of.at);
                return Err(CaseError::Future { what, at });
            }
        }
        Ok(())
    }

    /// People of a version were not known before anybody was aware of anything.
    fn group_not_before(&self, version: u32, known: Millis, now: Millis) -> Result<(), CaseError> {
        let first = self.first_moment(now);
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
