//! How hours, days, business days and months are counted, and that our own target is never later.

use std::collections::BTreeMap;

use crate::common::{SHOP, at, clock, kst, limit, open, span, state};
use event::Millis;
use incident::law::{
    Clock, Day, Fact, Facts, OpenError, Opening, Start, State, Trigger, regime, regimes,
};
use proptest::prelude::*;

fn started(id: &str, name: &str, start: Start, when: &str) -> Clock {
    clock(id, name, Trigger::Incident, start, Some(at(when)))
}

#[test]
fn the_union_does_not_count_the_hour_of_the_event() {
    let limit_of = |when| limit(&started("eu-33", "EU-33", Start::LeakKnown, when));
    let right = at("2026-11-20T17:00:00+01:00");
    assert_eq!(limit_of("2026-11-17T16:20:00+01:00"), right);
    assert_eq!(limit_of("2026-11-17T16:00:00+01:00"), right);
    assert_eq!(limit_of("2026-11-17T16:59:59+01:00"), right);
    assert_eq!(limit_of("2026-11-17T17:00:00+01:00"), right.plus(3_600_000));
    // 72 hours are 72 hours, also over the night on which clocks are put back.
    assert_eq!(
        limit_of("2026-10-24T12:30:00+02:00"),
        at("2026-10-27T12:00:00+01:00")
    );
}

#[test]
fn four_business_days_close_in_the_afternoon_of_new_york() {
    let limit_of = |when| {
        limit(&started(
            "us-sec-8k",
            "US-SEC-8K",
            Start::MaterialityDecided,
            when,
        ))
    };
    assert_eq!(
        limit_of("2026-11-30T11:00:00-05:00"),
        at("2026-12-04T17:30:00-05:00")
    );
    // Over Thanksgiving.
    assert_eq!(
        limit_of("2026-11-24T20:00:00-05:00"),
        at("2026-12-01T17:30:00-05:00")
    );
    // Over Independence Day, which is observed on the Friday; decided in Seoul, still the 29th in New York.
    assert_eq!(
        limit_of("2026-06-30T09:00:00+09:00"),
        at("2026-07-06T17:30:00-04:00")
    );
}

#[test]
fn business_days_beyond_the_table_are_an_error() {
    let facts = Facts::default();
    let when = Some(at("2027-12-29T12:00:00-05:00"));
    let opening = Opening::new(
        SHOP,
        Trigger::Incident,
        Start::MaterialityDecided,
        when,
        &facts,
    );
    let error = regime("us-sec-8k")
        .expect("shipped")
        .open(&opening)
        .expect_err("beyond");
    assert!(matches!(error, OpenError::Calendar(_)), "{error}");
}

#[test]
fn calendar_days_end_with_the_day_of_the_place() {
    let residents = started(
        "us-ca",
        "US-CA",
        Start::LeakKnown,
        "2026-11-17T16:00:00-08:00",
    );
    assert_eq!(limit(&residents), at("2026-12-18T00:00:00-08:00"));
    let sample = started(
        "us-ca",
        "US-CA-AG",
        Start::ToldPeople,
        "2026-12-01T09:00:00-08:00",
    );
    assert_eq!(limit(&sample), at("2026-12-17T00:00:00-08:00"));
    // Over the night on which clocks are put forward.
    let spring = started(
        "us-ca",
        "US-CA",
        Start::LeakKnown,
        "2026-02-20T12:00:00-08:00",
    );
    assert_eq!(limit(&spring), at("2026-03-23T00:00:00-07:00"));
}

#[test]
fn a_month_ends_on_the_day_with_the_same_number_or_the_last() {
    let limit_of = |when| limit(&started("nis2", "NIS2-MONTH", Start::ToldAuthority, when));
    assert_eq!(
        limit_of("2026-11-30T10:00:00+01:00"),
        at("2026-12-31T00:00:00+01:00")
    );
    assert_eq!(
        limit_of("2027-01-31T10:00:00+01:00"),
        at("2027-03-01T00:00:00+01:00")
    );
}

