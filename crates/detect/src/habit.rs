//! What a cluster is used to: how many people a day, from its own past, or from clusters of its kind.
//!
//! A day is a day of UTC. Days on which a cluster stood in a finding do not teach.

use std::collections::VecDeque;

use crate::{
    keep::kept,
    limit::{Limit, median},
    window::Window,
};

/// Days that are remembered.
pub(crate) const DAYS: i64 = 35;
/// Days of them on which a cluster must be seen to have a habit.
const SEEN_MIN: usize = 7;
/// Days after which a cluster is judged by its own past.
pub(crate) const GROWN_DAYS: i64 = 14;
/// Days of the same sort, working days or weekends, that are enough to be held to.
const ALIKE_MIN: usize = 4;

/// What a cluster did on each of its past days.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    /// Each of the last [`DAYS`] days on which it was seen, and its people, oldest first.
    pub(crate) days: VecDeque<(i32, u32)>,
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
        let of = i32::try_from(day).unwrap_or(i32::MAX);
        self.days.push_back((of, people));
        self.had_habit |= self.is_grown(day);
    }

    /// Forgets what is too long ago to be a habit.
    pub(crate) fn forget(&mut self, day: i64) {
        while self
            .days
            .front()
            .is_some_and(|(of, _)| day - i64::from(*of) > DAYS)
        {
            self.days.pop_front();
        }
    }

    /// Whether it was seen long ago and hardly since.
    pub(crate) fn fell_out_of_use(&self, day: i64) -> bool {
        let is_old = self.first_day.is_some_and(|first| day - first > DAYS);
        is_old && self.days.len() < SEEN_MIN
    }

    /// What a cluster may do that had fallen out of use.
    pub(crate) fn limit_of_return(&self) -> Limit {
        Limit::of_return(self.days.len(), DAYS)
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

    /// Its past days of the same sort as this one: working days, or weekends; all of them where there are few.
    fn alike(&self, day: i64) -> Vec<u32> {
        let alike = |(of, _): &&(i32, u32)| is_weekend(i64::from(*of)) == is_weekend(day);
        let people: Vec<u32> = self.days.iter().filter(alike).map(|of| of.1).collect();
        match people.len() < ALIKE_MIN {
            true => self.people().collect(),
            false => people,
        }
    }

    /// The most people that its own past lets expect on this day. Working days are held to working days, and
    /// weekends to weekends, where there are enough of them.
    pub(crate) fn limit(&self, day: i64, window: Window) -> Limit {
        Limit::of_past(&self.alike(day), window)
    }

    /// People on its busiest day of the same sort.
    pub(crate) fn most_alike(&self, day: i64) -> u64 {
        let most = self.alike(day).into_iter().max();
        u64::from(most.unwrap_or(0))
    }
}

/// Whether a day of UTC, counted from 1970-01-01, which was a Thursday, is a Saturday or a Sunday.
fn is_weekend(day: i64) -> bool {
    matches!((day + 4).rem_euclid(7), 0 | 6)
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
        assert_eq!(steady.limit(20, Window::Day).at_most, 150);
        let uneven = habit(&[10, 40, 10, 90, 10, 40, 10, 90, 10, 40]);
        assert!(
            uneven.limit(10, Window::Day).at_most >= 135,
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
        assert_eq!(shop.limit(28, Window::Day).at_most, 600, "a Thursday");
        assert!(shop.limit(30, Window::Day).at_most < 80, "a Saturday");
    }

    #[test]
    fn what_fell_out_of_use_may_do_little() {
        let mut key = habit(&[5000; 30]);
        assert!(!key.fell_out_of_use(31));
        assert!(key.is_worth_keeping(90), "it had a habit");
        assert!(key.fell_out_of_use(90));
        assert_eq!(key.limit_of_return().at_most, 30);
        let mut once = habit(&[5]);
        assert!(!once.is_worth_keeping(90), "it never had");
    }

    #[test]
    fn a_young_cluster_has_no_past() {
        assert!(!habit(&[5; 6]).is_grown(20), "too few days");
        assert!(!habit(&[5; 10]).is_grown(10), "too short a time");
    }
}
