//! How incidents are told.

use api::{
    Time, VERSION,
    incidents::steps::{Stepped, Steps, TakenBack},
};
use event::Millis;
use incident::{
    case::{Frozen, Incident, Mode, Number, Stage, Step, Unfinished},
    law::State,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    ahead,
    clocking::clock_documents,
    closing, containing, duties,
    page::{STEPS_TOLD, page},
    push,
    stood::Stood,
    telling, waiting,
};
pub(crate) use crate::render::shown;
use crate::{
    asking,
    cases::{self, Cases},
    cli::{Asking, StoodArgs},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render::{self, Grid, documents::number, records},
};

/// What every page and list of an exercise begins with.
pub(crate) const MARK: &str = Mode::MARK;

/// A table as it is printed: that of an exercise under its mark.
pub(crate) fn under_mark(mode: Mode, table: &str) -> String {
    match mode {
        Mode::Real => table.to_owned(),
        Mode::Exercise => format!("{MARK}\n{table}"),
    }
}

/// What a line about an exercise begins with.
pub(super) fn before(mode: Mode) -> String {
    match mode {
        Mode::Real => String::new(),
        Mode::Exercise => format!("{MARK}: "),
    }
}

/// Its word in JSON.
pub(super) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "real",
        Mode::Exercise => "exercise",
    }
}

/// The last step, and how the incident stands after it.
pub(super) fn stepped(incident: &Incident, says: Vec<String>) -> Result<Stepped, Failure> {
    Ok(Stepped {
        incident: number(incident.id),
        mode: mode(incident.mode).to_owned(),
        says,
        stage: incident.stage.word().to_owned(),
        step: incident.steps.last().map(records::step).transpose()?,
        v: VERSION,
    })
}

pub(super) fn show(asked: &StoodArgs) -> Result<u8, Failure> {
    let stood = Stood::asked(asked)?;
    say(&match format_or_default(asked.asking.list.format) {
        Format::Table => page(&stood)?,
        _ => {
            let mut document = page_document(&stood.incident, stood.now, &stood.zone)?;
            if stood.is_now {
                beside(&mut document, &stood.home, &stood.incident)?;
            }
            render::json(&document)?
        }
    });
    Ok(0)
}

/// What the directory of now tells beside the steps: of how it stood it cannot be asked.
fn beside(document: &mut Value, home: &Home, incident: &Incident) -> Result<(), Failure> {
    document["read_on"] = containing::document(home, incident)?;
    document["pushes"] = json!(push::documents(home, incident)?);
    let holds = closing::in_the_way(home, incident)?;
    if let Some(unfinished) = document["unfinished"].as_array_mut() {
        unfinished.extend(holds.iter().map(|of| json!(of.to_string())));
    }
    Ok(())
}

/// The incident that a question is about, and who asks.
pub(crate) fn read(asking: &Asking) -> Result<(Home, Incident), Failure> {
    let home = Home::open(&asking.list.place)?;
    let by = asking::asker(asking.as_name.as_deref())?;
    let incident = Cases::open(&home)?.incident(asking.id, &by)?;
    Cases::remind(&incident);
    Ok((home, incident))
}

/// What stands in the way of closing; nothing of what has ended.
pub(super) fn unfinished(incident: &Incident, now: Millis) -> Result<Vec<Unfinished>, Failure> {
    match incident.stage {
        Stage::Closed | Stage::Merged => Ok(Vec::new()),
        _ => Ok(incident.unfinished(now)?),
    }
}

