//! Reads after containment, held against a slow twin that asks every entry of every read.

use std::net::IpAddr;

use proptest::{prelude::*, sample::select};

use super::*;

const SINCE: Millis = Millis(MADE.0 + 1000);
const WATCH: Watch = Watch {
    since: SINCE,
    until: Millis(MADE.0 + 2 * DAY_MS),
    complete: true,
};

/// A read of which everything is known, and nothing is meant.
fn harmless(time: Millis) -> Presented<'static> {
    Presented {
        time,
        address: Shown::Is("192.0.2.99".parse().unwrap()),
        key: Shown::Is("good"),
        issued: Shown::Is(Millis(0)),
        jti: Shown::Nothing,
        session: Shown::Is("mine"),
        client: Shown::Is("browser"),
        credential: Shown::Nothing,
    }
}

fn key(id: &str, issued: Option<(i64, i64)>) -> Match {
    let issued = issued.map(|(from, until)| Window {
        from: Millis(from),
        until: Millis(until),
    });
    let id = id.to_owned();
    Match::Key { id, issued }
}

#[test]
fn zero_is_the_proof_and_one_read_is_none() {
    let list = list(vec![
        want(network("203.0.113.0/24"), 0),
        want(client("reader/1"), 0),
    ]);
    let told = after(&list, &WATCH, [harmless(SINCE)]);
    assert!(told.iter().all(|one| one.verdict == Verdict::NoRead));
    let mut bad = harmless(SINCE.plus(5));
    bad.address = Shown::Is("::ffff:203.0.113.9".parse().unwrap());
    // Before the gateway had it, and after the watch: not counted.
    let (mut before, mut later) = (bad, bad);
    (before.time, later.time) = (SINCE.plus(-1), WATCH.until);
    let told = after(&list, &WATCH, [bad, before, later]);
    assert_eq!((told[0].reads, told[0].last), (1, Some(bad.time)));
    assert_eq!(told[0].verdict, Verdict::StillRead);
    assert_eq!((told[1].reads, told[1].verdict), (0, Verdict::NoRead));
}

#[test]
fn zero_proves_nothing_where_the_record_is_silent() {
    let list = list(vec![want(client("reader/1"), 0), want(key("k", None), 0)]);
    let torn = Watch {
        complete: false,
        ..WATCH
    };
    let told = after(&list, &torn, []);
    assert!(told.iter().all(|one| one.verdict == Verdict::CannotSay));
    let mut unknown = harmless(SINCE);
    unknown.client = Shown::Unknown;
    let told = after(&list, &WATCH, [unknown]);
    // Keys stand before clients.
    assert_eq!((told[0].undecided, told[0].verdict), (0, Verdict::NoRead));
    assert_eq!(
        (told[1].undecided, told[1].verdict),
        (1, Verdict::CannotSay)
    );
    // A watch that never began proves nothing either.
    let (since, until) = (WATCH.until, WATCH.until);
    let none = Watch {
        since,
        until,
        ..WATCH
    };
    assert!(
        after(&list, &none, [])
            .iter()
            .all(|one| one.verdict == Verdict::CannotSay)
    );
}

#[test]
fn a_key_is_meant_within_its_issue_times() {
    let list = list(vec![want(key("k", Some((100, 200))), 0)]);
    let told = |key, issued| {
        let mut read = harmless(SINCE);
        (read.key, read.issued) = (key, issued);
        let told = after(&list, &WATCH, [read]);
        (told[0].reads, told[0].undecided)
    };
    assert_eq!(told(Shown::Is("k"), Shown::Is(Millis(100))), (1, 0));
    assert_eq!(told(Shown::Is("k"), Shown::Is(Millis(200))), (0, 0));
    assert_eq!(told(Shown::Is("k"), Shown::Unknown), (0, 1));
    assert_eq!(told(Shown::Is("k"), Shown::Nothing), (0, 0));
    assert_eq!(told(Shown::Unknown, Shown::Is(Millis(100))), (0, 1));
    assert_eq!(told(Shown::Nothing, Shown::Unknown), (0, 0));
}

#[test]
fn reads_after_an_entry_has_ended_are_not_its_own() {
    let mut short = want(client("reader/1"), 0);
    short.days = 1;
    let list = list(vec![short]);
    let end = MADE.plus(DAY_MS);
    let mut read = harmless(end);
    read.client = Shown::Is("reader/1");
    let told = after(&list, &WATCH, [read]);
    assert_eq!((told[0].reads, told[0].span.until), (0, end));
    read.time = end.plus(-1);
    assert_eq!(after(&list, &WATCH, [read])[0].reads, 1);
    // The same holds for what is unknown.
    read.client = Shown::Unknown;
    assert_eq!(after(&list, &WATCH, [read])[0].undecided, 1);
    read.time = end;
    assert_eq!(after(&list, &WATCH, [read])[0].undecided, 0);
}

