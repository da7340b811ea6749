//! A sequence that falls: what a source numbers anew is kept, and what it delivers twice is not.

use testkit::{Arrival, START_MS, get};

use crate::common::Site;

fn read(number: u64, second: i64) -> Arrival {
    let at = START_MS + second * 1000;
    get("/me")
        .at(at)
        .member("1")
        .instance("gw-1")
        .seq(number)
        .from("gateway")
}

/// A lane: its boot, its first and last number, how many came.
type Lane = (Option<String>, u64, u64, u64);

/// Accesses of a site, and its lanes.
fn seen(site: &Site) -> (u64, Vec<Lane>) {
    let snapshot = site.snapshot();
    let state = &snapshot.state;
    let lanes = state.lanes.iter().map(|(id, runs)| {
        let boot = id
            .boot
            .and_then(|code| snapshot.text(code))
            .map(str::to_owned);
        let (first, last) = (runs.runs().next().unwrap(), runs.runs().last().unwrap());
        (boot, first.first, last.last, runs.count())
    });
    (state.spoken[0].counters.accesses, lanes.collect())
}

/// Regression: events after a restart were dropped as if they had been delivered twice.
#[test]
fn a_restart_loses_nothing() {
    let site = Site::new();
    let first: Vec<Arrival> = (1..=5).map(|n| read(n, n as i64)).collect();
    let second: Vec<Arrival> = (1..=7).map(|n| read(n, 10 + n as i64)).collect();
    site.run(&[first.clone(), second.clone()].concat());
    let restarted = "restarted at 2025-11-06T09:00:11.000Z".to_owned();
    let wanted = (12, vec![(None, 1, 5, 5), (Some(restarted), 1, 7, 7)]);
    assert_eq!(seen(&site), wanted);

    // Both are known again, by whoever brings them and in whatever order, after opening anew too.
    let mut driver = site.open().unwrap();
    driver.feed(&[second, first].concat()).unwrap();
    // And numbers go on where the newest start left off.
    driver.feed(&[read(8, 30)]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    let (accesses, lanes) = seen(&site);
    assert_eq!((accesses, lanes.len(), lanes[1].2), (13, 2, 8));
    assert_eq!(site.snapshot().state.spoken[0].counters.duplicates, 12);
}

#[test]
fn a_line_out_of_its_order_is_no_restart() {
    let site = Site::new();
    let lines = [
        (1, 1),
        (2, 9),
        (3, 4),
        (2, 9),
        (3, 4),
        (5, 12),
        (4, 20),
        (4, 20),
        (1, 1),
    ];
    site.run(&lines.map(|(number, second)| read(number, second)));
    assert_eq!(seen(&site), (5, vec![(None, 1, 5, 5)]));
}

#[test]
fn a_named_start_can_fall_too() {
    let site = Site::new();
    let read = |number, second: i64, boot: &str| {
        let at = START_MS + second * 1000;
        get("/me")
            .at(at)
            .member("1")
            .boot(boot)
            .seq(number)
            .from("gateway")
    };
    site.run(&[
        read(1, 1, "a"),
        read(1, 2, "b"),
        read(1, 3, "a"),
        read(2, 4, "a"),
        read(2, 5, "b"),
    ]);
    let (accesses, lanes) = seen(&site);
    assert_eq!(accesses, 5);
    let boots: Vec<_> = lanes.into_iter().map(|(boot, ..)| boot.unwrap()).collect();
    assert_eq!(
        boots,
        ["a", "b", "a, restarted at 2025-11-06T09:00:03.000Z"]
    );
}

/// A source that numbers everything alike is not whole, and nothing of it is lost.
#[test]
fn numbers_that_never_rise_are_bounded() {
    let site = Site::new();
    let many = ledger::limits::RESTARTS_MAX as i64 + 20;
    let lines: Vec<Arrival> = (1..=many).map(|second| read(0, second)).collect();
    site.run(&lines);
    let (accesses, lanes) = seen(&site);
    assert_eq!(accesses, many as u64);
    assert_eq!(lanes.len(), ledger::limits::RESTARTS_MAX + 1);
}
