//! Awareness: candidate moments from which a law may count, and which of them a person chose.
//!
//! What a machine found is not awareness until a person opened it; it is shown all the same, for whoever asks
//! later will ask why nobody looked. *The incident is known*, *a possibility is known* and *the leak is known*
//! are three moments with clocks of their own. Candidates and choices are only added to.
//!
//! A legal person counts from what it knew itself: a moment may name its controller, and once one of its own is entered
//! those that name nobody and were entered before stand no longer for it. One that names nobody and is entered later is of
//! everybody again, for nobody's earliest moment is hidden by the order in which things are typed.

use std::collections::BTreeSet;

use event::Millis;
use serde::{Deserialize, Serialize};

use super::clock::{Due, Trigger};
use super::facts::Facts;
use super::open::Opening;
use super::regime::{Regime, Start};
use super::whose::Of;

/// Where a candidate moment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody outside wrote or rang: a researcher, an extortioner, a journalist.
    OutsideMessage,
    /// A person complained.
    Complaint,
    /// A detector told of a finding. Nobody has opened it: not awareness.
    FindingTold,
    /// A person opened or acknowledged a finding.
    FindingOpened,
    /// The chief information security officer was told.
    ReportToCiso,
    /// The chief privacy officer was told.
    ReportToCpo,
    /// The chief executive was told.
    ReportToCeo,
    /// A processor or another controller told us.
    ToldByProcessor,
    /// An authority told us.
    ToldByAuthority,
    /// It was confirmed by us.
    Confirmation,
    /// What we said ourselves, in a filing or in public.
    OwnStatement,
}

impl Kind {
    /// Whether a person knew something at such a moment.
    #[must_use]
    pub fn is_awareness(self) -> bool {
        self != Kind::FindingTold
    }

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::OutsideMessage => "outside_message",
            Kind::Complaint => "complaint",
            Kind::FindingTold => "finding_told",
            Kind::FindingOpened => "finding_opened",
            Kind::ReportToCiso => "report_to_ciso",
            Kind::ReportToCpo => "report_to_cpo",
            Kind::ReportToCeo => "report_to_ceo",
            Kind::ToldByProcessor => "told_by_processor",
            Kind::ToldByAuthority => "told_by_authority",
            Kind::Confirmation => "confirmation",
            Kind::OwnStatement => "own_statement",
        }
    }
}

/// What those who were told then knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knew {
    /// That something happened to a system, and nothing yet of personal data.
    Incident,
    /// That data may have leaked.
    Possibility,
    /// That data leaked.
    Leak,
    /// That the incident is material to investors, as was decided then.
    Materiality,
    /// That people had been told, as of then.
    ToldPeople,
    /// That an authority had been told, as of then.
    ToldAuthority,
}

impl Knew {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Knew::Incident => "incident",
            Knew::Possibility => "possibility",
            Knew::Leak => "leak",
            Knew::Materiality => "materiality",
            Knew::ToldPeople => "told_people",
            Knew::ToldAuthority => "told_authority",
        }
    }

    /// Whether who knew this knew what starts a clock. Who knows of a leak knows of the incident; knowing of a
    /// leak is not the possibility, which has a notice of its own.
    #[must_use]
    pub fn starts(self, start: Start) -> bool {
        match start {
            Start::IncidentKnown => true,
            Start::PossibilityKnown => self == Knew::Possibility,
            Start::LeakKnown => self == Knew::Leak,
            Start::MaterialityDecided => self == Knew::Materiality,
            Start::ToldPeople => self == Knew::ToldPeople,
            Start::ToldAuthority => self == Knew::ToldAuthority,
        }
    }
}

/// The number of a candidate, in the order of entry, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidateId(pub u32);

/// One moment that may have been awareness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it comes from.
    pub kind: Kind,
    /// When it happened.
    pub at: Millis,
    /// When it was entered here.
    pub entered: Millis,
    /// Who was told, or opened it.
    pub who: String,
    /// What they then knew.
    pub knew: Knew,
    /// The id of what shows it.
    pub evidence: String,
    /// The controller that knew; `None` where it stands for every one without a moment of its own.
    pub controller: Option<String>,
}

impl Candidate {
    /// Whether somebody knew it by a moment, a finding that nobody opened being no such thing.
    pub(super) fn is_known(&self, now: Millis) -> bool {
        self.kind.is_awareness() && self.entered <= now
    }

    pub(super) fn is_of(&self, controller: Option<&str>) -> bool {
        self.controller.as_deref() == controller
    }
}

/// Which candidate rules for a start, as the privacy officer chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it starts.
    pub start: Start,
    /// The candidate; `None` says that the moment is unknown, and clocks cannot say.
    pub candidate: Option<CandidateId>,
    /// The controller for which it rules; `None` for every one without a moment of its own.
    pub controller: Option<String>,
    /// Who chose.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: String,
}

