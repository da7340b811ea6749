//! Taking a step: what it may not say is refused, and then nothing has changed.

use event::Millis;

use super::{
    error::CaseError,
    incident::{Incident, OnClock, Stage},
    records::{Custody, Evidence, KnownFact, Obligation, Reply, Said},
    scope::Frozen,
    step::{ClockName, Step, What},
    words::readable,
};
use crate::{
    law::{Candidate, CandidateId, Choice, Decision, Delay, DutyKey, Filing, Outcome},
    privilege::is_counsels_id,
};

/// Who takes a step and why must be said.
pub(super) fn says_who_and_why(step: &Step) -> Result<(), CaseError> {
    for (text, what) in [(&step.by, "who"), (&step.why, "why")] {
        if text.trim().is_empty() {
            return Err(CaseError::Empty(what));
        }
    }
    Ok(())
}

impl Incident {
    /// Takes a step.
    ///
    /// # Errors
    /// When it does not follow from those before it, or says what it may not; then nothing has changed.
    pub fn take(&mut self, step: Step) -> Result<(), CaseError> {
        // Only of what is taken now: a step that was taken stands, whatever is refused today.
        let mut named = step.what.evidence().into_iter();
        if let Some(id) = named.find(|id| is_counsels_id(id)) {
            return Err(CaseError::Counsels(id.to_owned()));
        }
        says_who_and_why(&step)?;
        readable(&step)?;
        if let What::TakenBack { step: number } = step.what {
            *self = self.without(number, step)?;
            return Ok(());
        }
        let after = self.with(&step)?;
        let at = after.counts_as_of(&step);
        let counted = (at != step.at).then(|| Step { at, ..step.clone() });
        let counted = counted.as_ref().unwrap_or(&step);
        self.may_take(counted, &after)?;
        // Only of what is new: steps that were taken under looser rules must still be told.
        self.well_founded(counted)?;
        *self = after;
        Ok(())
    }

    /// Takes a step in its place. Where it is refused, what is left is half done and goes no further. `at` is when it counts
    /// as taken.
    pub(super) fn add(&mut self, step: Step, at: Millis) -> Result<(), CaseError> {
        self.follow(&step)?;
        self.name(&step);
        if !self.taken_back.contains_key(&step.number) {
            match step.at == at {
                true => {
                    self.say(&step.what, &step)?;
                    self.ask_again(&step);
                }
                false => {
                    let counted = Step { at, ..step.clone() };
                    self.say(&step.what, &counted)?;
                    self.ask_again(&counted);
                }
            }
        }
        self.keep(step);
        Ok(())
    }

    pub(super) fn follow(&self, step: &Step) -> Result<(), CaseError> {
        says_who_and_why(step)?;
        if step.number != self.next() {
            return Err(CaseError::Number {
                found: step.number,
                last: self.next() - 1,
            });
        }
        let wanted = match (self.stage, &step.what) {
            // Who may see it is asked of what has ended too.
            (Stage::Closed | Stage::Merged, What::Restricted { .. }) => return Ok(()),
            // What an authority answers, and what becomes of evidence, postings and pushes, goes on after the end.
            (
                Stage::Closed,
                What::Reopened
                | What::Handed { .. }
                | What::Answered { .. }
                | What::PostingDown { .. }
                | What::PostingUp { .. }
                | What::PushEnded(_),
            ) => {
                return Ok(());
            }
            // A page of the house is asked for after the end too; a report to an authority begins it again.
            (Stage::Closed, what) if what.is_page() => return Ok(()),
            (Stage::Closed, _) => "reopen it first",
            (Stage::Merged, What::Handed { .. } | What::PushEnded(_)) => return Ok(()),
            (Stage::Merged, _) => match self.goes_on_in {
                Some(heir) => return Err(CaseError::GoesOn { id: self.id, heir }),
                None => "go on in the one that it was merged into",
            },
            _ => return Ok(()),
        };
        Err(self.not_from_here(wanted))
    }

    fn not_from_here(&self, wanted: &'static str) -> CaseError {
        CaseError::Stage {
            id: self.id,
            stage: self.stage.word(),
            wanted,
        }
    }

    /// The war room wants its sheet before anybody could count.
    fn wrote(&self, version: u32) -> Result<(), CaseError> {
        match version {
            0 if self.scopes.is_empty() => Ok(()),
            version => self.has_version(version),
        }
    }

