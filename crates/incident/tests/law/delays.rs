//! Delays, filings and lateness: what a clock takes, what it refuses, and what it then says.

use crate::common::{SHOP, at, clock, delay, filing, kst, limit, open, span, state};
use event::Millis;
use incident::law::{
    Answer, Clock, ClockError, Decision, Delay, DutyKey, Facts, Filing, Outcome, Register, Start,
    State, Trigger, regime,
};

const AWARE: &str = "2026-11-17 16:00";

fn of(regime: &str, name: &str, start: Start) -> Clock {
    clock(regime, name, Trigger::Incident, start, Some(kst(AWARE)))
}

fn net() -> Clock {
    of("kr-net", "KR-NET-24", Start::IncidentKnown)
}

fn notice() -> Clock {
    of("kr-pipa", "KR-PIPA-NOTICE", Start::LeakKnown)
}

fn report() -> Clock {
    of("kr-pipa", "KR-PIPA-REPORT", Start::LeakKnown)
}

fn refused(mut clock: Clock, code: &str) -> String {
    let delay = delay(code, kst("2026-11-17 18:00"));
    clock.permit(delay).expect_err(code).to_string()
}

#[test]
fn a_delay_that_the_law_does_not_permit_is_refused_with_the_article_and_the_codes() {
    assert_eq!(
        refused(net(), "urgent_measures"),
        "KR-NET-24: \"urgent_measures\" names no delay that Network Act 48-3(1), Decree 58-2(1) permits; \
         permitted: none"
    );
    assert_eq!(
        refused(report(), "urgent_measures"),
        "KR-PIPA-REPORT: \"urgent_measures\" names no delay that PIPA 34(4), Decree 40(1) permits; permitted: \
         force_majeure or 40(1) (Force majeure); need_not_report or 40(1), proviso (a decision, not a delay: The route is \
         confirmed, and the data recovered or deleted so that harm is markedly unlikely)"
    );
    let possible = of("kr-pipa", "KR-PIPA-POSS", Start::PossibilityKnown);
    assert_eq!(
        refused(possible, "urgent_measures"),
        "KR-PIPA-POSS: \"urgent_measures\" names no delay that PIPA 34(2), Decree 39-2, 39-3 permits; \
         permitted: force_majeure or 39-3(1) (Force majeure)"
    );
    assert_eq!(
        refused(notice(), "law_enforcement"),
        "KR-PIPA-NOTICE: \"law_enforcement\" is a request with a document, an end and a daily review: record it as \
         one (`nunchi incident request`)"
    );
}

#[test]
fn what_need_not_be_reported_is_a_decision_and_no_delay() {
    assert_eq!(
        refused(report(), "need_not_report"),
        "KR-PIPA-REPORT: \"need_not_report\" (Decree 40(1), proviso) is no delay: record it as a decision \
         that the duty does not apply, with evidence"
    );
}

#[test]
fn while_the_cause_lasts_the_limit_does_not_run_and_when_it_ends_the_duty_is_due_at_once() {
    let mut notice = notice();
    let cause = kst("2026-11-19 10:00");
    notice
        .permit(delay("urgent_measures", cause))
        .expect("permitted");
    let lasts = State::Delayed {
        code: "urgent_measures".to_owned(),
        since: cause,
        review: kst("2026-11-20 10:00"),
        unreviewed: Some(span(38, 0)),
    };
    assert_eq!(state(&notice, kst("2026-11-22 00:00")), lasts);
    let ended = kst("2026-11-22 08:00");
    notice.end_delay("urgent_measures", ended).expect("ended");
    let now = kst("2026-11-22 09:30");
    assert_eq!(
        state(&notice, now),
        State::AtOnce {
            since: ended,
            open: span(1, 30)
        }
    );
    // As of a moment before its end the cause still lasts, and before its beginning the limit runs.
    let before = state(&notice, kst("2026-11-22 07:59"));
    assert!(matches!(before, State::Delayed { .. }), "{before:?}");
    let before = state(&notice, kst("2026-11-19 09:00"));
    assert_eq!(
        before,
        State::Running {
            left: span(31, 0),
            target_passed: false
        }
    );

    notice.file(filing(kst("2026-11-22 10:00"))).expect("filed");
    let filed = State::Filed {
        at: kst("2026-11-22 10:00"),
        after: Some(span(2, 0)),
    };
    assert_eq!(state(&notice, kst("2026-11-23 00:00")), filed);
}