/// An incident as JSON, with all that its page says beside.
fn page_document(incident: &Incident, now: Millis, zone: &TimeZone) -> Result<Value, Failure> {
    let clocks = incident.clocks(now)?;
    let lines = telling::lines(incident, zone);
    let skipped = lines.len().saturating_sub(STEPS_TOLD);
    let steps = incident.steps.iter().zip(lines).skip(skipped);
    let mut document = document(incident, now)?;
    document["due_next"] = json!(ahead::due_next(incident, &clocks, now).map(|due| json!({
        "clock": due.clock,
        "controller": due.controller,
        "trigger": due.trigger,
        "at": due.at.map(|at| at.to_string()),
        "state": due.state,
        "says": due.says,
        "more_open": due.others,
    })));
    document["unknown"] = json!(ahead::unknown(incident, &clocks, now)?);
    document["duties"] = json!(duties::all(incident, now)?);
    document["custody"] = json!(incident.custody);
    document["last_steps"] = json!(
        steps
            .map(|(step, line)| json!({
                "number": step.number,
                "at": step.at.to_string(),
                "by": step.by,
                "says": line,
                "why": step.why,
            }))
            .collect::<Vec<Value>>()
    );
    document["next"] = json!(ahead::next(incident, &clocks, now)?.map(|next| json!({
        "says": next.says,
        "command": next.command,
    })));
    Ok(document)
}

/// An incident as JSON: what its steps say.
pub(crate) fn document(incident: &Incident, now: Millis) -> Result<Value, Failure> {
    let clocks = incident.clocks(now)?;
    Ok(json!({
        "v": 1,
        "id": incident.id,
        "title": incident.title,
        "mode": mode(incident.mode),
        "stage": incident.stage.word(),
        "goes_on_in": incident.goes_on_in,
        "as_of": now.to_string(),
        "findings": incident.findings,
        "regimes": incident.regimes,
        "controllers": incident.controllers,
        "selections": incident.selections,
        "included": incident.included.keys().collect::<Vec<&String>>(),
        "named": incident.included,
        "excluded": incident.excluded.keys().collect::<Vec<_>>(),
        "scopes": scopes(incident),
        "awareness": incident.awareness.candidates(now).iter().map(|(id, candidate)| json!({
            "candidate": id.0,
            "kind": candidate.kind.word(),
            "happened": candidate.at.to_string(),
            "entered": candidate.entered.to_string(),
            "who": candidate.who,
            "knew": candidate.knew,
            "evidence": candidate.evidence,
            "is_awareness": candidate.kind.is_awareness(),
            "controller": candidate.controller,
        })).collect::<Vec<Value>>(),
        "choices": incident.awareness.choices().iter().map(|choice| json!({
            "start": choice.start,
            "candidate": choice.candidate.map(|of| of.0),
            "controller": choice.controller,
            "by": choice.by,
            "at": choice.at.to_string(),
            "why": choice.reason,
        })).collect::<Vec<Value>>(),
        "clocks": clock_documents(incident, &clocks, now),
        "requests": waiting::requests(incident, &clocks, now),
        "postings": waiting::postings(incident, now)?,
        "facts": incident.facts,
        "evidence": incident.evidence,
        "obligations": incident.obligations,
        "restricted": incident.restricted,
        "contained": incident.contained.as_ref().map(|(since, measures)| json!({
            "since": since.to_string(), "measures": measures,
        })),
        "taken_back": taken_back(incident),
        "unfinished": unfinished(incident, now)?.iter().map(ToString::to_string).collect::<Vec<String>>(),
        "steps": incident.steps.len(),
    }))
}

/// Versions of the scope, each with when it was frozen.
fn scopes(incident: &Incident) -> Vec<Value> {
    let one = |of: &Frozen| {
        let mut document = json!(of);
        let at = incident.frozen_at(of.version);
        document["frozen_at"] = json!(at.map(|at| at.to_string()));
        document
    };
    incident.scopes.iter().map(one).collect()
}

/// What was taken back, by which step and why.
fn taken_back(incident: &Incident) -> Vec<TakenBack> {
    let back = |step: &Step| {
        let by = incident.taken_back(step.number)?;
        Some(TakenBack {
            at: Time(by.at),
            by: by.by.clone(),
            by_step: by.number,
            called: incident.called(step.number).map(str::to_owned),
            does: cases::does(&step.what),
            step: step.number,
            why: by.why.clone(),
        })
    };
    incident.steps.iter().filter_map(back).collect()
}

