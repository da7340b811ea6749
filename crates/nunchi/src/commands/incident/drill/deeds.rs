//! The steps of answers that are written down.

use event::{ErrorClass, Millis};
use incident::{
    case::{ClockName, Evidence, Incident, What},
    drill::{CASE, Inject, WRITTEN, scaled},
    law::{Answer, Clock, Fact, RegisterRow, Start, State, Trigger},
};

use super::{Folder, answers::Does};
use crate::{asking, commands::incident::typed::regime_of, failure::Failure, home::Home};

/// The controller whose clocks are answered.
pub(super) const CONTROLLER: &str = CASE.controller;

/// The evidence that shows it, where nothing else does: [`WRITTEN`], which is taken in before the first step that names it.
const SHOWN_BY: &str = WRITTEN;

/// What stands as the receipt of an answer.
const RECEIPT: &str = "written down for the drill";

/// The steps that an answer takes at a moment, with the evidence that they rest on.
pub(super) fn steps(
    folder: &Folder,
    home: &Home,
    incident: &Incident,
    answer: (&Does, Millis),
) -> Result<Vec<What>, Failure> {
    let mut all = of_answer(folder, home, incident, answer)?;
    let is_there = incident.evidence.iter().any(|of| of.id == SHOWN_BY);
    let is_named = all.iter().any(|what| what.evidence().contains(&SHOWN_BY));
    if is_named && !is_there {
        all.insert(0, What::Took(Box::new(written())));
    }
    Ok(all)
}

fn of_answer(
    folder: &Folder,
    home: &Home,
    incident: &Incident,
    (does, at): (&Does, Millis),
) -> Result<Vec<What>, Failure> {
    Ok(match does {
        Does::Select(selection) => vec![What::Selected {
            selection: asking::selection(home, &home.snapshot()?, selection)?.to_string(),
            replaces: true,
        }],
        Does::Known(version) => vec![What::GroupKnown {
            version: *version,
            known: Some(at),
        }],
        Does::Took(id) => vec![What::Took(Box::new(evidence(
            folder,
            incident,
            inject(folder, id)?,
        )))],
        Does::Aware(kind, happened, who, knew) => vec![What::Candidate {
            kind: *kind,
            happened: Millis::parse(happened).map_err(|e| Failure::usage(e.to_string()))?,
            who: (*who).to_owned(),
            knew: *knew,
            evidence: SHOWN_BY.to_owned(),
            controller: None,
        }],
        Does::Choose(of_incident, of_leak) => {
            let starts = [
                (Start::IncidentKnown, of_incident),
                (Start::LeakKnown, of_leak),
            ];
            let chosen = |(start, candidate): (Start, &u32)| What::Chosen {
                start,
                candidate: Some(*candidate),
                controller: None,
            };
            starts.map(chosen).to_vec()
        }
        Does::Confirm => {
            let so = |fact| What::Says {
                fact,
                yes: Some(true),
                controller: None,
            };
            vec![
                so(Fact::OutsideAccess),
                so(Fact::NetworkService),
                What::Confirmed,
            ]
        }
        Does::Contain => vec![What::Contained {
            since: at,
            measures: "the signing key was revoked".to_owned(),
        }],
        Does::Close => vec![What::Closed],
        other => on_law(folder, incident, (other, at))?,
    })
}

/// Steps on duties, clocks and what is owed.
fn on_law(
    folder: &Folder,
    incident: &Incident,
    (does, at): (&Does, Millis),
) -> Result<Vec<What>, Failure> {
    Ok(match does {
        Does::Decide { clocks, rest } => decisions(incident, (clocks, *rest), at)?,
        Does::File(clock, group) => {
            let wanted = name(clock, *group)?.key();
            filed(incident, at, |of| of.key == wanted)?
        }
        Does::FileOpen => filed(incident, at, |of| {
            of.state(&incident.register, at).is_open()
        })?,
        Does::Owe(id, kind) => {
            let inject = inject(folder, id)?;
            vec![What::Owed {
                kind: *kind,
                from: inject.from.to_owned(),
                asked: scaled(inject.en, folder.drill.scale),
                evidence: SHOWN_BY.to_owned(),
                due: inject.due(),
                owner: "privacy officer".to_owned(),
                systems: vec!["nunchi".to_owned()],
                received: None,
            }]
        }
        Does::Answer(id) => vec![What::Answered {
            obligation: (*id).to_owned(),
            received: at,
            words: "done, as asked".to_owned(),
            receipt: RECEIPT.to_owned(),
            corrects: None,
            stopped: Vec::new(),
        }],
        _ => Vec::new(),
    })
}

