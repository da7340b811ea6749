//! Incidents in selections.

use super::super::{
    Column, Selection, SelectionError, Term, limits, parse_printed, parse_with, term,
};
use super::{refused, seoul};

/// Incident 7 selects two keys, its version 2 one of them.
fn known(term: &Term) -> Result<Selection, String> {
    let text = match (term.incident.as_str(), term.version) {
        ("7", None) => "key = 'a' OR key = 'b'",
        ("7", Some(2)) | ("E1", None) => "key = 'a'",
        _ => return Err(format!("there is no incident {}", term.incident)),
    };
    Ok(parse_printed(text).unwrap())
}

fn with(text: &str) -> Result<Selection, SelectionError> {
    parse_with(text, &seoul(), &mut known)
}

#[test]
fn an_incident_binds_as_if_it_stood_in_parentheses() {
    for (text, written_out) in [
        ("incident 7", "key = 'a' OR key = 'b'"),
        (
            "INCIDENT 7 AND issued",
            "(key = 'a' OR key = 'b') AND issued",
        ),
        (
            "issued AND NOT incident 7",
            "issued AND NOT (key = 'a' OR key = 'b')",
        ),
        ("(incident 7 scope 2) OR issued", "key = 'a' OR issued"),
        (
            "incident E1 AND route = 'incident 7'",
            "key = 'a' AND route = 'incident 7'",
        ),
        (
            "incident 7 AND NOT incident 7 scope 2",
            "(key = 'a' OR key = 'b') AND NOT key = 'a'",
        ),
    ] {
        let plain = parse_printed(written_out).unwrap();
        assert_eq!(with(text).unwrap(), plain, "of {text}");
    }
}

#[test]
fn what_is_wrong_with_a_term_is_told_at_its_place() {
    for (text, place, message) in [
        (
            "issued AND incident 8",
            "incident 8",
            "there is no incident 8",
        ),
        (
            "incident",
            "",
            "expected the number of an incident: write incident 7, or incident 7 scope 2",
        ),
        (
            "incident 'a'",
            "'a'",
            "expected the number of an incident: write incident 7, or incident 7 scope 2",
        ),
        (
            "incident 7 scope two",
            "two",
            "expected the number of a scope version: write incident 7 scope 2",
        ),
        (
            "incident 7 scope 9 OR issued",
            "incident 7 scope 9",
            "there is no incident 7",
        ),
        (
            "incident 7 route = 'x'",
            "route",
            "expected AND, OR or the end of the selection",
        ),
    ] {
        let error = with(text).unwrap_err();
        assert_eq!(error.message, message, "of {text:?}");
        assert_eq!(&text[error.at.clone()], place, "of {text:?}");
    }
    let error = refused("NOT issued AND incident 7");
    assert_eq!(
        error.message,
        "no incident can be named here: write its selection"
    );
}

#[test]
fn a_literal_of_an_incident_is_pointed_at_where_the_incident_was_typed() {
    let text = "issued OR incident 7";
    let selection = with(text).unwrap();
    let places: Vec<&str> = selection
        .texts(Column::Key)
        .into_iter()
        .map(|(_, at)| &text[at])
        .collect();
    assert_eq!(places, ["incident 7", "incident 7"]);
}

#[test]
fn what_an_incident_brings_in_can_still_be_read_back() {
    let deep = |levels: usize| {
        let (open, close) = ("NOT (issued AND ".repeat(levels), ")".repeat(levels));
        parse_printed(&format!("{open}key = 'a'{close}")).unwrap()
    };
    let levels = limits::PRINTED_DEPTH_MAX / 2 - 1;
    let mut brought = |_: &Term| Ok(deep(levels));
    assert!(parse_with("incident 7", &seoul(), &mut brought).is_ok());
    let text = "NOT (issued AND NOT (issued AND incident 7))";
    let error = parse_with(text, &seoul(), &mut brought).unwrap_err();
    assert!(
        error
            .message
            .starts_with("with its incidents written out: nested deeper than"),
        "{error}"
    );
    assert_eq!(error.at, 0..text.len());
}

#[test]
fn a_text_that_is_one_term_is_told_from_one_that_holds_it() {
    let of = |version| Term {
        incident: "7".to_owned(),
        version,
    };
    assert_eq!(term(" incident 7 "), Some(of(None)));
    assert_eq!(term("incident 7 scope 2"), Some(of(Some(2))));
    for text in [
        "incident 7 OR issued",
        "(incident 7)",
        "incident",
        "incident 7 scope",
        "\"incident\" 7",
        "issued",
        "",
    ] {
        assert_eq!(term(text), None, "of {text:?}");
    }
}
