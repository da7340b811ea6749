//! A report that follows one that was filed: what is new, and what is no difference.

use incident::{Grade, case::What};
use report::{
    Document, Lang, Part, Table, Value,
    forms::{Before, Filing, LintRule, Severity, lint, report, sheet},
};

use crate::case::{Case, reported};

fn fact(case: &Case, id: &str, confirmed: &str) -> What {
    What::Fact {
        id: id.to_owned(),
        words: "확인한 것".to_owned(),
        grade: Grade::Fact,
        closes: Vec::new(),
        evidence: vec!["E2".to_owned()],
        confirmed: Some(case.at(confirmed)),
    }
}

/// The report that follows one which was made and received at moments.
fn after(case: &Case, filed: (&Document, &str), filing: Filing, now: &str) -> Document {
    let mut given = case.given(now);
    given.before = Some(Before {
        document: filed.0,
        name: "1",
        at: case.at(filed.1),
    });
    report(&given, "kr-pipa", filing, Lang::En).expect("a report")
}

fn news(document: &Document) -> &Table {
    let section = document.sections.iter().find(|of| of.id == "news");
    match section.map(|of| of.parts.as_slice()) {
        Some([Part::Table(table)]) => table,
        other => panic!("{other:?}"),
    }
}

fn told(document: &Document) -> Vec<&Value> {
    let rows = news(document).rows.iter();
    rows.filter_map(|row| row.cells().first()?.as_ref())
        .collect()
}

/// The normal course: first, additional with a fact, final.
#[test]
fn a_final_report_tells_every_fact_and_takes_none_away() {
    let mut case = Case::until(2026, "11-20T10:00");
    let first = reported(&case, "kr-pipa", Filing::First, Lang::En, "11-20T10:00");
    let f8 = fact(&case, "F8", "11-20T11:00");
    case.takes(case.at("11-20T11:05"), "lee", "확인함", f8);
    let additional = after(
        &case,
        (&first, "11-20T10:30"),
        Filing::Additional,
        "11-20T12:00",
    );
    assert_eq!(told(&additional), [&Value::text("F8")]);
    let filed = (&additional, "11-20T12:30");
    let last = after(&case, filed, Filing::Final, "11-21T09:00");
    assert!(told(&last).contains(&&Value::text("F8")));
    for filing in [Filing::Additional, Filing::Final] {
        let later = after(&case, filed, filing, "11-21T09:00");
        let changes = later.changes.as_ref().expect("changes");
        let gone = changes.list.iter().filter(|of| of.after.is_none());
        assert_eq!(gone.count(), 0);
        let of_facts = |of: &&report::Change| of.label.starts_with("Facts confirmed");
        assert_eq!(changes.list.iter().filter(of_facts).count(), 0);
    }
    // It stood in the document before.
    assert!(told(&after(&case, filed, Filing::Additional, "11-21T09:00")).is_empty());
}

/// What was confirmed while the document before was on its way, or entered after it, stood in none.
#[test]
fn a_fact_that_the_document_before_could_not_know_is_news() {
    let mut case = Case::until(2026, "11-20T10:00");
    let first = reported(&case, "kr-pipa", Filing::First, Lang::En, "11-20T10:00");
    let on_its_way = fact(&case, "F8", "11-20T10:10");
    case.takes(case.at("11-20T10:40"), "lee", "확인함", on_its_way);
    let late = fact(&case, "F9", "11-19T10:00");
    case.takes(case.at("11-20T10:50"), "lee", "뒤늦게 적음", late);
    let filed = (&first, "11-20T10:30");
    let later = after(&case, filed, Filing::Additional, "11-20T12:00");
    assert_eq!(told(&later), [&Value::text("F9"), &Value::text("F8")]);
}

/// Who reports an older version says on the first page that a later one exists, and how many that has.
#[test]
fn an_older_version_says_that_a_later_one_exists() {
    let case = Case::until(2026, "11-30T09:00");
    let mut given = case.given("11-30T09:00");
    let latest = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
    assert!(
        latest
            .notes
            .iter()
            .all(|of| of.name != "Not the latest scope")
    );
    let last = case.incident.scope().expect("a scope");
    let share = case.incident.share(last, "shop").expect("a share");
    let count = incident::grouped(share.figures.subjects);
    given.version = Some(1);
    given.older_because = Some("the authority asked for the first count");
    let older = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
    let first = older.notes.first().expect("a note");
    assert_eq!(first.name, "Not the latest scope");
    let says = format!("The later version {}: identifiers: {count}", last.version);
    assert!(first.text.contains(&says), "{}", first.text);
    assert!(
        first
            .text
            .ends_with("reason: “the authority asked for the first count”")
    );
    let found = lint(&older, &given, &[]);
    let told: Vec<Severity> = found
        .iter()
        .filter(|of| of.rule == LintRule::Older)
        .map(|of| of.severity)
        .collect();
    assert_eq!(told, [Severity::Warning]);
    let page = sheet(&given, Lang::Ko).expect("a sheet");
    let all = incident::grouped(last.figures.subjects);
    assert!(
        page.notes[0].text.contains(&format!("식별자 {all}개")),
        "{:?}",
        page.notes
    );
}
