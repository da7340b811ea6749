//! How a drill went: hours to each step beside those of the case, and what was missed.

use event::Millis;
use incident::{
    drill::{ClockLine, Line, Measured, OfClock, Then, Verdict},
    law::State,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Folder, tell::Found};
use crate::{
    asking,
    commands::incident::showing::{MARK, said, shown, state_word},
    failure::Failure,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

pub(super) fn report(
    folder: &Folder,
    as_name: Option<&str>,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let home = folder.home()?;
    let now = folder.now();
    let found = Found::in_home(&home, &asking::asker(as_name)?)?;
    let measured = found.measured(folder, now)?;
    let zone = asking::zone(&home.settings.catalogue);
    say(&match format_or_default(format) {
        Format::Table => table(folder, &measured, (now, &zone)),
        Format::Csv => csv(&measured)?,
        Format::Json => render::json(&document(folder, (&found, &measured), now))?,
    });
    Ok(0)
}

/// How a goal stands, in words.
fn stands(line: &Line<'_>) -> String {
    match &line.verdict {
        Verdict::NotYet => "not yet".to_owned(),
        Verdict::Open(Some(left)) => format!("open, {left} left"),
        Verdict::Open(None) => "open".to_owned(),
        Verdict::Done => "done".to_owned(),
        Verdict::InTime => "in time".to_owned(),
        Verdict::Late(by) => format!("LATE by {by}"),
        Verdict::Wrong(_) => "NOT AS IT SHOULD BE".to_owned(),
        Verdict::Missed => "MISSED".to_owned(),
    }
}

/// When it was in the case, and after how long.
fn in_the_case(line: &Line<'_>) -> (String, String) {
    let took = line
        .took_then()
        .map_or_else(String::new, |of| of.to_string());
    (line.goal.then.shown(), took)
}

fn filed(state: &State) -> Option<Millis> {
    match state {
        State::Filed { at, .. } | State::FiledLate { at, .. } => Some(*at),
        State::CannotSay { filed, .. } => *filed,
        _ => None,
    }
}

fn table(folder: &Folder, measured: &Measured<'_>, (now, zone): (Millis, &TimeZone)) -> String {
    let script = folder.drill.script();
    let state = match measured.over {
        true => "over",
        false => "under way",
    };
    let mut lines = vec![
        format!("{MARK}   REPORT OF A DRILL, {state}"),
        format!(
            "{}, 1:{}; as of {}",
            script.title,
            folder.drill.scale,
            shown(now, zone)
        ),
        String::new(),
    ];
    let mut grid = Grid::new(&["step", "here", "after", "", "the case", "after"]);
    // What has not come is not told before it comes.
    let (ahead, asked): (Vec<&Line<'_>>, Vec<&Line<'_>>) = measured
        .lines
        .iter()
        .partition(|line| line.verdict == Verdict::NotYet);
    for line in asked {
        let (then, took_then) = in_the_case(line);
        grid.row(&[
            line.goal.what.to_owned(),
            line.done.map_or("-".to_owned(), |at| shown(at, zone)),
            line.took().map_or_else(String::new, |of| of.to_string()),
            stands(line),
            then,
            took_then,
        ]);
    }
    lines.extend(grid.lines());
    if !ahead.is_empty() {
        lines.push(format!(
            "and {} more, of what has not come yet",
            ahead.len()
        ));
    }
    lines.push(String::new());
    lines.extend(clocks(measured, zone));
    lines.push(String::new());
    match measured.missed.as_slice() {
        [] => lines.push("MISSED: nothing".to_owned()),
        missed => {
            lines.push(format!("MISSED: {}", missed.len()));
            lines.extend(missed.iter().map(|of| format!("  {of}")));
        }
    }
    lines.join("\n")
}

fn clocks(measured: &Measured<'_>, zone: &TimeZone) -> Vec<String> {
    if measured.clocks.is_empty() {
        return vec!["no clock of the law runs: nobody entered who knew when".to_owned()];
    }
    let mut grid = Grid::new(&[
        "clock",
        "controller",
        "opened by",
        "due",
        "here",
        "",
        "the case",
    ]);
    for line in &measured.clocks {
        let due = line.clock.due().and_then(|due| due.limit);
        grid.row(&[
            line.clock.key.clock.clone(),
            line.clock.key.controller.clone(),
            line.clock.key.trigger.to_string(),
            due.map_or("-".to_owned(), |at| shown(at, zone)),
            filed(&line.state).map_or("-".to_owned(), |at| shown(at, zone)),
            said(&line.state),
            line.then.map_or_else(String::new, then_of_clock),
        ]);
    }
    grid.lines()
}

fn then_of_clock(of: &OfClock) -> String {
    format!("{}, {}", of.then.shown(), of.note)
}

fn csv(measured: &Measured<'_>) -> Result<String, Failure> {
    let hours = |ms: i64| format!("{}.{:02}", ms / 3_600_000, ms % 3_600_000 / 36_000);
    let time = |at: Option<Millis>| at.map_or_else(String::new, |at| at.to_string());
    let goals = measured.lines.iter().map(|line| {
        vec![
            "EXERCISE".to_owned(),
            line.goal.id.word().to_owned(),
            line.goal.after.to_owned(),
            time(line.done),
            line.took().map_or_else(String::new, |of| hours(of.ms)),
            line.verdict.word().to_owned(),
            line.goal.then.shown(),
            line.took_then().map_or_else(String::new, |of| hours(of.ms)),
        ]
    });
    let clocks = measured.clocks.iter().map(|line| {
        let key = &line.clock.key;
        let begun = line.clock.started.zip(filed(&line.state));
        vec![
            "EXERCISE".to_owned(),
            format!("{} {}", key.clock, key.controller),
            key.trigger.to_string(),
            time(filed(&line.state)),
            begun.map_or_else(String::new, |(from, at)| hours(at.0 - from.0)),
            state_word(&line.state).to_owned(),
            line.then.map_or_else(String::new, |of| of.then.shown()),
            String::new(),
        ]
    });
    let head = [
        "mode",
        "step",
        "after",
        "here",
        "hours",
        "state",
        "the_case",
        "hours_then",
    ];
    render::csv_rows(&head, goals.chain(clocks))
}

fn document(folder: &Folder, (found, measured): (&Found, &Measured<'_>), now: Millis) -> Value {
    json!({
        "v": 1,
        "mode": "exercise",
        "scenario": folder.drill.script().id,
        "scale": folder.drill.scale,
        "as_of": now.to_string(),
        "over": measured.over,
        "incident": found.incident.as_ref().map(|of| of.id),
        "steps": measured.lines.iter().map(goal).collect::<Vec<Value>>(),
        "clocks": measured.clocks.iter().map(clock).collect::<Vec<Value>>(),
        "missed": measured.missed,
    })
}

fn then_document(then: Then, note: &str) -> Value {
    json!({
        "at": then.moment().map(|at| at.to_string()),
        "on": match then { Then::On(day) => Some(day), _ => None },
        "never": then == Then::Never,
        "note": note,
    })
}

fn goal(line: &Line<'_>) -> Value {
    json!({
        "step": line.goal.id.word(),
        "what": line.goal.what,
        "after": line.goal.after,
        "from": line.from.to_string(),
        "done": line.done.map(|at| at.to_string()),
        "took_ms": line.took().map(|of| of.ms),
        "by": line.goal.by().map(|at| at.to_string()),
        "because": line.goal.because,
        "state": line.verdict.word(),
        "late_ms": match &line.verdict { Verdict::Late(by) => Some(by.ms), _ => None },
        "wrong": match &line.verdict { Verdict::Wrong(why) => Some(why), _ => None },
        "case": then_document(line.goal.then, line.goal.note),
        "case_took_ms": line.took_then().map(|of| of.ms),
    })
}

fn clock(line: &ClockLine<'_>) -> Value {
    let key = &line.clock.key;
    let due = line.clock.due().and_then(|due| due.limit);
    json!({
        "clock": key.clock,
        "controller": key.controller,
        "trigger": key.trigger.to_string(),
        "started": line.clock.started.map(|at| at.to_string()),
        "due": due.map(|at| at.to_string()),
        "filed": filed(&line.state).map(|at| at.to_string()),
        "state": state_word(&line.state),
        "says": said(&line.state),
        "late_ms": match &line.state { State::FiledLate { late, .. } => Some(late.ms), _ => None },
        "case": line.then.map(|of| then_document(of.then, of.note)),
    })
}
