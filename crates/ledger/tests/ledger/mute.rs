use std::path::Path;

use event::{ActKind, ActorKind, Acts, Change, Outcome, Request};
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use testkit::{Arrival, START_MS, access, act, get, identity, issuance, relation, table};

use crate::common::Site;

/// What must not be found, each planted in one place of the input.
const PLANTED: &[&str] = &[
    "8812345670017",
    "qmember-actor",
    "qcredential-raw",
    "qissuedcredential",
    "Qagent/9.9",
    "qkid-unknown",
    "qissuer-unknown",
    "Qsegment77",
    "qparam",
    "Qvalueq",
    "qevent-id",
    "qissuance-id",
    "qdevice-instance",
    "qboot-id",
    "qcolumn",
    "qowner-name",
    "821088887777",
    "qchanged-name",
    "qact-body",
    "qact-by",
    "qquarantined",
    "qghost-name",
    "qdenied-name",
    "qtable-name",
    "qservice",
    "qcall",
    "qqsegmentlower",
    "q@mail.example",
];

fn planted() -> Vec<Arrival> {
    let v4 = std::net::Ipv4Addr::new(203, 0, 113, 9);
    vec![
        get("/members/8812345670017/addresses")
            .at(START_MS)
            .actor(ActorKind::Employee, "qmember-actor")
            .credential("qcredential-raw")
            .key("qkid-unknown")
            .issuer("qissuer-unknown")
            .client("Qagent/9.9")
            .instance("qdevice-instance")
            .boot("qboot-id")
            .seq(1)
            .ip(v4)
            .records(3)
            .from("gateway"),
        get("/x/Qsegment77/qqsegmentlower?qparam=Qvalueq")
            .at(START_MS)
            .member("qmember-actor")
            .seq(2)
            .from("gateway"),
        get("/members/qghost-name/addresses")
            .at(START_MS)
            .outcome(Outcome::Missing)
            .seq(3)
            .from("gateway"),
        get("/members/qdenied-name/addresses")
            .at(START_MS)
            .outcome(Outcome::Denied)
            .seq(4)
            .from("gateway"),
        table("public.members", &["qcolumn"])
            .at(START_MS)
            .id("qevent-id")
            .subjects(&["email:q@mail.example"])
            .from("late"),
        table("qtable-name", &[]).at(START_MS).from("late"),
        access(Request::Call {
            service: "qservice".into(),
            name: "qcall".into(),
        })
        .at(START_MS)
        .from("late"),
        Arrival::event(
            "auth",
            issuance(START_MS, "qissuedcredential")
                .to("8812345670017")
                .key("qkid-unknown")
                .client("Qagent/9.9")
                .id("qissuance-id")
                .event(),
        ),
        Arrival::event(
            "auth",
            identity(START_MS, "qchanged-name", Change::Joined, None),
        ),
        Arrival::event(
            "late",
            relation(
                START_MS,
                event::RelationKind::AddressBook,
                "qowner-name",
                "010-8888-7777",
                None,
            ),
        ),
        Arrival::bad("gateway", b"qquarantined {"),
    ]
}

/// Looks without regard to case, so that a form that was made canonical is found too.
fn find(hay: &[u8], needle: &[u8]) -> bool {
    let (first, rest) = needle.split_first().unwrap();
    let either = [first.to_ascii_lowercase(), first.to_ascii_uppercase()];
    let starts = hay
        .iter()
        .enumerate()
        .filter(|(_, byte)| either.contains(byte));
    starts.map(|(at, _)| &hay[at + 1..]).any(|tail| {
        tail.get(..rest.len())
            .is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
    })
}

/// What a text may look like in a file: as it is, and, for a number, as its eight bytes.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![
        text.as_bytes().to_vec(),
        ledger::hex(text.as_bytes()).into_bytes(),
    ];
    if let Ok(number) = text.parse::<u64>() {
        forms.push(number.to_le_bytes()[..6].to_vec());
        forms.push(number.to_be_bytes()[2..].to_vec());
    }
    forms
}

/// Every value of a Parquet file, decoded.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes.to_vec())).unwrap();
    let mut out = Vec::new();
    for row in file.get_row_iter(None).unwrap() {
        for (name, value) in row.unwrap().get_column_iter() {
            out.extend_from_slice(name.as_bytes());
            match value {
                Field::Bytes(bytes) => out.extend_from_slice(bytes.data()),
                Field::Str(text) => out.extend_from_slice(text.as_bytes()),
                Field::Long(n) => out.extend_from_slice(&n.to_le_bytes()),
                Field::ULong(n) => out.extend_from_slice(&n.to_le_bytes()),
                other => out.extend_from_slice(other.to_string().as_bytes()),
            }
        }
    }
    out
}

fn search(site: &Site) -> usize {
    let mut parquet = 0;
    for (path, bytes) in site.disk.files() {
        let mut hay = vec![
            path.to_string_lossy().into_owned().into_bytes(),
            bytes.clone(),
        ];
        if Path::new(&path).extension().is_some_and(|x| x == "parquet") {
            hay.push(decoded(&bytes));
            parquet += 1;
        }
        for text in PLANTED {
            for form in forms(text) {
                let hit = hay.iter().any(|hay| find(hay, &form));
                assert!(!hit, "{text} stands in {}", path.display());
            }
        }
    }
    parquet
}

#[test]
fn no_file_holds_anything_foreign() {
    for reads in [u64::MAX, 3] {
        let site = Site::new().with_epochs_of(reads);
        let mut driver = site.create().unwrap();
        for some in planted().chunks(4) {
            driver.feed(some).unwrap();
            driver.commit().unwrap();
            search(&site);
        }
        driver
            .ledger
            .record(act(
                START_MS,
                ActKind::Question,
                "qact-by",
                b"{\"q\":\"qact-body\"}",
            ))
            .unwrap();
        driver.finish().unwrap();
        let parquet = search(&site);
        assert_eq!(parquet > 0, reads == 3);
        drop(driver);
        let mut driver = site.open().unwrap();
        driver.ledger.close_epoch().unwrap();
        drop(driver);
        assert!(search(&site) > 5);
        // The search does find what may stand in clear.
        let all: Vec<u8> = site
            .disk
            .files()
            .into_iter()
            .flat_map(|(_, bytes)| bytes)
            .collect();
        assert!(find(&all, b"gateway") && find(&all, b"\"version\":1"));
        let rows = crate::reading::seen_rows(&site.snapshot(), &site.disk);
        let planted_is_there = format!("{rows:?}");
        for text in [
            "8812345670017",
            "Qagent/9.9",
            "qkid-unknown",
            "qcolumn",
            "qqsegmentlower",
            "qparam",
        ] {
            assert!(planted_is_there.contains(text), "{text} did not go in");
        }
    }
}

#[test]
fn what_the_catalogue_names_may_be_read_without_a_key() {
    let site = Site::new();
    site.run(&testkit::shop_history());
    let snapshot = ledger::Snapshot::load(&site.disk, crate::common::dir(), None).unwrap();
    assert!(snapshot.code("auth-2024-04").is_some() && snapshot.code("login").is_some());
    assert_eq!(snapshot.code("app/7"), None);
    assert!(snapshot.book.is_none() && snapshot.hashes.is_none());
}
