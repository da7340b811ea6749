//! The variants, read back: what the truth says is what the lines say, and nothing else was changed.

#![expect(
    clippy::unwrap_used,
    reason = "a line that does not parse fails the test"
)]

mod decoded;
mod signs;

use std::collections::{BTreeSet, HashMap};

use crate::reading::{Access, accesses, check_addresses, issued_credentials, variant};
use event::Millis;
use serde_json::Value;
use sim::{MATRIX, SimError, VARIANT_FILES, VariantPlan, VariantTruth};

/// A variant small enough to read every line of it. Those who do a multiple of their work need some.
fn small(number: u8, feed: bool) -> VariantPlan {
    VariantPlan {
        scale: 14_000,
        background: if [5, 12].contains(&number) {
            60_000
        } else {
            20_000
        },
        ..VariantPlan::new(number, feed)
    }
}

/// The background alone: its lines in the logs of gateway and log-on service, each without its sequence,
/// and how often.
fn background(plan: &VariantPlan) -> [HashMap<String, u32>; 2] {
    let alone = VariantPlan {
        number: 0,
        ..plan.clone()
    };
    let (_, files) = variant(&alone);
    ["gateway.ndjson", "auth.ndjson"].map(|name| counted(&files.text(name)))
}

fn counted(text: &str) -> HashMap<String, u32> {
    let mut lines = HashMap::new();
    for line in text.lines() {
        *lines.entry(without_sequence(line)).or_insert(0) += 1;
    }
    lines
}

/// The sequence stands in a line twice: as a number, and in the id of an event.
fn without_sequence(line: &str) -> String {
    let (before, rest) = line.split_once("\"sequence\":").unwrap();
    let (_, after) = rest.split_once("\"version\"").unwrap();
    format!("{before}{after}")
}

/// The lines of a log that the background does not have.
fn laid_over<'t>(text: &'t str, background: &HashMap<String, u32>) -> Vec<&'t str> {
    let (mut used, mut more) = (HashMap::new(), Vec::new());
    let mut found = 0;
    for line in text.lines() {
        let bare = without_sequence(line);
        let times = background.get(&bare).copied().unwrap_or(0);
        let used = used.entry(bare).or_insert(0);
        if *used < times {
            *used += 1;
            found += 1;
        } else {
            more.push(line);
        }
    }
    let all: u32 = background.values().sum();
    assert_eq!(found, all, "lines of the background are gone");
    more
}

/// Each member that a line names, by sequence and route.
fn named(access: &Access, line: &str) -> Vec<u64> {
    if access.route != "marketing-export" {
        return vec![access.member];
    }
    let v: Value = serde_json::from_str(line).unwrap();
    let resources = v["resources"].as_array().unwrap();
    resources
        .iter()
        .map(|r| r["uid"].as_str().unwrap().parse().unwrap())
        .collect()
}

/// One row of the truth's file.
type Row = (u64, i64, String, u64, String, bool);

fn rows(text: &str) -> Vec<(Row, bool)> {
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("source,instance,sequence,time,route,subject,credential,outcome,first")
    );
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!((cells[0], cells[1]), ("gateway", "gw-1"));
            let row = (
                cells[2].parse().unwrap(),
                cells[3].parse().unwrap(),
                cells[4].to_owned(),
                cells[5].strip_prefix("member:").unwrap().parse().unwrap(),
                cells[6].to_owned(),
                match cells[7] {
                    "served" => true,
                    "missing" => false,
                    other => panic!("no such outcome: {other}"),
                },
            );
            (row, cells[8] == "true")
        })
        .collect()
}

