//! A cluster goes over people as no chance would: side by side by their numbers, in whatever order, or over
//! everybody once.
//!
//! *Side by side*: of the people whom a cluster shows on a day most are neighbours, with at most one person
//! between them whom anybody ever read. That they came in sequence, backwards or shuffled within a block makes no
//! difference. A cluster that did so in the first weeks, or is known to, may go on: there are jobs that go over
//! all accounts night by night.
//!
//! *Once*: over a year a cluster shows nearly nobody on two days, though chance would have brought many of them
//! back. So a shuffled walk over all numbers is noticed, whether they are numbers or not.
//!
//! Misses: a shuffled walk before chance would bring back some thirty people, which takes the square root of sixty
//! times as many people as are known; one that goes over everybody again and again; blocks of keys that hold no
//! number; and what is side by side where nobody may open the book.
//!
//! Memory: the numbers of everybody, about 2 bytes each.

use event::Millis;
use exposure::Passed;
use hashbrown::{HashMap, HashSet};
use roaring::RoaringTreemap;

use crate::{
    cluster::Cluster,
    day::Grown,
    detectors::{
        With,
        fan_out::{FanOut, Said},
    },
    finding::{FindingId, Kind},
    habit::Habit,
    keep::kept,
    limit::floor,
    open::Open,
    window::Window,
    world::{Numbers, World},
};

/// Neighbours below which nothing is said.
const NEIGHBOURS_MIN: u64 = 20;
/// People who must be known before it can be said who stands side by side.
const KNOWN_MIN: u64 = 1_000;
/// How often as many neighbours as by chance there must be.
const TIMES: u64 = 4;
/// Days on which a cluster went over numbers after which it is known to.
const KNOWN_DAYS: usize = 2;
/// People whom chance would have shown again before it is said that nobody was; and how many of that in a hundred
/// may have been.
const AGAIN_MIN: u64 = 30;
const AGAIN_PER_CENT: u64 = 20;

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sweep {
    /// Numbers of everybody who was read up to the last day that is over.
    numbers: RoaringTreemap,
    /// Clusters that go over numbers, and how many people on a day.
    known: HashMap<Cluster, Habit>,
    /// Clusters that went over everybody once when nobody was judged yet.
    known_once: HashSet<Cluster>,
    open: Open,
    /// Those of the day that are no finding, with that day and their people.
    today: HashMap<Cluster, (i64, u64)>,
    /// People of today at which each cluster is judged next.
    next: HashMap<Cluster, u64>,
    /// Findings that this tick began, whose reads are counted with those of fan-out.
    pub(crate) begun: Vec<(Cluster, FindingId)>,
}

kept!(Sweep { numbers, known, known_once, open } but { today, next, begun });

/// How many people of a cluster have a number, stand side by side, and would by chance.
struct Neighbours {
    people: u64,
    side_by_side: u64,
    by_chance: u64,
}

impl Neighbours {
    fn is_sweep(&self) -> bool {
        self.side_by_side >= NEIGHBOURS_MIN
            && self.side_by_side * 2 >= self.people
            && self.side_by_side > self.by_chance * TIMES
    }
}

impl Sweep {
    /// Takes in who was read for the first time on the day that is over.
    pub(crate) fn turn(&mut self, newcomers: &[u32], day: i64, world: &World) {
        if let Some(numbers) = &world.numbers {
            let person = |of: &u32| numbers.of(world.numbering().person(*of));
            self.numbers.extend(newcomers.iter().filter_map(person));
        }
        for (cluster, (over, people)) in self.today.drain() {
            let people = u32::try_from(people).unwrap_or(u32::MAX);
            self.known.entry(cluster).or_default().learn(over, people);
        }
        self.known.retain(|_, habit| habit.is_worth_keeping(day));
        self.open.turn(day);
        self.next.clear();
    }

    /// Takes in the next read.
    pub(crate) fn read(&self, time: Millis, read: &Passed, (_, findings): With<'_>) {
        self.open.add(time, read, findings);
    }

    /// Judges what grew, now that a minute of log time is over.
    pub(crate) fn tick(&mut self, now: Millis, fan_out: &FanOut, (world, findings): With<'_>) {
        if let Some(numbers) = &world.numbers {
            for cluster in fan_out.judged.iter().filter(|of| !of.is_everybodys()) {
                let grown = fan_out.day.grown(*cluster);
                let Some(grown) = grown.filter(|grown| self.is_due(grown)) else {
                    continue;
                };
                if let Some(count) = self.count(grown, numbers.as_ref(), world) {
                    self.judge(grown, &count, (now, fan_out), (world, findings));
                }
            }
        }
        for cluster in &fan_out.judged_long {
            self.judge_once(*cluster, (now, fan_out), (world, findings));
        }
    }

