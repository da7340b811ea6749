//! `nunchi sources watch`: whether the files that were read are still there.

use serde_json::{Value, json};

use crate::{
    asking,
    cli::WatchArgs,
    failure::Failure,
    home::Home,
    ingest::{Input, Offered, file_id, resolve_files},
    printer::{Format, format_or_default, say},
    render::{self, Grid, shown},
    watching::{self, File, Looked, telling},
};

pub(super) fn watch(args: &WatchArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let inputs = resolve_files(
        home.disk(),
        &home.settings,
        &args.files,
        args.source.as_deref(),
    )?;
    let mut ledger = home.writer()?;
    let mut looked = watching::look(&home, &mut ledger, &inputs)?;
    telling::note_news(&home, &looked);
    let mut offered: Vec<Offered> = Vec::new();
    for input in inputs {
        offered.extend(named(&home, &ledger, input)?);
    }
    watching::remember(&home, &mut ledger, &mut looked.watched, &offered)?;
    say(&match format_or_default(args.format) {
        Format::Table => table(&looked, &asking::zone(&home.settings.catalogue)),
        Format::Csv => csv(&document(&home, &looked)?)?,
        Format::Json => render::json(&document(&home, &looked)?)?,
    });
    Ok(0)
}

/// A file that was named, as nothing of it was read; `None` of one that is empty.
fn named(home: &Home, ledger: &ledger::Ledger, input: Input) -> Result<Option<Offered>, Failure> {
    let id = file_id(home, ledger, &input)?;
    Ok((id.prefix_bytes > 0).then_some(Offered {
        input,
        id,
        continued: true,
        span: None,
    }))
}

/// What there is of one source.
struct OfSource<'w> {
    source: &'w str,
    files: Vec<&'w File>,
    unknown: usize,
}

impl OfSource<'_> {
    fn gone(&self) -> usize {
        self.files.iter().filter(|of| of.gone).count()
    }
}

fn by_source(looked: &Looked) -> Vec<OfSource<'_>> {
    let mut all: std::collections::BTreeMap<&str, OfSource<'_>> = std::collections::BTreeMap::new();
    for (number, file) in &looked.watched.files {
        let of = all.entry(&file.source).or_insert_with(|| OfSource {
            source: &file.source,
            files: Vec::new(),
            unknown: 0,
        });
        of.files.push(file);
        of.unknown += usize::from(looked.unknown.contains_key(number));
    }
    all.into_values().collect()
}

fn document(home: &Home, looked: &Looked) -> Result<Value, Failure> {
    let sources = by_source(looked);
    let findings = telling::findings(home, &looked.watched, &asking::asker(None)?);
    let open = findings.iter().filter(|of| of.state == "open");
    Ok(json!({
        "v": 1,
        "sources": sources.iter().map(|of| json!({
            "source": of.source,
            "files": of.files.len(),
            "gone": of.gone(),
            "cannot_say": of.unknown,
            "oldest": looked.watched.oldest(of.source).map(|at| at.to_string()),
        })).collect::<Vec<_>>(),
        "findings": open.map(|of| of.id.clone()).collect::<Vec<_>>(),
    }))
}

fn table(looked: &Looked, zone: &jiff::tz::TimeZone) -> String {
    let sources = by_source(looked);
    if sources.is_empty() {
        return "no file is watched: those that `nunchi ingest` reads are, and those that are named here".to_owned();
    }
    let mut grid = Grid::new(&[
        "source",
        ">files",
        ">gone",
        ">cannot say",
        "oldest available",
    ]);
    for of in &sources {
        let oldest = looked.watched.oldest(of.source);
        grid.row(&[
            of.source.to_owned(),
            of.files.len().to_string(),
            of.gone().to_string(),
            of.unknown.to_string(),
            oldest.map_or_else(|| "nothing".to_owned(), |at| shown(at, zone)),
        ]);
    }
    grid.lines().join("\n")
}

fn csv(document: &Value) -> Result<String, Failure> {
    const COLUMNS: [&str; 5] = ["source", "files", "gone", "cannot_say", "oldest"];
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let rows = document["sources"].as_array().into_iter().flatten();
    render::csv_rows(
        &COLUMNS,
        rows.map(|of| COLUMNS.map(|name| cell(&of[name])).to_vec()),
    )
}

#[cfg(test)]
mod tests;
