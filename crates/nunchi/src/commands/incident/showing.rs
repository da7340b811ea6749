//! How incidents are told.

use event::Millis;
use incident::{
    case::{Incident, Mode, Number, Stage},
    law::State,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    awaring,
    clocking::{clock_document, clocks_table},
    containing, telling, waiting,
};
pub(crate) use crate::render::shown;
use crate::{
    asking,
    cases::{self, Cases},
    cli::{Asking, ListArgs},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid},
};

pub(super) fn list(list: &ListArgs, as_name: Option<&str>) -> Result<u8, Failure> {
    let home = Home::open(&list.place)?;
    let by = asking::asker(as_name)?;
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    let all = Cases::open(&home)?.all(&by)?;
    let documents: Vec<Value> = all.iter().map(|of| line(of, now)).collect();
    say(&match format_or_default(list.format) {
        Format::Table => {
            let mut grid = Grid::new(&["", "incident", "stage", "scope", "subjects", "due next"]);
            for (incident, of) in all.iter().zip(&documents) {
                grid.row(&[
                    incident.id.to_string(),
                    format!("{}{}", before(incident.mode), incident.title),
                    incident.stage.word().to_owned(),
                    of["scope"]["version"]
                        .as_u64()
                        .map_or_else(|| "-".to_owned(), |of| format!("V{of}")),
                    of["scope"]["subjects"]
                        .as_u64()
                        .map_or_else(|| "-".to_owned(), grouped),
                    match incident.goes_on_in {
                        Some(heir) => format!("goes on in {heir}"),
                        None => due_next(of, &zone),
                    },
                ]);
            }
            match documents.is_empty() {
                true => "no incidents".to_owned(),
                false => grid.lines().join("\n"),
            }
        }
        Format::Csv => render::csv_rows(
            &["id", "title", "mode", "stage", "version", "subjects"],
            all.iter().zip(&documents).map(|(incident, of)| {
                vec![
                    incident.id.to_string(),
                    incident.title.clone(),
                    mode(incident.mode).to_owned(),
                    incident.stage.word().to_owned(),
                    of["scope"]["version"].to_string().replace("null", ""),
                    of["scope"]["subjects"].to_string().replace("null", ""),
                ]
            }),
        )?,
        Format::Json => render::json(&json!({"v": 1, "incidents": documents}))?,
    });
    Ok(0)
}

/// An incident in a line. What goes wrong with one of them must not hide the others: its clocks say so instead.
fn line(incident: &Incident, now: Millis) -> Value {
    // What is due of one that was merged away is due in the one that goes on.
    let clocks = match incident.stage {
        Stage::Merged => Ok(Vec::new()),
        _ => incident.clocks(now),
    };
    let (clocks, wrong) = match clocks {
        Ok(clocks) => (clocks, None),
        Err(why) => (Vec::new(), Some(why.to_string())),
    };
    let open = clocks
        .iter()
        .filter(|clock| clock.state(&incident.register, now).is_open());
    let next = open
        .filter_map(|clock| Some((clock.due()?.limit?, clock)))
        .min_by_key(|(limit, _)| *limit);
    let cannot_say = clocks
        .iter()
        .filter(|of| matches!(of.state(&incident.register, now), State::CannotSay { .. }))
        .count();
    json!({
        "id": incident.id,
        "title": incident.title,
        "mode": mode(incident.mode),
        "stage": incident.stage.word(),
        "goes_on_in": incident.goes_on_in,
        "scope": incident.scope().map(|scope| json!({"version": scope.version, "subjects": scope.figures.subjects})),
        "due_next": next.map(|(limit, clock)| json!({"clock": clock.key.clock, "at": limit.to_string()})),
        "cannot_say": cannot_say,
        "wrong": wrong,
    })
}

