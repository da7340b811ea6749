//! What is recorded has happened: no step takes a moment that has not come. And what was taken under looser rules is told.

use incident::{
    case::{CaseError, Incident, Step, What},
    law::Knew,
};

use super::common::{Case, aware, kst, named};

/// Aware on 27 November 2026 of a possible leak and of a leak, with one piece of evidence.
fn case() -> Case {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-27 09:00");
    case.must(
        "2026-11-27 09:01",
        aware(Knew::Possibility, "2026-11-27 09:00"),
    );
    case.must("2026-11-27 09:02", aware(Knew::Leak, "2026-11-27 09:00"));
    case.must("2026-11-27 09:03", super::common::evidence("E5"));
    case
}

fn delayed(from: &str) -> What {
    What::Delayed {
        clock: named("kr-pipa", "KR-PIPA-NOTICE"),
        code: "urgent_measures".to_owned(),
        from: kst(from),
        evidence: "E5".to_owned(),
    }
}

fn ended(at: &str) -> What {
    What::DelayEnded {
        clock: named("kr-pipa", "KR-PIPA-NOTICE"),
        code: "urgent_measures".to_owned(),
        ended: kst(at),
    }
}

fn settled(known: &str) -> What {
    super::common::settled(true, known)
}

#[test]
fn a_delay_its_end_and_a_settlement_have_happened_when_they_are_recorded() {
    let mut case = case();
    let now = "2026-11-27 10:00";
    for (what, of) in [
        (delayed("2026-11-27 10:01"), "the cause of the delay"),
        (
            settled("2026-11-28 10:00"),
            "what became of the possibility",
        ),
    ] {
        match case.does(now, what) {
            Err(CaseError::Future { what, .. }) => assert_eq!(what, of),
            other => panic!("{of}: {other:?}"),
        }
    }
    case.must(now, delayed("2026-11-27 10:00"));
    match case.does("2026-11-27 11:00", ended("2026-11-29 10:00")) {
        Err(CaseError::Future { what, .. }) => assert_eq!(what, "the end of the delay"),
        other => panic!("{other:?}"),
    }
    case.must("2026-11-27 11:00", ended("2026-11-27 10:30"));
}

#[test]
fn what_was_taken_under_looser_rules_is_still_told() {
    let mut case = case();
    let mut steps = case.0.steps.clone();
    for (at, what) in [
        ("2026-11-27 10:00", delayed("2026-12-24 10:00")),
        ("2026-11-27 10:01", What::Closed),
    ] {
        assert!(case.does(at, what.clone()).is_err());
        let last = steps.last().cloned().expect("a step");
        steps.push(Step {
            number: last.number + 1,
            at: kst(at),
            what,
            ..last
        });
    }
    let told = Incident::told(case.0.id, &steps).expect("what happened");
    assert_eq!(told.stage, incident::case::Stage::Closed);
    // A delay that begins later than anybody asks is not seen.
    let now = kst("2026-12-01 10:00");
    let clocks = told.clocks(now).expect("clocks");
    let notice = clocks.iter().find(|of| of.key.clock == "KR-PIPA-NOTICE");
    let state = notice.map(|of| of.state(&told.register, now));
    assert!(
        matches!(state, Some(incident::law::State::Overdue { .. })),
        "{state:?}"
    );
}
