//! What is known before the first notice or report belongs to it (Decree 39(2), 40(2)): it opens no clock of its own, and
//! is not late beside the first.

use incident::{
    Grade,
    case::{CaseError, ClockName, Figures, What},
    law::{Clock, Knew, Span, State, Trigger},
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
    // At once has no number: how long it took is told, and nothing is late by it.
    let told = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-21 13:10");
    case.must("2026-11-21 13:20", told);
    let clock = of_notice(&case);
    let after = State::Filed {
        at: kst("2026-11-21 13:10"),
        after: Some(Span { ms: 70 * 60_000 }),
    };
    assert_eq!(clock.state(&case.0.register, kst(NOW)), after);
    let filing = clock.counting(kst(NOW)).expect("it is filed");
    assert_eq!(clock.late_by(filing), None);
}

/// The clock of the notice of F1.
fn of_notice(case: &Case) -> Clock {
    let fact = Trigger::Fact {
        id: "F1".to_owned(),
    };
    let mut clocks = opened(case, &fact).into_iter();
    let notice = clocks.find(|of| of.key.clock == "KR-PIPA-NOTICE");
    notice.expect("it has a clock")
}

#[test]
fn a_fact_that_is_entered_after_the_first_was_filed_is_due_at_once() {
    let mut case = case();
    let first = filed(named("kr-pipa", "KR-PIPA-NOTICE"), "2026-11-21 10:00");
    case.must("2026-11-21 10:10", first);
    // Confirmed in the night, and typed in when the first notice had gone out without it.
    case.must("2026-11-21 12:00", fact("2026-11-20 20:00"));
    assert_eq!(of_f1(&case), ["KR-PIPA-NOTICE", "KR-NET-24"]);
    let clock = of_notice(&case);
    assert_eq!(clock.started, Some(kst("2026-11-20 20:00")));
    let due = clock.due().and_then(|due| due.limit);
    assert_eq!(due, Some(kst("2026-11-21 12:00")), "from its entry");
    let open = State::AtOnce {
        since: kst("2026-11-21 12:00"),
        open: Span { ms: 24 * 3_600_000 },
    };
    assert_eq!(clock.state(&case.0.register, kst(NOW)), open);
    // Entered again with other words it is no other fact, and its clock does not begin anew.
    case.must("2026-11-21 12:30", fact("2026-11-20 20:00"));
    assert_eq!(of_notice(&case), clock);
    let told = filed(of_fact("KR-PIPA-NOTICE"), "2026-11-21 13:00");
    case.must("2026-11-21 13:10", told);
    let after = State::Filed {
        at: kst("2026-11-21 13:00"),
        after: Some(Span { ms: 3_600_000 }),
    };
    let state = of_notice(&case).state(&case.0.register, kst(NOW));
    assert_eq!(state, after);
}

#[test]
fn a_first_that_is_recorded_anew_tells_of_no_fact_entered_meanwhile() {
    let mut case = case();
    let first = || filed(named("kr-pipa", "KR-PIPA-NOTICE"), "2026-11-21 10:00");
    case.must("2026-11-21 10:10", first());
    let record = case.0.next() - 1;
    case.must("2026-11-21 12:00", fact("2026-11-20 20:00"));
    case.must("2026-11-21 12:10", What::TakenBack { step: record });
    assert_eq!(of_f1(&case), ["KR-NET-24"], "nothing is filed");
    case.must("2026-11-21 12:20", first());
    assert_eq!(of_f1(&case), ["KR-PIPA-NOTICE", "KR-NET-24"]);
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
    // An earlier confirmation does not make it belong to a first that was recorded before anybody entered it.
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