fn due_next(of: &Value, zone: &TimeZone) -> String {
    let at = of["due_next"]["at"]
        .as_str()
        .and_then(|at| Millis::parse(at).ok());
    let due = at.map(|at| format!("{} {}", text(&of["due_next"]["clock"]), shown(at, zone)));
    let cannot_say = match (of["wrong"].as_str(), of["cannot_say"].as_u64()) {
        (Some(wrong), _) => Some(format!("cannot say: {wrong}")),
        (None, Some(1)) => Some("1 clock cannot say".to_owned()),
        (None, Some(many)) if many > 1 => Some(format!("{many} clocks cannot say")),
        _ => None,
    };
    let said: Vec<String> = due.into_iter().chain(cannot_say).collect();
    match said.is_empty() {
        true => "-".to_owned(),
        false => said.join("; "),
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What every page and list of an exercise begins with.
pub(super) const MARK: &str = "EXERCISE 훈련";

/// A table as it is printed: that of an exercise under its mark.
pub(super) fn under_mark(mode: Mode, table: &str) -> String {
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
pub(super) fn stepped(incident: &Incident) -> Value {
    json!({
        "v": 1,
        "incident": incident.id,
        "stage": incident.stage.word(),
        "mode": mode(incident.mode),
        "step": incident.steps.last(),
    })
}

pub(super) fn show(asking: &Asking) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    say(&match format_or_default(asking.list.format) {
        Format::Table => table(&home, &incident, now, &zone)?,
        _ => {
            let mut document = document(&incident, now)?;
            document["read_on"] = containing::document(&home, &incident)?;
            render::json(&document)?
        }
    });
    Ok(0)
}

/// The incident that a question is about, and who asks.
pub(crate) fn read(asking: &Asking) -> Result<(Home, Incident), Failure> {
    let home = Home::open(&asking.list.place)?;
    let by = asking::asker(asking.as_name.as_deref())?;
    let incident = Cases::open(&home)?.incident(asking.id, &by)?;
    Cases::remind(&incident);
    Ok((home, incident))
}

/// An incident as JSON.
pub(crate) fn document(incident: &Incident, now: Millis) -> Result<Value, Failure> {
    let clocks = incident.clocks(now)?;
    let unfinished = match incident.stage {
        Stage::Closed | Stage::Merged => Vec::new(),
        _ => incident.unfinished(now)?,
    };
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
        "included": incident.included,
        "excluded": incident.excluded,
        "scopes": incident.scopes,
        "awareness": incident.awareness.candidates(now).iter().map(|(id, candidate)| json!({
            "candidate": id.0,
            "kind": candidate.kind.word(),
            "happened": candidate.at.to_string(),
            "entered": candidate.entered.to_string(),
            "who": candidate.who,
            "knew": candidate.knew,
            "evidence": candidate.evidence,
            "is_awareness": candidate.kind.is_awareness(),
        })).collect::<Vec<Value>>(),
        "choices": incident.awareness.choices().iter().map(|choice| json!({
            "start": choice.start,
            "candidate": choice.candidate.map(|of| of.0),
            "by": choice.by,
            "at": choice.at.to_string(),
            "why": choice.reason,
        })).collect::<Vec<Value>>(),
        "clocks": clocks.iter().map(|clock| clock_document(incident, clock, now)).collect::<Vec<Value>>(),
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
        "unfinished": unfinished.iter().map(ToString::to_string).collect::<Vec<String>>(),
        "steps": incident.steps.len(),
    }))
}

/// What was taken back, by which step and why.
fn taken_back(incident: &Incident) -> Vec<Value> {
    let back = |step: &incident::case::Step| {
        let by = incident.taken_back(step.number)?;
        Some(json!({
            "step": step.number,
            "does": cases::does(&step.what),
            "called": incident.called(step.number),
            "by_step": by.number,
            "by": by.by,
            "at": by.at.to_string(),
            "why": by.why,
        }))
    };
    incident.steps.iter().filter_map(back).collect()
}

pub(super) fn state_word(state: &State) -> &'static str {
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
        State::Delayed { code, .. } => format!("delayed, as {code} permits"),
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
        State::Stopped { .. } => "does not apply, as decided".to_owned(),
        State::Replaced { by, .. } => format!("replaced by {by}"),
        State::FellAway { .. } => "fell away: there was no leak".to_owned(),
        State::Retracted { after, .. } => format!("retracted after {after}"),
    }
}

