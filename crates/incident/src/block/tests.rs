use event::Millis;
use ipnet::IpNet;
use serde_json::{Value, json};

use super::*;

mod forms;
mod nameless;
mod practised;
mod reads;
mod told_again;

pub(super) const MADE: Millis = Millis(1_764_460_800_000);

pub(super) fn network(text: &str) -> Match {
    Match::Network(text.parse().unwrap())
}

pub(super) fn client(text: &str) -> Match {
    Match::Client(text.to_owned())
}

/// An entry that `others` other people used.
pub(super) fn want(what: Match, others: u64) -> Wanted {
    let behind = Behind {
        people: 12,
        reads: 34,
    };
    let span = Span {
        first: Millis(1),
        last: Millis(2),
    };
    let mut wanted = Wanted::new(what, behind, span);
    wanted.others = Some(Others {
        people: others,
        log_ins: others + 1,
        nameless: 0,
        lately: None,
    });
    wanted
}

pub(super) fn list(wanted: Vec<Wanted>) -> BlockList {
    BlockList::propose("i-7", MADE, &Rules::default(), wanted).unwrap()
}

/// Why the only thing that is wanted is held back; `None` when it stands.
fn why(wanted: Wanted) -> Option<Why> {
    let list = list(vec![wanted]);
    assert_eq!(list.entries().len() + list.held_back().len(), 1);
    list.held_back().first().map(|held| held.why.clone())
}

fn confirmed(shown: Option<u64>) -> Option<Confirmed> {
    let two = TwoPeople::new("employee:kim", "employee:lee").unwrap();
    Some(Confirmed { two, shown })
}

#[test]
fn what_costs_few_stands_and_what_costs_many_needs_a_second_person() {
    assert_eq!(why(want(network("203.0.113.7/32"), 100)), None);
    let many = want(network("203.0.113.7/32"), 101);
    let found = why(many.clone()).unwrap();
    assert_eq!(found.word(), "needs_second_person");
    assert_eq!(
        found.to_string(),
        "101 other people used it in the 30 days before the last read of the incident, more than 100: a second person must confirm it"
    );
    let mut agreed = many;
    agreed.confirmed = confirmed(Some(101));
    assert_eq!(why(agreed.clone()), None);
    // It has grown since it was put to them.
    agreed.others = Some(Others {
        people: 5000,
        log_ins: 0,
        nameless: 0,
        lately: None,
    });
    let (shown, people) = (101, 5000);
    assert_eq!(why(agreed), Some(Why::Grown { shown, people }));
}

/// Whom an entry hits today is counted by the last days of the record, which may be long after the incident.
#[test]
fn the_greater_of_both_numbers_decides() {
    let mut grown = want(network("203.0.113.7/32"), 3);
    let since = |people| Lately {
        people,
        log_ins: 9,
        nameless: 0,
    };
    grown.others = Some(Others::new(since(3), Some(since(250))));
    let found = why(grown.clone()).unwrap();
    assert_eq!(
        found.to_string(),
        "250 other people used it in the last 30 days of the record, more than 100: a second person must confirm it"
    );
    // Two people who were shown the smaller number have not agreed to the greater.
    grown.confirmed = confirmed(Some(3));
    let (shown, people) = (3, 250);
    assert_eq!(why(grown.clone()), Some(Why::Grown { shown, people }));
    grown.confirmed = confirmed(Some(250));
    assert_eq!(why(grown.clone()), None);
    grown.confirmed = None;
    grown.others = Some(Others::new(since(101), Some(since(0))));
    assert_eq!(why(grown).unwrap().word(), "needs_second_person");
    // What is the same in both is told once.
    assert_eq!(Others::new(since(5), Some(since(5))).lately, None);
    assert_eq!(
        Others::new(since(5), None).most(),
        Some((5, Days::OfIncident))
    );
}

#[test]
fn the_address_of_a_carrier_shows_the_people_behind_it_and_needs_a_second_person() {
    let mut carrier = want(network("203.0.113.7/32"), 40);
    carrier.carrier_nat = true;
    let found = why(carrier.clone()).unwrap();
    assert_eq!(
        found,
        Why::CarrierNat {
            people: 40,
            days: Days::OfIncident
        }
    );
    assert!(found.to_string().contains("40 other people"), "{found}");
    // The shared addresses of RFC 6598 need no one to say so.
    let shared = why(want(network("100.64.0.0/20"), 7));
    assert_eq!(
        shared,
        Some(Why::CarrierNat {
            people: 7,
            days: Days::OfIncident
        })
    );
    assert_eq!(why(want(network("100.128.0.0/20"), 7)), None);
    carrier.confirmed = confirmed(Some(40));
    let entry = list(vec![carrier]).entries()[0].clone();
    assert!(entry.carrier_nat);
    assert_eq!(entry.others.map(|others| others.people), Some(40));
}