/// Whether one entry matches one read, `None` where the record does not say.
fn slow(what: &Match, read: &Presented<'_>) -> Option<bool> {
    fn same<T: PartialEq>(shown: Shown<T>, value: T) -> Option<bool> {
        match shown {
            Shown::Unknown => None,
            Shown::Nothing => Some(false),
            Shown::Is(shown) => Some(shown == value),
        }
    }
    match what {
        Match::Network(net) => match read.address {
            Shown::Unknown => None,
            Shown::Nothing => Some(false),
            Shown::Is(address) => Some(net.contains(&address)),
        },
        Match::Client(client) => same(read.client, client.as_str()),
        Match::Session {
            claim: Claim::Jti,
            id,
        } => same(read.jti, id.as_str()),
        Match::Session {
            claim: Claim::Session,
            id,
        } => same(read.session, id.as_str()),
        Match::Credential { hash, .. } => same(read.credential, *hash),
        Match::Key { id, issued } => {
            let key = same(read.key, id.as_str())?;
            match (key, issued, read.issued) {
                (false, _, _) | (true, Some(_), Shown::Nothing) => Some(false),
                (true, None, _) => Some(true),
                (true, Some(_), Shown::Unknown) => None,
                (true, Some(span), Shown::Is(moment)) => Some(span.has(moment)),
            }
        }
    }
}

fn some_match() -> impl Strategy<Value = Match> {
    let text = select(vec!["a", "b", "c"]);
    prop_oneof![
        select(vec![
            "10.0.0.0/8",
            "10.1.0.0/16",
            "10.1.2.3/32",
            "2001:db8::/32"
        ])
        .prop_map(network),
        text.clone().prop_map(client),
        (
            text.clone(),
            select(vec![None, Some((0, 10)), Some((5, 20))])
        )
            .prop_map(|(id, issued)| key(id, issued)),
        (text, select(vec![Claim::Jti, Claim::Session])).prop_map(|(id, claim)| Match::Session {
            claim,
            id: id.to_owned()
        }),
        select(vec![1u8, 2]).prop_map(|byte| Match::Credential {
            key: "g".to_owned(),
            hash: CredentialHash([byte; 32])
        }),
    ]
}

fn shown<T: Copy + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Shown<T>> {
    let values = values.into_iter().map(Shown::Is);
    select(
        values
            .chain([Shown::Unknown, Shown::Nothing])
            .collect::<Vec<_>>(),
    )
}

fn some_read() -> impl Strategy<Value = Presented<'static>> {
    let addresses = [
        "10.9.9.9",
        "10.1.9.9",
        "10.1.2.3",
        "2001:db8::1",
        "192.0.2.1",
    ];
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
    let text = || shown(vec!["a", "b", "d"]);
    // The moments at which a watch begins, an entry ends, and those just before.
    let edges = [SINCE, MADE.plus(DAY_MS), WATCH.until];
    let times: Vec<Millis> = edges.iter().flat_map(|at| [*at, at.plus(-1)]).collect();
    (
        select(times),
        shown(addresses),
        text(),
        shown(vec![Millis(3), Millis(7), Millis(15)]),
        (text(), text(), text()),
        shown(vec![CredentialHash([1; 32]), CredentialHash([9; 32])]),
    )
        .prop_map(
            |(time, address, key, issued, (jti, session, client), credential)| Presented {
                time,
                address,
                key,
                issued,
                jti,
                session,
                client,
                credential,
            },
        )
}

proptest! {
    /// *twin*: the look-ups count what asking each entry of each read counts.
    #[test]
    fn counts_are_those_of_the_slow_twin(
        wanted in proptest::collection::vec((some_match(), 1u16..3), 0..12),
        reads in proptest::collection::vec(some_read(), 0..20),
    ) {
        let wanted = wanted.into_iter().map(|(what, days)| {
            let mut wanted = want(what, 0);
            wanted.days = days;
            wanted
        });
        let list = list(wanted.collect());
        let told = after(&list, &WATCH, reads.iter().copied());
        prop_assert_eq!(told.len(), list.entries().len());
        for (one, entry) in told.iter().zip(list.entries()) {
            let inside = |read: &&Presented<'_>| {
                read.time >= SINCE && read.time < WATCH.until.min(entry.expires)
            };
            let answers: Vec<_> = reads
                .iter()
                .filter(inside)
                .map(|read| slow(&entry.what, read))
                .collect();
            let count = |wanted| answers.iter().filter(|answer| **answer == wanted).count() as u64;
            prop_assert_eq!(one.reads, count(Some(true)), "{:?}", entry.what);
            prop_assert_eq!(one.undecided, count(None), "{:?}", entry.what);
        }
    }
}
