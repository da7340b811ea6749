//! The clocks of an incident: those that awareness starts, those that a version opens which brings people or fields of
//! people, and those that a fact opens, with all that was recorded on them.

use event::Millis;

use super::{
    error::CaseError,
    first::{belongs_to_first, not_before_first, nothing_to_follow},
    incident::{Incident, OnClock},
    settling,
    step::{Step, What},
    taking::on_clock,
};
use crate::law::{
    self, Clock, ClockKey, Delay, Opening, Prospect, Row, Ruling, Start, Trigger, enter_all,
};

impl Incident {
    /// Every clock, as of a moment. One that cannot be counted is among them and says why.
    ///
    /// # Errors
    /// When a regime is not there.
    pub fn clocks(&self, now: Millis) -> Result<Vec<Clock>, CaseError> {
        let mut clocks = self.opened_clocks(&self.on_clocks, now)?;
        for (key, record) in &self.on_clocks {
            if let Some(clock) = clocks.iter_mut().find(|clock| clock.key == *key) {
                keep(clock, record);
            }
        }
        self.keep_taken_back(&mut clocks);
        settling::stand_in(&mut clocks, now);
        Ok(clocks)
    }

    /// Keeps filings whose record was taken back beside those that stand: what was late is not forgotten by it.
    fn keep_taken_back(&self, clocks: &mut [Clock]) {
        for step in self
            .steps
            .iter()
            .filter(|of| self.taken_back(of.number).is_some())
        {
            let Some((name, OnClock::Filed(filing))) = on_clock(step.what.inner(), step) else {
                continue;
            };
            if let Some(clock) = clocks.iter_mut().find(|of| of.key == name.key()) {
                clock.taken_back.push(filing);
            }
        }
    }

