//! What is known before the first notice or report belongs to it (Decree 39(2), 40(2)): it opens no clock of its own, and
//! is not late beside the first.

use incident::{
    Grade,
    case::{CaseError, ClockName, Figures, What},
    law::{Clock, Knew, State, Trigger},
};

use super::common::{Case, aware, figured, filed, kst, named, version};

const NOW: &str = "2026-11-22 12:00";

fn fact(confirmed: &str) -> What {
    What::Fact {
        id: "F1".to_owned(),
        words: "the door codes were read too".to_owned(),
        grade: Grade::Fact,
        closes: vec!["2".to_owned()],
        evidence: Vec::new(),
        confirmed: Some(kst(confirmed)),
    }
}

fn of_fact(clock: &str) -> ClockName {
    ClockName {
        fact: Some("F1".to_owned()),
        ..named("kr-pipa", clock)
    }
}

/// A leak that was known on the morning of 20 November.
fn case() -> Case {
    let mut case = Case::opened(&["kr-pipa", "kr-net"], "2026-11-20 10:05");
    case.must("2026-11-20 10:10", aware(Knew::Leak, "2026-11-20 10:00"));
    case
}

fn opened(case: &Case, trigger: &Trigger) -> Vec<Clock> {
    let clocks = case.0.clocks(kst(NOW)).expect("clocks").into_iter();
    clocks.filter(|of| of.key.trigger == *trigger).collect()
}

fn of_f1(case: &Case) -> Vec<String> {
    let fact = Trigger::Fact {
        id: "F1".to_owned(),
    };
    let clocks = opened(case, &fact).into_iter();
    clocks.map(|of| of.key.clock).collect()
}

#[test]
fn a_fact_confirmed_before_the_first_notice_is_told_with_it() {
    let mut case = case();
    case.must("2026-11-20 12:10", fact("2026-11-20 12:00"));
    // The Network Act names no first: each further fact within a day.
    assert_eq!(of_f1(&case), ["KR-NET-24"]);
    let early = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-21 10:00");
    match case.does("2026-11-21 10:10", early) {
        Err(refused @ CaseError::BelongsToFirst { .. }) => {
            let said = refused.to_string();
            assert!(
                said.contains("file KR-PIPA-NOTICE without --fact"),
                "{said}"
            );
        }
        other => panic!("{other:?}"),
    }
    let first = filed(named("kr-pipa", "KR-PIPA-NOTICE"), "2026-11-21 10:00");
    case.must("2026-11-21 10:10", first);
    assert_eq!(of_f1(&case), ["KR-NET-24"], "ended by the first");
    let again = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-21 10:00");
    let refused = case.does("2026-11-21 10:11", again).expect_err("told");
    assert!(
        refused.to_string().contains("it was told with that"),
        "{refused}"
    );
    let missing = case.0.unfinished(kst(NOW)).expect("a list");
    let of_fact = |of: &incident::case::Unfinished| of.to_string().contains("NOTICE of shop (fact");
    assert!(!missing.iter().any(of_fact), "{missing:?}");
}

#[test]
fn a_fact_confirmed_after_the_first_is_due_at_once() {
    let mut case = case();
    let first = filed(named("kr-pipa", "KR-PIPA-NOTICE"), "2026-11-21 10:00");
    case.must("2026-11-21 10:10", first);
    case.must("2026-11-21 12:10", fact("2026-11-21 12:00"));
    assert_eq!(
        of_f1(&case),
        ["KR-PIPA-NOTICE", "KR-NET-24"],
        "no report is made yet"
    );
    let told = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-21 12:05");
    let late = case
        .does("2026-11-21 12:10", told)
        .expect_err("it was due at once");
    assert!(late.to_string().contains("received late by"), "{late}");
}

#[test]
fn without_any_awareness_a_fact_opens_no_notice() {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-20 10:05");
    case.must("2026-11-20 12:10", fact("2026-11-20 12:00"));
    assert_eq!(of_f1(&case), [""; 0]);
}

#[test]
fn what_was_filed_for_a_fact_under_other_rules_is_not_hidden() {
    let mut case = case();
    let first = filed(named("kr-pipa", "KR-PIPA-NOTICE"), "2026-11-20 11:00");
    case.must("2026-11-20 11:10", first);
    case.must("2026-11-20 12:10", fact("2026-11-20 12:00"));
    let told = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-20 12:00");
    case.must("2026-11-20 12:11", told);
    // An earlier confirmation makes it belong to the first; the filing stays, and is as late as the first would be.
    case.must("2026-11-20 12:12", fact("2026-11-20 10:30"));
    assert_eq!(of_f1(&case), ["KR-PIPA-NOTICE", "KR-NET-24"]);
    let fact = Trigger::Fact {
        id: "F1".to_owned(),
    };
    let notice = opened(&case, &fact).into_iter().next();
    let state = notice.map(|of| of.state(&case.0.register, kst(NOW)));
    let in_time = State::Filed {
        at: kst("2026-11-20 12:00"),
        after: None,
    };
    assert_eq!(state, Some(in_time));
}

#[test]
fn people_found_before_the_first_report_are_due_with_it() {
    let mut case = case();
    case.must(
        "2026-11-20 11:00",
        figured("2026-11-01 10:00", Figures::default()),
    );
    case.must(
        "2026-11-20 12:00",
        version(2, "2026-11-01 10:00", Figures::default(), 37),
    );
    let report = |case: &Case| {
        let mut all = opened(case, &Trigger::Group { scope: 2 });
        all.retain(|of| of.key.clock == "KR-PIPA-REPORT");
        let clock = all.pop().expect("it is open");
        let limit = clock.due().and_then(|due| due.limit);
        (limit, clock.state(&case.0.register, kst(NOW)))
    };
    let (limit, state) = report(&case);
    assert_eq!(limit, Some(kst("2026-11-23 10:00")));
    assert!(matches!(state, State::Running { .. }), "{state:?}");
    let first = filed(named("kr-pipa", "KR-PIPA-REPORT"), "2026-11-20 15:00");
    case.must("2026-11-20 15:10", first);
    let added = ClockName {
        group: Some(2),
        ..named("kr-pipa", "KR-PIPA-REPORT")
    };
    case.must("2026-11-20 15:11", filed(added, "2026-11-20 15:00"));
    let in_time = State::Filed {
        at: kst("2026-11-20 15:00"),
        after: None,
    };
    assert_eq!(report(&case).1, in_time);
    // Those who are found after it are reported at once.
    case.must(
        "2026-11-21 12:00",
        version(3, "2026-11-01 10:00", Figures::default(), 5),
    );
    let mut all = opened(&case, &Trigger::Group { scope: 3 });
    all.retain(|of| of.key.clock == "KR-PIPA-REPORT");
    let state = all.pop().map(|of| of.state(&case.0.register, kst(NOW)));
    assert!(matches!(state, Some(State::AtOnce { .. })), "{state:?}");
}
