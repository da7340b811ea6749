//! never-clear: a field is said to be clear only when somebody who knows every event that happened
//! agrees, or when a person whom the answer names has stated that nothing was lost.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use exposure::{Answer, Statement, Verdict};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use testkit::{Arrival, get, issuance};

use crate::common::{Site, at, literal, wide_catalogue};

const FIELDS: [&str; 5] = ["name", "phone", "address", "door_code", "email"];

/// Minutes between events, and by how much a line may stand out of its order.
const STEP: i64 = 10;
const JITTER: i64 = 30;

/// What became of an event on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Told,
    /// Told, but without its number.
    Unnumbered,
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
    /// Which copy of the source tells it, and whether that was started anew just before.
    instance: &'static str,
    restart: bool,
    /// Given when it happens: the start of the copy.
    boot: u32,
}

/// A whole history: events, what became of the issuance of the credential that all of them presented,
/// and what people have stated.
#[derive(Debug, Clone)]
struct History {
    events: Vec<Happened>,
    issuance: Fate,
    late: Guarantee,
    statements: Vec<(&'static str, i64, i64, bool)>,
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
        "/export" => (None, &["name", "phone"]),
        _ => (None, &[]),
    }
}

/// A selection as the ledger reads it and as this test does.
#[derive(Debug, Clone, PartialEq)]
enum Claim {
    All,
    Between(i64, i64),
    Outside(i64, i64),
    Client(&'static str),
    Subject(&'static str),
    NotRoute,
    Source(&'static str),
    Issued(&'static str),
}

impl Claim {
    fn text(&self) -> String {
        match self {
            Claim::All => "TRUE".to_owned(),
            Claim::Between(from, to) => {
                format!("time BETWEEN {} AND {}", literal(*from), literal(*to))
            }
            Claim::Outside(from, to) => {
                format!("NOT time BETWEEN {} AND {}", literal(*from), literal(*to))
            }
            Claim::Client(client) => format!("client = '{client}'"),
            Claim::Subject(subject) => format!("subject = '{subject}'"),
            Claim::NotRoute => "route <> 'address-list'".to_owned(),
            Claim::Source(source) => format!("source = '{source}'"),
            Claim::Issued(text) => (*text).to_owned(),
        }
    }

    /// Whether an event is meant, or may be for all that its log says.
    fn may_mean(&self, event: &Happened) -> bool {
        match self {
            // All presented the credential that was issued.
            Claim::All | Claim::Issued("issued" | "issued = 'yes'" | "issued <> 'no'") => true,
            Claim::Issued(_) => false,
            Claim::Between(from, to) => (from..=to).contains(&&event.minute),
            Claim::Outside(from, to) => !(from..=to).contains(&&event.minute),
            Claim::Client(client) => event.client.is_none_or(|of| of == *client),
            Claim::Subject(subject) => shown(event.path, event.actor)
                .0
                .is_none_or(|of| of == *subject),
            Claim::NotRoute => event.path != "/members/1/addresses",
            Claim::Source(source) => event.source == *source,
        }
    }

    /// Whether the claim speaks of times beyond what the source told.
    fn is_bounded(&self) -> bool {
        matches!(self, Claim::Between(..))
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
            "/export",
        ][..],
    );
    let path = (path, prop::bool::weighted(0.85))
        .prop_map(|(path, plain)| if plain { "/me" } else { path });
    let fate = prop_oneof![60 => Just(Fate::Told), 1 => Just(Fate::Unnumbered), 2 => Just(Fate::Lost), 1 => Just(Fate::Quarantined)];
    let source = prop_oneof![14 => Just("gateway"), 1 => Just("late")];
    let client = prop_oneof![8 => Just(Some("app")), 1 => Just(Some("curl")), 1 => Just(None)];
    let actor = prop_oneof![12 => Just(Some("7")), 1 => Just(None)];
    let copy = prop_oneof![20 => Just("gw-1"), 1 => Just("gw-2")];
    (
        -JITTER..JITTER,
        path,
        actor,
        client,
        fate,
        source,
        copy,
        prop::bool::weighted(0.02),
    )
        .prop_map(
            |(minute, path, actor, client, fate, source, instance, restart)| Happened {
                minute,
                path,
                actor,
                client,
                fate,
                source,
                instance,
                restart,
                boot: 0,
            },
        )
}

fn any_history() -> impl Strategy<Value = History> {
    let fate =
        prop_oneof![6 => Just(Fate::Told), 1 => Just(Fate::Lost), 1 => Just(Fate::Quarantined)];
    let late = select(&[Guarantee::Sequenced, Guarantee::Declared, Guarantee::Live][..]);
    let statement = (
        select(&["gateway", "late"][..]),
        -200i64..500,
        0i64..900,
        prop::bool::weighted(0.3),
    )
        .prop_map(|(source, from, long, unread)| (source, from, from + long, unread));
    // Most records are whole but for one sort of fault, or else little would ever be clear.
    let events = (vec(any_event(), 0..60), any::<bool>(), any::<bool>());
    let events = events.prop_map(|(mut events, calm, torn)| {
        if calm {
            events.iter_mut().for_each(|event| event.fate = Fate::Told);
        }
        if torn {
            tear(&mut events);
        }
        events
    });
    (events, fate, late, vec(statement, 0..3)).prop_map(|(events, issuance, late, statements)| {
        History {
            events,
            issuance,
            late,
            statements,
        }
    })
}

/// What a copy told last before it was started anew is lost with it: no later number shows that.
fn tear(events: &mut [Happened]) {
    for at in 1..events.len() {
        if events[at].restart {
            let copy = (events[at].source, events[at].instance);
            let before = events[..at].iter_mut().rev();
            before
                .filter(|event| (event.source, event.instance) == copy)
                .take(2)
                .for_each(|event| {
                    (event.fate, event.path) = (Fate::Lost, "/members/1/addresses");
                });
        }
    }
}

fn any_claim() -> impl Strategy<Value = Claim> {
    let issued = &[
        "issued",
        "issued = 'yes'",
        "issued <> 'no'",
        "NOT issued",
        "issued = 'no'",
    ][..];
    prop_oneof![
        2 => Just(Claim::All),
        4 => (-60i64..600, 0i64..300).prop_map(|(from, long)| Claim::Between(from, from + long)),
        1 => (-60i64..600, 0i64..300).prop_map(|(from, long)| Claim::Outside(from, from + long)),
        1 => select(&["app", "curl", "none"][..]).prop_map(Claim::Client),
        1 => select(&["1", "2", "3", "7"][..]).prop_map(Claim::Subject),
        1 => Just(Claim::NotRoute),
        1 => select(&["gateway", "late"][..]).prop_map(Claim::Source),
        2 => select(issued).prop_map(Claim::Issued),
    ]
}

/// The shop with its gateway, its feed of issuances and one more source.
fn catalogue(late: Guarantee) -> Catalogue {
    let mut parts = wide_catalogue();
    parts
        .sources
        .retain(|source| ["gateway", "auth", "late"].contains(&source.id.as_str()));
    parts.issuers.retain(|issuer| issuer.id == "login");
    for source in &mut parts.sources {
        source.guarantee = Guarantee::Sequenced;
        source.heartbeat_ms = None;
        if source.id == "late" {
            source.guarantee = late;
            source.heartbeat_ms = (late == Guarantee::Live).then_some(600_000);
        }
    }
    Catalogue::new(parts).unwrap()
}

/// The feed: it spoke long before, and goes on long after.
fn feed(fate: Fate) -> Vec<Arrival> {
    let event = |number, minute, token| {
        let issued = issuance(at(minute), token).key("auth-2024-04");
        Arrival::event("auth", issued.seq(number).event())
    };
    let good = match fate {
        Fate::Lost => None,
        Fate::Quarantined => Some(Arrival::bad("auth", b"{")),
        // Before the first event that can be, or a read would come before its issuance: not issued.
        Fate::Told | Fate::Unnumbered => Some(event(2, -JITTER - 1, "good")),
    };
    let around = [event(1, -2000, "first"), event(3, 5000, "last")];
    let [first, last] = around;
    [Some(first), good, Some(last)]
        .into_iter()
        .flatten()
        .collect()
}

/// Events ten minutes apart, give or take; numbers are given when they happen, and begin anew with
/// each start of a copy.
fn arrive(events: &mut [Happened]) -> Vec<Arrival> {
    let mut counts: std::collections::BTreeMap<(&str, &str), (u32, u64)> = Default::default();
    let mut arrivals = Vec::new();
    for (place, event) in events.iter_mut().enumerate() {
        event.minute += STEP * i64::try_from(place).unwrap();
        let count = counts.entry((event.source, event.instance)).or_default();
        if event.restart {
            *count = (count.0 + 1, 0);
        }
        count.1 += 1;
        event.boot = count.0;
        let mut read = get(event.path)
            .at(at(event.minute))
            .credential("good")
            .key("auth-2024-04")
            .instance(event.instance)
            .boot(&count.0.to_string());
        if let Some(actor) = event.actor {
            read = read.member(actor);
        }
        if let Some(client) = event.client {
            read = read.client(client);
        }
        match event.fate {
            Fate::Told => arrivals.push(read.seq(count.1).from(event.source)),
            Fate::Unnumbered => arrivals.push(read.from(event.source)),
            Fate::Quarantined => arrivals.push(Arrival::bad(event.source, b"{")),
            Fate::Lost => {}
        }
    }
    arrivals
}

/// A claim without bounds speaks of the record but for its first and last hours: whether an event
/// surely stands between what its source told.
fn is_within_the_record(events: &[Happened], at: usize) -> bool {
    let event = &events[at];
    let told = |other: &&Happened| {
        matches!(other.fate, Fate::Told | Fate::Unnumbered) && other.source == event.source
    };
    let same_lane = |other: &&Happened| {
        other.fate == Fate::Told && (other.instance, other.boot) == (event.instance, event.boot)
    };
    let between = events[..at].iter().filter(told).any(|o| same_lane(&o))
        && events[at..].iter().filter(told).any(|o| same_lane(&o));
    let first = events.iter().filter(told).map(|o| o.minute).min();
    let last = events.iter().filter(told).map(|o| o.minute).max();
    let inside = first.is_some_and(|first| event.minute >= first + 180)
        && last.is_some_and(|last| event.minute <= last - 180);
    event.fate != Fate::Lost || between || inside
}

/// The statements as the ledger would hand them over: each about what waited in quarantine then.
fn statements(history: &History) -> Vec<Statement> {
    let waiting = |source: &str| {
        let waits = |e: &&Happened| e.source == source && e.fate == Fate::Quarantined;
        history.events.iter().filter(waits).count() as u64
    };
    (0u64..)
        .zip(&history.statements)
        .map(|(position, (source, from, to, unread))| Statement {
            source: (*source).to_owned(),
            span: (Millis(at(*from)), Millis(at(*to))),
            quarantined: unread.then(|| waiting(source)),
            by: "kim".to_owned(),
            reason: "the console shows all of them".to_owned(),
            time: Millis(at(0)),
            position,
            digest: [0; 32],
        })
        .collect()
}

/// Whether a statement that the answer names takes the blame for an event that was not told.
fn is_answered_for(answer: &Answer, event: &Happened) -> bool {
    let time = Millis(at(event.minute));
    answer.coverage.stated.iter().any(|stated| {
        let statement = &stated.statement;
        let covers = match event.fate {
            Fate::Quarantined => statement.quarantined.is_some(),
            _ => (statement.span.0..=statement.span.1).contains(&time),
        };
        statement.source == event.source && covers
    })
}

/// How many clear verdicts there were, and how many of them by somebody's word.
fn check(history: &mut History, claims: &[Claim]) -> (u64, u64) {
    let site = Site::new(catalogue(history.late));
    let arrivals = arrive(&mut history.events);
    let all: Vec<Arrival> = feed(history.issuance).into_iter().chain(arrivals).collect();
    site.write(&all, &[all.len() / 2]);
    let statements = statements(history);
    let (mut clear, mut by_word) = (0, 0);
    for claim in claims {
        let answer = site.ask_stated(&claim.text(), &FIELDS, &statements);
        for field in FIELDS {
            let untouched = &answer.untouched[field];
            assert_eq!(
                untouched.verdict == Verdict::CannotSay,
                !untouched.because.is_empty(),
                "{untouched:?}"
            );
            if untouched.verdict == Verdict::Clear {
                clear += 1;
                by_word += u64::from(untouched.basis == "statement");
                agree(history, claim, field, &answer);
            }
        }
    }
    (clear, by_word)
}

/// Whether a record can show that an event happened: something of its copy came, of this start or one
/// before. Of a copy that was never heard nobody knows that it ran, and no doubt is raised for that.
fn is_knowable(events: &[Happened], event: &Happened) -> bool {
    let heard = |other: &Happened| {
        (other.source, other.instance) == (event.source, event.instance)
            && other.boot <= event.boot
            && other.fate != Fate::Lost
    };
    event.fate != Fate::Lost || events.iter().any(heard)
}

/// Holds a clear verdict against everything that happened.
fn agree(history: &History, claim: &Claim, field: &str, answer: &Answer) {
    for (at, event) in history.events.iter().enumerate() {
        let spoken_of = (claim.is_bounded() || is_within_the_record(&history.events, at))
            && is_knowable(&history.events, event);
        let touches = claim.may_mean(event) && shown(event.path, event.actor).1.contains(&field);
        let told = matches!(event.fate, Fate::Told | Fate::Unnumbered);
        assert!(
            !(spoken_of && touches) || (!told && is_answered_for(answer, event)),
            "{field} of {claim:?} is said to be clear in spite of {event:?}: {answer:?}"
        );
    }
    assert_eq!(answer.coverage.gaps, [""; 0], "{claim:?}");
    assert_eq!(
        answer.untouched[field].basis == "statement",
        !answer.coverage.stated.is_empty()
    );
    if answer.coverage.stated.is_empty() {
        assert_eq!(answer.untouched[field].basis, "sequenced");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn never_clear_when_it_was_touched_or_is_unknown(mut history in any_history(), claims in vec(any_claim(), 8)) {
        check(&mut history, &claims);
    }
}

/// The property above is not held by never saying *clear*: it is said often, and sometimes by the word
/// of a person alone.
#[test]
fn clear_is_said_where_it_can_be() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let strategy = (any_history(), vec(any_claim(), 8));
    let (mut clear, mut by_word) = (0, 0);
    for _ in 0..120 {
        let (mut history, claims) = strategy.new_tree(&mut runner).unwrap().current();
        let said = check(&mut history, &claims);
        (clear, by_word) = (clear + said.0, by_word + said.1);
    }
    assert!(
        clear >= 40 && by_word >= 5,
        "{clear} clear, {by_word} by word"
    );
}

fn whole() -> History {
    let event = Happened {
        minute: 0,
        path: "/me",
        actor: Some("7"),
        client: Some("app"),
        fate: Fate::Told,
        source: "gateway",
        instance: "gw-1",
        restart: false,
        boot: 0,
    };
    let mut late = event.clone();
    late.source = "late";
    let mut events = vec![event; 40];
    events[1] = late.clone();
    events[38] = late;
    History {
        events,
        issuance: Fate::Told,
        late: Guarantee::Sequenced,
        statements: Vec::new(),
    }
}

/// Of five fields /me shows three, to member 7 by app: address and door code are clear of everybody,
/// and all five of others.
#[test]
fn clear_is_said_of_a_whole_record_and_of_no_other() {
    let claims = [
        Claim::All,
        Claim::Between(100, 200),
        Claim::Client("curl"),
        Claim::Subject("1"),
        Claim::NotRoute,
        Claim::Source("gateway"),
        Claim::Issued("issued"),
        Claim::Issued("NOT issued"),
    ];
    assert_eq!(
        check(&mut whole(), &claims).0,
        2 + 2 + 5 + 5 + 2 + 2 + 2 + 5
    );
    let spoilt = |spoil: fn(&mut History)| {
        let mut history = whole();
        spoil(&mut history);
        check(&mut history, &claims[..1]).0
    };
    assert_eq!(spoilt(|h| h.events[20].fate = Fate::Lost), 0);
    assert_eq!(spoilt(|h| h.events[20].fate = Fate::Quarantined), 0);
    assert_eq!(spoilt(|h| h.events[20].fate = Fate::Unnumbered), 0);
    assert_eq!(spoilt(|h| h.events[20].restart = true), 0);
    assert_eq!(spoilt(|h| h.events[20].instance = "gw-2"), 0);
    assert_eq!(spoilt(|h| h.late = Guarantee::Declared), 0);
    assert_eq!(spoilt(|h| h.late = Guarantee::Live), 0);
}

/// A gap spoils no claim of another time or another source.
#[test]
fn a_gap_counts_for_its_time_and_source_alone() {
    let mut history = whole();
    history.events[20].fate = Fate::Lost;
    let claims = [
        Claim::Between(200, 210),
        Claim::Between(80, 120),
        Claim::Source("late"),
        Claim::Outside(100, 300),
    ];
    // Two of five fields are clear before the gap and outside of it; of the late source likewise.
    assert_eq!(check(&mut history.clone(), &claims[..1]).0, 0);
    assert_eq!(check(&mut history, &claims).0, 2 + 2 + 2);
}

/// Whether a read was issued cannot be said when the issuance waits in quarantine, or may be there.
#[test]
fn an_issuance_in_quarantine_is_not_taken_for_missing() {
    for fate in [Fate::Quarantined, Fate::Lost] {
        let mut history = whole();
        history.issuance = fate;
        let claims = [
            Claim::Issued("NOT issued"),
            Claim::Issued("issued"),
            Claim::Issued("issued = 'no'"),
        ];
        let site = Site::new(catalogue(history.late));
        let arrivals = arrive(&mut history.events);
        let all: Vec<Arrival> = feed(fate).into_iter().chain(arrivals).collect();
        site.write(&all, &[]);
        for claim in claims {
            let answer = site.ask_untouched(&claim.text(), &["name"]);
            assert_eq!(answer.reads, 0, "{claim:?}");
            let verdict = answer.untouched["name"].verdict;
            assert_eq!(verdict, Verdict::CannotSay, "{claim:?}");
        }
        assert_eq!(site.ask("issued = 'cannot_say'").reads, 40);
    }
}

/// A statement closes what nobody can see, is named, and never closes what numbers prove.
#[test]
fn a_statement_closes_what_no_number_contradicts() {
    let mut history = whole();
    history.late = Guarantee::Declared;
    history.statements = vec![("late", -600, 1200, false)];
    let claims = [Claim::All];
    assert_eq!(check(&mut history.clone(), &claims), (2, 2));
    history.statements = vec![("late", 100, 200, false)];
    assert_eq!(check(&mut history.clone(), &claims), (0, 0));
    assert_eq!(check(&mut history, &[Claim::Between(100, 200)]), (2, 2));

    let mut lost = whole();
    lost.events[20].fate = Fate::Lost;
    lost.statements = vec![("gateway", -600, 1200, true)];
    assert_eq!(check(&mut lost, &claims), (0, 0));
    let mut unread = whole();
    unread.events.push(unread.events[0].clone());
    unread.events[40].fate = Fate::Quarantined;
    unread.events[40].instance = "gw-9";
    unread.statements = vec![("gateway", -600, 1200, true)];
    assert_eq!(check(&mut unread, &[Claim::Between(100, 200)]), (2, 2));
}

#[test]
fn a_field_that_the_catalogue_lacks_is_never_clear() {
    let site = Site::new(crate::coverage::sequenced_shop());
    site.write(
        &[get("/me").at(at(1)).member("1").seq(1).from("gateway")],
        &[],
    );
    let verdict = site.ask_untouched("TRUE", &["passport"]).untouched["passport"].clone();
    assert_eq!(verdict.verdict, Verdict::CannotSay);
    assert_eq!(verdict.because, ["the catalogue has no field \"passport\""]);
}