    /// What each moment of awareness would make due under the regimes of the incident, as of a moment.
    ///
    /// # Errors
    /// When a regime is not there.
    pub fn prospects(&self, now: Millis) -> Result<Vec<Prospect<'_>>, CaseError> {
        let facts = self.facts_of(None, self.scope());
        let mut all = Vec::new();
        for id in &self.regimes {
            let regime = law::regime(id)?;
            all.extend(self.awareness.prospects(regime, &facts, now));
        }
        Ok(all)
    }

    /// Holds the record that came last, by a step, against the law of its clock.
    pub(super) fn check_last(&self, step: &Step) -> Result<(), CaseError> {
        let Some(((key, last), before)) = self.on_clocks.split_last() else {
            return Ok(());
        };
        let now = step.at;
        // What was recorded in another incident has its clock because it was recorded, and is not asked for it again.
        let records = match step.what {
            What::Inherited { .. } => &self.on_clocks,
            _ => before,
        };
        let mut clocks = self.opened_clocks(records, now)?;
        if clocks.iter().all(|clock| clock.key != *key) {
            self.is_told_with_first(key, (&clocks, before), now)?;
        }
        let known: Vec<String> = clocks.iter().map(|clock| clock.key.to_string()).collect();
        let clock = clocks.iter_mut().find(|clock| clock.key == *key);
        let clock = clock.ok_or_else(|| self.unknown("clock", &key.to_string(), &known))?;
        keep_all(clock, before);
        enter(clock, last)
    }

    /// Every clock that something opened, with nothing recorded on it; `records` are those that open or end others.
    fn opened_clocks(
        &self,
        records: &[(ClockKey, OnClock)],
        now: Millis,
    ) -> Result<Vec<Clock>, CaseError> {
        let mut clocks = Vec::new();
        for id in &self.regimes {
            let regime = law::regime(id)?;
            for controller in &self.controllers {
                let facts = self.law_facts(controller);
                let of_incident = self.awareness.of(controller).open(regime, &facts, now);
                let told = self.after_filings(regime, (controller, &facts), &of_incident, now);
                clocks.extend(of_incident);
                enter_all(&mut clocks, told);
                clocks.extend(self.first_groups(regime, (controller, &facts), now));
                for opening in self.follow_ups(controller, &facts, now) {
                    let mut opened = regime.open_or_say(&opening);
                    self.count_from_elsewhere(regime, &facts, &mut opened);
                    let opened = not_before_first(opened, regime, &facts, (&clocks, records));
                    let mut fresh = self.beside_first(opened, (&clocks, records), now);
                    self.limits_from_elsewhere(regime, &facts, &mut fresh);
                    enter_all(&mut clocks, fresh);
                }
            }
        }
        for clock in &mut clocks {
            clock.asked_to_wait(&self.requests);
        }
        Ok(clocks)
    }

    /// The clocks of a regime that count from what a controller filed at another of them. `clocks` are those that awareness
    /// opened.
    fn after_filings(
        &self,
        regime: &law::Regime,
        (controller, facts): (&str, &law::Facts),
        clocks: &[Clock],
        now: Millis,
    ) -> Vec<Clock> {
        let mut all = Vec::new();
        for rule in &regime.clocks {
            let told = self.told_before((regime, rule), controller, clocks, now);
            let Some((start, at)) = told else { continue };
            let opening = Opening::new(controller, Trigger::Incident, start, Some(at), facts);
            let mut opened = regime.open_or_say(&opening);
            opened.retain(|of| of.key.clock == rule.id);
            all.extend(opened);
        }
        all
    }

    /// One row for each regime and controller, led by what is due first.
    #[must_use]
    pub fn rows<'c>(&self, clocks: &'c [Clock], now: Millis) -> Vec<Row<'c>> {
        law::rows(clocks, &self.register, now)
    }

    /// Of what follows a first notice or report, that which does not belong to the first.
    fn beside_first(
        &self,
        opened: Vec<Clock>,
        (clocks, records): (&[Clock], &[(ClockKey, OnClock)]),
        now: Millis,
    ) -> Vec<Clock> {
        let beside = |clock: Clock| {
            if !clock.rule.follows_first(&clock.key.trigger) {
                return Some(clock);
            }
            let is_recorded = records.iter().any(|(of, _)| *of == clock.key);
            let entry = match &clock.key.trigger {
                Trigger::Fact { id } => self.facts.iter().find(|of| of.id == *id),
                _ => None,
            };
            let entry = entry.and_then(|fact| self.entry(fact));
            let first = self.first_of(&clock.key, (clocks, records), now);
            first.beside(clock, entry.as_ref(), is_recorded)
        };
        opened.into_iter().filter_map(beside).collect()
    }

    /// Refuses what is recorded for a fact that has no clock of its own, for it is told with the first.
    fn is_told_with_first(
        &self,
        key: &ClockKey,
        (clocks, records): (&[Clock], &[(ClockKey, OnClock)]),
        now: Millis,
    ) -> Result<(), CaseError> {
        let Trigger::Fact { id } = &key.trigger else {
            return Ok(());
        };
        let rules = &law::regime(&key.regime)?.clocks;
        let mut own = rules.iter().filter(|of| of.id == key.clock);
        let fact = self.facts.iter().find(|of| of.id == *id);
        match fact.and_then(|of| of.confirmed) {
            Some(confirmed) if own.clone().any(|of| of.follows_first(&key.trigger)) => {
                let first = self.first_of(key, (clocks, records), now);
                Err(belongs_to_first(key, confirmed, &first))
            }
            Some(confirmed) if own.any(|of| of.fact.is_some()) => Err(CaseError::BelongsToFirst {
                fact: id.clone(),
                confirmed,
                is: nothing_to_follow(key, self.id),
            }),
            _ => Ok(()),
        }
    }

    /// What the groups and facts of a controller open.
    fn follow_ups<'a>(
        &'a self,
        controller: &'a str,
        facts: &'a law::Facts,
        now: Millis,
    ) -> Vec<Opening<'a>> {
        let mut openings = Vec::new();
        for scope in self.scopes.iter().filter(|scope| scope.version > 1) {
            if self.brings(scope, controller) {
                let of = self
                    .group_starts((scope.version, controller), now)
                    .into_iter();
                openings.extend(of.map(|(start, at)| {
                    let trigger = Trigger::Group {
                        scope: scope.version,
                    };
                    Opening::new(controller, trigger, start, at, facts)
                }));
            }
        }
        for fact in self.facts.iter().filter(|fact| fact.confirmed.is_some()) {
            let trigger = Trigger::Fact {
                id: fact.id.clone(),
            };
            openings.push(Opening::new(
                controller,
                trigger,
                Start::LeakKnown,
                fact.confirmed,
                facts,
            ));
        }
        openings
    }

    /// What is known of the people whom a version adds, and since when: nothing of them before it was known of anybody.
    /// Where the leak is known by then it is theirs too, and no mere possibility.
    fn group_starts(
        &self,
        (version, controller): (u32, &str),
        now: Millis,
    ) -> Vec<(Start, Option<Millis>)> {
        let aware = self.awareness.of(controller);
        let known = self.group_known(version);
        let is_leak = aware.moment(Start::LeakKnown, now);
        let mut all = Vec::new();
        for start in Start::ALL {
            if aware.ruling(start, now) == Ruling::Nothing {
                continue;
            }
            let since = aware.moment(start, now);
            let at = known.map(|known| since.map_or(known, |since| since.max(known)));
            let by_then = |leak: Millis| at.is_none_or(|at| leak <= at);
            if start == Start::PossibilityKnown && is_leak.is_some_and(by_then) {
                continue;
            }
            all.push((start, at));
        }
        all
    }
}

/// Keeps all that was recorded on a clock.
pub(super) fn keep_all(clock: &mut Clock, records: &[(ClockKey, OnClock)]) {
    for (key, record) in records {
        if *key == clock.key {
            keep(clock, record);
        }
    }
}

/// Keeps what was recorded before, as it was: awareness may have moved since, and what was in time is late now.
fn keep(clock: &mut Clock, record: &OnClock) {
    match record {
        OnClock::Filed(filing) => clock.filings.push(filing.clone()),
        OnClock::Delayed(delay) => {
            let code = clock.rule.delay_code(&delay.code);
            clock.enter_delay(Delay {
                code,
                ..delay.clone()
            });
        }
        OnClock::DelayEnded(code, at) => {
            let code = clock.rule.delay_code(code);
            let open = |delay: &&mut Delay| delay.code == code && delay.ended.is_none();
            if let Some(delay) = clock.delays.iter_mut().find(open) {
                delay.ended = Some(*at);
            }
        }
        OnClock::Settled(outcome) => clock.outcomes.push(*outcome),
    }
}

fn enter(clock: &mut Clock, record: &OnClock) -> Result<(), CaseError> {
    match record {
        OnClock::Filed(filing) => clock.file(filing.clone())?,
        OnClock::Delayed(delay) => clock.permit(delay.clone())?,
        OnClock::DelayEnded(code, at) => clock.end_delay(code, *at)?,
        OnClock::Settled(outcome) => clock.learn(*outcome)?,
    }
    Ok(())
}
