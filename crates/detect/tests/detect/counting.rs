//! What is said of how many people are read.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use detect::{Cluster, Dimension, Engine, Kind};
use event::{ActorKind, Millis, Outcome};
use exposure::{Happened, Passed, Place, Whom, WhyNot, selection::IssuedWord};

use crate::made_up::{DAY, HOUR, History, KEY, MINUTE, employee, member, own};

fn kinds(history: &mut History) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = history.found().iter().map(|of| of.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[test]
fn quiet_days_find_nothing() {
    assert_eq!(kinds(History::default().days(0, 60, 200)), []);
}

#[test]
fn a_network_that_reads_more_than_it_ever_did_is_found_on_that_day() {
    let from = |last: u8, id: u32| Passed {
        ip: Some(IpAddr::from([198, 51, last, 9])),
        client: Some(51),
        ..own(id)
    };
    let mut history = History::default();
    history.days(0, 30, 400);
    for day in 0..30 {
        (0..10).for_each(|id| {
            history.read(day * DAY + i64::from(id) * HOUR, from(100, id));
        });
    }
    assert_eq!(kinds(&mut history), []);
    for id in 0..300 {
        history.read(29 * DAY + HOUR + i64::from(id) * MINUTE, from(100, id));
    }
    let found = history.of(Kind::FanOut);
    let of_network = found.iter().find(|of| {
        of.cluster
            .is_some_and(|cluster| cluster.dimension == Dimension::Prefix)
    });
    let network = of_network.expect("a finding about the network");
    let (counted, limit) = network.counted.expect("counts");
    assert!(counted > limit && limit < 60, "{counted} of {limit}");
    let evidence = &network.evidence;
    assert_eq!(
        (evidence.reads, evidence.people.len()),
        (310, 300),
        "of that day"
    );
    assert!(network.found.0 < 29 * DAY + 3 * HOUR, "within two hours");
    let span = network.evidence.span.expect("a span");
    assert!(
        span.1.0 >= 29 * DAY + HOUR + 299 * MINUTE,
        "to its last read"
    );
    assert!(
        network.because.contains("10 people a day"),
        "{}",
        network.because
    );
}

/// Members who read their own as ever, 25 minutes apart, with credentials of which this is said.
fn said_of(issued: Result<IssuedWord, WhyNot>, people: u32) -> Vec<Dimension> {
    let mut history = History::default();
    history.days(0, 30, 400);
    for id in 0..people {
        let read = Passed { issued, ..own(id) };
        history.read(29 * DAY + i64::from(id) * 25 * MINUTE, read);
    }
    let found = history.of(Kind::FanOut);
    let clusters = found.iter().filter_map(|of| of.cluster);
    clusters.map(|cluster| cluster.dimension).collect()
}

#[test]
fn tokens_dated_back_before_the_feed_began_are_found_by_what_cannot_be_said_of_them() {
    let gap = Err(WhyNot::FeedGap);
    assert_eq!(said_of(gap, 50), [Dimension::IssuerIssued]);
    assert_eq!(
        said_of(Ok(IssuedWord::Expired), 50),
        [Dimension::IssuerIssued]
    );
    assert_eq!(said_of(gap, 25), [], "a handful is no news");
    assert_eq!(said_of(Ok(IssuedWord::Yes), 50), []);
    let behind = Err(WhyNot::FeedBehind);
    assert_eq!(said_of(behind, 50), [], "it has yet to speak of them");
}

#[test]
fn a_feed_that_begins_is_no_finding() {
    let mut history = History::default();
    for day in 0..40 {
        for id in 0..200 {
            let issued = match day < 20 {
                true => Err(WhyNot::FeedGap),
                false => Ok(IssuedWord::Yes),
            };
            let at = day * DAY + i64::from(id) * 7 * MINUTE;
            history.read(at, Passed { issued, ..own(id) });
        }
    }
    assert_eq!(kinds(&mut history), []);
}

#[test]
fn a_day_on_which_everybody_comes_is_no_finding() {
    let mut history = History::default();
    history.days(0, 40, 300).days(40, 1, 1500);
    assert_eq!(kinds(&mut history), []);
}

#[test]
fn a_new_version_of_a_client_is_no_finding_and_a_new_program_is() {
    let with = |client: u32, id: u32| Passed {
        client: Some(client),
        ..own(id)
    };
    let mut history = History::default();
    history.days(0, 30, 300);
    for id in 0..40 {
        history.read(29 * DAY + i64::from(id) * MINUTE, with(77, id));
    }
    let found = history.of(Kind::NewPlace);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].people_before >= 10 && found[0].people_before < 15);

    let mut early = History::default();
    early.days(0, 5, 300);
    for id in 0..40 {
        early.read(4 * DAY + i64::from(id) * MINUTE, with(77, id));
    }
    assert_eq!(early.of(Kind::NewPlace).len(), 0, "the route itself is new");
}

#[test]
fn a_new_program_that_ends_within_the_minute_is_selected_to_its_last_read() {
    let mut history = History::default();
    history.days(0, 30, 300);
    for id in 0..40 {
        let read = Passed {
            client: Some(77),
            ..own(id % 20)
        };
        history.read(29 * DAY + HOUR + i64::from(id) * 100, read);
    }
    let found = history.of(Kind::NewPlace);
    assert_eq!(found.len(), 1, "{found:?}");
    let (first, last) = (29 * DAY + HOUR, 29 * DAY + HOUR + 3900);
    let evidence = &found[0].evidence;
    assert_eq!(evidence.span, Some((Millis(first), Millis(last))));
    assert_eq!((evidence.reads, evidence.people.len()), (40, 20));
}

