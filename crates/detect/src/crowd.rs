//! Everybody together: how many people are read on a day, hour by hour. On a day on which everybody comes,
//! after a message to all customers say, each cluster may have as many more.

use event::Millis;

use crate::{
    habit::Habit,
    keep::kept,
    people::People,
    window::{Short, Window},
};

const HOUR_MS: i64 = 3_600_000;
/// Hours without a read that are still gone through one by one.
const SILENCE_HOURS: i64 = 40 * 24;

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crowd {
    /// The hour that runs, counted from 1970.
    hour: Option<i64>,
    today: People,
    /// How they came within the day.
    short: Short,
    /// People of a day up to the end of each of its hours.
    up_to: [Habit; 24],
    /// Everybody who was read up to the last day that is over.
    known: People,
}

kept!(Crowd {
    hour,
    today,
    short,
    up_to,
    known
});

impl Crowd {
    /// Counts a person who is read.
    pub(crate) fn see(&mut self, time: Millis, person: u32) {
        let hour = time.0.div_euclid(HOUR_MS);
        let from = *self.hour.get_or_insert(hour);
        // After a long silence, or a clock that jumped, the days in between say nothing.
        let from = from.max(hour.saturating_sub(SILENCE_HOURS));
        for over in from..hour {
            let people = u32::try_from(self.today.len()).unwrap_or(u32::MAX);
            if let Some(habit) = self.up_to.get_mut(of_day(over)) {
                habit.learn(over.div_euclid(24), people);
            }
            if of_day(over) == 23 {
                (self.today, self.short) = (People::default(), Short::default());
            }
        }
        self.hour = Some(hour.max(from));
        let before = self.today.len();
        if self.today.insert(person) {
            self.short.add(time, before);
        }
    }

    /// Takes note of who was read on the day that is over; who of them never was before, and whether so many came
    /// as on no usual day.
    pub(crate) fn end_day(&mut self) -> (Vec<u32>, bool) {
        let today = self.today.iter();
        let newcomers = today.filter(|person| self.known.insert(*person)).collect();
        let usual = self.up_to.last().map_or(0, Habit::median);
        (newcomers, is_rush(self.today.len(), usual))
    }

    /// How many people were read up to the last day that is over.
    pub(crate) fn known(&self) -> u64 {
        self.known.len()
    }

    /// Whether more came today up to this time than on a usual day.
    pub(crate) fn is_rush(&self, now: Millis) -> bool {
        is_rush(self.today.len(), self.usual(now))
    }

    /// Whether it is known how many people are usual.
    pub(crate) fn is_known(&self, day: i64) -> bool {
        self.up_to.iter().all(|habit| habit.is_grown(day))
    }

    /// How many more came in the window that runs, up to this time, than usually do at this time of the day.
    pub(crate) fn rush(&self, now: Millis, window: Window) -> Rush {
        let begin = match window {
            Window::FiveMinutes | Window::Hour => Some(window.begin(now)),
            _ => None,
        };
        let all = self.today.len();
        let (all, usual) = match begin {
            Some(begin) => (
                self.short.within(window, now, all),
                self.usual(now).saturating_sub(self.usual(begin)),
            ),
            None => (all, self.usual(now)),
        };
        Rush {
            all,
            usual,
            usual_of_day: self.up_to.last().map_or(0, Habit::median),
        }
    }

    /// People of a usual day up to this time; within an hour they come evenly.
    fn usual(&self, now: Millis) -> u64 {
        let of = |hour: Option<usize>| {
            let habit = hour.and_then(|hour| self.up_to.get(hour));
            habit.map_or(0, Habit::median)
        };
        let hour = of_day(now.0.div_euclid(HOUR_MS));
        let (before, after) = (of(hour.checked_sub(1)), of(Some(hour)));
        let passed = now.0.rem_euclid(HOUR_MS).unsigned_abs();
        before + after.saturating_sub(before) * passed / HOUR_MS.unsigned_abs()
    }
}

