//! What is said of many people read within seconds.

use detect::{Finding, Kind, Severity};
use event::{ActorKind, Millis};
use exposure::Passed;

use crate::made_up::{DAY, HOUR, History, MINUTE, employee, member, own};

const SECRETS: u32 = 4;

/// An employee who reads somebody.
fn by(actor: u32, person: u32) -> Passed {
    Passed {
        route: Some(SECRETS),
        actor_kind: ActorKind::Employee,
        actor: Some(employee(actor)),
        ..own(person)
    }
}

/// So many people one after the other, so many milliseconds apart.
fn burst(history: &mut History, from: i64, apart: i64, people: u32, read: impl Fn(u32) -> Passed) {
    for id in 0..people {
        history.read(from + i64::from(id) * apart, read(id));
    }
}

fn bulk(history: &mut History) -> Vec<Finding> {
    history.of(Kind::Bulk)
}

#[test]
fn on_a_route_with_a_past_a_burst_is_held_to_the_largest_before() {
    let mut history = History::default();
    for day in 0..30 {
        burst(&mut history, day * DAY, 100, 20, |id| by(1, id));
    }
    assert_eq!(
        bulk(&mut history).len(),
        1,
        "the first day alone, which is told as a notice"
    );
    burst(&mut history, 30 * DAY, 100, 40, |id| by(2, id));
    assert_eq!(bulk(&mut history).len(), 1, "twice as many are no finding");
    burst(&mut history, 30 * DAY + HOUR, 100, 81, |id| by(2, id));
    let found = bulk(&mut history);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].counted, Some((81, 80)));
    assert_eq!(found[1].severity, Severity::High);
    assert_eq!(
        found[1].evidence.reads, 81,
        "and not those of an hour before"
    );
    assert!(found[1].found.0 <= 30 * DAY + HOUR + 2 * MINUTE);
}

#[test]
fn an_account_that_reads_others_where_everybody_reads_themselves_is_found() {
    let mut history = History::default();
    history.days(0, 20, 300);
    let other = |id: u32| Passed {
        actor: Some(member(7)),
        ..own(1000 + id)
    };
    burst(&mut history, 20 * DAY, 200, 30, other);
    let found = bulk(&mut history);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].counted, Some((30, 9)));
    assert_eq!(found[0].severity, Severity::High);
}

#[test]
fn on_a_young_route_a_burst_is_held_to_those_of_others() {
    let mut history = History::default();
    for actor in 1..=6 {
        let from = i64::from(actor) * HOUR;
        burst(&mut history, from, MINUTE, 30, |id| by(actor, id));
    }
    assert_eq!(bulk(&mut history).len(), 0, "a person a minute each");
    burst(&mut history, 8 * HOUR, 150, 20, |id| by(9, id));
    let found = bulk(&mut history);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].counted, found[0].severity),
        (Some((20, 9)), Severity::High)
    );

    let mut usual = History::default();
    for actor in 1..=6 {
        let from = i64::from(actor) * HOUR;
        burst(&mut usual, from, 10, 20, |id| by(actor, id));
    }
    let found = bulk(&mut usual);
    let high = found.iter().filter(|of| of.severity == Severity::High);
    assert_eq!(
        (found.len(), high.count()),
        (5, 0),
        "until it is known that all do so"
    );
}

#[test]
fn on_a_young_route_with_nobody_to_compare_it_with_each_program_is_told_once() {
    let with = |client: u32| {
        move |id: u32| Passed {
            client: Some(client),
            ..by(1, id)
        }
    };
    let mut history = History::default();
    burst(&mut history, 0, 0, 20, with(1));
    burst(&mut history, 1000, 150, 20, with(2));
    burst(&mut history, 10 * MINUTE, 0, 20, with(1));
    let mut found = bulk(&mut history);
    found.sort_by_key(|finding| finding.evidence.span);
    assert_eq!(found.len(), 2, "both programs, and neither twice");
    for finding in &found {
        assert_eq!(
            (finding.severity, finding.counted),
            (Severity::Notice, None)
        );
        assert_eq!(finding.evidence.people.len(), 20);
        assert!(finding.because.contains("too new"), "{}", finding.because);
    }
    assert_eq!(
        found[1].evidence.span,
        Some((Millis(1000), Millis(1000 + 19 * 150))),
        "its own reads only"
    );
}

#[test]
fn what_is_no_burst_is_not_told() {
    let service = |id: u32| Passed {
        actor_kind: ActorKind::Service,
        ..by(1, id)
    };
    let mut history = History::default();
    burst(&mut history, 0, 10, 500, service);
    assert_eq!(bulk(&mut history).len(), 0, "a service is a program");

    let mut slow = History::default();
    burst(&mut slow, 0, 1_001, 500, |id| by(1, id));
    assert_eq!(bulk(&mut slow).len(), 0, "more than a second apart");

    let mut again = History::default();
    burst(&mut again, 0, 10, 500, |_| by(1, 3));
    assert_eq!(bulk(&mut again).len(), 0, "one person, again and again");

    let mut page = History::default();
    burst(&mut page, 0, 0, 90, |id| Passed {
        access: Some(1),
        ..by(1, id)
    });
    assert_eq!(bulk(&mut page).len(), 0, "one page of a list");

    let mut nobody = History::default();
    burst(&mut nobody, 0, 10, 500, |id| Passed {
        actor: None,
        actor_kind: ActorKind::Anonymous,
        ..by(1, id)
    });
    assert_eq!(bulk(&mut nobody).len(), 0, "readers without a name");
}

#[test]
fn who_reads_without_a_pause_is_measured_by_the_minute() {
    let service = |id: u32| Passed {
        actor_kind: ActorKind::Service,
        ..by(1, id)
    };
    let mut history = History::default();
    for day in 0..15 {
        burst(&mut history, day * DAY, 100, 3_000, service);
    }
    assert_eq!(bulk(&mut history).len(), 0);
    burst(&mut history, 15 * DAY, 40, 6_000, service);
    let found = bulk(&mut history);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].counted, Some((1_500, 1_200)));
}
