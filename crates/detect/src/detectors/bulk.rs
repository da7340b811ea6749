//! One access, or one burst of accesses, named more people than any of its route ever did.
//!
//! A route teaches for two weeks from its first read. Until then a burst is held to the largest of each of
//! the others who read that route; where they are fewer than five, it cannot be said what is usual, and
//! what a person's account read at the pace of a program is told once, as a notice.
//!
//! Misses: many accesses of the usual size at the usual pace, which are fan-out's; single accesses of a
//! young route; bursts of anonymous readers, and on a young route with few readers those of services.

mod burst;

use std::collections::BTreeMap;

use event::{ActorKind, Millis};
use exposure::{Passed, SubjectId};
use hashbrown::{HashMap, HashSet};

use burst::{ACCESSES_MIN, Burst, Bursts, Whose};

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{DAY_MS, Detector, With, shown},
    engine::{Begun, Findings},
    finding::{Kind, Severity},
    habit::GROWN_DAYS,
    keep::kept,
    limit::floor,
    window::Window,
};

/// People of one access below which nothing is said.
const PEOPLE_MIN: u64 = 100;
/// Others who must have read a young route before it is known what is usual.
const READERS_MIN: usize = 5;
/// Bursts that are told of a young route without knowing what is usual.
const TOLD_MAX: usize = 20;
/// Readers of a young route that are remembered: enough to know what is usual.
const READERS_MAX: usize = 1_000;

#[derive(Debug, Clone)]
pub(crate) struct Route {
    first_day: i64,
    /// The most people that one access named.
    most: u64,
    /// The most people that one burst named.
    most_in_burst: u64,
    /// While it is young: the largest burst of each of its first readers.
    readers: BTreeMap<u64, u64>,
    /// While it is young: whose bursts were told.
    told: HashSet<Whose>,
}

impl Route {
    fn is_grown(&self, day: i64) -> bool {
        day - self.first_day >= GROWN_DAYS
    }

    fn learn(&mut self, burst: &Burst, day: i64) {
        self.most_in_burst = self.most_in_burst.max(burst.people());
        if self.is_grown(day) {
            self.readers.clear();
            self.told.clear();
            return;
        }
        let actor = burst.whose.1.to_u64();
        if self.readers.len() < READERS_MAX || self.readers.contains_key(&actor) {
            let largest = self.readers.entry(actor).or_default();
            *largest = burst.people().max(*largest);
        }
    }

    /// What is to be said of a burst, from what was before it.
    fn verdict(&self, burst: &Burst, day: i64) -> Option<Verdict> {
        let floor = match burst.kind {
            ActorKind::Service => floor(Window::Day),
            _ => ACCESSES_MIN - 1,
        };
        let high = |limit: u64, because| Verdict {
            limit: limit.max(floor),
            is_known: true,
            severity: Severity::High,
            because,
        };
        if self.is_grown(day) {
            let most = self.most_in_burst;
            return Some(high(
                most * 2,
                format!("no burst of its route had named more than {most}"),
            ));
        }
        let mine = burst.whose.1.to_u64();
        let others = self.readers.iter().filter(|(actor, _)| **actor != mine);
        let others: Vec<u64> = others.map(|(_, largest)| *largest).collect();
        let readers = others.len();
        if let Some(usual) = usual_of(others) {
            return Some(high(
                usual * 3,
                format!(
                    "the route is new; of {readers} others who read it 95 in 100 named at most {usual} in a burst"
                ),
            ));
        }
        let is_person = matches!(burst.kind, ActorKind::Employee | ActorKind::Member);
        let is_news = self.told.len() < TOLD_MAX && !self.told.contains(&burst.whose);
        (is_person && is_news).then(|| Verdict {
            limit: floor,
            is_known: false,
            severity: Severity::Notice,
            because: "no person reads so fast, and the route is too new, with too few others who read it, \
                      to say whether that is usual"
                .to_owned(),
        })
    }
}

/// What nearly all of them named at most; `None` where they are too few to say.
fn usual_of(mut readers: Vec<u64>) -> Option<u64> {
    readers.sort_unstable();
    let at = readers.len().saturating_sub(1) * 95 / 100;
    (readers.len() >= READERS_MIN).then(|| readers.get(at).copied().unwrap_or(0))
}