#[test]
fn not_counted_is_not_nobody() {
    let mut unknown = want(client("reader/1"), 0);
    unknown.others = None;
    assert_eq!(why(unknown.clone()), Some(Why::NotCounted));
    // Who confirmed a number has not confirmed an unknown one, nor the other way round.
    unknown.confirmed = confirmed(Some(5));
    assert_eq!(why(unknown.clone()), Some(Why::NotCounted));
    unknown.confirmed = confirmed(None);
    assert_eq!(why(unknown.clone()), None);
    unknown.others = Some(Others {
        people: 101,
        log_ins: 0,
        nameless: 0,
        lately: None,
    });
    let costs = Why::ManyOthers {
        people: 101,
        days: Days::OfIncident,
        limit: 100,
    };
    assert_eq!(why(unknown), Some(costs));
}

#[test]
fn one_person_is_not_two() {
    for (one, other) in [("kim", "kim"), ("kim", " KIM "), ("Kim", "kim")] {
        let refused = TwoPeople::new(one, other).unwrap_err();
        assert!(matches!(refused, PeopleError::Same { .. }), "{refused}");
    }
    for (one, other, who) in [("", "lee", "proposer"), ("kim", "  ", "confirmer")] {
        let refused = TwoPeople::new(one, other).unwrap_err();
        assert_eq!(refused, PeopleError::NoName { who });
    }
    let two = TwoPeople::new("kim", "lee").unwrap();
    assert_eq!((two.proposer(), two.confirmer()), ("kim", "lee"));
}

#[test]
fn nothing_matches_everything() {
    for text in ["0.0.0.0/0", "::/0", "::ffff:0:0/96", "::/64", "1.2.3.4/0"] {
        let found = why(want(network(text), 0)).unwrap();
        assert_eq!(found.word(), "matches_everything", "{text}");
    }
    for what in [
        client(""),
        client("  "),
        Match::Key {
            id: String::new(),
            issued: None,
        },
        Match::Session {
            claim: Claim::Jti,
            id: " ".to_owned(),
        },
    ] {
        assert_eq!(why(want(what, 0)), Some(Why::Unfit(Unfit::Everything)));
    }
    for (text, word) in [
        ("0.0.0.0/1", Some("too_wide")),
        ("10.0.0.0/7", Some("too_wide")),
        ("10.0.0.0/8", None),
        ("2000::/18", Some("too_wide")),
        ("2001:4000::/19", None),
        // Seven bits of IPv4, in the dress of IPv6.
        ("::ffff:10.0.0.0/103", Some("too_wide")),
    ] {
        let found = why(want(network(text), 0));
        assert_eq!(found.as_ref().map(Why::word), word, "{text}");
    }
    // Even two people cannot have it.
    let mut all = want(network("0.0.0.0/0"), 0);
    all.confirmed = confirmed(Some(0));
    assert_eq!(why(all), Some(Why::Unfit(Unfit::Everything)));
}

#[test]
fn what_no_request_carries_is_held_back() {
    for text in ["a\r\nb", "a\0", " a", "a ", "\u{fffd}x"] {
        assert_eq!(
            why(want(client(text), 0)),
            Some(Why::Unfit(Unfit::NeverSent))
        );
    }
    assert_eq!(why(want(client(&"a".repeat(TEXT_BYTES_MAX)), 0)), None);
    let long = list(vec![want(client(&"é".repeat(TEXT_BYTES_MAX)), 0)]);
    let held = &long.held_back()[0];
    let (bytes, most) = (2 * TEXT_BYTES_MAX, TEXT_BYTES_MAX);
    assert_eq!(held.why, Why::Unfit(Unfit::TooLong { bytes, most }));
    let Match::Client(shown) = &held.wanted.what else {
        panic!("{held:?}");
    };
    assert_eq!(shown.len(), TEXT_BYTES_MAX + "…".len());
    let key = Match::Key {
        id: "k".to_owned(),
        issued: Some(Window {
            from: Millis(5),
            until: Millis(5),
        }),
    };
    assert_eq!(why(want(key, 0)), Some(Why::Unfit(Unfit::EmptyWindow)));
}

#[test]
fn an_entry_ends_by_itself() {
    let entry_of = |days| {
        let mut wanted = want(network("203.0.113.7/32"), 0);
        wanted.days = days;
        list(vec![wanted])
    };
    let week = want(network("203.0.113.7/32"), 0);
    assert_eq!(list(vec![week]).entries()[0].expires, MADE.plus(7 * DAY_MS));
    assert_eq!(entry_of(90).entries()[0].expires, MADE.plus(90 * DAY_MS));
    for days in [0, 91] {
        assert_eq!(entry_of(days).held_back()[0].why, Why::Expiry { days });
    }
    let list = entry_of(1);
    assert_eq!(list.in_force(MADE.plus(DAY_MS - 1)).count(), 1);
    assert_eq!(list.in_force(MADE.plus(DAY_MS)).count(), 0);
    assert_eq!(list.next_end(MADE), Some(MADE.plus(DAY_MS)));
    assert_eq!(list.next_end(MADE.plus(DAY_MS)), None);
}

