//! A list reads back from its JSON as itself, or not at all.

use super::*;

fn of_every_kind() -> BlockList {
    let mut carrier = want(network("100.64.3.9/32"), 4);
    carrier.confirmed = confirmed(Some(4));
    let mut day = want(network("192.0.2.0/24"), 0);
    day.days = 1;
    let mut unknown = want(client("reader/1.0"), 0);
    unknown.others = None;
    let key = Match::Key {
        id: "auth".to_owned(),
        issued: Some(Window {
            from: Millis(5),
            until: Millis(9),
        }),
    };
    let session = Match::Session {
        claim: Claim::Session,
        id: "s-1".to_owned(),
    };
    let credential = Match::Credential {
        key: "gate".to_owned(),
        hash: CredentialHash([0xab; 32]),
    };
    list(vec![
        carrier,
        day,
        unknown,
        want(key, 101),
        want(session, 0),
        want(credential, 0),
    ])
}

#[test]
fn a_list_reads_back_as_itself() {
    let list = of_every_kind();
    assert_eq!((list.entries().len(), list.held_back().len()), (4, 2));
    let again = BlockList::read(list.json().as_bytes(), &Rules::default()).unwrap();
    assert_eq!(again.json(), list.json());
    assert_eq!(again, list);
}

/// What is held back is not told whole: neither the days that were wanted nor a text that is too long.
#[test]
fn a_list_reads_back_whatever_is_held_back() {
    let mut year = want(network("203.0.113.7/32"), 0);
    year.days = 365;
    let long = |last: &str| want(client(&("a".repeat(TEXT_BYTES_MAX) + last)), 0);
    let twice = want(client("reader/1"), 3);
    let list = list(vec![year, long("b"), long("c"), twice.clone(), twice]);
    assert_eq!((list.entries().len(), list.held_back().len()), (1, 4));
    let again = BlockList::read(list.json().as_bytes(), &Rules::default()).unwrap();
    assert_eq!(again.json(), list.json());
    let words = |of: &BlockList| -> Vec<_> {
        let held = of.held_back().iter();
        held.map(|held| (held.why.word(), held.why.to_string()))
            .collect()
    };
    assert_eq!(words(&again), words(&list));
}

#[test]
fn a_list_that_was_changed_does_not() {
    let json = of_every_kind().json();
    for (from, to, wanted) in [
        ("100.64.3.9", "100.64.3.8", "was changed"),
        (
            "\"people\":12",
            "\"people\":\"12\"",
            "people: it is missing",
        ),
        (
            "\"kind\":\"session\"",
            "\"kind\":\"door\"",
            "kind: it is missing",
        ),
        ("abab", "ab\u{e9}b", "hmac_sha256: it is missing"),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json, "{from}");
        let error = BlockList::read(changed.as_bytes(), &Rules::default()).unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
    }
}
