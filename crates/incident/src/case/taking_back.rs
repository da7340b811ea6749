//! Taking back what was entered by mistake: a step of its own, with who and why, that names the step it takes back. That
//! one stays on record and is told as taken back; the incident is what the others say.
//!
//! What has another way to be said otherwise goes that way: a decision is changed by a new one, a report by a new
//! version. A fact is entered again, but for when it was confirmed: the earliest moment stands until it is taken back.

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::law::Trigger;

impl What {
    /// Whether it can be taken back. Every kind of step is decided here, so that a new one must be.
    ///
    /// # Errors
    /// What is done in its place.
    pub fn may_be_taken_back(&self) -> Result<(), &'static str> {
        Err(match self {
            What::Took(_)
            | What::Handed { .. }
            | What::Filed { .. }
            | What::Delayed { .. }
            | What::DelayEnded { .. }
            | What::Settled { .. }
            | What::Requested { .. }
            | What::Reviewed { .. }
            | What::RequestEnded { .. }
            | What::Posted { .. }
            | What::PostingDown { .. }
            | What::PostingUp { .. }
            | What::Owed { .. }
            | What::Answered { .. }
            | What::Concerns { .. }
            | What::Accepted(_)
            | What::Fact {
                confirmed: Some(_), ..
            }
            | What::Published { .. } => return Ok(()),
            What::Inherited { step, .. } => return step.what.may_be_taken_back(),
            What::Opened { .. } => {
                "merge the incident into the one that it belongs to, or close it"
            }
            What::Selected { .. } => "select again with --replace",
            What::Included { .. } => "`exclude` whom it names",
            What::Excluded { .. } => "`include` whom it names",
            What::Scoped(_) => "freeze the next version of the scope",
            What::GroupKnown { .. } | What::Says { .. } => "say it again, as it is",
            What::Candidate { .. } => {
                "`choose` the moment that counts: every moment that was entered stays"
            }
            What::Chosen { .. } => "choose again",
            What::Risk { .. } => "judge it again",
            What::Decided { .. } => "decide again: a decision is changed by a new one alone",
            What::Fact { .. } => "enter the fact again, under its name",
            What::Restricted { .. } => "`restrict` it again",
            What::Confirmed => "close the incident as none: `close --as-no-incident`",
            What::Contained { .. } => "say again since when it is contained",
            What::BlockListed { .. } => "make another list",
            What::PushProposed(_) => "propose another push: it takes the place of this one",
            What::PushBegun(_) | What::PushEnded(_) => "what was sent was sent: push another list",
            What::Wrote { .. } => {
                "a report is corrected by a new version: `nunchi report write … --before FILE`"
            }
            What::Closed | What::ClosedAsNone => "reopen the incident",
            What::Reopened => "close the incident",
            What::MergedInto { .. } | What::SplitFrom { .. } => {
                "two incidents rest on it: go on in the one that goes on"
            }
            What::TakenBack { .. } => "enter what it took back anew",
        })
    }
}

