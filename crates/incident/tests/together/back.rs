//! Steps under a clock that jumps ahead and back.

use event::Millis;
use incident::{
    Grade,
    case::{CaseError, HeldClock, Incident, Stage, Step, What},
};
use proptest::prelude::*;

use super::{at, candidate, fact, filed, incident, opened, owed, step, took};

const NOW: &str = "2025-11-18T10:00:00+09:00";
const AHEAD: &str = "2026-08-01T10:00:00+09:00";

fn take_at(case: &mut Incident, when: Millis, what: What) -> Result<(), CaseError> {
    let step = Step {
        at: when,
        ..step(case.next(), what)
    };
    case.take(step)
}

#[test]
fn a_step_under_a_clock_that_was_ahead_locks_nothing() {
    let mut case = incident(7);
    take_at(&mut case, at(AHEAD), took("E1")).expect("under a clock that is ahead");
    let knew = match candidate("E1") {
        What::Candidate {
            kind,
            who,
            knew,
            evidence,
            ..
        } => What::Candidate {
            kind,
            happened: at("2026-07-31T10:00:00+09:00"),
            who,
            knew,
            evidence,
            controller: None,
        },
        other => other,
    };
    take_at(&mut case, at(AHEAD), knew).expect("as that clock told");
    take_at(&mut case, at(AHEAD), candidate("E1")).expect("aware");
    let seen = |case: &Incident| case.awareness.candidates(at(NOW)).len();
    assert_eq!(seen(&case), 0, "nothing was entered by then");
    take_at(&mut case, at(NOW), What::Confirmed).expect("the clock is right again");
    let [_, took, _, aware, confirmed] = case.steps.as_slice() else {
        panic!("{:?}", case.steps)
    };
    assert_eq!([took.at, confirmed.at], [at(AHEAD), at(NOW)], "as recorded");
    assert_eq!(case.counts_as_of(took), at(NOW));
    assert_eq!(case.counts_as_of(aware), at(NOW));
    assert_eq!(seen(&case), 1, "the other has not come yet");
    let told = Incident::told(case.id, &case.steps).expect("the same steps");
    assert_eq!(format!("{told:?}"), format!("{case:?}"));
    let future = take_at(&mut case, at("2025-11-17T17:00:00+09:00"), candidate("E1"));
    future.expect("it happened by then");
    // From before what was known by then: its own clock is wrong, and it counts as of the one before it.
    take_at(&mut case, at("2025-11-16T10:00:00+09:00"), candidate("E1")).expect("behind");
    let last = case.steps.last().expect("a step");
    assert_eq!(case.counts_as_of(last), at(NOW));
}

#[test]
fn how_it_stood_at_a_moment_goes_by_the_steps_that_counted_by_then() {
    let opened_at = at("2025-11-17T10:00:00+09:00");
    let first = Step {
        at: opened_at,
        ..step(1, opened("Forged tokens"))
    };
    let mut case = Incident::opened(incident(7).id, first).expect("opened");
    take_at(&mut case, at(AHEAD), took("E1")).expect("as a clock that was ahead told");
    take_at(&mut case, at(NOW), What::Confirmed).expect("the clock is right again");
    assert_eq!(
        case.step_at(Millis(opened_at.0 - 1)),
        None,
        "not opened yet"
    );
    assert_eq!(case.step_at(opened_at), Some(1));
    assert_eq!(case.step_at(Millis(at(NOW).0 - 1)), Some(1));
    assert_eq!(
        case.step_at(at(NOW)),
        Some(3),
        "the second counts from then too"
    );
    let then = case.after_step(2).expect("two steps");
    assert_eq!(then.stage, Stage::Open);
    assert_eq!(then.steps.len(), 2);
    for none in [0, 4] {
        let error = case.after_step(none).expect_err("no such step").to_string();
        assert!(error.contains("it has 3"), "{error}");
    }
}

/// A machine that forgot the date tells nothing of when others took their steps.
#[test]
fn a_step_from_before_what_was_known_moves_none_of_those_before_it() {
    let first = Step {
        at: at("2025-11-17T10:00:00+09:00"),
        ..step(1, opened("Forged tokens"))
    };
    let mut case = Incident::opened(incident(7).id, first).expect("opened");
    take_at(&mut case, at("2025-11-17T11:00:00+09:00"), took("E1")).expect("evidence");
    take_at(&mut case, at("2025-11-17T23:00:00+09:00"), candidate("E1")).expect("aware");
    let moments = |case: &Incident| -> Vec<Millis> {
        case.steps.iter().map(|of| case.counts_as_of(of)).collect()
    };
    let before = moments(&case);
    assert_eq!(
        before,
        case.steps.iter().map(|of| of.at).collect::<Vec<_>>()
    );
    let clocks = format!("{:?}", case.clocks(at(NOW)).expect("clocks"));
    let forgot = at("2020-01-01T00:00:00+09:00");
    take_at(&mut case, forgot, fact("E1", Grade::Statement)).expect("under a clock behind");
    let mut kept = moments(&case);
    let odd = kept.pop().expect("its own");
    assert_eq!(kept, before, "none of those before moved");
    assert_eq!(
        Some(&odd),
        before.last(),
        "it counts as of the one before it"
    );
    assert_eq!(
        case.steps.last().map(|of| of.at),
        Some(forgot),
        "as recorded"
    );
    assert_eq!(
        format!("{:?}", case.clocks(at(NOW)).expect("clocks")),
        clocks
    );
    take_at(&mut case, at(NOW), What::Confirmed).expect("the clock is right again");
    assert_eq!(moments(&case)[..4], [before.clone(), vec![odd]].concat());
}

