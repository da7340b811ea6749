//! What the answer to a step on a clock says beside the step: how the clock stands now, and what of the step changes
//! nothing.

use event::Millis;
use incident::{
    case::{ClockName, Incident, What},
    law::{Clock, State},
};

use super::showing::said;
use crate::failure::Failure;

/// How the clock stands on which the last step recorded something; nothing where it recorded on none.
pub(super) fn lines(after: &Incident, now: Millis) -> Result<Vec<String>, Failure> {
    let last = after.steps.last().map(|step| &step.what);
    let Some((name, what)) = last.and_then(|what| Some((clock_of(what)?, what))) else {
        return Ok(Vec::new());
    };
    let clocks = after.clocks(now)?;
    let Some(clock) = clocks.iter().find(|of| of.key == name.key()) else {
        return Ok(Vec::new());
    };
    let state = clock.state(&after.register, now);
    let mut lines = vec![format!("{}: {}", named(clock), said(&state))];
    if let What::Filed {
        late_because: Some(_),
        ..
    } = what
        && !matches!(state, State::FiledLate { .. })
    {
        lines.push(
            "why it is late is kept with the filing; by what is recorded it is not late".to_owned(),
        );
    }
    Ok(lines)
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