    pub(super) fn say(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        match what {
            What::Opened { .. } => Err(CaseError::Opening),
            What::Selected { .. } | What::Excluded { .. } => {
                self.chosen(what, step);
                Ok(())
            }
            What::Included {
                subjects,
                fields,
                controller,
            } => self.include(subjects, fields, controller.as_deref(), &step.by),
            What::Concerns {
                regimes,
                controllers,
            } => {
                self.concern(regimes, controllers);
                Ok(())
            }
            What::Scoped(frozen) => self.scoped(frozen),
            What::GroupKnown { version, known } => self.group_was_known(*version, *known),
            What::Candidate { .. } | What::Chosen { .. } | What::Decided { .. } => {
                self.judged(what, step)
            }
            What::Says { .. } | What::Risk { .. } => self.asked_by_laws(what),
            What::Filed { .. }
            | What::Delayed { .. }
            | What::DelayEnded { .. }
            | What::Settled { .. } => self.on_clock(what, step),
            What::Requested { .. }
            | What::Reviewed { .. }
            | What::RequestEnded { .. }
            | What::Posted { .. }
            | What::PostingDown { .. }
            | What::PostingUp { .. } => self.waits(what, step),
            What::Fact { .. }
            | What::Took(_)
            | What::Handed { .. }
            | What::Owed { .. }
            | What::Answered { .. } => self.kept(what, step),
            What::Published {
                evidence,
                version,
                published,
            } => self.published(evidence, *version, *published),
            What::Restricted { names } => {
                self.restricted.clone_from(names);
                Ok(())
            }
            What::Wrote { version, .. } => self.wrote(*version),
            // It changes nothing but what is told of a text: [`Incident::accepted`].
            What::Accepted(_) => Ok(()),
            // The list itself is kept beside the steps; it changes what was proposed, and nothing else.
            What::BlockListed { .. }
            | What::PushProposed(_)
            | What::PushBegun(_)
            | What::PushEnded(_) => Ok(self.on_pushes(what, step)?),
            What::Inherited { .. } => self.inherit(step),
            // What it takes back is left out where steps are gone over.
            What::TakenBack { .. } => Ok(()),
            What::SplitFrom { incident } => {
                self.split_from = Some(*incident);
                Ok(())
            }
            _ => self.moved(what),
        }
    }

    fn group_was_known(&mut self, version: u32, known: Option<Millis>) -> Result<(), CaseError> {
        self.has_version(version)?;
        self.groups.insert(version, known);
        Ok(())
    }

    fn published(&mut self, evidence: &str, version: u32, at: Millis) -> Result<(), CaseError> {
        self.has_version(version)?;
        self.has_evidence(evidence)?;
        self.said.push(Said {
            evidence: evidence.to_owned(),
            version,
            at,
        });
        Ok(())
    }

    /// Steps on what belongs to it.
    fn chosen(&mut self, what: &What, step: &Step) {
        match what {
            What::Concerns {
                regimes,
                controllers,
            } => self.concern(regimes, controllers),
            What::Selected {
                selection,
                replaces,
            } => {
                if *replaces {
                    self.selections.clear();
                }
                if !self.selections.contains(selection) {
                    self.selections.push(selection.clone());
                }
            }
            What::Excluded { subjects } => self.exclude(subjects, &step.by, &step.why),
            _ => {}
        }
    }

    /// Steps from one stage to another.
    fn moved(&mut self, what: &What) -> Result<(), CaseError> {
        self.stage = match (what, self.stage) {
            (What::Confirmed, Stage::Open) => Stage::Confirmed,
            (What::Confirmed, _) => return Err(self.not_from_here("it is confirmed already")),
            (What::Contained { since, measures }, Stage::Confirmed | Stage::Contained) => {
                self.contained = Some((*since, measures.clone()));
                Stage::Contained
            }
            (What::Contained { .. }, _) => return Err(self.not_from_here("confirm it first")),
            (What::Closed | What::ClosedAsNone, _) => Stage::Closed,
            (What::Reopened, Stage::Closed) => match self.contained {
                Some(_) => Stage::Contained,
                None => Stage::Open,
            },
            (What::Reopened, _) => {
                return Err(self.not_from_here("only a closed incident is opened again"));
            }
            (What::MergedInto { incident }, _) => {
                self.goes_on_in = Some(*incident);
                Stage::Merged
            }
            (_, stage) => stage,
        };
        Ok(())
    }

