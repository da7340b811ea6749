//! What becomes of the steps of an incident that is merged into another, or of which a part is split off: what was
//! filed, who was told and what was decided must survive, and what counts people of one scope stays with it.
//!
//! Ids keep where they came from: evidence `E1` of incident 3 is `3/E1` in the one that takes it over. What is numbered
//! (`O1`, `R1`, `P1`) gets the next number there.

use std::collections::BTreeMap;

use super::{
    concerning::add_to,
    error::CaseError,
    incident::{Incident, OnClock},
    number::Number,
    step::{ClockName, Step, What},
    taking::on_clock,
};
use crate::law::ClockKey;

/// How steps pass from one incident to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// It goes on in the other.
    Merge,
    /// The other goes on with a part, beside it.
    Split,
}

/// What becomes of a step when its incident is merged or split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The other takes it over.
    Goes,
    /// It is taken over in a merge; a part has its own, or had it from its first step.
    Merges,
    /// It is taken over by a part, which is the same incident; the other of a merge has a choice of its own.
    Parts,
    /// It stays on record where it was taken.
    Stays,
}

impl What {
    /// What becomes of it. Every kind of step is decided here, so that a new one must be.
    #[must_use]
    pub fn fate(&self) -> Fate {
        match self {
            // Its laws, controllers and findings; a part is opened with the same.
            What::Opened { .. } | What::Concerns { .. } => Fate::Merges,
            // What it selects now, with whom people named in or out, goes as a whole: [`Incident::selects_now`].
            What::Selected { .. } | What::Included { .. } | What::Excluded { .. } => Fate::Stays,
            // A version is counted from the selection of its incident, and a group is of a version.
            What::Scoped(_) | What::GroupKnown { .. } => Fate::Stays,
            What::Candidate { .. } => Fate::Goes,
            // In a merge the earliest of both stands until a person chooses among all of them.
            What::Chosen { .. } => Fate::Parts,
            // What was said of it itself stands, where both said something.
            What::Says { .. } | What::Risk { .. } | What::Decided { .. } => Fate::Goes,
            What::Filed { .. }
            | What::Delayed { .. }
            | What::DelayEnded { .. }
            | What::Settled { .. } => Fate::Goes,
            What::Requested { .. }
            | What::Reviewed { .. }
            | What::RequestEnded { .. }
            | What::Posted { .. }
            | What::PostingDown { .. }
            | What::PostingUp { .. } => Fate::Goes,
            What::Fact { .. }
            | What::Took(_)
            | What::Handed { .. }
            | What::Owed { .. }
            | What::Answered { .. } => Fate::Goes,
            // The other is seen by those alone who may see both: [`Incident::passes_on`].
            What::Restricted { .. } => Fate::Goes,
            // How far an incident is, a person judges of each.
            What::Confirmed
            | What::Contained { .. }
            | What::Closed
            | What::ClosedAsNone
            | What::Reopened
            | What::MergedInto { .. }
            | What::SplitFrom { .. } => Fate::Stays,
            // They rest on a scope version; what was filed of them, `Filed` carries.
            What::BlockListed { .. }
            | What::Wrote { .. }
            | What::Accepted(_)
            | What::Published { .. } => Fate::Stays,
            What::PushProposed(_) | What::PushBegun(_) | What::PushEnded(_) => Fate::Stays,
            // What is taken back does not go, so there is nothing to take back there.
            What::TakenBack { .. } => Fate::Stays,
            What::Inherited { step, .. } => step.what.fate(),
        }
    }

    /// What was done, wherever it was taken over from.
    #[must_use]
    pub fn inner(&self) -> &What {
        match self {
            What::Inherited { step, .. } => step.what.inner(),
            own => own,
        }
    }
}

impl Incident {
    /// The steps that another takes over from this one, in their order; who may see that one is narrowed first.
    #[must_use]
    pub fn passes_on(&self, heir: &Incident, passing: Passing) -> Vec<What> {
        let goes = |what: &What| match (what.fate(), passing) {
            _ if matches!(what.inner(), What::Restricted { .. }) => false,
            (Fate::Goes, _) | (Fate::Merges, Passing::Merge) | (Fate::Parts, Passing::Split) => {
                true
            }
            _ => false,
        };
        let inherited = |step: &Step| What::Inherited {
            incident: self.id,
            called: self.called(step.number).map(str::to_owned),
            step: Box::new(step.clone()),
        };
        let narrowed = self.narrows(heir).map(|names| What::Restricted { names });
        let rest = self.standing().filter(|step| goes(&step.what));
        let (selects, names) = match passing {
            Passing::Merge => (self.selects_now(heir), self.names_now(heir)),
            Passing::Split => (Vec::new(), Vec::new()),
        };
        let first = narrowed.into_iter().chain(selects);
        first.chain(rest.map(inherited)).chain(names).collect()
    }

