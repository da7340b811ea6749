//! Somebody left: which keys could that person have held that nobody took back, and is anything of theirs
//! used since.
//!
//! Misses: keys whose granting no source tells; a copy of a key that was made by somebody who never was
//! granted it.

use std::collections::{BTreeMap, BTreeSet};

use event::{Change, Millis};
use exposure::{Happened, Passed, SubjectId};
use hashbrown::HashMap;

use crate::{
    detectors::{Detector, With},
    engine::Findings,
    finding::{FindingId, Kind, Severity},
    keep::kept,
};

#[derive(Debug, Clone, Default)]
pub(crate) struct Leaver {
    /// Keys that each person was granted and that were not taken back.
    held: BTreeMap<SubjectId, BTreeSet<u32>>,
    left: HashMap<SubjectId, Millis>,
    used_by: HashMap<SubjectId, FindingId>,
}

kept!(Leaver {
    held,
    left,
    used_by
});

impl Leaver {
    fn changed(
        &mut self,
        time: Millis,
        (change, who, key): (Change, SubjectId, Option<u32>),
        findings: &mut Findings,
    ) {
        match (change, key) {
            (Change::KeyGranted, Some(key)) => {
                self.held.entry(who).or_default().insert(key);
            }
            (Change::KeyRevoked, Some(key)) => {
                if let Some(held) = self.held.get_mut(&who) {
                    held.remove(&key);
                }
            }
            (Change::Joined, _) => {
                self.left.remove(&who);
            }
            (Change::Left, _) => {
                self.left.insert(who, time);
                self.leaves(time, who, findings);
            }
            _ => {}
        }
    }

    fn leaves(&self, time: Millis, who: SubjectId, findings: &mut Findings) {
        let Some(held) = self.held.get(&who).filter(|held| !held.is_empty()) else {
            return;
        };
        let finding = findings.begin_about(Kind::Leaver, Severity::High, who, time);
        finding.keys.extend(held);
    }

    fn used(&mut self, time: Millis, read: &Passed, findings: &mut Findings) {
        let Some(who) = read.actor.filter(|who| self.left.contains_key(who)) else {
            return;
        };
        let id = *self.used_by.entry(who).or_insert_with(|| {
            let used = Kind::UsedAfterLeaving;
            findings.begin_about(used, Severity::Critical, who, time).id
        });
        if let Some(finding) = findings.get(id) {
            finding.evidence.add(time, read);
        }
    }
}

impl Detector for Leaver {
    fn read(&mut self, time: Millis, read: &Passed, (_, findings): With<'_>) {
        if !self.left.is_empty() {
            self.used(time, read, findings);
        }
    }

    fn hear(&mut self, time: Millis, happened: &Happened, (_, findings): With<'_>) {
        if let Happened::Changed { change, who, key } = happened {
            self.changed(time, (*change, *who, *key), findings);
        }
    }
}
