//! Reads name people who do not exist, more often than people mistype: somebody tries numbers.
//!
//! The normal rate is that of all reads of the days before, without what stands in a finding.
//!
//! Misses: an attacker who knows who exists; fewer than [`MISSES_MIN`] tries a day in every cluster.

use event::{Millis, Outcome};
use exposure::{Passed, Whom};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{DAY_MS, Detector, With},
    engine::Begun,
    finding::{EXAMPLES_MAX, FindingId, Kind},
    keep::kept,
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

/// Days without a miss after which a cluster is no longer watched.
const WATCHED_DAYS: i64 = 7;

/// What a cluster that is watched did today. A cluster is watched from its first miss on; until then nothing
/// is counted of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub(crate) named: u64,
    pub(crate) missed: u64,
    pub(crate) first: Option<Millis>,
    /// The first misses of the day.
    pub(crate) examples: Vec<(Millis, Passed)>,
    pub(crate) last_day: i64,
    pub(crate) found: Option<FindingId>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Ghosts {
    pub(crate) day: i64,
    pub(crate) watched: HashMap<Cluster, Counts>,
    pub(crate) touched: Vec<Cluster>,
    /// Reads that named somebody on the days before, and how many of them named nobody who exists.
    pub(crate) before: (u64, u64),
    /// The same of today.
    pub(crate) so_far: (u64, u64),
}

kept!(Counts {
    named,
    missed,
    first,
    examples,
    last_day,
    found
});
kept!(Ghosts { day, watched, before, so_far } but { touched });

impl Ghosts {
    pub(crate) fn turn(&mut self, day: i64) {
        self.before.0 += self.so_far.0;
        self.before.1 += self.so_far.1;
        self.so_far = (0, 0);
        self.watched
            .retain(|_, counts| counts.found.is_some() || day - counts.last_day <= WATCHED_DAYS);
        for counts in self.watched.values_mut() {
            let (last_day, found) = (counts.last_day, counts.found);
            *counts = Counts {
                last_day,
                found,
                ..Counts::default()
            };
        }
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
    fn read(&mut self, time: Millis, read: &Passed, (_, findings): With<'_>) {
        if read.who == Whom::Unnamed || read.outcome == Outcome::Denied {
            return;
        }
        let day = time.0.div_euclid(DAY_MS);
        if day > self.day {
            self.turn(day);
        }
        let missed = read.outcome == Outcome::Missing;
        let mut known = false;
        for cluster in DIMENSIONS.iter().filter_map(|of| Cluster::of(*of, read)) {
            let counts = match missed {
                true => self.watched.entry(cluster).or_default(),
                false => match self.watched.get_mut(&cluster) {
                    Some(counts) => counts,
                    None => continue,
                },
            };
            counts.named += 1;
            if !missed {
                continue;
            }
            counts.missed += 1;
            counts.last_day = day;
            counts.first.get_or_insert(time);
            if let Some(finding) = counts.found.and_then(|id| findings.get(id)) {
                known = true;
                finding.evidence.add(time, read);
                continue;
            }
            if counts.examples.len() < EXAMPLES_MAX {
                counts.examples.push((time, *read));
            }
            if counts.missed > MISSES_MIN {
                self.touched.push(cluster);
            }
        }
        if !known {
            self.so_far.0 += 1;
            self.so_far.1 += u64::from(missed);
        }
    }

    fn tick(&mut self, now: Millis, (_, findings): With<'_>) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for cluster in touched {
            let limit = self.limit(self.watched.get(&cluster).map_or(0, |counts| counts.named));
            let Some(counts) = self.watched.get_mut(&cluster) else {
                continue;
            };
            if counts.missed <= limit {
                continue;
            }
            let first = counts.first.unwrap_or(now);
            let id = findings.begin(Begun::about_cluster(Kind::Ghosts, cluster, first, now));
            counts.found = Some(id);
            if let Some(finding) = findings.get(id) {
                finding.counted = Some((counts.missed, limit));
                finding.because = format!(
                    "{} of {} reads that day named nobody who exists; by the rate of all reads before at most {limit} would",
                    counts.missed, counts.named
                );
                for (time, read) in counts.examples.drain(..) {
                    finding.evidence.add(time, &read);
                }
                finding.evidence.reads = counts.missed;
            }
        }
    }
}