/// Why a candidate or a choice is not entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwarenessError {
    /// Something that must be said is empty.
    #[error(
        "{what} is empty: a moment of awareness names who, what shows it, and a choice its reason"
    )]
    Empty {
        /// What is empty.
        what: &'static str,
    },
    /// Something happened after it was entered.
    #[error("it happened at {at}, after it was entered at {entered}: check the time")]
    Future {
        /// When it is said to have happened.
        at: Millis,
        /// When it was entered.
        entered: Millis,
    },
    /// There is no such candidate.
    #[error("there is no candidate {}: there are {count}", .id.0)]
    Unknown {
        /// What was chosen.
        id: CandidateId,
        /// How many there are.
        count: usize,
    },
    /// The candidate does not start this.
    #[error("candidate {} ({}) does not start {start}: choose one whose people knew it", .id.0, .kind.word())]
    DoesNotStart {
        /// What was chosen.
        id: CandidateId,
        /// Its kind.
        kind: Kind,
        /// What it should start.
        start: Start,
    },
    /// The candidate is of another controller.
    #[error(
        "candidate {} is a moment of {of}: it rules for that one alone (--controller {of})", .id.0
    )]
    OfAnother {
        /// What was chosen.
        id: CandidateId,
        /// Whose it is.
        of: String,
    },
    /// A finding that nobody opened was chosen.
    #[error("candidate {} is a finding that nobody had opened: it is shown, and is not awareness", .id.0)]
    NotOpened {
        /// What was chosen.
        id: CandidateId,
    },
    /// A choice before an earlier one.
    #[error("chosen at {at}, before the choice of {last}: a choice is changed only by a later one")]
    Backwards {
        /// The moment given.
        at: Millis,
        /// The moment of the last choice.
        last: Millis,
    },
}

/// Which moment rules for a start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ruling<'a> {
    /// Nobody knew it yet, as far as is entered.
    Nothing,
    /// Nobody chose: the earliest candidate stands.
    Preselected(CandidateId, &'a Candidate),
    /// The privacy officer chose.
    Chosen(CandidateId, &'a Candidate, &'a Choice),
    /// The privacy officer said that the moment is unknown.
    Unknown(&'a Choice),
}

/// What a candidate would make due.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect<'a> {
    /// The candidate.
    pub id: CandidateId,
    /// Itself.
    pub candidate: &'a Candidate,
    /// The clock it would start.
    pub clock: String,
    /// When that would be due; `None` where it cannot be counted.
    pub due: Option<Due>,
    /// Why it cannot be counted.
    pub because: Option<String>,
}

/// Candidates and choices of one incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Awareness {
    candidates: Vec<Candidate>,
    pub(super) choices: Vec<Choice>,
    pub(super) again: Vec<OpenAgain>,
}

/// That a merge brought a moment which whoever chose could not see: choices of its start rule no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenAgain {
    pub(super) start: Start,
    /// The controller of the choice.
    pub(super) controller: Option<String>,
    /// How many choices there were; those that follow rule.
    pub(super) choices: usize,
    /// When the moment came.
    pub(super) at: Millis,
}

impl Candidate {
    /// Whether it tells of the same, on whatever evidence.
    fn is_same(&self, of: &Candidate) -> bool {
        let told = |of: &Candidate| {
            (
                of.at,
                of.kind,
                of.knew,
                of.who.clone(),
                of.controller.clone(),
            )
        };
        told(self) == told(of)
    }
}

impl Awareness {
    /// Enters a candidate.
    ///
    /// # Errors
    /// When it names nobody or no evidence, or happened after it was entered.
    pub fn add(&mut self, candidate: Candidate) -> Result<CandidateId, AwarenessError> {
        not_empty(&candidate.who, "who knew")?;
        not_empty(&candidate.evidence, "the evidence")?;
        if candidate.at > candidate.entered {
            return Err(AwarenessError::Future {
                at: candidate.at,
                entered: candidate.entered,
            });
        }
        self.candidates.push(candidate);
        Ok(CandidateId(
            u32::try_from(self.candidates.len()).unwrap_or(u32::MAX),
        ))
    }

    /// Enters the choice of the privacy officer. Earlier choices stay.
    ///
    /// # Errors
    /// When it names nobody, gives no reason, or chooses what cannot rule.
    pub fn choose(&mut self, choice: Choice) -> Result<(), AwarenessError> {
        not_empty(&choice.by, "who chose")?;
        not_empty(&choice.reason, "the reason of the choice")?;
        if let Some(last) = self.choices.last()
            && choice.at < last.at
        {
            return Err(AwarenessError::Backwards {
                at: choice.at,
                last: last.at,
            });
        }
        if let Some(id) = choice.candidate {
            self.may_rule(id, &choice)?;
        }
        self.choices.push(choice);
        Ok(())
    }

    /// How many candidates were entered.
    pub(crate) fn count(&self) -> usize {
        self.candidates.len()
    }

