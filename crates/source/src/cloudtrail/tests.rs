use proptest::prelude::*;

use super::{FORMAT, likeness};
use crate::{Settings, combined::golden};

fn settings() -> Settings {
    Settings {
        pointers: vec![
            "/requestParameters/secretId".to_owned(),
            "/requestParameters/names".to_owned(),
            "/requestParameters/tags/*/key".to_owned(),
        ],
        instance: "/awsRegion".to_owned(),
        ..Settings::default()
    }
}

#[test]
fn fixtures() {
    golden::check(&FORMAT, &settings(), "records");
}

#[test]
fn without_pointers_nothing_is_pointed_at() {
    let record = br#"{"eventTime":"2025-11-06T09:38:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"e","requestParameters":{"key":"k"}}"#;
    let mut decoder = golden::decoder(&FORMAT, &Settings::default());
    let seen = golden::decode(&mut *decoder, record).unwrap();
    assert_eq!(
        seen.events,
        [
            r#"2025-11-06T09:38:00.000Z access="s3.amazonaws.com GetObject" outcome="served" kind="anonymous" id="e""#
        ]
    );
}

/// A session that a service took of a role, and a call that is made with it, as AWS writes them.
#[test]
fn what_a_service_takes_for_a_machine_is_held_by_who_uses_it() {
    let taken = br#"{"eventTime":"2025-11-06T09:38:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventID":"e-1","userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"},"requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/web/Shop","roleSessionName":"i-0dbc91f429e48eeed"},"responseElements":{"credentials":{"accessKeyId":"ASIAMACHINE"}}}"#;
    let used = br#"{"eventTime":"2025-11-06T09:40:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"e-2","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:i-0dbc91f429e48eeed","arn":"arn:aws:sts::111122223333:assumed-role/Shop/i-0dbc91f429e48eeed","accessKeyId":"ASIAMACHINE"}}"#;
    let mut decoder = golden::decoder(&FORMAT, &Settings::default());
    let taken = golden::decode(&mut *decoder, taken).unwrap().events;
    let used = golden::decode(&mut *decoder, used).unwrap().events;
    let who = "arn:aws:sts::111122223333:assumed-role/Shop/i-0dbc91f429e48eeed";
    assert!(
        used[0].contains(&format!(r#"actor="{who}""#)),
        "{}",
        used[0]
    );
    assert!(
        taken[1].contains(&format!(r#"subject="employee:{who}""#)),
        "{}",
        taken[1]
    );
}

#[test]
fn a_wrong_pointer_is_refused() {
    let settings = Settings {
        pointers: vec!["requestParameters".to_owned()],
        ..Settings::default()
    };
    let error = (FORMAT.build)(&settings).err().unwrap();
    assert_eq!(error.at, "pointers");
    assert!(
        error.message.contains("/requestParameters/secretId"),
        "{error}"
    );
}

#[test]
fn likeness_knows_records() {
    let call = br#"{"eventTime":"t","eventSource":"s","eventName":"n","eventID":"e"}"#.as_slice();
    assert_eq!(likeness(&[call, b"{}"]), 50);
    assert_eq!(likeness(&[]), 0);
    assert_eq!(likeness(&[br#"{"class_uid":6003,"time":1}"#]), 0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = golden::decode(&mut *golden::decoder(&FORMAT, &settings()), &bytes);
    }

    #[test]
    fn arbitrary_values_never_panic(
        name in "(AssumeRole|CreateUser|CreateAccessKey|DeleteAccessKey|ConsoleLogin)",
        service in "(sts|iam|signin)", expires in r"[A-Z][a-z]{2} [0-9]{1,3},? [0-9]{1,5},? [0-9:]{0,9} ?(AM|PM|\u{202f})?",
        inner in r#"(null|\{\}|\[\]|7|\{"userName":"a"\}|\{"userName":\{\}\})"#,
    ) {
        let record = format!(
            r#"{{"eventTime":"2025-11-06T09:38:00Z","eventSource":"{service}.amazonaws.com","eventName":"{name}","requestParameters":{inner},"responseElements":{{"credentials":{{"accessKeyId":"A","expiration":"{expires}"}},"accessKey":{inner}}}}}"#
        );
        golden::decode(&mut *golden::decoder(&FORMAT, &settings()), record.as_bytes()).unwrap();
    }

    #[test]
    fn printed_ends_are_read(day in 1i64..=28, hour in 0i64..24, minute in 0i64..60) {
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let half = if hour < 12 { "AM" } else { "PM" };
        let text = format!("Nov {day}, 2025 {twelve}:{minute:02}:07 {half}");
        let expected = event::Millis::from_civil(2025, 11, day, ((hour * 60 + minute) * 60 + 7) * 1000);
        prop_assert_eq!(super::expiry::parse(&super::record::Text(text.into())), expected);
    }
}
