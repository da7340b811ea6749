//! `nunchi incident list`: every incident in a line.

use api::{
    Time, VERSION,
    incidents::{learnt::LearntSince, list},
};
use event::Millis;
use incident::{
    case::{Incident, Stage},
    law::State,
};
use jiff::tz::TimeZone;

use super::{
    ahead,
    learning::{self, Since},
    showing::{before, mode, shown},
};
use crate::{
    asking,
    cases::Cases,
    cli::ListArgs,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid, documents::number},
};

pub(super) fn list(args: &ListArgs, as_name: Option<&str>) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let by = asking::asker(as_name)?;
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    let cases = Cases::open(&home)?;
    let all = cases.all(&by)?;
    let since = learning::of_list(&home, &cases, &all);
    let lines = all.iter().zip(&since);
    let lines: Vec<list::Line> = lines
        .map(|(of, since)| line(of, since.as_ref(), now))
        .collect();
    say(&match format_or_default(args.format) {
        Format::Table => {
            let mut grid = Grid::new(&["", "incident", "stage", "scope", "subjects", "due next"]);
            for (incident, of) in all.iter().zip(&lines) {
                grid.row(&[
                    incident.id.to_string(),
                    format!("{}{}", before(incident.mode), incident.title),
                    incident.stage.word().to_owned(),
                    version(of),
                    of.scope
                        .as_ref()
                        .map_or_else(|| "-".to_owned(), |of| grouped(of.subjects)),
                    match incident.goes_on_in {
                        Some(heir) => format!("goes on in {heir}"),
                        None => due_next(of, &zone),
                    },
                ]);
            }
            match lines.is_empty() {
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
                "added_since",
            ],
            lines.iter().map(|of| {
                let scope = of.scope.as_ref();
                let since = scope.and_then(|of| of.selected_since);
                vec![
                    of.id.to_string(),
                    of.title.clone(),
                    of.mode.clone(),
                    of.stage.clone(),
                    scope.map_or_else(String::new, |of| of.version.to_string()),
                    scope.map_or_else(String::new, |of| of.subjects.to_string()),
                    since.map_or_else(String::new, |step| step.to_string()),
                    added_since(of).map_or_else(String::new, |n| n.to_string()),
                ]
            }),
        )?,
        Format::Json => render::json(&list::List {
            incidents: lines,
            v: VERSION,
        })?,
    });
    Ok(0)
}

/// An incident in a line. What goes wrong with one of them must not hide the others: its clocks say so instead.
fn line(incident: &Incident, since: Option<&Since>, now: Millis) -> list::Line {
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
    list::Line {
        cannot_say: cannot_say as u64,
        due_next: next.map(|due| list::DueNext {
            at: due.at.map(Time),
            clock: due.clock,
            says: due.says,
        }),
        goes_on_in: incident.goes_on_in.map(number),
        id: number(incident.id),
        mode: mode(incident.mode).to_owned(),
        not_started: not_started as u64,
        scope: incident.scope().map(|scope| list::LastScope {
            learnt_since: learning::document(since),
            says: learning::listed(since).map(str::to_owned),
            selected_since: incident.chosen_since(),
            subjects: scope.figures.subjects,
            version: scope.version,
        }),
        stage: incident.stage.word().to_owned(),
        title: incident.title.clone(),
        wrong,
    }
}

/// Subjects whom the ledger of now has beside the last version, where they were counted.
fn added_since(of: &list::Line) -> Option<u64> {
    match of.scope.as_ref()?.learnt_since.as_ref()? {
        LearntSince::Counted(learnt) => Some(learnt.added),
        LearntSince::NotCounted { .. } => None,
    }
}

/// The last version of the scope, and that other reads are selected, or more is known, since.
fn version(of: &list::Line) -> String {
    match &of.scope {
        None => "-".to_owned(),
        Some(scope) => match (scope.selected_since, &scope.says) {
            (Some(_), _) => format!("V{}, selected since: not counted", scope.version),
            (None, Some(says)) => format!("V{}, {says}", scope.version),
            (None, None) => format!("V{}", scope.version),
        },
    }
}

fn due_next(of: &list::Line, zone: &TimeZone) -> String {
    // What has no date says that, such as without delay.
    let due = of.due_next.as_ref().map(|next| {
        let when = next.at.map(|at| shown(at.0, zone));
        format!("{} {}", next.clock, when.as_ref().unwrap_or(&next.says))
    });
    let cannot_say = match (&of.wrong, of.cannot_say) {
        (Some(wrong), _) => Some(format!("cannot say: {wrong}")),
        (None, 0) => None,
        (None, 1) => Some("1 clock cannot say".to_owned()),
        (None, many) => Some(format!("{many} clocks cannot say")),
    };
    let not_started = match of.not_started {
        0 => None,
        1 => Some("1 duty that applies has no clock".to_owned()),
        many => Some(format!("{many} duties that apply have no clock")),
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