    /// What it selects now, as steps of another that joins it to its own: what was replaced stays behind. Whom people
    /// named out is left out of these reads alone, for whom one incident leaves out may be of the other.
    fn selects_now(&self, heir: &Incident) -> Vec<What> {
        let mut steps = Vec::new();
        if !self.selections.is_empty() {
            let selection = self.but_excluded(&self.selection());
            if !heir.selections.contains(&selection) {
                steps.push(What::Selected {
                    selection,
                    replaces: false,
                });
            }
        }
        steps
    }

    /// Whom people named in and another did not, once that one has the controllers who answer for them.
    fn names_now(&self, heir: &Incident) -> Vec<What> {
        let mut alike: BTreeMap<(Vec<String>, Option<String>), Vec<String>> = BTreeMap::new();
        let of_this = self.included.iter();
        for (subject, of) in of_this.filter(|(subject, _)| !heir.included.contains_key(*subject)) {
            let fields: Vec<String> = of.fields.iter().cloned().collect();
            let mut controllers: Vec<Option<String>> =
                of.controllers.iter().cloned().map(Some).collect();
            if controllers.is_empty() {
                controllers.push(None);
            }
            for controller in controllers {
                let of_them = alike.entry((fields.clone(), controller)).or_default();
                of_them.push(subject.clone());
            }
        }
        let steps = alike.into_iter();
        steps
            .map(|((fields, controller), subjects)| What::Included {
                subjects,
                fields,
                controller,
            })
            .collect()
    }

    /// Who may see both, where those are fewer than may see the heir.
    fn narrows(&self, heir: &Incident) -> Option<Vec<String>> {
        if self.restricted.is_empty() {
            return None;
        }
        let both = self
            .restricted
            .iter()
            .filter(|name| heir.may_be_seen_by(name));
        let both: Vec<String> = both.cloned().collect();
        // Nobody who sees both is nobody who could merge them; an empty list would let everybody see it.
        (!both.is_empty() && both != heir.restricted).then_some(both)
    }

    /// Takes over a step of another incident.
    pub(super) fn inherit(&mut self, step: &Step) -> Result<(), CaseError> {
        let (chain, other) = origin(step);
        let from = prefix(&chain);
        let mut taken = other.clone();
        taken.number = step.number;
        // When somebody looked at a request, or was asked, is counted from then on, whoever goes on with it.
        taken.at = match taken.what {
            What::Requested { .. } | What::Reviewed { .. } | What::Owed { .. } => {
                taken.at.min(step.at)
            }
            _ => step.at,
        };
        let is_part = chain
            .first()
            .is_some_and(|from| self.split_from == Some(*from));
        if !is_part && !self.scopes.is_empty() && self.before_merge.is_none() {
            self.before_merge = Some(self.awareness.clone());
        }
        if !self.takes_over(&taken.what, is_part) {
            self.idle.insert(step.number);
            return Ok(());
        }
        self.rename(&from, &mut taken.what);
        let known = self.awareness.count();
        self.go_on_with(&taken, &from)?;
        if !is_part {
            self.awareness.brought(known);
            self.learns_of_others(&taken);
        }
        Ok(())
    }

    /// Says a step as if it had been taken here, under the names that things have here.
    fn go_on_with(&mut self, taken: &Step, from: &str) -> Result<(), CaseError> {
        let what = taken.what.clone();
        if let Some((name, record)) = on_clock(&what, taken) {
            // It was held against the law when it was recorded; awareness may be another here, and all stays on record. What
            // became of a possibility stands once: where it is known here, the other is what its leak is, a moment at which
            // it was known.
            if !self.is_settled_beside(name, &record) {
                self.record(name, record, Some(from));
            }
            // The leak that a settlement tells of is known here too.
            return self.learned_of_leak(&what, taken);
        }
        if let What::Opened {
            findings,
            regimes,
            controllers,
            ..
        } = &what
        {
            add_to(&mut self.findings, findings);
            self.concern(regimes, controllers);
            return Ok(());
        }
        self.say(&what, taken)
    }