    /// Whether a cluster has grown by a fifth since it was judged, so that judging costs each person the same.
    fn is_due(&mut self, grown: &Grown) -> bool {
        let people = grown.people.len();
        let next = self.next.entry(grown.cluster).or_default();
        let is_due = people >= *next;
        if is_due {
            *next = people + people / 5;
        }
        is_due
    }

    /// Counts who stands side by side; `None` where that cannot be said.
    fn count(&self, grown: &Grown, numbers: &dyn Numbers, world: &World) -> Option<Neighbours> {
        let all = self.numbers.len();
        // By chance more than a quarter of so many would stand side by side: there is nothing to be said.
        if grown.people.len() * 2 * TIMES >= all {
            return None;
        }
        let number = |person: u32| numbers.of(world.numbering().person(person));
        let mut of: Vec<u64> = grown.people.iter().filter_map(number).collect();
        let people = of.len() as u64;
        if all < KNOWN_MIN || people < floor(Window::Day) || people * 5 < grown.people.len() * 4 {
            return None;
        }
        of.sort_unstable();
        // The second number after the first: whoever stands further off has more than one between them.
        let second_after = |a: u64| {
            let mut after = self.numbers.iter();
            after.advance_to(a.saturating_add(1));
            after.nth(1)
        };
        let pairs = of.iter().zip(of.iter().skip(1));
        let is_near = |(a, b): &(&u64, &u64)| second_after(**a).is_none_or(|second| **b <= second);
        let side_by_side = pairs.filter(is_near).count() as u64;
        Some(Neighbours {
            people,
            side_by_side,
            // Each has one of the next two chosen with the share of everybody that is.
            by_chance: (people * people * 2).div_ceil(all).min(people),
        })
    }

    fn judge(
        &mut self,
        grown: &Grown,
        count: &Neighbours,
        (now, fan_out): (Millis, &FanOut),
        with: With<'_>,
    ) {
        let (cluster, day) = (grown.cluster, fan_out.day.day);
        if !count.is_sweep() || self.open.did_again(cluster, day) {
            return;
        }
        let habit = self.habit(cluster);
        let may = habit.is_some_and(|habit| count.people <= habit.most() * 3 / 2);
        if may || !fan_out.crowd.is_known(day) {
            self.today.insert(cluster, (day, count.people));
            return;
        }
        let because = format!(
            "of {} people that day {} stand side by side by their numbers, with at most one other between them; \
             of people chosen by chance {} would",
            count.people, count.side_by_side, count.by_chance
        );
        let said = Said {
            kind: Kind::Sweep,
            window: Window::Day,
            counted: (count.side_by_side, count.by_chance * TIMES),
            because,
        };
        self.tell(grown, said, (now, fan_out), with);
    }

    /// What a cluster that is known to go over numbers is used to.
    fn habit(&self, cluster: Cluster) -> Option<&Habit> {
        let habit = self.known.get(&cluster);
        habit.filter(|of| of.days.len() >= KNOWN_DAYS)
    }

    /// Judges whether a cluster goes over everybody once.
    fn judge_once(&mut self, cluster: Cluster, (now, fan_out): (Millis, &FanOut), with: With<'_>) {
        let past = fan_out.pasts.all.get(&cluster);
        let again = past.map(|past| past.long.again());
        let Some((again, by_chance)) = again.filter(|_| !cluster.is_everybodys()) else {
            return;
        };
        if by_chance < AGAIN_MIN || again * 100 > by_chance * AGAIN_PER_CENT {
            return;
        }
        let day = fan_out.day.day;
        if !fan_out.crowd.is_known(day) {
            self.known_once.insert(cluster);
        }
        // Who goes over numbers goes over everybody once.
        let may = self.known_once.contains(&cluster) || self.habit(cluster).is_some();
        if may || self.open.did_again(cluster, day) {
            return;
        }
        if let Some(grown) = fan_out.day.grown(cluster) {
            let because = format!(
                "of all people it showed within a year it showed {again} again on another day; of people chosen by \
                 chance it would have shown {by_chance} again"
            );
            let said = Said {
                kind: Kind::Sweep,
                window: Window::Year,
                counted: (again, by_chance * AGAIN_PER_CENT / 100),
                because,
            };
            self.tell(grown, said, (now, fan_out), with);
        }
    }

    fn tell(
        &mut self,
        grown: &Grown,
        said: Said,
        (now, fan_out): (Millis, &FanOut),
        (world, findings): With<'_>,
    ) {
        let cluster = grown.cluster;
        let id = fan_out.begin(grown, said, now, (world, findings));
        self.open.insert(cluster, id, fan_out.day.day);
        self.begun.push((cluster, id));
    }
}