    fn scoped(&mut self, frozen: &Frozen) -> Result<(), CaseError> {
        let last = self.scopes.last().map_or(0, |of| of.version);
        if frozen.version != last + 1 {
            return Err(CaseError::Version {
                found: frozen.version,
                last,
            });
        }
        self.scopes.push(frozen.clone());
        Ok(())
    }

    /// Steps on awareness and duties.
    fn judged(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        match what {
            What::Candidate {
                kind,
                happened,
                who,
                knew,
                evidence,
                controller,
            } => {
                self.has_one(controller.as_deref())?;
                let candidate = Candidate {
                    kind: *kind,
                    at: *happened,
                    // Typed under a clock that was ahead, it counts once it has come.
                    entered: step.at.max(*happened),
                    who: who.clone(),
                    knew: *knew,
                    evidence: evidence.clone(),
                    controller: controller.clone(),
                };
                self.awareness.add(candidate)?;
            }
            What::Chosen {
                start,
                candidate,
                controller,
            } => {
                self.has_one(controller.as_deref())?;
                self.awareness.choose(Choice {
                    start: *start,
                    candidate: candidate.map(CandidateId),
                    controller: controller.clone(),
                    by: step.by.clone(),
                    at: step.at,
                    reason: step.why.clone(),
                })?;
            }
            What::Decided {
                regime,
                clock,
                controller,
                answer,
                proposed,
                evidence,
            } => {
                self.has_controller(controller)?;
                let duty = DutyKey {
                    regime: regime.clone(),
                    clock: clock.clone(),
                    controller: controller.clone(),
                };
                self.keep_proposal(&duty);
                self.register.decide(Decision {
                    duty,
                    answer: *answer,
                    proposed: *proposed,
                    by: step.by.clone(),
                    at: step.at,
                    reason: step.why.clone(),
                    evidence: evidence.clone(),
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Steps that are recorded on a clock, which must be there and take them.
    fn on_clock(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        let Some((name, record)) = on_clock(what, step) else {
            return Ok(());
        };
        self.record(name, record, None);
        self.learned_of_leak(what, step)
    }

    /// Steps about evidence, facts and obligations.
    fn kept(&mut self, what: &What, step: &Step) -> Result<(), CaseError> {
        match what {
            What::Took(evidence) => self.took(evidence, step),
            What::Handed {
                evidence,
                done,
                to,
                receipt,
            } => {
                self.has_evidence(evidence)?;
                self.custody
                    .push(custody(evidence, done, (to, receipt), step));
                Ok(())
            }
            What::Fact { .. } => {
                if let Some(fact) = known_fact(what) {
                    self.enter_fact(fact, step.number);
                }
                Ok(())
            }
            What::Owed { .. } => {
                let id = self.called(step.number).unwrap_or_default().to_owned();
                self.obligations.extend(obligation(id, what, step.at));
                Ok(())
            }
            What::Answered {
                obligation,
                received,
                words,
                receipt,
                stopped,
                ..
            } => {
                let known: Vec<&str> = self.obligations.iter().map(|of| of.id.as_str()).collect();
                let unknown = self.unknown("obligation", obligation, &known);
                let found = self.obligations.iter_mut().find(|of| of.id == *obligation);
                found.ok_or(unknown)?.answered(Reply {
                    at: *received,
                    words: words.clone(),
                    receipt: receipt.clone(),
                    step: step.number,
                    stopped: stopped.clone(),
                });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn took(&mut self, evidence: &Evidence, step: &Step) -> Result<(), CaseError> {
        if self.evidence.iter().any(|of| of.id == evidence.id) {
            return Err(CaseError::Twice {
                id: self.id,
                what: "evidence",
                name: evidence.id.clone(),
            });
        }
        let taken_in = custody(&evidence.id, "taken in", (&step.by, ""), step);
        self.custody.push(taken_in);
        self.evidence.push(evidence.clone());
        Ok(())
    }

    fn has_version(&self, version: u32) -> Result<(), CaseError> {
        let known: Vec<String> = self
            .scopes
            .iter()
            .map(|of| of.version.to_string())
            .collect();
        match self.version(version) {
            Some(_) => Ok(()),
            None => Err(self.unknown("scope version", &version.to_string(), &known)),
        }
    }

    pub(super) fn has_evidence(&self, id: &str) -> Result<(), CaseError> {
        let known: Vec<&str> = self.evidence.iter().map(|of| of.id.as_str()).collect();
        match known.contains(&id) {
            true => Ok(()),
            false => Err(self.unknown("evidence", id, &known)),
        }
    }

    /// Whether a controller that a step may name is there.
    pub(super) fn has_one(&self, controller: Option<&str>) -> Result<(), CaseError> {
        controller.map_or(Ok(()), |id| self.has_controller(id))
    }

    pub(super) fn has_controller(&self, id: &str) -> Result<(), CaseError> {
        match self.controllers.iter().any(|of| of == id) {
            true => Ok(()),
            false => Err(self.unknown("controller", id, &self.controllers)),
        }
    }

    pub(super) fn unknown<T: AsRef<str>>(
        &self,
        what: &'static str,
        name: &str,
        known: &[T],
    ) -> CaseError {
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        CaseError::Unknown {
            id: self.id,
            what,
            name: name.to_owned(),
            known: match known.is_empty() {
                true => "none".to_owned(),
                false => known.join(", "),
            },
        }
    }
}

fn custody(evidence: &str, what: &str, (to, receipt): (&str, &str), step: &Step) -> Custody {
    Custody {
        evidence: evidence.to_owned(),
        what: what.to_owned(),
        to: to.to_owned(),
        receipt: receipt.to_owned(),
        at: step.at,
        by: step.by.clone(),
        why: step.why.clone(),
    }
}

fn known_fact(what: &What) -> Option<KnownFact> {
    let What::Fact {
        id,
        words,
        grade,
        closes,
        evidence,
        confirmed,
    } = what
    else {
        return None;
    };
    Some(KnownFact {
        id: id.clone(),
        words: words.clone(),
        grade: *grade,
        closes: closes.clone(),
        evidence: evidence.clone(),
        confirmed: *confirmed,
        entered: None,
    })
}

/// What is owed, entered at a moment: where nobody says when it was asked, it was then.
fn obligation(id: String, what: &What, entered: Millis) -> Option<Obligation> {
    let What::Owed {
        kind,
        from,
        asked,
        evidence,
        due,
        owner,
        systems,
        received,
    } = what
    else {
        return None;
    };
    Some(Obligation {
        id,
        kind: *kind,
        from: from.clone(),
        asked: asked.clone(),
        evidence: evidence.clone(),
        due: *due,
        owner: owner.clone(),
        systems: systems.clone(),
        received: received.unwrap_or(entered),
        reply: None,
        corrections: Vec::new(),
    })
}

/// What a step records on which clock.
pub(super) fn on_clock<'w>(what: &'w What, step: &Step) -> Option<(&'w ClockName, OnClock)> {
    Some(match what {
        What::Filed {
            clock,
            received,
            to,
            receipt,
            evidence,
            late_because,
            corrects,
            ..
        } => {
            let filing = Filing {
                at: *received,
                to: to.clone(),
                receipt: receipt.clone(),
                evidence: evidence.clone(),
                by: step.by.clone(),
                late_because: late_because.clone(),
                corrects: corrects.clone(),
                version: 0,
                from: None,
            };
            (clock, OnClock::Filed(filing))
        }
        What::Delayed {
            clock,
            code,
            from,
            evidence,
        } => {
            let delay = Delay {
                code: code.clone(),
                from: *from,
                ended: None,
                looked: step.at,
                reason: step.why.clone(),
                evidence: evidence.clone(),
                by: step.by.clone(),
            };
            (clock, OnClock::Delayed(delay))
        }
        What::DelayEnded { clock, code, ended } => {
            (clock, OnClock::DelayEnded(code.clone(), *ended))
        }
        What::Settled {
            clock,
            leaked,
            known,
            ..
        } => {
            let outcome = match leaked {
                true => Outcome::Confirmed(*known),
                false => Outcome::NoLeak(*known),
            };
            (clock, OnClock::Settled(outcome))
        }
        _ => return None,
    })
}
