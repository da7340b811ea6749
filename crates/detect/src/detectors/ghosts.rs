//! Reads name people who do not exist, more often than people mistype: somebody tries numbers.
//!
//! The normal rate is that of all reads of the days before, without what stands in a finding.
//!
//! Misses: an attacker who knows who exists; fewer than [`MISSES_MIN`] tries a day in every cluster.

use event::{Millis, Outcome};
use exposure::{Happened, Passed, Whom};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{DAY_MS, Detector},
    engine::{Begun, Findings},
    finding::{FindingId, Kind},
};

/// Tries of a cluster on a day below which nothing is said.
const MISSES_MIN: u64 = 20;
/// The rate of mistypes that is taken for granted, in a thousand reads.
const RATE_MIN_PER_MILLE: u64 = 1;
/// How often the normal rate a cluster must miss.
const TIMES: u64 = 5;

const DIMENSIONS: [Dimension; 6] = [
    Dimension::Key,
    Dimension::Prefix,
    Dimension::Asn,
    Dimension::Client,
    Dimension::AsnClient,
    Dimension::Actor,
];

#[derive(Default)]
struct Counts {
    named: u64,
    missed: u64,
    first: Option<Millis>,
    examples: Vec<(Millis, Passed)>,
}

#[derive(Default)]
pub(crate) struct Ghosts {
    day: i64,
    today: HashMap<Cluster, Counts>,
    touched: Vec<Cluster>,
    /// Reads that named somebody on the days before, and how many of them named nobody who exists.
    before: (u64, u64),
    /// The same of today.
    so_far: (u64, u64),
    found: HashMap<Cluster, FindingId>,
}

impl Ghosts {
    fn turn(&mut self, day: i64) {
        if day <= self.day {
            return;
        }
        self.before.0 += self.so_far.0;
        self.before.1 += self.so_far.1;
        self.so_far = (0, 0);
        self.today.clear();
        self.day = day;
    }

    /// The most misses that so many reads let expect.
    fn limit(&self, named: u64) -> u64 {
        let (all, missed) = self.before;
        let usual = (named * missed).checked_div(all).unwrap_or(0);
        let usual = usual.max(named * RATE_MIN_PER_MILLE / 1000);
        usual * TIMES + MISSES_MIN
    }
}

impl Detector for Ghosts {
    fn take(&mut self, time: Millis, happened: &Happened, findings: &mut Findings) {
        let Happened::Read(read) = happened else {
            return;
        };
        if read.who == Whom::Unnamed || read.outcome == Outcome::Denied {
            return;
        }
        self.turn(time.0.div_euclid(DAY_MS));
        let missed = read.outcome == Outcome::Missing;
        let mut known = false;
        for cluster in DIMENSIONS.iter().filter_map(|of| Cluster::of(*of, read)) {
            let counts = self.today.entry(cluster).or_default();
            counts.named += 1;
            if !missed {
                continue;
            }
            counts.missed += 1;
            counts.first.get_or_insert(time);
            if let Some(id) = self.found.get(&cluster) {
                known = true;
                if let Some(finding) = findings.get(*id) {
                    finding.evidence.add(time, read);
                }
            } else {
                counts.examples.push((time, *read));
                self.touched.push(cluster);
            }
        }
        if !known {
            self.so_far.0 += 1;
            self.so_far.1 += u64::from(missed);
        }
    }

    fn tick(&mut self, now: Millis, findings: &mut Findings) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for cluster in touched {
            let limit = self.limit(self.today.get(&cluster).map_or(0, |counts| counts.named));
            let Some(counts) = self.today.get_mut(&cluster) else {
                continue;
            };
            if counts.missed <= limit {
                continue;
            }
            let first = counts.first.unwrap_or(now);
            let id = findings.begin(Begun::about_cluster(Kind::Ghosts, cluster, first, now));
            if let Some(finding) = findings.get(id) {
                finding.counted = Some((counts.missed, limit));
                finding.because = format!(
                    "{} of {} reads that day named nobody who exists; by the rate of all reads before at most {limit} would",
                    counts.missed, counts.named
                );
                for (time, read) in counts.examples.drain(..) {
                    finding.evidence.add(time, &read);
                }
            }
            self.found.insert(cluster, id);
        }
    }
}
