//! Counts the replay again from its lines alone, and compares with the figures of the case and with
//! the truth that was counted while it was made up.

#![expect(
    clippy::unwrap_used,
    reason = "a line that does not parse fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};

use crate::reading::{
    Access, Files, accesses, issued_credentials, replay, status_at, visible_phones,
};
use event::Millis;
use sim::{Plan, Scope, Truth};

/// The full attack is read once for all of this: it is a quarter of a million lines.
#[test]
fn the_lines_give_the_figures_of_the_case() {
    let (truth, files) = replay(&Plan {
        background: 20_000,
        ..Plan::default()
    });
    let issued = issued_credentials(&files.text("auth.ndjson"));
    let was_issued = |a: &Access| a.credential.as_ref().is_none_or(|c| issued.contains_key(c));
    let (benign, mut forged): (Vec<Access>, Vec<Access>) = accesses(&files.text("gateway.ndjson"))
        .into_iter()
        .partition(was_issued);
    let subjects = check_scope(&truth, &files, &forged);
    check_set(&files, &subjects);
    check_phases(&forged);
    check_first_count(&truth, &benign, &forged);
    let late = accesses(&files.text("gateway-late.ndjson"));
    assert!(!late.iter().any(was_issued));
    forged.extend(late);
    check_with_late(&truth, &files, &forged);
}

/// What a reader of the lines finds for `NOT issued`, first and second stage.
fn recount(files: &Files, forged: &[Access]) -> (Scope, BTreeSet<u64>) {
    let (served, ghosts): (Vec<&Access>, Vec<&Access>) = forged.iter().partition(|a| a.code == 200);
    let subjects: BTreeSet<u64> = served.iter().map(|a| a.member).collect();
    let kinds = status_at(&files.text("accounts.ndjson"));
    let mut fields: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    let mut routes: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut by_kind: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    let mut controllers: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for access in &served {
        let (route, member) = (access.route, access.member);
        for field in crate::reading::fields(route) {
            fields.entry(field).or_default().insert(member);
        }
        routes.entry(route).or_default().push(member);
        by_kind
            .entry(kinds(member, access.time))
            .or_default()
            .insert(member);
        let controller = if route.ends_with("-tw") {
            "shop-tw"
        } else {
            "shop"
        };
        controllers.entry(controller).or_default().insert(member);
    }
    let count = |map: &BTreeMap<&'static str, BTreeSet<u64>>| {
        map.iter()
            .map(|(name, set)| (*name, set.len() as u64))
            .collect()
    };
    let by_route = routes.iter().map(|(name, reads)| {
        let distinct: BTreeSet<&u64> = reads.iter().collect();
        let total = sim::RouteTotal {
            reads: reads.len() as u64,
            subjects: distinct.len() as u64,
        };
        (*name, total)
    });
    let scope = Scope {
        accesses: served.len() as u64,
        reads: served.len() as u64,
        subjects: subjects.len() as u64,
        exposures: fields.values().map(|set| set.len() as u64).sum(),
        by_field: count(&fields),
        by_kind: count(&by_kind),
        by_controller: count(&controllers),
        by_route: by_route.collect(),
        ghosts: sim::Ghosts {
            reads: ghosts.len() as u64,
            names: distinct(ghosts.iter().map(|a| a.member)),
        },
        people: crate::reading::people(&files.text("relations.csv"), &subjects, &served),
        addresses: distinct(served.iter().map(|a| &a.ip)),
        first: Millis(served.iter().map(|a| a.time).min().unwrap()),
        last: Millis(served.iter().map(|a| a.time).max().unwrap()),
    };
    (scope, subjects)
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> u64 {
    items.collect::<BTreeSet<T>>().len() as u64
}

fn check_scope(truth: &Truth, files: &Files, forged: &[Access]) -> BTreeSet<u64> {
    let (scope, subjects) = recount(files, forged);
    assert_eq!(scope, truth.not_issued);
    assert_eq!(scope.subjects, 33_674);
    assert_eq!(scope.accesses, 33_674 + 148_057 + 50 + 103);
    assert_eq!((scope.ghosts.reads, scope.ghosts.names), (44_000, 44_000));
    assert_eq!(scope.addresses, 2_313);
    assert_eq!(scope.people.persons, 37_550);
    assert_eq!(scope.people.recipients, 4_330);
    assert_eq!(scope.by_controller["shop-tw"], 205);
    for field in ["name", "email", "phone", "address", "door_code_masked"] {
        assert_eq!(scope.by_field[field], 33_674, "{field}");
    }
    let reads = |route: &str| scope.by_route[route].reads;
    assert_eq!(reads("my-info") + reads("my-info-tw"), 33_674);
    assert_eq!(reads("address-list") + reads("address-list-tw"), 148_057);
    assert_eq!((reads("address-edit"), reads("order-list")), (50, 103));
    assert!(scope.by_kind["dormant"] > 800 && scope.by_kind["withdrawn"] > 500);
    assert!((day("2025-01-05")..day("2025-01-06")).contains(&scope.first.0));
    assert!((day("2025-11-08")..day("2025-11-09")).contains(&scope.last.0));
    subjects
}

fn check_set(files: &Files, subjects: &BTreeSet<u64>) {
    let listed: BTreeSet<u64> = files
        .text("truth/subjects.csv")
        .lines()
        .filter_map(|row| row.strip_prefix("member:")?.strip_suffix(",false"))
        .map(|number| number.parse().unwrap())
        .collect();
    assert_eq!(&listed, subjects);
}

