//! Restarts: a sequence that falls. A source that begins its numbers anew and does not say so would
//! look like one that delivers twice, and its events would be dropped.
//!
//! What is delivered again has the time that it had, so a number that came before, at a time later than
//! everything that its source has said, is a new start of that copy. From then on its numbers make a
//! lane of their own, whose boot says when it began; a lane is chosen by the time of an event.

use std::collections::BTreeMap;

use event::Millis;
use hashbrown::HashMap;

use crate::{lanes::Runs, limits::RESTARTS_MAX, state::LaneId, strings::Strings};

/// What stands before the time in the boot of such a lane.
const MARK: &str = "restarted at ";

/// Starts that a source did not name, by the lane that it names.
#[derive(Debug, Default)]
pub(crate) struct Restarts {
    /// Oldest first.
    starts: HashMap<LaneId, Vec<(Millis, LaneId)>>,
    count: usize,
}

impl Restarts {
    /// The starts that a state knows, from the boots of its lanes.
    pub(crate) fn of(lanes: &BTreeMap<LaneId, Runs>, strings: &Strings) -> Restarts {
        let mut restarts = Restarts::default();
        for lane in lanes.keys() {
            let boot = lane.boot.and_then(|code| strings.text(code));
            let Some((named, at)) = boot.and_then(parted) else {
                continue;
            };
            let named = LaneId {
                boot: named.and_then(|named| strings.code(named)),
                ..*lane
            };
            restarts.insert(named, at, *lane);
        }
        restarts
            .starts
            .values_mut()
            .for_each(|starts| starts.sort_unstable());
        restarts
    }

    /// The lane of an event that names this one.
    pub(crate) fn lane(&self, named: LaneId, time: Millis) -> LaneId {
        let Some(starts) = self.starts.get(&named).filter(|_| self.count > 0) else {
            return named;
        };
        let after = starts.partition_point(|(at, _)| *at <= time);
        let start = after.checked_sub(1).and_then(|at| starts.get(at));
        start.map_or(named, |(_, lane)| *lane)
    }

    /// Whether one more start can be told apart. Beyond it a source numbers nothing that helps.
    pub(crate) fn has_room(&self) -> bool {
        self.count < RESTARTS_MAX
    }

    pub(crate) fn insert(&mut self, named: LaneId, at: Millis, lane: LaneId) {
        self.starts.entry(named).or_default().push((at, lane));
        self.count += 1;
    }
}

/// The boot of a lane that begins when a sequence falls.
pub(crate) fn boot_of(named: Option<&str>, at: Millis) -> String {
    match named {
        Some(named) => format!("{named}, {MARK}{at}"),
        None => format!("{MARK}{at}"),
    }
}

/// The boot that the source named, if any, and the time of the start.
fn parted(boot: &str) -> Option<(Option<&str>, Millis)> {
    let (named, at) = boot.rsplit_once(MARK)?;
    let named = named.strip_suffix(", ");
    Some((named, Millis::parse(at).ok()?))
}

#[cfg(test)]
mod tests;
