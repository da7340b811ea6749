//! How the clocks of an incident are told.

use event::Millis;
use incident::{
    case::Incident,
    law::{Clock, State},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    showing::{mode, read, said, shown, state_word, under_mark},
    waiting,
};
use crate::{
    asking,
    cli::Asking,
    failure::Failure,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

/// A clock with its state.
pub(super) fn clock_document(incident: &Incident, clock: &Clock, now: Millis) -> Value {
    let due = clock.due();
    let at = |at: Option<Millis>| at.map(|at| at.to_string());
    json!({
        "regime": clock.key.regime,
        "clock": clock.key.clock,
        "controller": clock.key.controller,
        "trigger": clock.key.trigger.to_string(),
        "subjects": incident.subjects_of(&clock.key),
        "version": clock.version,
        "law": clock.rule.law,
        "started": at(clock.started),
        "target": at(due.and_then(|due| due.target)),
        "limit": at(due.and_then(|due| due.limit)),
        "rule": due.map(|due| json!({"ko": due.rule.ko, "en": due.rule.en})),
        "state": state_word(&clock.state(&incident.register, now)),
        "says": said(&clock.state(&incident.register, now)),
        "filed": clock.filings().iter().map(|filing| json!({
            "received": filing.at.to_string(),
            "to": filing.to,
            "receipt": filing.receipt,
            "evidence": filing.evidence,
            "by": filing.by,
            "late_because": filing.late_because,
        })).collect::<Vec<Value>>(),
    })
}

/// Clocks that have begun: the open ones first, by when they are due.
fn in_order<'c>(incident: &Incident, clocks: &'c [Clock], now: Millis) -> Vec<&'c Clock> {
    let mut begun: Vec<&Clock> = clocks
        .iter()
        .filter(|clock| clock.state(&incident.register, now) != State::NotBegun)
        .collect();
    begun.sort_by_key(|clock| {
        let due = clock.due().and_then(|due| due.limit);
        (
            !clock.state(&incident.register, now).is_open(),
            due.is_none(),
            due,
            clock.key.clone(),
        )
    });
    begun
}

pub(super) fn clocks_table(
    incident: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Result<String, Failure> {
    let clocks = incident.clocks(now)?;
    if clocks.is_empty() {
        return Ok(
            "no clock runs: nobody knew yet, as far as is entered (`nunchi incident aware`)"
                .to_owned(),
        );
    }
    let mut grid = Grid::new(&[
        "clock",
        "controller",
        "opened by",
        "counts from",
        "due",
        "state",
    ]);
    for clock in in_order(incident, &clocks, now) {
        let due = clock.due().and_then(|due| due.limit);
        grid.row(&[
            clock.key.clock.clone(),
            clock.key.controller.clone(),
            clock.key.trigger.to_string(),
            clock
                .started
                .map_or_else(|| "unknown".to_owned(), |at| shown(at, zone)),
            due.map_or_else(|| "-".to_owned(), |at| shown(at, zone)),
            said(&clock.state(&incident.register, now)),
        ]);
    }
    let mut lines = grid.lines();
    lines.extend(waiting::lines(incident, now, zone)?);
    Ok(lines.join("\n"))
}

pub(super) fn clocks(asking: &Asking, at: Option<&str>) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let now = match at {
        Some(text) => asking::moment(&home, "--at", text)?,
        None => Millis(home.clock().now_ms()),
    };
    let zone = asking::zone(&home.settings.catalogue);
    let clocks = incident.clocks(now)?;
    say(&match format_or_default(asking.list.format) {
        Format::Table => under_mark(incident.mode, &clocks_table(&incident, now, &zone)?),
        _ => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "as_of": now.to_string(),
            "clocks": clocks.iter().map(|clock| clock_document(&incident, clock, now)).collect::<Vec<Value>>(),
            "requests": waiting::requests(&incident, now),
            "postings": waiting::postings(&incident, now)?,
        }))?,
    });
    Ok(0)
}
