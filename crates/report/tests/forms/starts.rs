//! What a document says of a clock that awareness does not start, and of one of which nobody knows when it began.

use incident::case::What;
use report::{
    Document, Lang, Part,
    forms::{Filing, board, sheet},
};

use crate::case::{Case, reported};

/// The case, which asks the laws of the United States too.
fn abroad(moment: &str) -> Case {
    let mut case = Case::until(2026, moment);
    let at = case.at(moment);
    let concerns = What::Concerns {
        regimes: vec!["us-ca".to_owned(), "us-sec-8k".to_owned()],
        controllers: Vec::new(),
    };
    case.takes(at, "kim", "people of California are in it", concerns);
    case
}

fn note(document: &Document, number: &str) -> (bool, String) {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let mut fields = parts.filter_map(|part| match part {
        Part::Fields { fields } => fields.iter().find(|of| of.number == number),
        _ => None,
    });
    let field = fields.next().expect(number);
    (
        field.values().is_empty(),
        field.note.clone().unwrap_or_default(),
    )
}

#[test]
fn a_clock_that_follows_another_rests_on_the_awareness_of_that() {
    let case = abroad("11-20T10:00");
    let document = reported(&case, "us-ca", Filing::First, Lang::En, "11-20T10:00");
    let (unknown, said) = note(&document, "B-1");
    assert!(!unknown, "{said}");
    let why = document.regime.as_ref().map(|of| of.why.as_str());
    let why = why.expect("why this version");
    assert!(why.contains("2026-11-"), "{why}");
    // The copy to the Attorney General counts from when people are told, and nobody was.
    let (unknown, said) = note(&document, "D-2");
    assert!(
        unknown && said == "It is not on record that people were told",
        "{said}"
    );
}

#[test]
fn what_is_not_decided_is_not_called_an_awareness_that_nobody_knows() {
    let case = abroad("11-20T10:00");
    let document = reported(&case, "us-sec-8k", Filing::First, Lang::Ko, "11-20T10:00");
    let (unknown, said) = note(&document, "B-1");
    assert!(
        unknown && said == "중대하다는 결정이 기록되지 않음",
        "{said}"
    );
    let why = document.regime.as_ref().map(|of| of.why.clone());
    let why = why.expect("why this version");
    assert!(
        why.starts_with("중대하다는 결정이 기록되지 않음. 그래서"),
        "{why}"
    );
}

/// All that stands in a section, as text: sentences, and the words of its clocks and decisions.
fn words(document: &Document, id: &str) -> Vec<String> {
    let section = document.sections.iter().find(|of| of.id == id);
    let parts = section.expect(id).parts.iter();
    parts
        .flat_map(|part| match part {
            Part::Text { text } => vec![text.clone()],
            Part::Clocks { clocks } => clocks.iter().map(|of| of.regime.clone()).collect(),
            Part::Decisions { decisions } => decisions
                .iter()
                .map(|of| format!("{} | {}", of.question, of.why.clone().unwrap_or_default()))
                .collect(),
            _ => Vec::new(),
        })
        .collect()
}

#[test]
fn before_awareness_no_table_is_empty() {
    let case = Case::until(2026, "11-16T20:20");
    assert!(
        case.incident
            .awareness
            .candidates(case.at("11-16T20:30"))
            .is_empty()
    );
    let given = case.given("11-16T20:30");
    for document in [sheet(&given, Lang::En), board(&given, Lang::En)] {
        let document = document.expect("a page");
        let clocks = words(&document, "clocks");
        assert!(
            clocks[0].starts_with("No moment of awareness was entered"),
            "{clocks:?}"
        );
        let decisions = words(&document, "decisions");
        let has = |name: &str| decisions.iter().any(|of| of.contains(name));
        assert!(
            has("KR-PIPA-NOTICE") && has("its clock has not begun"),
            "{decisions:?}"
        );
    }
}

#[test]
fn a_clock_that_counts_from_nobody_knows_when_is_named_before_all_others() {
    let mut case = Case::until(2026, "11-30T09:00");
    let at = case.at("11-30T09:00");
    let known = What::GroupKnown {
        version: 3,
        known: None,
    };
    case.takes(at, "kim", "nobody wrote it down", known);
    let given = case.given("11-30T09:00");
    let document = sheet(&given, Lang::Ko).expect("a sheet");
    let first = words(&document, "clocks").remove(0);
    assert!(
        first.starts_with("언제부터 세는지 알 수 없어") && first.contains("범위 3에서 추가된 사람"),
        "{first}"
    );
    assert!(document.missing.iter().any(|of| of.what == first));
    // Where it is known of all, nothing is said of it.
    let known = Case::until(2026, "11-20T10:00");
    let document = sheet(&known.given("11-20T10:00"), Lang::Ko).expect("a sheet");
    assert!(
        !words(&document, "clocks")
            .iter()
            .any(|of| of.contains("언제부터"))
    );
}
