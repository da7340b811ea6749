//! What is due at once has no number: how long it took is told, on the sheet and in reports alike, and nothing
//! is late by it.

use incident::{
    Grade,
    case::{ClockName, What},
};
use report::{
    Clock, Document, Lang, Part, Value,
    forms::{Before, Filing, report, sheet},
    to_html,
};

use crate::case::{Case, reported};

fn clock_of_fact(document: &Document) -> Option<&Clock> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let mut clocks = parts.flat_map(|part| match part {
        Part::Clocks { clocks } => clocks.as_slice(),
        _ => &[],
    });
    clocks.find(|of| of.regime == "KR-PIPA-REPORT" && of.what.contains("F8"))
}

/// A fact that was confirmed after the first report, and that nobody reported.
fn open() -> Case {
    let mut case = Case::until(2026, "11-20T11:30");
    let fact = What::Fact {
        id: "F8".to_owned(),
        words: "확인한 것".to_owned(),
        grade: Grade::Fact,
        closes: Vec::new(),
        evidence: vec!["E2".to_owned()],
        confirmed: Some(case.at("11-20T12:00")),
    };
    case.takes(case.at("11-20T12:05"), "lee", "확인함", fact);
    case
}

/// The same, reported after 70 minutes.
fn told() -> Case {
    let mut case = open();
    let filed = What::Filed {
        clock: ClockName {
            regime: "kr-pipa".to_owned(),
            clock: "KR-PIPA-REPORT".to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: Some("F8".to_owned()),
        },
        received: case.at("11-20T13:10"),
        to: "PIPC".to_owned(),
        receipt: "P-2".to_owned(),
        evidence: "E3".to_owned(),
        late_because: None,
        document: None,
        corrects: None,
    };
    case.takes(case.at("11-20T13:20"), "kim", "신고함", filed);
    case
}

#[test]
fn the_sheet_tells_for_how_long_it_is_open_and_not_that_it_is_overdue() {
    let case = open();
    let document = sheet(&case.given("11-20T14:00"), Lang::En).expect("a sheet");
    let clock = clock_of_fact(&document).expect("it is open");
    assert_eq!(clock.left(document.made), None);
    assert_eq!(
        clock.note.as_deref(),
        Some("due at once, open for 2 h 0 min")
    );
    // Figures stand on one line with their units.
    let html = to_html(&document).replace('\u{a0}', " ");
    assert!(!html.contains("overdue by 2 h"), "{html}");
}

#[test]
fn a_report_tells_the_same() {
    let first = reported(
        &Case::until(2026, "11-20T11:30"),
        "kr-pipa",
        Filing::First,
        Lang::En,
        "11-20T10:00",
    );
    for (case, words) in [
        (told(), "due at once, and took 1 h 10 min"),
        (open(), "due at once, open for 2 h 0 min"),
    ] {
        let mut given = case.given("11-20T14:00");
        given.before = Some(Before {
            document: &first,
            name: "1",
            at: case.at("11-20T10:00"),
        });
        let document = report(&given, "kr-pipa", Filing::Additional, Lang::En).expect("a report");
        let tables = document.sections.iter().flat_map(|of| &of.parts);
        let mut cells = tables.flat_map(|part| match part {
            Part::Table(table) => table.rows.iter().flat_map(|of| of.cells()).collect(),
            _ => Vec::new(),
        });
        let is_told = cells.any(|cell| *cell == Some(Value::text(words)));
        assert!(is_told, "{words}");
    }
}
