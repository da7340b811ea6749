//! A fact that is entered again: the earliest confirmation stands, and it closes items that a notice has.

use event::Millis;
use incident::{
    Grade,
    case::{CaseError, ClockName, What},
    law::{Knew, Trigger},
};

use super::common::{Case, aware, filed, kst, named};

fn fact(closes: &[&str], confirmed: Option<&str>) -> What {
    What::Fact {
        id: "F1".to_owned(),
        words: "the door codes were read too".to_owned(),
        grade: Grade::Statement,
        closes: closes.iter().map(|item| (*item).to_owned()).collect(),
        evidence: Vec::new(),
        confirmed: confirmed.map(kst),
    }
}

fn case() -> Case {
    let mut case = Case::opened(&["kr-pipa", "kr-net", "eu-33"], "2026-11-27 09:00");
    case.must("2026-11-27 09:01", aware(Knew::Leak, "2026-11-27 09:00"));
    case
}

/// From when the clock of the fact counts.
fn counts_from(case: &Case) -> Option<Millis> {
    let clocks = case.0.clocks(kst("2026-11-30 12:00")).expect("clocks");
    let is = |trigger: &Trigger| matches!(trigger, Trigger::Fact { id } if id == "F1");
    let mut of_fact = clocks.iter().filter(|of| is(&of.key.trigger));
    let net = of_fact.find(|of| of.key.clock == "KR-NET-24")?;
    net.started
}

#[test]
fn the_earliest_confirmation_stands_whatever_is_entered_after_it() {
    let mut case = case();
    case.must("2026-11-28 10:10", fact(&["2b"], Some("2026-11-28 10:00")));
    assert_eq!(counts_from(&case), Some(kst("2026-11-28 10:00")));
    case.must("2026-11-29 10:10", fact(&["2b"], Some("2026-11-29 10:00")));
    assert_eq!(
        counts_from(&case),
        Some(kst("2026-11-28 10:00")),
        "a later one"
    );
    case.must("2026-11-29 10:11", fact(&["2b"], None));
    assert_eq!(counts_from(&case), Some(kst("2026-11-28 10:00")), "none");
    case.must("2026-11-29 10:12", fact(&["2b"], Some("2026-11-27 10:00")));
    assert_eq!(
        counts_from(&case),
        Some(kst("2026-11-27 10:00")),
        "an earlier one"
    );
    assert_eq!(case.0.facts.len(), 1);
}

#[test]
fn it_closes_items_that_the_notices_have_or_parts_of_them() {
    let mut case = case();
    let now = "2026-11-28 10:10";
    for item in ["99zz", "7", "2zz", "b", "33(3)(z)"] {
        match case.does(now, fact(&[item], None)) {
            Err(refused @ CaseError::NoItem { .. }) => {
                let said = refused.to_string();
                assert!(said.contains("kr-pipa 1, 2, 3, 4, 5, 6"), "{said}");
                assert!(said.contains("eu-33 33(1), 33(3)(a)"), "{said}");
            }
            other => panic!("{item}: {other:?}"),
        }
    }
    let empty = case.does(now, fact(&[""], None)).expect_err("nothing");
    assert!(empty.to_string().contains("is empty"), "{empty}");
    case.must(now, fact(&["1", "2b", "3b-2", "33(3)(a)"], None));
    // A law whose notices nobody listed closes none, and is asked of none.
    let mut case = Case::opened(&["us-ca"], "2026-11-27 09:00");
    case.must("2026-11-27 09:10", fact(&["what happened"], None));
}

#[test]
fn a_mistyped_confirmation_is_taken_back_and_stays_on_record() {
    let mut case = case();
    case.must("2026-11-28 10:10", fact(&["2b"], None));
    case.must("2026-11-28 10:11", fact(&["2b"], Some("2025-11-28 10:00")));
    let wrong = case.0.next() - 1;
    // Nothing further is told before the incident itself was known.
    assert_eq!(counts_from(&case), Some(kst("2026-11-27 09:00")));
    case.must("2026-11-28 10:12", What::TakenBack { step: wrong });
    assert_eq!(counts_from(&case), None);
    assert_eq!(case.0.facts.len(), 1, "as it was entered before");
    assert!(case.0.taken_back(wrong).is_some());
    case.must("2026-11-28 10:13", fact(&["2b"], Some("2026-11-28 10:00")));
    assert_eq!(counts_from(&case), Some(kst("2026-11-28 10:00")));
    // Without a confirmation there is nothing to take back.
    let words = What::TakenBack { step: wrong - 1 };
    let refused = case.does("2026-11-28 10:14", words).expect_err("words");
    assert!(refused.to_string().contains("under its name"), "{refused}");
}

