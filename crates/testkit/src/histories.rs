//! Histories: the fixed one of the shop, and small random ones that collide often.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use event::{ActorKind, Change, Event, Outcome, RelationKind};
use proptest::{option, prelude::*};

use crate::events::{
    AccessBuilder, Arrival, address_book, get, heartbeat, identity, issuance, relation, table,
};

/// The first moment of the shop's histories: 2025-11-06T09:00:00Z.
pub const START_MS: i64 = 1_762_419_600_000;

/// A fixed history of 26 arrivals that has one of everything: several subjects, a ghost, an unknown
/// and a known denied name, unmatched and unnamed reads, plain requests, redeliveries by sequence
/// and by event id, a gap, control events of every kind, a record that nobody can decode.
#[must_use]
pub fn shop_history() -> Vec<Arrival> {
    [ordinary_hours(), forged_reads(), what_came_late()].concat()
}

fn at(minutes: i64) -> i64 {
    START_MS + minutes * 60_000
}

fn v4(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(203, 0, 113, last)
}

fn addresses(member: &str) -> AccessBuilder {
    get(&format!("/members/{member}/addresses"))
}

fn ordinary_hours() -> Vec<Arrival> {
    let seen = |minutes, seq| addresses("101").at(at(minutes)).member("101").seq(seq);
    let issued = || {
        issuance(at(1), "token-101")
            .to("101")
            .key("auth-2024-04")
            .id("i-1")
            .expires(at(700))
            .ip(v4(7))
            .client("app/7")
            .event()
    };
    vec![
        Arrival::event("auth", identity(at(0), "101", Change::Joined, Some("c-1"))),
        Arrival::event("auth", issued()),
        seen(2, 1)
            .credential("token-101")
            .key("auth-2024-04")
            .ip(v4(7))
            .client("app/7")
            .records(3)
            .from("gateway"),
        get("/me")
            .at(at(3))
            .member("000101")
            .seq(2)
            .ip(v4(7))
            .from("gateway"),
        get("/health").at(at(3)).seq(3).from("gateway"),
        get("/orders?member=102&member=103&page=1")
            .at(at(4))
            .actor(ActorKind::Employee, "kim")
            .seq(4)
            .records(12)
            .from("gateway"),
        seen(2, 1).from("gateway"),
        Arrival::event("auth", issued()),
        Arrival::event("late", address_book(at(5), "101", "010-1234-5678")),
        Arrival::event(
            "late",
            relation(
                at(5),
                RelationKind::SamePerson,
                "101",
                "+82 10 9999 0000",
                Some(at(0)),
            ),
        ),
    ]
}

fn forged_reads() -> Vec<Arrival> {
    let forged = |member: &str, seq| {
        addresses(member)
            .at(at(40))
            .ip(v4(66))
            .seq(seq)
            .credential("forged-token")
            .key("auth-2024-04")
    };
    vec![
        forged("102", 7).from("gateway"),
        forged("103", 8).from("gateway"),
        forged("900001", 9)
            .outcome(Outcome::Missing)
            .from("gateway"),
        forged("900002", 10)
            .outcome(Outcome::Denied)
            .from("gateway"),
        forged("101", 11).outcome(Outcome::Denied).from("gateway"),
        Arrival::bad("gateway", b"\x00 not json {"),
        get("/beta/v2/notes/77?q=x")
            .at(at(41))
            .member("104")
            .seq(12)
            .client("app/8")
            .from("gateway"),
        get("/beta/unknown")
            .at(at(41))
            .seq(13)
            .ip(Ipv6Addr::LOCALHOST)
            .from("gateway"),
    ]
}

fn what_came_late() -> Vec<Arrival> {
    vec![
        table("public.members", &["phone", "name"])
            .at(at(90))
            .actor(ActorKind::Service, "batch")
            .id("q-1")
            .reach(5000)
            .from("late"),
        table("public.members", &[])
            .at(at(91))
            .actor(ActorKind::Employee, "lee")
            .id("q-2")
            .subjects(&["105", "106", "105"])
            .from("late"),
        table("public.members", &["phone", "name"])
            .at(at(90))
            .actor(ActorKind::Service, "batch")
            .id("q-1")
            .reach(5000)
            .from("late"),
        Arrival::event("auth", heartbeat(at(95))),
        Arrival::event("auth", identity(at(96), "102", Change::Dormant, None)),
        get("/me").at(at(20)).member("101").seq(5).from("gateway"),
        get("/me")
            .at(at(97))
            .member("102")
            .instance("gw-2")
            .boot("b1")
            .seq(1)
            .from("gateway"),
        Arrival::event("late", address_book(at(98), "101", "not a phone")),
    ]
}

fn pick(from: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(from)
}

fn any_ip() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        (0u8..4).prop_map(|last| IpAddr::from(Ipv4Addr::new(198, 51, 100, last))),
        (0u16..3).prop_map(|last| IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last))),
        // The same place as an IPv4 address, written the other way.
        Just(IpAddr::from(
            Ipv4Addr::new(198, 51, 100, 1).to_ipv6_mapped()
        )),
    ]
}

