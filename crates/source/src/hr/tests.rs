use proptest::prelude::*;

use super::FORMAT;
use crate::{
    Settings,
    mapping::testing::{check, decode, settings},
};

fn seoul() -> Settings {
    Settings {
        time_zone: "Asia/Seoul".to_owned(),
        ..Settings::default()
    }
}

#[test]
fn staff_changes_become_identity_changes() {
    check(&FORMAT, &seoul(), "hr", "staff");
}

#[test]
fn a_mapping_is_refused_for_the_columns_are_fixed() {
    let Err(error) = (FORMAT.build)(&settings(r#"{"kind": "identity"}"#)) else {
        panic!("built with a mapping");
    };
    assert_eq!(error.at, "mapping");
}

#[test]
fn the_header_is_recognised() {
    assert_eq!((FORMAT.likeness)(&[b"key,change,employee,time"]), 95);
    assert_eq!((FORMAT.likeness)(&[b"change,employee,time"]), 0);
    assert_eq!((FORMAT.likeness)(&[]), 0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(record in prop::collection::vec(any::<u8>(), 0..200), near in "[\"a,:Tz \r\n0-9-]{0,40}") {
        let _ = decode(&FORMAT, &seoul(), &[b"time,employee,change,key", &record, near.as_bytes()]);
        let _ = decode(&FORMAT, &seoul(), &[&record]);
    }
}