impl Incident {
    /// The steps that were not taken back.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &Step> {
        let stands = |step: &&Step| !self.taken_back.contains_key(&step.number);
        self.steps.iter().filter(stands)
    }

    /// The id of what a step entered or is about, as it is called here: of evidence, a fact, an obligation, a request, a
    /// posting or a candidate.
    #[must_use]
    pub fn called(&self, step: u32) -> Option<&str> {
        self.called.get(&step).map(String::as_str)
    }

    /// The step by which a step was taken back.
    #[must_use]
    pub fn taken_back(&self, step: u32) -> Option<&Step> {
        let by = self.taken_back.get(&step)?;
        self.steps.iter().find(|of| of.number == *by)
    }

    /// The incident after a step that takes another back: all its steps are gone over again without that one.
    pub(super) fn without(&self, number: u32, step: Step) -> Result<Incident, CaseError> {
        self.follow(&step)?;
        self.may_go(number)?;
        let mut steps = self.steps.clone();
        steps.push(step);
        Incident::retold(self.id, &steps).map_err(|(by, _)| CaseError::RestsOnIt {
            step: number,
            by: by.to_string(),
        })
    }

    fn may_go(&self, number: u32) -> Result<(), CaseError> {
        let found = self.steps.iter().find(|of| of.number == number);
        let found = found.ok_or_else(|| {
            let known = [format!("1 to {}", self.next() - 1)];
            self.unknown("step", &number.to_string(), &known)
        })?;
        if let Some(by) = self.taken_back.get(&number) {
            return Err(CaseError::TakenBackAlready {
                step: number,
                by: *by,
            });
        }
        let instead = |instead| CaseError::NeverTakenBack {
            step: number,
            instead,
        };
        found.what.may_be_taken_back().map_err(instead)?;
        let rest = match found.what.inner() {
            What::Took(_) => self.rest_on(number),
            filed @ What::Filed { .. } => self.correcting(number, filed),
            What::Answered { .. } => self.correcting_answer(number),
            What::Fact { .. } => self.rest_on_confirmation(number),
            What::Concerns { .. } => {
                let resting = self.rest_on_concern(number).into_iter();
                resting.map(|of| of.to_string()).collect()
            }
            _ => Vec::new(),
        };
        match rest.is_empty() {
            true => Ok(()),
            false => Err(CaseError::RestsOnIt {
                step: number,
                by: rest.join(", "),
            }),
        }
    }

    /// The steps that name the evidence which a step took in.
    fn rest_on(&self, took: u32) -> Vec<String> {
        let Some(id) = self.called(took) else {
            return Vec::new();
        };
        let names = |step: &&Step| {
            step.number != took && step.names_evidence().iter().any(|named| named == id)
        };
        let naming = self.standing().filter(names);
        naming.map(|step| step.number.to_string()).collect()
    }

    /// The steps that correct the answer which a step recorded: what is answered again is always a correction. Without it
    /// the correction would be the answer.
    fn correcting_answer(&self, number: u32) -> Vec<String> {
        let of = self.called(number);
        let corrects = |step: &&Step| {
            let is_answer = matches!(step.what.inner(), What::Answered { .. });
            is_answer && step.number > number && self.called(step.number) == of
        };
        let naming = self.standing().filter(corrects);
        naming.map(|step| step.number.to_string()).collect()
    }

    /// The steps on the clocks of a fact whose only confirmation a step is; where it is the earliest of several, those of
    /// filings that are late by it: from a later one they would be in time.
    fn rest_on_confirmation(&self, number: u32) -> Vec<String> {
        let Some(id) = self.called(number) else {
            return Vec::new();
        };
        let confirmed = |step: &Step| match step.what.inner() {
            What::Fact { confirmed, .. } => *confirmed,
            _ => None,
        };
        let own = self.confirmations(id).find(|of| of.number == number);
        let own = own.and_then(confirmed);
        let others = self.confirmations(id).filter(|of| of.number != number);
        let next = others.filter_map(confirmed).min();
        let is_earliest = next.is_none_or(|next| own.is_some_and(|own| own < next));
        let on = |step: &&Step| step.on_fact().as_deref() == Some(id);
        let resting = self.standing().filter(|of| is_earliest && on(of));
        let resting = resting.filter(|of| next.is_none() || self.filed_late(of));
        resting.map(|step| step.number.to_string()).collect()
    }

    /// Whether a step records a filing that is late, as all that is recorded has it.
    fn filed_late(&self, step: &Step) -> bool {
        let now = self.steps.last().map_or(step.at, |of| of.at.max(step.at));
        let What::Filed { clock, receipt, .. } = step.what.inner() else {
            return false;
        };
        let clocks = self.clocks(now).unwrap_or_default();
        let on = clocks.iter().filter(|of| {
            (&of.key.clock, &of.key.controller) == (&clock.clock, &clock.controller)
                && matches!(of.key.trigger, Trigger::Fact { .. })
        });
        let mut filings = on.flat_map(|of| of.filings().iter().map(move |filing| (of, filing)));
        filings.any(|(clock, filing)| filing.receipt == *receipt && clock.late_by(filing).is_some())
    }

    /// The steps that stand and say when a fact was confirmed.
    pub(super) fn confirmations<'i>(&'i self, id: &'i str) -> impl Iterator<Item = &'i Step> {
        self.standing().filter(move |step| {
            let what = step.what.inner();
            matches!(
                what,
                What::Fact {
                    confirmed: Some(_),
                    ..
                }
            ) && self.called(step.number) == Some(id)
        })
    }

    /// The steps that correct the filing which a step recorded.
    fn correcting(&self, number: u32, filed: &What) -> Vec<String> {
        let What::Filed { clock, receipt, .. } = filed else {
            return Vec::new();
        };
        let corrects = |step: &&Step| match step.what.inner() {
            What::Filed {
                clock: of,
                corrects: Some(corrected),
                ..
            } => step.number != number && of == clock && corrected.receipt == *receipt,
            _ => false,
        };
        let naming = self.standing().filter(corrects);
        naming.map(|step| step.number.to_string()).collect()
    }
}
