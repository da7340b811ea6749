//! What the steps of an incident say.

use std::collections::{BTreeMap, BTreeSet};

use event::Millis;

use super::{
    error::CaseError,
    named::{Exclusion, Inclusion},
    number::Number,
    pushing::{Proposed, Push},
    records::{Custody, Evidence, KnownFact, Obligation, Said},
    scope::Frozen,
    step::{Mode, Step, What},
    when::{Counted, moments},
    words::readable,
};
use crate::law::{
    Answer, Awareness, ClockKey, Delay, DutyKey, Facts, Filing, Outcome, Posting, Register,
    Request, Start,
};

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Opened, and not yet confirmed.
    Open,
    /// It is one.
    Confirmed,
    /// The reading has ended.
    Contained,
    /// It is over.
    Closed,
    /// It goes on in another.
    Merged,
}

impl Stage {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Confirmed => "confirmed",
            Stage::Contained => "contained",
            Stage::Closed => "closed",
            Stage::Merged => "merged",
        }
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Incident {
    /// Its number, among the real or among the exercises.
    pub id: Number,
    /// Real or exercise.
    pub mode: Mode,
    /// What it is called.
    pub title: String,
    /// How far it is.
    pub stage: Stage,
    /// Every step, as it was taken.
    pub steps: Vec<Step>,
    /// Findings it was opened from.
    pub findings: Vec<String>,
    /// Regimes that are asked.
    pub regimes: Vec<String>,
    /// Controllers it concerns.
    pub controllers: Vec<String>,
    /// Its selections, joined by OR.
    pub selections: Vec<String>,
    /// Subjects of whom a person said that they are in it, whatever the selections say, and those that are not.
    pub included: BTreeMap<String, Inclusion>,
    /// See `included`.
    pub excluded: BTreeMap<String, Exclusion>,
    /// Versions of its scope, the first first.
    pub scopes: Vec<Frozen>,
    /// Moments that may have been awareness.
    pub awareness: Awareness,
    /// Decisions on duties.
    pub register: Register,
    /// Evidence, and what was done with it.
    pub evidence: Vec<Evidence>,
    /// See `evidence`.
    pub custody: Vec<Custody>,
    /// What is known.
    pub facts: Vec<KnownFact>,
    /// What is owed beside the law.
    pub obligations: Vec<Obligation>,
    /// What was published.
    pub said: Vec<Said>,
    /// Requests of police and prosecutors that notices wait.
    pub requests: Vec<Request>,
    /// Postings in place of notices.
    pub postings: Vec<Posting>,
    /// What was proposed to be pushed, in order.
    pub proposals: Vec<Proposed>,
    /// Pushes of its block lists, in order.
    pub pushes: Vec<Push>,
    /// Who may see it; empty is everybody with a role.
    pub restricted: Vec<String>,
    /// Since when the reading has ended, and what was done.
    pub contained: Option<(Millis, String)>,
    /// The incident that it goes on in, where it was merged into another.
    pub goes_on_in: Option<Number>,
    /// The incident that it was split off, where it was.
    pub split_from: Option<Number>,
    /// The steps that were taken back, each with the one that did it.
    pub(super) taken_back: BTreeMap<u32, u32>,
    /// The ids of what steps entered, by their numbers.
    pub(super) called: BTreeMap<u32, String>,
    /// What came from other incidents, as they called it and as it is called here.
    pub(super) heirlooms: BTreeMap<String, String>,
    /// What was numbered so far.
    pub(super) counts: Counts,
    /// When the people of a scope version were known, where somebody said so.
    pub(super) groups: BTreeMap<u32, Option<Millis>>,
    /// What the rules proposed of a duty when it was last decided.
    pub(super) proposed_then: BTreeMap<DutyKey, Answer>,
    /// What is so or not when a law asks.
    pub(super) says: Facts,
    /// The same as it was said of one controller, which stands before it.
    pub(super) says_of: BTreeMap<String, Facts>,
    /// Steps that it took over from another and that change nothing here.
    pub(super) idle: BTreeSet<u32>,
    /// Moments of awareness of its own, as they were when another was first merged into it after its people were counted.
    pub(super) before_merge: Option<Awareness>,
    /// Since when an incident that was merged in knew of its incident or leak, by the version that counts its people.
    pub(super) known_elsewhere: BTreeMap<(u32, Start), Millis>,
    /// What was recorded on clocks, in order.
    pub(super) on_clocks: Vec<(ClockKey, OnClock)>,
    /// When its steps count as taken.
    pub(super) counted: Counted,
}

/// What was entered, by what is numbered in the order of entry; taken back, it is counted all the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) candidates: u32,
    pub(super) owed: u32,
    pub(super) requests: u32,
    pub(super) postings: u32,
    pub(super) pushes: u32,
}

/// Something recorded on a clock.
#[derive(Debug, Clone)]
pub(super) enum OnClock {
    Filed(Filing),
    Delayed(Delay),
    DelayEnded(String, Millis),
    Settled(Outcome),
}

impl Incident {
    /// The incident that steps tell, which were taken before.
    ///
    /// # Errors
    /// When a step does not follow from those before it.
    pub fn told(id: Number, steps: &[Step]) -> Result<Incident, CaseError> {
        Incident::retold(id, steps).map_err(|(_, error)| error)
    }