#[test]
fn a_cause_that_ends_before_the_limit_leaves_the_limit_as_it_was() {
    let mut notice = notice();
    notice
        .permit(delay("urgent_measures", kst("2026-11-18 10:00")))
        .expect("permitted");
    notice
        .end_delay("urgent_measures", kst("2026-11-18 12:00"))
        .expect("ended");
    let running = state(&notice, kst("2026-11-20 10:00"));
    assert_eq!(
        running,
        State::Running {
            left: span(6, 0),
            target_passed: true
        }
    );
    let over = state(&notice, kst("2026-11-20 16:05"));
    assert_eq!(over, State::Overdue { by: span(0, 5) });
}

#[test]
fn a_cause_that_begins_after_the_limit_excuses_nothing() {
    let late = delay("urgent_measures", kst("2026-11-20 16:01"));
    let error = notice().permit(late).expect_err("too late");
    assert!(matches!(error, ClockError::CauseTooLate { .. }), "{error}");
}

#[test]
fn reasons_explain_and_do_not_move_the_limit() {
    let mut eu = of("eu-33", "EU-33", Start::LeakKnown);
    eu.permit(delay("reasons", kst("2026-11-20 18:00")))
        .expect("always allowed");
    let limit = limit(&eu);
    let late = limit.plus(61 * 60_000);
    assert_eq!(state(&eu, late), State::Overdue { by: span(1, 1) });
    let silent = Filing {
        late_because: None,
        ..filing(late)
    };
    let error = eu.file(silent).expect_err("a reason is asked for");
    assert_eq!(
        error.to_string(),
        "EU-33: received late by 1 h 1 min: say why"
    );
}

#[test]
fn what_is_received_at_the_limit_is_in_time_and_a_moment_later_is_not() {
    let limit = limit(&net());
    for (received, late) in [(limit, false), (limit.plus(1), true)] {
        let mut clock = net();
        clock.file(filing(received)).expect("filed");
        let filed = state(&clock, limit.plus(5));
        assert_eq!(matches!(filed, State::FiledLate { .. }), late, "{filed:?}");
    }
    let mut clock = net();
    clock.file(filing(limit.plus(59_999))).expect("filed");
    let State::FiledLate { late, .. } = state(&clock, limit.plus(60_000)) else {
        panic!("late");
    };
    assert_eq!(
        (late.minutes(), late.to_string()),
        (0, "less than a minute".to_owned())
    );
    assert_eq!(late.korean(), "1분 미만");
}

#[test]
fn the_first_receipt_counts_and_a_correction_stays_beside_it() {
    let mut clock = net();
    clock.file(filing(kst("2026-11-18 10:00"))).expect("filed");
    let correction = Filing {
        late_because: None,
        ..filing(kst("2026-11-25 10:00"))
    };
    clock.file(correction).expect("a correction is not late");
    assert_eq!(clock.filings().len(), 2);
    let filed = state(&clock, kst("2026-12-01 00:00"));
    assert_eq!(
        filed,
        State::Filed {
            at: kst("2026-11-18 10:00"),
            after: None
        }
    );
}

