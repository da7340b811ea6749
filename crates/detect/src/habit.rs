//! What a cluster is used to: how many people a day, from its own past, or from clusters of its kind.
//!
//! A day is a day of UTC. Days on which a cluster stood in a finding do not teach.

use std::collections::VecDeque;

use crate::keep::kept;

/// Days that are remembered.
const DAYS: i64 = 35;
/// Days of them on which a cluster must be seen to have a habit.
const SEEN_MIN: usize = 7;
/// Days after which a cluster is judged by its own past.
pub(crate) const GROWN_DAYS: i64 = 14;
/// Deviations above the median that are still no surprise.
const DEVIATIONS: f64 = 5.0;
/// Days of the same sort, working days or weekends, that are enough to be held to.
const ALIKE_MIN: usize = 4;
/// People a day that no cluster is too many for, whoever its peers are.
pub(crate) const FLOOR: u64 = 30;

/// What a cluster did on each of its past days.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    /// Each of the last [`DAYS`] days on which it was seen, and its people, oldest first.
    pub(crate) days: VecDeque<(i64, u32)>,
    pub(crate) first_day: Option<i64>,
    /// Whether it ever had a past of its own.
    pub(crate) had_habit: bool,
}

kept!(Habit {
    days,
    first_day,
    had_habit
});

impl Habit {
    /// Takes a day in that is over.
    pub(crate) fn learn(&mut self, day: i64, people: u32) {
        self.first_day.get_or_insert(day);
        self.forget(day);
        self.days.push_back((day, people));
        self.had_habit |= self.is_grown(day);
    }

    /// Forgets what is too long ago to be a habit.
    pub(crate) fn forget(&mut self, day: i64) {
        while self.days.front().is_some_and(|(of, _)| day - of > DAYS) {
            self.days.pop_front();
        }
    }

    /// Whether it was seen long ago and hardly since.
    pub(crate) fn fell_out_of_use(&self, day: i64) -> bool {
        let is_old = self.first_day.is_some_and(|first| day - first > DAYS);
        is_old && self.days.len() < SEEN_MIN
    }

    /// What a cluster may do that had fallen out of use, and why.
    pub(crate) fn limit_of_return(&self) -> (u64, String) {
        let because = format!(
            "it had fallen out of use: of the {DAYS} days before it was seen on {}",
            self.days.len()
        );
        (FLOOR, because)
    }

    /// Whether it may still say something: it was seen lately, or had a habit once.
    pub(crate) fn is_worth_keeping(&mut self, day: i64) -> bool {
        self.forget(day);
        self.had_habit || !self.days.is_empty()
    }

    /// Whether it has a past of its own by this day.
    pub(crate) fn is_grown(&self, day: i64) -> bool {
        self.days.len() >= 7
            && self
                .first_day
                .is_some_and(|first| day - first >= GROWN_DAYS)
    }

    fn people(&self) -> impl Iterator<Item = u32> {
        self.days.iter().map(|(_, people)| *people)
    }

    /// People on a usual day.
    pub(crate) fn median(&self) -> u64 {
        median(self.people().collect())
    }

    /// People on its busiest day.
    pub(crate) fn most(&self) -> u64 {
        u64::from(self.people().max().unwrap_or(0))
    }

    /// The most people that its own past lets expect on this day, and why, as a sentence. Working days are
    /// held to working days, and weekends to weekends, where there are enough of them.
    pub(crate) fn limit(&self, day: i64) -> (u64, String) {
        let alike = |(of, _): &&(i64, u32)| is_weekend(*of) == is_weekend(day);
        let mut people: Vec<u32> = self.days.iter().filter(alike).map(|of| of.1).collect();
        if people.len() < ALIKE_MIN {
            people = self.people().collect();
        }
        let usual = median(people.clone());
        let off = people
            .iter()
            .map(|of| u32::try_from(u64::from(*of).abs_diff(usual)).unwrap_or(u32::MAX));
        let spread = (1.4826 * as_f64(median(off.collect()))).max(as_f64(usual).sqrt());
        let seen = people.len();
        let most = u64::from(people.into_iter().max().unwrap_or(0));
        let limit = rounded(as_f64(usual) + DEVIATIONS * spread)
            .max(most * 3 / 2)
            .max(FLOOR);
        let because = format!(
            "on {seen} days of the same sort before it read {usual} people a day (median), {most} at the most"
        );
        (limit, because)
    }
}

