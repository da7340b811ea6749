//! Lanes: which sequence numbers of a (source, instance, boot) have come, and when, so that a
//! duplicate is dropped and a gap is a fact with a place in time.

use std::collections::BTreeMap;

use event::Millis;

/// A run of sequence numbers without a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// First number.
    pub first: u64,
    /// Last number.
    pub last: u64,
    /// Event time of the first.
    pub first_time: Millis,
    /// Event time of the last.
    pub last_time: Millis,
}

/// Numbers that have not come, between two that have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// First missing number.
    pub first: u64,
    /// Last missing number.
    pub last: u64,
    /// Event time of the number before the gap.
    pub after: Millis,
    /// Event time of the number behind it.
    pub before: Millis,
}

/// A set of sequence numbers as runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runs {
    by_first: BTreeMap<u64, Run>,
}

impl Runs {
    /// Adds a number; false when it had come before.
    pub fn add(&mut self, number: u64, time: Millis) -> bool {
        self.merge(Run {
            first: number,
            last: number,
            first_time: time,
            last_time: time,
        })
    }

    /// Whether a number has come.
    #[must_use]
    pub fn has(&self, number: u64) -> bool {
        self.by_first
            .range(..=number)
            .next_back()
            .is_some_and(|(_, run)| run.last >= number)
    }

    /// Adds a run that shares no number with those already here; false when it shares one.
    pub fn merge(&mut self, mut run: Run) -> bool {
        if let Some((_, before)) = self.by_first.range_mut(..=run.last).next_back() {
            if before.last >= run.first {
                return false;
            }
            // The common case: the next numbers of the lane, with nothing behind them.
            if before.last.checked_add(1) == Some(run.first) {
                before.last = run.last;
                before.last_time = run.last_time;
                let extended = *before;
                self.join_next(extended);
                return true;
            }
        }
        if let Some(next) = run
            .last
            .checked_add(1)
            .and_then(|next| self.by_first.remove(&next))
        {
            run.last = next.last;
            run.last_time = next.last_time;
        }
        self.by_first.insert(run.first, run);
        true
    }

    fn join_next(&mut self, run: Run) {
        let Some(next) = run
            .last
            .checked_add(1)
            .and_then(|next| self.by_first.remove(&next))
        else {
            return;
        };
        if let Some(run) = self.by_first.get_mut(&run.first) {
            run.last = next.last;
            run.last_time = next.last_time;
        }
    }

    /// The runs, lowest first.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.by_first.values()
    }

    /// How many numbers have come.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.runs().map(|run| run.last - run.first + 1).sum()
    }

    /// What is missing between the lowest and the highest number.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let pairs = self.runs().zip(self.runs().skip(1));
        pairs
            .map(|(a, b)| Gap {
                first: a.last + 1,
                last: b.first - 1,
                after: a.last_time,
                before: b.first_time,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
