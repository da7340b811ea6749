//! How incidents are told.

use api::{
    Time, VERSION,
    incidents::steps::{Stepped, Steps},
};
use event::Millis;
use incident::{
    case::{Incident, Mode, Number, Stage, Unfinished},
    law::State,
};

use super::{
    documenting::{page_document, taken_back},
    page::page,
    stood::Stood,
    telling,
};
pub(crate) use crate::render::shown;
use crate::{
    asking,
    cases::Cases,
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
        _ => render::json(&page_document(&stood)?)?,
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

/// What stands in the way of closing; nothing of what has ended.
pub(super) fn unfinished(incident: &Incident, now: Millis) -> Result<Vec<Unfinished>, Failure> {
    match incident.stage {
        Stage::Closed | Stage::Merged => Ok(Vec::new()),
        _ => Ok(incident.unfinished(now)?),
    }
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
