//! Who: the rows of one subject, against a look at every row.

use std::collections::BTreeMap;

use event::{ActorKind, Change, FieldSet, Millis, Outcome};
use exposure::{Ground, PseudoId, ReadOf, WhyNot, who};
use ledger::{ColumnId, SubjectId};
use proptest::prelude::*;
use testkit::{Arrival, get, identity};

use crate::{
    common::{Site, at, mended_catalogue, named, wide_catalogue},
    random::arrivals,
};

/// Every row that names the subject or the ghost: (time, outcome, credential, client, key).
type Row = (i64, u8, Option<u64>, Option<String>, Option<String>);

fn slow(
    site: &Site,
    ground: &Ground<'_>,
    subject: Option<SubjectId>,
    ghost: u64,
) -> BTreeMap<Row, usize> {
    let mut rows = BTreeMap::new();
    let text = |code: Option<u32>| {
        code.and_then(|code| ground.snapshot.text(code))
            .map(str::to_owned)
    };
    for shard in 0..ground.snapshot.genesis.shards {
        for piece in ground.snapshot.pieces(shard) {
            let c = ground
                .snapshot
                .columns(&site.disk, piece, ColumnId::ALL)
                .unwrap();
            for row in 0..c.len {
                let whom = c.subject.get(row).map(|id| SubjectId { shard, id });
                if (whom.is_some() && whom == subject) || c.ghost.get(row) == Some(ghost) {
                    let of = (
                        c.time_of(row).0,
                        c.outcome.get(row).unwrap(),
                        c.credential.get(row),
                        text(c.client.get(row)),
                        text(c.key.get(row)),
                    );
                    *rows.entry(of).or_default() += 1;
                }
            }
        }
    }
    rows
}

fn seen(reads: &[ReadOf]) -> BTreeMap<Row, usize> {
    let mut rows = BTreeMap::new();
    for read in reads {
        *rows
            .entry((
                read.time.0,
                read.outcome.code(),
                read.credential,
                read.client.clone(),
                read.key.clone(),
            ))
            .or_default() += 1;
    }
    rows
}

fn ghost_of(ground: &Ground<'_>, canonical: &str) -> u64 {
    ground.snapshot.hashes.as_ref().unwrap().ghost(canonical)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn rows_are_those_that_name_the_person(arrivals in arrivals(250), seal in 0usize..250) {
        let site = Site::new(wide_catalogue());
        site.write(&arrivals, &[seal]);
        let (snapshot, catalogue) = (site.snapshot(), wide_catalogue());
        let ground = Ground::new(&site.disk, &snapshot, &catalogue, 1, None).unwrap();
        for name in ["member:1", "member:2", "member:7", "member:900001", "member:900002", "phone:+821011112222", "employee:kim"] {
            let (subject, ghost) = (named(&ground, name), ghost_of(&ground, name));
            let reads = who(&site.disk, &ground, subject, Some(ghost)).unwrap();
            prop_assert!(reads.is_sorted_by_key(|read| read.time), "{}", name);
            let id = if let PseudoId::Subject(id) = subject { Some(id) } else { None };
            prop_assert_eq!(seen(&reads), slow(&site, &ground, id, ghost), "{}", name);
        }
    }
}

fn ask(site: &Site, name: &str) -> Vec<ReadOf> {
    let snapshot = site.snapshot();
    let ground = Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).unwrap();
    who(
        &site.disk,
        &ground,
        named(&ground, name),
        Some(ghost_of(&ground, name)),
    )
    .unwrap()
}

#[test]
fn a_ghost_is_found_by_its_name() {
    let site = Site::shop();
    let missing = get("/members/900001/addresses")
        .at(at(1))
        .outcome(Outcome::Missing);
    site.write(
        &[
            missing.from("gateway"),
            get("/me").at(at(2)).member("1").from("gateway"),
        ],
        &[1],
    );
    let reads = ask(&site, "member:900001");
    assert_eq!(
        reads.iter().map(|read| read.outcome).collect::<Vec<_>>(),
        [Outcome::Missing]
    );
    assert_eq!(reads[0].route, "address-list");
    assert!(ask(&site, "member:900002").is_empty());
}

/// A read that was denied before the name was in the book stands under its ghost.
#[test]
fn reads_from_before_the_name_was_known_are_found() {
    let site = Site::shop();
    let read = |minute| get("/members/55/addresses").at(at(minute)).member("9");
    let arrivals = [
        read(1).outcome(Outcome::Denied).from("gateway"),
        read(2).from("gateway"),
        read(3).outcome(Outcome::Denied).from("gateway"),
    ];
    site.write(&arrivals, &[1]);
    let reads = ask(&site, "member:55");
    assert_eq!(
        reads.iter().map(|read| read.outcome).collect::<Vec<_>>(),
        [Outcome::Denied, Outcome::Served, Outcome::Denied]
    );
}