    /// Says that a merge brought the candidates after the first `known`. A choice that was made without one of them does not
    /// rule over it where it is earlier than what was chosen, or where the moment was chosen to be unknown: the earliest
    /// stands until a person chooses again.
    pub(crate) fn brought(&mut self, known: usize) {
        let mut again = Vec::new();
        let named: BTreeSet<&str> = self
            .choices
            .iter()
            .filter_map(|of| of.controller.as_deref())
            .collect();
        let views: Vec<Of<'_>> = std::iter::once(self.whole())
            .chain(named.into_iter().map(|id| self.of(id)))
            .collect();
        // One that stood there already, as of a part that comes back, is nothing that whoever chose had not seen.
        let stood = |of: &Candidate| {
            self.candidates
                .iter()
                .take(known)
                .any(|had| had.is_same(of))
        };
        let brought = self.numbered().skip(known);
        for (id, candidate) in brought.filter(|(_, of)| !stood(of)) {
            let of_its = views
                .iter()
                .filter(|of| of.counts(id, candidate, candidate.entered));
            again.extend(of_its.flat_map(|of| of.opened_again(candidate, self.choices.len())));
        }
        self.again.extend(again);
    }

    /// Every candidate entered by a moment, the earliest first, findings that nobody opened included.
    #[must_use]
    pub fn candidates(&self, now: Millis) -> Vec<(CandidateId, &Candidate)> {
        let mut seen: Vec<_> = self
            .numbered()
            .filter(|(_, one)| one.entered <= now)
            .collect();
        seen.sort_by_key(|(id, one)| (one.at, *id));
        seen
    }

    pub(super) fn numbered(&self) -> impl Iterator<Item = (CandidateId, &Candidate)> {
        (1u32..).map(CandidateId).zip(&self.candidates)
    }

    /// Every choice, in the order in which they were made.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// What stands for a controller.
    #[must_use]
    pub fn of<'a>(&'a self, controller: &'a str) -> Of<'a> {
        Of {
            all: self,
            controller: Some(controller),
        }
    }

    /// Whether a controller has a moment of its own, as of a moment.
    #[must_use]
    pub fn has_own(&self, controller: &str, now: Millis) -> bool {
        self.of(controller).first_own(now).is_some()
    }

    /// Which moment rules for the incident, as [`Of::ruling`] says it for a controller.
    #[must_use]
    pub fn ruling(&self, start: Start, now: Millis) -> Ruling<'_> {
        self.whole().ruling(start, now)
    }

    /// The moment that rules for the incident; `None` when nothing or the unknown rules.
    #[must_use]
    pub fn moment(&self, start: Start, now: Millis) -> Option<Millis> {
        self.whole().moment(start, now)
    }

    /// What stands for the incident itself.
    #[must_use]
    pub fn whole(&self) -> Of<'_> {
        Of {
            all: self,
            controller: None,
        }
    }

    /// What each candidate would make due under a regime, the earliest candidate first.
    /// What the law of a day cannot count says so, and no other candidate minds.
    #[must_use]
    pub fn prospects<'a>(
        &'a self,
        regime: &Regime,
        facts: &Facts,
        now: Millis,
    ) -> Vec<Prospect<'a>> {
        let mut prospects = Vec::new();
        for (id, candidate) in self.candidates(now) {
            for start in Start::ALL {
                if !(candidate.kind.is_awareness() && candidate.knew.starts(start)) {
                    continue;
                }
                let at = Some(candidate.at);
                let opening = Opening::new("", Trigger::Incident, start, at, facts);
                let clocks = regime.open_or_say(&opening);
                prospects.extend(clocks.into_iter().map(|clock| Prospect {
                    id,
                    candidate,
                    clock: clock.key.clock.clone(),
                    due: clock.due,
                    because: clock.uncounted,
                }));
            }
        }
        prospects
    }

    fn may_rule(&self, id: CandidateId, choice: &Choice) -> Result<(), AwarenessError> {
        let start = choice.start;
        let candidate = self.get(id).ok_or(AwarenessError::Unknown {
            id,
            count: self.candidates.len(),
        })?;
        if !candidate.kind.is_awareness() {
            return Err(AwarenessError::NotOpened { id });
        }
        if !candidate.knew.starts(start) {
            let kind = candidate.kind;
            return Err(AwarenessError::DoesNotStart { id, kind, start });
        }
        match &candidate.controller {
            Some(of) if choice.controller.as_ref() != Some(of) => {
                Err(AwarenessError::OfAnother { id, of: of.clone() })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn get(&self, id: CandidateId) -> Option<&Candidate> {
        let place = usize::try_from(id.0).ok()?.checked_sub(1)?;
        self.candidates.get(place)
    }
}

fn not_empty(text: &str, what: &'static str) -> Result<(), AwarenessError> {
    if text.trim().is_empty() {
        return Err(AwarenessError::Empty { what });
    }
    Ok(())
}
