use proptest::prelude::*;

use super::FORMAT;
use crate::{
    Settings,
    mapping::testing::{Lines, check, decode, settings},
};

const APP: &str = r#"{
    "kind": "access", "time": "/ts", "path": "/req/url", "method": "/req/method",
    "outcome": "/status", "outcome_map": {"rate-limited": "denied", "5xx": "served"},
    "actor": "/user/id", "actor_kind": "/user/role", "actor_kind_map": {"staff": "employee"},
    "credential": "/sid", "ip": "/ip", "client": "/ua", "sequence": "/seq", "event_id": "/id",
    "instance": "/host", "records": "/rows", "subjects": "/hits/*/member",
    "issuer": {"const": "https://auth.shop.example"}
}"#;

#[test]
fn an_application_log_becomes_accesses() {
    let mut app = settings(APP);
    app.pointers = vec!["/none".to_owned(), "/hits/*/member".to_owned()];
    check(&FORMAT, &app, "json_lines", "app");
}

#[test]
fn statements_of_a_database_become_accesses_of_tables() {
    let mapping = r#"{"kind": "access", "time": "/t", "time_format": "unix_s", "table": "/tbl",
        "columns": "/cols", "separator": ";", "actor": "/db_user", "reach": "/n",
        "actor_kind": {"const": "service"}}"#;
    check(&FORMAT, &settings(mapping), "json_lines", "statements");
}

#[test]
fn tokens_become_issuances() {
    let mapping = r#"{"kind": "issuance", "time": "/iat", "time_format": "unix_ms", "credential": "/jti",
        "key": "/kid", "subject": "/sub", "expires": "/exp", "ip": "/from"}"#;
    check(&FORMAT, &settings(mapping), "json_lines", "tokens");
}

#[test]
fn links_become_relations_and_members_become_identity_changes() {
    let links = r#"{"kind": "relation", "time": "/at", "time_format": "%d/%m/%Y %H:%M", "relation": "/what",
        "owner": "/a", "other": {"at": "/b", "prefix": "phone:"}, "from": "/since"}"#;
    check(&FORMAT, &settings(links), "json_lines", "links");
    let members = r#"{"kind": "identity", "time": "/at", "time_format": "unix_us", "subject": "/id",
        "change": "/what", "change_map": {"signup": "joined"}, "key": "/kid"}"#;
    check(&FORMAT, &settings(members), "json_lines", "members");
}

#[test]
fn a_sign_of_life_needs_only_its_time() {
    let beat = settings(r#"{"kind": "heartbeat", "time": "/t"}"#);
    let lines = decode(&FORMAT, &beat, &[br#"{"t":"2025-11-06T09:38:00Z"}"#]).unwrap();
    assert_eq!(
        lines,
        [
            "Heartbeat { time: Millis(1762421880000), mark: Mark { instance: None, boot: None, sequence: None, event_id: None } }"
        ]
    );
}

#[test]
fn the_sources_instance_and_boot_stand_in_for_the_mappings() {
    let mut beat = settings(r#"{"kind": "heartbeat", "time": "/t"}"#);
    beat.instance = "/host".to_owned();
    beat.boot = "/start".to_owned();
    let lines = decode(
        &FORMAT,
        &beat,
        &[br#"{"t":"2025-11-06T09:38:00Z","host":"a","start":7}"#],
    );
    assert!(lines.unwrap()[0].contains(r#"instance: Some("a"), boot: Some("7")"#));
}

#[test]
fn a_fault_never_repeats_the_record() {
    let app = settings(APP);
    let secret = "kim-secret-0907";
    let records = [
        format!(r#"{{"ts":"{secret}","req":{{"url":"/a"}}}}"#),
        format!(r#"{{"{secret}"#),
        format!(r#"{{"ts":"2025-11-06T09:38:04Z","req":{{"url":"/a"}},"status":"{secret}"}}"#),
        format!(r#"{{"ts":"2025-11-06T09:38:04Z","req":{{"url":"/a"}},"seq":"{secret}"}}"#),
        format!(r#"{{"ts":"2025-11-06T09:38:04Z","req":{{"url":{{"{secret}":1}}}}}}"#),
    ];
    for record in &records {
        let lines = decode(&FORMAT, &app, &[record.as_bytes()]).unwrap();
        assert!(
            lines[0].starts_with("fault: ") && !lines[0].contains(secret),
            "{lines:?}"
        );
    }
}

#[test]
fn a_source_without_a_mapping_is_refused() {
    let Err(error) = (FORMAT.build)(&Settings::default()) else {
        panic!("built without a mapping");
    };
    assert_eq!(error.at, "mapping");
}

#[test]
fn json_objects_are_recognised_with_little_certainty() {
    assert_eq!((FORMAT.likeness)(&[b"{}", b" {\"a\":1}"]), 10);
    assert_eq!((FORMAT.likeness)(&[b"{}", b"{"]), 0);
    assert_eq!((FORMAT.likeness)(&[b"[1]"]), 0);
    assert_eq!((FORMAT.likeness)(&[]), 0);
}

/// Any JSON of the keys that the mapping looks at, so that decoding goes deep.
fn nasty() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
        Just("2025-11-06T09:38:00Z".into()),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let key = prop::sample::select(vec![
            "ts", "req", "url", "method", "status", "user", "id", "role", "hits", "member", "seq",
            "ip",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(key.prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(record in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&FORMAT, &settings(APP), &[&record]);
    }

    #[test]
    fn arbitrary_json_never_panics(value in nasty()) {
        let record = serde_json::json!({
            "ts": "2025-11-06T09:38:00Z", "req": value, "user": value, "hits": value, "status": value, "ip": value,
        });
        for mapping in [APP, r#"{"kind":"access","time":"/req","time_format":"%s","path":"/user/id","subjects":"/hits"}"#] {
            let _ = decode(&FORMAT, &settings(mapping), &[record.to_string().as_bytes(), value.to_string().as_bytes()]);
        }
    }
}

#[test]
fn a_deeply_nested_record_is_a_fault() {
    let record = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut decoder = (FORMAT.build)(&settings(APP)).unwrap()(b"").unwrap();
    assert!(
        decoder
            .decode(record.as_bytes(), &mut Lines::default())
            .is_err()
    );
}