#[test]
fn a_row_tells_everything_that_the_log_told() {
    let site = Site::shop();
    let read = get("/members/55/addresses")
        .at(at(7))
        .actor(ActorKind::Employee, "kim")
        .credential("c")
        .key("k")
        .client("app")
        .ip([192, 0, 2, 1]);
    // Staff is in the book from an earlier read of its own.
    let own = get("/me")
        .at(at(1))
        .actor(ActorKind::Employee, "kim")
        .from("gateway");
    site.write(&[own, read.from("gateway")], &[]);
    let [read] = <[ReadOf; 1]>::try_from(ask(&site, "member:55")).unwrap();
    assert_eq!(
        (read.time, read.source.as_str(), read.route.as_str()),
        (Millis(at(7)), "gateway", "address-list")
    );
    assert_eq!(
        (read.fields, read.actor_kind),
        (FieldSet(0b01101), ActorKind::Employee)
    );
    assert_eq!(
        (read.key.as_deref(), read.client.as_deref()),
        (Some("k"), Some("app"))
    );
    assert_eq!(read.ip, Some([192, 0, 2, 1].into()));
    assert!(read.actor.is_some() && read.credential.is_some());
    assert_eq!(
        read.issued,
        Err(WhyNot::FeedBehind),
        "the source's issuer vouches, and its feed has not spoken"
    );
}

/// A request that no route matches tells its scrubbed shape. Once it is described, its fields are those
/// of the subject only where the row kept who that was.
#[test]
fn unmatched_requests_before_and_after_they_are_described() {
    let site = Site::new(wide_catalogue());
    let reads = [
        get("/beta/mine").at(at(1)).member("8"),
        get("/beta/of/17").at(at(2)).member("8"),
    ];
    site.write(&reads.map(|read| read.from("gateway")), &[]);
    let told = |site: &Site| {
        ask(site, "member:8")
            .into_iter()
            .map(|read| (read.route, read.fields))
            .collect::<Vec<_>>()
    };
    let before = told(&site);
    assert!(
        before
            .iter()
            .all(|(route, fields)| route.starts_with("GET /beta/") && fields.is_empty()),
        "{before:?}"
    );
    assert!(!before[1].0.contains("17"), "{before:?}");
    let mended = Site {
        catalogue: mended_catalogue().into(),
        ..site
    };
    assert_eq!(
        told(&mended),
        [
            ("beta-mine".to_owned(), FieldSet(0b00100)),
            ("beta-of".to_owned(), FieldSet::EMPTY)
        ]
    );
}

/// A described request whose subject was not kept is of nobody known: undecided of every subject.
#[test]
fn a_subject_that_was_not_kept_is_undecided() {
    let site = Site::new(wide_catalogue());
    let reads = ["/beta/of/17", "/me"].map(|path| get(path).at(at(1)).member("8").from("gateway"));
    site.write(&reads, &[2]);
    let mended = Site {
        catalogue: mended_catalogue().into(),
        ..site
    };
    for (text, figures) in [
        ("subject = '8'", (1, 1)),
        ("subject <> '8'", (0, 1)),
        ("subject IS NULL", (1, 0)),
        ("subject_kind = 'member'", (1, 1)),
    ] {
        let answer = mended.ask(text);
        assert_eq!((answer.reads, answer.undecided.0), figures, "{text}");
    }
    let answer = mended.ask("TRUE");
    assert_eq!((answer.subjects, answer.unnamed), (1, (1, None)));
}

/// Kinds are those at the read, and of two changes at one moment the later arrival holds.
#[test]
fn kinds_are_as_of_the_read() {
    let site = Site::shop();
    let change = |minute, change| Arrival::event("auth", identity(at(minute), "1", change, None));
    let read = |minute| get("/me").at(at(minute)).member("1").from("gateway");
    let arrivals = [
        read(1),
        change(10, Change::Dormant),
        change(20, Change::Withdrawn),
        change(20, Change::Awake),
        read(10),
        read(15),
        read(20),
        Arrival::event(
            "auth",
            identity(at(0), "employee:kim", Change::Withdrawn, None),
        ),
        get("/me")
            .at(at(5))
            .actor(ActorKind::Employee, "employee:kim")
            .from("gateway"),
    ];
    site.write(&arrivals, &[6]);
    let by_kind = site.ask("TRUE").by_kind;
    let kinds: Vec<(&str, u64, u64)> = by_kind
        .iter()
        .map(|(kind, pair)| (kind.as_str(), pair.subjects, pair.reads))
        .collect();
    assert_eq!(
        kinds,
        [("dormant", 1, 2), ("employee", 1, 1), ("member", 1, 2)]
    );
    assert_eq!(site.ask("subject_kind = 'dormant'").reads, 2);
    assert_eq!(site.ask("subject_kind = 'withdrawn'").reads, 0);
}
