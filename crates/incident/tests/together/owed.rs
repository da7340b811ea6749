//! What is owed beside the law: when it was asked, by when, and how it was answered.

use incident::case::{Incident, What};

use super::{at, incident, refused, step, take, took};

fn asked(received: &str, due: Option<&str>) -> What {
    match super::owed("E1", "tell them again") {
        What::Owed {
            kind,
            from,
            asked,
            evidence,
            owner,
            systems,
            ..
        } => What::Owed {
            kind,
            from,
            asked,
            evidence,
            due: due.map(at),
            owner,
            systems,
            received: Some(at(received)),
        },
        other => other,
    }
}

fn answer(received: &str, corrects: Option<u32>) -> What {
    What::Answered {
        obligation: "O1".to_owned(),
        received: at(received),
        words: "told".to_owned(),
        receipt: "A-1".to_owned(),
        corrects,
        stopped: Vec::new(),
    }
}

fn case(due: Option<&str>) -> Incident {
    let mut case = incident(7);
    take(&mut case, took("E1")).expect("evidence");
    take(&mut case, asked("2025-11-17T09:00:00+09:00", due)).expect("asked");
    case
}

#[test]
fn it_is_late_by_what_it_is() {
    let mut case = case(Some("2025-11-17T18:00:00+09:00"));
    let state = |case: &Incident, now: &str| case.obligations[0].state(at(now));
    assert_eq!(state(&case, "2025-11-17T16:30:00+09:00"), "1 h 30 min left");
    assert_eq!(
        state(&case, "2025-11-18T18:05:00+09:00"),
        "OVERDUE by 24 h 5 min"
    );
    take(&mut case, answer("2025-11-17T20:00:00+09:00", None)).expect("answered");
    assert_eq!(
        state(&case, "2026-11-18T18:05:00+09:00"),
        "answered LATE by 2 h 0 min"
    );
    // A correction stands beside it: nothing that is said afterwards makes an answer that was late be in time.
    take(&mut case, answer("2025-11-17T17:00:00+09:00", Some(4))).expect("corrected");
    assert_eq!(
        state(&case, "2026-11-18T18:05:00+09:00"),
        "answered LATE by 2 h 0 min"
    );
    let owed = &case.obligations[0];
    let beside = owed.corrections.iter().map(|of| (of.step, of.at));
    let wanted = [(5, at("2025-11-17T17:00:00+09:00"))];
    assert_eq!(beside.collect::<Vec<_>>(), wanted);
    assert_eq!(owed.last_said().map(|of| of.step), Some(5));
    // The record of the same receipt that says later counts.
    take(&mut case, answer("2025-11-17T21:00:00+09:00", Some(5))).expect("corrected");
    assert_eq!(
        state(&case, "2026-11-18T18:05:00+09:00"),
        "answered LATE by 3 h 0 min"
    );
    // Who takes the late one back takes back what corrects it first.
    let back = |step| What::TakenBack { step };
    let early = refused(&mut case, back(4));
    assert!(early.contains("while step 5, 6 rests on it"), "{early}");
    take(&mut case, back(6)).expect("the last goes");
    take(&mut case, back(5)).expect("then the one before");
    take(&mut case, back(4)).expect("then the first");
    assert!(case.obligations[0].reply.is_none());
}

#[test]
fn an_answer_comes_after_the_question_and_once() {
    let mut case = case(None);
    let early = refused(&mut case, answer("2025-11-17T08:59:00+09:00", None));
    assert!(
        early.contains("O1 was asked at 2025-11-17T00:00:00"),
        "{early}"
    );
    let future = refused(&mut case, answer("2025-11-18T10:01:00+09:00", None));
    assert!(future.contains("lies in the future"), "{future}");
    let nothing = refused(&mut case, answer("2025-11-17T10:00:00+09:00", Some(3)));
    assert!(nothing.contains("no answer that stands"), "{nothing}");
    take(&mut case, answer("2025-11-17T10:00:00+09:00", None)).expect("answered");
    let twice = refused(&mut case, answer("2025-11-17T11:00:00+09:00", None));
    assert!(
        twice.contains("O1 was answered by step 4: to correct that, say it with --corrects 4"),
        "{twice}"
    );
    take(&mut case, answer("2025-11-17T11:00:00+09:00", Some(4))).expect("corrected");
    let stale = refused(&mut case, answer("2025-11-17T12:00:00+09:00", Some(4)));
    assert!(stale.contains("--corrects 5"), "{stale}");
    // Steps of before were held against none of this.
    let mut steps = case.steps.clone();
    steps.push(step(6, answer("2025-11-16T10:00:00+09:00", None)));
    Incident::told(case.id, &steps).expect("as it was taken");
}
