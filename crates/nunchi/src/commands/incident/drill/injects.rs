//! What has come: shown once, and kept as files that can be taken in as evidence.

use event::Millis;
use incident::drill::{Inject, scaled};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    Folder,
    begin::{LATE, SCRIPT},
};
use crate::{
    asking,
    commands::{
        demo,
        incident::showing::{MARK, shown},
    },
    failure::Failure,
    printer::{Format, format_or_default, say},
    render,
};

/// Shows what has come since it was asked last; what is to be found is found with it.
pub(super) fn next(
    folder: &mut Folder,
    format: Option<Format>,
    (skip, all): (bool, bool),
) -> Result<u8, Failure> {
    let script = folder.drill.script();
    let waiting = |folder: &Folder| script.arrived(folder.now()).count() > folder.drill.shown;
    if skip
        && !waiting(folder)
        && let Some(next) = script.next(folder.now())
    {
        folder.forward(next.at())?;
    }
    deliver(folder)?;
    let arrived: Vec<&Inject> = script.arrived(folder.now()).collect();
    let from = match all {
        true => 0,
        false => folder.drill.shown.min(arrived.len()),
    };
    let fresh = arrived.get(from..).unwrap_or_default();
    folder.showed(arrived.len())?;
    let home = folder.home()?;
    let zone = asking::zone(&home.settings.catalogue);
    say(&match format_or_default(format) {
        Format::Table => table(folder, fresh, &zone),
        _ => render::json(&json!({
            "v": 1,
            "mode": "exercise",
            "now": folder.now().to_string(),
            "injects": fresh.iter().map(|of| document(of, folder.drill.scale)).collect::<Vec<Value>>(),
            "next": script.next(folder.now()).map(|of| of.at().to_string()),
        }))?,
    });
    Ok(0)
}

/// Puts what has come into the folder: each inject as a file, and the log that is found late.
pub(super) fn deliver(folder: &Folder) -> Result<(), Failure> {
    let (disk, dir) = (folder.disk(), &folder.dir);
    let injects = dir.join("injects");
    disk.create_dir_all(&injects)?;
    let arrived = folder.drill.script().arrived(folder.now());
    for (number, inject) in (1..).zip(arrived) {
        let path = injects.join(format!("{number}-{}.txt", inject.id));
        if disk.meta(&path)?.is_none() {
            let text = text(inject, folder.drill.scale, inject.at);
            disk.replace(&path, text.as_bytes())?;
        }
        let (_, late) = demo::LATE;
        let hidden = dir.join(SCRIPT).join(late);
        if inject.kind == incident::drill::Kind::Found && disk.meta(&hidden)?.is_some() {
            disk.create_dir_all(&dir.join(LATE))?;
            disk.rename(&hidden, &dir.join(LATE).join(late))?;
        }
    }
    Ok(())
}

/// An inject as a page; `at` is when it came, as it is read.
fn text(inject: &Inject, scale: u32, at: &str) -> String {
    let due = inject
        .due
        .map_or_else(String::new, |due| format!("\ndue     {due}"));
    format!(
        "{MARK}\ncame    {at}  ({})\nfrom    {}\nabout   {}{due}\n\n{}\n\n{}\n\n(the case: {})\n",
        inject.kind.word(),
        inject.from,
        inject.title,
        scaled(inject.ko, scale),
        scaled(inject.en, scale),
        inject.source,
    )
}

pub(super) fn document(inject: &Inject, scale: u32) -> Value {
    json!({
        "id": inject.id,
        "at": inject.at().to_string(),
        "kind": inject.kind.word(),
        "from": inject.from,
        "title": inject.title,
        "ko": scaled(inject.ko, scale),
        "en": scaled(inject.en, scale),
        "due": inject.due().map(|at| at.to_string()),
        "source": inject.source,
    })
}

fn table(folder: &Folder, fresh: &[&Inject], zone: &TimeZone) -> String {
    let now = folder.now();
    let mut lines: Vec<String> = fresh
        .iter()
        .map(|of| text(of, folder.drill.scale, &shown(of.at(), zone)))
        .collect();
    if fresh.is_empty() {
        lines.push(format!(
            "{MARK}\nnothing new has come by {}",
            shown(now, zone)
        ));
    }
    lines.push(ahead(folder, now, zone));
    lines.join("\n")
}

/// What comes next, and how long that takes here. What it is, is not told before it comes.
pub(super) fn ahead(folder: &Folder, now: Millis, zone: &TimeZone) -> String {
    let Some(next) = folder.drill.script().next(now) else {
        return "nothing more comes: `nunchi incident drill report` tells how it went".to_owned();
    };
    let until = folder
        .drill
        .pace()
        .until(next.at().0, folder.real().now_ms());
    let until = match until {
        Some(ms) => format!("in {} of work", incident::law::Span { ms }),
        None => "the clock stands: `next --skip` and `forward` move it".to_owned(),
    };
    format!("next    {}  ({until})", shown(next.at(), zone))
}
