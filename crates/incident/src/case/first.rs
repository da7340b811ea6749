//! What follows a first notice or report (Decree 39(2), 40(2)). Until that is made there is nothing to follow: a fact that is
//! confirmed by then belongs to the first and is told with it, and people who are found by then are reported with it. A fact
//! that was entered only after the first had been recorded was not told with it, whenever it was confirmed: it is due at once
//! from its entry. Whatever the law, nothing follows a first that has no clock, or counts from before it.

use event::Millis;

use super::{
    clocks::keep_all,
    error::CaseError,
    incident::{Incident, OnClock},
    inheriting::taken_from,
    number::Number,
    records::KnownFact,
    step::What,
};
use crate::law::{Clock, ClockKey, Facts, Filing, Regime, Trigger};

/// The first notice or report that follow-ups come after, as of a moment.
#[derive(Debug, Clone)]
pub(super) struct First {
    /// Its clock; `None` where nothing opened it, and then nothing follows it.
    clock: Option<Clock>,
    /// When it was received, where it was.
    filed: Option<Millis>,
    /// What each incident that was merged filed first.
    told: Vec<Told>,
}

/// A first filing.
#[derive(Debug, Clone)]
struct Told {
    /// When it was received.
    at: Millis,
    /// The incident that it was taken over from.
    from: Option<String>,
    /// The step that recorded it, or its receipt before that record was taken back.
    step: u32,
}

/// How a fact came to be known here.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The step that entered its confirmation.
    step: u32,
    /// When that counts as taken.
    at: Millis,
    /// The incident that it was taken over from.
    from: Option<String>,
}

