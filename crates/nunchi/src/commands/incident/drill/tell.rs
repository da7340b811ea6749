//! How a drill stands now: the clock, what has come, and what is due.

use event::Millis;
use incident::{
    case::Incident,
    drill::{Ground, Measured, measure},
};
use ledger::{Deed, Names};
use serde_json::{Value, json};

use super::{Folder, injects};
use crate::{
    asking,
    cases::Cases,
    commands::incident::showing::{MARK, said, shown},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

/// The exercise of a drill, the first one where there are several, and when a hold was placed on its record.
pub(super) struct Found {
    pub(super) incident: Option<Incident>,
    held: Option<Millis>,
}

impl Found {
    pub(super) fn in_home(home: &Home, by: &str) -> Result<Found, Failure> {
        let incident = Cases::open(home)?.all(by)?.into_iter().next();
        let snapshot = home.snapshot_with(Names::Unread)?;
        let acts = snapshot.standing.acts.iter();
        let holds = acts.filter(|act| matches!(act.deed, Deed::Hold(_)));
        Ok(Found {
            incident,
            held: holds.map(|act| act.time).min(),
        })
    }

    /// How the drill stands at a moment.
    pub(super) fn measured(&self, folder: &Folder, now: Millis) -> Result<Measured<'_>, Failure> {
        Ok(measure(&Ground {
            script: folder.drill.script(),
            incident: self.incident.as_ref(),
            held: self.held,
            exact: folder.drill.exact,
            now,
        })?)
    }
}

pub(super) fn status(folder: &Folder, format: Option<Format>) -> Result<u8, Failure> {
    injects::deliver(folder)?;
    let home = folder.home()?;
    let now = folder.now();
    let found = Found::in_home(&home, &asking::asker(None)?)?;
    let measured = found.measured(folder, now)?;
    let script = folder.drill.script();
    say(&match format_or_default(format) {
        Format::Table => table(&home, folder, (&found, &measured), now),
        _ => render::json(&json!({
            "v": 1,
            "mode": "exercise",
            "scenario": script.id,
            "scale": folder.drill.scale,
            "now": now.to_string(),
            "speed": folder.drill.pace().speed,
            "over": measured.over,
            "arrived": script.arrived(now).map(|of| of.id).collect::<Vec<_>>(),
            "unread": script.arrived(now).count().saturating_sub(folder.drill.shown),
            "next": script.next(now).map(|of| of.at().to_string()),
            "next_in_ms": script.next(now).and_then(|of| folder.drill.pace().until(of.at().0, folder.real().now_ms())),
            "incident": found.incident.as_ref().map(|of| of.id),
            "open": open(&measured),
        }))?,
    });
    Ok(0)
}

/// Clocks that somebody still has to stop.
fn open(measured: &Measured<'_>) -> Vec<Value> {
    let clocks = measured.clocks.iter().filter(|of| of.state.is_open());
    clocks
        .map(|of| {
            let due = of.clock.due().and_then(|due| due.limit);
            json!({
                "clock": of.clock.key.clock,
                "controller": of.clock.key.controller,
                "trigger": of.clock.key.trigger.to_string(),
                "due": due.map(|at| at.to_string()),
                "says": said(&of.state),
            })
        })
        .collect()
}

fn table(
    home: &Home,
    folder: &Folder,
    (found, measured): (&Found, &Measured<'_>),
    now: Millis,
) -> String {
    let zone = asking::zone(&home.settings.catalogue);
    let script = folder.drill.script();
    let mut lines = vec![
        format!("{MARK}   {}, 1:{}", script.title, folder.drill.scale),
        format!(
            "now     {}  (speed {})",
            shown(now, &zone),
            folder.drill.pace().speed
        ),
        injects::ahead(folder, now, &zone),
        String::new(),
    ];
    for (number, inject) in (1..).zip(script.arrived(now)) {
        let unread = match number > folder.drill.shown {
            true => "  NEW: `nunchi incident drill next`",
            false => "",
        };
        lines.push(format!(
            "{number}  {}  {}{unread}",
            shown(inject.at(), &zone),
            inject.title
        ));
    }
    lines.push(String::new());
    match &found.incident {
        None => lines.push("no incident is open: `nunchi incident open`".to_owned()),
        Some(incident) => {
            lines.push(format!(
                "incident {} {}",
                incident.id,
                incident.stage.word()
            ));
            let mut grid = Grid::new(&["open clock", "controller", "opened by", "due", "state"]);
            for of in measured.clocks.iter().filter(|of| of.state.is_open()) {
                let due = of.clock.due().and_then(|due| due.limit);
                grid.row(&[
                    of.clock.key.clock.clone(),
                    of.clock.key.controller.clone(),
                    of.clock.key.trigger.to_string(),
                    due.map_or("-".to_owned(), |at| shown(at, &zone)),
                    said(&of.state),
                ]);
            }
            lines.extend(grid.lines());
        }
    }
    lines.join("\n")
}
