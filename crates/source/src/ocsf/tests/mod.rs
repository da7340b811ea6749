//! Our own fixtures, settings, and that no bytes make the decoder panic.
//!
//! `fixtures/NAME.ndjson` decodes to `fixtures/NAME.events`; `UPDATE=1` rewrites the second, and the
//! reviewer reads the difference.

mod golden;
mod twin;

use std::{fmt::Write as _, path::PathBuf};

use event::{ActorKind, Event};
use proptest::prelude::*;

use super::*;

/// What the decoder gives, a line each: the event without what it leaves open.
#[derive(Default)]
struct Seen(Vec<String>);

impl Sink for Seen {
    fn event(&mut self, event: Event<'_>) {
        self.0.push(golden::line(&event));
    }

    fn beside(&mut self) {
        self.0.push("beside".to_owned());
    }
}

fn decode(settings: &Settings, record: &[u8]) -> Vec<String> {
    let mut decoder = build(settings).unwrap()(b"").unwrap();
    let mut seen = Seen::default();
    match decoder.decode(record, &mut seen) {
        Ok(()) => assert_eq!(seen.0.len(), 1, "one record is one event or beside"),
        Err(fault) => {
            assert!(seen.0.is_empty(), "a fault after the sink was called");
            seen.0.push(format!("fault: {fault}"));
        }
    }
    seen.0
}

#[expect(
    clippy::disallowed_methods,
    reason = "golden files are read and written where they lie"
)]
fn check(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ocsf/fixtures");
    let input = std::fs::read(folder.join(format!("{name}.ndjson"))).unwrap();
    let mut found = String::new();
    for record in input
        .split(|b| *b == b'\n')
        .filter(|record| !record.is_empty())
    {
        for line in decode(&Settings::default(), record) {
            writeln!(found, "{line}").unwrap();
        }
    }
    let expected_at = folder.join(format!("{name}.events"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&expected_at, &found).unwrap();
    }
    let expected = String::from_utf8(std::fs::read(&expected_at).unwrap()).unwrap();
    assert_eq!(
        found,
        expected,
        "{}: run with UPDATE=1 and read the difference",
        expected_at.display()
    );
}

#[test]
fn api_activity() {
    check("access_6003");
}

#[test]
fn http_activity() {
    check("http_4002");
}

#[test]
fn web_resources_activity() {
    check("web_6001");
}

#[test]
fn datastore_activity() {
    check("datastore_6005");
}

#[test]
fn authentication() {
    check("authentication_3002");
}

#[test]
fn account_change() {
    check("account_3001");
}

#[test]
fn other_classes_are_beside() {
    check("other");
}