    /// Whether a step of another incident was taken over from it and says something here.
    #[must_use]
    pub fn took_over(&self, from: &Incident, of: &Step) -> bool {
        self.standing().any(|step| {
            !self.idle.contains(&step.number)
                && matches!(&step.what, What::Inherited { incident, step, .. }
                    if *incident == from.id && step.number == of.number)
        })
    }

    /// Whether it settles a possibility that is settled here.
    fn is_settled_beside(&self, name: &ClockName, record: &OnClock) -> bool {
        let key = name.key();
        let is_it = |(of, record): &(ClockKey, OnClock)| {
            *of == key && matches!(record, OnClock::Settled(_))
        };
        matches!(record, OnClock::Settled(_)) && self.on_clocks.iter().any(is_it)
    }

    /// Whether it changes anything here; what does not is on record all the same.
    fn takes_over(&self, what: &What, is_part: bool) -> bool {
        let own = |is: &dyn Fn(&What) -> bool| self.standing().any(|step| is(&step.what));
        match what {
            // It counts the people of a scope version, which is not one of this incident.
            What::Filed { clock, .. }
            | What::Delayed { clock, .. }
            | What::DelayEnded { clock, .. }
            | What::Settled { clock, .. }
                if clock.group.is_some() =>
            {
                false
            }
            // That there was no leak, or no duty, was judged of the other alone.
            What::Settled { leaked: false, .. } => is_part,
            What::Decided { answer, .. } if answer.stops() && !is_part => false,
            What::Decided {
                clock, controller, ..
            } => !own(
                &|of| matches!(of, What::Decided { clock: c, controller: d, .. } if c == clock && d == controller),
            ),
            What::Says {
                fact, controller, ..
            } => {
                let same = |of: &What| matches!(of, What::Says { fact: said, controller: of, .. } if said == fact && of == controller);
                !own(&same)
            }
            What::Risk { controller, .. } => {
                !own(&|of| matches!(of, What::Risk { controller: of, .. } if of == controller))
            }
            What::Restricted { .. } => false,
            // Taken over one by one before a merge carried over what is selected now.
            What::Selected { .. } | What::Included { .. } => !is_part,
            other => match other.fate() {
                Fate::Goes => true,
                Fate::Merges => !is_part,
                Fate::Parts => is_part,
                Fate::Stays => false,
            },
        }
    }

    /// Gives what a step names the ids that it has here: evidence, facts and clocks of facts.
    fn rename(&self, from: &str, what: &mut What) {
        let ours = |id: &mut String| *id = format!("{from}/{id}");
        // Only what came along: a candidate may rest on a finding, which is nobody's evidence.
        let came = |id: &mut String| {
            let here = format!("{from}/{id}");
            if self.evidence.iter().any(|of| of.id == here) {
                *id = here;
            }
        };
        let on = |clock: &mut ClockName| clock.fact.iter_mut().for_each(ours);
        match what {
            What::Took(evidence) => ours(&mut evidence.id),
            What::Handed { evidence, .. } => ours(evidence),
            What::Fact { id, evidence, .. } => {
                ours(id);
                evidence.iter_mut().for_each(came);
            }
            What::Selected { replaces, .. } => *replaces = false,
            // Who answered there and not here: nobody said who does here.
            What::Included { controller, .. } => {
                *controller = controller.take().filter(|of| self.controllers.contains(of));
            }
            What::Filed {
                clock, evidence, ..
            }
            | What::Delayed {
                clock, evidence, ..
            } => {
                on(clock);
                came(evidence);
            }
            What::DelayEnded { clock, .. } => on(clock),
            What::Settled {
                clock, evidence, ..
            } => {
                on(clock);
                evidence.iter_mut().for_each(came);
            }
            What::Candidate { evidence, .. }
            | What::Owed { evidence, .. }
            | What::Posted { evidence, .. } => came(evidence),
            What::Requested {
                evidence, counsel, ..
            } => {
                came(evidence);
                counsel.iter_mut().for_each(|of| came(&mut of.evidence));
            }
            What::Decided { evidence, .. } => evidence.iter_mut().for_each(came),
            _ => self.renumber(from, what),
        }
    }

