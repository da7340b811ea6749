//! What follows a first notice or report (Decree 39(2), 40(2)). Until that is made there is nothing to follow: a fact that is
//! confirmed by then belongs to the first and is told with it, and people who are found by then are reported with it.

use event::Millis;

use super::{
    clocks::keep,
    error::CaseError,
    incident::{Incident, OnClock},
};
use crate::law::{Clock, ClockKey, Trigger};

/// The first notice or report that follow-ups come after, as of a moment.
#[derive(Debug, Clone)]
pub(super) struct First {
    /// Its clock; `None` where nothing opened it, and then nothing follows it.
    clock: Option<Clock>,
    /// When it was received, where it was.
    filed: Option<Millis>,
}

impl First {
    /// The first of a follow-up, with what was recorded on it by a moment. `clocks` are those that the incident opened.
    pub(super) fn of(
        follow_up: &ClockKey,
        clocks: &[Clock],
        records: &[(ClockKey, OnClock)],
        now: Millis,
    ) -> First {
        let key = ClockKey {
            trigger: Trigger::Incident,
            ..follow_up.clone()
        };
        let mut clock = clocks.iter().find(|of| of.key == key).cloned();
        if let Some(clock) = &mut clock {
            for (_, record) in records.iter().filter(|(of, _)| *of == key) {
                keep(clock, record);
            }
        }
        let filing = clock.as_ref().and_then(|of| of.counting(now));
        First {
            filed: filing.map(|of| of.at),
            clock,
        }
    }

    /// Whether something of a moment belongs to it: it was not made before that.
    fn has(&self, at: Option<Millis>) -> bool {
        match (self.filed, at) {
            (Some(filed), Some(at)) => filed >= at,
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// The clock of a follow-up as it stands beside the first; `None` where it has none, for it belongs to that.
    /// `is_recorded` is whether something was recorded on it: that is never hidden.
    pub(super) fn beside(&self, follow_up: Clock, is_recorded: bool) -> Option<Clock> {
        if !self.has(follow_up.started) {
            return Some(follow_up);
        }
        if matches!(follow_up.key.trigger, Trigger::Fact { .. }) && !is_recorded {
            return None;
        }
        Some(match &self.clock {
            Some(first) => follow_up.due_with(first),
            None => follow_up,
        })
    }
}

impl Incident {
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
