//! Which document was filed: one that this incident wrote for the law of the clock.

use std::path::Path;

use incident::case::{ClockName, Incident, What};

use crate::{asking, failure::Failure, home::Home};

/// A document as JSON is at most 256 MiB.
const DOCUMENT_BYTES_MAX: usize = 256 << 20;

/// The digest of the document that is filed at a clock.
pub(super) fn document(
    home: &Home,
    (incident, clock): (&Incident, &ClockName),
    file: Option<&Path>,
) -> Result<Option<String>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let (_, sha256) = asking::file(home, file, DOCUMENT_BYTES_MAX)?;
    let wrong = |why: String| Failure::usage(format!("--document {}: {why}", file.display()));
    was_written(incident, clock, &sha256).map_err(wrong)?;
    not_yet_filed(incident, clock, &sha256).map_err(wrong)?;
    Ok(Some(sha256))
}

fn was_written(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<(), String> {
    let written = incident.steps.iter().filter_map(|step| match &step.what {
        What::Wrote {
            regime, document, ..
        } if document == sha256 => Some(regime.as_str()),
        _ => None,
    });
    let regimes: Vec<&str> = written.collect();
    let (id, wanted) = (incident.id, &clock.regime);
    let writes = format!("`nunchi report write {id} --regime {wanted} …`");
    match regimes.first() {
        _ if regimes.contains(&wanted.as_str()) => Ok(()),
        Some(other) => Err(format!(
            "incident {id} wrote it for {other}, and {} is a clock of {wanted}: {writes} writes one",
            clock.clock
        )),
        None => Err(format!(
            "incident {id} wrote no such document: {writes} writes one, and of its files the JSON is it. A form of the \
             authority is taken in with `nunchi incident evidence` and named with --evidence"
        )),
    }
}

/// The same at the same clock again, or for somebody else, is a slip of the hand.
fn not_yet_filed(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<(), String> {
    for step in &incident.steps {
        if let What::Filed {
            clock: of,
            receipt,
            document: Some(document),
            ..
        } = &step.what
            && document == sha256
            && (of == clock || of.controller != clock.controller)
        {
            return Err(format!(
                "it was filed at {} for {} already, receipt {receipt}: write the next report and file that",
                of.clock, of.controller
            ));
        }
    }
    Ok(())
}