/// Peers that a young cluster needs to be judged by them.
const PEERS_MIN: usize = 5;

/// The most people that clusters of one kind let expect of a young one, and why; `None` where there are
/// too few to say.
pub(crate) fn limit_of_peers(mut usual: Vec<u64>) -> Option<(u64, String)> {
    if usual.len() < PEERS_MIN {
        return None;
    }
    usual.sort_unstable();
    // Nearly all of them: one carrier among households is no rule for households.
    let at = usual.len().saturating_sub(1) * 95 / 100;
    let high = usual.get(at).copied().unwrap_or(0);
    let limit = (high * 3).max(FLOOR);
    let because = format!(
        "it is new; of {} of its kind 95 in 100 read at most {high} people on a usual day",
        usual.len()
    );
    Some((limit, because))
}

/// Whether a day of UTC, counted from 1970-01-01, which was a Thursday, is a Saturday or a Sunday.
fn is_weekend(day: i64) -> bool {
    matches!((day + 4).rem_euclid(7), 0 | 6)
}

fn median(mut values: Vec<u32>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().map_or(0, u64::from)
}

/// Counts of people are far below 2^52.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are below 2^52"
)]
fn as_f64(value: u64) -> f64 {
    value as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is a count of people, rounded up and not negative"
)]
fn rounded(value: f64) -> u64 {
    value.ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn habit(days: &[u32]) -> Habit {
        let mut habit = Habit::default();
        (0..)
            .zip(days)
            .for_each(|(day, people)| habit.learn(day, *people));
        habit
    }

    #[test]
    fn a_steady_cluster_is_held_to_its_own_past() {
        let steady = habit(&[100; 20]);
        assert!(steady.is_grown(20));
        assert_eq!(steady.limit(20).0, 150);
        let uneven = habit(&[10, 40, 10, 90, 10, 40, 10, 90, 10, 40]);
        assert!(
            uneven.limit(10).0 >= 135,
            "half as many again as it ever did"
        );
    }

    #[test]
    fn working_days_are_held_to_working_days() {
        // Day 2 of 1970 was a Saturday.
        let weeks: Vec<u32> = (0..28)
            .map(|day| if is_weekend(day) { 40 } else { 400 })
            .collect();
        let shop = habit(&weeks);
        assert_eq!(shop.limit(28).0, 600, "a Thursday");
        assert!(shop.limit(30).0 < 80, "a Saturday");
    }

    #[test]
    fn what_fell_out_of_use_may_do_little() {
        let mut key = habit(&[5000; 30]);
        assert!(!key.fell_out_of_use(31));
        assert!(key.is_worth_keeping(90), "it had a habit");
        assert!(key.fell_out_of_use(90));
        assert_eq!(key.limit_of_return().0, FLOOR);
        let mut once = habit(&[5]);
        assert!(!once.is_worth_keeping(90), "it never had");
    }

    #[test]
    fn a_young_cluster_has_no_past() {
        assert!(!habit(&[5; 6]).is_grown(20), "too few days");
        assert!(!habit(&[5; 10]).is_grown(10), "too short a time");
        assert_eq!(limit_of_peers(vec![9; 4]), None, "too few peers");
        let mut peers = vec![4; 99];
        peers.push(9000);
        let limit = limit_of_peers(peers).map(|(limit, _)| limit);
        assert_eq!(limit, Some(FLOOR), "one carrier is no rule");
    }
}
