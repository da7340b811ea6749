use proptest::prelude::*;

use super::{FORMAT, likeness};
use crate::{Settings, combined::golden};

fn settings(zone: &str) -> Settings {
    Settings {
        time_zone: zone.to_owned(),
        ..Settings::default()
    }
}

#[test]
fn fixtures() {
    golden::check(&FORMAT, &settings("Asia/Seoul"), "server_log");
}

#[test]
fn an_unknown_zone_is_refused() {
    let error = (FORMAT.build)(&settings("Mars/Olympus")).err().unwrap();
    assert_eq!(error.at, "time_zone");
}

fn time_of(zone: &str, time: &str) -> String {
    let line = format!("{time} DEBUG [org.keycloak.events] (t) type=LOGIN, sessionId=s");
    let mut decoder = golden::decoder(&FORMAT, &settings(zone));
    let event = golden::decode(&mut *decoder, line.as_bytes())
        .unwrap()
        .events
        .remove(0);
    event.split(' ').next().unwrap().to_owned()
}

#[test]
fn a_changing_clock() {
    let berlin = |time| time_of("Europe/Berlin", time);
    assert_eq!(
        berlin("2025-07-01 12:00:00,000"),
        "2025-07-01T10:00:00.000Z"
    );
    // 02:30 occurs twice on this day; the first is summer time.
    assert_eq!(
        berlin("2025-10-26 02:30:00,000"),
        "2025-10-26T00:30:00.000Z"
    );
    // 02:30 does not occur on this day.
    assert_eq!(
        berlin("2025-03-30 02:30:00,000"),
        "2025-03-30T01:30:00.000Z"
    );
}

#[test]
fn staff_realms_name_staff() {
    let settings = Settings {
        actor_kind: event::ActorKind::Employee,
        ..Settings::default()
    };
    let mut decoder = golden::decoder(&FORMAT, &settings);
    let line = b"2025-11-06 18:38:00,257 DEBUG [org.keycloak.events] (t) type=REGISTER, userId=u1";
    let seen = golden::decode(&mut *decoder, line).unwrap();
    assert_eq!(
        seen.events,
        [r#"2025-11-06T18:38:00.257Z changed="joined" subject="employee:u1""#]
    );
}

#[test]
fn likeness_needs_a_keycloak_logger() {
    let event = b"2025-11-06 18:38:00,257 DEBUG [org.keycloak.events] (t) type=LOGIN".as_slice();
    let other = b"2025-11-06 18:38:00,257 INFO  [org.jboss.as] (t) started".as_slice();
    assert_eq!(likeness(&[event, other, b"x", b"\tat y"]), 50);
    assert_eq!(likeness(&[other]), 0);
    assert_eq!(likeness(&[]), 0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &settings("UTC")), &bytes);
    }

    #[test]
    fn arbitrary_fields_never_panic(fields in r#"([a-zA-Z_]{0,8}[="', \\가]{0,4}){0,20}"#) {
        let line = format!("2025-11-06 18:38:00,257 DEBUG [org.keycloak.events] (t) type=LOGIN, {fields}");
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &settings("UTC")), line.as_bytes());
    }

    /// A name that a client chose cannot make a failure a success, nor change who signed on.
    #[test]
    fn a_client_cannot_write_fields(name in r#"[a-z =,"]{0,30}"#) {
        let line = format!(
            "2025-11-06 18:38:00,257 WARN  [org.keycloak.events] (t) type=LOGIN_ERROR, realmId=r, \
             userId=u1, error=user_not_found, username={name}, type=LOGIN, sessionId=s"
        );
        let mut decoder = golden::decoder(&FORMAT, &settings("UTC"));
        prop_assert_eq!(golden::decode(&mut *decoder, line.as_bytes()).unwrap().beside, 1);
    }
}
