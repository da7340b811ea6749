//! The dates of the case, counted by hand.

use crate::common::{clock, filing, kst, limit, open, span, state};
use incident::law::{Outcome, Start, State, Trigger, regime};

const GROUP: Trigger = Trigger::Group { scope: 2 };

#[test]
fn a_the_report_was_late_by_29_hours_and_35_minutes() {
    let aware = Some(kst("2025-11-17 16:00"));
    let mut net = clock(
        "kr-net",
        "KR-NET-24",
        Trigger::Incident,
        Start::IncidentKnown,
        aware,
    );
    assert_eq!(limit(&net), kst("2025-11-18 16:00"));
    assert_eq!(
        net.due().and_then(|due| due.target),
        Some(kst("2025-11-18 04:00"))
    );
    net.file(filing(kst("2025-11-19 21:35"))).expect("filed");
    let State::FiledLate { late, because, .. } = state(&net, kst("2025-11-20 00:00")) else {
        panic!("late");
    };
    assert_eq!(late, span(29, 35));
    assert_eq!(late.to_string(), "29 h 35 min");
    assert_eq!(late.korean(), "29시간 35분");
    assert_eq!(because.as_deref(), Some("the scope was being established"));

    let pipa = open("kr-pipa", Trigger::Incident, Start::LeakKnown, aware);
    let names: Vec<&str> = pipa.iter().map(|clock| clock.key.clock.as_str()).collect();
    assert_eq!(names, ["KR-PIPA-NOTICE", "KR-PIPA-REPORT"]);
    for clock in &pipa {
        assert_eq!(limit(clock), kst("2025-11-20 16:00"));
        assert_eq!(clock.version.as_deref(), Some("2023-09-15"));
    }
}

#[test]
fn b_a_group_found_later_has_clocks_of_its_own() {
    let found = Some(kst("2025-11-27 03:47"));
    let net = clock("kr-net", "KR-NET-24", GROUP, Start::IncidentKnown, found);
    assert_eq!(limit(&net), kst("2025-11-28 03:47"));
    let notice = clock("kr-pipa", "KR-PIPA-NOTICE", GROUP, Start::LeakKnown, found);
    assert_eq!(limit(&notice), kst("2025-11-30 03:47"));
    let report = clock("kr-pipa", "KR-PIPA-REPORT", GROUP, Start::LeakKnown, found);
    let now = kst("2025-11-27 04:00");
    let since = kst("2025-11-27 03:47");
    assert_eq!(
        state(&report, now),
        State::AtOnce {
            since,
            open: span(0, 13)
        }
    );
}

#[test]
fn c_a_group_whose_day_of_awareness_is_unknown_cannot_say() {
    let mut notice = clock("kr-pipa", "KR-PIPA-NOTICE", GROUP, Start::LeakKnown, None);
    assert_eq!(notice.due(), None);
    assert_eq!(notice.version, None);
    let now = kst("2026-02-01 00:00");
    assert_eq!(
        state(&notice, now),
        State::CannotSay {
            filed: None,
            because: None
        }
    );
    let told = kst("2026-01-20 10:00");
    notice.file(filing(told)).expect("filed");
    assert_eq!(
        state(&notice, now),
        State::CannotSay {
            filed: Some(told),
            because: None
        }
    );
    assert!(state(&notice, now).is_open());
}

#[test]
fn d_the_same_group_under_the_law_of_2026() {
    let aware = kst("2026-11-17 16:00");
    let mut possible = clock(
        "kr-pipa",
        "KR-PIPA-POSS",
        GROUP,
        Start::PossibilityKnown,
        Some(aware),
    );
    assert_eq!(limit(&possible), kst("2026-11-20 16:00"));
    assert_eq!(possible.version.as_deref(), Some("2026-09-11"));
    let confirmed = kst("2026-11-19 09:00");
    possible
        .learn(Outcome::Confirmed(confirmed))
        .expect("learned");
    let before = state(&possible, kst("2026-11-19 08:00"));
    assert_eq!(
        before,
        State::Running {
            left: span(32, 0),
            target_passed: false
        }
    );
    let replaced = State::Replaced {
        by: "KR-PIPA-NOTICE".to_owned(),
        at: confirmed,
    };
    assert_eq!(state(&possible, confirmed), replaced);
    // It is no longer asked for, even after its own limit.
    assert_eq!(state(&possible, kst("2026-12-01 00:00")), replaced);

    let mut notice = clock(
        "kr-pipa",
        "KR-PIPA-NOTICE",
        GROUP,
        Start::LeakKnown,
        Some(confirmed),
    );
    assert_eq!(limit(&notice), kst("2026-11-22 09:00"));
    notice.stand_in_for(&possible);
    let due = notice.due().expect("due");
    assert_eq!(due.target, Some(kst("2026-11-20 16:00")));
    assert_eq!(due.limit, Some(kst("2026-11-22 09:00")));
    // The report takes nobody's place.
    let mut report = clock(
        "kr-pipa",
        "KR-PIPA-REPORT",
        Trigger::Incident,
        Start::LeakKnown,
        Some(confirmed),
    );
    let before = report.due().cloned();
    report.stand_in_for(&possible);
    assert_eq!(report.due(), before.as_ref());
}

