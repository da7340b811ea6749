//! Whom filings reached. A filing is of the people whom the scope counted when it was recorded: what was filed before the
//! first version, and what another incident filed, told nobody of that version. Then the first version opens the clocks of
//! its people as a later one does: a notice to all of them, and the report that adds to the first.

use event::Millis;

use super::{
    error::CaseError,
    incident::{Incident, OnClock},
    scope::Frozen,
    step::{ClockName, Step, What},
};
use crate::law::{Clock, ClockKey, Facts, Filing, Knew, Opening, Regime, Start, ToWhom, Trigger};

/// The first version of a scope.
const FIRST: u32 = 1;

const WHYS: [Unreached; 2] = [Unreached::Early, Unreached::Elsewhere];

/// Why what is filed at a clock of the incident told nobody of the first version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// Nobody was counted here yet.
    Early,
    /// It was filed for the people of another, which was merged into this one when its own were counted.
    Elsewhere,
}

impl Unreached {
    /// Why, as a sentence goes on.
    #[must_use]
    pub fn because(self) -> &'static str {
        match self {
            Unreached::Early => "it was recorded before anybody was counted here",
            Unreached::Elsewhere => "it was filed for the people of another incident",
        }
    }
}

impl Incident {
    /// Keeps what is recorded on a clock, with whom a filing could reach.
    pub(super) fn record(&mut self, name: &ClockName, mut record: OnClock, from: Option<&str>) {
        if let OnClock::Filed(filing) = &mut record {
            filing.version = self.scope().map_or(0, |of| of.version);
            filing.from = from.map(str::to_owned);
        }
        self.on_clocks.push((name.key(), record));
    }

    /// Why what was filed at a clock of the incident told nobody of its first version, whose people then have a clock of
    /// their own ([`Trigger::Group`] of scope 1); `None` where it told them, or nobody is counted.
    #[must_use]
    pub fn reached_nobody(&self, key: &ClockKey) -> Option<Unreached> {
        let scope = self.version(FIRST)?;
        let is_asked = key.trigger == Trigger::Incident && self.reaches(scope, &key.controller);
        self.unreached(key).filter(|_| is_asked)
    }

    /// The clocks of the people of the first version of whom nobody was told by what was filed, for one controller.
    pub(super) fn first_groups(
        &self,
        regime: &Regime,
        (controller, facts): (&str, &Facts),
        now: Millis,
    ) -> Vec<Clock> {
        let mut clocks: Vec<Clock> = Vec::new();
        let first = self.version(FIRST);
        // Only what was recorded on a clock of the incident, or of this group, opens one.
        let is_of = |key: &ClockKey| key.regime == regime.id && key.controller == controller;
        let is_recorded = self.on_clocks.iter().any(|(key, _)| is_of(key));
        if !is_recorded || !first.is_some_and(|scope| self.reaches(scope, controller)) {
            return clocks;
        }
        for (why, start) in WHYS
            .iter()
            .flat_map(|why| Start::ALL.map(|start| (*why, start)))
        {
            if start == Start::PossibilityKnown && self.leak_was_known(controller, now) {
                continue;
            }
            for is_notice in [true, false] {
                let known = self.first_known((why, start), (controller, is_notice), now);
                let trigger = Trigger::Group { scope: FIRST };
                let opening = Opening::new(controller, trigger, start, known, facts);
                let mut opened = regime.open_or_say(&opening);
                opened.retain(|of| {
                    tells_people(of) == is_notice
                        && self.opens_first(&of.key) == Some(why)
                        && !clocks.iter().any(|other| other.key == of.key)
                });
                clocks.extend(opened);
            }
        }
        self.as_before_merge(regime, (controller, facts), &mut clocks, now);
        clocks
    }

    /// Gives reports on the people of the first version the limits that they had before another incident was merged into
    /// this one, unless somebody said since when they were known.
    fn as_before_merge(
        &self,
        regime: &Regime,
        (controller, facts): (&str, &Facts),
        clocks: &mut [Clock],
        now: Millis,
    ) {
        let own = self.before_merge.as_ref();
        let Some(own) = own.filter(|_| !self.groups.contains_key(&FIRST)) else {
            return;
        };
        let own = own.of(controller).open(regime, facts, now);
        for clock in clocks.iter_mut().filter(|of| !tells_people(of)) {
            let is_elsewhere = self.opens_first(&clock.key) == Some(Unreached::Elsewhere);
            let before = own.iter().find(|of| of.key.clock == clock.key.clock);
            if let Some(before) = before.filter(|_| is_elsewhere) {
                *clock = clock.clone().counted_as(before);
            }
        }
    }

    /// Why the first version opens a clock for its people; `None` where it opens none. What was recorded on it keeps it.
    fn opens_first(&self, group: &ClockKey) -> Option<Unreached> {
        let of_incident = group.of_incident();
        let is_used = || self.on_clocks.iter().any(|(key, _)| key == group);
        let why = self.unreached(&of_incident);
        why.or_else(|| is_used().then_some(Unreached::Early))
    }

    /// What was recorded first at a clock says whom the filing was for: who files again for others does so on their clock.
    fn unreached(&self, key: &ClockKey) -> Option<Unreached> {
        let mut filed = self
            .on_clocks
            .iter()
            .filter_map(|(of, record)| match record {
                OnClock::Filed(filing) if of == key => Some(filing),
                _ => None,
            });
        let first: &Filing = filed.find(|of| of.corrects.is_none())?;
        match (first.version, &first.from) {
            (0, _) => Some(Unreached::Early),
            (_, Some(_)) => Some(Unreached::Elsewhere),
            (_, None) => None,
        }
    }

