//! What the answer to a step on a clock says beside the step: how the clock stands now, and what of the step changes
//! nothing.

use event::Millis;
use incident::{
    case::{ClockName, Incident, OutOfOrder, Unsettled, What},
    law::{Clock, State, Trigger},
};
use jiff::tz::TimeZone;

use super::{
    filing,
    showing::{said, shown},
};
use crate::failure::Failure;

/// How the clock stands on which the last step recorded something; nothing where it recorded on none.
pub(super) fn lines(
    after: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Result<Vec<String>, Failure> {
    match after.steps.last().and_then(|step| clock_of(&step.what)) {
        Some(_) => Ok(among(after, &after.clocks(now)?, now, zone)),
        None => Ok(Vec::new()),
    }
}

/// The same, where the clocks of the moment are at hand.
pub(super) fn among(
    after: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Vec<String> {
    let last = after.steps.last().map(|step| &step.what);
    let Some((name, what)) = last.and_then(|what| Some((clock_of(what)?, what))) else {
        return Vec::new();
    };
    let Some(clock) = clocks.iter().find(|of| of.key == name.key()) else {
        return Vec::new();
    };
    let state = clock.state(&after.register, now);
    let mut lines = vec![format!("{}: {}", named(clock), said(&state))];
    if let What::Settled { leaked, .. } = what {
        lines.extend(settled(clock, &state, *leaked));
    }
    if let What::Filed { .. } = what {
        lines.extend(filing::beside(clock, now, zone));
        lines.extend(filing::reached_nobody(after, [clock]));
    }
    if let What::Filed {
        late_because: Some(_),
        ..
    } = what
        && !matches!(state, State::FiledLate { .. })
    {
        lines.push(
            "--late-because is kept with the filing, which by what is recorded is not late"
                .to_owned(),
        );
    }
    lines
}

/// What a settlement leaves to do.
fn settled(clock: &Clock, state: &State, leaked: bool) -> Option<String> {
    let by = clock.rule.replaced_by.as_deref().unwrap_or_default();
    match (leaked, state) {
        (true, State::Overdue { .. }) => Some(format!(
            "the leak was known after the limit of {}: that notice stays due, beside {by}",
            clock.key.clock
        )),
        (false, State::AtOnce { .. }) => Some(format!(
            "who was told of a possible leak is told at once that there was none: file that at {}",
            clock.key.clock
        )),
        (false, State::Overdue { .. }) => Some(format!(
            "that there was no leak was known after the limit of {}: that notice was due, and stays so",
            clock.key.clock
        )),
        _ => None,
    }
}

/// Possibilities that nobody settled although the leak is known, and how they are.
pub(super) fn unsettled(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Vec<String> {
    let found = incident.unsettled(clocks, now);
    let line = |of: &Unsettled| {
        let (clock, controller, by) = (&of.key.clock, &of.key.controller, &of.by);
        let trigger = &of.key.trigger;
        let leak = shown(of.leak, zone);
        let settle = format!(
            "nunchi incident settle {} --clock {clock} --controller {controller}{} --outcome leak --known {}",
            incident.id,
            trigger.flag(),
            leak.replace(' ', "T"),
        );
        match of.in_time {
            true => format!(
                "{clock} {controller} ({trigger}): the leak was known {leak}, in time for {by} to take its place. If it is of the same \
                 people, say so (`{settle} …`); if others may be concerned, both are due"
            ),
            false => format!(
                "{clock} {controller} ({trigger}): the leak was known {leak}, after its limit: it stays due, beside {by} (`{settle} …` \
                 records that)"
            ),
        }
    };
    found.iter().map(line).collect()
}

/// When each delay that lasts is to be looked at again, and how.
pub(super) fn delays(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Vec<String> {
    let line = |clock: &Clock| match clock.state(&incident.register, now) {
        State::Delayed { code, review, .. } => Some(format!(
            "{}: REVIEW of its delay by {}: once the cause has ended, `nunchi incident resume {} --code {code} …`; while it lasts, \
             record it again (`delay`)",
            named(clock),
            shown(review, zone),
            incident.id
        )),
        _ => None,
    };
    clocks.iter().filter_map(line).collect()
}

/// Facts that are told with a first notice or report, which is not filed yet, and have no clock of their own.
pub(super) fn with_first(incident: &Incident, clocks: &[Clock], now: Millis) -> Vec<String> {
    let line = |clock: &Clock| {
        let facts = incident.told_with(clock, now);
        (!facts.is_empty()).then(|| {
            format!(
                "{} {}: what is confirmed is told with it, for no first one is filed yet: {}",
                clock.key.clock,
                clock.key.controller,
                facts.join(", ")
            )
        })
    };
    clocks.iter().filter_map(line).collect()
}

/// Clocks that count from when a step was taken whose moment is out of order, each step once, and how it is said otherwise.
pub(super) fn out_of_order(incident: &Incident, clocks: &[Clock], zone: &TimeZone) -> Vec<String> {
    let mut found: Vec<(OutOfOrder<'_>, Vec<String>, &Trigger)> = Vec::new();
    for clock in clocks {
        let Some(of) = incident.out_of_order(clock) else {
            continue;
        };
        match found.iter_mut().find(|(other, ..)| *other == of) {
            Some((_, named_by, _)) => named_by.push(named(clock)),
            None => found.push((of, vec![named(clock)], &clock.key.trigger)),
        }
    }
    let line = |(of, clocks, trigger): (OutOfOrder<'_>, Vec<String>, &Trigger)| {
        let otherwise = match trigger {
            Trigger::Group { scope } => format!(
                " If these people were known at another time, say so (`nunchi incident group {} {scope} --known TIME …`)",
                incident.id
            ),
            Trigger::Incident | Trigger::Fact { .. } => String::new(),
        };
        format!(
            "{}: OUT OF ORDER: step {}, from which it counts, is of {} by the clock of its machine, and counts as of {}, for a clock \
             of this incident was wrong (`nunchi incident check`).{otherwise}",
            clocks.join(", "),
            of.step.number,
            shown(of.step.at, zone),
            shown(of.counts, zone)
        )
    };
    found.into_iter().map(line).collect()
}

/// A clock in a sentence.
pub(super) fn named(of: &Clock) -> String {
    format!(
        "{} {} ({})",
        of.key.clock, of.key.controller, of.key.trigger
    )
}

fn clock_of(what: &What) -> Option<&ClockName> {
    match what {
        What::Filed { clock, .. }
        | What::Delayed { clock, .. }
        | What::DelayEnded { clock, .. }
        | What::Settled { clock, .. } => Some(clock),
        _ => None,
    }
}
