//! Who a cluster has shown within a year, and when last: so the distinct people of any number of weeks can be
//! counted, where a count a day cannot say whether they were the same.
//!
//! Weeks begin on Monday. Days on which everybody came are left out, for all clusters.
//!
//! Memory: 8 bytes a person of a year, and 12 a week. A cluster of more than [`PEOPLE_MAX`] people in a year is
//! shared by so many that their number says little: of it nothing more is remembered, and it is held to its
//! days alone.

use std::collections::VecDeque;

use crate::{
    keep::kept,
    people::People,
    window::{Window, week_of},
};

/// People of a year whom one cluster may have.
const PEOPLE_MAX: usize = 65_536;
/// Weeks that are remembered: a year.
const WEEKS: u16 = 52;

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Long {
    /// Each person, and the last week in which they were shown, by person.
    people: Vec<(u32, u16)>,
    /// Each week that is over in which somebody was shown, with its people and those of four weeks.
    weeks: VecDeque<(u16, [u32; 2])>,
    /// The last week that is not over.
    week: u16,
    /// Whether it has more people than are remembered.
    is_broad: bool,
    /// People of each long window that ends with the last day that was learned.
    counts: [u32; 3],
    /// How often somebody was shown again on another day.
    again: u64,
    /// How often that would be if chance chose, in thousandths.
    again_by_chance: u64,
}

kept!(Long {
    people,
    weeks,
    week,
    is_broad,
    counts,
    again,
    again_by_chance
});

/// Windows that are longer than a day.
pub(crate) const LONG: [Window; 3] = [Window::Week, Window::FourWeeks, Window::Year];

/// Weeks of a window; 0 of one that is shorter.
fn weeks_of(window: Window) -> u16 {
    match window {
        Window::Week => 1,
        Window::FourWeeks => 4,
        Window::Year => WEEKS,
        _ => 0,
    }
}

impl Long {
    /// Takes in a day that is over, on which so many people are known in all.
    pub(crate) fn learn(&mut self, day: i64, people: &People, all: u64) {
        if self.is_broad {
            return;
        }
        let week = week_of(day);
        if week > self.week {
            self.end_week(week);
        }
        let people = people.sorted();
        let known = self.people.len() as u64;
        let before = known + people.len() as u64;
        self.people = merged(&self.people, &people, week);
        self.again += before.saturating_sub(self.people.len() as u64);
        self.again_by_chance += (people.len() as u64 * known * 1000)
            .checked_div(all)
            .unwrap_or(0);
        self.counts =
            LONG.map(|window| u32::try_from(self.count(week, window)).unwrap_or(u32::MAX));
        if self.people.len() > PEOPLE_MAX {
            *self = Long {
                is_broad: true,
                ..Long::default()
            };
        }
    }

    /// Ends the week that runs, and begins this one.
    fn end_week(&mut self, next: u16) {
        let over = self.week;
        if !self.people.is_empty() {
            let count = |span| u32::try_from(self.count(over, span)).unwrap_or(u32::MAX);
            let counts = [count(Window::Week), count(Window::FourWeeks)];
            self.weeks.push_back((over, counts));
        }
        self.week = next;
        self.people.retain(|(_, last)| next - last < WEEKS);
        self.weeks.retain(|(of, _)| next - of < WEEKS);
    }

    /// People of a window that ends with this week, as far as its days are over.
    fn count(&self, week: u16, window: Window) -> u64 {
        let is_within = |(_, last): &&(u32, u16)| is_within(*last, week, window);
        self.people.iter().filter(is_within).count() as u64
    }

    /// No more people than in a window that ends today, if so many are shown today: at once, where counting takes
    /// going over all of them.
    pub(crate) fn at_most(&self, window: Window, today: u64) -> u64 {
        let of = LONG.iter().zip(self.counts).find(|(of, _)| **of == window);
        of.map_or(0, |(_, count)| u64::from(count)) + today
    }

    /// People of a window that ends today, those of today included.
    pub(crate) fn with(&self, day: i64, window: Window, today: &People) -> u64 {
        let week = week_of(day);
        let is_new = |person: &u32| {
            let at = self.people.binary_search_by_key(person, |of| of.0);
            let known = at.ok().and_then(|at| self.people.get(at));
            known.is_none_or(|(_, last)| !is_within(*last, week, window))
        };
        self.count(week, window) + today.iter().filter(is_new).count() as u64
    }