#[test]
fn the_same_is_wanted_once_however_it_is_spelled() {
    let list = list(vec![
        want(network("203.0.113.7/32"), 1),
        want(network("::ffff:203.0.113.7/128"), 2),
        want(network("198.51.100.9/24"), 3),
    ]);
    let networks: Vec<_> = list.entries().iter().map(|entry| &entry.what).collect();
    assert_eq!(
        networks,
        [&network("198.51.100.0/24"), &network("203.0.113.7/32")]
    );
    assert_eq!(list.held_back()[0].why, Why::Twice);
    let mut backwards = want(client("reader/1"), 0);
    (backwards.span.first, backwards.span.last) = (Millis(2), Millis(1));
    assert_eq!(why(backwards), Some(Why::Span));
}

#[test]
fn the_order_of_what_comes_changes_nothing() {
    let all = [
        want(network("203.0.113.7/32"), 1),
        want(client("reader/1"), 0),
        want(network("0.0.0.0/0"), 0),
        want(network("2001:db8::/32"), 1000),
        want(network("2001:db8::1/32"), 9),
        want(network("203.0.113.7/32"), 3),
    ];
    let (forth, back) = (
        list(all.to_vec()),
        list(all.iter().rev().cloned().collect()),
    );
    assert_eq!(forth, back);
    assert_eq!(forth.json(), back.json());
    // Of what was wanted twice the costlier counts, which here needs a second person.
    let held: Vec<_> = forth
        .held_back()
        .iter()
        .map(|held| held.why.word())
        .collect();
    assert_eq!(
        held,
        [
            "matches_everything",
            "twice",
            "needs_second_person",
            "twice"
        ]
    );
    assert_eq!(
        forth.entries()[0].others.map(|others| others.people),
        Some(3)
    );
    let fewer = list(all.iter().take(3).cloned().collect());
    assert_ne!(forth.digest(), fewer.digest());
}

#[test]
fn a_list_has_limits() {
    for id in ["", "a b", "x\n}", &"i".repeat(65)] {
        let refused = BlockList::propose(id, MADE, &Rules::default(), Vec::new()).unwrap_err();
        assert!(matches!(refused, BlockError::Incident { .. }), "{refused}");
    }
    let many = vec![want(client("reader/1"), 0); ENTRIES_MAX + 1];
    let refused = BlockList::propose("i", MADE, &Rules::default(), many).unwrap_err();
    assert_eq!(
        refused,
        BlockError::TooMany {
            wanted: ENTRIES_MAX + 1
        }
    );
}

#[test]
fn a_gateway_computes_the_same_hash() {
    // RFC 4231, test case 6: a key longer than a block of the hash.
    let key = GatewayKey::new("g", &[0xaa; 131]).unwrap();
    assert_eq!(
        key.hash(b"Test Using Larger Than Block-Size Key - Hash Key First")
            .to_string(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
    let (name, bytes) = ("g".to_owned(), 31);
    assert_eq!(
        GatewayKey::new("g", &[1; 31]).unwrap_err(),
        KeyError::Short { name, bytes }
    );
    let shown = format!("{:?}", GatewayKey::new("g", &[0xaa; 32]).unwrap());
    assert_eq!(shown, "GatewayKey(\"g\", secret not shown)");
}

#[test]
fn the_json_has_its_documented_shape_and_its_digest() {
    let mut carrier = want(network("100.64.3.9/32"), 3120);
    carrier.confirmed = confirmed(Some(3120));
    let list = list(vec![carrier, want(client("a\"b"), 0), want(client(""), 0)]);
    let text = list.json();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value["entries"][0],
        json!({
            "match": {"kind": "network", "network": "100.64.3.9/32"},
            "expires": "2025-12-07T00:00:00.000Z",
            "people": 12, "reads": 34,
            "first": "1970-01-01T00:00:00.001Z", "last": "1970-01-01T00:00:00.002Z",
            "others": {"people": 3120, "log_ins": 3121, "days": 30},
            "carrier_nat": true,
            "confirmed": {"proposer": "employee:kim", "confirmer": "employee:lee", "shown": 3120},
        })
    );
    assert_eq!(value["entries"][1]["match"]["client"], "a\"b");
    assert_eq!(value["entries"].as_array().unwrap().len(), 2);
    assert_eq!(value["held_back"][0]["why"]["word"], "matches_everything");
    assert_eq!(value["v"], 1);
    // Whoever has the document alone finds the digest in it to be true.
    let digest = value.as_object_mut().unwrap().remove("digest").unwrap();
    let rest = Digest(<sha2::Sha256 as sha2::Digest>::digest(value.to_string()).into());
    assert_eq!(digest, rest.to_string());
    assert_eq!(digest, list.digest().to_string());
}

#[test]
fn prefixes_are_spelled_in_one_way() {
    for (text, right) in [
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
        ("::ffff:10.1.2.3/128", "10.1.2.3/32"),
        ("::ffff:0:0/95", "::fffe:0:0/95"),
        ("2001:db8::1/32", "2001:db8::/32"),
    ] {
        let net: IpNet = text.parse().unwrap();
        assert_eq!(matches::spelled(net).to_string(), right, "{text}");
    }
}