/// What is to be said of a burst if it named more people than the limit.
struct Verdict {
    limit: u64,
    /// Whether the limit is what was to be expected, and not only the pace of a hand.
    is_known: bool,
    severity: Severity,
    because: String,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Bulk {
    routes: HashMap<Option<u32>, Route>,
    /// Accesses of this minute: time, one read of each person.
    open: HashMap<u64, (Millis, Vec<Passed>, HashSet<SubjectId>)>,
    bursts: Bursts,
}

kept!(Route {
    first_day,
    most,
    most_in_burst,
    readers,
    told
});
kept!(Bulk { routes, bursts } but { open });

impl Bulk {
    fn judge_access(
        &mut self,
        (access, time): (u64, Millis),
        reads: &[Passed],
        now: Millis,
        findings: &mut Findings,
    ) {
        let Some(read) = reads.first() else { return };
        let Some(route) = self.routes.get_mut(&read.route) else {
            return;
        };
        let (people, most) = (reads.len() as u64, route.most);
        route.most = most.max(people);
        let limit = (most * 2).max(PEOPLE_MIN);
        if !route.is_grown(day_of(time)) || people <= limit {
            return;
        }
        let id = findings.begin(Begun {
            kind: Kind::Bulk,
            severity: Severity::High,
            about: vec![access],
            cluster: Cluster::of(Dimension::Actor, read),
            first: time,
            found: now,
        });
        if let Some(finding) = findings.get(id) {
            finding.counted = Some((people, limit));
            finding.because = format!(
                "one access named {people} people; no access of its route had named more than {most}"
            );
            finding.people_before = people;
            reads
                .iter()
                .for_each(|read| finding.evidence.add(time, read));
        }
    }

    fn judge_burst(&mut self, burst: &Burst, now: Millis, findings: &mut Findings) {
        let (day, people) = (day_of(burst.first), burst.people());
        let Some(route) = self.routes.get_mut(&burst.whose.0) else {
            return;
        };
        let verdict = burst
            .is_made_by_a_program()
            .then(|| route.verdict(burst, day))
            .flatten()
            .filter(|verdict| people > verdict.limit);
        route.learn(burst, day);
        let Some(verdict) = verdict else { return };
        route.told.insert(burst.whose);
        tell_burst(burst, verdict, now, findings);
    }
}

fn tell_burst(burst: &Burst, verdict: Verdict, now: Millis, findings: &mut Findings) {
    let (route, actor, client) = burst.whose;
    let number = |code: Option<u32>| code.map_or(u64::MAX, u64::from);
    let people = burst.people();
    let id = findings.begin(Begun {
        kind: Kind::Bulk,
        severity: verdict.severity,
        about: vec![number(route), actor.to_u64(), number(client)],
        cluster: burst
            .reads
            .first()
            .and_then(|(_, read)| Cluster::of(Dimension::Actor, read)),
        first: burst.first,
        found: now,
    });
    if let Some(finding) = findings.get(id) {
        finding.counted = verdict.is_known.then_some((people, verdict.limit));
        finding.because = format!(
            "{} accesses within {} s named {people} people; {}",
            burst.accesses(),
            burst.seconds(),
            verdict.because
        );
        finding.people_before = people;
        burst
            .reads
            .iter()
            .for_each(|(time, read)| finding.evidence.add(*time, read));
    }
}

fn day_of(time: Millis) -> i64 {
    time.0.div_euclid(DAY_MS)
}

impl Detector for Bulk {
    fn read(&mut self, time: Millis, read: &Passed, _with: With<'_>) {
        let Some(person) = shown(read) else { return };
        self.routes.entry(read.route).or_insert_with(|| Route {
            first_day: day_of(time),
            most: 0,
            most_in_burst: 0,
            readers: BTreeMap::new(),
            told: HashSet::new(),
        });
        if let Some(access) = read.access {
            let (_, reads, people) = self
                .open
                .entry(access)
                .or_insert_with(|| (time, Vec::new(), HashSet::new()));
            if people.insert(person) {
                reads.push(*read);
            }
        }
        if let Some(actor) = read.actor {
            self.bursts.take(time, person, actor, read);
        }
    }

    fn tick(&mut self, now: Millis, (_, findings): With<'_>) {
        let mut open: Vec<_> = self.open.drain().collect();
        open.sort_unstable_by_key(|(access, (time, ..))| (*time, *access));
        for (access, (time, reads, _)) in open {
            self.judge_access((access, time), &reads, now, findings);
        }
        for burst in self.bursts.over(now) {
            self.judge_burst(&burst, now, findings);
        }
    }
}