    /// Since when the people of the first version were known, as somebody said. If nobody did, a notice counts from what the
    /// incident itself knew, so that who was not told waits no longer than if nothing had been filed; and what an authority
    /// is told further, from when they were counted.
    fn first_known(
        &self,
        (why, start): (Unreached, Start),
        (controller, is_notice): (&str, bool),
        now: Millis,
    ) -> Option<Millis> {
        if let Some(said) = self.groups.get(&FIRST) {
            return *said;
        }
        if !is_notice {
            return self.frozen_at(FIRST);
        }
        let own = self.before_merge.as_ref();
        let own = own.filter(|_| why == Unreached::Elsewhere);
        own.and_then(|of| of.of(controller).moment(start, now))
            .or_else(|| self.awareness.of(controller).moment(start, now))
    }

    /// Keeps since when the people were known whom a merge brings to one that counted its own: the next version counts them.
    pub(super) fn learns_of_others(&mut self, brought: &Step) {
        let (at, knew) = match &brought.what {
            What::Candidate {
                kind,
                happened,
                knew,
                ..
            } if kind.is_awareness() => (*happened, *knew),
            What::Settled {
                leaked: true,
                known,
                ..
            } => (*known, Knew::Leak),
            _ => return,
        };
        let Some(next) = self.scope().map(|scope| scope.version + 1) else {
            return;
        };
        for start in [Start::IncidentKnown, Start::LeakKnown] {
            if knew.starts(start) {
                let known = self.known_elsewhere.entry((next, start)).or_insert(at);
                *known = (*known).min(at);
            }
        }
    }

    /// Counts the notices to people of another incident from what that one knew of their leak, unless somebody said since
    /// when they were known: a merge makes nobody wait longer.
    pub(super) fn count_from_elsewhere(
        &self,
        regime: &Regime,
        facts: &Facts,
        clocks: &mut [Clock],
    ) {
        for clock in clocks.iter_mut().filter(|of| tells_people(of)) {
            let known = self.known_there(&clock.key, start_of(clock));
            // Where the law of that day knows no such clock, it counts as it does.
            if let Some(at) = known.filter(|at| clock.started.is_some_and(|from| *at < from))
                && let Ok(counted) = regime.restart(clock, Some(at), facts, None)
            {
                *clock = counted;
            }
        }
    }

    /// Gives reports on people of another incident the limits that they had in that one, where it filed none of its own and
    /// nobody said since when they were known.
    pub(super) fn limits_from_elsewhere(
        &self,
        regime: &Regime,
        facts: &Facts,
        clocks: &mut [Clock],
    ) {
        for clock in clocks.iter_mut().filter(|of| !tells_people(of)) {
            if self.was_filed_elsewhere(&clock.key) {
                continue;
            }
            for start in [Start::LeakKnown, Start::IncidentKnown] {
                let Some(at) = self.known_there(&clock.key, start) else {
                    continue;
                };
                let controller = clock.key.controller.clone();
                let opening = Opening::new(&controller, Trigger::Incident, start, Some(at), facts);
                let opened = regime.open_or_say(&opening);
                let before = opened.iter().find(|of| of.key.clock == clock.key.clock);
                if let Some(before) = before.filter(|of| of.is_due_before(clock)) {
                    *clock = clock.clone().counted_as(before);
                }
            }
        }
    }

    /// Since when another incident knew of the people of a group, unless somebody said it here.
    fn known_there(&self, key: &ClockKey, start: Start) -> Option<Millis> {
        let Trigger::Group { scope } = &key.trigger else {
            return None;
        };
        let known = self.known_elsewhere.get(&(*scope, start));
        known.filter(|_| !self.groups.contains_key(scope)).copied()
    }

    /// Whether an incident that was merged into this one filed at the clock of a group before.
    fn was_filed_elsewhere(&self, group: &ClockKey) -> bool {
        let of_incident = group.of_incident();
        self.on_clocks.iter().any(|(key, record)| {
            *key == of_incident && matches!(record, OnClock::Filed(filing) if filing.from.is_some())
        })
    }

    /// Whether the people of the first version have clocks of their own, for what was filed told nobody of it.
    pub(super) fn first_is_a_group(&self, now: Millis) -> Result<bool, CaseError> {
        let clocks = self.clocks(now)?;
        let of_first = Trigger::Group { scope: FIRST };
        Ok(clocks.iter().any(|of| of.key.trigger == of_first))
    }

    /// Whether the leak was known when people were counted: then they are told of that, and not of a possibility.
    fn leak_was_known(&self, controller: &str, now: Millis) -> bool {
        let leak = self.awareness.of(controller).moment(Start::LeakKnown, now);
        leak.is_some_and(|leak| self.frozen_at(FIRST).is_none_or(|at| leak <= at))
    }

    /// Whether a version holds anybody for whom a controller answers; where that was not counted, it may.
    fn reaches(&self, scope: &Frozen, controller: &str) -> bool {
        let somebody = |of: &Frozen| {
            let figures = &of.figures;
            let people = figures.people.as_ref();
            figures.subjects > 0
                || people.is_some_and(|of| of.high > 0)
                || of.named.as_ref().is_some_and(|of| of.subjects > 0)
        };
        match self.share(scope, controller) {
            Some(share) => somebody(share),
            None => match self.part_of(scope, controller) {
                Some(part) => part.subjects > 0,
                None => somebody(scope),
            },
        }
    }
}

/// What a clock counts from of what another incident knew.
fn start_of(clock: &Clock) -> Start {
    match clock.rule.starts.contains(&Start::IncidentKnown) {
        true => Start::IncidentKnown,
        false => Start::LeakKnown,
    }
}

fn tells_people(clock: &Clock) -> bool {
    clock.rule.to == ToWhom::People
}
