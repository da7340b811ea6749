use std::collections::BTreeSet;

use api::{Scope, Sources, Status, Verify, Who};
use env::Disk;
use event::Millis;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;

use super::{
    bytes, csv_rows, flat,
    grid::Grid,
    listed, scope, sources, status,
    timeline::{Drawn, ruler, timeline},
    verify, who,
};

/// A golden document of the contract.
macro_rules! document {
    ($name:literal) => {
        parsed(include_str!(concat!(
            "../../../api/tests/golden/",
            $name,
            ".json"
        )))
    };
}

/// That a text is the golden one of this name. With UPDATE=1 in the environment it becomes it; the
/// difference is then for a person to read.
macro_rules! golden {
    ($name:literal, $text:expr) => {{
        let (found, expected) = (
            format!("{}\n", $text.trim_end()),
            include_str!(concat!("golden/", $name)),
        );
        if std::env::var_os("UPDATE").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/golden/", $name);
            env::RealDisk
                .replace(std::path::Path::new(path), found.as_bytes())
                .expect("the golden file is written");
        } else {
            assert!(
                found == expected,
                "golden/{} differs; found:\n{found}",
                $name
            );
        }
    }};
}

fn parsed<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the golden document is of its type")
}

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").expect("the time zones are built in")
}

#[test]
fn a_scope_fits_a_screen_and_names_every_number() {
    golden!("scope.txt", scope::table(&document!("scope"), &seoul()));
    golden!(
        "scope_empty.txt",
        scope::table(&document!("scope_empty"), &TimeZone::UTC)
    );
    golden!("scope.csv", flat::<Scope>(&document!("scope")).unwrap());
}

#[test]
fn a_claim_that_cannot_be_made_says_why() {
    let mut document: Scope = document!("scope");
    let claim = document.untouched.get_mut("payment_card").unwrap();
    claim.verdict = "cannot_say".to_owned();
    claim.because = vec!["3 undecided reads may have shown it".to_owned()];
    let text = scope::table(&document, &seoul());
    assert!(text.contains("payment_card: cannot say (basis: sequenced)\n               3 undecided reads may have shown it\n"), "{text}");
}

#[test]
fn more_than_ten_gaps_are_counted() {
    let gaps: Vec<String> = (1..=12).map(|n| format!("gap {n}")).collect();
    let told = listed(&gaps, 2);
    assert_eq!(
        (
            told.len(),
            told.first().unwrap().as_str(),
            told.last().unwrap().as_str()
        ),
        (11, "  gap 1", "  and 2 more")
    );
    assert_eq!(listed(&gaps[..10], 0).len(), 10);
}

#[test]
fn who_is_a_line_a_read() {
    golden!("who.txt", who::table(&document!("who"), &seoul()));
    golden!("who.csv", who::csv(&document!("who")).unwrap());
    let unknown = Who {
        known: false,
        reads: Vec::new(),
        subject: "~g00000000000000ff".to_owned(),
        ..document!("who")
    };
    golden!("who_unknown.txt", who::table(&unknown, &seoul()));
}

#[test]
fn a_check_has_two_verdicts() {
    golden!("verify.txt", verify::table(&document!("verify")));
    let broken: Verify = document!("verify");
    let fine = Verify {
        integrity: "ok".to_owned(),
        completeness: "complete".to_owned(),
        findings: Vec::new(),
        warnings: Vec::new(),
        gaps: Vec::new(),
        deep: Some(api::Deep {
            differing: Vec::new(),
        }),
        key_origin: "directory".to_owned(),
        ..broken
    };
    golden!("verify_ok.txt", verify::table(&fine));
}

#[test]
fn sources_tell_what_is_missing() {
    golden!(
        "sources.txt",
        sources::table(&document!("sources"), &seoul())
    );
    golden!("sources.csv", sources::csv(&document!("sources")).unwrap());
    let nothing: Sources = parsed(
        r#"{"v":1,"first":null,"last":null,"drawn":null,"sources":[],"coverage":{"verdict":"gaps","basis":"none","gaps":[],"doubts":[],"stated":[],"possibly":null,"rests_on":[]},"uncovered":[],"silent_routes":[],"unshown_fields":[]}"#,
    );
    assert!(!sources::table(&nothing, &seoul()).contains('█'));
}

#[test]
fn status_is_one_screen() {
    golden!("status.txt", status::table(&document!("status"), &seoul()));
    let mut without_key: Status = document!("status");
    (
        without_key.quarantine.records,
        without_key.quarantine.reasons,
    ) = (None, None);
    assert!(
        status::table(&without_key, &seoul()).contains("records sealed (the book key opens them)")
    );
}

