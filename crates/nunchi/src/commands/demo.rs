//! `nunchi demo`: the whole story on a replay of the case, held against its truth.
//!
//! The replay's logs are written, a ledger is made and fed from them as an operator would do it, the
//! questions of the case are asked, and every figure is compared with the truth, which was counted
//! while the logs were made up and which no other command reads. Equal or not is the exit code.

mod deleted;
mod figures;
mod names;
mod play;
mod story;
mod tell;
mod tracing;

use std::path::Path;

use env::{Disk, RealDisk};
use incident::law::{State, Trigger};
use serde_json::{Value, json};

use crate::{
    cli::DemoArgs,
    commands::incident::showing,
    failure::Failure,
    printer::{Format, format_or_default, say},
};

pub(crate) use self::play::{AT_HAND, EXACT, GEO, LATE, read};
use self::{
    figures::{Difference, Figures},
    play::{Play, play},
};

/// The file that says that a folder is a demo's and may be replaced.
const MARKER: &str = ".nunchi-demo";

/// What a demo makes in its folder, and all that it removes there.
const MADE: [&str; 5] = ["logs", "ledger", "keys", "deleted", "reports"];
/// Files that it makes there.
const FILES: [&str; 2] = ["sample.csv", "claims.toml"];

pub(crate) fn run(args: &DemoArgs) -> Result<u8, Failure> {
    prepare(&RealDisk, &args.dir)?;
    let play = play(args)?;
    let (truth, measured) = (Figures::of_truth(&play), Figures::of_play(&play));
    let different = truth.differences(&measured);
    say(&match format_or_default(args.format) {
        Format::Json => to_json(&play, &truth, &measured, &different).to_string(),
        Format::Csv => to_csv(&truth, &measured),
        Format::Table => tell::tell(args, &play, truth.len(), &different),
    });
    Ok(u8::from(!different.is_empty()))
}

/// Makes room: a folder that is new, empty or a demo's own.
fn prepare(disk: &dyn Disk, dir: &Path) -> Result<(), Failure> {
    if let Some(meta) = disk.meta(dir)? {
        if !meta.is_dir {
            return Err(Failure::usage(format!(
                "{} is a file: name a folder for the demo with --dir",
                dir.display()
            )));
        }
        let marked = disk.meta(&dir.join(MARKER))?.is_some();
        if !marked && !disk.list(dir)?.is_empty() {
            return Err(Failure::usage(format!(
                "{} is not empty and no demo made it (there is no {MARKER} in it): nothing was touched; name another folder with --dir",
                dir.display()
            )));
        }
    }
    disk.create_dir_all(dir)?;
    // The mark comes first, so that a demo that was ended early can be replaced too.
    disk.replace(
        &dir.join(MARKER),
        b"Made by `nunchi demo`, which replaces all that it made in this folder.\n",
    )?;
    for path in FILES.map(|name| dir.join(name)) {
        if disk.meta(&path)?.is_some() {
            disk.remove(&path)?;
        }
    }
    for name in MADE {
        let path = dir.join(name);
        if disk.meta(&path)?.is_some() {
            disk.remove_dir_all(&path)?;
        }
    }
    Ok(())
}

/// The parts that later stages bring are null.
fn to_json(play: &Play, truth: &Figures, measured: &Figures, different: &[Difference]) -> Value {
    let steps: Vec<Value> = play
        .steps
        .iter()
        .map(|step| json!({"name": step.name, "ms": step.millis()}))
        .collect();
    let different: Vec<Value> = different
        .iter()
        .map(|d| json!({"figure": d.figure, "truth": d.truth, "measured": d.measured}))
        .collect();
    json!({
        "v": 1,
        "equal": different.is_empty(),
        "different": different,
        "truth": truth.nested(),
        "measured": measured.nested(),
        "verify": {"integrity": play.integrity(), "completeness": play.completeness()},
        "detection": detection(play),
        "incident": incident(play),
        "notices": null,
        "steps": steps,
    })
}

/// The versions of its scope, and the clock that was late.
fn incident(play: &Play) -> Value {
    let story = &play.story;
    let scopes = story.incident.scopes.iter().map(|of| {
        json!({
            "version": of.version,
            "subjects": of.figures.subjects,
            "added": of.added(),
            "removed": of.removed(),
            "changes": of.changes,
        })
    });
    let late = story.clock("KR-NET-24", &Trigger::Incident);
    let late = late.map(|clock| clock.state(&story.incident.register, story.now));
    let possible = story.clock(story::POSSIBLE, &Trigger::Incident);
    let possible = possible.map(|clock| {
        let limit = clock.due().and_then(|due| due.limit);
        let state = clock.state(&story.incident.register, story.now);
        json!({"limit": limit.map(|at| at.to_string()), "state": showing::state_word(&state)})
    });
    json!({
        "id": story.incident.id,
        "scopes": scopes.collect::<Vec<Value>>(),
        "late_by_ms": match late {
            Some(State::FiledLate { late, .. }) => json!(late.ms),
            _ => Value::Null,
        },
        "possibility": possible,
        "trace_first": play.traced.as_deref() == Some("incident 1"),
        "claims": play.claims.iter().map(|(text, verdict)| json!({"text": text, "verdict": verdict})).collect::<Vec<Value>>(),
        "reports": play.reports,
    })
}

/// When the forged tokens were noticed, and how many people had been read by then; null if they were not.
fn detection(play: &Play) -> Value {
    play.noticed.map_or(Value::Null, |noticed| {
        json!({
            "first_finding_after_s": (noticed.found.0 - noticed.first.0) / 1000,
            "people_exposed_before": noticed.people_before,
        })
    })
}

fn to_csv(truth: &Figures, measured: &Figures) -> String {
    let mut out = String::from("figure,truth,measured\n");
    let bare = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    for name in truth.names_with(measured) {
        let cells = [truth.get(&name), measured.get(&name)].map(bare);
        out.push_str(&format!("{},{}\n", name.join("."), cells.join(",")));
    }
    out
}

#[cfg(test)]
mod tests;
