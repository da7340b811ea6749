//! Whom a person named in or out: told beside the figures, as a decision of this person.

use incident::case::{Excluded, Named, NamedOut};
use report::{
    Document, Field, Ground, Lang, Part, Row, Unit, Value,
    forms::{Filing, board, sheet},
};

use crate::{
    case::{Case, reported},
    facts::field,
};

const NOW: &str = "11-30T09:00";

fn rows(document: &Document) -> Vec<&Row> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let rows = parts.flat_map(|part| match part {
        Part::Table(table) => table.rows.as_slice(),
        _ => &[],
    });
    rows.collect()
}

#[test]
fn whom_a_person_named_stands_beside_the_figures_as_a_decision() {
    let mut case = Case::until(2026, NOW);
    let before = reported(&case, "kr-pipa", Filing::First, Lang::En, NOW);
    let last = case.incident.scopes.last_mut().expect("a scope");
    for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
        share.named = Some(Named {
            subjects: 3,
            beyond: 2,
            people: Some(2),
            by_field: [("phone".to_owned(), 3)].into(),
            by: ["lee".to_owned()].into(),
        });
    }
    let after = reported(&case, "kr-pipa", Filing::First, Lang::En, NOW);
    let named = rows(&after)
        .into_iter()
        .filter(|row| *row.ground() == Ground::decision("lee"));
    let counts: Vec<&Value> = named
        .flat_map(|row| row.cells().iter().flatten())
        .filter(|of| matches!(of, Value::Count { .. }))
        .collect();
    let count = |n| Value::count(n, Unit::Subjects);
    assert_eq!(counts, [&count(3), &count(2)]);
    for number in ["3b-1", "3b-2", "3b-5", "4a"] {
        assert_eq!(field(&after, number), field(&before, number), "{number}");
    }
}

fn left_out() -> Excluded {
    Excluded {
        subjects: 3_380,
        reads: 9_000,
        undecided: 0,
        people: Some(3_500),
        decisions: vec![NamedOut {
            by: "kim".to_owned(),
            why: "test accounts".to_owned(),
            subjects: 3_380,
        }],
        others: 0,
    }
}

/// One person who names out nearly all of them does not make them vanish from a paper.
#[test]
fn whom_a_person_named_out_is_told_beside_every_figure() {
    let mut case = Case::until(2026, NOW);
    let last = case.incident.scopes.last_mut().expect("a scope");
    last.excluded = Some(left_out());
    for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
        share.excluded = Some(left_out());
    }
    let report = reported(&case, "kr-pipa", Filing::First, Lang::En, NOW);
    let words = "without 3,380 identifiers that were read and that kim named out";
    for number in ["3b-1", "3b-2", "4a"] {
        let note = field(&report, number).and_then(|of| of.note.clone());
        assert!(note.is_some_and(|of| of.contains(words)), "{number}");
    }
    assert!(
        report.notes.iter().any(|of| of.text == words),
        "{:?}",
        report.notes
    );
    let decided = rows(&report)
        .into_iter()
        .filter(|row| *row.ground() == Ground::decision("kim"))
        .filter(|row| {
            row.cells()
                .contains(&Some(Value::count(3_380, Unit::Subjects)))
        });
    let names: Vec<_> = decided.map(|row| row.cells()[0].clone()).collect();
    let name = "named out by a person, in no figure; reason: “test accounts”";
    assert_eq!(names, [Some(Value::text(name))]);
    let given = case.given(NOW);
    for page in [sheet(&given, Lang::En), board(&given, Lang::En)] {
        let page = page.expect("a page");
        let fields = page.sections.iter().flat_map(|of| &of.parts);
        let fields = fields.flat_map(|part| match part {
            Part::Fields { fields } => fields.as_slice(),
            _ => &[],
        });
        let told: Vec<&Field> = fields
            .filter(|of| of.label == "Named out by a person, in no figure")
            .collect();
        let [told] = told.as_slice() else {
            panic!("{told:?}")
        };
        assert_eq!(*told.ground(), Ground::decision("kim"));
        assert_eq!(told.values(), [Value::count(3_380, Unit::Subjects)]);
        assert_eq!(told.note.as_deref(), Some("reason: “test accounts”"));
    }
}

/// A selection that names thousands is asked by the number of its version: it would fill the paper.
#[test]
fn a_question_that_fills_pages_is_named_by_its_version() {
    let mut case = Case::until(2026, NOW);
    let last = case.incident.scopes.last_mut().expect("a scope");
    let ids: Vec<String> = (0..3_380).map(|n| format!("'~0.{n}'")).collect();
    let whole = format!("(NOT issued) AND NOT subject IN ({})", ids.join(", "));
    let version = last.version;
    for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
        share.selection = format!("({whole}) AND route IN ('my-info')");
    }
    last.selection = whole;
    let report = reported(&case, "kr-pipa", Filing::First, Lang::En, NOW);
    let field = field(&report, "3b-2").expect("identifiers");
    let query = field.ground().basis().map(|of| of.query.as_str());
    let named = format!("(incident 7 scope {version}) AND route IN ('my-info')");
    assert_eq!(query, Some(named.as_str()));
}
