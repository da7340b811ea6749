//! What people have stated, as acts of the ledger: that a source lost nothing, that a roster is whole.
//!
//! The body of such an act is canonical JSON, sealed; its SHA-256 stands in clear
//! under the signed head, so that nobody can put another body in its place, add one or take one away.
//! Whoever lacks the book key reads no statement, and then no answer rests on one.

use std::collections::BTreeSet;

use event::{ActKind, Millis, SubjectKind};
use exposure::{Roster, Statement};
use ledger::{ActKeys, Control, Snapshot};
use serde::Deserialize;

use crate::{acts, failure::Failure};

/// Every statement that was not withdrawn, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) statements: Vec<Statement>,
    pub(crate) rosters: Vec<Roster>,
}

/// The bodies of the acts, by the kinds that are known here; others are for others to read.
#[derive(Debug, Deserialize)]
#[serde(tag = "statement", rename_all = "snake_case")]
enum Body {
    NoLoss {
        source: String,
        from: String,
        to: String,
        quarantined: Option<u64>,
        reason: String,
    },
    Withdrawn {
        position: u64,
    },
    RosterComplete {
        kinds: Vec<String>,
        through: String,
    },
    #[serde(other)]
    Other,
}

impl Stated {
    /// Opens the acts among the control events of a snapshot.
    pub(crate) fn read(
        snapshot: &Snapshot,
        controls: &[Control],
        keys: Option<&ActKeys>,
    ) -> Result<Stated, Failure> {
        let mut stated = Stated::default();
        let Some(keys) = keys else { return Ok(stated) };
        let mut withdrawn = BTreeSet::new();
        for act in acts::opened(controls, keys, &[ActKind::Statement, ActKind::Roster]) {
            let (control, body) = act?;
            stated.take(snapshot, control, body, &mut withdrawn);
        }
        stated
            .statements
            .retain(|statement| !withdrawn.contains(&statement.position));
        stated
            .rosters
            .retain(|roster| !withdrawn.contains(&roster.position));
        stated
            .statements
            .sort_by_key(|statement| statement.position);
        Ok(stated)
    }

    fn take(
        &mut self,
        snapshot: &Snapshot,
        control: &Control,
        body: Body,
        withdrawn: &mut BTreeSet<u64>,
    ) {
        let by = control.by.and_then(|code| snapshot.text(code));
        let by = by.unwrap_or("?").to_owned();
        match body {
            Body::NoLoss {
                source,
                from,
                to,
                quarantined,
                reason,
            } => {
                let (Ok(from), Ok(to)) = (Millis::parse(&from), Millis::parse(&to)) else {
                    return;
                };
                self.statements.push(Statement {
                    source,
                    span: (from, to),
                    quarantined,
                    by,
                    reason,
                    time: control.time,
                    position: control.position,
                    digest: control.digest.unwrap_or_default(),
                });
            }
            Body::Withdrawn { position } => drop(withdrawn.insert(position)),
            Body::RosterComplete { kinds, through } => {
                let kinds = kinds.iter().filter_map(|kind| SubjectKind::from_word(kind));
                if let Ok(through) = Millis::parse(&through) {
                    self.rosters.push(Roster {
                        kinds: kinds.collect(),
                        through,
                        by,
                        position: control.position,
                    });
                }
            }
            Body::Other => {}
        }
    }
}