/// An incident that was opened under a clock that was ahead is not held to that.
#[test]
fn an_opening_under_a_clock_that_was_ahead_dates_nothing() {
    let opened_at = |when: &str| {
        let first = Step {
            at: at(when),
            ..step(1, opened("Forged tokens"))
        };
        Incident::opened(incident(7).id, first).expect("opened")
    };
    let count = |case: &Incident, now: &str| case.awareness.candidates(at(now)).len();
    let mut case = opened_at(AHEAD);
    take_at(&mut case, at(AHEAD), took("E1")).expect("together with the opening");
    take_at(&mut case, at(NOW), candidate("E1")).expect("the clock is right again");
    assert_eq!(count(&case, NOW), 1, "the first right step is enough");
    // A day's work under that clock, awareness and all: nothing of it waits until the date comes.
    let mut case = opened_at(AHEAD);
    for (minutes, what) in [(1, took("E1")), (2, candidate("E1")), (3, What::Confirmed)] {
        take_at(&mut case, Millis(at(AHEAD).0 + minutes * 60_000), what).expect("ahead");
    }
    take_at(&mut case, at(NOW), fact("E1", Grade::Statement)).expect("the clock is right again");
    assert_eq!(count(&case, NOW), 1);
    // Of a clock that others held nobody waits for a second moment.
    let mut case = opened_at(AHEAD);
    take_at(&mut case, Millis(at(AHEAD).0 + 60_000), took("E1")).expect("evidence");
    let held = Step {
        at: at(NOW),
        clock: Some(HeldClock {
            is_synchronised: true,
            offset_us: 0,
            error_max_us: 1_000,
        }),
        ..step(case.next(), candidate("E1"))
    };
    case.take(held).expect("the clock is right again");
    assert_eq!(count(&case, NOW), 1);
    let told = Incident::told(case.id, &case.steps).expect("the same steps");
    assert_eq!(format!("{told:?}"), format!("{case:?}"));
}

fn any_step() -> impl Strategy<Value = What> {
    prop_oneof![
        Just(candidate("E1")),
        Just(owed("E1", "answer")),
        Just(fact("E1", Grade::Statement)),
        Just(filed("E1", "R-1")),
        Just(What::Confirmed),
        Just(What::Reopened),
        (2u32..12).prop_map(|step| What::TakenBack { step }),
        (1u32..4).prop_map(|number| What::Answered {
            obligation: format!("O{number}"),
            received: at(NOW),
            words: "done".to_owned(),
            receipt: "A-1".to_owned(),
            corrects: None,
            stopped: Vec::new(),
        }),
    ]
}

proptest! {
    #[test]
    fn whatever_was_taken_is_told(steps in prop::collection::vec((any_step(), -400i64..400), 1..24)) {
        let start = at("2025-11-19T10:00:00+09:00");
        let first = Step { at: start, ..step(1, opened("Forged tokens")) };
        let mut case = Incident::opened(incident(7).id, first).expect("opened");
        let mut stood = vec![format!("{case:?}")];
        take_at(&mut case, start, took("E1")).expect("evidence");
        stood.push(format!("{case:?}"));
        for (what, hours) in steps {
            // What is refused was wrong then; what was taken is never wrong later.
            if take_at(&mut case, start.plus(hours * 3_600_000), what).is_ok() {
                stood.push(format!("{case:?}"));
            }
            let told = Incident::told(case.id, &case.steps);
            prop_assert!(told.is_ok(), "{told:?}");
            prop_assert_eq!(format!("{:?}", told.expect("told")), format!("{case:?}"));
            let counted: Vec<Millis> = case.steps.iter().map(|of| case.counts_as_of(of)).collect();
            prop_assert!(counted.is_sorted());
            // One from before the opening may count as of later than it says; any other does not.
            let is_kept = |(of, at): (&Step, &Millis)| *at <= of.at || of.at < start;
            prop_assert!(case.steps.iter().zip(&counted).all(is_kept));
            let last = case.steps.last().expect("a step");
            prop_assert!(counted.last() == Some(&last.at) || last.at < start);
            let now = case.steps.last().expect("a step").at;
            prop_assert!(case.clocks(now).is_ok());
        }
        // However it went on, it is told as it stood after each step.
        for (number, stood) in (1u32..).zip(&stood) {
            let then = case.after_step(number).expect("it had that step");
            prop_assert_eq!(&format!("{then:?}"), stood);
        }
    }
}