#[test]
fn who_tries_numbers_is_found_and_who_mistypes_is_not() {
    let missed = |client: u32, ghost: u64| Passed {
        who: Whom::Ghost(ghost),
        outcome: Outcome::Missing,
        client: Some(client),
        ..own(0)
    };
    let mut history = History::default();
    history.days(0, 20, 500);
    for day in 0..20 {
        (0..5).for_each(|ghost| {
            history.read(day * DAY + HOUR, missed(50, ghost));
        });
    }
    assert_eq!(kinds(&mut history), []);
    for ghost in 0..60 {
        let at = 19 * DAY + 2 * HOUR + i64::try_from(ghost).unwrap_or(0) * MINUTE;
        history.read(at, missed(88, ghost));
    }
    let found = history.of(Kind::Ghosts);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|of| of.evidence.people.is_empty()),
        "nobody was shown"
    );
}

#[test]
fn one_access_that_names_more_people_than_its_route_ever_did_is_found() {
    let export = |access: u64, people: u32| {
        (0..people).map(move |id| Passed {
            route: Some(3),
            actor_kind: ActorKind::Service,
            actor: Some(employee(9)),
            access: Some(access),
            ..own(id)
        })
    };
    let mut history = History::default();
    for day in 0..30 {
        for read in export(u64::try_from(day).unwrap_or(0), 200) {
            history.read(day * DAY, read);
        }
    }
    assert_eq!(history.of(Kind::Bulk).len(), 0);
    for read in export(99, 5000) {
        history.read(30 * DAY, read);
    }
    let found = history.of(Kind::Bulk);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].counted, Some((5000, 400)));
}

/// Reads of a day as they come: some repeat others, some only in part, and every fifth brings a key of its own.
fn mixed(at: u32) -> Passed {
    let of = |salt: u32, below: u32| (at ^ salt).wrapping_mul(0x9e37_79b1) % 8191 % below;
    let net = u8::try_from(of(2, 40)).unwrap_or(0);
    Passed {
        actor: (of(3, 9) > 0).then(|| member(of(4, 60))),
        route: (of(5, 9) > 0).then(|| of(6, 4)),
        key: (of(7, 9) > 0).then(|| match at % 5 {
            0 => 1000 + at,
            _ => of(8, 30),
        }),
        client: (of(9, 9) > 0).then(|| of(10, 12)),
        ip: (of(11, 9) > 0).then(|| IpAddr::from([10, 0, net, 1])),
        place: Place {
            asn: (of(12, 9) > 0).then(|| u32::from(net) / 7),
            country: (of(13, 9) > 0).then_some(*b"KR"),
        },
        issued: match of(14, 3) {
            0 => Err(WhyNot::FeedBehind),
            1 => Ok(IssuedWord::Expired),
            _ => Ok(IssuedWord::Yes),
        },
        ..own(of(1, 700))
    }
}

/// *twin*: what is kept of the day in few bytes counts what plain sets count.
#[test]
fn every_cluster_of_a_day_counts_what_a_plain_set_counts() {
    let mut engine = Engine::new(History::with_numbers());
    let mut plain: BTreeMap<Cluster, BTreeSet<u64>> = BTreeMap::new();
    for at in 0..20_000u32 {
        let read = mixed(at % 15_000);
        engine.take(Millis(i64::from(at) * 4000), &Happened::Read(read));
        let Whom::Subject(person) = read.who else {
            continue;
        };
        let clusters = Dimension::COUNTED.map(|of| Cluster::of(of, &read));
        for cluster in clusters.into_iter().flatten() {
            plain.entry(cluster).or_default().insert(person.to_u64());
        }
    }
    plain.retain(|_, people| people.len() > 1);
    assert!(plain.len() > 200, "{}", plain.len());
    let counted: BTreeMap<Cluster, u64> = Dimension::COUNTED
        .into_iter()
        .flat_map(|of| engine.baselines(of))
        .map(|of| (of.cluster, of.today))
        .collect();
    let plain = plain
        .into_iter()
        .map(|(of, people)| (of, people.len() as u64));
    assert_eq!(counted, plain.collect());
}

/// A program's first reader is read with two keys and from two networks before the next is.
#[test]
fn every_read_of_a_new_place_is_counted_however_its_first_person_was_read() {
    let mut history = History::default();
    history.days(0, 30, 400);
    let at = |minute: i64| 30 * DAY + minute * MINUTE;
    for minute in 0..6 {
        let read = Passed {
            client: Some(99),
            key: Some(if minute % 2 == 0 { 8 } else { KEY }),
            ip: Some(IpAddr::from([10, 0, 9, if minute < 3 { 1 } else { 2 }])),
            credential: Some(9),
            ..own(0)
        };
        history.read(at(minute), read);
    }
    for id in 1..40 {
        let read = Passed {
            client: Some(99),
            ..own(id)
        };
        history.read(at(10 + i64::from(id)), read);
    }
    let found = history.of(Kind::NewPlace);
    let told: Vec<(u64, u64)> = found
        .iter()
        .map(|of| (of.evidence.reads, of.evidence.people.len()))
        .collect();
    assert_eq!(told, [(45, 40)]);
}
