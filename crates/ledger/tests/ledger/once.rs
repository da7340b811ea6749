use event::Change;
use testkit::{
    Arrival, Model, START_MS, address_book, get, heartbeat, identity, issuance, shop_catalogue,
    shop_history, table,
};

use crate::common::{Site, stream_id};
use crate::reading::check;

/// Deliveries that can be told apart by themselves, of every kind of event.
fn marked() -> Vec<Arrival> {
    let at = |n: i64| START_MS + n * 1000;
    vec![
        get("/me").at(at(1)).member("1").seq(1).from("gateway"),
        get("/health").at(at(2)).seq(2).from("gateway"),
        get("/health").at(at(3)).id("plain-1").from("late"),
        get("/orders?member=2&member=3")
            .at(at(4))
            .id("read-1")
            .from("late"),
        table("public.members", &["name"])
            .at(at(5))
            .id("read-2")
            .reach(4)
            .from("late"),
        get("/nowhere")
            .at(at(6))
            .instance("gw-2")
            .boot("b")
            .seq(1)
            .from("gateway"),
        Arrival::event(
            "auth",
            issuance(at(7), "token").to("1").id("issued-1").event(),
        ),
        Arrival::event(
            "auth",
            identity(at(8), "1", Change::Withdrawn, Some("changed-1")),
        ),
        get("/me")
            .at(at(9))
            .member("1")
            .seq(u64::MAX)
            .from("gateway"),
    ]
}

fn delivered(times: usize) -> Model {
    let all: Vec<Arrival> = (0..times).flat_map(|_| marked()).collect();
    Model::of(shop_catalogue(), &all)
}

#[test]
fn a_redelivery_within_a_run_is_dropped() {
    let site = Site::new();
    let twice: Vec<Arrival> = [marked(), marked()].concat();
    site.run(&twice);
    let model = delivered(2);
    assert_eq!(model.row_count(), 6, "the model drops them too");
    check(&site, &model);
}

#[test]
fn a_redelivery_after_reopening_is_dropped() {
    for reads in [u64::MAX, 1] {
        let site = Site::new().with_epochs_of(reads);
        site.run(&marked());
        for _ in 0..2 {
            // Another file with the same events.
            let mut driver = site.open().unwrap();
            for source in crate::common::SOURCES {
                let mut id = stream_id(source);
                id.sha256[0] = 255;
                id.prefix_bytes = driver.ledger.state().position;
                id.sha256[1] =
                    u8::try_from(driver.ledger.state().spoken[0].counters.duplicates).unwrap();
                driver.add(source, id).unwrap();
            }
            driver.feed(&marked()).unwrap();
            driver.finish().unwrap();
        }
        check(&site, &delivered(3));
    }
}

#[test]
fn a_file_goes_on_where_it_was_read_to() {
    // None of these has a mark: only their place in the file makes them the same.
    let plain: Vec<Arrival> = (0..40)
        .map(|n| match n % 4 {
            0 => Arrival::event("late", address_book(START_MS, "5", "010-5555-5555")),
            1 => Arrival::event("auth", heartbeat(START_MS + n)),
            2 => Arrival::bad("gateway", b"{"),
            _ => get("/me").at(START_MS).member("5").from("gateway"),
        })
        .collect();
    let model = Model::of(shop_catalogue(), &plain);
    for reads in [u64::MAX, 3] {
        let site = Site::new().with_epochs_of(reads);
        drop(site.create().unwrap());
        let mut from = 0;
        for to in [3, 4, 17, 18, 40] {
            let mut driver = site.open().unwrap();
            assert_eq!(driver.consumed(&plain), from);
            driver.feed(&plain[from..to]).unwrap();
            driver.commit().unwrap();
            from = to;
        }
        site.open().unwrap().finish().unwrap();
        check(&site, &model);
    }
}

#[test]
fn an_act_commits_the_place_in_the_file_with_the_events_before_it() {
    // Without a mark, an event that is durable while its place in the file is not comes twice.
    let history: Vec<Arrival> = (0..6)
        .map(|_| get("/me").at(START_MS).member("5").from("gateway"))
        .collect();
    let mut model = Model::of(shop_catalogue(), &history[..4]);
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver.feed(&history[..4]).unwrap();
    event::Acts::record(
        &mut driver.ledger,
        testkit::act(START_MS, event::ActKind::Question, "kim", b"{}"),
    )
    .unwrap();
    drop(driver);
    let mut driver = site.at(site.disk.clone()).open().unwrap();
    assert_eq!(driver.consumed(&history), 4);
    driver.feed(&history[4..]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    model.act();
    history[4..]
        .iter()
        .for_each(|arrival| model.arrive(arrival));
    check(&site, &model);
}

#[test]
fn numbers_in_any_order_and_many_lanes_are_told_in_one_commit() {
    // A frame of the log has 4 MiB; what a group says of its lanes must not outgrow one. Late times
    // and high numbers take the most bytes.
    const EVENTS: u64 = 160_000;
    let number = |n: u64| u64::MAX - (n * 7919) % 160_001 * 1_000_000_007;
    let arrivals: Vec<Arrival> = (0..EVENTS)
        .map(|n| {
            get("/health")
                .at(9_000_000_000_000_000)
                .instance(if n % 2 == 0 { "a" } else { "b" })
                .seq(number(n))
                .from("gateway")
        })
        .collect();
    let site = Site::new();
    let state = site.run(&arrivals);
    assert_eq!(state.spoken[0].counters.plain, EVENTS);
    assert_eq!(site.snapshot().state, state);
    assert_eq!(*site.open().unwrap().ledger.state(), state);
}

#[test]
fn a_history_delivered_again_adds_nothing_but_counts() {
    let history = shop_history();
    let site = Site::new().with_epochs_of(4);
    site.run(&history);
    let mut driver = site.open().unwrap();
    assert_eq!(driver.consumed(&history), history.len());
    driver.finish().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &history));
}
