//! What was selected since the last version was frozen is counted in no figure: whoever reads a size is told so.

use incident::case::What;
use report::{
    Document, Lang,
    forms::{Filing, board, report, sheet},
};

use crate::case::Case;

fn documents(case: &Case, lang: Lang) -> Vec<Document> {
    let given = case.given("11-20T14:00");
    vec![
        sheet(&given, lang).expect("a sheet"),
        board(&given, lang).expect("a page"),
        report(&given, "kr-pipa", Filing::First, lang).expect("a report"),
    ]
}

fn told(document: &Document) -> Vec<&str> {
    let notes = document.notes.iter();
    notes.map(|of| of.text.as_str()).collect()
}

#[test]
fn what_was_selected_since_the_last_version_is_told_on_the_first_page() {
    let ko =
        "범위 1을 확정한 뒤 선택이 바뀌었고 그 결과는 아직 세지 않음: incident scope 7을 실행할 것";
    let en = "The selection was changed after version 1 of the scope was frozen, and is not counted: run `incident scope 7`";
    let mut case = Case::until(2026, "11-20T11:30");
    for (lang, words) in [(Lang::Ko, ko), (Lang::En, en)] {
        for document in documents(&case, lang) {
            assert!(!told(&document).contains(&words), "{}", document.title);
        }
    }
    let wider = What::Selected {
        selection: "NOT issued".to_owned(),
        replaces: false,
    };
    case.takes(case.at("11-20T12:00"), "kim", "더 넓게", wider);
    for (lang, words) in [(Lang::Ko, ko), (Lang::En, en)] {
        for document in documents(&case, lang) {
            assert!(told(&document).contains(&words), "{}", document.title);
        }
    }
}
