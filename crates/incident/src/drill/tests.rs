use event::Millis;

use super::{CASE, GoalId, Ground, Then, Verdict, measure, scaled};
use crate::{
    case::{Incident, Mode, Number, ObligationKind, Step, What},
    law::{Day, Kind, Knew, Span, Start, State},
};

fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

/// An exercise of which some steps were taken.
fn exercise(steps: Vec<(&str, What)>) -> Incident {
    let opened = What::Opened {
        mode: Mode::Exercise,
        title: "practice".to_owned(),
        findings: Vec::new(),
        regimes: vec!["kr-net".to_owned()],
        controllers: vec!["shop".to_owned()],
    };
    let all = std::iter::once(("2025-11-17T16:00:00+09:00", opened)).chain(steps);
    let steps: Vec<Step> = (1..)
        .zip(all)
        .map(|(number, (when, what))| Step {
            number,
            at: at(when),
            by: "kim".to_owned(),
            why: "practice".to_owned(),
            clock: None,
            what,
        })
        .collect();
    Incident::told(Number::exercise(1), &steps).expect("an exercise")
}

fn ground<'a>(incident: Option<&'a Incident>, held: Option<&str>, now: &str) -> Ground<'a> {
    Ground {
        script: &CASE,
        incident,
        held: held.map(at),
        exact: (33_674, 33_839),
        now: at(now),
    }
}

fn verdict_of(ground: &Ground<'_>, what: &str) -> Verdict {
    let measured = measure(ground).expect("measured");
    let line = measured.lines.iter().find(|of| of.goal.what.contains(what));
    line.expect("the goal").verdict.clone()
}

#[test]
fn every_moment_of_the_script_reads_and_follows_the_one_before() {
    for inject in CASE.injects {
        at(inject.at);
        inject.due.map(at);
        assert!(!inject.source.is_empty(), "{}", inject.id);
    }
    assert!(CASE.injects.is_sorted_by(|one, next| one.at() < next.at()));
    at(CASE.counts_from);
    for goal in CASE.goals {
        assert!(CASE.inject(goal.after).is_some(), "{}", goal.what);
        goal.by.map(at);
        assert_eq!(goal.by.is_some(), !goal.because.is_empty(), "{}", goal.what);
    }
    let of_goals = CASE.goals.iter().map(|of| of.then);
    for then in of_goals.chain(CASE.clocks.iter().map(|of| of.then)) {
        match then {
            Then::At(text) => drop(at(text)),
            Then::On(day) => drop(Day::parse(day).expect("a day")),
            Then::Never | Then::Unknown => {}
        }
    }
}

#[test]
fn numbers_of_the_case_are_told_at_the_scale_of_the_replay() {
    let text = "more than {120000000} of {4536}";
    assert_eq!(scaled(text, 1), "more than 120,000,000 of 4,536");
    assert_eq!(scaled(text, 1000), "more than 120,000 of 5");
    assert_eq!(scaled("{x} {", 10), "x {");
}

#[test]
fn what_has_not_come_is_not_missed_and_what_was_never_done_is() {
    let before = ground(None, None, "2025-11-16T23:00:00+09:00");
    assert_eq!(verdict_of(&before, "second mail"), Verdict::NotYet);
    assert_eq!(verdict_of(&before, "incident opened"), Verdict::Open(None));
    let left = Span { ms: 257_640_000 };
    assert_eq!(verdict_of(&before, "hold"), Verdict::Open(Some(left)));
    assert_eq!(measure(&before).expect("measured").missed.len(), 0);
    // The limit of the hold has passed; the incident can still be opened.
    let after = ground(None, None, "2025-11-20T00:00:00+09:00");
    assert_eq!(verdict_of(&after, "hold"), Verdict::Missed);
    assert_eq!(verdict_of(&after, "incident opened"), Verdict::Open(None));
    let over = measure(&ground(None, None, "2025-12-12T09:00:00+09:00")).expect("measured");
    assert!(over.over);
    assert_eq!(over.missed.len(), CASE.goals.len());
}

#[test]
fn a_hold_is_in_time_to_the_minute_of_the_order_and_late_after() {
    let on = |held| ground(None, Some(held), "2025-12-12T09:00:00+09:00");
    let in_time = on("2025-11-19T22:34:00+09:00");
    assert_eq!(verdict_of(&in_time, "hold"), Verdict::InTime);
    let late = Verdict::Late(Span { ms: 60_000 });
    assert_eq!(verdict_of(&on("2025-11-19T22:35:00+09:00"), "hold"), late);
}

#[test]
fn awareness_later_than_the_authority_counts_from_is_told() {
    let own = What::Candidate {
        kind: Kind::OwnStatement,
        happened: at("2025-11-18T22:52:00+09:00"),
        who: "the company".to_owned(),
        knew: Knew::Leak,
        evidence: "E1".to_owned(),
        controller: None,
    };
    let chosen = What::Chosen {
        start: Start::IncidentKnown,
        candidate: Some(1),
        controller: None,
    };
    let steps = vec![
        ("2025-11-18T22:52:00+09:00", own),
        ("2025-11-18T23:00:00+09:00", chosen),
    ];
    let incident = exercise(steps);
    let ground = ground(Some(&incident), None, "2025-11-19T21:35:00+09:00");
    let measured = measure(&ground).expect("measured");
    let line = measured.lines.iter();
    let line = line
        .clone()
        .find(|of| of.goal.id == GoalId::AwarenessChosen)
        .expect("the goal");
    assert_eq!(line.done, Some(at("2025-11-18T23:00:00+09:00")));
    assert!(
        matches!(&line.verdict, Verdict::Wrong(why) if why.contains("30 h 52 min later")),
        "{:?}",
        line.verdict
    );
    assert!(measured.missed.iter().any(|of| of.contains("30 h 52 min")));
    // By that moment the report to the agency has time; by the ministry's it is overdue.
    let clock = measured.clocks.first().expect("a clock");
    assert!(matches!(clock.state, State::Running { .. }));
}

#[test]
fn an_answer_belongs_to_the_order_that_it_was_entered_for() {
    let owed = |kind| What::Owed {
        kind,
        from: "authority".to_owned(),
        asked: "do it".to_owned(),
        evidence: "E1".to_owned(),
        due: None,
        owner: "lee".to_owned(),
        systems: Vec::new(),
        received: None,
    };
    let answered = |id: &str, received: &str| What::Answered {
        obligation: id.to_owned(),
        received: at(received),
        words: "done".to_owned(),
        receipt: "R".to_owned(),
        corrects: None,
        stopped: Vec::new(),
    };
    let incident = exercise(vec![
        // Somebody else's order, before any of the script, is none of its.
        ("2025-11-18T09:00:00+09:00", owed(ObligationKind::Order)),
        (
            "2025-11-19T23:00:00+09:00",
            owed(ObligationKind::Preservation),
        ),
        ("2025-12-03T15:00:00+09:00", owed(ObligationKind::Order)),
        ("2025-12-10T15:00:00+09:00", owed(ObligationKind::Order)),
        (
            "2025-12-11T00:30:00+09:00",
            answered("O3", "2025-12-11T00:29:59+09:00"),
        ),
    ]);
    let ground = ground(Some(&incident), None, "2025-12-12T09:00:00+09:00");
    assert_eq!(verdict_of(&ground, "order to preserve"), Verdict::Missed);
    let late = Verdict::Late(Span { ms: 1_800_000 });
    assert_eq!(verdict_of(&ground, "order to correct"), late);
    assert_eq!(verdict_of(&ground, "non-members"), Verdict::Missed);
}
