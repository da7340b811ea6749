//! What is said of windows other than a day, and of an actor beside its kind.

use std::net::IpAddr;

use detect::{Dimension, Finding, Kind, Window};
use event::ActorKind;
use exposure::Passed;

use crate::made_up::{DAY, HOUR, History, MINUTE, employee, own};

/// The finding about a network, where there is one.
fn of_prefix(found: &[Finding]) -> Option<&Finding> {
    let is_prefix = |of: &&Finding| {
        of.cluster
            .is_some_and(|cluster| cluster.dimension == Dimension::Prefix)
    };
    found.iter().find(is_prefix)
}

fn from(network: u8, id: u32) -> Passed {
    Passed {
        ip: Some(IpAddr::from([198, 51, network, 9])),
        client: Some(51),
        ..own(id)
    }
}

#[test]
fn one_new_person_an_hour_is_found_by_its_weeks() {
    let mut history = History::default();
    history.days(0, 60, 400);
    // Twenty home lines, each of one family of three; the last shows somebody else every hour from day 40 on.
    for day in 0..60 {
        for line in 0..20u8 {
            for one in 0..3 {
                let at = day * DAY + i64::from(one) * HOUR + i64::from(line) * MINUTE;
                history.read(at, from(line, u32::from(line) * 3 + one));
            }
        }
        if day >= 40 {
            for hour in 0..24 {
                let person = u32::try_from((day * 24 + hour) % 400).unwrap_or(0);
                history.read(day * DAY + hour * HOUR + 30 * MINUTE, from(19, person));
            }
        }
    }
    let found = history.of(Kind::FanOut);
    let network = of_prefix(&found).expect("the line");
    assert_eq!(network.within, Some(Window::Week));
    let (counted, limit) = network.counted.expect("counts");
    assert!(counted > limit && limit == 60, "{counted} of {limit}");
    let after = network.found.0 - 40 * DAY;
    assert!(after > 0 && after < 5 * DAY, "within five days");
    assert_eq!(network.people_before, counted, "everybody of the week");
    assert!(
        network.because.contains("weeks before"),
        "{}",
        network.because
    );
}

#[test]
fn an_hour_that_is_busier_than_any_is_found_before_the_day_is() {
    let mut history = History::default();
    history.days(0, 30, 400);
    // A shared line that shows 200 people spread over each day.
    for day in 0..30 {
        for id in 0..200 {
            history.read(day * DAY + i64::from(id) * 7 * MINUTE, from(100, id));
        }
    }
    assert!(of_prefix(&history.of(Kind::FanOut)).is_none());
    for id in 200..300 {
        let at = 29 * DAY + 2 * HOUR + i64::from(id) * 1000;
        history.read(at, from(100, id));
    }
    let found = history.of(Kind::FanOut);
    let network = of_prefix(&found).expect("the line");
    assert!(network.within <= Some(Window::Hour), "{:?}", network.within);
    assert!(network.people_before < 200, "of 300 that day");
    assert!(network.found.0 < 29 * DAY + 2 * HOUR + 10 * MINUTE);
}

/// Support reads whom it talks to: so many people on a day, by ten desks, for forty days.
fn support(read_on: impl Fn(i64, u32) -> u32) -> History {
    let mut history = History::default();
    history.days(0, 40, 400);
    for day in 0..40 {
        for desk in 0..10 {
            for nth in 0..read_on(day, desk) {
                let person = (u32::try_from(day).unwrap_or(0) * 97 + desk * 31 + nth * 7) % 400;
                let read = Passed {
                    actor: Some(employee(desk)),
                    actor_kind: ActorKind::Employee,
                    route: Some(1),
                    ..own(person)
                };
                history.read(day * DAY + 9 * HOUR + i64::from(nth) * 8 * MINUTE, read);
            }
        }
    }
    history
}

/// From 20 to 40 people, never the same two days running.
fn uneven(day: i64, desk: u32) -> u32 {
    20 + (u32::try_from(day).unwrap_or(0) * 13 + desk * 7) % 21
}

#[test]
fn an_employee_is_held_to_what_employees_ever_do() {
    let about_actors = |history: &mut History| {
        let found = history.of(Kind::FanOut);
        let of_actors = found.into_iter().filter(|of| {
            of.cluster
                .is_some_and(|cluster| cluster.dimension == Dimension::Actor)
        });
        of_actors.collect::<Vec<_>>()
    };
    assert_eq!(
        about_actors(&mut support(uneven)).len(),
        0,
        "uneven, and no news"
    );
    // Half as many again as on the busiest day would be 60, and five deviations more.
    let mut curious = support(|day, desk| match (day, desk) {
        (39, 3) => 52,
        _ => uneven(day, desk),
    });
    let found = about_actors(&mut curious);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].because.contains("days of its kind"),
        "{}",
        found[0].because
    );
}