#[test]
fn one_filing_stops_one_clock() {
    let mut clocks = open(
        "kr-pipa",
        Trigger::Incident,
        Start::LeakKnown,
        Some(kst(AWARE)),
    );
    let [first, second] = clocks.as_mut_slice() else {
        panic!("notice and report");
    };
    first.file(filing(kst("2026-11-18 10:00"))).expect("filed");
    let other = state(second, kst("2026-11-18 16:00"));
    assert_eq!(
        other,
        State::Running {
            left: span(48, 0),
            target_passed: false
        }
    );
}

#[test]
fn records_without_name_receipt_evidence_or_order_are_refused() {
    let received = kst("2026-11-18 10:00");
    let refused = |filing: Filing| net().file(filing).expect_err("refused").to_string();
    let ends = "a record names who, why and what shows it";
    let nobody = Filing {
        by: String::new(),
        ..filing(received)
    };
    assert_eq!(
        refused(nobody),
        format!("KR-NET-24: the name of who filed is empty: {ends}")
    );
    let bare = Filing {
        receipt: " ".to_owned(),
        ..filing(received)
    };
    assert_eq!(
        refused(bare),
        format!("KR-NET-24: the number of the receipt is empty: {ends}")
    );
    let unseen = Filing {
        evidence: String::new(),
        ..filing(received)
    };
    let said = format!("KR-NET-24: the evidence of the receipt is empty: {ends}");
    assert_eq!(refused(unseen), said);
    assert_eq!(
        refused(filing(kst("2026-11-17 15:59"))),
        "KR-NET-24: 2026-11-17T06:59:00.000Z is before 2026-11-17T07:00:00.000Z: what ends, is filed or settled comes \
         after its beginning"
    );
    let mut notice = notice();
    assert_eq!(
        notice
            .end_delay("urgent_measures", received)
            .expect_err("none open")
            .to_string(),
        "KR-PIPA-NOTICE: no delay \"urgent_measures\" is open; open: none. Record it first, or name the one that is"
    );
    let error = notice
        .learn(Outcome::NoLeak(received))
        .expect_err("no possibility");
    assert!(matches!(error, ClockError::NoPossibility { .. }), "{error}");
    assert!(notice.retract(received).is_err());
}

fn decision(clock: &Clock, answer: Answer, when: Millis) -> Decision {
    Decision {
        duty: DutyKey::of(&clock.key),
        answer,
        proposed: Answer::Applies,
        by: "Lee".to_owned(),
        at: when,
        reason: "recovered before anybody opened it".to_owned(),
        evidence: vec!["e-9".to_owned()],
    }
}

#[test]
fn a_decision_stops_a_clock_from_its_moment_and_says_how_late_it_came() {
    let report = report();
    let mut duties = Register::default();
    let decided = kst("2026-11-20 18:30");
    duties
        .decide(decision(&report, Answer::DoesNotApply, decided))
        .expect("entered");
    let before = report.state(&duties, kst("2026-11-20 18:00"));
    assert_eq!(before, State::Overdue { by: span(2, 0) });
    let stopped = State::Stopped {
        is_deemed: false,
        at: decided,
        overdue: Some(span(2, 30)),
    };
    assert_eq!(report.state(&duties, decided), stopped);
    assert!(!stopped.is_open());
    // The notice has a duty of its own.
    assert!(notice().state(&duties, decided).is_open());
    // Only a new decision reverses it, and then the clock runs as if nothing had been.
    let back = kst("2026-11-21 09:00");
    duties
        .decide(decision(&report, Answer::Applies, back))
        .expect("entered");
    assert_eq!(
        report.state(&duties, back),
        State::Overdue { by: span(17, 0) }
    );
}

#[test]
fn an_undecided_duty_stops_no_clock() {
    let report = report();
    let mut duties = Register::default();
    let when = kst("2026-11-18 09:00");
    duties
        .decide(decision(&report, Answer::Undecided, when))
        .expect("entered");
    let running = report.state(&duties, kst("2026-11-18 16:00"));
    assert_eq!(
        running,
        State::Running {
            left: span(48, 0),
            target_passed: false
        }
    );
}

