use event::Millis;
use proptest::prelude::*;

use super::{FORMAT, golden, likeness, time};
use crate::Settings;

#[test]
fn fixtures() {
    golden::check(&FORMAT, &Settings::default(), "usual");
    golden::check(&FORMAT, &Settings::default(), "odd");
}

#[test]
fn the_kind_of_actors_is_that_of_the_source() {
    let settings = Settings {
        actor_kind: event::ActorKind::Employee,
        ..Settings::default()
    };
    let mut decoder = golden::decoder(&FORMAT, &settings);
    let mut kind_of = |user: &str| {
        let line =
            format!("203.0.113.9 - {user} [06/Nov/2025:18:38:00 +0900] \"GET / HTTP/1.1\" 200 1");
        golden::decode(&mut *decoder, line.as_bytes())
            .unwrap()
            .events
            .remove(0)
    };
    assert!(kind_of("kim").contains(" kind=\"employee\" actor=\"kim\""));
    assert!(kind_of("-").contains(" kind=\"anonymous\" ip="));
}

#[test]
fn likeness_is_a_percentage() {
    let good = b"203.0.113.9 - - [06/Nov/2025:18:38:00 +0900] \"GET / HTTP/1.1\" 200 1".as_slice();
    assert_eq!(likeness(&[good, good, good, b"{}"]), 75);
    assert_eq!(likeness(&[]), 0);
    assert_eq!(likeness(&[b"{\"time\":1}"]), 0);
}

/// A line of fields that a server could write.
fn written() -> impl Strategy<Value = (String, String, String)> {
    let user = r#"[a-zA-Z0-9 \[\]:/+._-]{0,40}"#;
    let path = r#"/[a-z0-9 \[\]?&=%/-]{0,40}"#;
    let agent = r#"[a-zA-Z0-9 \[\]():;/.-]{0,40}"#;
    (user, path, agent)
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &Settings::default()), &bytes);
    }

    #[test]
    fn arbitrary_fields_never_panic(
        left in r#"[ -~]{0,40}"#, request in r#"[ -~]{0,60}"#, rest in r#"[ -~]{0,60}"#,
    ) {
        let line = format!(r#"{left} [06/Nov/2025:18:38:00 +0900] "{request}" 200 {rest}"#);
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &Settings::default()), line.as_bytes());
    }

    #[test]
    fn a_client_cannot_move_a_field((user, path, agent) in written()) {
        let line = format!(
            r#"203.0.113.9 - {user} [06/Nov/2025:18:38:00 +0900] "GET {path} HTTP/1.1" 200 5 "-" "{agent}""#
        );
        let mut decoder = golden::decoder(&FORMAT, &Settings::default());
        let seen = golden::decode(&mut *decoder, line.as_bytes()).unwrap();
        let event = seen.events.concat();
        prop_assert!(event.starts_with("2025-11-06T09:38:00.000Z "), "{event}");
        let asked = format!(" access={:?} outcome=\"served\" ", format!("GET {path}"));
        prop_assert!(event.contains(&asked), "{event}");
        prop_assert!(event.contains(" ip=\"203.0.113.9\""), "{event}");
        let agent = agent.trim();
        if !matches!(agent, "" | "-") {
            let client = format!(" client={agent:?}");
            prop_assert!(event.ends_with(&client), "{event}");
        }
    }

    #[test]
    fn times_are_those_of_rfc_3339(
        year in 0i32..=9999, month in 1usize..=12, day in 1u32..=31, second in 0u32..86_400,
        zone in (any::<bool>(), 0u32..24, 0u32..60),
    ) {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (h, m, s) = (second / 3600, second / 60 % 60, second % 60);
        let sign = if zone.0 { '+' } else { '-' };
        let log = format!("{day:02}/{}/{year:04}:{h:02}:{m:02}:{s:02} {sign}{:02}{:02}", names[month - 1], zone.1, zone.2);
        let rfc = format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}{sign}{:02}:{:02}", zone.1, zone.2);
        prop_assert_eq!(time::parse(log.as_bytes()), Millis::parse(&rfc).ok());
    }
}
