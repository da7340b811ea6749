//! Findings that share their cause are one story; those that do not are not.

use std::net::IpAddr;

use detect::{Kind, Tie, candidates};
use event::{Change, Outcome};
use exposure::{Passed, Place, Whom, selection::IssuedWord};
use jiff::tz::TimeZone;

use crate::made_up::{Codes, DAY, HOUR, History, KEY, MINUTE, employee, own};

/// A leaver's key signs tokens for everybody, from many networks, with a program of its own, and some of
/// the numbers it tries are nobody's.
pub(crate) fn attacked() -> History {
    let mut history = History::default();
    history.changed(0, Change::KeyGranted, employee(1), Some(KEY));
    history.changed(10 * DAY, Change::Left, employee(1), None);
    history.days(0, 40, 300);
    for id in 0..400u32 {
        let at = 30 * DAY + i64::from(id) * MINUTE;
        let forged = Passed {
            issued: Ok(IssuedWord::No),
            client: Some(77),
            ip: Some(IpAddr::from([
                203,
                0,
                u8::try_from(id % 50).unwrap_or(0),
                9,
            ])),
            ..own(id)
        };
        history.read(at, forged).spoke(at + 30_000);
        let ghost = Passed {
            who: Whom::Ghost(u64::from(id)),
            outcome: Outcome::Missing,
            ..forged
        };
        history.read(at + 1000, ghost);
    }
    history
}

#[test]
fn one_cause_is_one_story_with_one_selection() {
    let mut history = attacked();
    let found = history.found();
    let kinds = [
        Kind::Leaver,
        Kind::NeverIssued,
        Kind::NewPlace,
        Kind::Ghosts,
    ];
    for kind in kinds {
        assert!(
            found.iter().any(|of| of.kind == kind),
            "{kind:?} in {found:?}"
        );
    }
    let told = candidates(&found, &Codes);
    let [one] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(one.findings.len(), found.len());
    assert_eq!(one.ties, [Tie::Key, Tie::Reads]);
    assert_eq!(one.people, 400);
    assert!(
        one.selection.starts_with("issued = 'no' AND time >= '"),
        "{}",
        one.selection
    );
}

#[test]
fn what_has_another_cause_is_another_story() {
    let mut history = attacked();
    let desk = |id| Passed {
        actor: Some(employee(4)),
        client: Some(60),
        route: Some(2),
        ip: Some(IpAddr::from([192, 0, 2, 4])),
        key: Some(KEY + 1),
        place: Place {
            asn: Some(64_777),
            country: Some(*b"KR"),
        },
        ..own(id)
    };
    for day in 15..37 {
        for id in 0..5 {
            history.read(day * DAY + i64::from(id) * HOUR, desk(id));
        }
    }
    for id in 0..150 {
        history.read(37 * DAY + i64::from(id) * MINUTE, desk(id));
    }
    let found = history.found();
    let told = candidates(&found, &Codes);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].people <= 155 && told[1].people >= 31, "{told:?}");
}

#[test]
fn every_selection_is_one_that_the_ledger_takes() {
    let found = attacked().found();
    let mut selections: Vec<String> = found.iter().filter_map(|of| of.selection(&Codes)).collect();
    selections.extend(
        candidates(&found, &Codes)
            .into_iter()
            .map(|of| of.selection),
    );
    assert!(selections.len() > 3);
    for selection in selections {
        let parsed = exposure::selection::parse(&selection, &TimeZone::UTC);
        assert!(parsed.is_ok(), "{selection}");
    }
}

#[test]
fn ids_follow_from_detector_cluster_and_first_evidence() {
    let (first, again) = (attacked().found(), attacked().found());
    let ids = |found: &[detect::Finding]| found.iter().map(|of| of.id).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&again));
    let mut unique = ids(&first);
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), first.len());
}

/// A new program reads two routes side by side: what is new about each is the same program.
#[test]
fn one_program_new_to_two_routes_is_one_story() {
    let mut history = History::default();
    history.days(0, 30, 300);
    for (day, id) in (0..30).flat_map(|day| (0..60).map(move |id| (day, id))) {
        let read = Passed {
            route: Some(1),
            ..own(id)
        };
        history.read(day * DAY + i64::from(id) * MINUTE, read);
    }
    for id in 0..40 {
        for route in [0, 1] {
            let read = Passed {
                client: Some(77),
                route: Some(route),
                ..own(id)
            };
            history.read(29 * DAY + i64::from(id) * MINUTE, read);
        }
    }
    let mut found = history.found();
    found.retain(|of| of.kind == Kind::NewPlace);
    // What tells of them is not in their examples alone.
    for finding in &mut found {
        finding.evidence.examples.clear();
    }
    assert_eq!(found.len(), 2, "{found:?}");
    let told = candidates(&found, &Codes);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].ties, [Tie::Growth]);
}