    /// People of a window that ends today, whose days are over.
    pub(crate) fn people(&self, day: i64, window: Window) -> impl Iterator<Item = u32> {
        let week = week_of(day);
        self.people
            .iter()
            .filter(move |(_, last)| is_within(*last, week, window))
            .map(|(person, _)| *person)
    }

    /// The first week of a window that ends today in which somebody was shown.
    pub(crate) fn first_week(&self, day: i64, window: Window) -> u16 {
        let week = week_of(day);
        let of_window = |of: &u16| is_within(*of, week, window);
        let first = self.weeks.iter().map(|(of, _)| *of).find(of_window);
        first.unwrap_or(week)
    }

    /// People of each window that is over: of weeks, or of four weeks, where there are so many.
    pub(crate) fn past(&self, window: Window) -> Vec<u32> {
        let which = usize::from(window == Window::FourWeeks);
        let skip = usize::from(weeks_of(window)).saturating_sub(1);
        let past = self.weeks.iter().skip(skip);
        past.filter_map(|(_, counts)| counts.get(which).copied())
            .collect()
    }

    /// People within the year.
    pub(crate) fn len(&self) -> u64 {
        self.people.len() as u64
    }

    /// Weeks that are over in which somebody was shown.
    pub(crate) fn weeks(&self) -> usize {
        self.weeks.len()
    }

    /// How often somebody was shown again on another day, and how often that would be if chance chose among
    /// all people.
    pub(crate) fn again(&self) -> (u64, u64) {
        (self.again, self.again_by_chance / 1000)
    }
}

fn is_within(last: u16, week: u16, window: Window) -> bool {
    week.saturating_sub(last) < weeks_of(window)
}

/// Both, by person; those of the day were shown in this week.
fn merged(known: &[(u32, u16)], day: &[u32], week: u16) -> Vec<(u32, u16)> {
    let mut out = Vec::with_capacity(known.len() + day.len());
    let (mut known, mut day) = (known.iter().peekable(), day.iter().peekable());
    loop {
        let next = match (known.peek(), day.peek()) {
            (None, None) => return out,
            (Some((old, _)), Some(new)) if old < *new => known.next().copied(),
            (Some(_), None) => known.next().copied(),
            (old, Some(new)) => {
                if old.is_some_and(|(old, _)| old == *new) {
                    known.next();
                }
                day.next().map(|new| (*new, week))
            }
        };
        out.extend(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(from: u32, to: u32) -> People {
        (from..to).collect()
    }

    #[test]
    fn the_same_people_are_counted_once_in_a_window() {
        let mut long = Long::default();
        // Day 4 of 1970 was a Monday: five weeks of the same ten, on two days each, and ten new ones a week.
        for week in 0..5u32 {
            let day = 4 + i64::from(week) * 7;
            long.learn(day, &people(0, 10), 1000);
            long.learn(day + 1, &people(0, 10), 1000);
            long.learn(day + 2, &people(100 + week * 10, 110 + week * 10), 1000);
        }
        let last = 4 + 4 * 7 + 2;
        assert_eq!(long.past(Window::Week), [20, 20, 20, 20]);
        assert_eq!(
            long.past(Window::FourWeeks),
            [50],
            "the fifth week is not over"
        );
        let none = People::default();
        let of = |window| long.with(last, window, &none);
        assert_eq!(
            (of(Window::Week), of(Window::FourWeeks), of(Window::Year)),
            (20, 50, 60)
        );
        assert_eq!(long.with(last, Window::Week, &people(105, 145)), 55);
        assert_eq!(long.people(last, Window::Week).count(), 20);
        assert_eq!(long.again().0, 90);
    }

    #[test]
    fn a_year_ago_is_forgotten_and_too_many_are_given_up() {
        let mut long = Long::default();
        long.learn(4, &people(0, 10), 10);
        long.learn(4 + 7 * 53, &people(10, 12), 12);
        assert_eq!(long.len(), 2);
        long.learn(4 + 7 * 54, &people(0, 70_000), 70_000);
        assert_eq!((long.len(), long.weeks()), (0, 0));
        long.learn(4 + 7 * 55, &people(0, 10), 70_000);
        assert_eq!(long.len(), 0, "it says nothing any more");
    }
}
