use super::{
    Mapping, Plan, Shape,
    testing::{Lines, settings},
    time::TimeFormat,
};
use crate::{Settings, SettingsError};

fn refused(mapping: &str, shape: Shape) -> SettingsError {
    Plan::compile(&settings(mapping), shape).unwrap_err()
}

#[test]
fn a_mistake_names_its_setting_and_what_would_be_right() {
    let table: &[(&str, &str, &str)] = &[
        (
            r#"{"kind":"access","path":"/p"}"#,
            "mapping.time",
            "time = \"/time\"",
        ),
        (
            r#"{"kind":"access","time":"ts","path":"/p"}"#,
            "mapping.time",
            "\"/ts\"",
        ),
        (
            r#"{"kind":"access","time":"a.b","path":"/p"}"#,
            "mapping.time",
            "\"/a/b\"",
        ),
        (
            r#"{"kind":"access","time":"/a~2","path":"/p"}"#,
            "mapping.time",
            "RFC 6901",
        ),
        (
            r#"{"kind":"access","time":"/t","time_format":"iso","path":"/p"}"#,
            "mapping.time_format",
            "rfc3339",
        ),
        (
            r#"{"kind":"access","time":"/t","time_format":"%Y-%m-%d","path":"/p"}"#,
            "mapping.time_format",
            "%H",
        ),
        (
            r#"{"kind":"access","time":"/t","time_format":"%Y %é","path":"/p"}"#,
            "mapping.time_format",
            "%H",
        ),
        (
            r#"{"kind":"access","time":"/t"}"#,
            "mapping.path",
            "one of three ways",
        ),
        (
            r#"{"kind":"access","time":"/t","path":"/p","table":"/x"}"#,
            "mapping.path",
            "one of three ways",
        ),
        (
            r#"{"kind":"access","time":"/t","service":"/s"}"#,
            "mapping.path",
            "service and operation",
        ),
        (
            r#"{"kind":"heartbeat","time":"/t","actor":"/a"}"#,
            "mapping.actor",
            "it takes time",
        ),
        (
            r#"{"kind":"issuance","time":"/t"}"#,
            "mapping.credential",
            "needs it",
        ),
        (
            r#"{"kind":"access","time":"/t","path":"/p","outcome_map":{"1":"served"}}"#,
            "mapping.outcome_map",
            "outcome stands",
        ),
        (
            r#"{"kind":"access","time":"/t","path":"/p","outcome":"/o","outcome_map":{"1":"ok"}}"#,
            "mapping.outcome_map",
            "served, denied or missing",
        ),
        (
            r#"{"kind":"identity","time":"/t","subject":"/s","change":"/c","change_map":{"1":"ok"}}"#,
            "mapping.change_map",
            "joined",
        ),
        (
            r#"{"kind":"access","time":"/t","path":"/p","separator":""}"#,
            "mapping.separator",
            "empty",
        ),
        (
            r#"{"kind":"access","time":"/t","path":"/p","delimiter":";"}"#,
            "mapping.delimiter",
            "JSON",
        ),
    ];
    for (mapping, at, says) in table {
        let error = refused(mapping, Shape::Json);
        assert!(
            error.at == *at && error.message.contains(says),
            "{mapping}: {error}"
        );
    }
    let error = refused(
        r#"{"kind":"access","time":"t","path":"p","delimiter":"::"}"#,
        Shape::Csv,
    );
    assert_eq!(error.at, "mapping.delimiter");
    assert_eq!(
        refused(r#"{"kind":"access","time":" ","path":"p"}"#, Shape::Csv).at,
        "mapping.time"
    );
}

#[test]
fn the_sources_own_settings_are_checked_too() {
    let good = settings(r#"{"kind":"heartbeat","time":"/t"}"#);
    let table = [
        (
            Settings {
                time_zone: "Asia/Soul".into(),
                ..good.clone()
            },
            "time_zone",
        ),
        (
            Settings {
                instance: "host".into(),
                ..good.clone()
            },
            "instance",
        ),
        (
            Settings {
                boot: "boot".into(),
                ..good.clone()
            },
            "boot",
        ),
        (
            Settings {
                pointers: vec!["x".into()],
                ..good
            },
            "pointers",
        ),
    ];
    for (settings, at) in table {
        assert_eq!(Plan::compile(&settings, Shape::Json).unwrap_err().at, at);
    }
}

#[test]
fn a_place_is_a_text_a_constant_or_a_text_with_a_prefix() {
    let bad = [
        r#"{"kind":"access","time":{"const":"a","at":"/b"}}"#,
        r#"{"kind":"access","time":{"pointer":"/b"}}"#,
        r#"{"kind":"access","time":5}"#,
        r#"{"kind":"access","tiem":"/t"}"#,
        r#"{"time":"/t"}"#,
        r#"{"kind":"accesses"}"#,
    ];
    for mapping in bad {
        assert!(
            serde_json::from_str::<Mapping>(mapping).is_err(),
            "{mapping}"
        );
    }
    assert!(Mapping::places().any(|(name, says)| name == "credential" && !says.is_empty()));
}

fn time(format: &str, text: &str) -> Option<String> {
    let zone = jiff::tz::TimeZone::get("Asia/Seoul").unwrap();
    let format = TimeFormat::compile(format, zone).unwrap();
    format.parse(text).map(|time| time.to_string())
}

#[test]
fn times_are_read_in_every_form() {
    let table = [
        (
            "rfc3339",
            "2025-11-06T18:38:00.1239+09:00",
            Some("2025-11-06T09:38:00.123Z"),
        ),
        ("rfc3339", "2025-11-06T18:38:00", None),
        ("unix_s", "1762421880", Some("2025-11-06T09:38:00.000Z")),
        (
            "unix_s",
            "1762421880.9999",
            Some("2025-11-06T09:38:00.999Z"),
        ),
        ("unix_s", "1762421880000", None),
        ("unix_s", "-1", None),
        ("unix_s", "1e9", None),
        ("unix_s", "", None),
        ("unix_s", ".", None),
        (
            "unix_ms",
            "1762421880123.9",
            Some("2025-11-06T09:38:00.123Z"),
        ),
        (
            "unix_us",
            "1762421880123999",
            Some("2025-11-06T09:38:00.123Z"),
        ),
        (
            "%d/%b/%Y:%H:%M:%S %z",
            "06/Nov/2025:18:38:00 +0900",
            Some("2025-11-06T09:38:00.000Z"),
        ),
        (
            "%Y-%m-%d %H:%M:%S%.f",
            "2025-11-06 18:38:00.25",
            Some("2025-11-06T09:38:00.250Z"),
        ),
        ("%s", "1762421880", Some("2025-11-06T09:38:00.000Z")),
        (
            "%d.%m.%y %H:%M",
            "06.11.25 18:38",
            Some("2025-11-06T09:38:00.000Z"),
        ),
        ("%d.%m.%y %H:%M", "06.13.25 18:38", None),
    ];
    for (format, text, expected) in table {
        assert_eq!(time(format, text).as_deref(), expected, "{format} {text}");
    }
}

#[test]
fn outcomes_follow_the_map_and_then_http() {
    let mapping = r#"{"kind":"access","time":"/t","path":"/p","outcome":"/o",
        "outcome_map":{"ok":"served","204":"missing","4xx":"missing","403":"denied"}}"#;
    let format = &crate::json_lines::FORMAT;
    let mut decoder = (format.build)(&settings(mapping)).unwrap()(b"").unwrap();
    let table = [
        ("\"ok\"", "Served"),
        ("200", "Served"),
        ("206", "Served"),
        ("304", "Served"),
        ("302", "Denied"),
        ("204", "Missing"),
        ("410", "Missing"),
        ("401", "Missing"),
        ("403", "Denied"),
        ("500", "Denied"),
        ("\"denied\"", "Denied"),
        ("null", "Served"),
    ];
    for (value, expected) in table {
        let record = format!(r#"{{"t":"2025-11-06T09:38:00Z","p":"/a","o":{value}}}"#);
        let mut lines = Lines::default();
        decoder.decode(record.as_bytes(), &mut lines).unwrap();
        assert!(
            lines.0[0].contains(&format!("}} {expected} ")),
            "{value}: {lines:?}",
            lines = lines.0
        );
    }
}