/// For every variant: take the background's lines away, and those that are the truth's; what is left
/// reads nobody or oneself, and there is as much of it as the truth says.
fn check_truth(number: u8) {
    let (truth, files) = variant(&small(number, true));
    let text = files.text("gateway.ndjson");
    let rows = rows(&files.text("truth/malicious.csv"));
    let told: BTreeSet<Row> = rows.iter().map(|(row, _)| row.clone()).collect();
    assert_eq!(
        told.len(),
        truth.reads.len(),
        "a read stands twice in the truth"
    );
    let sequences: BTreeSet<u64> = told.iter().map(|row| row.0).collect();
    let (mut seen, mut beside) = (BTreeSet::new(), 0);
    let [gateway, auth] = background(&truth.plan);
    let more = laid_over(&text, &gateway);
    decoded::check(&more);
    for line in more {
        let access = &accesses(line)[0];
        if !sequences.contains(&access.sequence) {
            beside += 1;
            check_beside(number, access);
            continue;
        }
        for member in named(access, line) {
            seen.insert((
                access.sequence,
                access.time,
                access.route.to_owned(),
                member,
                access.credential.clone().unwrap(),
                match access.code {
                    200 => true,
                    404 => false,
                    other => panic!("no malicious read is answered {other}"),
                },
            ));
        }
    }
    assert!(seen == told, "the lines say otherwise than the truth");
    assert!(!seen.is_empty());
    // What is laid over and is no malicious read stands in one of two logs.
    let log_ons = files.text("auth.ndjson");
    let more = laid_over(&log_ons, &auth);
    decoded::check(&more);
    beside += more.len() as u64;
    assert_eq!(truth.beside, beside);
    check_people(&truth, &rows);
    check_addresses(&[text.clone(), log_ons], &files.text("asn.csv"));
    signs::check(number, &rows, &text, &files);
}

fn check_beside(number: u8, access: &Access) {
    assert_eq!(
        number, 10,
        "only the tenth lays over what is no read of its own"
    );
    let oneself = access.actor == Some(access.member.to_string());
    assert!(access.route == "plain" || oneself);
}

/// People by any time, as the rows tell it.
fn check_people(truth: &VariantTruth, rows: &[(Row, bool)]) {
    assert!(rows.is_sorted_by_key(|((sequence, time, ..), _)| (*time, *sequence)));
    let mut people = BTreeSet::new();
    for ((_, time, _, member, _, served), first) in rows {
        if people.len() % 997 == 0 {
            let earlier = rows.iter().filter(|(row, _)| row.1 < *time && row.5);
            let earlier: BTreeSet<u64> = earlier.map(|(row, _)| row.3).collect();
            assert_eq!(truth.people_before(Millis(*time)), earlier.len() as u64);
        }
        assert_eq!(*first, *served && people.insert(*member));
    }
    assert_eq!(truth.people_total(), people.len() as u64);
    let (from, to) = truth.plan.benign();
    assert!(rows.iter().all(|(row, _)| !(from.0..to.0).contains(&row.1)));
    let times = rows.iter().map(|(row, _)| Millis(row.1));
    assert_eq!(truth.first_malicious(), times.clone().min());
    assert_eq!(truth.last_malicious(), times.max());
}

macro_rules! each_variant {
    ($($name:ident $number:literal)*) => {$(
        #[test]
        fn $name() {
            check_truth($number);
        }
    )*};
}

each_variant! {
    the_case_is_as_told 1
    the_slow_case_is_as_told 2
    the_case_from_home_lines_is_as_told 3
    credential_stuffing_is_as_told 4
    the_curious_employee_is_as_told 5
    the_dump_is_as_told 6
    the_leavers_key_is_as_told 7
    the_issuer_without_feed_is_as_told 8
    the_shuffled_case_is_as_told 9
    the_case_with_decoys_is_as_told 10
    the_stolen_sessions_are_as_told 11
    the_insider_is_as_told 12
}

