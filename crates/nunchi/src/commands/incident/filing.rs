//! What is filed: which document, one that this incident wrote for the law of the clock; what it corrects; and why it was
//! late, where that is said afterwards.

use std::{collections::BTreeMap, path::Path};

use event::Millis;
use incident::{
    case::{ClockName, Incident, What, Written},
    law::{self, Clock, Correction, Filing, ToWhom},
};
use jiff::tz::TimeZone;

use super::{recording, showing::shown};
use crate::{asking, failure::Failure, home::Home, printer::note, render::to_the_second};

/// A document as JSON is at most 256 MiB.
const DOCUMENT_BYTES_MAX: usize = 256 << 20;

/// What is said to be wrong where a reason is given afterwards.
const NO_REASON: &str = "no reason of its lateness was given";

/// What a filing corrects.
pub(super) fn correction(receipt: Option<&str>, error: Option<&str>) -> Option<Correction> {
    let (receipt, error) = receipt.zip(error)?;
    Some(Correction {
        receipt: receipt.to_owned(),
        error: error.to_owned(),
    })
}

/// The record of a filing once more, with why it was late.
pub(super) fn late(
    incident: &Incident,
    (name, receipt): (ClockName, &str),
    because: &str,
    now: Millis,
) -> Result<What, Failure> {
    let clocks = incident.clocks(now)?;
    let clock = clocks.iter().find(|of| of.key == name.key());
    let filings = clock.map_or(&[][..], |clock| clock.filings());
    let Some(filing) = filings.iter().rfind(|of| of.receipt == receipt) else {
        let known: Vec<&str> = filings.iter().map(|of| of.receipt.as_str()).collect();
        return Err(Failure::usage(format!(
            "--receipt {receipt:?}: {} has no such filing; there is: {}",
            name.key(),
            match known.is_empty() {
                true => "none".to_owned(),
                false => known.join(", "),
            },
        )));
    };
    let is_late = clock.is_some_and(|of| of.late_by(filing).is_some());
    if !is_late {
        return Err(Failure::usage(format!(
            "--receipt {receipt:?}: by what is recorded {} is not late: there is no reason to give",
            name.key()
        )));
    }
    Ok(What::Filed {
        clock: name,
        received: filing.at,
        to: filing.to.clone(),
        receipt: filing.receipt.clone(),
        evidence: filing.evidence.clone(),
        late_because: Some(because.to_owned()),
        document: None,
        corrects: correction(Some(receipt), Some(NO_REASON)),
    })
}

/// The filings beside the one that counts, and those whose record was taken back: a line each.
pub(super) fn beside(clock: &Clock, now: Millis, zone: &TimeZone) -> Vec<String> {
    let of = recording::named(clock);
    let beside = clock.beside(now);
    let mut lines: Vec<String> = beside
        .into_iter()
        .map(|filing| match &filing.corrects {
            Some(correction) => format!(
                "{of}: {} corrects {}: {}",
                received(clock, filing, zone),
                correction.receipt,
                correction.error
            ),
            None => format!("{of}: also {}", received(clock, filing, zone)),
        })
        .collect();
    let back = clock.taken_back().iter().filter(|of| of.at <= now);
    lines.extend(back.map(|filing| {
        format!(
            "{of}: the record of {} was TAKEN BACK",
            received(clock, filing, zone)
        )
    }));
    lines
}

/// Clocks of which what was filed told nobody of the first version, and where it is said of whom it did: a line for each
/// controller and reason.
pub(super) fn reached_nobody<'c>(
    incident: &Incident,
    clocks: impl IntoIterator<Item = &'c Clock>,
) -> Vec<String> {
    let mut of: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for clock in clocks {
        if let Some(why) = incident.reached_nobody(&clock.key) {
            let alike = of
                .entry((&clock.key.controller, why.because()))
                .or_default();
            alike.push(&clock.key.clock);
        }
    }
    let line = |((controller, because), clocks): ((&str, &str), Vec<&str>)| {
        format!(
            "{} {controller} (incident): what is filed counts for nobody of V1, for {because}. The people of V1 have the clock of \
             \"group of scope 1\"; whom it did reach is said there (`nunchi incident file {} --clock … --controller \
             {controller} --group 1 …`)",
            clocks.join(", "),
            incident.id,
        )
    };
    of.into_iter().map(line).collect()
}

