//! A credential was issued to one person and is used as another.
//!
//! Misses: credentials whose issuance names nobody; reads that name no actor.

use event::Millis;
use exposure::{Happened, Passed, SubjectId};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{Detector, With},
    engine::Begun,
    finding::{FindingId, Kind, Severity},
    keep::kept,
};

#[derive(Debug, Clone, Default)]
pub(crate) struct Holders {
    holder: HashMap<u64, SubjectId>,
    /// By key.
    found: HashMap<Option<u32>, FindingId>,
}

kept!(Holders { holder, found });

impl Detector for Holders {
    fn hear(&mut self, _time: Millis, happened: &Happened, _with: With<'_>) {
        if let Happened::Issued {
            credential,
            holder: Some(holder),
        } = happened
        {
            self.holder.insert(*credential, *holder);
        }
    }

    fn read(&mut self, time: Millis, read: &Passed, (_, findings): With<'_>) {
        let holder = read.credential.and_then(|of| self.holder.get(&of));
        let other = holder
            .zip(read.actor)
            .filter(|(holder, actor)| *holder != actor);
        if other.is_none() {
            return;
        }
        let id = *self.found.entry(read.key).or_insert_with(|| {
            let id = findings.begin(Begun {
                kind: Kind::OtherHolder,
                severity: Severity::Critical,
                about: vec![u64::from(read.key.unwrap_or(u32::MAX))],
                cluster: Cluster::of(Dimension::Key, read),
                first: time,
                found: time,
            });
            if let Some(finding) = findings.get(id) {
                finding.keys.extend(read.key);
            }
            id
        });
        if let Some(finding) = findings.get(id) {
            finding.evidence.add(time, read);
        }
    }
}