fn inject(folder: &Folder, id: &str) -> Result<&'static Inject, Failure> {
    let found = folder.drill.script().inject(id);
    found.ok_or_else(|| Failure::new(ErrorClass::Internal, format!("the script has no {id:?}")))
}

fn evidence(folder: &Folder, incident: &Incident, inject: &Inject) -> Evidence {
    let text = scaled(inject.ko, folder.drill.scale);
    Evidence {
        id: format!("E{}", incident.evidence.len() + 1),
        item: inject.title.to_owned(),
        sha256: Some(asking::sha256(&text)),
        bytes: Some(text.len() as u64),
        original_name: None,
        original_at: Some(inject.at()),
        from: inject.from.to_owned(),
        how: inject.kind.word().to_owned(),
        time_source: "the script of the drill".to_owned(),
        place: "the folder injects of the drill".to_owned(),
        grade: incident::Grade::Statement,
    }
}

/// The answers themselves, as evidence.
fn written() -> Evidence {
    Evidence {
        id: SHOWN_BY.to_owned(),
        item: "the answers of the walk, as they are written down for the drill".to_owned(),
        sha256: None,
        bytes: None,
        original_name: None,
        original_at: None,
        from: "nunchi".to_owned(),
        how: "written down beforehand".to_owned(),
        time_source: "the script of the drill".to_owned(),
        place: "the program".to_owned(),
        grade: incident::Grade::Statement,
    }
}

/// The duties of the shop, as they are decided.
fn decisions(
    incident: &Incident,
    (apply, rest): (&[&str], bool),
    at: Millis,
) -> Result<Vec<What>, Failure> {
    let facts = incident.law_facts(CONTROLLER);
    let rows = incident.duties(at)?;
    let asked =
        |row: &&RegisterRow<'_>| row.duty.controller == CONTROLLER && row.absent_on.is_none();
    let wanted = rows
        .iter()
        .filter(asked)
        .filter(|row| rest || apply.contains(&row.duty.clock.as_str()));
    Ok(wanted
        .map(|row| What::Decided {
            regime: row.duty.regime.clone(),
            clock: row.duty.clock.clone(),
            controller: CONTROLLER.to_owned(),
            answer: match apply.contains(&row.duty.clock.as_str()) {
                true => Answer::Applies,
                false => Answer::DoesNotApply,
            },
            proposed: row.regime.propose(&row.duty.clock, &facts).answer,
            evidence: vec![SHOWN_BY.to_owned()],
        })
        .collect())
}

fn name(clock: &str, group: Option<u32>) -> Result<ClockName, Failure> {
    Ok(ClockName {
        regime: regime_of(clock)?.id.clone(),
        clock: clock.to_owned(),
        controller: CONTROLLER.to_owned(),
        group,
        fact: None,
    })
}

/// Files the clocks that are wanted; what is due already says why it comes only now.
fn filed(
    incident: &Incident,
    at: Millis,
    wanted: impl Fn(&Clock) -> bool,
) -> Result<Vec<What>, Failure> {
    let clocks = incident.clocks(at)?;
    let of_wanted = clocks.iter().filter(|clock| wanted(clock));
    of_wanted
        .map(|clock| {
            let state = clock.state(&incident.register, at);
            let is_late = matches!(state, State::Overdue { .. });
            let group = match clock.key.trigger {
                Trigger::Group { scope } => Some(scope),
                _ => None,
            };
            Ok(What::Filed {
                clock: name(&clock.key.clock, group)?,
                received: at,
                to: "the authority or the people, as a file of the drill".to_owned(),
                receipt: "as written down".to_owned(),
                evidence: SHOWN_BY.to_owned(),
                late_because: is_late.then(|| "it took until then".to_owned()),
                document: None,
                corrects: None,
            })
        })
        .collect()
}
