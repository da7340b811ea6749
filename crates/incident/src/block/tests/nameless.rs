//! Reads that name nobody: of how many people they are cannot be said, which is not nobody.

use super::*;

fn of(people: u64, nameless: u64) -> Lately {
    Lately {
        people,
        log_ins: 2,
        nameless,
    }
}

fn want_of(what: Match, incident: Lately, record: Option<Lately>) -> Wanted {
    let mut wanted = want(what, 0);
    wanted.others = Some(Others::new(incident, record));
    wanted
}

#[test]
fn whatever_it_is_a_second_person_must_confirm_it() {
    let key = Match::Key {
        id: "auth".to_owned(),
        issued: None,
    };
    for what in [
        network("203.0.113.7/32"),
        network("100.64.3.9/32"),
        client("Chrome/124.0"),
        key,
    ] {
        let found = why(want_of(what.clone(), of(0, 3900), None)).unwrap();
        assert_eq!(found.word(), "needs_second_person", "{what:?}");
        assert_eq!(
            found.to_string(),
            "how many other people used it in the 30 days before the last read of the incident cannot be said, for 3900 \
             reads with it that are not of the incident name nobody, beside 0 people who are named: a second person must confirm it"
        );
    }
    // So few are named that one person would be enough, and one read is enough to say that it is not known.
    let lately = why(want_of(client("reader/1"), of(7, 0), Some(of(9, 1))));
    let (reads, people, days) = (1, 9, Days::OfRecord);
    assert_eq!(
        lately,
        Some(Why::Nameless {
            reads,
            people,
            days
        })
    );
    assert_eq!(
        why(want_of(client("reader/1"), of(7, 0), Some(of(9, 0)))),
        None
    );
}

/// Who was shown a number has not agreed to an unknown one, and who was shown that it is not known has.
#[test]
fn what_was_confirmed_is_what_was_shown() {
    let mut wanted = want_of(client("reader/1"), of(3, 40), None);
    wanted.confirmed = confirmed(Some(3));
    assert!(matches!(why(wanted.clone()), Some(Why::Nameless { .. })));
    wanted.confirmed = confirmed(None);
    assert_eq!(why(wanted.clone()), None);
    wanted.others = Some(Others::new(of(101, 0), None));
    assert!(matches!(why(wanted), Some(Why::ManyOthers { .. })));
}

#[test]
fn the_json_tells_no_number_and_reads_back() {
    let mut agreed = want_of(client("reader/1"), of(3, 40), None);
    agreed.confirmed = confirmed(None);
    let both = want_of(network("203.0.113.7/32"), of(3, 40), Some(of(5, 0)));
    let list = list(vec![agreed, both]);
    assert_eq!((list.entries().len(), list.held_back().len()), (1, 1));
    let value: Value = serde_json::from_str(&list.json()).unwrap();
    let (entry, held) = (&value["entries"][0], &value["held_back"][0]);
    assert!(entry["others"].is_null() && held["others"].is_null());
    assert_eq!(
        entry["others_named"],
        json!({"people": 3, "log_ins": 2, "reads_of_nobody": 40, "days": 30})
    );
    assert_eq!(
        held["others_named"],
        json!({"people": 3, "log_ins": 2, "reads_of_nobody": 40, "days": 30,
            "lately": {"people": 5, "log_ins": 2, "reads_of_nobody": 0}})
    );
    let again = BlockList::read(list.json().as_bytes(), &Rules::default()).unwrap();
    assert_eq!((again.json(), &again), (list.json(), &list));
}