#[test]
fn a_timeline_is_never_longer_than_its_cells() {
    let hours = |list: &[i64]| list.iter().copied().collect::<BTreeSet<i64>>();
    let span = |from: i64, to: i64| (Millis(from * 3_600_000), Millis(to * 3_600_000 + 5));
    let spoken = hours(&[10, 12]);
    let drawn = || Drawn {
        spoken: Some(span(10, 12)),
        hours: &spoken,
        missing: Vec::new(),
        unproven: Vec::new(),
        stated: Vec::new(),
    };
    assert_eq!(timeline((9, 13), &drawn()), " █·█ ");
    assert_eq!(timeline((10, 10), &drawn()), "█");
    let all = Drawn {
        missing: vec![span(11, 11)],
        stated: vec![span(9, 11)],
        unproven: vec![span(8, 20)],
        ..drawn()
    };
    assert_eq!(timeline((8, 13), &all), "?==!??");
    let far = hours(&[0, 50_000, 100_000]);
    let long = Drawn {
        spoken: Some(span(0, 100_000)),
        hours: &far,
        ..drawn()
    };
    let long = timeline((0, 100_000), &long);
    assert_eq!((long.chars().count(), long.matches('█').count()), (60, 3));
    assert_eq!(timeline((i64::MIN, i64::MAX), &drawn()).chars().count(), 60);
}

#[test]
fn a_ruler_names_what_a_person_reckons_in() {
    let hour = |text: &str| Millis::parse(text).unwrap().hour();
    let of = |from: &str, to: &str| ruler((hour(from), hour(to)), &seoul());
    assert_eq!(
        of("2024-12-15T00:00:00+09:00", "2025-11-08T23:00:00+09:00"),
        "   Jan  Feb  Mar   Apr  May   Jun   Jul  Aug   Sep  Oct   Nov"
    );
    assert_eq!(
        of("2025-11-01T00:00:00+09:00", "2025-11-05T23:00:00+09:00"),
        "1           2           3           4           5"
    );
    assert_eq!(
        of("2025-11-01T09:00:00+09:00", "2025-11-01T14:00:00+09:00"),
        " 10 13"
    );
    // The ends of time are on no calendar, and no reason to panic.
    assert_eq!(ruler((i64::MIN, i64::MAX), &seoul()).trim_start(), "Jan");
}

#[test]
fn what_logs_hold_does_not_steer_the_terminal() {
    let mut grid = Grid::new(&["route", ">reads"]);
    grid.row(&["a\u{1b}[2J\nb".to_owned(), "1".to_owned()]);
    assert_eq!(
        grid.lines(),
        ["route    reads", "a\u{fffd}[2J\u{fffd}b      1"]
    );
}

#[test]
fn cells_with_commas_are_quoted() {
    let text = csv_rows(&["name", "value"], [vec!["GET /a,b", "say \"hi\""]]).unwrap();
    assert_eq!(text, "name,value\n\"GET /a,b\",\"say \"\"hi\"\"\"\n");
}

#[test]
fn bytes_have_a_unit() {
    assert_eq!(
        [0, 999, 1000, 1_234_567, 5_000_000_000].map(bytes),
        ["0 B", "999 B", "1.0 kB", "1.2 MB", "5.0 GB"]
    );
}

#[test]
fn moments_of_a_refusal_stand_in_the_zone_of_the_ledger() {
    let seoul = TimeZone::get("Asia/Seoul").expect("a zone");
    let told = |text: &str| super::moments_in_zone(text, &seoul);
    assert_eq!(
        told(
            "it happened at 2026-12-31T15:00:00.000Z, after it was entered at 2026-11-30T08:17:05.123Z: check the time"
        ),
        "it happened at 2027-01-01 00:00, after it was entered at 2026-11-30 17:17:05: check the time"
    );
    assert_eq!(
        told("of (2026-12-31T15:00:00.000Z)."),
        "of (2027-01-01 00:00)."
    );
    assert_eq!(
        told("until 2026-12-31T15:00:00.000Z."),
        "until 2027-01-01 00:00."
    );
    // What is no moment of UTC stays as it was typed.
    for text in [
        "write it as 2026-11-27T09:00:00+09:00",
        "39(1)1: 2026-11-27",
        "Z-1 of 사고",
        "",
    ] {
        assert_eq!(told(text), text);
    }
}
