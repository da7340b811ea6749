//! OCSF events that others made of their logs, decoded and compared with the documents read plainly.

use std::path::{Path, PathBuf};

use env::{Disk, RealDisk};
use event::{Change, Event, Outcome};
use serde_json::Value;
use source::{Settings, Sink};

const FROM: &str = "https://github.com/ocsf/examples";

/// The classes that are taken.
const TAKEN: [u64; 6] = [3001, 3002, 4002, 6001, 6003, 6005];

/// What of an event is compared.
#[derive(Debug, Default, PartialEq)]
struct Told {
    what: String,
    time: i64,
    user: Option<String>,
    address: Option<String>,
    outcome: Option<Outcome>,
}

#[derive(Default)]
struct Seen(Vec<Told>);

impl Sink for Seen {
    fn event(&mut self, event: Event<'_>) {
        let time = event.time().0;
        let text = |value: std::borrow::Cow<'_, str>| value.into_owned();
        self.0.push(match event {
            Event::Access(a) => Told {
                what: "access".to_owned(),
                time,
                user: a.actor.map(text),
                address: a.ip.map(|ip| ip.to_string()),
                outcome: Some(a.outcome),
            },
            Event::Issuance(i) => Told {
                what: "issuance".to_owned(),
                time,
                user: i.subject.map(text),
                address: i.ip.map(|ip| ip.to_string()),
                outcome: None,
            },
            Event::Identity(c) => Told {
                what: match c.change {
                    Change::Joined => "joined".to_owned(),
                    other => format!("{other:?}"),
                },
                time,
                user: Some(c.subject.into_owned()),
                address: None,
                outcome: None,
            },
            other => panic!("OCSF gives no {other:?}"),
        });
    }

    fn beside(&mut self) {
        self.0.push(Told {
            what: "beside".to_owned(),
            ..Told::default()
        });
    }
}

fn ocsf_files(root: &Path) -> Vec<PathBuf> {
    let mut files = source::feed::expand(&RealDisk, &[root.display().to_string()])
        .unwrap_or_else(|e| panic!("{e}"));
    files.retain(|path| path.extension().is_some_and(|ext| ext == "ocsf"));
    files
}

fn at<'v>(document: &'v Value, pointers: &[&str]) -> Option<&'v str> {
    let mut found = pointers
        .iter()
        .filter_map(|pointer| document.pointer(pointer)?.as_str());
    found.find(|text| !text.is_empty())
}

/// The time, where `time` is in milliseconds, else that of `time_dt`.
fn time_of(document: &Value) -> Option<i64> {
    let ms = document["time"].as_i64().filter(|ms| *ms > 100_000_000_000);
    ms.or_else(|| {
        event::Millis::parse(document["time_dt"].as_str()?)
            .ok()
            .map(|t| t.0)
    })
}

fn outcome_of(document: &Value) -> Outcome {
    let code = document
        .pointer("/http_response/code")
        .or(document.get("http_status"));
    match code.and_then(Value::as_i64) {
        Some(200..=299 | 304) => Outcome::Served,
        Some(404 | 410) => Outcome::Missing,
        Some(_) => Outcome::Denied,
        None if document["status_id"] == 2 || document["status"] == "Failure" => Outcome::Denied,
        None => Outcome::Served,
    }
}

/// What the document says, read without the decoder.
fn expected(document: &Value, what: &str) -> Told {
    let account = ["/user/uid", "/user/name"];
    let actor = [
        "/actor/user/uid",
        "/actor/user/name",
        "/actor/user/email_addr",
    ];
    let user = if what == "access" {
        at(document, &actor)
    } else {
        at(document, &account)
    };
    let ip =
        at(document, &["/src_endpoint/ip"]).filter(|ip| ip.parse::<std::net::IpAddr>().is_ok());
    let joined = what == "joined";
    Told {
        what: what.to_owned(),
        time: time_of(document).unwrap_or_default(),
        user: user.map(str::to_owned),
        address: ip.filter(|_| !joined).map(str::to_owned),
        outcome: (what == "access").then(|| outcome_of(document)),
    }
}

/// Whether both say the same; `none` where both say nothing.
fn mark<T: PartialEq>(told: &Option<T>, expected: &Option<T>) -> &'static str {
    match (told == expected, told) {
        (true, None) => "none",
        (true, Some(_)) => "yes",
        (false, _) => "NO",
    }
}

#[test]
fn real_pairs_decode_to_what_they_say() {
    let Some(root) = std::env::var_os("NUNCHI_REAL_LOGS") else {
        println!("not run: set NUNCHI_REAL_LOGS; from {FROM}");
        return;
    };
    let root = PathBuf::from(root).join("ocsf");
    let mut decoder =
        (source::format("ocsf").unwrap().build)(&Settings::default()).unwrap()(b"").unwrap();
    println!(
        "| file | class | decoded as | time | user | address | outcome |\n| --- | --- | --- | --- | --- | --- | --- |"
    );
    let (mut compared, mut disagreements, mut not_json, mut not_taken) = (0, Vec::new(), 0, 0);
    for path in ocsf_files(&root) {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let name = name.replace("/samples", "").replace("/Samples", "");
        let bytes = RealDisk.read(&path).unwrap();
        let Ok(whole) = serde_json::from_slice::<Value>(&bytes) else {
            println!("| {name} | | not JSON | | | | |");
            not_json += 1;
            continue;
        };
        let documents = match whole {
            Value::Array(list) => list,
            one => vec![one],
        };
        for document in documents {
            let class = document["class_uid"].as_u64().unwrap_or_default();
            let mut seen = Seen::default();
            let result = decoder.decode(document.to_string().as_bytes(), &mut seen);
            if !TAKEN.contains(&class) {
                assert!(
                    result.is_ok() && seen.0[0].what == "beside",
                    "{name}: class {class}"
                );
                not_taken += 1;
                continue;
            }
            compared += 1;
            let Err(fault) = result else {
                let told = &seen.0[0];
                if told.what == "beside" {
                    println!("| {name} | {class} | beside | | | | |");
                    continue;
                }
                let expected = expected(&document, &told.what);
                let (time, user) = (
                    mark(&Some(told.time), &Some(expected.time)),
                    mark(&told.user, &expected.user),
                );
                let (address, outcome) = (
                    mark(&told.address, &expected.address),
                    mark(&told.outcome, &expected.outcome),
                );
                println!(
                    "| {name} | {class} | {} | {time} | {user} | {address} | {outcome} |",
                    told.what
                );
                if *told != expected {
                    disagreements.push(format!("{name}: {told:?}, expected {expected:?}"));
                }
                continue;
            };
            println!("| {name} | {class} | refused: {fault} | | | | |");
            if fault.reason.starts_with("no session.uid") {
                assert_eq!(at(&document, &["/session/uid"]), None, "{name}");
            } else {
                disagreements.push(format!("{name}: {fault}"));
            }
        }
    }
    println!(
        "\n{compared} events of classes that are taken, {not_taken} of others (all beside), {not_json} files are not JSON"
    );
    assert!(
        compared > 0,
        "no *.ocsf of a class that is taken below {}",
        root.display()
    );
    assert!(disagreements.is_empty(), "{disagreements:#?}");
}
