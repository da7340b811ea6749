//! Which document was filed: one that this incident wrote for the law of the clock.

use std::path::Path;

use incident::{
    case::{ClockName, Incident, What},
    law::{self, ToWhom},
};

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
    is_to_an_authority(clock).map_err(wrong)?;
    was_written(incident, clock, &sha256).map_err(wrong)?;
    not_yet_filed(incident, clock, &sha256).map_err(wrong)?;
    Ok(Some(sha256))
}

/// What nunchi writes is for authorities: no report is the notice to the people.
fn is_to_an_authority(clock: &ClockName) -> Result<(), String> {
    let rules = law::regime(&clock.regime).map_err(|e| e.to_string())?;
    let rule = rules.clocks.iter().find(|of| of.id == clock.clock);
    match rule.map(|rule| rule.to) {
        None | Some(ToWhom::Authority) => Ok(()),
        Some(_) => Err(format!(
            "{} is not a report to an authority, and a report is no notice: take in what was sent with `nunchi incident \
             evidence` and name it with --evidence",
            clock.clock
        )),
    }
}

fn was_written(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<(), String> {
    let written = incident.steps.iter().filter_map(|step| match &step.what {
        What::Wrote {
            regime,
            controller,
            document,
            ..
        } if document == sha256 => Some((regime.as_str(), controller.as_deref())),
        _ => None,
    });
    let written: Vec<_> = written.collect();
    let (id, wanted) = (incident.id, &clock.regime);
    let writes = format!(
        "`nunchi report write {id} --regime {wanted} --controller {} …`",
        clock.controller
    );
    let own = written.iter().filter(|(regime, _)| regime == wanted);
    let whose: Vec<Option<&str>> = own.map(|(_, controller)| *controller).collect();
    let is_own = |of: &Option<&str>| of.is_none_or(|of| of == clock.controller);
    match (whose.first(), written.first()) {
        _ if whose.iter().any(is_own) => Ok(()),
        (Some(other), _) => Err(format!(
            "incident {id} wrote it for {}, and this clock is of {}: {writes} writes one",
            other.unwrap_or_default(),
            clock.controller
        )),
        (None, Some((other, _))) => Err(format!(
            "incident {id} wrote it for {other}, and {} is a clock of {wanted}: {writes} writes one",
            clock.clock
        )),
        (None, None) => Err(format!(
            "incident {id} wrote no such document: {writes} writes one, and of its files the JSON is it. A form of the \
             authority is taken in with `nunchi incident evidence` and named with --evidence"
        )),
    }
}

/// The same at the same clock again, or for somebody else, is a slip of the hand.
fn not_yet_filed(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<(), String> {
    for step in incident.standing() {
        if let What::Filed {
            clock: of,
            receipt,
            document: Some(document),
            ..
        } = step.what.inner()
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