fn received(clock: &Clock, filing: &Filing, zone: &TimeZone) -> String {
    let beside = match (clock.retracts(filing), clock.late_by(filing)) {
        (Some(after), _) => format!(", that there was no leak, {after} after that was known"),
        (None, Some(late)) => format!(", LATE by {late}"),
        (None, None) => String::new(),
    };
    format!(
        "receipt {} of {} ({}{beside})",
        filing.receipt,
        shown(filing.at, zone),
        filing.to,
    )
}

/// The digest of the document that is filed at a clock. That it was written after it is said to be received is warned of:
/// another paper may be meant.
pub(super) fn document(
    home: &Home,
    (incident, clock, received): (&Incident, &ClockName, Millis),
    file: Option<&Path>,
) -> Result<Option<String>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let (_, sha256) = asking::file(home, file, DOCUMENT_BYTES_MAX)?;
    let wrong = |why: String| Failure::usage(format!("--document {}: {why}", file.display()));
    is_to_an_authority(clock).map_err(wrong)?;
    let digest = was_written(incident, clock, &sha256).map_err(wrong)?;
    not_yet_filed(incident, clock, &digest).map_err(wrong)?;
    let written = incident.document(&digest);
    tells_of(incident, clock, written.as_ref()).map_err(wrong)?;
    if let Some(later) = written
        .map(|of| of.at)
        .filter(|at| at.0.div_euclid(1000) > received.0.div_euclid(1000))
    {
        let zone = asking::zone(&home.settings.catalogue);
        note(&format!(
            "warning: this document was written {}, after it is said to be received ({}): is it the paper that was filed?",
            to_the_second(later, &zone),
            to_the_second(received, &zone)
        ));
    }
    Ok(Some(digest))
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

/// The digest of the document of which a file is: its PDF, HTML or JSON as they were written.
fn was_written(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<String, String> {
    let document = incident
        .steps
        .iter()
        .find_map(|step| step.what.writes(sha256));
    let document = document.unwrap_or(sha256);
    let written: Vec<_> = incident
        .written()
        .filter(|of| of.digest == document)
        .map(|of| (of.regime, of.controller))
        .collect();
    let (id, wanted) = (incident.id, &clock.regime);
    let writes = format!(
        "`nunchi report write {id} --regime {wanted} --controller {} …`",
        clock.controller
    );
    let own = written.iter().filter(|(regime, _)| regime == wanted);
    let whose: Vec<Option<&str>> = own.map(|(_, controller)| *controller).collect();
    let is_own = |of: &Option<&str>| of.is_none_or(|of| of == clock.controller);
    match (whose.first(), written.first()) {
        _ if whose.iter().any(is_own) => Ok(document.to_owned()),
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
            "incident {id} wrote no such document: {writes} writes one, and any of its files is it, unchanged. A form of the \
             authority is taken in with `nunchi incident evidence` and named with --evidence"
        )),
    }
}

/// What was written before people were counted, or a fact was entered, tells an authority nothing of them.
fn tells_of(
    incident: &Incident,
    clock: &ClockName,
    written: Option<&Written<'_>>,
) -> Result<(), String> {
    let Some(written) = written else {
        return Ok(());
    };
    let next = format!(
        "write the next one (`nunchi report write {} --regime {} --kind additional …`) and file that",
        incident.id, clock.regime
    );
    if let Some(group) = clock.group.filter(|group| written.version < *group) {
        return Err(format!(
            "it rests on V{} and tells nothing of those whom V{group} adds: {next}",
            written.version
        ));
    }
    let entered = |id: &String| {
        let fact = incident.facts.iter().find(|of| of.id == *id)?;
        let mut steps = incident.steps.iter();
        steps.find(|step| Some(step.number) == fact.entered)
    };
    match clock.fact.as_ref().and_then(entered) {
        Some(step) if written.at < step.at => Err(format!(
            "it was written before {} was entered and tells nothing of it: {next}",
            clock.fact.as_deref().unwrap_or_default()
        )),
        _ => Ok(()),
    }
}

/// The same at the same clock again, or for somebody else, is a slip of the hand.
fn not_yet_filed(incident: &Incident, clock: &ClockName, sha256: &str) -> Result<(), String> {
    let filed = incident
        .standing()
        .filter_map(|step| step.what.files(sha256));
    for (of, receipt, _) in filed {
        if of == clock || of.controller != clock.controller {
            return Err(format!(
                "it was filed at {} for {} already, receipt {receipt}: write the next report and file that",
                of.clock, of.controller
            ));
        }
    }
    Ok(())
}
