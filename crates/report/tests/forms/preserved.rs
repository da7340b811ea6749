//! What is preserved, and what the network authority is told of the attacker.

use event::Millis;
use incident::case::{ObligationKind, Stopped, What};
use report::{
    Document, Ground, Lang, Part, Row, Table, Unit, Value,
    forms::{Filing, Form, Held, Indicator, IndicatorKind, Indicators, report},
};

use crate::{case::Case, facts::field};

const NOW: &str = "11-30T09:00";

fn table<'d>(document: &'d Document, caption: &str) -> Option<&'d Table> {
    let mut parts = document.sections.iter().flat_map(|of| &of.parts);
    parts.find_map(|part| match part {
        Part::Table(table) if table.caption == caption => Some(table),
        _ => None,
    })
}

fn rows<'d>(document: &'d Document, caption: &str) -> &'d [Row] {
    table(document, caption).map_or(&[], |of| of.rows.as_slice())
}

fn written(case: &Case, holds: &[Held], indicators: Option<&Indicators>) -> Document {
    let mut given = case.given(NOW);
    (given.holds, given.indicators) = (holds, indicators);
    report(&given, "kr-net", Filing::First, Lang::En).expect("a report")
}

/// The case's own charge: the order came on one day, and was typed in on another.
#[test]
fn an_order_is_of_the_day_on_which_it_came() {
    let mut case = Case::until(2026, NOW);
    let received = case.at("11-19T22:34");
    let order = What::Owed {
        kind: ObligationKind::Preservation,
        from: "the ministry".to_owned(),
        asked: "logs".to_owned(),
        evidence: "E4".to_owned(),
        due: None,
        owner: "lee".to_owned(),
        systems: vec!["gateway".to_owned(), "archive".to_owned()],
        received: Some(received),
    };
    let entered = case.at("11-29T10:00");
    case.takes(entered, "kim", "typed in later", order);
    let id = case
        .incident
        .obligations
        .last()
        .expect("an order")
        .id
        .clone();
    let stopped = case.at("11-19T23:10");
    let answered = What::Answered {
        obligation: id.clone(),
        received: entered,
        words: "stopped".to_owned(),
        receipt: "7".to_owned(),
        corrects: None,
        stopped: vec![Stopped {
            system: "gateway".to_owned(),
            at: stopped,
        }],
    };
    case.takes(entered, "park", "answered", answered);
    let document = written(&case, &[], None);
    let orders = rows(&document, "Preservation orders on record");
    let order = orders.last().expect("the order").cells();
    assert_eq!(order[1], Some(Value::time(received)));
    assert_eq!(order[7], Some(Value::time(entered)));
    let since: Vec<_> = rows(&document, "Deletion that was stopped")
        .iter()
        .map(|row| {
            (
                row.cells()[0].clone(),
                row.cells().get(1).cloned().flatten(),
                row.ground(),
            )
        })
        .collect();
    let named = |system: &str| Some(Value::text(format!("{system} ({id})")));
    assert!(since.contains(&(
        named("gateway"),
        Some(Value::time(stopped)),
        &Ground::statement("park")
    )));
    assert!(since.contains(&(named("archive"), None, &Ground::Unknown)));
}

#[test]
fn a_hold_in_force_stands_in_the_field_of_what_is_preserved() {
    let case = Case::until(2026, NOW);
    let none = written(&case, &[], None);
    let of = field(&none, "9-1").expect("holds");
    assert_eq!(of.values(), [Value::text("no hold is in force")]);
    let placed = case.at("11-19T22:40");
    let held = Held {
        number: 2,
        classes: Vec::new(),
        from: Millis::MIN,
        to: Millis::MAX,
        placed,
    };
    let some = written(&case, &[held], None);
    let of = field(&some, "9-1").expect("holds");
    let says = Value::text("hold 2 over everything, placed");
    assert_eq!(of.values(), [says, Value::time(placed)]);
    assert!(
        matches!(of.ground(), Ground::Fact(basis) if basis.query.starts_with("nunchi hold list --at 20"))
    );
    let first = rows(&some, "Deletion that was stopped")[0].cells();
    assert_eq!(first[0], Some(Value::text("the ledger (hold 2)")));
    assert_eq!(first[1], Some(Value::time(placed)));
}

#[test]
fn systems_and_indicators_stand_in_their_section() {
    let mut case = Case::until(2026, NOW);
    case.form = Form::read("[course]\nsystems = { ko = \"관문 gw-1\", en = \"gateway gw-1\" }\n")
        .expect("a form");
    let one = |kind, value: &str| Indicator {
        kind,
        value: value.to_owned(),
        subjects: 5,
        reads: 7,
    };
    let seen = Indicators {
        listed: vec![
            one(IndicatorKind::Key, "auth-2024-04"),
            one(IndicatorKind::Address { is_shared: true }, "100.96.0.1"),
        ],
        more: 2_302,
    };
    let document = written(&case, &[], Some(&seen));
    let systems = field(&document, "6-2").expect("systems");
    assert_eq!(systems.values(), [Value::text("gateway gw-1")]);
    let caption = "Indicators, those with the most identifiers first";
    let listed = rows(&document, caption);
    assert_eq!(listed.len(), 2);
    let carrier = "address that a carrier shares among its customers";
    assert_eq!(listed[1].cells()[1], Some(Value::text(carrier)));
    assert_eq!(listed[1].cells()[2], Some(Value::count(5, Unit::Subjects)));
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let more =
        parts.filter(|part| matches!(part, Part::Text { text } if text.starts_with("2,302 more")));
    assert_eq!(more.count(), 1);
}