fn any_time() -> impl Strategy<Value = i64> {
    // Within a day, so that an event id is remembered however the events are ordered.
    (0i64..20 * 3600).prop_map(|second| START_MS + second * 1000)
}

const MEMBERS: &[&str] = &[
    "1",
    "2",
    "3",
    "007",
    "7",
    "member:4",
    "phone:010-1111-2222",
    "김",
];
const REQUESTS: &[&str] = &[
    "/members/1/addresses",
    "/members/2/addresses",
    "/members/9/addresses",
    "/members/0002/addresses",
    "/orders?member=1",
    "/orders?member=3&member=8&member=3",
    "/orders",
    "/orders?member=phone%3Axyz",
    "/me",
    "/me",
    "/health",
    "/beta/12/x",
    "/beta/y?z=1",
];

fn any_access() -> impl Strategy<Value = Arrival> {
    let request = prop_oneof![
        8 => pick(REQUESTS).prop_map(get),
        1 => pick(&["name", "phone", "other"]).prop_map(|column| table("public.members", &[column, "id"])),
        1 => (pick(MEMBERS), pick(MEMBERS)).prop_map(|(a, b)| table("public.members", &[]).subjects(&[a, b])),
        1 => Just(table("public.members", &[]).reach(70)),
    ];
    let outcome = prop_oneof![
        6 => Just(Outcome::Served),
        1 => Just(Outcome::Denied),
        1 => Just(Outcome::Missing),
    ];
    let kind = proptest::sample::select(ActorKind::ALL);
    let actor = option::of((kind, pick(MEMBERS)));
    let mark = (
        option::weighted(0.6, 0u64..30),
        option::weighted(0.3, pick(&["e1", "e2", "e3", "e4"])),
        option::weighted(0.3, pick(&["gw-1", "gw-2"])),
        option::weighted(0.1, pick(&["b1"])),
    );
    let rest = (
        option::of(pick(&["t1", "t2"])),
        option::of(pick(&["auth-2024-04", "unknown-key"])),
        option::of(pick(&["app/1", "app/2"])),
        option::of(any_ip()),
        option::of(0u32..50),
        option::weighted(0.1, Just("elsewhere")),
    );
    let source = proptest::sample::select(&["gateway", "gateway", "late"][..]);
    (source, request, any_time(), outcome, actor, mark, rest).prop_map(
        |(source, mut access, time, outcome, actor, (seq, id, instance, boot), rest)| {
            access = access.at(time).outcome(outcome);
            if let Some((kind, name)) = actor {
                access = access.actor(kind, name);
            }
            access = with(access, seq, |a, seq| a.seq(seq));
            access = with(access, id, |a, id| a.id(id));
            access = with(access, instance, |a, instance| a.instance(instance));
            access = with(access, boot, |a, boot| a.boot(boot));
            let (credential, key, client, ip, records, issuer) = rest;
            access = with(access, credential, |a, credential| a.credential(credential));
            access = with(access, key, |a, key| a.key(key));
            access = with(access, client, |a, client| a.client(client));
            access = with(access, ip, |a, ip| a.ip(ip));
            access = with(access, records, |a, records| a.records(records));
            access = with(access, issuer, |a, issuer| a.issuer(issuer));
            access.from(source)
        },
    )
}

fn with<B, V>(builder: B, value: Option<V>, set: impl FnOnce(B, V) -> B) -> B {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

fn any_control() -> impl Strategy<Value = Arrival> {
    let ids = || option::of(pick(&["c1", "c2", "c3", "c4", "c5"]));
    let issued = (
        any_time(),
        pick(&["t1", "t2", "t3"]),
        option::of(pick(MEMBERS)),
        ids(),
    )
        .prop_map(|(time, token, to, id)| {
            let built = with(issuance(time, token), to, |i, to| i.to(to));
            with(built, id, |i, id| i.id(id)).event()
        });
    let change = proptest::sample::select(Change::ALL);
    let changed = (any_time(), pick(MEMBERS), change, ids())
        .prop_map(|(time, who, change, id)| identity(time, who, change, id));
    let phones = pick(&[
        "010-1234-5678",
        "+82 10 1234 5678",
        "not a phone",
        "email:A@b.kr",
    ]);
    let related = (any_time(), pick(MEMBERS), phones, option::of(any_time())).prop_map(
        |(t, owner, other, from)| relation(t, RelationKind::AddressBook, owner, other, from),
    );
    let event: BoxedStrategy<Event<'static>> =
        prop_oneof![3 => issued, 2 => changed, 2 => related, 1 => any_time().prop_map(heartbeat)]
            .boxed();
    (proptest::sample::select(&["auth", "late"][..]), event)
        .prop_map(|(source, event)| Arrival::event(source, event))
}

/// Histories of up to `max` arrivals over few names, ids and numbers, so that things repeat.
pub fn history(max: usize) -> impl Strategy<Value = Vec<Arrival>> {
    let bad = pick(&["{", "?!"]).prop_map(|bytes| Arrival::bad("gateway", bytes.as_bytes()));
    let arrival = prop_oneof![12 => any_access(), 4 => any_control(), 1 => bad];
    proptest::collection::vec(arrival, 0..max)
}
