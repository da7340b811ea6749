//! Event ids remembered for some days of log time, as 64-bit keyed hashes by day.

use std::collections::BTreeMap;

use event::Millis;
use hashbrown::HashSet;

use crate::limits::EVENT_ID_DAYS;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// Hashes of event ids. Days older than the limit are dropped by [`EventIds::forget`], which a run
/// calls when it ends: within a run every id is remembered.
#[derive(Debug, Default)]
pub(crate) struct EventIds {
    days: BTreeMap<i64, HashSet<u64>>,
}

impl EventIds {
    /// Remembers an id; false when it was already.
    pub(crate) fn insert(&mut self, id: u64, time: Millis) -> bool {
        let day = time.0.div_euclid(DAY_MS);
        // The same event carries the same time, but a source may correct its clock by a little.
        let near = [day - 1, day + 1]
            .iter()
            .any(|day| self.days.get(day).is_some_and(|ids| ids.contains(&id)));
        !near && self.days.entry(day).or_default().insert(id)
    }

    /// Drops the days that are over at `now`, wall clock: those before the latest by more than the
    /// limit. A time beyond tomorrow is a source's wrong clock and does not count as the latest, or
    /// one such event would make every other be forgotten.
    pub(crate) fn forget(&mut self, now: Millis) {
        let tomorrow = now.0.div_euclid(DAY_MS).saturating_add(1);
        let Some((last, _)) = self.days.range(..=tomorrow).next_back() else {
            return;
        };
        self.days = self.days.split_off(&(last - EVENT_ID_DAYS));
    }

    /// Every id with the start of its day, in one order for ever, for the file beside an epoch.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Millis, u64)> {
        self.days.iter().flat_map(|(day, ids)| {
            let mut sorted: Vec<u64> = ids.iter().copied().collect();
            sorted.sort_unstable();
            sorted.into_iter().map(move |id| (Millis(day * DAY_MS), id))
        })
    }
}

#[cfg(test)]
mod tests;
