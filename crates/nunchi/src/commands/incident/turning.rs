//! The clocks of an incident before and after a step: which of them count from another moment since, and which say something
//! else.

use event::Millis;
use incident::{
    case::Incident,
    law::{Clock, DutyKey, RegisterRow, State, Trigger},
};
use jiff::tz::TimeZone;

use super::{
    recording,
    showing::{said, shown},
};
use crate::{failure::Failure, printer::note};

/// See the module.
pub(super) struct Turn<'i> {
    before: &'i Incident,
    after: &'i Incident,
    now: Millis,
    old: Vec<Clock>,
    /// The clocks after the step.
    pub(super) clocks: Vec<Clock>,
}

impl<'i> Turn<'i> {
    pub(super) fn of(
        before: &'i Incident,
        after: &'i Incident,
        now: Millis,
    ) -> Result<Turn<'i>, Failure> {
        Ok(Turn {
            before,
            after,
            now,
            old: before.clocks(now)?,
            clocks: after.clocks(now)?,
        })
    }

    /// The clocks that begin at another moment after the step than before it.
    pub(super) fn moved(&self) -> Vec<Moved<'_>> {
        let pairs = self.clocks.iter().map(|to| Moved {
            from: self.old.iter().find(|of| of.key == to.key),
            to: Some(to),
            gone_because: "",
        });
        let is_moved = |of: &Moved<'_>| of.from.map(|of| of.started) != of.to.map(|of| of.started);
        let gone = self.gone().map(|from| Moved {
            from: Some(from),
            to: None,
            gone_because: self.gone_because(from),
        });
        pairs.filter(is_moved).chain(gone).collect()
    }

    /// Those that are there no more.
    fn gone(&self) -> impl Iterator<Item = &Clock> {
        let is_gone = |of: &&Clock| self.clocks.iter().all(|new| new.key != of.key);
        self.old.iter().filter(is_gone)
    }

    /// Why a clock is there no more.
    fn gone_because(&self, gone: &Clock) -> &'static str {
        let duty = DutyKey::of(&gone.key);
        let rows = self.after.duties_beside(&self.clocks, self.now);
        let is_absent = |row: &RegisterRow<'_>| row.duty == duty && row.absent_on.is_some();
        let replaces = |of: &Clock| {
            let is_same =
                of.key.controller == gone.key.controller && of.key.trigger == gone.key.trigger;
            is_same && gone.rule.replaced_by.as_ref() == Some(&of.key.clock)
        };
        match &gone.key.trigger {
            _ if rows.is_ok_and(|rows| rows.iter().any(is_absent)) => {
                "the law of the day of awareness does not know it"
            }
            Trigger::Group { .. } if self.clocks.iter().any(replaces) => {
                "the leak was known by the time these people were added, so that they are told of that"
            }
            Trigger::Fact { .. } => "nothing of this fact is due apart from the first any more",
            Trigger::Incident | Trigger::Group { .. } => "nothing opens it any more",
        }
    }

    /// The clocks that say something else than before, where that is worth a line. One that is open again is warned of.
    pub(super) fn otherwise(&self, is_told: impl Fn(&State, &State) -> bool) -> Vec<String> {
        let (mut lines, mut open) = (Vec::new(), 0);
        let was = |of: &Clock| of.state(&self.before.register, self.now);
        for clock in &self.clocks {
            let Some(old) = self.old.iter().find(|of| of.key == clock.key) else {
                continue;
            };
            let was = was(old);
            let is = clock.state(&self.after.register, self.now);
            if !is_told(&was, &is) {
                continue;
            }
            open += usize::from(is.is_open() && !was.is_open());
            lines.push(format!(
                "{}: {}; it was: {}",
                clock.key,
                said(&is),
                said(&was)
            ));
        }
        lines.extend(self.gone().map(|of| {
            let was = said(&was(of));
            format!("{}: runs no longer; it was: {was}", of.key)
        }));
        if open > 0 {
            note(&format!(
                "warning: {open} clock{} open again",
                if open == 1 { " is" } else { "s are" }
            ));
        }
        lines
    }
}

/// Warns where clocks count from a later moment than before.
pub(super) fn warn_of_later(what: &str, moved: &[Moved<'_>]) {
    let later = moved.iter().filter(|of| of.is_later()).count();
    if later > 0 {
        note(&format!(
            "warning: {what} makes {later} clock{} count from a later moment than before; both moments and your reason stay on record",
            if later == 1 { "" } else { "s" }
        ));
    }
}

/// A clock that counts from another moment than before.
pub(super) struct Moved<'t> {
    /// As it was; `None` where there was none.
    pub(super) from: Option<&'t Clock>,
    /// As it is; `None` where there is none any more.
    to: Option<&'t Clock>,
    /// Why, where there is none any more.
    gone_because: &'static str,
}

impl Moved<'_> {
    /// Whether more time is left by it than before. A clock that counts from a later moment under another limit may be due
    /// earlier.
    fn is_later(&self) -> bool {
        let later = |was: Option<Millis>, is: Option<Millis>| {
            was.is_some_and(|was| is.is_none_or(|is| is > was))
        };
        match (self.from, self.to) {
            (Some(from), Some(to)) => {
                let limit = |of: &Clock| of.due().and_then(|due| due.limit);
                match (limit(from), limit(to)) {
                    (Some(was), Some(is)) => is > was,
                    _ => later(from.started, to.started),
                }
            }
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    pub(super) fn line(&self, zone: &TimeZone) -> String {
        let at = |at: Option<Millis>| at.map_or_else(|| "unknown".to_owned(), |at| shown(at, zone));
        let limit = |of: &Clock| match of.due() {
            Some(due) => due
                .limit
                .map_or_else(|| "without delay".to_owned(), |at| shown(at, zone)),
            None => "cannot say".to_owned(),
        };
        let named = self
            .to
            .or(self.from)
            .map_or_else(String::new, recording::named);
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!(
                "{named} counts from {} and no longer from {}: due {}, was {}{}",
                at(to.started),
                at(from.started),
                limit(to),
                limit(from),
                if self.is_later() { "  LATER" } else { "" },
            ),
            (None, Some(to)) => {
                format!("{named} counts from {}: due {}", at(to.started), limit(to))
            }
            (_, None) => format!("{named} counts no longer: {}", self.gone_because),
        }
    }
}
