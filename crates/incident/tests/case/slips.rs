//! A date that nobody meant: it must not take every other clock, nor the list of incidents, with it.

use incident::{
    case::What,
    law::{CandidateId, Knew, Start, State},
};

use super::common::{Case, aware, filed, kst, named, scope};

/// Awareness of 2025, and then the same with the year mistyped.
fn slipped() -> Case {
    let mut case = Case::opened(&["kr-pipa", "kr-net", "eu-33", "us-ca"], "2025-11-17 16:10");
    case.must("2025-11-17 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    case.must("2025-11-17 16:12", aware(Knew::Leak, "2019-11-17 16:00"));
    case
}

#[test]
fn a_day_without_law_makes_its_own_clocks_cannot_say_and_everything_else_goes_on() {
    let mut case = slipped();
    let now = "2025-11-18 10:00";
    for clock in ["KR-PIPA-NOTICE", "KR-NET-24"] {
        let State::CannotSay { because, .. } = case.state(clock, now) else {
            panic!("{clock}: {:?}", case.state(clock, now))
        };
        let because = because.expect("the reason");
        assert!(
            because.contains("2019-11-17") && because.contains("begin on 202"),
            "{because}"
        );
    }
    // The Union had its law that day.
    let State::Overdue { .. } = case.state("EU-33", now) else {
        panic!("{:?}", case.state("EU-33", now))
    };
    // What is filed is on record, and is not said to be in time.
    case.must(
        "2025-11-18 11:00",
        filed(named("kr-net", "KR-NET-24"), "2025-11-18 10:30"),
    );
    let State::CannotSay { filed, because } = case.state("KR-NET-24", "2025-11-18 12:00") else {
        panic!("{:?}", case.state("KR-NET-24", "2025-11-18 12:00"))
    };
    assert_eq!(filed, Some(kst("2025-11-18 10:30")));
    assert!(because.is_some());
    assert!(!case.0.unfinished(kst(now)).expect("a list").is_empty());
    assert!(!case.0.duties(kst(now)).expect("the register").is_empty());
    case.told_again().expect("the same steps");
}

#[test]
fn what_another_candidate_would_make_due_is_counted_all_the_same() {
    let mut case = slipped();
    let now = kst("2025-11-18 10:00");
    let prospects = case.0.prospects(now).expect("prospects");
    let of = |id: u32, clock: &str| {
        let found = prospects
            .iter()
            .find(|of| of.id == CandidateId(id) && of.clock == clock);
        found.expect(clock).clone()
    };
    let due = of(1, "KR-PIPA-NOTICE").due.and_then(|due| due.limit);
    assert_eq!(due, Some(kst("2025-11-20 16:00")));
    let slip = of(2, "KR-PIPA-NOTICE");
    assert!(slip.due.is_none() && slip.because.expect("why").contains("2019-11-17"));
    // A choice brings the clocks back.
    let right = What::Chosen {
        start: Start::LeakKnown,
        candidate: Some(1),
        controller: None,
    };
    case.must("2025-11-18 10:01", right);
    let State::Running { .. } = case.state("KR-PIPA-NOTICE", "2025-11-18 10:02") else {
        panic!("{:?}", case.state("KR-PIPA-NOTICE", "2025-11-18 10:02"))
    };
}

#[test]
fn a_century_that_is_wrong_says_so_too() {
    let mut case = Case::opened(&["us-sec-8k", "kr-net"], "2026-11-17 16:10");
    case.must(
        "2026-11-17 16:11",
        aware(Knew::Incident, "1900-06-01 12:00"),
    );
    let State::CannotSay { because, .. } = case.state("KR-NET-24", "2026-11-18 10:00") else {
        panic!("it can be said")
    };
    assert!(because.is_some_and(|why| why.contains("1900-06-01")));
}

#[test]
fn a_moment_years_before_the_first_read_is_told_apart_from_one_that_is_a_little_early() {
    let mut case = Case::opened(&["kr-pipa"], "2025-11-17 16:10");
    let early = |case: &Case, happened: &str| {
        case.0
            .before_first_read(kst(happened), kst("2025-11-17 16:20"))
    };
    // No scope yet: only what is years before the step is early.
    assert!(early(&case, "2025-11-16 22:00").is_none());
    assert!(early(&case, "2024-01-01 00:00").is_none());
    assert!(early(&case, "2015-11-17 16:00").is_some_and(|of| of.is_years));
    case.must("2025-11-17 16:12", scope("2025-06-24 09:00"));
    assert!(early(&case, "2025-06-24 09:00").is_none());
    let complaint = early(&case, "2025-03-01 00:00").expect("before the first read");
    assert_eq!(complaint.first, Some(kst("2025-06-24 09:00")));
    assert!(!complaint.is_years);
    assert!(early(&case, "2023-06-01 00:00").is_some_and(|of| of.is_years));
}
