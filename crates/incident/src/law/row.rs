//! Clocks of one regime and controller as one row: fifty versions of a scope must not make fifty alarms.

use event::Millis;

use super::clock::Clock;
use super::duty::Register;
use super::state::State;

/// One regime of one controller.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// The regime.
    pub regime: &'a str,
    /// The controller.
    pub controller: &'a str,
    /// The clock that leads: the open one whose moment comes first, else one that cannot say, else one
    /// without a number; `None` when none is open.
    pub lead: Option<(&'a Clock, State)>,
    /// How many clocks are open, those that cannot say included.
    pub open: usize,
    /// How many of them cannot say. A row with any is not in order, whatever leads.
    pub cannot_say: usize,
    /// How many were filed late.
    pub late: usize,
    /// How many there are.
    pub all: usize,
}

/// The rows of many clocks at a moment, the most urgent first. A clock that has not begun is not shown.
#[must_use]
pub fn rows<'a>(clocks: &'a [Clock], duties: &Register, now: Millis) -> Vec<Row<'a>> {
    let mut rows: Vec<(Row<'a>, Rank)> = Vec::new();
    for clock in clocks {
        let state = clock.state(duties, now);
        if state == State::NotBegun {
            continue;
        }
        let rank = rank(clock, &state, duties, now);
        let (regime, controller) = (clock.key.regime.as_str(), clock.key.controller.as_str());
        let same =
            |(row, _): &&mut (Row<'a>, Rank)| row.regime == regime && row.controller == controller;
        match rows.iter_mut().find(same) {
            Some(found) => add(found, clock, state, rank),
            None => {
                let mut fresh = (empty(regime, controller), Rank::Closed);
                add(&mut fresh, clock, state, rank);
                rows.push(fresh);
            }
        }
    }
    rows.sort_by_key(|(_, rank)| *rank);
    rows.into_iter().map(|(row, _)| row).collect()
}

/// What comes first. The order of the variants is the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A moment is due.
    At(Millis),
    /// Nobody can say when.
    CannotSay,
    /// Open without a number, or delayed.
    Open,
    /// Nothing to do.
    Closed,
}

fn rank(clock: &Clock, state: &State, duties: &Register, now: Millis) -> Rank {
    match (state, clock.urgency(duties, now)) {
        (_, Some(at)) => Rank::At(at),
        (State::CannotSay { .. }, None) => Rank::CannotSay,
        (state, None) if state.is_open() => Rank::Open,
        _ => Rank::Closed,
    }
}

fn add<'a>((row, best): &mut (Row<'a>, Rank), clock: &'a Clock, state: State, rank: Rank) {
    row.all += 1;
    row.open += usize::from(state.is_open());
    row.cannot_say += usize::from(matches!(state, State::CannotSay { .. }));
    row.late += usize::from(matches!(state, State::FiledLate { .. }));
    if rank < *best {
        *best = rank;
        row.lead = Some((clock, state));
    }
}

fn empty<'a>(regime: &'a str, controller: &'a str) -> Row<'a> {
    Row {
        regime,
        controller,
        lead: None,
        open: 0,
        cannot_say: 0,
        late: 0,
        all: 0,
    }
}