fn check_with_late(truth: &Truth, files: &Files, forged: &[Access]) {
    let (scope, subjects) = recount(files, forged);
    assert_eq!(scope, truth.not_issued_with_late);
    assert_eq!(scope.subjects, 33_674 + 165);
    assert_eq!(scope.people.persons, 37_550 + 165);
    let rows = files.text("truth/subjects.csv").lines().count();
    assert_eq!(rows, 1 + subjects.len());
    let served: Vec<&Access> = forged.iter().filter(|a| a.code == 200).collect();
    let (free, _) = visible_phones(&files.text("relations.csv"), &served);
    let listed = files.text("truth/recipients.csv");
    let listed: BTreeSet<String> = listed.lines().skip(1).map(str::to_owned).collect();
    assert_eq!(listed, free);
}

fn check_phases(forged: &[Access]) {
    let phase = |routes: &[&str]| -> (BTreeSet<&String>, i64, i64) {
        let of = || forged.iter().filter(|a| routes.contains(&a.route));
        let first = of().map(|a| a.time).min().unwrap();
        let last = of().map(|a| a.time).max().unwrap();
        (of().map(|a| &a.ip).collect(), first, last)
    };
    let (lists, first, last) = phase(&["address-list", "address-list-tw"]);
    assert_eq!(lists.len(), 16);
    assert!((day("2025-04-14")..day("2025-04-15")).contains(&first));
    assert!((day("2025-06-30")..day("2025-07-01")).contains(&last));
    let (walk, ..) = phase(&["my-info", "my-info-tw", "order-list", "address-edit"]);
    assert_eq!(walk.len(), 2_297);
    assert!(walk.is_disjoint(&lists));
    let test = || forged.iter().filter(|a| a.time < day("2025-01-21"));
    assert_eq!(test().count(), 12);
    assert_eq!(distinct(test().map(|a| &a.ip)), 2);
    assert!(
        forged
            .iter()
            .all(|a| a.key.as_deref() == Some("auth-2024-04"))
    );
    let own = |a: &Access| {
        a.actor
            .as_ref()
            .is_some_and(|actor| *actor == a.member.to_string())
    };
    assert!(
        forged.iter().all(own),
        "a forged token is in its victim's name"
    );
}

fn check_first_count(truth: &Truth, benign: &[Access], forged: &[Access]) {
    let orders =
        |a: &&Access| a.route == "order-list" && a.time >= day("2025-11-06") + 18 * 3_600_000;
    assert_eq!(benign.iter().filter(orders).count(), 0);
    let moment = Millis::parse("2025-11-06T18:38:00+09:00").unwrap().0;
    let found = forged.iter().filter(orders).filter(|a| a.time >= moment);
    assert_eq!(distinct(found.map(|a| a.member)), 5);
    assert_eq!(truth.first_count.subjects, 5);
    assert_eq!(truth.first_count.full_scale, 4_536);
}

fn day(date: &str) -> i64 {
    Millis::parse(&format!("{date}T00:00:00+09:00")).unwrap().0
}

/// A deleted part of the log is gone by its times, its numbers are missing, and everything else is as
/// it was.
#[test]
fn a_deleted_log_leaves_a_hole_of_its_size() {
    let plan = Plan {
        scale: 14_000,
        background: 3_000,
        disorder: false,
        ..Plan::default()
    };
    let span = ("2025-03-01T00:00:00+09:00", "2025-08-01T00:00:00+09:00");
    let (from, to) = (
        Millis::parse(span.0).unwrap(),
        Millis::parse(span.1).unwrap(),
    );
    let (whole_truth, whole) = replay(&plan);
    let (truth, left) = replay(&Plan {
        deleted: Some(sim::Deleted { from, to }),
        ..plan
    });
    assert_eq!(whole_truth.deleted, None);
    let deleted = truth.deleted.unwrap();
    let (all, kept) = (whole.text("gateway.ndjson"), left.text("gateway.ndjson"));
    let first = usize::try_from(deleted.first).unwrap();
    let last = usize::try_from(deleted.last).unwrap();
    let expected: Vec<&str> = all
        .lines()
        .enumerate()
        .filter(|(place, _)| !(first..=last).contains(&(place + 1)))
        .map(|(_, line)| line)
        .collect();
    assert!(kept.lines().eq(expected), "what is left is what was there");
    assert_eq!(deleted.lines, deleted.last - deleted.first + 1);
    assert!(
        deleted.lines > 3_000 && deleted.between.0 < Some(from) && deleted.between.1 >= Some(to)
    );
    for file in ["auth.ndjson", "accounts.ndjson", "gateway-late.ndjson"] {
        assert!(whole.text(file) == left.text(file), "{file} is untouched");
    }
    // What is known shrinks, and what is possible makes up for it: nobody joined after the gap.
    assert!(deleted.subjects_left < truth.not_issued_with_late.subjects);
    assert!(deleted.subjects_left + deleted.possibly >= truth.not_issued_with_late.subjects);
    assert_eq!(truth.not_issued, whole_truth.not_issued);
}

#[test]
fn a_deleted_log_ends_after_it_begins() {
    let plan = Plan {
        deleted: Some(sim::Deleted {
            from: Millis(5),
            to: Millis(5),
        }),
        ..Plan::default()
    };
    assert!(
        plan.check()
            .unwrap_err()
            .to_string()
            .contains("the end comes after the beginning")
    );
}
