use bytes::Bytes;
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::RowAccessor,
};

use super::{SetRow, write_set_parquet};

fn row(subject: &str, name: Option<&str>) -> SetRow {
    SetRow {
        subject: subject.to_owned(),
        name: name.map(str::to_owned),
        kind: "member",
        fields: "name;phone".to_owned(),
    }
}

/// What a reader that knows nothing of us finds: the names of the columns and the texts of each row.
fn read(bytes: Vec<u8>) -> (Vec<String>, Vec<Vec<Option<String>>>) {
    let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    let columns = reader
        .metadata()
        .file_metadata()
        .schema_descr()
        .columns()
        .iter()
        .map(|c| c.name().to_owned())
        .collect::<Vec<_>>();
    let texts = |row: parquet::record::Row| {
        (0..columns.len())
            .map(|at| row.get_string(at).ok().cloned())
            .collect()
    };
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| texts(row.unwrap()))
        .collect();
    (columns, rows)
}

fn texts(all: &[Option<&str>]) -> Vec<Option<String>> {
    all.iter().map(|text| text.map(str::to_owned)).collect()
}

#[test]
fn a_pseudonymous_set_has_no_column_for_names() {
    let (columns, rows) =
        read(write_set_parquet(&[row("~3.161", Some("member:1"))], false).unwrap());
    assert_eq!(columns, ["subject", "kind", "fields"]);
    assert_eq!(
        rows,
        [texts(&[Some("~3.161"), Some("member"), Some("name;phone")])]
    );
}

#[test]
fn an_erased_name_is_null() {
    let (columns, rows) =
        read(write_set_parquet(&[row("~0.1", Some("member:1")), row("~0.2", None)], true).unwrap());
    assert_eq!(columns, ["subject", "name", "kind", "fields"]);
    let expected = [
        texts(&[
            Some("~0.1"),
            Some("member:1"),
            Some("member"),
            Some("name;phone"),
        ]),
        texts(&[Some("~0.2"), None, Some("member"), Some("name;phone")]),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn an_empty_set_is_a_file_too() {
    let (columns, rows) = read(write_set_parquet(&[], false).unwrap());
    assert_eq!((columns.len(), rows.len()), (3, 0));
}
