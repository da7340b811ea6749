//! Requests of police and prosecutors that notices wait, and postings in place of notices: what a step may say of them.

use super::{
    error::CaseError,
    incident::Incident,
    step::{Step, What},
};
use crate::{
    Grade,
    law::{self, ClockError, CounselsDecision, Down, Posting, PostingRule, Regime, Request},
};

impl Incident {
    /// Steps about requests and postings.
    pub(super) fn waits(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        match what {
            What::Requested { .. } => self.requested(what, step),
            What::Reviewed { request } => {
                let found = self.request(request)?;
                found.reviews.push(step.at);
                Ok(())
            }
            What::RequestEnded { request, ended } => {
                let found = self.request(request)?;
                after(&found.id, *ended, found.received)?;
                found.ended = Some(found.ends().min(*ended));
                Ok(())
            }
            What::Posted { .. } => self.posted(what, step),
            What::PostingDown { posting, since } => {
                let found = self.posting(posting)?;
                let last = found.down.last();
                if last.is_some_and(|of| of.to.is_none()) {
                    return Err(CaseError::Posting {
                        id: posting.clone(),
                        is: "down",
                    });
                }
                let before = last.and_then(|of| of.to).unwrap_or(found.up_from);
                after(posting, *since, before)?;
                found.down.push(Down {
                    from: *since,
                    to: None,
                });
                Ok(())
            }
            What::PostingUp { posting, since } => {
                let found = self.posting(posting)?;
                let Some(last) = found.down.last_mut().filter(|of| of.to.is_none()) else {
                    return Err(CaseError::Posting {
                        id: posting.clone(),
                        is: "up",
                    });
                };
                after(posting, *since, last.from)?;
                last.to = Some(*since);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn requested(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        let What::Requested {
            from,
            evidence,
            scope,
            clocks,
            controller,
            received,
            until,
            counsel,
        } = what
        else {
            return Ok(());
        };
        for (text, what) in [(from, "who asks"), (scope, "the scope of the request")] {
            if text.trim().is_empty() {
                return Err(CaseError::Empty(what));
            }
        }
        self.has_controller(controller)?;
        self.has_evidence(evidence)?;
        if let Some(counsel) = counsel {
            self.has_decision(counsel)?;
        }
        let request = Request {
            id: self.called(step.number).unwrap_or_default().to_owned(),
            from: from.clone(),
            evidence: evidence.clone(),
            scope: scope.clone(),
            clocks: clocks.clone(),
            controller: controller.clone(),
            received: *received,
            until: *until,
            counsel: counsel.clone(),
            entered: step.at,
            reviews: Vec::new(),
            ended: None,
        };
        after(&request.id, *until, *received)?;
        if clocks.is_empty() {
            return Err(CaseError::Empty("what shall wait"));
        }
        for clock in clocks {
            for rule in self.rules(clock)? {
                law::allows(rule, &request)?;
            }
        }
        self.requests.push(request);
        Ok(())
    }

    fn posted(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        let What::Posted {
            rule,
            controller,
            url,
            up_from,
            evidence,
        } = what
        else {
            return Ok(());
        };
        if url.trim().is_empty() {
            return Err(CaseError::Empty("where it is posted"));
        }
        self.has_controller(controller)?;
        self.has_evidence(evidence)?;
        let (regime, _) = self.posting_rule(rule)?;
        self.postings.push(Posting {
            id: self.called(step.number).unwrap_or_default().to_owned(),
            regime: regime.id.clone(),
            rule: rule.clone(),
            controller: controller.clone(),
            url: url.clone(),
            up_from: *up_from,
            evidence: evidence.clone(),
            down: Vec::new(),
        });
        Ok(())
    }

    /// The rule of a posting, and its law.
    ///
    /// # Errors
    /// When no regime of the incident has it.
    pub fn posting_rule(
        &self,
        id: &str,
    ) -> Result<(&'static Regime, &'static PostingRule), CaseError> {
        let mut known = Vec::new();
        for regime in &self.regimes {
            let regime = law::regime(regime)?;
            if let Some(rule) = regime.postings.iter().find(|rule| rule.id == id) {
                return Ok((regime, rule));
            }
            known.extend(regime.postings.iter().map(|rule| rule.id.as_str()));
        }
        Err(self.unknown("rule of postings", id, &known))
    }

    /// The rules of a clock in the regimes of the incident, of every version.
    fn rules(&self, clock: &str) -> Result<Vec<&'static law::ClockRule>, CaseError> {
        let mut known = Vec::new();
        for regime in &self.regimes {
            known.extend(law::regime(regime)?.clocks.iter());
        }
        let rules: Vec<_> = known
            .iter()
            .filter(|rule| rule.id == clock)
            .copied()
            .collect();
        match rules.is_empty() {
            false => Ok(rules),
            true => {
                let known: Vec<&str> = known.iter().map(|rule| rule.id.as_str()).collect();
                Err(self.unknown("clock", clock, &known))
            }
        }
    }

    /// Counsel's decision is evidence that is a decision, and somebody's.
    fn has_decision(&self, counsel: &CounselsDecision) -> Result<(), CaseError> {
        self.has_evidence(&counsel.evidence)?;
        if counsel.by.trim().is_empty() {
            return Err(CaseError::Empty("who of counsel decided"));
        }
        let mut evidence = self.evidence.iter();
        match evidence.any(|of| of.id == counsel.evidence && of.grade == Grade::Decision) {
            true => Ok(()),
            false => Err(CaseError::NoDecision {
                id: counsel.evidence.clone(),
            }),
        }
    }

    fn request(&mut self, id: &str) -> Result<&mut Request, CaseError> {
        let known: Vec<&str> = self.requests.iter().map(|of| of.id.as_str()).collect();
        let unknown = self.unknown("request", id, &known);
        let found = self.requests.iter_mut().find(|of| of.id == id);
        found.ok_or(unknown)
    }

    fn posting(&mut self, id: &str) -> Result<&mut Posting, CaseError> {
        let known: Vec<&str> = self.postings.iter().map(|of| of.id.as_str()).collect();
        let unknown = self.unknown("posting", id, &known);
        let found = self.postings.iter_mut().find(|of| of.id == id);
        found.ok_or(unknown)
    }
}

/// What ends comes after what began.
fn after(what: &str, at: event::Millis, after: event::Millis) -> Result<(), CaseError> {
    match at < after {
        true => Err(CaseError::Clock(ClockError::Backwards {
            clock: what.to_owned(),
            at,
            after,
        })),
        false => Ok(()),
    }
}