#[test]
fn japan_counts_the_first_day_and_gives_longer_to_a_wrongful_purpose() {
    let facts = |wrongful: Option<bool>| Facts {
        says: wrongful
            .map(|yes| (Fact::WrongfulPurpose, yes))
            .into_iter()
            .collect(),
        ..Facts::default()
    };
    let limits = |facts: Facts| {
        let opening = Opening::new(
            SHOP,
            Trigger::Incident,
            Start::LeakKnown,
            Some(kst("2026-11-17 16:00")),
            &facts,
        );
        let clocks = regime("jp")
            .expect("shipped")
            .open(&opening)
            .expect("clocks");
        let reports = clocks.iter().filter(|of| of.key.clock != "JP-PEOPLE");
        reports.map(limit).collect::<Vec<_>>()
    };
    let five_days = kst("2026-11-22 00:00");
    assert_eq!(limits(facts(None)), [five_days, kst("2026-12-17 00:00")]);
    assert_eq!(
        limits(facts(Some(false))),
        [five_days, kst("2026-12-17 00:00")]
    );
    assert_eq!(
        limits(facts(Some(true))),
        [five_days, kst("2027-01-16 00:00")]
    );
    let preliminary = started(
        "jp",
        "JP-PRELIM",
        Start::PossibilityKnown,
        "2026-11-17T16:00:00+09:00",
    );
    let target = preliminary.due().and_then(|due| due.target);
    assert_eq!(target, Some(kst("2026-11-20 00:00")));
}

#[test]
fn a_contract_counts_the_hours_that_it_names() {
    let facts = Facts::default();
    let when = Some(kst("2026-11-17 16:00"));
    let contract = regime("contract").expect("shipped");
    let bare = Opening::new(SHOP, Trigger::Incident, Start::IncidentKnown, when, &facts);
    assert_eq!(
        contract.open(&bare).expect_err("no hours").to_string(),
        "CONTRACT: its limit is agreed by contract: give the hours that the contract names"
    );
    let hours = Opening {
        agreed_hours: Some(48),
        ..bare
    };
    let clocks = contract.open(&hours).expect("clocks");
    assert_eq!(
        clocks.iter().map(limit).collect::<Vec<_>>(),
        [kst("2026-11-19 16:00")]
    );
}

#[test]
fn a_duty_without_a_number_shows_how_long_it_has_been_open() {
    let people = started(
        "eu-33",
        "EU-34",
        Start::LeakKnown,
        "2026-11-17T16:00:00+01:00",
    );
    let due = people.due().expect("awareness is known");
    assert_eq!((due.target, due.limit), (None, None));
    let now = at("2026-11-18T18:10:00+01:00");
    assert_eq!(
        state(&people, now),
        State::WithoutNumber { open: span(26, 10) }
    );
}

#[test]
fn a_regime_that_nobody_looked_at_for_180_days_is_marked() {
    let pipa = regime("kr-pipa").expect("shipped");
    let age = |today: &str| pipa.age(Day::parse(today).expect("a day"));
    assert_eq!(
        (age("2026-11-30").days, age("2026-11-30").stale),
        (10, false)
    );
    assert!(!age("2027-05-18").stale);
    assert!(age("2027-05-19").stale);
    assert!(!age("2027-05-19").reviewed);
    let mut reviewed = pipa.clone();
    reviewed.reviewer = "Park".to_owned();
    reviewed.reviewed = Some(Day::parse("2027-05-01").expect("a day"));
    let age = reviewed.age(Day::parse("2027-05-19").expect("a day"));
    assert_eq!((age.days, age.reviewed, age.stale), (18, true, false));
}

