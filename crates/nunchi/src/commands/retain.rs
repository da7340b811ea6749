//! `nunchi retain`: deletes what the settings no longer keep. Manifests and tree stay, so proofs still
//! verify, and answers say what is not in them any more.

use std::collections::BTreeMap;

use ledger::{DeletedFile, Due, PublicAct, Rule};
use serde_json::json;

use crate::{
    asking,
    cli::RetainArgs,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render,
};

/// Milliseconds by which the clock may be ahead of the record before it is worth a word: a day.
const AHEAD_MS: i64 = 86_400_000;

pub(crate) fn run(args: &RetainArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let rules: Vec<Rule> = home
        .settings
        .retention
        .iter()
        .map(|(class, keep_ms)| Rule {
            class: class.clone(),
            keep_ms: *keep_ms,
        })
        .collect();
    let who = asking::asker(args.by.as_name.as_deref())?;
    let mut ledger = home.writer()?;
    let (due, act) = match args.dry_run {
        true => (ledger.due(&rules)?, None),
        false => ledger.retain(&rules, &who)?,
    };
    drop(ledger);
    if act.is_some() {
        forget_index(&home, &due.files)?;
    }
    say(&match format_or_default(args.by.format) {
        Format::Table => table(&due, act.as_ref(), args.dry_run),
        Format::Csv => files_csv(&due)?,
        Format::Json => render::json(&document(&due, act.as_ref(), args.dry_run))?,
    });
    Ok(0)
}

/// What the index says of a part goes with it: it names addresses.
fn forget_index(home: &Home, files: &[DeletedFile]) -> Result<(), Failure> {
    let disk = home.disk();
    for file in files {
        let folder = home.dir.join("index").join(format!("{:06}", file.epoch));
        let stem = file.name.trim_end_matches(".parquet");
        if disk.meta(&folder)?.is_none() {
            continue;
        }
        for entry in disk.list(&folder)? {
            let of_file = entry.path.file_stem().is_some_and(|of| of == stem);
            if of_file && !entry.meta.is_dir {
                disk.remove(&entry.path)?;
            }
        }
    }
    Ok(())
}

/// Files, rows and bytes by class.
fn sums<'f>(files: impl Iterator<Item = &'f DeletedFile>) -> BTreeMap<String, (u64, u64, u64)> {
    let mut sums: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for file in files {
        let sum = sums.entry(file.class().to_owned()).or_default();
        *sum = (sum.0 + 1, sum.1 + file.rows, sum.2 + file.bytes);
    }
    sums
}

fn table(due: &Due, act: Option<&PublicAct>, dry_run: bool) -> String {
    let mut lines = vec![format!("age counted from {}", due.reckoned)];
    if due.clock.0.saturating_sub(due.reckoned.0) > AHEAD_MS {
        lines.push(format!(
            "the clock says {}, later than anything in the record: not believed",
            due.clock
        ));
    }
    if due.rules.is_empty() {
        lines.push("no class has a time to be kept ([ledger] retention in nunchi.toml): everything is kept".to_owned());
    }
    for (class, before) in &due.rules {
        lines.push(format!("class {class}: events before {before} may go"));
    }
    let verb = if dry_run { "would go" } else { "deleted" };
    for (class, (files, rows, bytes)) in sums(due.files.iter()) {
        lines.push(format!(
            "{verb}: class {class}, {files} files, {} rows, {} bytes",
            grouped(rows),
            grouped(bytes)
        ));
    }
    for (class, (files, rows, _)) in sums(due.held.iter().map(|(file, _)| file)) {
        lines.push(format!(
            "held:    class {class}, {files} files, {} rows: a hold outranks their age",
            grouped(rows)
        ));
    }
    match act {
        Some(act) => lines.push(format!(
            "act {} names each file; proofs still verify",
            act.number
        )),
        None if due.files.is_empty() => lines.push("nothing is due".to_owned()),
        None => {}
    }
    lines.join("\n")
}

fn document(due: &Due, act: Option<&PublicAct>, dry_run: bool) -> serde_json::Value {
    let file = |file: &DeletedFile| {
        json!({
            "epoch": file.epoch, "name": file.name, "class": file.class(), "rows": file.rows,
            "bytes": file.bytes, "first": file.times.0.to_string(), "last": file.times.1.to_string(),
        })
    };
    let held = |(of, hold): &(DeletedFile, u32)| {
        let mut held = file(of);
        held["hold"] = json!(hold);
        held
    };
    json!({
        "v": 1,
        "dry_run": dry_run,
        "reckoned": due.reckoned.to_string(),
        "clock": due.clock.to_string(),
        "rules": due.rules.iter().map(|(class, before)| json!({"class": class, "before": before.to_string()})).collect::<Vec<_>>(),
        "files": due.files.iter().map(file).collect::<Vec<_>>(),
        "held": due.held.iter().map(held).collect::<Vec<_>>(),
        "bytes": due.files.iter().map(|file| file.bytes).sum::<u64>(),
        "act": act.map(|act| act.number),
    })
}

fn files_csv(due: &Due) -> Result<String, Failure> {
    let row = |file: &DeletedFile, hold: String| {
        vec![
            file.epoch.to_string(),
            file.name.clone(),
            file.rows.to_string(),
            file.bytes.to_string(),
            file.times.0.to_string(),
            file.times.1.to_string(),
            hold,
        ]
    };
    let files = due.files.iter().map(|file| row(file, String::new()));
    let held = due
        .held
        .iter()
        .map(|(file, hold)| row(file, hold.to_string()));
    render::csv_rows(
        &["epoch", "name", "rows", "bytes", "first", "last", "hold"],
        files.chain(held),
    )
}
