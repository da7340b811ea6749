//! What holds for the lines themselves: bytes, sequences, order, and an honest background.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use crate::reading::{accesses, check_addresses, issued_credentials, replay};
use serde_json::Value;
use sim::{Outputs, Plan, SimError};

const LOGS: [&str; 4] = [
    "gateway.ndjson",
    "gateway-late.ndjson",
    "auth.ndjson",
    "accounts.ndjson",
];

fn tiny() -> Plan {
    Plan {
        scale: 10_000,
        background: 20_000,
        ..Plan::default()
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let (truth, files) = replay(&tiny());
    let (again, same) = replay(&tiny());
    assert_eq!(truth, again);
    files.are(&same, &sim::FILES, &truth.files);
    let (_, other) = replay(&Plan { seed: 7, ..tiny() });
    assert_ne!(files.text("gateway.ndjson"), other.text("gateway.ndjson"));
    assert_eq!(truth.files["auth.ndjson"].events, {
        issued_credentials(&files.text("auth.ndjson")).len() as u64
    });
}

#[test]
fn every_line_is_ocsf_with_a_sequence_without_gap() {
    let (_, files) = replay(&tiny());
    for name in LOGS {
        let mut sequences: BTreeMap<String, Vec<(u64, i64)>> = BTreeMap::new();
        for line in files.text(name).lines() {
            let v: Value = serde_json::from_str(line).unwrap();
            let number = |key: &str| v[key].as_u64().unwrap();
            assert_eq!(
                number("class_uid") * 100 + number("activity_id"),
                number("type_uid")
            );
            assert_eq!(number("category_uid"), number("class_uid") / 1000);
            assert_eq!(number("severity_id"), 1);
            assert_eq!(v["metadata"]["version"], "1.6.0");
            assert!(v["metadata"]["product"]["name"].is_string());
            let device = v["device"]["uid"].as_str().unwrap().to_owned();
            let mark = (
                v["metadata"]["sequence"].as_u64().unwrap(),
                v["time"].as_i64().unwrap(),
            );
            sequences.entry(device).or_default().push(mark);
        }
        assert_eq!(sequences.len(), 1, "{name} is one device's");
        for mut marks in sequences.into_values() {
            marks.sort_unstable();
            let wanted = 1..=marks.len() as u64;
            assert!(
                marks.iter().map(|(sequence, _)| *sequence).eq(wanted),
                "{name}"
            );
            assert!(
                marks.is_sorted_by_key(|(_, time)| *time),
                "{name} by sequence is by time"
            );
        }
    }
}

#[test]
fn disorder_is_bounded_and_can_be_switched_off() {
    let (_, files) = replay(&tiny());
    let (mut newest, mut behind, mut late) = (0, 0, 0);
    for access in accesses(&files.text("gateway.ndjson")) {
        let lag = newest - access.time;
        behind += u32::from(lag > 0);
        late += u32::from(lag > 5_000);
        assert!(lag <= 6 * 3_600_000);
        newest = newest.max(access.time);
    }
    assert!(late > 5 && behind > late, "{behind} {late}");
    let (_, straight) = replay(&Plan {
        disorder: false,
        ..tiny()
    });
    for name in LOGS {
        let text = straight.text(name);
        let times = text.lines().map(|line| {
            let v: Value = serde_json::from_str(line).unwrap();
            v["time"].as_i64().unwrap()
        });
        assert!(times.is_sorted(), "{name}");
    }
}

#[test]
fn the_background_is_exact_and_honest() {
    let plan = Plan {
        background: 60_000,
        ..tiny()
    };
    let (_, files) = replay(&plan);
    let issued = issued_credentials(&files.text("auth.ndjson"));
    let (mut benign, mut kinds, mut expired) = (0u64, BTreeSet::new(), 0);
    for access in accesses(&files.text("gateway.ndjson")) {
        let Some(credential) = access.credential else {
            assert_eq!(access.route, "plain");
            benign += 1;
            continue;
        };
        let Some((from, to, whom)) = issued.get(&credential) else {
            continue;
        };
        benign += 1;
        kinds.insert(access.route);
        expired += u32::from(access.time >= *to);
        assert!(*from < access.time, "used before it was issued");
        assert_eq!(Some(whom), access.actor.as_ref());
        if !["support-view", "marketing-export"].contains(&access.route) {
            assert_eq!(
                whom.parse::<u64>().unwrap(),
                access.member,
                "reads only itself"
            );
        }
    }
    assert_eq!(benign, plan.background);
    assert_eq!(expired, 0);
    let expected = [
        "address-edit",
        "address-list",
        "address-list-tw",
        "marketing-export",
        "my-info",
        "my-info-tw",
        "order-history",
        "order-list",
        "support-view",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[test]
fn the_merged_stream_holds_the_same_lines() {
    let plan = Plan {
        merge_late: true,
        ..tiny()
    };
    let (_, files) = replay(&plan);
    let mut merged = Vec::new();
    let truth = sim::write_merged(&plan, &mut merged).unwrap();
    let merged = String::from_utf8(merged).unwrap();
    assert_eq!(
        truth.files["merged.ndjson"].lines,
        merged.lines().count() as u64
    );
    let texts = LOGS.map(|name| files.text(name));
    let mut apart: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    let mut together: Vec<&str> = merged.lines().collect();
    apart.sort_unstable();
    together.sort_unstable();
    assert!(apart == together);
    let mut without = Vec::new();
    sim::write_merged(&tiny(), &mut without).unwrap();
    assert!(!String::from_utf8(without).unwrap().contains("gw-2"));
}

#[test]
fn every_address_stands_in_the_table_of_networks() {
    let (_, files) = replay(&tiny());
    let names = ["gateway.ndjson", "gateway-late.ndjson", "auth.ndjson"];
    let texts = names.map(|name| files.text(name));
    let versions = check_addresses(&texts, &files.text("asn.csv"));
    assert_eq!(versions, 2, "both versions of IP occur");
}

#[test]
fn the_truth_is_json_with_sorted_keys() {
    let (truth, _) = replay(&tiny());
    let text = truth.to_json();
    // Without its feature for insertion order, serde_json sorts the keys of what it writes.
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.to_string(), text);
    assert_eq!(value["not_issued"]["subjects"], 3_367);
    assert_eq!(value["not_issued"]["addresses"], 2_313);
}

#[test]
fn an_impossible_plan_is_refused() {
    let outputs = &mut Outputs::nowhere();
    let plan = Plan {
        scale: 50_000,
        ..tiny()
    };
    assert!(matches!(
        sim::write(&plan, outputs),
        Err(SimError::Scale(50_000))
    ));
    let plan = Plan {
        background: u64::MAX,
        ..tiny()
    };
    assert!(matches!(
        sim::write(&plan, outputs),
        Err(SimError::Background(..))
    ));
}

#[test]
fn an_empty_background_and_the_largest_scale_still_play() {
    let plan = Plan {
        scale: sim::SCALE_MAX,
        background: 0,
        ..Plan::default()
    };
    let (truth, files) = replay(&plan);
    assert_eq!(truth.not_issued.addresses, 2_313);
    let attack = truth.not_issued.accesses + truth.not_issued.ghosts.reads;
    assert_eq!(truth.files["gateway.ndjson"].lines, attack);
    assert!(!files.text("auth.ndjson").is_empty());
}

#[test]
fn a_full_disk_is_named() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut outputs = Outputs::nowhere();
    outputs.auth = Box::new(Full);
    let failed = sim::write(&tiny(), &mut outputs);
    assert!(
        matches!(
            failed,
            Err(SimError::Write {
                name: "auth.ndjson",
                ..
            })
        ),
        "{failed:?}"
    );
}
