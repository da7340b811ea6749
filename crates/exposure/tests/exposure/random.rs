//! Random arrivals and random selections over the same few names, so that they meet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use event::{ActorKind, Change, Event, Outcome, RelationKind};
use proptest::{collection::vec, option, prelude::*, sample::select};
use testkit::{Arrival, access, get, heartbeat, identity, issuance, table};

use crate::common::{at, literal, related};

const MEMBERS: &[&str] = &[
    "1",
    "2",
    "3",
    "4",
    "5",
    "007",
    "phone:010-1111-2222",
    "employee:kim",
];
const REQUESTS: &[&str] = &[
    "/members/1/addresses",
    "/members/2/addresses",
    "/members/3/addresses",
    "/members/900001/addresses",
    "/members/4/addresses?x=1",
    "/orders?member=1",
    "/orders?member=3&member=5&member=3",
    "/orders?member=2&member=900002",
    "/orders",
    "/me",
    "/market/me",
    "/export",
    "/health",
    "/beta/mine",
    "/beta/of/17",
    "/beta/else/17",
];

fn any_ip() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        4 => (0u8..6).prop_map(|last| IpAddr::from(Ipv4Addr::new(198, 51, 100, last))),
        2 => (0u16..3).prop_map(|last| IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last))),
        1 => Just(IpAddr::from(Ipv4Addr::new(198, 51, 100, 1).to_ipv6_mapped())),
    ]
}

/// Minutes of ten hours, with more in the first: at one minute several events happen.
fn any_minute() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..60, 0i64..600]
}

