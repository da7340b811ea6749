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

/// What was counted is told by the list itself, so that it is known whenever the list is looked at.
#[test]
fn a_list_reads_back_with_the_days_that_were_counted() {
    let of = |people| Lately {
        people,
        log_ins: 1,
        nameless: 0,
    };
    let mut both = want(network("192.0.2.1/32"), 0);
    both.others = Some(Others::new(of(3), Some(of(9))));
    let mut held = want(network("192.0.2.2/32"), 0);
    held.others = Some(Others::new(of(3), Some(of(900))));
    let counted = Counted {
        incident: Reckoned::ending(Millis(40 * DAY_MS)),
        record: Some(Reckoned::ending(MADE)),
    };
    let list = list(vec![both, held]).counting(counted);
    assert_eq!((list.entries().len(), list.held_back().len()), (1, 1));
    let again = BlockList::read(list.json().as_bytes(), &Rules::default()).unwrap();
    assert_eq!(again, list);
    assert_eq!(again.counted(), Some(counted));
    assert!(list.json().contains(r#""lately":{"log_ins":1,"people":9}"#));
    assert_eq!(counted.incident.from, Millis(10 * DAY_MS));
}

#[test]
fn a_list_reads_back_that_cannot_say_whom_it_hits_lately() {
    let mut then = want(network("192.0.2.1/32"), 0);
    then.others = Some(Others::new(Lately::default(), None));
    let counted = Counted {
        incident: Reckoned::ending(Millis(40 * DAY_MS)),
        record: None,
    };
    let list = list(vec![then]).counting(counted);
    assert!(list.json().contains(r#""record":null"#));
    let again = BlockList::read(list.json().as_bytes(), &Rules::default()).unwrap();
    assert_eq!((again.counted(), &again), (Some(counted), &list));
}

/// A list that was made before both numbers were counted, byte for byte, with the reason in its words of then.
#[test]
fn a_list_of_before_reads_back() {
    let text = include_str!("list_of_before.json").trim_end();
    let list = BlockList::read(text.as_bytes(), &Rules::default()).unwrap();
    assert_eq!(list.json(), text);
    assert_eq!(list.counted(), None);
    let [held] = list.held_back() else {
        panic!("one is held back: {list:?}")
    };
    assert!(
        held.why
            .to_string()
            .contains("used it in the last 30 days, more"),
        "{}",
        held.why
    );
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