fn table(
    home: &Home,
    incident: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Result<String, Failure> {
    let mut lines = vec![format!(
        "INCIDENT {} {}   {}   {} steps, of {} ({})",
        incident.id,
        incident.title,
        incident.stage.word().to_uppercase(),
        incident.steps.len(),
        shown(now, zone),
        zone.iana_name().unwrap_or("UTC"),
    )];
    lines.extend(incident.goes_on_in.map(elsewhere));
    lines.extend(containing::line(home, incident, zone)?);
    lines.push(String::new());
    lines.push(scopes(incident, zone));
    lines.push(String::new());
    if let Some(block) = awaring::block(incident, now, zone) {
        lines.push(block);
        lines.push(String::new());
    }
    lines.push(clocks_table(incident, &incident.clocks(now)?, now, zone)?);
    let evidence: Vec<String> = incident
        .evidence
        .iter()
        .map(|of| format!("  {}  {} ({})", of.id, of.item, of.grade.word()))
        .collect();
    if !evidence.is_empty() {
        lines.push(format!("\nEVIDENCE\n{}", evidence.join("\n")));
    }
    let owed: Vec<String> = incident
        .obligations
        .iter()
        .map(|of| owed(of, zone))
        .collect();
    if !owed.is_empty() {
        lines.push(format!("\nOWED\n{}", owed.join("\n")));
    }
    let back = telling::taken_back(incident, zone);
    if !back.is_empty() {
        let back: Vec<String> = back.iter().map(|line| format!("  {line}")).collect();
        lines.push(format!("\nTAKEN BACK\n{}", back.join("\n")));
    }
    Ok(under_mark(incident.mode, &lines.join("\n")))
}

/// Where an incident that was merged away goes on.
pub(super) fn elsewhere(heir: Number) -> String {
    format!("merged into incident {heir}: what is due is due there")
}

fn owed(of: &incident::case::Obligation, zone: &TimeZone) -> String {
    let due = of.due.map_or_else(
        || "no date".to_owned(),
        |due| format!("due {}", shown(due, zone)),
    );
    let state = match &of.reply {
        Some(reply) => format!("answered {}", shown(reply.at, zone)),
        None => "OPEN".to_owned(),
    };
    format!(
        "  {}  {} asks: {} ({due}; {}) {state}",
        of.id, of.from, of.asked, of.owner
    )
}

fn scopes(incident: &Incident, zone: &TimeZone) -> String {
    if incident.scopes.is_empty() {
        return "no scope was frozen yet".to_owned();
    }
    let mut grid = Grid::new(&[
        "scope", "subjects", "people", "reads", "first", "last", "added", "removed", "record",
    ]);
    for scope in &incident.scopes {
        let people = scope.figures.people.as_ref();
        grid.row(&[
            format!("V{}", scope.version),
            grouped(scope.figures.subjects),
            people.map_or_else(
                || "cannot say".to_owned(),
                |of| {
                    format!(
                        "{} ({}-{})",
                        grouped(of.best),
                        grouped(of.low),
                        grouped(of.high)
                    )
                },
            ),
            grouped(scope.figures.reads),
            scope.first.map_or_else(String::new, |at| shown(at, zone)),
            scope.last.map_or_else(String::new, |at| shown(at, zone)),
            grouped(scope.added()),
            grouped(scope.removed()),
            scope.completeness.clone(),
        ]);
    }
    grid.lines().join("\n")
}

pub(super) fn steps(asking: &Asking) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let zone = asking::zone(&home.settings.catalogue);
    let seen = &incident.steps;
    say(&match format_or_default(asking.list.format) {
        Format::Table => {
            let mut grid = Grid::new(&["", "when", "who", "what", "why"]);
            for (step, line) in seen.iter().zip(telling::lines(&incident, &zone)) {
                grid.row(&[
                    step.number.to_string(),
                    shown(step.at, &zone),
                    step.by.clone(),
                    line,
                    step.why.clone(),
                ]);
            }
            under_mark(incident.mode, &grid.lines().join("\n"))
        }
        _ => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "taken_back": taken_back(&incident),
            "steps": seen,
        }))?,
    });
    Ok(0)
}
