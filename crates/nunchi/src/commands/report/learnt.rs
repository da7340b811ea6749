//! What the ledger of now has beside the last version of an incident's scope, as a document takes it.

use incident::case::Incident;
use ledger::Names;
use report::{
    Checkpoint, Kind,
    forms::{Beside, Learnt},
};

use crate::{
    cases::{self, Cases},
    failure::Failure,
};

/// Of a report what its controller answers for, of a page for the room all of it; `None` where there is nothing to hold
/// against the ledger. A document is not refused because it cannot be counted: it says so.
pub(super) fn of(
    cases: &Cases<'_>,
    incident: &Incident,
    (kind, controller): (Kind, &str),
) -> Option<Learnt> {
    let whose = (kind == Kind::Report).then_some(controller);
    match asked(cases, incident, whose) {
        Ok(None) => None,
        Ok(Some(of)) => Some(Learnt::Counted(beside(of))),
        Err(_) => Some(Learnt::Uncounted),
    }
}

fn asked(
    cases: &Cases<'_>,
    incident: &Incident,
    whose: Option<&str>,
) -> Result<Option<cases::Learnt>, Failure> {
    if incident.scope().is_none() {
        return Ok(None);
    }
    let home = cases.home();
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let found = cases::learnt(cases, incident, &ground, whose)?;
    if !found.as_ref().is_some_and(cases::Learnt::is_other) {
        return Ok(found);
    }
    // What stands in a document is asked again later: its head ends an epoch.
    let snapshot = home.snapshot_as_of(cases::sealed_head(home)?, Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    cases::learnt(cases, incident, &ground, whose)
}

fn beside(of: cases::Learnt) -> Beside {
    let (size, root) = of.head;
    Beside {
        added: of.added,
        removed: of.removed,
        people: of.people.map(|of| [of.added, of.removed, of.merged]),
        fields: of.fields.into_iter().collect(),
        lost: of.lost,
        reads: of.reads,
        undecided: of.undecided,
        is_complete: of.complete,
        question: of.question,
        head: Checkpoint { size, root },
    }
}
