//! Clocks of the people whom a version adds: of what is known of them, and of nothing that is not.

use event::Millis;
use incident::{
    case::{Figures, What},
    law::{Knew, State, Trigger},
};

use super::common::{Case, aware, figured, filed, kst, named, settled, version};

/// When tests ask.
const NOW: &str = "2026-11-23 12:00";

/// An incident of which a possibility alone is known, with a second version of 23 November.
fn possible() -> Case {
    let mut case = Case::opened(&["kr-pipa", "kr-net"], "2026-11-20 10:10");
    case.must(
        "2026-11-20 10:11",
        aware(Knew::Possibility, "2026-11-20 10:00"),
    );
    let first = figured("2026-11-01 10:00", Figures::default());
    case.must("2026-11-20 11:00", first);
    let second = version(2, "2026-11-01 10:00", Figures::default(), 37);
    case.must("2026-11-23 10:00", second);
    case
}

/// The clocks that a version opened, with the moment from which each counts.
fn groups(case: &Case, of: u32) -> Vec<(String, Option<Millis>)> {
    let clocks = case.0.clocks(kst(NOW)).expect("clocks").into_iter();
    let own = clocks.filter(|clock| clock.key.trigger == Trigger::Group { scope: of });
    let mut all: Vec<_> = own.map(|clock| (clock.key.clock, clock.started)).collect();
    all.sort();
    all
}

fn at(clocks: &[&str], moment: &str) -> Vec<(String, Option<Millis>)> {
    let all = clocks.iter();
    let mut all: Vec<_> = all
        .map(|of| ((*of).to_owned(), Some(kst(moment))))
        .collect();
    all.sort();
    all
}

#[test]
fn of_a_possibility_the_added_people_are_told_that_and_of_no_leak() {
    let case = possible();
    let opened = ["KR-PIPA-POSS", "KR-NET-24", "KR-NET-USERS"];
    assert_eq!(groups(&case, 2), at(&opened, "2026-11-23 10:00"));
}

#[test]
fn a_possibility_that_was_none_leaves_no_clock_of_a_leak_to_the_added_people() {
    let mut case = possible();
    case.must("2026-11-23 11:00", settled(false, "2026-11-23 10:30"));
    let opened = ["KR-PIPA-POSS", "KR-NET-24", "KR-NET-USERS"];
    assert_eq!(groups(&case, 2), at(&opened, "2026-11-23 10:00"));
    let What::Settled { clock, known, .. } = settled(false, "2026-11-23 10:30") else {
        panic!("a settlement")
    };
    let of_group = What::Settled {
        clock: incident::case::ClockName {
            group: Some(2),
            ..clock
        },
        leaked: false,
        known,
        evidence: Some("E2".to_owned()),
    };
    case.must("2026-11-23 11:01", of_group);
    let clocks = case.0.clocks(kst(NOW)).expect("clocks");
    let group = Trigger::Group { scope: 2 };
    let is = |of: &&incident::law::Clock| of.key.clock == "KR-PIPA-POSS" && of.key.trigger == group;
    let state = clocks.iter().find(is).expect("it is there");
    let state = state.state(&case.0.register, kst(NOW));
    assert!(matches!(state, State::FellAway { .. }), "{state:?}");
}

#[test]
fn people_who_were_added_before_the_leak_was_known_are_told_of_it_from_then() {
    let mut case = possible();
    case.must("2026-11-23 11:00", aware(Knew::Leak, "2026-11-23 10:30"));
    let all = groups(&case, 2);
    let since = |clock: &str| all.iter().find(|(of, _)| of == clock).map(|(_, at)| *at);
    for clock in ["KR-PIPA-NOTICE", "KR-PIPA-REPORT"] {
        assert_eq!(since(clock), Some(Some(kst("2026-11-23 10:30"))), "{clock}");
    }
    // That their leak was possible had been known before.
    assert_eq!(since("KR-PIPA-POSS"), Some(Some(kst("2026-11-23 10:00"))));
    assert_eq!(since("KR-NET-24"), Some(Some(kst("2026-11-23 10:00"))));
}

