//! How two versions of a scope differ: each subject, and each person, that is in one and not in the other, by its cause.

use std::collections::BTreeMap;

use exposure::{ExposureSet, Moved, moved};
use incident::case::{Cause, Change, Frozen, Incident};
use ledger::SubjectId;

use super::{
    Cases,
    kept::Kept,
    people::{self, ComparedPeople},
};
use crate::failure::Failure;

/// The difference of two versions of one incident.
pub(crate) struct Compared {
    pub(crate) changes: Vec<Change>,
    /// Each subject that is other, with what became of it and why.
    pub(crate) subjects: Vec<(SubjectId, Moved, Cause)>,
    /// The same of people, or why it cannot be said.
    pub(crate) people: Result<ComparedPeople, String>,
}

/// Compares two versions: each subject is told by the cause that was found when it last came or went between them.
pub(crate) fn compare(
    cases: &Cases<'_>,
    incident: &Incident,
    from: &Frozen,
    to: &Frozen,
) -> Result<Compared, Failure> {
    let (first, last) = (
        cases.kept_set(incident, from)?,
        cases.kept_set(incident, to)?,
    );
    let mut causes: BTreeMap<SubjectId, Cause> = BTreeMap::new();
    let between = |of: &&Frozen| of.version > from.version && of.version <= to.version;
    for frozen in incident.scopes.iter().filter(between) {
        let kept = cases.kept_causes(Kept::Causes, (incident, frozen))?;
        causes.extend(kept.into_iter().map(|(subject, _, cause)| (subject, cause)));
    }
    let moved = moved(&[&first, &last]).into_iter();
    let subjects = moved.map(|(subject, (what, _))| {
        let cause = causes.get(&subject).copied().unwrap_or(Cause::Selection);
        (subject, what, cause)
    });
    let subjects: Vec<(SubjectId, Moved, Cause)> = subjects.collect();
    Ok(Compared {
        changes: changes(
            subjects
                .iter()
                .map(|(subject, what, cause)| (*what, *cause, gained(&first, &last, *subject))),
        ),
        subjects,
        people: people::compare(cases, incident, from, to)?,
    })
}

/// Whether somebody who is in both of two sets has fields in the second that are not in the first.
pub(super) fn gained(before: &ExposureSet, now: &ExposureSet, subject: SubjectId) -> bool {
    match (before.get(&subject), now.get(&subject)) {
        (Some(before), Some(now)) => now.0 & !before.0 != 0,
        _ => false,
    }
}

/// How many each cause brought, took and changed, and of how many it brought further fields.
pub(super) fn changes(told: impl Iterator<Item = (Moved, Cause, bool)>) -> Vec<Change> {
    let mut by: BTreeMap<Cause, Change> = BTreeMap::new();
    for (what, cause, gained) in told {
        let change = by.entry(cause).or_insert(Change {
            cause,
            added: 0,
            removed: 0,
            changed: 0,
            gained: Some(0),
        });
        change.gained = change.gained.map(|n| n + u64::from(gained));
        match what {
            Moved::Added => change.added += 1,
            Moved::Removed => change.removed += 1,
            Moved::Changed => change.changed += 1,
        }
    }
    by.into_values().collect()
}
