//! The page for users says of every field of every report where it comes from.

use std::collections::BTreeSet;

use report::{
    Document, Lang, Part,
    forms::{Filing, example},
};

use crate::case::{Case, additional, reported};

/// Regimes in the order of the columns of the table.
const COLUMNS: [&str; 3] = ["kr-pipa", "kr-net", "eu-33"];

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reports.md");
    std::fs::read_to_string(path).expect("the page is there")
}

/// The cells of the table, without its header.
fn rows(page: &str) -> Vec<Vec<String>> {
    let (_, table) = page
        .split_once("| `kr-pipa` | `kr-net` | `eu-33` |")
        .expect("the table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

fn numbers(document: &Document) -> BTreeSet<String> {
    let parts = document.sections.iter().flat_map(|section| &section.parts);
    let fields = parts.filter_map(|part| match part {
        Part::Fields { fields } => Some(fields),
        _ => None,
    });
    let numbers = fields.flatten().map(|field| field.number.clone());
    numbers.filter(|number| !number.is_empty()).collect()
}

#[test]
fn the_page_says_of_every_field_where_it_comes_from() {
    let page = page();
    let rows = rows(&page);
    for (at, regime) in COLUMNS.iter().enumerate() {
        let listed = rows.iter().flat_map(|row| row[at].split(", "));
        let listed: BTreeSet<String> = listed
            .filter(|of| !of.is_empty())
            .map(str::to_owned)
            .collect();
        let (first, later) = (
            Case::until(2026, "11-20T10:00"),
            Case::until(2026, "11-30T09:00"),
        );
        let mut found = numbers(&reported(
            &first,
            regime,
            Filing::First,
            Lang::Ko,
            "11-20T10:00",
        ));
        found.extend(numbers(&reported(
            &later,
            regime,
            Filing::First,
            Lang::Ko,
            "11-30T09:00",
        )));
        if *regime != "eu-33" {
            found.extend(numbers(&additional(
                &later,
                regime,
                Lang::Ko,
                "11-30T09:00",
            )));
        }
        let unsaid: Vec<&String> = found.difference(&listed).collect();
        assert!(
            unsaid.is_empty(),
            "{regime}: the page does not speak of {unsaid:?}"
        );
    }
}

#[test]
fn every_key_that_the_page_names_is_one_of_the_form() {
    let form = example();
    let mut seen = 0;
    for row in rows(&page()) {
        let from = &row[4];
        let mut parts = from.split('`').skip(1).step_by(2).peekable();
        if !from.contains("form `") {
            continue;
        }
        for key in parts
            .by_ref()
            .filter(|key| key.contains('.') && !key.contains(' '))
        {
            let (table, name) = key.split_once('.').expect("a table and a name");
            let as_table = form.contains(&format!("[{key}]"));
            let of_table = form
                .split_once(&format!("[{table}]"))
                .map_or("", |(_, rest)| rest);
            let of_table = of_table.split("\n[").next().unwrap_or_default();
            let prose = form.contains(&format!("[{table}.{name}]"))
                || of_table.contains(&format!("{name} = "));
            assert!(as_table || prose, "{key} is no key of the form");
            seen += 1;
        }
    }
    assert!(seen > 25, "{seen}");
}
