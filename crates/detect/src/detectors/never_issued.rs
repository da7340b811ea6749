//! A credential in use was never issued through the normal procedure.
//!
//! Judged when the feed of its issuer has spoken past the read by the lag of the catalogue, so that an
//! issuance that is told a moment late raises nothing. A feed that stays behind is one finding, and its
//! reads are *cannot say*: no storm. One finding a key.
//!
//! Misses: an issuer without a feed; credentials that were issued and then stolen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use event::Millis;
use exposure::{Happened, Passed, SubjectId, WhyNot, selection::IssuedWord};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{Detector, With, shown},
    engine::{Begun, Findings},
    finding::{FindingId, Kind, Severity},
    keep::kept,
};

/// Milliseconds of reads that a feed may leave unjudged before it is said to be behind.
const BEHIND_MS: i64 = 600_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct NeverIssued {
    /// Reads whose judgement waits for the feed of their issuer, in the order of time.
    waiting: BTreeMap<u32, VecDeque<(Millis, Passed)>>,
    /// By issuer and key.
    found: HashMap<(u32, Option<u32>), FindingId>,
    /// By issuer: since when reads cannot be judged.
    behind: HashMap<u32, (Millis, Option<FindingId>)>,
}

kept!(NeverIssued {
    waiting,
    found,
    behind
});

impl NeverIssued {
    /// The feed has spoken up to here: what waited for that is judged.
    fn spoke(&mut self, source: u32, now: Millis, (world, findings): With<'_>) {
        let of_source = world
            .feeds
            .iter()
            .filter(|feed| feed.sources.contains(&source));
        for feed in of_source {
            let Some(waiting) = self.waiting.get_mut(&feed.issuer) else {
                continue;
            };
            while let Some((time, read)) = waiting.front().copied() {
                if time.plus(feed.lag_ms) > now {
                    break;
                }
                let place = (feed.issuer, read.key);
                let id = *self
                    .found
                    .entry(place)
                    .or_insert_with(|| begin(findings, (time, &read), now, people(waiting)));
                waiting.pop_front();
                if let Some(finding) = findings.get(id) {
                    finding.evidence.add(time, &read);
                }
            }
        }
    }

    /// Nothing can be said of this read, for the feed has not spoken up to it.
    fn unsaid(&mut self, time: Millis, read: &Passed, findings: &mut Findings) {
        let issuer = read.issuer.unwrap_or(u32::MAX);
        let (since, id) = self.behind.entry(issuer).or_insert((time, None));
        if id.is_none() && time.0.saturating_sub(since.0) > BEHIND_MS {
            *id = Some(findings.begin(Begun {
                kind: Kind::FeedBehind,
                severity: Severity::High,
                about: vec![u64::from(issuer)],
                cluster: None,
                first: *since,
                found: time,
            }));
        }
        if let Some(finding) = id.and_then(|id| findings.get(id)) {
            finding.evidence.add(time, read);
        }
    }
}

/// People whom reads that wait have shown.
fn people(waiting: &VecDeque<(Millis, Passed)>) -> u64 {
    let people: BTreeSet<SubjectId> = waiting.iter().filter_map(|(_, read)| shown(read)).collect();
    people.len() as u64
}

fn begin(
    findings: &mut Findings,
    (time, read): (Millis, &Passed),
    now: Millis,
    people: u64,
) -> FindingId {
    let id = findings.begin(Begun {
        kind: Kind::NeverIssued,
        severity: Severity::Critical,
        about: vec![
            u64::from(read.issuer.unwrap_or(u32::MAX)),
            u64::from(read.key.unwrap_or(u32::MAX)),
        ],
        cluster: Cluster::of(Dimension::Key, read),
        first: time,
        found: now,
    });
    if let Some(finding) = findings.get(id) {
        finding.people_before = people;
        finding.keys.extend(read.key);
    }
    id
}

impl Detector for NeverIssued {
    fn read(&mut self, time: Millis, read: &Passed, (_, findings): With<'_>) {
        match (read.issued, read.issuer) {
            (Ok(IssuedWord::No), Some(issuer)) => {
                let waiting = self.waiting.entry(issuer).or_default();
                waiting.push_back((time, *read));
            }
            (Err(WhyNot::FeedBehind), _) => self.unsaid(time, read, findings),
            _ => {}
        }
    }

    fn hear(&mut self, time: Millis, happened: &Happened, with: With<'_>) {
        if let Happened::Spoke { source } = happened {
            self.spoke(*source, time, with);
        }
    }
}