#[test]
fn the_background_alone_has_nothing_malicious() {
    let (truth, files) = variant(&small(0, true));
    assert_eq!((truth.reads.len(), truth.people_total()), (0, 0));
    assert_eq!((truth.first_malicious(), truth.beside), (None, 0));
    assert_eq!(files.text("truth/malicious.csv").lines().count(), 1);
    let issued = issued_credentials(&files.text("auth.ndjson"));
    for access in accesses(&files.text("gateway.ndjson")) {
        let Some(credential) = access.credential else {
            continue;
        };
        let without_feed = ["backup-2024-09", "api-e0433"].contains(&&*access.key.unwrap());
        match issued.get(&credential) {
            Some((from, to, whom)) => {
                assert!(!without_feed && (*from..*to).contains(&access.time));
                assert_eq!(Some(whom), access.actor.as_ref());
            }
            None => assert!(without_feed, "used and never issued"),
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    for number in [9, 11] {
        let (truth, files) = variant(&small(number, true));
        let (again, same) = variant(&small(number, true));
        assert_eq!(truth, again);
        assert_eq!(files.names().len(), VARIANT_FILES.len());
        files.are(&same, &VARIANT_FILES, &truth.files);
        let (_, other) = variant(&VariantPlan {
            seed: 7,
            ..small(number, true)
        });
        assert_ne!(files.text("gateway.ndjson"), other.text("gateway.ndjson"));
    }
}

/// Without the feed only the feed is missing.
#[test]
fn without_the_feed_all_else_is_the_same() {
    for (number, _) in MATRIX.into_iter().filter(|(_, feed)| !feed) {
        let (truth, files) = variant(&small(number, true));
        let (without, fewer) = variant(&small(number, false));
        assert_eq!(truth.reads, without.reads);
        for name in fewer.names() {
            assert!(
                files.text(name) == fewer.text(name),
                "{number}: {name} differs"
            );
        }
        assert!(!fewer.names().contains(&"auth.ndjson"));
        assert!(!without.files.contains_key("auth.ndjson"));
        assert_eq!(without.plan.name(), format!("{number}-nofeed"));
    }
}

/// With one key, nothing is signed by another, and the truth is the same.
#[test]
fn one_key_changes_the_key_alone() {
    let plan = VariantPlan {
        one_key: true,
        ..small(2, true)
    };
    let (truth, files) = variant(&plan);
    let (rotated, before) = variant(&small(2, true));
    assert_eq!(truth.reads, rotated.reads);
    assert_eq!(truth.plan.name(), "2-onekey");
    for name in before.names() {
        let same = before
            .text(name)
            .replace("\"auth-2025-03\"", "\"auth-2024-04\"");
        assert!(same == files.text(name), "{name} differs");
    }
    assert!(before.text("gateway.ndjson").contains("\"auth-2025-03\""));
}

/// The case at the size of the matrix, with no background to wait for.
#[test]
fn the_figures_of_the_case_are_those_of_the_replay() {
    let figures = |number| {
        let plan = VariantPlan {
            background: 0,
            ..VariantPlan::new(number, true)
        };
        let (truth, _) = variant(&plan);
        let served = truth.reads.iter().filter(|read| read.served).count();
        (served, truth.reads.len() - served, truth.people_total())
    };
    assert_eq!(figures(1), (181_884, 44_000, 33_674));
    let (served, missing, people) = figures(2);
    assert!((18_000..18_400).contains(&served) && (4_350..4_450).contains(&missing));
    assert!((14_000..15_500).contains(&people), "{people}");
}

#[test]
fn the_truth_is_json_with_sorted_keys() {
    for number in [0, 5] {
        let text = variant(&small(number, true)).0.to_json();
        // Without its feature for insertion order, serde_json sorts the keys of what it writes.
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value.to_string(), text);
        assert_eq!(value["variant"], number);
        assert_eq!(value["first_malicious"].is_null(), number == 0);
    }
}

#[test]
fn an_impossible_variant_is_refused() {
    let refused = |plan: &VariantPlan| plan.check().unwrap_err();
    assert!(matches!(refused(&small(13, true)), SimError::Variant(13)));
    assert!(matches!(refused(&small(4, false)), SimError::FeedNeeded(4)));
    let plan = VariantPlan {
        background: 20_000_001,
        ..small(1, true)
    };
    assert!(matches!(refused(&plan), SimError::Background(..)));
    let plan = VariantPlan {
        scale: 20_000,
        ..small(1, true)
    };
    assert!(matches!(refused(&plan), SimError::Scale(20_000)));
    for (number, feed) in MATRIX {
        assert!(small(number, feed).check().is_ok());
    }
}