/// A little more than usual is no rush.
fn is_rush(all: u64, usual: u64) -> bool {
    usual > 0 && all * 4 > usual * 5
}

/// How often as many as usual a rush may bring.
const RUSH_MAX: u64 = 4;

/// How many people came, beside how many come usually.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rush {
    all: u64,
    usual: u64,
    usual_of_day: u64,
}

impl Rush {
    /// So many people, if as many more of them came as of everybody else: who carries people away must not
    /// make the rush that excuses it. A cluster shows `shown` people today and `usual` on a usual day; one
    /// that usually shows more than half of everybody has nobody else to be held to.
    pub(crate) fn of(self, people: u64, (shown, usual): (u64, u64)) -> u64 {
        let whole = self.usual_of_day.max(1);
        let (all, usual) = match usual * 2 > whole {
            true => (self.all, self.usual),
            false => (
                self.all.saturating_sub(shown),
                self.usual * (whole - usual) / whole,
            ),
        };
        // More than that is no rush of customers: a flood must not hide who reads beside it.
        let all = all.min(usual * RUSH_MAX);
        // A rush does not bring everybody evenly.
        match is_rush(all, usual) {
            true => (people * all * 6).div_ceil(usual * 5),
            false => people,
        }
    }
}

fn of_day(hour: i64) -> usize {
    usize::try_from(hour.rem_euclid(24)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days of so many people each, one an hour in turn.
    fn days(crowd: &mut Crowd, from: i64, people: &[u32]) {
        for (day, people) in (from..).zip(people) {
            let mut order: Vec<u32> = (0..*people).collect();
            order.sort_by_key(|person| person % 24);
            for person in order {
                let hour = i64::from(person % 24);
                crowd.see(Millis((day * 24 + hour) * HOUR_MS), person);
            }
        }
    }

    #[test]
    fn a_day_on_which_everybody_comes_lets_each_cluster_grow() {
        let mut crowd = Crowd::default();
        let mut hours: Vec<(i64, u32)> = Vec::new();
        for day in 0..20 {
            for hour in 0..24 {
                let at = Millis((day * 24 + hour) * HOUR_MS);
                (0..10).for_each(|person| {
                    hours.push((at.0, u32::try_from(hour).unwrap_or(0) * 10 + person))
                });
            }
        }
        hours
            .iter()
            .for_each(|(at, person)| crowd.see(Millis(*at), *person));
        assert!(crowd.is_known(20));
        // Three times as many by two in the morning.
        let start = 20 * 24 * HOUR_MS;
        (0..90).for_each(|person| crowd.see(Millis(start + 2 * HOUR_MS), 1000 + person));
        assert_eq!(
            crowd
                .rush(Millis(start + 5 * HOUR_MS / 2), Window::Day)
                .of(100, (0, 0)),
            432,
            "25 are usual"
        );
    }

    #[test]
    fn a_cluster_does_not_make_the_rush_that_excuses_it() {
        let mut crowd = Crowd::default();
        days(&mut crowd, 0, &[240; 20]);
        let noon = Millis((20 * 24 + 12) * HOUR_MS);
        (0..120).for_each(|person| crowd.see(noon, person));
        (1000..1500).for_each(|person| crowd.see(noon, person));
        let rush = crowd.rush(noon, Window::Day);
        assert_eq!(rush.of(30, (500, 5)), 30);
        assert!(rush.of(30, (20, 5)) > 100, "others came with the crowd");
        assert!(rush.of(300, (620, 240)) > 1000, "everybody's key did too");
    }

    #[test]
    fn an_ordinary_day_changes_nothing() {
        let mut crowd = Crowd::default();
        assert!(!crowd.is_known(0), "nothing is known at first");
        days(&mut crowd, 0, &[240; 20]);
        days(&mut crowd, 20, &[24]);
        assert_eq!(
            crowd
                .rush(Millis(21 * 24 * HOUR_MS - 1), Window::Day)
                .of(100, (0, 0)),
            100
        );
    }
}
