//! A possibility that is settled: as a leak it opens the notice and the report from when that was known.

use incident::{
    case::{CaseError, What},
    law::{ClockError, Knew, Span, Start, State},
};

use super::common::{Case, aware, filed, kst, named, settled};

/// Unlawful access known on the evening of 17 November 2026.
fn case() -> Case {
    let mut case = Case::opened(&["kr-pipa", "kr-net", "eu-33"], "2026-11-17 16:10");
    case.must(
        "2026-11-17 16:11",
        aware(Knew::Possibility, "2026-11-17 16:00"),
    );
    case
}

fn limit(case: &Case, clock: &str, now: &str) -> Option<event::Millis> {
    case.clock(clock, now)?.due()?.limit
}

#[test]
fn a_leak_known_inside_the_window_replaces_the_possibility_and_opens_notice_and_report() {
    let mut case = case();
    let now = "2026-11-19 10:00";
    assert!(case.clock("KR-PIPA-NOTICE", now).is_none());
    case.must("2026-11-19 09:30", settled(true, "2026-11-19 09:00"));
    let State::Replaced { by, at } = case.state("KR-PIPA-POSS", now) else {
        panic!("{:?}", case.state("KR-PIPA-POSS", now))
    };
    assert_eq!(
        (by.as_str(), at),
        ("KR-PIPA-NOTICE", kst("2026-11-19 09:00"))
    );
    for clock in ["KR-PIPA-NOTICE", "KR-PIPA-REPORT"] {
        assert_eq!(
            limit(&case, clock, now),
            Some(kst("2026-11-22 09:00")),
            "{clock}"
        );
    }
    // Other laws that count from a leak count from it too.
    assert_eq!(limit(&case, "EU-33", now), Some(kst("2026-11-22 10:00")));
    // Our own target stays that of the possibility.
    let notice = case.clock("KR-PIPA-NOTICE", now).expect("the notice");
    assert_eq!(
        notice.due().and_then(|due| due.target),
        Some(kst("2026-11-20 16:00"))
    );
    assert_eq!(
        case.0.awareness.moment(Start::LeakKnown, kst(now)),
        Some(kst("2026-11-19 09:00"))
    );
    let again = case.told_again().expect("the same steps");
    assert_eq!(again.awareness, case.0.awareness);
}

#[test]
fn a_leak_known_after_the_window_leaves_both_to_stand() {
    let mut case = case();
    case.must("2026-11-21 09:30", settled(true, "2026-11-21 09:00"));
    let now = "2026-11-21 10:00";
    let overdue = State::Overdue {
        by: Span { ms: 18 * 3_600_000 },
    };
    assert_eq!(case.state("KR-PIPA-POSS", now), overdue);
    assert_eq!(
        limit(&case, "KR-PIPA-NOTICE", now),
        Some(kst("2026-11-24 09:00"))
    );
}

#[test]
fn a_leak_that_was_entered_already_is_entered_once() {
    let mut case = case();
    case.must("2026-11-19 09:10", aware(Knew::Leak, "2026-11-19 09:00"));
    case.must("2026-11-19 09:30", settled(true, "2026-11-19 09:00"));
    assert_eq!(
        case.0.awareness.candidates(kst("2026-11-19 10:00")).len(),
        2
    );
}