#[test]
fn a_confirmation_on_which_a_filing_rests_is_taken_back_after_it() {
    let mut case = case();
    case.must("2026-11-28 10:10", fact(&["2b"], Some("2026-11-28 10:00")));
    let confirmed = case.0.next() - 1;
    let clock = ClockName {
        fact: Some("F1".to_owned()),
        ..named("kr-net", "KR-NET-24")
    };
    case.must("2026-11-28 11:10", filed(clock, "2026-11-28 11:00"));
    let filing = case.0.next() - 1;
    let back = What::TakenBack { step: confirmed };
    let refused = case.does("2026-11-28 11:11", back.clone());
    let said = refused.expect_err("it rests on it").to_string();
    assert!(
        said.contains(&format!("while step {filing} rests on it")),
        "{said}"
    );
    case.must("2026-11-28 11:12", fact(&["2b"], Some("2026-11-28 10:05")));
    // Another confirmation carries the filing.
    case.must("2026-11-28 11:13", back);
    assert_eq!(counts_from(&case), Some(kst("2026-11-28 10:05")));
}

#[test]
fn the_confirmation_from_which_a_filing_was_late_goes_after_the_filing() {
    let mut case = case();
    case.must("2026-11-27 10:00", fact(&["2b"], Some("2026-11-27 09:30")));
    let first = case.0.next() - 1;
    case.must("2026-11-29 10:10", fact(&["2b"], Some("2026-11-29 10:00")));
    let later = case.0.next() - 1;
    let clock = ClockName {
        fact: Some("F1".to_owned()),
        ..named("kr-net", "KR-NET-24")
    };
    let mut told = filed(clock, "2026-11-29 12:00");
    if let What::Filed { late_because, .. } = &mut told {
        *late_because = Some("asleep".to_owned());
    }
    case.must("2026-11-29 12:10", told);
    // Without the earliest confirmation what was late would be in time.
    let refused = case.does("2026-11-29 12:20", What::TakenBack { step: first });
    let said = refused.expect_err("a filing rests on it").to_string();
    assert!(said.contains("rests on it"), "{said}");
    case.must("2026-11-29 12:30", What::TakenBack { step: later });
}

#[test]
fn what_is_unknown_was_confirmed_by_nobody() {
    let mut case = case();
    let unknown = |confirmed: Option<&str>| match fact(&[], confirmed) {
        What::Fact {
            id,
            words,
            closes,
            evidence,
            confirmed,
            ..
        } => What::Fact {
            id,
            words,
            grade: Grade::Unknown,
            closes,
            evidence,
            confirmed,
        },
        other => other,
    };
    let both = case.does("2026-11-28 10:10", unknown(Some("2026-11-28 10:00")));
    let said = both.expect_err("both").to_string();
    assert!(said.contains("leave --confirmed out"), "{said}");
    case.must("2026-11-28 10:10", unknown(None));
    case.must("2026-11-28 10:11", fact(&[], Some("2026-11-28 10:00")));
    let step = case.0.next() - 1;
    let said = case.does("2026-11-28 10:12", unknown(None));
    let said = said.expect_err("it is confirmed").to_string();
    assert!(
        said.contains(&format!("step {step} confirmed it: take that back")),
        "{said}"
    );
}

#[test]
fn a_confirmation_long_before_anybody_knew_is_a_slip_of_the_year() {
    let case = case();
    let now = kst("2026-11-28 10:00");
    let early = |at: &str| case.0.before_awareness(kst(at), now).map(|of| of.is_years);
    assert_eq!(early("2026-11-27 09:00"), None);
    assert_eq!(early("2026-11-27 08:59"), Some(false));
    assert_eq!(early("2025-11-28 10:00"), Some(true));
}
