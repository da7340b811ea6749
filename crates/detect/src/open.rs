//! Clusters that stand in a finding: what they read goes on being counted, and they do not alarm again for the
//! same cause.

use event::Millis;
use exposure::Passed;
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    engine::Findings,
    finding::FindingId,
    keep::Keep,
};

/// Days of quiet after which a cluster that was in a finding begins another.
const QUIET_DAYS: i64 = 45;

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open {
    /// With the last day on which each did it.
    all: HashMap<Cluster, (FindingId, i64)>,
    /// How many of them each dimension has.
    of_dimension: [u32; Dimension::ALL.len()],
}

impl Keep for Open {
    fn put(&self, out: &mut Vec<u8>) {
        self.all.put(out);
    }

    fn get(bytes: &mut &[u8]) -> Option<Open> {
        let mut open = Open {
            all: Keep::get(bytes)?,
            of_dimension: Default::default(),
        };
        open.count();
        Some(open)
    }
}

impl Open {
    pub(crate) fn has(&self, cluster: Cluster) -> bool {
        self.all.contains_key(&cluster)
    }

    /// Takes note that a cluster did it again on this day; whether it stands in a finding.
    pub(crate) fn did_again(&mut self, cluster: Cluster, day: i64) -> bool {
        let known = self.all.get_mut(&cluster);
        known.map(|(_, last)| *last = day).is_some()
    }

    pub(crate) fn insert(&mut self, cluster: Cluster, id: FindingId, day: i64) {
        self.all.insert(cluster, (id, day));
        self.count();
    }

    /// Forgets those that have been quiet for long.
    pub(crate) fn turn(&mut self, day: i64) {
        self.all.retain(|_, (_, last)| day - *last <= QUIET_DAYS);
        self.count();
    }

    fn count(&mut self) {
        self.of_dimension = Default::default();
        for cluster in self.all.keys() {
            if let Some(count) = self.of_dimension.get_mut(cluster.dimension as usize) {
                *count += 1;
            }
        }
    }

    /// Adds a read to the findings in which its clusters stand.
    pub(crate) fn add(&self, time: Millis, read: &Passed, findings: &mut Findings) {
        if self.all.is_empty() {
            return;
        }
        for (dimension, count) in Dimension::ALL.into_iter().zip(self.of_dimension) {
            let cluster = match count {
                0 => None,
                _ => Cluster::of(dimension, read),
            };
            let open = cluster.and_then(|cluster| self.all.get(&cluster));
            if let Some(finding) = open.and_then(|(id, _)| findings.get(*id)) {
                finding.evidence.add(time, read);
            }
        }
    }
}
