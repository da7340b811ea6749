//! One access named more people than its route ever did.
//!
//! A route teaches for two weeks from its first such access. Misses: many accesses of the usual size, which
//! are fan-out's.

use event::Millis;
use exposure::{Passed, SubjectId};
use hashbrown::{HashMap, HashSet};

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{DAY_MS, Detector, With, shown},
    engine::Begun,
    finding::{Kind, Severity},
    habit::GROWN_DAYS,
    keep::kept,
};

/// People of one access below which nothing is said.
const PEOPLE_MIN: u64 = 100;

#[derive(Debug, Clone, Default)]
pub(crate) struct Route {
    first_day: Option<i64>,
    most: u64,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Bulk {
    routes: HashMap<Option<u32>, Route>,
    /// Accesses of this minute: time, one of their reads, people.
    open: HashMap<u64, (Millis, Vec<Passed>, HashSet<SubjectId>)>,
}

kept!(Route { first_day, most });
kept!(Bulk { routes } but { open });

impl Detector for Bulk {
    fn read(&mut self, time: Millis, read: &Passed, _with: With<'_>) {
        if let (Some(access), Some(person)) = (read.access, shown(read)) {
            let (_, reads, people) = self
                .open
                .entry(access)
                .or_insert_with(|| (time, Vec::new(), HashSet::new()));
            if people.insert(person) {
                reads.push(*read);
            }
        }
    }

    fn tick(&mut self, now: Millis, (_, findings): With<'_>) {
        let mut open: Vec<_> = self.open.drain().collect();
        open.sort_unstable_by_key(|(access, (time, ..))| (*time, *access));
        for (access, (time, reads, people)) in open {
            let Some(read) = reads.first() else { continue };
            let day = time.0.div_euclid(DAY_MS);
            let route = self.routes.entry(read.route).or_default();
            let first_day = *route.first_day.get_or_insert(day);
            let (people, most) = (people.len() as u64, route.most);
            route.most = most.max(people);
            let limit = (most * 2).max(PEOPLE_MIN);
            if day - first_day < GROWN_DAYS || people <= limit {
                continue;
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
    }
}