#[test]
fn a_moment_outside_the_calendar_is_an_error() {
    let facts = Facts::default();
    for moment in [
        Millis::MIN,
        Millis::MAX,
        at("9999-12-31T00:00:00Z").plus(86_400_000),
    ] {
        let opening = Opening::new(
            SHOP,
            Trigger::Incident,
            Start::LeakKnown,
            Some(moment),
            &facts,
        );
        for regime in regimes() {
            let opened = regime.open(&opening);
            assert!(opened.is_err(), "{} {moment:?}", regime.id);
        }
    }
}

/// Every clock that anything opens at a moment, where the law of that day is shipped.
fn all_clocks(moment: Millis, wrongful: bool) -> Vec<Clock> {
    let facts = Facts {
        says: BTreeMap::from([(Fact::WrongfulPurpose, wrongful)]),
        ..Facts::default()
    };
    let triggers = [
        Trigger::Incident,
        Trigger::Group { scope: 3 },
        Trigger::Fact { id: "f".to_owned() },
    ];
    let mut clocks = Vec::new();
    for (regime, trigger) in regimes().flat_map(|regime| triggers.iter().map(move |t| (regime, t)))
    {
        for start in Start::ALL {
            let opening = Opening {
                agreed_hours: Some(6),
                ..Opening::new(SHOP, trigger.clone(), start, Some(moment), &facts)
            };
            clocks.extend(regime.open(&opening).unwrap_or_default());
        }
    }
    clocks
}

proptest! {
    /// *The limit never lies before the target, nor the target before the start.*
    #[test]
    fn a_target_lies_between_start_and_limit(
        minute in 0i64..(2 * 365 * 24 * 60),
        second in 0i64..60,
        wrongful: bool,
    ) {
        let moment = at("2025-06-01T00:00:00Z").plus((minute * 60 + second) * 1000);
        let clocks = all_clocks(moment, wrongful);
        prop_assert!(clocks.len() > 20);
        for clock in clocks {
            let due = clock.due().expect("awareness is known");
            prop_assert_eq!(due.target.is_some(), due.limit.is_some());
            if let (Some(target), Some(limit)) = (due.target, due.limit) {
                prop_assert!(moment <= target && target <= limit, "{:?}", clock.key);
            }
        }
    }

    /// *On every day since the first one version holds, and only one.*
    #[test]
    fn versions_leave_no_day_without_law(days in 0u32..3000) {
        for regime in regimes() {
            let first = regime.versions.first().expect("a version").from;
            let start = at(&format!("{first}T12:00:00Z"));
            let day = regime.day(start.plus(i64::from(days) * 86_400_000)).expect("a day");
            let holds = |of: &&incident::law::Version| {
                of.from <= day && of.to.is_none_or(|last| day <= last)
            };
            prop_assert_eq!(regime.versions.iter().filter(holds).count(), 1, "{} {}", regime.id, day);
            prop_assert!(regime.version_on(day).is_ok());
        }
    }

    /// *A clock that is filed late is late by exactly what it was overdue by at that moment.*
    #[test]
    fn late_is_what_was_overdue(minutes in -6000i64..6000) {
        let mut net = clock(
            "kr-net",
            "KR-NET-24",
            Trigger::Incident,
            Start::IncidentKnown,
            Some(kst("2026-11-10 09:30")),
        );
        let when = limit(&net).plus(minutes * 60_000).max(kst("2026-11-10 09:30"));
        let before = state(&net, when);
        net.file(crate::common::filing(when)).expect("filed");
        match (before, state(&net, when)) {
            (State::Overdue { by }, State::FiledLate { late, .. }) => {
                prop_assert_eq!(by, late);
                prop_assert_eq!(late.minutes(), minutes);
            }
            (State::Running { .. }, State::Filed { after: None, .. }) => {}
            (before, after) => prop_assert!(false, "{:?} {:?}", before, after),
        }
    }
}

#[test]
fn an_opening_that_starts_nothing_opens_nothing() {
    let when = Some(kst("2026-11-17 16:00"));
    assert!(open("kr-pipa", Trigger::Incident, Start::ToldPeople, when).is_empty());
}
