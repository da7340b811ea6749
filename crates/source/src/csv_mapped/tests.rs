use proptest::prelude::*;

use super::FORMAT;
use crate::mapping::{
    split_record,
    testing::{check, decode, settings},
};

const VISITS: &str = r#"{"kind": "access", "time": "when", "time_format": "%d/%b/%Y:%H:%M:%S %z",
    "path": "what", "subjects": "member", "separator": ",", "delimiter": ";"}"#;

const PLAIN: &str = r#"{"kind": "access", "time": "t", "path": "p", "actor": "a"}"#;

#[test]
fn a_table_of_visits_becomes_accesses() {
    let mut visits = settings(VISITS);
    visits.pointers = vec!["/member".to_owned()];
    check(&FORMAT, &visits, "csv_mapped", "visits");
}

#[test]
fn columns_are_found_by_name_behind_a_byte_order_mark() {
    let records: [&[u8]; 2] = [
        "\u{feff}p , x,t,a".as_bytes(),
        b"/q,,2025-11-06T09:38:00Z,17",
    ];
    let lines = decode(&FORMAT, &settings(PLAIN), &records).unwrap();
    assert!(
        lines[0].contains(r#"path: "/q""#) && lines[0].contains(r#"actor="17""#),
        "{lines:?}"
    );
}

#[test]
fn a_header_without_a_mapped_column_is_refused_by_name() {
    let fault = decode(&FORMAT, &settings(PLAIN), &[b"t,a"]).unwrap_err();
    assert_eq!(fault.reason, "the header has no column p, which path names");
    let fault = decode(&FORMAT, &settings(PLAIN), &[b"t,p,a,p"]).unwrap_err();
    assert_eq!(fault.reason, "the header has the column p twice");
}

#[test]
fn tables_are_recognised_with_little_certainty() {
    assert_eq!((FORMAT.likeness)(&[b"a,b", b"1,2"]), 5);
    assert_eq!((FORMAT.likeness)(&[b"a,b", b"1"]), 0);
    assert_eq!((FORMAT.likeness)(&[b"a", b"1"]), 0);
}

proptest! {
    /// The csv crate writes, our splitter reads.
    #[test]
    fn fields_come_back_as_they_were_written(fields in prop::collection::vec("[a\",; \r\n가]{0,6}", 1..6)) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(&fields).unwrap();
        let written = writer.into_inner().unwrap();
        let record = written.strip_suffix(b"\n").unwrap();
        prop_assert_eq!(split_record(record, ',').unwrap(), fields);
    }

    #[test]
    fn arbitrary_bytes_never_panic(
        header in prop::collection::vec(any::<u8>(), 0..60),
        record in prop::collection::vec(any::<u8>(), 0..200),
        near in "[\"a,;\r\n\u{feff}0-9]{0,40}",
    ) {
        let _ = decode(&FORMAT, &settings(PLAIN), &[&header, &record]);
        let _ = decode(&FORMAT, &settings(PLAIN), &[b"t,p,a", &record, near.as_bytes()]);
    }
}