/// A record of a member reading their orders, with `extra` attributes.
fn access(extra: &str) -> Vec<u8> {
    format!(r#"{{"class_uid":6003,"time":1762421880000,"actor":{{"user":{{"uid":"7"}}}},"api":{{"operation":"x"}}{extra}}}"#).into_bytes()
}

#[test]
fn settings_name_actor_kind_instance_boot_and_pointers() {
    let settings = Settings {
        actor_kind: ActorKind::Employee,
        pointers: vec![
            "/unmapped/who".to_owned(),
            "/resources".to_owned(),
            "/unmapped/n/0".to_owned(),
        ],
        instance: "/unmapped/host".to_owned(),
        boot: "/unmapped/boot".to_owned(),
        ..Settings::default()
    };
    let record = access(
        r#","device":{"uid":"own"},"unmapped":{"who":["a","b",true],"n":[5],"host":"h","boot":3}"#,
    );
    let line = decode(&settings, &record).concat();
    assert!(
        line.contains(r#"pointed=[(0, "a"), (0, "b"), (2, "5")]"#),
        "{line}"
    );
    assert!(line.contains(r#"instance="h" boot="3""#), "{line}");
    assert!(line.contains("kind=employee"), "{line}");
    let without = decode(&settings, &access(r#","device":{"uid":"own"}"#)).concat();
    assert!(!without.contains("instance"), "{without}");
}

#[test]
fn a_pointer_starts_with_a_slash() {
    for (at, settings) in [
        (
            "instance",
            Settings {
                instance: "device.uid".to_owned(),
                ..Settings::default()
            },
        ),
        (
            "boot",
            Settings {
                boot: "x".to_owned(),
                ..Settings::default()
            },
        ),
        (
            "pointers[1]",
            Settings {
                pointers: vec!["/a".to_owned(), "b".to_owned()],
                ..Settings::default()
            },
        ),
    ] {
        let error = build(&settings).err().unwrap();
        assert_eq!(error.at, at);
    }
}

#[test]
fn records_look_like_ocsf_by_class_and_time() {
    let ours = access("");
    assert_eq!(likeness(&[&ours, b"{}", b"GET / HTTP/1.1", &ours]), 50);
    assert_eq!(likeness(&[]), 0);
    let ranked = crate::detect(&[&ours]);
    assert_eq!(
        ranked
            .first()
            .map(|(format, percent)| (format.id, *percent)),
        Some(("ocsf", 100))
    );
}

/// A value that may stand where another is meant.
pub(super) fn value() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "null",
        "true",
        "0",
        "-1",
        "1",
        "2",
        "200",
        "1762421880000",
        "1e300",
        "0.5",
        "18446744073709551615",
        "\"\"",
        "\"1\"",
        "\"a\\u0000\\n\"",
        "\"2025-11-06T18:38:00Z\"",
        "\"https://h\"",
        "\"member\"",
        "\"1.2.3.4\"",
        "[]",
        "{}",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let key = proptest::sample::select(vec![
            "uid",
            "name",
            "user",
            "session",
            "url",
            "path",
            "query_string",
            "url_string",
            "http_method",
            "code",
            "operation",
            "service",
            "type",
            "type_id",
            "kid",
            "columns",
            "records",
            "rows",
            "sequence",
            "ip",
            "expiration_time",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3)
                .prop_map(|values| format!("[{}]", values.join(","))),
            proptest::collection::vec((key, inner), 0..4).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"))
                    .collect();
                format!("{{{}}}", pairs.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        decode(&Settings::default(), &bytes);
    }

    #[test]
    fn no_shape_of_record_makes_it_panic(
        class in proptest::sample::select(vec![6003, 4002, 6001, 6005, 3002, 3001, 1]),
        attributes in proptest::collection::btree_map(proptest::sample::select(vec![
            "activity_id", "activity_name", "status_id", "status", "time", "time_dt", "metadata", "device", "actor", "user",
            "session", "src_endpoint", "http_request", "http_response", "http_status", "api", "database", "databucket", "table",
            "resources", "web_resources", "unmapped", "observables",
        ]), value(), 0..12),
        cut in 0usize..400,
    ) {
        let mut record = format!("{{\"class_uid\":{class}");
        for (key, value) in &attributes {
            write!(record, ",\"{key}\":{value}").unwrap();
        }
        record.push('}');
        let settings = Settings { pointers: vec!["/unmapped/kid".to_owned()], ..Settings::default() };
        decode(&settings, record.as_bytes());
        decode(&settings, record.as_bytes().get(..cut).unwrap_or(record.as_bytes()));
    }

    #[test]
    fn a_fault_never_repeats_the_record(secret in "[a-z]{12}") {
        for record in [
            format!("{{\"class_uid\":6003,\"time\":\"{secret}\",\"api\":{{}}}}"),
            format!("{{\"class_uid\":6003,\"api\":\"{secret}\"}}"),
            format!("{{\"{secret}\":{secret}}}"),
            format!("{{\"class_uid\":6003,\"time_dt\":\"{secret}\"}}"),
        ] {
            let line = decode(&Settings::default(), record.as_bytes()).concat();
            prop_assert!(line.starts_with("fault: ") && !line.contains(&secret), "{}", line);
        }
    }
}
