//! Kleene's tables, asked of nine reads: `key` and `client` are each 'a' (true), 'b' (false) or null
//! (undecided).

use testkit::{Arrival, get};

use crate::common::{Site, at};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    False,
    Undecided,
    True,
}
use Truth::{False, True, Undecided};

const ALL: [Truth; 3] = [False, Undecided, True];

fn member(key: Truth, client: Truth) -> usize {
    10 + key as usize * 3 + client as usize
}

fn nine_reads() -> Site {
    let site = Site::shop();
    let mut arrivals: Vec<Arrival> = Vec::new();
    for (key, client) in ALL
        .iter()
        .flat_map(|key| ALL.iter().map(move |client| (*key, *client)))
    {
        let mut read = get("/me")
            .at(at(1))
            .member(&member(key, client).to_string());
        read = match key {
            True => read.key("a"),
            False => read.key("b"),
            Undecided => read,
        };
        read = match client {
            True => read.client("a"),
            False => read.client("b"),
            Undecided => read,
        };
        arrivals.push(read.from("gateway"));
    }
    site.write(&arrivals, &[5]);
    site
}

/// The truth of a condition for the read of one member.
fn truth(site: &Site, text: &str, member: usize) -> Truth {
    let answer = site.ask(&format!("({text}) AND subject = '{member}'"));
    match (answer.reads, answer.undecided.0) {
        (1, 0) => True,
        (0, 1) => Undecided,
        (0, 0) => False,
        other => panic!("{other:?} of {text}"),
    }
}

#[test]
fn and_or_not() {
    let site = nine_reads();
    for (key, client) in ALL
        .iter()
        .flat_map(|key| ALL.iter().map(move |client| (*key, *client)))
    {
        let of = |text: &str| truth(&site, text, member(key, client));
        let not = |one: Truth| ALL[2 - one as usize];
        assert_eq!(of("key = 'a'"), key);
        assert_eq!(of("NOT key = 'a'"), not(key));
        assert_eq!(of("key <> 'a'"), not(key));
        assert_eq!(of("key = 'a' AND client = 'a'"), key.min(client));
        assert_eq!(of("key = 'a' OR client = 'a'"), key.max(client));
        assert_eq!(of("NOT (key = 'a' AND client = 'a')"), not(key.min(client)));
        assert_eq!(
            of("NOT (NOT key = 'a' OR NOT client = 'a')"),
            key.min(client)
        );
        assert_eq!(
            of("key IS NULL"),
            if key == Undecided { True } else { False }
        );
        assert_eq!(
            of("key IS NOT NULL AND client = 'a'"),
            if key == Undecided { False } else { client }
        );
        assert_eq!(of("key = 'a' OR TRUE"), True);
        assert_eq!(of("key = 'a' AND FALSE"), False);
    }
}

/// A read that is undecided says why: the first test in the order of writing that does not decide.
#[test]
fn undecided_reads_say_why() {
    let site = nine_reads();
    let because = |text: &str| site.ask(text).undecided.2.into_iter().collect::<Vec<_>>();
    let (key, client) = (
        "the log names no key".to_owned(),
        "the log names no client".to_owned(),
    );
    assert_eq!(because("key = 'a'"), [(key.clone(), 3)]);
    assert_eq!(
        because("key = 'a' AND client = 'a'"),
        [(client.clone(), 1), (key.clone(), 2)]
    );
    assert_eq!(
        because("client = 'a' AND key = 'a'"),
        [(client, 2), (key, 1)]
    );
    assert_eq!(
        because("ip = '10.0.0.1'"),
        [("the log names no address".to_owned(), 9)]
    );
    assert_eq!(
        because("asn = 1"),
        [("the log names no address".to_owned(), 9)]
    );
    assert_eq!(
        because("access = 1"),
        [("the access names one subject at most".to_owned(), 9)]
    );
    assert_eq!(
        because("credential = 'x'"),
        [("the log names no credential".to_owned(), 9)]
    );
    assert_eq!(
        because("issued"),
        [("the log names no credential".to_owned(), 9)]
    );
    assert_eq!(because("issued = 'no'"), []);
}