#[test]
fn people_who_are_added_to_a_known_leak_are_told_of_the_leak_alone() {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-20 10:10");
    case.must(
        "2026-11-20 10:11",
        aware(Knew::Possibility, "2026-11-20 10:00"),
    );
    case.must("2026-11-21 10:11", aware(Knew::Leak, "2026-11-21 10:00"));
    case.must(
        "2026-11-21 11:00",
        figured("2026-11-01 10:00", Figures::default()),
    );
    let second = version(2, "2026-11-01 10:00", Figures::default(), 37);
    case.must("2026-11-23 10:00", second);
    let opened = ["KR-PIPA-NOTICE", "KR-PIPA-REPORT"];
    assert_eq!(groups(&case, 2), at(&opened, "2026-11-23 10:00"));
}

#[test]
fn users_whom_a_version_adds_are_told_whatever_was_filed_for_those_before() {
    let mut case = Case::opened(&["kr-net"], "2026-11-20 10:10");
    case.must("2026-11-20 10:11", aware(Knew::Leak, "2026-11-20 10:00"));
    case.must(
        "2026-11-20 11:00",
        figured("2026-11-01 10:00", Figures::default()),
    );
    let users = filed(named("kr-net", "KR-NET-USERS"), "2026-11-20 12:00");
    case.must("2026-11-20 12:10", users);
    let second = version(2, "2026-11-01 10:00", Figures::default(), 469);
    case.must("2026-11-23 10:00", second);
    let opened = ["KR-NET-24", "KR-NET-USERS"];
    assert_eq!(groups(&case, 2), at(&opened, "2026-11-23 10:00"));
}

#[test]
fn before_anybody_knew_anything_a_version_opens_nothing() {
    let mut case = Case::opened(&["kr-pipa", "kr-net"], "2026-11-20 10:10");
    case.must(
        "2026-11-20 11:00",
        figured("2026-11-01 10:00", Figures::default()),
    );
    let second = version(2, "2026-11-01 10:00", Figures::default(), 37);
    case.must("2026-11-23 10:00", second);
    assert_eq!(groups(&case, 2), Vec::new());
}

#[test]
fn the_first_version_is_no_group() {
    let mut case = possible();
    let known = What::GroupKnown {
        version: 1,
        known: Some(kst("2026-11-20 10:00")),
    };
    let refused = case.does("2026-11-23 11:00", known).expect_err("V1");
    assert!(
        refused
            .to_string()
            .contains("a group is of a later version"),
        "{refused}"
    );
    let early = What::GroupKnown {
        version: 2,
        known: Some(kst("2026-11-20 09:59")),
    };
    let refused = case.does("2026-11-23 11:00", early).expect_err("early");
    assert!(
        refused.to_string().contains("before the first awareness"),
        "{refused}"
    );
}

#[test]
fn people_of_japan_and_taiwan_are_told_and_so_are_those_who_are_added() {
    let mut case = Case::opened(&["jp", "tw"], "2026-11-20 10:10");
    case.must("2026-11-20 10:11", aware(Knew::Leak, "2026-11-20 10:00"));
    for clock in ["JP-PEOPLE", "TW-PEOPLE"] {
        let state = case.state(clock, NOW);
        assert!(matches!(state, State::WithoutNumber { .. }), "{state:?}");
    }
    case.must(
        "2026-11-20 11:00",
        figured("2026-11-01 10:00", Figures::default()),
    );
    let second = version(2, "2026-11-01 10:00", Figures::default(), 469);
    case.must("2026-11-23 10:00", second);
    let opened = ["JP-PEOPLE", "TW-PEOPLE"];
    assert_eq!(groups(&case, 2), at(&opened, "2026-11-23 10:00"));
}
