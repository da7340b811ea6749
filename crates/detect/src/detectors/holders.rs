//! A credential was issued to one person and is used as another.
//!
//! Misses: credentials whose issuance names nobody; reads that name no actor.

use event::Millis;
use exposure::{Happened, SubjectId};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::Detector,
    engine::{Begun, Findings},
    finding::{FindingId, Kind, Severity},
};

#[derive(Default)]
pub(crate) struct Holders {
    holder: HashMap<u64, SubjectId>,
    /// By key.
    found: HashMap<Option<u32>, FindingId>,
}

impl Detector for Holders {
    fn take(&mut self, time: Millis, happened: &Happened, findings: &mut Findings) {
        let read = match happened {
            Happened::Issued {
                credential,
                holder: Some(holder),
            } => {
                self.holder.insert(*credential, *holder);
                return;
            }
            Happened::Read(read) => read,
            _ => return,
        };
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
