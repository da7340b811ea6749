//! The pasts of clusters, and what they let expect of a cluster: from its own past where it has one, else from
//! its peers; and of an actor no more than any of its kind ever went beyond its own.

use std::collections::{BTreeMap, VecDeque};

use exposure::selection::IssuedWord;
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    day::Grown,
    habit::{DAYS, Habit},
    keep::kept,
    limit::{Limit, floor},
    long::Long,
    window::Window,
};

/// People of a day from which on it is remembered how they were spread over it.
const SPREAD_MIN: u64 = 10;
/// Weeks, or times of four weeks, from which on a cluster is held to its own.
const LONG_MIN: usize = 4;
/// Weeks from which on a cluster says what a year of its kind brings.
const YEAR_MIN: usize = 8;
/// Days of a kind's actors without which there is no record to be held to.
const RECORD_DAYS_MIN: u64 = 200;

/// A cluster's past.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    /// What its peers share.
    pub(crate) kind: u64,
    pub(crate) habit: Habit,
    /// People of the busiest five minutes and of the busiest hour of its days.
    short: Option<Box<[Habit; 2]>>,
    pub(crate) long: Long,
}

kept!(Past {
    kind,
    habit,
    short,
    long
});

impl Past {
    /// People of its windows before this day; `None` where they are too few to be held to.
    fn of(&self, window: Window, day: i64) -> Option<Limit> {
        let habit = match window {
            Window::Day if self.habit.fell_out_of_use(day) => {
                return Some(self.habit.limit_of_return());
            }
            Window::Day => Some(&self.habit),
            Window::FiveMinutes => self.short.as_deref().map(|[five, _]| five),
            Window::Hour => self.short.as_deref().map(|[_, hour]| hour),
            Window::Week | Window::FourWeeks => {
                let past = self.long.past(window);
                return (past.len() >= LONG_MIN).then(|| Limit::of_past(&past, window));
            }
            Window::Year => None,
        };
        let habit = habit.filter(|habit| habit.is_grown(day));
        habit.map(|habit| habit.limit(day, window))
    }

    /// What it tells of its kind: the people of a usual window.
    fn usual(&self, window: Window, day: i64) -> Option<u64> {
        match window {
            Window::Day => self.habit.is_grown(day).then(|| self.habit.median()),
            Window::Week | Window::FourWeeks => {
                let past = self.long.past(window);
                (past.len() >= LONG_MIN).then(|| crate::limit::median(past))
            }
            Window::Year => (self.long.weeks() >= YEAR_MIN).then(|| self.long.len()),
            Window::FiveMinutes | Window::Hour => None,
        }
    }
}

/// Of a day: the day, how many actors of a kind read, and how far the one went that went furthest beyond its
/// own busiest day, in thousandths of that.
type Record = (i32, (u32, u32));

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pasts {
    pub(crate) all: HashMap<Cluster, Past>,
    /// By kind of actor, the oldest day first.
    records: BTreeMap<u64, VecDeque<Record>>,
    /// What was found out today.
    limits: HashMap<(Cluster, Window), Option<Limit>>,
    of_peers: HashMap<(Dimension, Window), HashMap<u64, Limit>>,
}

kept!(Pasts { all, records } but { limits, of_peers });

impl Pasts {
    /// Takes in a cluster of a day that is over, on which so many people are known in all; `None` if
    /// everybody came on it, which says nothing of its weeks.
    pub(crate) fn learn(&mut self, grown: &Grown, day: i64, all: Option<u64>) {
        let past = self.all.entry(grown.cluster).or_default();
        past.kind = grown.kind;
        let count = grown.people.len();
        past.habit
            .learn(day, u32::try_from(count).unwrap_or(u32::MAX));
        if count >= SPREAD_MIN {
            let short = past.short.get_or_insert_default();
            for (habit, most) in short.iter_mut().zip(grown.short.most(count)) {
                habit.learn(day, most);
            }
        }
        if let Some(all) = all {
            past.long.learn(day, &grown.people, all);
        }
    }

    /// Takes note of how far an actor went beyond its own busiest day, before that day is learned. Who went beyond
    /// what its own past lets expect makes no record; who only broke one does, or the next would be held to a
    /// lower one.
    pub(crate) fn learn_record(&mut self, grown: &Grown, day: i64) {
        let past = self.all.get(&grown.cluster);
        let limit = past.and_then(|past| past.of(Window::Day, day));
        let (Some(past), Some(limit)) = (past, limit) else {
            return;
        };
        let count = grown.people.len();
        if grown.cluster.dimension != Dimension::Actor || count > limit.at_most {
            return;
        }
        let beyond = match count > floor(Window::Day) {
            true => count * 1000 / past.habit.most_alike(day).max(1),
            false => 0,
        };
        let records = self.records.entry(grown.kind).or_default();
        record(records, day, u32::try_from(beyond).unwrap_or(u32::MAX));
    }