#[test]
fn a_leak_confirmed_after_the_window_leaves_the_possibility_overdue() {
    let aware = Some(kst("2026-11-17 16:00"));
    let mut possible = clock(
        "kr-pipa",
        "KR-PIPA-POSS",
        Trigger::Incident,
        Start::PossibilityKnown,
        aware,
    );
    possible
        .learn(Outcome::Confirmed(kst("2026-11-20 16:01")))
        .expect("learned");
    assert_eq!(
        state(&possible, kst("2026-11-20 18:00")),
        State::Overdue { by: span(2, 0) }
    );
}

#[test]
fn a_possibility_that_was_none_is_retracted_at_once_if_anybody_was_told() {
    let aware = Some(kst("2026-11-17 16:00"));
    let found = kst("2026-11-19 10:00");
    let start = Start::PossibilityKnown;
    let mut told = clock("kr-pipa", "KR-PIPA-POSS", Trigger::Incident, start, aware);
    let mut untold = told.clone();
    told.file(filing(kst("2026-11-18 10:00"))).expect("filed");
    for clock in [&mut told, &mut untold] {
        clock.learn(Outcome::NoLeak(found)).expect("learned");
    }
    let now = kst("2026-11-19 10:30");
    assert_eq!(
        state(&told, now),
        State::AtOnce {
            since: found,
            open: span(0, 30)
        }
    );
    assert_eq!(state(&untold, now), State::FellAway { at: found });
    let at = kst("2026-11-19 11:00");
    told.retract(at).expect("retracted");
    assert_eq!(
        state(&told, at),
        State::Retracted {
            at,
            after: span(1, 0)
        }
    );
    // As of an earlier moment nothing of it is seen.
    let earlier = state(&told, kst("2026-11-18 12:00"));
    assert!(matches!(earlier, State::Filed { .. }), "{earlier:?}");
}

#[test]
fn the_day_of_awareness_decides_five_items_or_six() {
    let pipa = regime("kr-pipa").expect("shipped");
    let items = |aware: &str, clock: &str| {
        let version = pipa.version_at(kst(aware)).expect("a version");
        let asked = pipa.asks(&version.id, clock);
        asked.map(|item| item.number.as_str()).collect::<String>()
    };
    assert_eq!(items("2026-09-10 23:59", "KR-PIPA-NOTICE"), "12345");
    assert_eq!(items("2026-09-11 00:00", "KR-PIPA-NOTICE"), "123456");
    assert_eq!(items("2026-09-10 23:59", "KR-PIPA-POSS"), "");
    assert_eq!(items("2026-09-11 00:00", "KR-PIPA-POSS"), "123456");
    let possible = |aware: &str| {
        let start = Start::PossibilityKnown;
        open("kr-pipa", Trigger::Incident, start, Some(kst(aware))).len()
    };
    assert_eq!(possible("2026-09-10 23:59"), 0);
    assert_eq!(possible("2026-09-11 00:00"), 1);
}

#[test]
fn users_are_told_under_the_network_act_only_since_october_2026() {
    let clocks = |aware: &str| {
        let clocks = open(
            "kr-net",
            Trigger::Incident,
            Start::IncidentKnown,
            Some(kst(aware)),
        );
        let names = clocks.iter().map(|clock| clock.key.clock.as_str());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(clocks("2026-09-30 23:59"), "KR-NET-24");
    assert_eq!(clocks("2026-10-01 00:00"), "KR-NET-24 KR-NET-USERS");
}

#[test]
fn a_first_notice_may_leave_open_what_and_how_but_not_the_rights() {
    let pipa = regime("kr-pipa").expect("shipped");
    let open = |clock: &str| {
        let items = pipa
            .asks("2026-09-11", clock)
            .filter(|item| item.open_first);
        items.map(|item| item.number.as_str()).collect::<String>()
    };
    assert_eq!(open("KR-PIPA-NOTICE"), "12");
    assert_eq!(open("KR-PIPA-REPORT"), "126");
    assert_eq!(open("KR-PIPA-POSS"), "");
}

#[test]
fn facts_confirmed_later_are_due_within_a_day_or_at_once() {
    let fact = || Trigger::Fact {
        id: "f-3".to_owned(),
    };
    let when = kst("2025-11-25 09:10");
    let net = clock("kr-net", "KR-NET-24", fact(), Start::LeakKnown, Some(when));
    assert_eq!(limit(&net), kst("2025-11-26 09:10"));
    let mut notice = clock(
        "kr-pipa",
        "KR-PIPA-NOTICE",
        fact(),
        Start::LeakKnown,
        Some(when),
    );
    assert_eq!(
        notice.due().expect("due").rule.en,
        "What is confirmed later is told at once"
    );
    notice.file(filing(kst("2025-11-25 11:40"))).expect("filed");
    let filed = state(&notice, kst("2025-11-26 00:00"));
    let at = kst("2025-11-25 11:40");
    assert_eq!(
        filed,
        State::Filed {
            at,
            after: Some(span(2, 30))
        }
    );
}

#[test]
fn awareness_before_the_shipped_law_is_an_error() {
    let pipa = regime("kr-pipa").expect("shipped");
    let error = pipa
        .version_at(kst("2023-09-14 12:00"))
        .expect_err("earlier law");
    assert_eq!(
        error.to_string(),
        "kr-pipa: no version holds for awareness on 2023-09-14: those shipped begin on 2023-09-15, 2026-09-11; ask counsel \
         which law held, or choose another moment if the date is a slip"
    );
}