#[test]
fn it_is_settled_once_and_not_before_it_was_known() {
    let mut case = case();
    match case.does("2026-11-18 09:00", settled(true, "2026-11-17 15:59")) {
        Err(CaseError::Clock(ClockError::Backwards { .. })) => {}
        other => panic!("{other:?}"),
    }
    case.must("2026-11-18 09:00", settled(false, "2026-11-18 08:00"));
    let twice = case.does("2026-11-18 10:00", settled(true, "2026-11-18 09:00"));
    let said = twice.expect_err("twice").to_string();
    for part in ["no leak", "2026-11-17T23:00", "nunchi incident aware"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let State::FellAway { .. } = case.state("KR-PIPA-POSS", "2026-11-18 11:00") else {
        panic!("it stands")
    };
    assert!(case.clock("KR-PIPA-NOTICE", "2026-11-18 11:00").is_none());
}

#[test]
fn a_possibility_that_was_told_and_was_none_is_told_again_by_a_second_filing() {
    let mut case = case();
    let poss = || named("kr-pipa", "KR-PIPA-POSS");
    case.must("2026-11-18 09:00", filed(poss(), "2026-11-18 08:00"));
    case.must("2026-11-19 09:00", settled(false, "2026-11-19 08:00"));
    let State::AtOnce { since, .. } = case.state("KR-PIPA-POSS", "2026-11-19 10:00") else {
        panic!("{:?}", case.state("KR-PIPA-POSS", "2026-11-19 10:00"))
    };
    assert_eq!(since, kst("2026-11-19 08:00"));
    let mut told = filed(poss(), "2026-11-19 10:30");
    if let What::Filed { receipt, .. } = &mut told {
        "R-2".clone_into(receipt);
    }
    case.must("2026-11-19 11:00", told);
    let retracted = State::Retracted {
        at: kst("2026-11-19 10:30"),
        after: Span { ms: 9_000_000 },
    };
    assert_eq!(case.state("KR-PIPA-POSS", "2026-11-19 12:00"), retracted);
}

#[test]
fn a_leak_known_without_a_settlement_is_told_beside_the_possibility() {
    let mut case = case();
    let now = kst("2026-11-28 10:00");
    let unsettled = |case: &Case| {
        let clocks = case.0.clocks(now).expect("clocks");
        case.0.unsettled(&clocks, now)
    };
    assert!(unsettled(&case).is_empty());
    case.must("2026-11-19 09:10", aware(Knew::Leak, "2026-11-19 09:00"));
    let found = unsettled(&case);
    let [one] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((one.leak, one.in_time), (kst("2026-11-19 09:00"), true));
    assert_eq!(
        (one.key.clock.as_str(), one.by.as_str()),
        ("KR-PIPA-POSS", "KR-PIPA-NOTICE")
    );
    case.must("2026-11-19 09:30", settled(true, "2026-11-19 09:00"));
    assert!(unsettled(&case).is_empty());
}

#[test]
fn a_settlement_of_before_enters_no_moment_that_was_not_there() {
    let mut case = case();
    let old = What::Settled {
        clock: named("kr-pipa", "KR-PIPA-POSS"),
        leaked: true,
        known: kst("2026-11-19 09:00"),
        evidence: None,
    };
    let text = serde_json::to_string(&old).expect("a step");
    assert!(!text.contains("evidence"), "{text}");
    case.must("2026-11-19 09:30", old);
    // The numbers of later candidates are what they were.
    assert_eq!(
        case.0.awareness.candidates(kst("2026-11-19 10:00")).len(),
        1
    );
}

#[test]
fn who_takes_the_incident_over_knows_of_the_leak_too() {
    let mut from = case();
    from.must("2026-11-19 09:30", settled(true, "2026-11-19 09:00"));
    let mut heir = Case::opened(&["kr-pipa"], "2026-11-20 09:00");
    for step in from.0.steps.iter().skip(1) {
        let inherited = What::Inherited {
            incident: from.0.id,
            called: from.0.called(step.number).map(str::to_owned),
            step: Box::new(step.clone()),
        };
        heir.must("2026-11-20 09:01", inherited);
    }
    let now = "2026-11-20 10:00";
    assert_eq!(
        limit(&heir, "KR-PIPA-NOTICE", now),
        Some(kst("2026-11-22 09:00"))
    );
    // What was settled there is settled here.
    let clocks = heir.0.clocks(kst(now)).expect("clocks");
    assert_eq!(heir.0.unsettled(&clocks, kst(now)).len(), 0);
    let possible = heir.state("KR-PIPA-POSS", now);
    assert!(matches!(possible, State::Replaced { .. }), "{possible:?}");
}

#[test]
fn that_there_was_no_leak_is_held_against_its_own_due() {
    let mut case = case();
    let poss = || named("kr-pipa", "KR-PIPA-POSS");
    case.must("2026-11-18 09:00", filed(poss(), "2026-11-18 08:00"));
    case.must("2026-11-21 01:00", settled(false, "2026-11-21 00:00"));
    let open = case
        .clock("KR-PIPA-POSS", "2026-11-21 02:00")
        .expect("open");
    let due = open.due_now(kst("2026-11-21 02:00")).expect("due");
    assert_eq!(
        (due.target, due.limit),
        (None, Some(kst("2026-11-21 00:00")))
    );
    // The limit of the possibility was 20 November at 16:00.
    let second = match filed(poss(), "2026-11-22 10:00") {
        What::Filed {
            clock,
            received,
            to,
            evidence,
            ..
        } => What::Filed {
            clock,
            received,
            to,
            receipt: "R-2".to_owned(),
            evidence,
            late_because: None,
            document: None,
            corrects: None,
        },
        other => other,
    };
    case.must("2026-11-22 10:10", second);
    let now = "2026-11-22 11:00";
    let clock = case.clock("KR-PIPA-POSS", now).expect("told");
    let told = clock.beside(kst(now));
    let [told] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(clock.late_by(told), None);
    let after = Span { ms: 34 * 3_600_000 };
    assert_eq!(clock.retracts(told), Some(after));
    let first = clock.counting(kst(now)).expect("the first");
    assert_eq!(clock.retracts(first), None);
    let retracted = State::Retracted {
        at: kst("2026-11-22 10:00"),
        after,
    };
    assert_eq!(case.state("KR-PIPA-POSS", now), retracted);
}
