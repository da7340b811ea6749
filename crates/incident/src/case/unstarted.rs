//! Duties that apply and whose clock nothing began: invisible they would be missed. And clocks that count from what was
//! filed at another, such as the final report of NIS2 from the notification: the filing begins them, for its own
//! controller alone.

use event::Millis;

use super::{
    clocks::keep_all,
    error::CaseError,
    incident::{Incident, Stage},
};
use crate::law::{
    Answer, Clock, ClockKey, ClockRule, DutyKey, Regime, RegisterRow, Ruling, Start, State, Trigger,
};

/// A duty that applies, and of which no clock of the incident has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unstarted {
    /// The duty.
    pub duty: DutyKey,
    /// Whether a person decided that it applies; else the rules propose it.
    pub is_decided: bool,
    /// What would begin its clock and was not entered; empty where all of it was, and the clock does not run all the same.
    pub starts: Vec<Start>,
    /// The clock whose filing begins it, of those that count from one.
    pub after: Option<String>,
}

impl Incident {
    /// Every duty that was decided to apply, or of which nobody decided and the rules propose it, and whose clock has not
    /// begun, whatever else runs. `clocks` are all of the moment. Of an incident that has ended nothing is told.
    ///
    /// # Errors
    /// As for [`Incident::duties`].
    pub fn unstarted(&self, clocks: &[Clock], now: Millis) -> Result<Vec<Unstarted>, CaseError> {
        if matches!(self.stage, Stage::Closed | Stage::Merged) {
            return Ok(Vec::new());
        }
        let has_begun = |duty: &DutyKey| {
            clocks.iter().any(|of| {
                DutyKey::of(&of.key) == *duty
                    && of.key.trigger == Trigger::Incident
                    && of.state(&self.register, now) != State::NotBegun
            })
        };
        let rows = self.duties_beside(clocks, now)?.into_iter();
        let open = rows.filter(|row| row.absent_on.is_none() && !has_begun(&row.duty));
        Ok(open
            .filter_map(|row| self.without_clock(&row, now))
            .collect())
    }

    /// A duty without a clock, where it applies.
    fn without_clock(&self, row: &RegisterRow<'_>, now: Millis) -> Option<Unstarted> {
        let is_decided = row.answer == Answer::Applies;
        let is_proposed = || {
            let facts = self.law_facts(&row.duty.controller);
            row.answer == Answer::Undecided
                && row.regime.propose(&row.duty.clock, &facts).answer == Answer::Applies
        };
        if !is_decided && !is_proposed() {
            return None;
        }
        let mut own = row.regime.clocks.iter();
        let rule = own.rfind(|of| of.id == row.duty.clock)?;
        let aware = self.awareness.of(&row.duty.controller);
        let is_missing = |start: &&Start| aware.ruling(**start, now) == Ruling::Nothing;
        Some(Unstarted {
            duty: row.duty.clone(),
            is_decided,
            starts: rule.starts.iter().filter(is_missing).copied().collect(),
            after: rule.after.clone(),
        })
    }

    /// When what a clock counts from was filed by a controller, as of a moment; `None` of a clock that counts from no filing,
    /// and where a person chose the moment. `clocks` are those that awareness opened.
    pub(super) fn told_before(
        &self,
        (regime, rule): (&Regime, &ClockRule),
        controller: &str,
        clocks: &[Clock],
        now: Millis,
    ) -> Option<(Start, Millis)> {
        let key = ClockKey {
            regime: regime.id.clone(),
            clock: rule.after.clone()?,
            controller: controller.to_owned(),
            trigger: Trigger::Incident,
        };
        let start = *rule.starts.first()?;
        let ruling = self.awareness.of(controller).ruling(start, now);
        if let Ruling::Chosen(..) | Ruling::Unknown(_) = ruling {
            return None;
        }
        let mut before = clocks.iter().find(|of| of.key == key)?.clone();
        keep_all(&mut before, &self.on_clocks);
        Some((start, before.counting(now)?.at))
    }
}