impl First {
    /// Whether something of a moment belongs to it: it was not made before that.
    fn has(&self, at: Option<Millis>) -> bool {
        match (self.filed, at) {
            (Some(filed), Some(at)) => filed >= at,
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// Whether a fact was entered when it was recorded. What another incident filed told nothing but its own facts.
    fn knew(&self, entry: &Entry) -> bool {
        let knew = |of: &Told| entry.step < of.step && (of.from.is_none() || of.from == entry.from);
        self.filed.is_none() || self.told.iter().any(knew)
    }

    /// Whether a fact is told with it.
    fn tells(&self, confirmed: Option<Millis>, entry: Option<&Entry>) -> bool {
        let own = |of: &Told| entry.is_some_and(|entry| entry.from == of.from);
        let of_its_own = self.told.iter().filter(|of| own(of)).map(|of| of.at).max();
        let is_before = of_its_own.is_some_and(|filed| confirmed.is_some_and(|at| filed >= at));
        (self.has(confirmed) || is_before) && entry.is_none_or(|of| self.knew(of))
    }

    /// The clock of a follow-up as it stands beside the first; `None` where it has none, for it belongs to that.
    /// `entry` is how its fact came to be known; `is_recorded` is whether something was recorded on it: that is never hidden.
    pub(super) fn beside(
        &self,
        follow_up: Clock,
        entry: Option<&Entry>,
        is_recorded: bool,
    ) -> Option<Clock> {
        let is_fact = matches!(follow_up.key.trigger, Trigger::Fact { .. });
        if !is_fact {
            return Some(match (self.has(follow_up.started), &self.clock) {
                (true, Some(first)) => follow_up.due_with(first),
                _ => follow_up,
            });
        }
        if self.tells(follow_up.started, entry) {
            return match &self.clock {
                _ if !is_recorded => None,
                Some(first) => Some(follow_up.due_with(first)),
                None => Some(follow_up),
            };
        }
        Some(match entry.filter(|_| self.has(follow_up.started)) {
            Some(entry) => follow_up.due_from(entry.at),
            None => follow_up,
        })
    }
}

impl Incident {
    /// The first of a follow-up, with what was recorded on it by a moment. `clocks` are those that the incident opened.
    pub(super) fn first_of(
        &self,
        follow_up: &ClockKey,
        (clocks, records): (&[Clock], &[(ClockKey, OnClock)]),
        now: Millis,
    ) -> First {
        let key = follow_up.of_incident();
        let mut clock = clocks.iter().find(|of| of.key == key).cloned();
        if let Some(clock) = &mut clock {
            keep_all(clock, records);
        }
        let firsts = clock.as_ref().map_or_else(Vec::new, |of| of.firsts(now));
        First {
            filed: clock
                .as_ref()
                .and_then(|of| of.counting(now))
                .map(|of| of.at),
            told: firsts.iter().map(|of| self.told_by(&key, of)).collect(),
            clock,
        }
    }

    /// A first filing, with the step that recorded it. One whose record was taken back and entered anew told nothing of what
    /// was entered between.
    fn told_by(&self, key: &ClockKey, filing: &Filing) -> Told {
        let is_it = |step: &&super::step::Step| {
            let is_receipt = matches!(step.what.inner(), What::Filed { clock, receipt, .. }
                if *receipt == filing.receipt && clock.key() == *key);
            is_receipt && taken_from(step) == filing.from
        };
        let step = self
            .steps
            .iter()
            .find(is_it)
            .map_or(self.next(), |of| of.number);
        Told {
            at: filing.at,
            from: filing.from.clone(),
            step,
        }
    }

    /// How a fact came to be known here; `None` while nobody confirmed it.
    pub(super) fn entry(&self, fact: &KnownFact) -> Option<Entry> {
        let entered = fact.entered?;
        let step = self.steps.iter().find(|of| of.number == entered)?;
        Some(Entry {
            step: entered,
            at: self.counts_as_of(step),
            from: taken_from(step),
        })
    }

    /// The facts that are confirmed and are told with a clock, for it is the first of its kind and is open; none where they
    /// have clocks of their own.
    #[must_use]
    pub fn told_with(&self, first: &Clock, now: Millis) -> Vec<&str> {
        let fact = |id: &str| Trigger::Fact { id: id.to_owned() };
        let is_first = first.key.trigger == Trigger::Incident
            && first.rule.follows_first(&fact(""))
            && first.state(&self.register, now).is_open()
            && first.counting(now).is_none();
        let confirmed = self
            .facts
            .iter()
            .filter(|of| is_first && of.confirmed.is_some_and(|at| at <= now));
        confirmed.map(|of| of.id.as_str()).collect()
    }
}

/// Of the clocks of a fact, those whose first has a clock: an amendment, and what is told in phases, follow something, and
/// count no earlier than that. What was recorded on one is never hidden. Where the law of a later day cannot count it, it
/// counts as it did.
pub(super) fn not_before_first(
    opened: Vec<Clock>,
    regime: &Regime,
    facts: &Facts,
    (clocks, records): (&[Clock], &[(ClockKey, OnClock)]),
) -> Vec<Clock> {
    let of_first = |clock: Clock| {
        let is_apart = match clock.key.trigger {
            Trigger::Fact { .. } => clock.rule.follows_first(&clock.key.trigger),
            Trigger::Incident | Trigger::Group { .. } => true,
        };
        if is_apart {
            return Some(clock);
        }
        let key = clock.key.of_incident();
        let Some(first) = clocks.iter().find(|of| of.key == key) else {
            let is_recorded = records.iter().any(|(of, _)| *of == clock.key);
            return is_recorded.then_some(clock);
        };
        match (first.started, clock.started) {
            (Some(first), Some(own)) if own < first => {
                let later = regime.restart(&clock, Some(first), facts, None);
                Some(later.unwrap_or(clock))
            }
            _ => Some(clock),
        }
    };
    opened.into_iter().filter_map(of_first).collect()
}

/// That something is filed for a fact where the first has no clock.
pub(super) fn nothing_to_follow(key: &ClockKey, id: Number) -> String {
    let clock = &key.clock;
    format!(
        "{clock} of {} has not begun: there is nothing yet that it would follow. `nunchi incident clocks {id}` says what is \
         missing for it; what is told first is filed at {clock} without --fact",
        key.controller
    )
}

/// That something is filed for a fact which belongs to the first.
pub(super) fn belongs_to_first(key: &ClockKey, confirmed: Millis, first: &First) -> CaseError {
    let (clock, fact) = match &key.trigger {
        Trigger::Fact { id } => (key.clock.clone(), id.clone()),
        other => (key.clock.clone(), other.to_string()),
    };
    CaseError::BelongsToFirst {
        is: match first.filed {
            Some(filed) => format!(
                "the first {clock} was filed on {filed}: it was told with that, and there is nothing more to file"
            ),
            None => format!(
                "no first {clock} is filed yet: it is told with that; file {clock} without --fact"
            ),
        },
        fact,
        confirmed,
    }
}