    /// Forgets what is too long ago, and what was found out of limits.
    pub(crate) fn turn(&mut self, day: i64) {
        self.all.retain(|_, past| past.habit.is_worth_keeping(day));
        for records in self.records.values_mut() {
            records.retain(|(of, _)| day - i64::from(*of) <= DAYS);
        }
        self.limits.clear();
        self.of_peers.clear();
    }

    /// The most people of a window that are no surprise on this day, of a cluster of this kind; `None` where
    /// that cannot be said.
    pub(crate) fn limit(
        &mut self,
        (cluster, kind): (Cluster, Option<u64>),
        window: Window,
        day: i64,
    ) -> Option<Limit> {
        if let Some(limit) = self.limits.get(&(cluster, window)) {
            return *limit;
        }
        let own = self.all.get(&cluster).and_then(|past| past.of(window, day));
        let limit = match (own, kind) {
            (Some(own), _) => {
                let record = self.record(cluster, day).filter(|_| window == Window::Day);
                Some(record.filter(|of| of.at_most < own.at_most).unwrap_or(own))
            }
            (None, kind) => {
                let kind = kind.filter(|_| has_peers(cluster, window));
                let of_peers = kind.and_then(|kind| {
                    let of_peers = self.of_peers(cluster.dimension, window, day);
                    of_peers.get(&kind).copied()
                });
                of_peers.or_else(|| self.unheard(cluster, window, day))
            }
        };
        self.limits.insert((cluster, window), limit);
        limit
    }

    /// What is to be expected of credentials of which something is said that hardly ever was said of their
    /// issuer's; `None` of those that were issued, and where the issuer itself is young.
    fn unheard(&self, cluster: Cluster, window: Window, day: i64) -> Option<Limit> {
        let is_doubtful = window == Window::Day
            && cluster.dimension == Dimension::IssuerIssued
            && cluster.second != IssuedWord::Yes as u64;
        let is_known = |word: &IssuedWord| {
            let beside = Cluster {
                second: *word as u64,
                ..cluster
            };
            let past = self.all.get(&beside);
            past.is_some_and(|past| past.habit.is_grown(day))
        };
        (is_doubtful && IssuedWord::ALL.iter().any(is_known)).then(Limit::of_unheard)
    }

    /// What the record of its kind lets expect of an actor.
    fn record(&self, cluster: Cluster, day: i64) -> Option<Limit> {
        let past = self.all.get(&cluster)?;
        let records = self.records.get(&past.kind)?;
        let days: u64 = records.iter().map(|(_, (days, _))| u64::from(*days)).sum();
        let furthest = records.iter().map(|(_, (_, beyond))| *beyond).max()?;
        let is_known = cluster.dimension == Dimension::Actor && past.habit.is_grown(day);
        let furthest = u64::from(furthest.max(1000));
        (is_known && days >= RECORD_DAYS_MIN)
            .then(|| Limit::of_record(past.habit.most_alike(day), days, furthest))
    }

    /// What clusters of each kind that have a past let expect of one that has none.
    fn of_peers(&mut self, dimension: Dimension, window: Window, day: i64) -> &HashMap<u64, Limit> {
        let all = &self.all;
        let find = || {
            let mut usual: HashMap<u64, Vec<u64>> = HashMap::new();
            for (_, past) in all.iter().filter(|(of, _)| of.dimension == dimension) {
                if let Some(people) = past.usual(window, day) {
                    usual.entry(past.kind).or_default().push(people);
                }
            }
            let limits = usual.into_iter().filter_map(|(kind, usual)| {
                Limit::of_peers(usual, window).map(|limit| (kind, limit))
            });
            limits.collect()
        };
        self.of_peers
            .entry((dimension, window))
            .or_insert_with(find)
    }
}

/// Whether a cluster without a past is held to others: not within a day, nor in weeks if nearly everybody shares it.
fn has_peers(cluster: Cluster, window: Window) -> bool {
    window == Window::Day || window > Window::Day && !cluster.is_everybodys()
}

/// Counts an actor's day.
fn record(records: &mut VecDeque<Record>, day: i64, beyond: u32) {
    let of = i32::try_from(day).unwrap_or(i32::MAX);
    match records.back_mut().filter(|(last, _)| *last == of) {
        Some((_, (days, furthest))) => {
            *days += 1;
            *furthest = beyond.max(*furthest);
        }
        None => records.push_back((of, (1, beyond))),
    }
}
