//! `nunchi baseline show`: what the detectors expect of each cluster.

use detect::{Baseline, Dimension};
use ledger::Names as BookNames;
use serde_json::{Value, json};

use crate::{
    cli::{BaselineCommand, ListArgs},
    detecting::{self, Dictionary},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

pub(crate) fn run(command: &BaselineCommand) -> Result<u8, Failure> {
    let BaselineCommand::Show {
        list,
        dimension,
        top,
    } = command;
    let known = Dimension::parse(dimension).ok_or_else(|| {
        let words = Dimension::COUNTED.map(Dimension::word).join(", ");
        Failure::usage(format!(
            "--dimension {dimension:?} is none: the dimensions are {words}"
        ))
    })?;
    show(list, known, *top)
}

fn show(list: &ListArgs, dimension: Dimension, top: usize) -> Result<u8, Failure> {
    let home = Home::open(&list.place)?;
    let snapshot = home.snapshot_with(BookNames::Wanted)?;
    let ground = home.ground(&snapshot)?;
    let looked = detecting::look(&home, &ground)?;
    let all = looked.engine.baselines(dimension);
    let names = Dictionary { ground: &ground };
    let told: Vec<Value> = all
        .iter()
        .take(top)
        .map(|of| document(of, &names))
        .collect();
    say(&match format_or_default(list.format) {
        Format::Json => render::json(&json!({
            "v": 1,
            "dimension": dimension.word(),
            "clusters": all.len(),
            "baselines": told,
        }))?,
        Format::Csv => render::csv_rows(&COLUMNS, told.iter().map(cells))?,
        Format::Table => table(&told, all.len()),
    });
    Ok(0)
}

const COLUMNS: [&str; 8] = [
    "selection",
    "days",
    "usual",
    "most",
    "today",
    "limit",
    "in_finding",
    "because",
];

fn document(of: &Baseline, names: &Dictionary<'_>) -> Value {
    json!({
        "selection": of.cluster.selection(names),
        "days": of.days,
        "usual": of.usual,
        "most": of.most,
        "today": of.today,
        "limit": of.limit,
        "in_finding": of.in_finding,
        "because": of.because,
    })
}

fn cells(row: &Value) -> Vec<String> {
    let cell = |name: &&str| match &row[*name] {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    COLUMNS.iter().map(cell).collect()
}

fn table(told: &[Value], clusters: usize) -> String {
    if told.is_empty() {
        return "no cluster of this dimension showed two people on a day".to_owned();
    }
    let mut grid = Grid::new(&[
        "cluster",
        ">days",
        ">usual",
        ">most",
        ">today",
        ">limit",
        "in a finding",
        "because",
    ]);
    told.iter().for_each(|row| grid.row(&cells(row)));
    let mut lines = grid.lines();
    if clusters > told.len() {
        lines.push(format!("{} of {clusters}: --top tells more", told.len()));
    }
    lines.join("\n")
}