/// A state by its name in JSON.
pub(crate) fn state_word(state: &State) -> &'static str {
    match state {
        State::CannotSay { .. } => "cannot_say",
        State::NotBegun => "not_begun",
        State::Running { .. } => "running",
        State::Overdue { .. } => "overdue",
        State::WithoutNumber { .. } => "without_number",
        State::Delayed { .. } => "delayed",
        State::Waits { .. } => "waits",
        State::AtOnce { .. } => "at_once",
        State::Filed { .. } => "filed",
        State::FiledLate { .. } => "filed_late",
        State::Stopped {
            is_deemed: true, ..
        } => "deemed_reported",
        State::Stopped { .. } => "does_not_apply",
        State::Replaced { .. } => "replaced",
        State::FellAway { .. } => "fell_away",
        State::Retracted { .. } => "retracted",
    }
}

/// A state as a sentence.
pub(crate) fn said(state: &State) -> String {
    match state {
        State::CannotSay { filed, because } => {
            let because = because
                .as_deref()
                .unwrap_or("nobody knows from when it counts");
            match filed {
                None => format!("cannot say: {because}"),
                Some(_) => format!("filed, and cannot say whether in time: {because}"),
            }
        }
        State::NotBegun => "has not begun".to_owned(),
        State::Running {
            left,
            target_passed,
        } => match target_passed {
            true => format!("{left} left; our own target has passed"),
            false => format!("{left} left"),
        },
        State::Overdue { by } => format!("OVERDUE by {by}"),
        State::WithoutNumber { open } => format!("without delay; open for {open}"),
        State::Delayed {
            code, unreviewed, ..
        } => match unreviewed {
            Some(span) => format!("delayed, as {code} permits; REVIEW OVERDUE by {span}"),
            None => format!("delayed, as {code} permits"),
        },
        State::Waits {
            request,
            lapses,
            unreviewed,
        } => match unreviewed {
            Some(span) => {
                format!("waits, as {request} asks, for {lapses} more; REVIEW OVERDUE by {span}")
            }
            None => format!("waits, as {request} asks, for {lapses} more"),
        },
        State::AtOnce { open, .. } => format!("DUE AT ONCE, for {open}"),
        State::Filed { after: None, .. } => "filed in time".to_owned(),
        State::Filed {
            after: Some(after), ..
        } => format!("filed after {after}"),
        State::FiledLate { late, because, .. } => {
            let because = because.as_deref().unwrap_or("no reason was given");
            format!("filed LATE by {late}: {because}")
        }
        State::Stopped {
            is_deemed: true, ..
        } => "deemed reported under another law, as decided".to_owned(),
        State::Stopped { .. } => "does not apply, as decided".to_owned(),
        State::Replaced { by, .. } => format!("replaced by {by}"),
        State::FellAway { .. } => "fell away: there was no leak".to_owned(),
        State::Retracted { after, .. } => format!("retracted after {after}"),
    }
}

pub(super) fn steps(asked: &StoodArgs) -> Result<u8, Failure> {
    let stood = Stood::asked(asked)?;
    let (incident, zone) = (&stood.incident, &stood.zone);
    let seen = &incident.steps;
    say(&match format_or_default(asked.asking.list.format) {
        Format::Table => {
            let mut grid = Grid::new(&["", "when", "who", "what", "why"]);
            for (step, line) in seen.iter().zip(telling::lines(incident, zone)) {
                grid.row(&[
                    step.number.to_string(),
                    shown(step.at, zone),
                    step.by.clone(),
                    line,
                    step.why.clone(),
                ]);
            }
            under_mark(incident.mode, &stood.under(&grid.lines().join("\n")))
        }
        _ => render::json(&Steps {
            as_of: Time(stood.now),
            incident: number(incident.id),
            mode: mode(incident.mode).to_owned(),
            stage: incident.stage.word().to_owned(),
            steps: seen.iter().map(records::step).collect::<Result<_, _>>()?,
            taken_back: taken_back(incident),
            v: VERSION,
        })?,
    });
    Ok(0)
}

/// Where an incident that was merged away goes on.
pub(super) fn elsewhere(heir: Number) -> String {
    format!("merged into incident {heir}: what is due is due there")
}