fn with<B, V>(builder: B, value: Option<V>, set: impl FnOnce(B, V) -> B) -> B {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

fn any_access() -> impl Strategy<Value = Arrival> {
    let request = prop_oneof![
        8 => select(REQUESTS).prop_map(get),
        1 => select(&["name", "phone", "other"][..]).prop_map(|column| table("public.members", &[column, "id"]).subjects(&["5"])),
        1 => (select(MEMBERS), select(MEMBERS)).prop_map(|(a, b)| table("public.members", &[]).subjects(&[a, b])),
        1 => option::of(0u64..90).prop_map(|reach| with(table("public.members", &["email"]), reach, |a, reach| a.reach(reach))),
        1 => Just(access(event::Request::Call { service: "kms".into(), name: "Decrypt".into() })),
    ];
    let outcome = prop_oneof![6 => Just(Outcome::Served), 1 => Just(Outcome::Denied), 1 => Just(Outcome::Missing)];
    let actor = option::of((select(ActorKind::ALL), select(MEMBERS)));
    let vouched = (
        option::weighted(0.8, 0u8..7),
        option::of(select(&["auth-2024-04", "sso-1", "partner-1", "rogue"][..])),
        option::weighted(0.2, select(&["sso", "partner", "nobody"][..])),
    );
    let rest = (
        option::of(select(&["app/1", "app/2", "curl"][..])),
        option::of(any_ip()),
        option::of(0u32..50),
    );
    let source = select(&["gateway", "gateway", "late", "edge"][..]);
    (source, request, any_minute(), outcome, actor, vouched, rest).prop_map(
        |(
            source,
            mut access,
            minute,
            outcome,
            actor,
            (token, key, issuer),
            (client, ip, records),
        )| {
            access = access.at(at(minute)).outcome(outcome);
            access = with(access, actor, |a, (kind, name)| a.actor(kind, name));
            access = with(access, token, |a, token| a.credential(&format!("t{token}")));
            access = with(access, key, |a, key| a.key(key));
            access = with(access, issuer, |a, issuer| a.issuer(issuer));
            access = with(access, client, |a, client| a.client(client));
            access = with(access, ip, |a, ip| a.ip(ip));
            access = with(access, records, |a, records| a.records(records));
            access.from(source)
        },
    )
}

fn any_control() -> impl Strategy<Value = Arrival> {
    let minutes = || option::of(-30i64..600);
    let issued = (
        select(&["auth", "tokens"][..]),
        -60i64..600,
        0u8..7,
        option::of(1i64..300),
    )
        .prop_map(|(source, minute, token, lives)| {
            let built = issuance(at(minute), &format!("t{token}"));
            Arrival::event(
                source,
                with(built, lives, |i, lives| i.expires(at(minute + lives))).event(),
            )
        });
    let alive = (select(&["auth", "tokens"][..]), -720i64..780)
        .prop_map(|(source, minute)| Arrival::event(source, heartbeat(at(minute))));
    let changed =
        (any_minute(), select(MEMBERS), select(Change::ALL)).prop_map(|(minute, who, change)| {
            Arrival::event("late", identity(at(minute), who, change, None))
        });
    let others = select(
        &[
            "phone:010-1234-5678",
            "phone:010-1111-2222",
            "member:3",
            "email:a@b.kr",
        ][..],
    );
    let kind =
        prop_oneof![3 => Just(RelationKind::AddressBook), 1 => Just(RelationKind::SamePerson)];
    let relation = (kind, select(MEMBERS), others, minutes(), minutes())
        .prop_map(|(kind, owner, other, from, to)| related(kind, owner, other, from, to));
    prop_oneof![4 => issued, 2 => alive, 2 => changed, 2 => relation]
}

/// Arrivals with sequence numbers where their source has them; some numbers are left out.
pub(crate) fn arrivals(max: usize) -> impl Strategy<Value = Vec<Arrival>> {
    let bad = Just(Arrival::bad("gateway", b"{"));
    let one = prop_oneof![60 => any_access(), 25 => any_control(), 1 => bad];
    vec((one, prop::bool::weighted(0.02)), 0..max).prop_map(|events| {
        let (mut gateway, mut tokens) = (0, 0);
        let mut all = Vec::new();
        for (mut arrival, skips) in events {
            let next = match arrival.source {
                "gateway" => &mut gateway,
                "tokens" => &mut tokens,
                _ => {
                    all.push(arrival);
                    continue;
                }
            };
            *next += 1 + u64::from(skips);
            if let testkit::What::Event(event) = &mut arrival.what {
                match event.as_mut() {
                    Event::Access(access) => access.mark.sequence = Some(*next),
                    Event::Issuance(issuance) => issuance.mark.sequence = Some(*next),
                    Event::Heartbeat(beat) => beat.mark.sequence = Some(*next),
                    _ => {}
                }
            }
            all.push(arrival);
        }
        all
    })
}

/// Tests over every column and operator, of values that occur and of some that do not.
const TESTS: &[&str] = &[
    "source = 'gateway'",
    "source <> 'late'",
    "source IN ('edge', 'none')",
    "source LIKE 'g%'",
    "actor = 'member:1'",
    "actor <> '2'",
    "actor IN ('employee:kim', '3', '900001')",
    "actor IS NULL",
    "actor_kind = 'member'",
    "actor_kind IN ('employee', 'anonymous')",
    "actor_kind <> 'service'",
    "credential = 't1'",
    "credential <> 't2'",
    "credential IN ('t0', 't3', 'never')",
    "credential IS NOT NULL",
    "issued",
    "issued = 'yes'",
    "issued <> 'no'",
    "issued IN ('expired', 'cannot_say')",
    "issued = 'cannot_say'",
    "key = 'auth-2024-04'",
    "key <> 'rogue'",
    "key LIKE '%-1'",
    "key IS NULL",
    "ip = '198.51.100.1'",
    "ip <> '198.51.100.0/30'",
    "ip IN ('198.51.100.4/31', '2001:db8::1')",
    "ip = '2001:db8::/32'",
    "ip IS NULL",
    "asn = 64500",
    "asn BETWEEN 64501 AND 64510",
    "asn < 64501",
    "asn IN (1, 64501)",
    "asn IS NULL",
    "country = 'KR'",
    "country <> 'US'",
    "country LIKE 'J_'",
    "country IS NOT NULL",
    "client = 'app/1'",
    "client LIKE 'app/%'",
    "client NOT IN ('curl', 'app/2')",
    "client IS NULL",
    "route = 'address-list'",
    "route <> 'my-info'",
    "route IN ('order-list', 'members-table', 'beta-of')",
    "route LIKE 'm%'",
    "route IS NULL",
    "field = 'phone'",
    "field <> 'door_code'",
    "field IN ('email', 'address')",
    "field LIKE '%e'",
    "field IS NULL",
    "outcome = 'denied'",
    "outcome <> 'served'",
    "outcome IN ('missing', 'served')",
    "subject = 'member:1'",
    "subject <> '3'",
    "subject IN ('2', '900001')",
    "subject IN ('phone:01011112222', '5')",
    "subject IS NULL",
    "subject_kind = 'member'",
    "subject_kind IN ('dormant', 'withdrawn')",
    "subject_kind <> 'recipient'",
    "subject_kind IS NULL",
    "access >= 40",
    "access BETWEEN 10 AND 90",
    "access IN (3, 7, 20)",
    "access IS NOT NULL",
    "TRUE",
    "FALSE",
];

fn any_test() -> impl Strategy<Value = String> {
    let time = || (-10i64..620).prop_map(literal);
    prop_oneof![
        12 => select(TESTS).prop_map(str::to_owned),
        1 => (select(&["=", "<>", "<", "<=", ">", ">="][..]), time()).prop_map(|(sign, time)| format!("time {sign} {time}")),
        1 => (-10i64..620, 0i64..300).prop_map(|(from, long)| format!("time BETWEEN {} AND {}", literal(from), literal(from + long))),
        1 => (time(), time()).prop_map(|(a, b)| format!("time IN ({a}, {b})")),
    ]
}

/// Selections: nested AND, OR and NOT over any test.
pub(crate) fn any_selection() -> impl Strategy<Value = String> {
    any_test().prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(|all| format!("({})", all.join(" AND "))),
            2 => vec(inner.clone(), 2..4).prop_map(|any| format!("({})", any.join(" OR "))),
            2 => inner.prop_map(|one| format!("NOT ({one})")),
        ]
    })
}
