//! What is asked of a step that is taken now, and never again of one that was: that its moments have come, that its clock
//! and the law of its clock take it. Laws, clocks and these rules may change
//! after a step; then it is what happened all the same, and an incident must still be told.

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::law::AwarenessError;

impl Incident {
    /// Whether a new step may be taken. `self` is the incident before it, `after` the one that it makes.
    pub(super) fn may_take(&self, step: &Step, after: &Incident) -> Result<(), CaseError> {
        has_happened(step)?;
        if let What::Concerns {
            regimes,
            controllers,
        } = &step.what
        {
            self.concerns_more(regimes, controllers)?;
        }
        if let What::Fact { closes, .. } = &step.what {
            self.has_items(closes)?;
        }
        match after.on_clocks.len() > self.on_clocks.len() {
            // The clock itself refuses what its law does not permit.
            true => after.check_last(step),
            false => Ok(()),
        }
    }
}

/// What is recorded has happened: a delay that begins tomorrow would hold a clock that is due today.
fn has_happened(step: &Step) -> Result<(), CaseError> {
    let (what, at) = match &step.what {
        What::Candidate { happened, .. } if *happened > step.at => {
            let (at, entered) = (*happened, step.at);
            return Err(AwarenessError::Future { at, entered }.into());
        }
        What::GroupKnown {
            known: Some(known), ..
        } => ("that they were known", *known),
        What::Published { published, .. } => ("that it was published", *published),
        What::Contained { since, .. } => ("containment", *since),
        What::Filed { received, .. }
        | What::Answered { received, .. }
        | What::Requested { received, .. } => ("receipt", *received),
        What::Owed {
            received: Some(received),
            ..
        } => ("that it was asked", *received),
        What::Fact {
            confirmed: Some(confirmed),
            ..
        } => ("the confirmation", *confirmed),
        What::Took(evidence) => match evidence.original_at {
            Some(at) => ("the time of the original (--original-at)", at),
            None => return Ok(()),
        },
        What::Delayed { from, .. } => ("the cause of the delay", *from),
        What::DelayEnded { ended, .. } => ("the end of the delay", *ended),
        What::Settled { known, .. } => ("what became of the possibility", *known),
        What::RequestEnded { ended, .. } => ("the end of the request", *ended),
        What::Posted { up_from, .. } => ("that it was up", *up_from),
        What::PostingUp { since, .. } => ("that it was up", *since),
        What::PostingDown { since, .. } => ("that it was down", *since),
        _ => return Ok(()),
    };
    match at > step.at {
        true => Err(CaseError::Future { what, at }),
        false => Ok(()),
    }
}