#[test]
fn a_clock_that_has_not_begun_says_so() {
    let us = clock(
        "us-ca",
        "US-CA",
        Trigger::Incident,
        Start::LeakKnown,
        Some(at("2026-11-30T00:00:00-08:00")),
    );
    assert_eq!(state(&us, at("2026-11-29T00:00:00-08:00")), State::NotBegun);
    assert_eq!(us.key.controller, SHOP);
}

#[test]
fn what_is_filed_while_the_cause_lasts_is_not_late() {
    let mut notice = notice();
    notice
        .permit(delay("force_majeure", kst("2026-11-18 10:00")))
        .expect("permitted");
    let received = kst("2026-11-25 10:00");
    let silent = Filing {
        late_because: None,
        ..filing(received)
    };
    notice.file(silent).expect("no reason is asked for");
    assert_eq!(
        state(&notice, received),
        State::Filed {
            at: received,
            after: None
        }
    );
}

#[test]
fn awareness_that_moves_before_the_cause_takes_the_excuse_away() {
    let mut notice = notice();
    notice
        .permit(delay("urgent_measures", kst("2026-11-20 10:00")))
        .expect("permitted");
    let pipa = regime("kr-pipa").expect("shipped");
    let earlier = Some(kst("2026-11-16 16:00"));
    let moved = pipa
        .restart(&notice, earlier, &Facts::default(), None)
        .expect("moved");
    let now = kst("2026-11-20 12:00");
    assert!(matches!(state(&notice, now), State::Delayed { .. }));
    assert_eq!(state(&moved, now), State::Overdue { by: span(20, 0) });
}

#[test]
fn a_duty_without_a_number_is_due_at_once_when_its_delay_ends() {
    let mut credit = of("kr-credit", "KR-CREDIT", Start::LeakKnown);
    let cause = kst("2026-11-17 18:00");
    credit
        .permit(delay("urgent_measures", cause))
        .expect("permitted");
    let lasts = State::Delayed {
        code: "urgent_measures".to_owned(),
        since: cause,
        review: kst("2026-11-18 18:00"),
        unreviewed: None,
    };
    assert_eq!(state(&credit, kst("2026-11-18 00:00")), lasts);
    let ended = kst("2026-11-19 00:00");
    credit.end_delay("urgent_measures", ended).expect("ended");
    let now = kst("2026-11-19 01:00");
    assert_eq!(
        state(&credit, now),
        State::AtOnce {
            since: ended,
            open: span(1, 0)
        }
    );
}

#[test]
fn a_delay_is_looked_at_again_every_day_and_ends_once() {
    let mut notice = notice();
    let cause = kst("2026-11-19 10:00");
    notice
        .permit(delay("urgent_measures", cause))
        .expect("permitted");
    let unreviewed = |notice: &Clock, now: &str| match state(notice, kst(now)) {
        State::Delayed { unreviewed, .. } => unreviewed,
        other => panic!("{other:?}"),
    };
    assert_eq!(unreviewed(&notice, "2026-11-20 10:00"), None);
    assert_eq!(unreviewed(&notice, "2026-11-22 10:00"), Some(span(48, 0)));
    // Recorded again by its article, it was looked at and goes on from when it began.
    let again = Delay {
        looked: kst("2026-11-22 10:00"),
        ..delay("39(1)1", kst("2026-11-22 10:00"))
    };
    notice.permit(again).expect("it lasts");
    assert_eq!(unreviewed(&notice, "2026-11-23 10:00"), None);
    assert_eq!(notice.delays().len(), 1);
    let ended = kst("2026-11-23 12:00");
    notice.end_delay("urgent_measures", ended).expect("ended");
    let now = kst("2026-11-23 13:00");
    assert_eq!(
        state(&notice, now),
        State::AtOnce {
            since: ended,
            open: span(1, 0)
        }
    );
}
