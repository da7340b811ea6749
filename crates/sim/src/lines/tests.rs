use serde_json::Value;

use super::*;
use crate::{clock, networks};

fn line(item: &Item) -> (String, Value) {
    let mut out = Vec::new();
    write(&mut out, item, item.device(), 7, &[3, 5, 8]);
    let text = String::from_utf8(out).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

#[test]
fn numbers_are_written_whole() {
    for value in [0, 7, 10, 1_734_188_400_000, u64::MAX] {
        let mut out = Vec::new();
        number(&mut out, value);
        assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
    }
}

#[test]
fn addresses_parse_as_addresses() {
    for ip in [
        networks::home(7),
        networks::V6,
        networks::V6 | 0xFFF_FFFF,
        networks::mobile_v6(9),
    ] {
        let mut out = Vec::new();
        address(&mut out, ip);
        let text = String::from_utf8(out).unwrap();
        let parsed: std::net::IpAddr = text.parse().unwrap();
        assert_eq!(parsed.is_ipv6(), ip >= networks::V6, "{text}");
    }
}

#[test]
fn an_access_says_what_the_decoder_looks_for() {
    let mut item = Item::new(
        clock::at(1, 2, 3),
        What::Page(Page::AddressEdit),
        Who::Member,
    );
    (item.subject, item.aux, item.credential) = (42, 3, 9);
    item.ip = networks::home(42);
    let (text, value) = line(&item);
    assert_eq!(
        value["http_request"]["url"]["path"],
        "/members/42/addresses/3/edit"
    );
    assert_eq!(value["actor"]["user"]["uid"], "42");
    assert_eq!(value["actor"]["session"]["uid"].as_str().unwrap().len(), 18);
    assert_eq!(value["unmapped"]["kid"], "auth-2024-04");
    assert_eq!(value["metadata"]["sequence"], 7);
    assert_eq!(value["type_uid"], 400_203);
    assert!((350..=520).contains(&text.len()), "{} bytes", text.len());
}

#[test]
fn an_export_names_its_members_going_round() {
    let mut item = Item::new(clock::at(100, 3, 0), What::Export, Who::Marketing);
    (item.subject, item.aux) = (2, 3);
    let (_, value) = line(&item);
    let named: Vec<&str> = value["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["uid"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["8", "3", "5"]);
    assert_eq!(value["actor"]["user"]["uid"], "service:marketing");
    assert_eq!(value["actor"]["user"]["type_id"], 4);
    assert_eq!(value["http_request"]["http_method"], "POST");
}

#[test]
fn a_failed_log_on_has_no_session_and_an_issuance_has_one() {
    let mut item = Item::new(clock::at(80, 2, 3), What::Failed, Who::Member);
    item.subject = 42;
    let (_, failed) = line(&item);
    assert_eq!(failed["status_id"], 2);
    assert!(failed.get("session").is_none());
    item.what = What::Issued;
    let (_, issued) = line(&item);
    assert_eq!(
        issued["session"]["expiration_time"],
        item.time + crate::clock::LIFETIME
    );
    assert_eq!(issued["unmapped"]["kid"], "auth-2025-03");
}
