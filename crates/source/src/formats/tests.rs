use std::collections::BTreeSet;

use super::*;

#[test]
fn every_format_is_found_by_its_own_id() {
    let ids: BTreeSet<&str> = formats().iter().map(|format| format.id).collect();
    assert_eq!(ids.len(), formats().len(), "an id is given twice");
    for wanted in [
        "ocsf",
        "combined",
        "cloudtrail",
        "okta",
        "keycloak",
        "json",
        "csv",
        "hr",
    ] {
        assert_eq!(format(wanted).map(|format| format.id), Some(wanted));
    }
    assert!(format("OCSF").is_none());
}

#[test]
fn nothing_looks_like_no_record() {
    assert!(detect(&[]).is_empty());
    for format in formats() {
        assert!((format.likeness)(&[b"\xff\xfe\x00"]) <= 100);
    }
}

#[test]
fn the_likeliest_format_stands_first() {
    let line = br#"203.0.113.9 - kim [06/Nov/2025:18:38:00 +0900] "GET /orders HTTP/1.1" 200 12 "-" "app/1""#;
    let ocsf = br#"{"class_uid":6003,"time":1762421880000,"api":{"operation":"x"}}"#;
    let ranked = detect(&[line, ocsf, line]);
    let first = ranked
        .first()
        .map(|(format, percent)| (format.id, *percent));
    assert_eq!(first, Some(("combined", 66)));
    assert!(ranked.is_sorted_by(|(_, a), (_, b)| a >= b));
}
