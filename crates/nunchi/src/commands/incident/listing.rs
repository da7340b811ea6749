//! `nunchi incident list`: every incident in a line.

use event::Millis;
use incident::{
    case::{Incident, Stage},
    law::State,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    ahead,
    showing::{before, mode, shown, text},
};
use crate::{
    asking,
    cases::Cases,
    cli::ListArgs,
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
                    version(of),
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
            &[
                "id",
                "title",
                "mode",
                "stage",
                "version",
                "subjects",
                "selected_since",
            ],
            all.iter().zip(&documents).map(|(incident, of)| {
                vec![
                    incident.id.to_string(),
                    incident.title.clone(),
                    mode(incident.mode).to_owned(),
                    incident.stage.word().to_owned(),
                    of["scope"]["version"].to_string().replace("null", ""),
                    of["scope"]["subjects"].to_string().replace("null", ""),
                    of["scope"]["selected_since"]
                        .to_string()
                        .replace("null", ""),
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
    let next = match incident.stage {
        Stage::Merged => None,
        _ => ahead::due_next(incident, &clocks, now),
    };
    // Those that cannot be counted are told by their number.
    let next = next.filter(|due| due.at.is_some() || due.state != "cannot_say");
    let cannot_say = clocks
        .iter()
        .filter(|of| matches!(of.state(&incident.register, now), State::CannotSay { .. }))
        .count();
    let not_started = incident.unstarted(&clocks, now).map_or(0, |of| of.len());
    json!({
        "id": incident.id,
        "title": incident.title,
        "mode": mode(incident.mode),
        "stage": incident.stage.word(),
        "goes_on_in": incident.goes_on_in,
        "scope": incident.scope().map(|scope| json!({
            "version": scope.version,
            "subjects": scope.figures.subjects,
            "selected_since": incident.chosen_since(),
        })),
        "due_next": next.map(|due| json!({
            "clock": due.clock,
            "at": due.at.map(|at| at.to_string()),
            "says": due.says,
        })),
        "cannot_say": cannot_say,
        "not_started": not_started,
        "wrong": wrong,
    })
}

/// The last version of the scope, and that other reads are selected since.
fn version(of: &Value) -> String {
    let scope = &of["scope"];
    match (scope["version"].as_u64(), scope["selected_since"].as_u64()) {
        (None, _) => "-".to_owned(),
        (Some(version), None) => format!("V{version}"),
        (Some(version), Some(_)) => format!("V{version}, selected since: not counted"),
    }
}

fn due_next(of: &Value, zone: &TimeZone) -> String {
    let next = &of["due_next"];
    let at = next["at"].as_str().and_then(|at| Millis::parse(at).ok());
    let when = at.map(|at| shown(at, zone));
    // What has no date says that, such as without delay.
    let when = when.or_else(|| next["says"].as_str().map(str::to_owned));
    let due = when.map(|when| format!("{} {when}", text(&next["clock"])));
    let cannot_say = match (of["wrong"].as_str(), of["cannot_say"].as_u64()) {
        (Some(wrong), _) => Some(format!("cannot say: {wrong}")),
        (None, Some(1)) => Some("1 clock cannot say".to_owned()),
        (None, Some(many)) if many > 1 => Some(format!("{many} clocks cannot say")),
        _ => None,
    };
    let not_started = match of["not_started"].as_u64() {
        None | Some(0) => None,
        Some(1) => Some("1 duty that applies has no clock".to_owned()),
        Some(many) => Some(format!("{many} duties that apply have no clock")),
    };
    let said: Vec<String> = due
        .into_iter()
        .chain(cannot_say)
        .chain(not_started)
        .collect();
    match said.is_empty() {
        true => "-".to_owned(),
        false => said.join("; "),
    }
}
