//! Those whom a person named out of an incident, of a version that is frozen: how many of them the selection tells of, and
//! by whose decision they are in none of its figures.

use exposure::{Found, Ground, PseudoId};
use incident::case::{Excluded, Exclusion, Incident};
use ledger::SubjectId;

use super::ladder;
use crate::{failure::Failure, home::Home};

/// Those of whom the selection tells, of the reads of some routes where these are named; `None` where it tells of nobody
/// who was named out.
pub(super) fn excluded(
    home: &Home,
    incident: &Incident,
    ground: &Ground<'_>,
    routes: Option<&[String]>,
) -> Result<Option<Excluded>, Failure> {
    if incident.excluded.is_empty() {
        return Ok(None);
    }
    let ids: Vec<String> = incident
        .excluded
        .keys()
        .map(|of| format!("'{of}'"))
        .collect();
    let mut text = format!(
        "({}) AND subject IN ({})",
        incident.selection(),
        ids.join(", ")
    );
    if let Some(routes) = routes {
        text.push_str(&format!(" AND route IN ({})", routes.join(", ")));
    }
    let Found { answer, set, .. } = ladder::found(home, ground, &text, None)?;
    let (subjects, undecided) = (answer.subjects, answer.undecided.0);
    if subjects == 0 && undecided == 0 {
        return Ok(None);
    }
    let decided = set
        .keys()
        .filter_map(|subject| decision(incident, *subject));
    let excluded = Excluded {
        subjects,
        reads: answer.reads,
        undecided,
        people: answer.people.as_ref().map(|of| of.high),
        ..Excluded::default()
    };
    Ok(Some(excluded.decided(decided)))
}

fn decision(incident: &Incident, subject: SubjectId) -> Option<&Exclusion> {
    incident
        .excluded
        .get(&PseudoId::Subject(subject).to_string())
}