    /// As [`Incident::told`]; an error comes with the number of the step that does not follow.
    pub(super) fn retold(id: Number, steps: &[Step]) -> Result<Incident, (u32, CaseError)> {
        let (first, rest) = steps.split_first().ok_or((1, CaseError::Opening))?;
        let mut incident = Incident::first(id, first.clone()).map_err(|e| (1, e))?;
        // Known from the beginning, so that what is taken back is nowhere in between; it was so when it was taken back.
        let taken_back = steps.iter().filter_map(|step| match step.what {
            What::TakenBack { step: number } => Some((number, step.number)),
            _ => None,
        });
        incident.taken_back = taken_back.collect();
        for (step, at) in rest.iter().zip(moments(steps.iter()).into_iter().skip(1)) {
            incident
                .add(step.clone(), at)
                .map_err(|e| (step.number, e))?;
        }
        Ok(incident)
    }

    /// A new incident.
    ///
    /// # Errors
    /// When the step does not open one, or its title is none.
    pub fn opened(id: Number, step: Step) -> Result<Incident, CaseError> {
        super::taking::says_who_and_why(&step)?;
        readable(&step)?;
        Incident::first(id, step)
    }

    fn first(id: Number, step: Step) -> Result<Incident, CaseError> {
        let What::Opened {
            mode,
            title,
            findings,
            regimes,
            controllers,
        } = &step.what
        else {
            return Err(CaseError::Opening);
        };
        if step.number != 1 {
            return Err(CaseError::Number {
                found: step.number,
                last: 0,
            });
        }
        super::taking::says_who_and_why(&step)?;
        for regime in regimes {
            crate::law::regime(regime)?;
        }
        Ok(Incident {
            id,
            mode: *mode,
            title: title.clone(),
            stage: Stage::Open,
            findings: findings.clone(),
            regimes: regimes.clone(),
            controllers: controllers.clone(),
            selections: Vec::new(),
            included: BTreeMap::new(),
            excluded: BTreeMap::new(),
            scopes: Vec::new(),
            awareness: Awareness::default(),
            register: Register::default(),
            evidence: Vec::new(),
            custody: Vec::new(),
            facts: Vec::new(),
            obligations: Vec::new(),
            said: Vec::new(),
            requests: Vec::new(),
            postings: Vec::new(),
            proposals: Vec::new(),
            pushes: Vec::new(),
            restricted: Vec::new(),
            contained: None,
            goes_on_in: None,
            split_from: None,
            taken_back: BTreeMap::new(),
            called: BTreeMap::new(),
            heirlooms: BTreeMap::new(),
            counts: Counts::default(),
            groups: BTreeMap::new(),
            proposed_then: BTreeMap::new(),
            says: Facts::default(),
            says_of: BTreeMap::new(),
            idle: BTreeSet::new(),
            before_merge: None,
            known_elsewhere: BTreeMap::new(),
            on_clocks: Vec::new(),
            counted: Counted::default(),
            steps: vec![step],
        })
    }

    /// The number of the next step.
    #[must_use]
    pub fn next(&self) -> u32 {
        self.steps.last().map_or(1, |step| step.number + 1)
    }

    /// The latest version of its scope.
    #[must_use]
    pub fn scope(&self) -> Option<&Frozen> {
        self.scopes.last()
    }

    /// A version of its scope.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&Frozen> {
        self.scopes.iter().find(|of| of.version == version)
    }

    /// A version, or the latest where none is named.
    #[must_use]
    pub fn version_or_latest(&self, version: Option<u32>) -> Option<&Frozen> {
        match version {
            Some(version) => self.version(version),
            None => self.scope(),
        }
    }

    /// The last step that chose what belongs to it, where that came after the last version was frozen.
    #[must_use]
    pub fn chosen_since(&self) -> Option<u32> {
        let is_of_scope = |step: &&Step| {
            matches!(
                step.what,
                What::Selected { .. }
                    | What::Included { .. }
                    | What::Excluded { .. }
                    | What::Scoped(_)
            )
        };
        let last = self.steps.iter().rev().find(is_of_scope)?;
        match last.what {
            What::Scoped(_) => None,
            _ => Some(last.number),
        }
    }

    /// Its selections as one.
    #[must_use]
    pub fn selection(&self) -> String {
        match self.selections.as_slice() {
            [one] => one.clone(),
            many => many
                .iter()
                .map(|one| format!("({one})"))
                .collect::<Vec<_>>()
                .join(" OR "),
        }
    }

    /// A selection without the subjects whom people named out of this incident.
    #[must_use]
    pub fn but_excluded(&self, selection: &str) -> String {
        if self.excluded.is_empty() {
            return selection.to_owned();
        }
        let excluded: Vec<String> = self.excluded.keys().map(|of| format!("'{of}'")).collect();
        format!("({selection}) AND NOT subject IN ({})", excluded.join(", "))
    }

    /// Whether somebody may see that it exists.
    #[must_use]
    pub fn may_be_seen_by(&self, name: &str) -> bool {
        self.restricted.is_empty() || self.restricted.iter().any(|of| of == name)
    }

    /// When the people whom a version adds were known: as somebody said, else when it was frozen.
    #[must_use]
    pub fn group_known(&self, version: u32) -> Option<Millis> {
        match self.groups.get(&version) {
            Some(known) => *known,
            None => self.frozen_at(version),
        }
    }

    /// When a version was frozen.
    #[must_use]
    pub fn frozen_at(&self, version: u32) -> Option<Millis> {
        let is = |step: &&Step| matches!(&step.what, What::Scoped(of) if of.version == version);
        self.steps
            .iter()
            .find(is)
            .map(|step| self.counts_as_of(step))
    }
}
