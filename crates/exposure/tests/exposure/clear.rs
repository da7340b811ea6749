//! never-clear: a field is said to be clear only when somebody who knows every event that happened
//! agrees.

use event::catalogue::Catalogue;
use exposure::Verdict;
use proptest::{collection::vec, prelude::*, sample::select};
use testkit::{Arrival, get, shop_catalogue};

use crate::{
    common::{Site, at, literal},
    coverage::sequenced_shop,
};

/// What became of an event on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Told,
    Lost,
    Quarantined,
}

/// Something that happened, as only this test knows it.
#[derive(Debug, Clone)]
struct Happened {
    minute: i64,
    path: &'static str,
    actor: Option<&'static str>,
    client: Option<&'static str>,
    fate: Fate,
    source: &'static str,
}

/// Which subject and fields a request showed in truth, whether the catalogue knows it or not.
fn shown(
    path: &str,
    actor: Option<&'static str>,
) -> (Option<&'static str>, &'static [&'static str]) {
    match path {
        "/me" => (actor, &["name", "phone", "email"]),
        "/members/1/addresses" => (Some("1"), &["name", "phone", "address", "door_code"]),
        "/orders?member=2" => (Some("2"), &["name", "address"]),
        "/beta/3" => (Some("3"), &["email", "door_code"]),
        _ => (None, &[]),
    }
}

/// A selection as the ledger reads it and as this test does.
#[derive(Debug, Clone)]
enum Claim {
    All,
    Between(i64, i64),
    Client(&'static str),
    Subject(&'static str),
    NotRoute,
}

impl Claim {
    fn text(&self) -> String {
        match self {
            Claim::All => "TRUE".to_owned(),
            Claim::Between(from, to) => {
                format!("time BETWEEN {} AND {}", literal(*from), literal(*to))
            }
            Claim::Client(client) => format!("client = '{client}'"),
            Claim::Subject(subject) => format!("subject = '{subject}'"),
            Claim::NotRoute => "route <> 'address-list'".to_owned(),
        }
    }

    /// Whether an event is meant, or may be for all that its log says.
    fn may_mean(&self, event: &Happened) -> bool {
        match self {
            Claim::All => true,
            Claim::Between(from, to) => (from..=to).contains(&&event.minute),
            Claim::Client(client) => event.client.is_none_or(|of| of == *client),
            Claim::Subject(subject) => shown(event.path, event.actor)
                .0
                .is_none_or(|of| of == *subject),
            Claim::NotRoute => event.path != "/members/1/addresses",
        }
    }
}

fn any_event() -> impl Strategy<Value = Happened> {
    let path = select(
        &[
            "/me",
            "/me",
            "/orders?member=2",
            "/members/1/addresses",
            "/health",
            "/beta/3",
        ][..],
    );
    let path = (path, prop::bool::weighted(0.8))
        .prop_map(|(path, plain)| if plain { "/me" } else { path });
    let fate =
        prop_oneof![30 => Just(Fate::Told), 1 => Just(Fate::Lost), 1 => Just(Fate::Quarantined)];
    let source = prop_oneof![9 => Just("gateway"), 1 => Just("late")];
    let client = prop_oneof![8 => Just(Some("app")), 1 => Just(Some("curl")), 1 => Just(None)];
    let actor = prop_oneof![9 => Just(Some("7")), 1 => Just(None)];
    // Lines come in order, but for half an hour at most.
    (-30i64..30, path, actor, client, fate, source).prop_map(
        |(minute, path, actor, client, fate, source)| Happened {
            minute,
            path,
            actor,
            client,
            fate,
            source,
        },
    )
}

fn any_claim() -> impl Strategy<Value = Claim> {
    prop_oneof![
        2 => Just(Claim::All),
        3 => (-60i64..400, 0i64..300).prop_map(|(from, long)| Claim::Between(from, from + long)),
        1 => select(&["app", "curl", "none"][..]).prop_map(Claim::Client),
        1 => select(&["1", "2", "3", "7"][..]).prop_map(Claim::Subject),
        1 => Just(Claim::NotRoute),
    ]
}

/// Events ten minutes apart, give or take; numbers are given when they happen.
fn arrive(events: &mut [Happened]) -> Vec<Arrival> {
    let mut numbers = [("gateway", 0), ("late", 0)];
    let mut arrivals = Vec::new();
    for (minute, event) in (0i64..).step_by(10).zip(events.iter_mut()) {
        event.minute += minute;
        let (_, number) = numbers
            .iter_mut()
            .find(|(source, _)| *source == event.source)
            .unwrap();
        *number += 1;
        let mut read = get(event.path).at(at(event.minute)).seq(*number);
        if let Some(actor) = event.actor {
            read = read.member(actor);
        }
        if let Some(client) = event.client {
            read = read.client(client);
        }
        match event.fate {
            Fate::Told => arrivals.push(read.from(event.source)),
            Fate::Quarantined => arrivals.push(Arrival::bad(event.source, b"{")),
            Fate::Lost => {}
        }
    }
    arrivals
}

/// Events that were lost before the first or after the last that a source told show in no sequence: a
/// claim without bounds does not speak of them.
fn is_within_the_record(events: &[Happened], at: usize) -> bool {
    let told = |event: &Happened| event.source == events[at].source && event.fate == Fate::Told;
    events[..at].iter().any(told) && events[at..].iter().any(told) || events[at].fate != Fate::Lost
}

fn check(catalogue: Catalogue, events: &mut [Happened], claims: &[Claim]) -> u64 {
    let site = Site::new(catalogue);
    let arrivals = arrive(events);
    site.write(&arrivals, &[arrivals.len() / 2]);
    let fields = ["name", "phone", "address", "door_code", "email"];
    let mut clear = 0;
    for claim in claims {
        let answer = site.ask_untouched(&claim.text(), &fields);
        for field in fields {
            let untouched = &answer.untouched[field];
            assert_eq!(
                untouched.verdict != Verdict::CannotSay,
                untouched.because.is_empty(),
                "{untouched:?}"
            );
            if untouched.verdict != Verdict::Clear {
                continue;
            }
            clear += 1;
            let bounded = matches!(claim, Claim::Between(..));
            for (at, event) in events.iter().enumerate() {
                let spoken_of = bounded || is_within_the_record(events, at);
                let touches =
                    claim.may_mean(event) && shown(event.path, event.actor).1.contains(&field);
                assert!(
                    !(spoken_of && touches),
                    "{field} of {claim:?} is said to be clear in spite of {event:?}"
                );
            }
            let sequenced = |event: &Happened| {
                site.catalogue
                    .source(event.source)
                    .unwrap()
                    .guarantee
                    .word()
                    == "sequenced"
            };
            assert!(
                events
                    .iter()
                    .filter(|event| event.fate == Fate::Told)
                    .all(sequenced),
                "{claim:?}"
            );
        }
    }
    clear
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn never_clear_when_it_was_touched_or_is_unknown(mut events in vec(any_event(), 0..40), claims in vec(any_claim(), 6), shop in any::<bool>()) {
        check(if shop { shop_catalogue() } else { sequenced_shop() }, &mut events, &claims);
    }
}

/// The property above is not held by never saying *clear*.
#[test]
fn clear_is_said_of_a_whole_record() {
    let event = |path| Happened {
        minute: 0,
        path,
        actor: Some("7"),
        client: Some("app"),
        fate: Fate::Told,
        source: "gateway",
    };
    let claims = [
        Claim::All,
        Claim::Between(60, 80),
        Claim::Client("curl"),
        Claim::Subject("1"),
        Claim::NotRoute,
    ];
    let whole = [(); 15].map(|()| event("/me"));
    // Of five fields /me shows three, to member 7 by app: two, two, five, five and two are clear.
    assert_eq!(check(sequenced_shop(), &mut whole.clone(), &claims), 16);
    let mut lost = whole.clone();
    lost[1].fate = Fate::Lost;
    assert_eq!(check(sequenced_shop(), &mut lost, &claims), 0);
    let mut quarantined = whole.clone();
    quarantined[2].fate = Fate::Quarantined;
    assert_eq!(check(sequenced_shop(), &mut quarantined, &claims), 0);
    let mut declared = whole;
    declared[0].source = "late";
    assert_eq!(check(shop_catalogue(), &mut declared, &claims), 0);
}

#[test]
fn a_field_that_the_catalogue_lacks_is_never_clear() {
    let site = Site::new(sequenced_shop());
    site.write(
        &[get("/me").at(at(1)).member("1").seq(1).from("gateway")],
        &[],
    );
    let verdict = site.ask_untouched("TRUE", &["passport"]).untouched["passport"].clone();
    assert_eq!(verdict.verdict, Verdict::CannotSay);
    assert_eq!(verdict.because, ["the catalogue has no field \"passport\""]);
}
