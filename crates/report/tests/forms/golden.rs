//! Exact bytes of JSON and HTML. `UPDATE=1` rewrites them; the reviewer reads the difference.

use std::path::PathBuf;

use report::{
    Document, Lang,
    forms::{Filing, board, sheet},
    from_json, to_html, to_json,
};

use crate::case::{Case, additional, reported};

fn golden(name: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/forms/golden")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        // Other tests read the golden files meanwhile, and must see one that is whole.
        let new = path.with_extension("new");
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::write(&new, found).expect("the golden file is written");
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::rename(&new, &path).expect("the golden file is in its place");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden file is there");
    assert!(
        found == expected,
        "{}: run with UPDATE=1 and read the difference",
        path.display()
    );
}

fn both_forms(name: &str, document: &Document) {
    let json = to_json(document).expect("every document is JSON");
    let name = format!("{name}.{}", document.lang.tag());
    golden(&format!("{name}.json"), &json);
    golden(&format!("{name}.html"), &to_html(document));
    let back = from_json(&json).expect("what was written is read");
    assert_eq!(back, *document);
}

#[test]
fn the_first_report_under_the_law_of_2025_and_of_2026() {
    for year in [2025, 2026] {
        let case = Case::until(year, "11-20T10:00");
        for lang in [Lang::Ko, Lang::En] {
            let document = reported(&case, "kr-pipa", Filing::First, lang, "11-20T10:00");
            both_forms(&format!("kr-pipa-first-{year}"), &document);
        }
    }
}

#[test]
fn an_additional_report_says_what_changed() {
    for year in [2025, 2026] {
        let case = Case::until(year, "11-30T09:00");
        let document = additional(&case, "kr-pipa", Lang::Ko, "11-30T09:00");
        both_forms(&format!("kr-pipa-additional-{year}"), &document);
    }
}

#[test]
fn the_network_act_under_both_laws() {
    let case = Case::until(2025, "11-19T21:50");
    for lang in [Lang::Ko, Lang::En] {
        let document = reported(&case, "kr-net", Filing::First, lang, "11-19T21:50");
        both_forms("kr-net-first-2025", &document);
    }
    let case = Case::until(2026, "11-27T04:00");
    for lang in [Lang::Ko, Lang::En] {
        let document = additional(&case, "kr-net", lang, "11-27T04:00");
        both_forms("kr-net-additional-2026", &document);
    }
}

#[test]
fn the_authority_of_the_union() {
    let case = Case::until(2025, "11-27T04:00");
    for lang in [Lang::Ko, Lang::En] {
        let document = reported(&case, "eu-33", Filing::First, lang, "11-27T04:00");
        both_forms("eu-33-first", &document);
    }
}

#[test]
fn other_regimes_are_lists_of_fields() {
    let case = Case::until(2025, "11-27T04:00");
    for lang in [Lang::Ko, Lang::En] {
        let document = reported(&case, "jp", Filing::First, lang, "11-27T04:00");
        both_forms("jp-first", &document);
    }
}

#[test]
fn the_sheet_and_the_board() {
    let case = Case::until(2025, "11-30T09:00");
    let given = case.given("11-30T09:00");
    for lang in [Lang::Ko, Lang::En] {
        both_forms("sheet", &sheet(&given, lang).expect("a sheet"));
        both_forms("board", &board(&given, lang).expect("a page"));
    }
}