    /// The same of what is numbered in the order of entry.
    fn renumber(&self, from: &str, what: &mut What) {
        let numbered = |id: &mut String| {
            if let Some(here) = self.heirlooms.get(&format!("{from}/{id}")) {
                id.clone_from(here);
            }
        };
        match what {
            What::Answered { obligation: id, .. }
            | What::Reviewed { request: id }
            | What::RequestEnded { request: id, .. }
            | What::PostingDown { posting: id, .. }
            | What::PostingUp { posting: id, .. } => numbered(id),
            What::Chosen { candidate, .. } => {
                let here =
                    candidate.and_then(|of| self.heirlooms.get(&format!("{from}/{CANDIDATE}{of}")));
                let here = here.and_then(|id| id.strip_prefix(CANDIDATE)?.parse().ok());
                *candidate = here.or(*candidate);
            }
            _ => {}
        }
    }

    /// Gives what a step enters its id, in the order of entry, and finds that of what it is about. Taken back, it keeps
    /// it: no number is given twice.
    pub(super) fn name(&mut self, step: &Step) {
        let (chain, other) = origin(step);
        let own = |id: &str| match chain.is_empty() {
            true => id.to_owned(),
            false => format!("{}/{id}", prefix(&chain)),
        };
        let enters_leak = self.enters_leak(&other.what);
        let counts = &mut self.counts;
        let id = match &other.what {
            What::Candidate { .. } => numbered(CANDIDATE, &mut counts.candidates),
            What::Settled { .. } if enters_leak => numbered(CANDIDATE, &mut counts.candidates),
            What::Owed { .. } => numbered("O", &mut counts.owed),
            What::Requested { .. } => numbered("R", &mut counts.requests),
            What::Posted { .. } => numbered("P", &mut counts.postings),
            What::PushBegun(_) => numbered("W", &mut counts.pushes),
            What::Took(evidence) => own(&evidence.id),
            What::Handed { evidence, .. } => own(evidence),
            What::Fact { id, .. } => own(id),
            What::Answered { obligation: id, .. }
            | What::Reviewed { request: id }
            | What::RequestEnded { request: id, .. }
            | What::PostingDown { posting: id, .. }
            | What::PostingUp { posting: id, .. } => {
                let here = self.heirlooms.get(&own(id)).cloned();
                here.unwrap_or_else(|| id.clone())
            }
            _ => return,
        };
        let (mut theirs, mut at) = (String::new(), &step.what);
        while let What::Inherited {
            incident,
            called,
            step,
        } = at
        {
            theirs.push_str(&format!("{incident}/"));
            if let Some(called) = called {
                self.heirlooms
                    .insert(format!("{theirs}{called}"), id.clone());
            }
            at = &step.what;
        }
        self.called.insert(step.number, id);
    }
}

/// What stands before the number of a candidate in its id.
const CANDIDATE: &str = "candidate ";

fn numbered(before: &str, count: &mut u32) -> String {
    *count += 1;
    format!("{before}{count}")
}

/// From which incidents a step came, the last one first, and the step as it was taken there.
fn origin(step: &Step) -> (Vec<Number>, &Step) {
    let (mut chain, mut at) = (Vec::new(), step);
    while let What::Inherited { incident, step, .. } = &at.what {
        chain.push(*incident);
        at = step;
    }
    (chain, at)
}

fn prefix(chain: &[Number]) -> String {
    let numbers: Vec<String> = chain.iter().map(ToString::to_string).collect();
    numbers.join("/")
}

/// The incident that a step was taken over from, as ids of what came along have it; `None` of our own.
pub(super) fn taken_from(step: &Step) -> Option<String> {
    let (chain, _) = origin(step);
    (!chain.is_empty()).then(|| prefix(&chain))
}

/// An id as it came along from another incident, or our own.
fn along(from: &str, id: &str) -> String {
    match from.is_empty() {
        true => id.to_owned(),
        false => format!("{from}/{id}"),
    }
}

impl Step {
    /// The fact on whose clock it records something, as the incident that took it or took it over knows it.
    pub(super) fn on_fact(&self) -> Option<String> {
        let (chain, other) = origin(self);
        let (name, _) = on_clock(&other.what, other)?;
        Some(along(&prefix(&chain), name.fact.as_deref()?))
    }

    /// The ids of evidence that it names, as the incident that took it or took it over knows them.
    pub(super) fn names_evidence(&self) -> Vec<String> {
        let (chain, other) = origin(self);
        let from = prefix(&chain);
        let named = other.what.evidence().into_iter();
        named.map(|id| along(&from, id)).collect()
    }
}
