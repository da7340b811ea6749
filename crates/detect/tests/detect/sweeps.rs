//! What is said of who goes over numbers, or over everybody once.

use detect::{Dimension, Finding, Kind, Window, World, replay};
use exposure::Passed;

use crate::made_up::{DAY, HOUR, History, MINUTE, own};

fn sweeps(history: &History, world: World) -> Vec<Finding> {
    let mut found = replay(&world, &history.all());
    found.retain(|of| of.kind == Kind::Sweep);
    found
}

/// Thirty days of 2,000 members, each read on every tenth day.
fn shop() -> History {
    let mut history = History::default();
    for day in 0..30 {
        for nth in 0..200 {
            let id = u32::try_from(day % 10).unwrap_or(0) + nth * 10;
            history.read(day * DAY + i64::from(nth) * 7 * MINUTE, own(id));
        }
    }
    history
}

fn by_program(id: u32) -> Passed {
    Passed {
        client: Some(90),
        ..own(id)
    }
}

/// Anywhere among so many, another for each number below them.
fn shuffled(nth: u32, of: u32) -> u32 {
    nth * 677 % of
}

fn client(found: &[Finding]) -> Option<&Finding> {
    found.iter().find(|of| {
        of.cluster
            .is_some_and(|cluster| cluster.dimension == Dimension::Client)
    })
}

#[test]
fn a_block_of_numbers_is_found_in_whatever_order_it_is_read() {
    let mut history = shop();
    for nth in 0..40 {
        let at = 29 * DAY + HOUR + i64::from(nth) * MINUTE;
        history.read(at, by_program(700 + shuffled(nth, 40)));
    }
    let found = sweeps(&history, History::with_numbers());
    let sweep = client(&found).expect("a sweep");
    let (counted, limit) = sweep.counted.expect("counts");
    assert!(
        counted > limit && sweep.people_before < 40,
        "{counted} {limit}"
    );
    assert_eq!(sweep.evidence.people.len(), 40, "all of it in the end");
    assert_eq!(
        sweeps(&history, History::world()).len(),
        0,
        "nobody may open the book"
    );
}

#[test]
fn people_by_chance_are_no_block() {
    let mut history = shop();
    for nth in 0..40 {
        let at = 29 * DAY + HOUR + i64::from(nth) * MINUTE;
        history.read(at, by_program(shuffled(nth, 2000)));
    }
    assert_eq!(sweeps(&history, History::with_numbers()).len(), 0);
}

#[test]
fn a_job_that_always_went_over_numbers_may_go_on() {
    let mut history = shop();
    for day in 5..30 {
        for nth in 0..40 {
            let id = (u32::try_from(day).unwrap_or(0) * 40 + nth) % 2000;
            history.read(day * DAY + HOUR + i64::from(nth) * MINUTE, by_program(id));
        }
    }
    assert_eq!(sweeps(&history, History::with_numbers()).len(), 0);
}

#[test]
fn who_goes_over_everybody_once_is_found_though_shuffled() {
    let walk = |again: bool| {
        let mut history = shop();
        for day in 15..30 {
            for nth in 0..28 {
                let place = u32::try_from(day - 15).unwrap_or(0) * 28 + nth;
                // Some of those who come by themselves come back.
                let place = if again { place % 150 } else { place };
                let at = day * DAY + i64::from(nth) * 30 * MINUTE;
                history.read(at, by_program(shuffled(place, 2000)));
            }
        }
        sweeps(&history, History::with_numbers())
    };
    let found = walk(false);
    let sweep = client(&found).expect("a sweep");
    assert_eq!(sweep.within, Some(Window::Year));
    assert!(
        sweep.because.contains("showed 0 again"),
        "{}",
        sweep.because
    );
    assert!(sweep.people_before > 28, "everybody it showed");
    assert!(client(&walk(true)).is_none(), "who comes back");
}
