//! The sample as evidence of an incident: its digest is taken in, and its deletion recorded.

use event::ErrorClass;
use incident::{
    Grade,
    case::{Evidence, Incident, What},
};
use ledger::hex;

use super::sample::Brought;
use crate::{
    cases::{Because, Cases},
    cli::TraceArgs,
    failure::Failure,
};

/// Takes the sample in as evidence, if it is not there already; gives its id.
pub(super) fn taken_in(
    cases: &Cases<'_>,
    incident: &mut Incident,
    args: &TraceArgs,
    (brought, because): (&Brought, &Because<'_>),
) -> Result<String, Failure> {
    let sha256 = hex(&brought.sha256);
    let same = |of: &&Evidence| of.sha256.as_deref() == Some(sha256.as_str());
    if let Some(known) = incident.evidence.iter().find(same) {
        return Ok(known.id.clone());
    }
    let is_free = |id: &String| incident.evidence.iter().all(|of| of.id != *id);
    let id = (1..=u32::MAX).map(|n| format!("E{n}")).find(is_free);
    let id = id.unwrap_or_default();
    let evidence = Evidence {
        id: id.clone(),
        item: format!("leaked sample of {} rows", brought.sample.rows.len()),
        sha256: Some(sha256),
        bytes: Some(brought.bytes),
        // The name of a file may be somebody's.
        original_name: None,
        original_at: None,
        from: "not said".to_owned(),
        how: "brought to nunchi trace".to_owned(),
        time_source: "unknown".to_owned(),
        place: match args.delete {
            true => "deleted after it was traced".to_owned(),
            false => "with who brought it".to_owned(),
        },
        grade: Grade::Statement,
    };
    cases.take(incident, What::Took(Box::new(evidence)), because)?;
    Ok(id)
}

/// Deletes the file of the sample, then records it: a record of a deletion that did not happen would be worse than
/// none of one that did.
pub(super) fn delete(
    cases: &Cases<'_>,
    incident: &mut Incident,
    args: &TraceArgs,
    (evidence, because): (&str, &Because<'_>),
) -> Result<(), Failure> {
    cases.home().disk().remove(&args.sample).map_err(|e| {
        let message = format!("cannot delete {}: {e}", args.sample.display());
        Failure::new(ErrorClass::Unavailable, message)
    })?;
    let handed = What::Handed {
        evidence: evidence.to_owned(),
        done: "deleted".to_owned(),
        to: "nobody".to_owned(),
        receipt: String::new(),
    };
    cases.take(incident, handed, because)
}
