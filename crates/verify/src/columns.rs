//! Tables in Parquet, a few rows of all columns at a time.
//!
//! The reader of Parquet is not ours. Bytes reach it only when they have the root that their manifest
//! says, and a panic of it is caught and told as a fault.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::{
    basic::Type as Physical,
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{AsBytes, DataType},
    file::reader::{FileReader, SerializedFileReader},
    schema::parser::parse_message_type,
};

use crate::limits::BATCH_ROWS;

/// Values of one column. Numbers are as many bits as the column has, without sign.
pub(crate) enum Values {
    Numbers(Vec<Option<u64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// Some rows, column by column.
pub(crate) struct Batch {
    /// Number of the first row in the table.
    pub(crate) first: u64,
    pub(crate) rows: usize,
    columns: Vec<Values>,
}

impl Batch {
    /// A number; `None` for a null.
    pub(crate) fn number(&self, column: usize, row: usize) -> Option<u64> {
        match self.columns.get(column) {
            Some(Values::Numbers(values)) => values.get(row).copied().flatten(),
            _ => None,
        }
    }

    /// A number with sign.
    pub(crate) fn signed(&self, column: usize, row: usize) -> Option<i64> {
        self.number(column, row).map(u64::cast_signed)
    }

    /// Bytes; `None` for a null.
    pub(crate) fn bytes(&self, column: usize, row: usize) -> Option<&[u8]> {
        match self.columns.get(column) {
            Some(Values::Bytes(values)) => values.get(row)?.as_deref(),
            _ => None,
        }
    }

    /// Text; `None` for a null and for bytes that are none.
    pub(crate) fn text(&self, column: usize, row: usize) -> Option<&str> {
        std::str::from_utf8(self.bytes(column, row)?).ok()
    }
}

/// Reads a table with exactly this schema and hands over its rows in order. Gives their number.
///
/// # Errors
/// A sentence, when the bytes are no such table.
pub(crate) fn each_batch(
    bytes: Vec<u8>,
    schema: &str,
    mut each: impl FnMut(&Batch),
) -> Result<u64, String> {
    let read = AssertUnwindSafe(|| read(bytes, schema, &mut each));
    catch_unwind(read).unwrap_or_else(|_| Err("the reader of Parquet gave up on it".to_owned()))
}

fn read(bytes: Vec<u8>, schema: &str, each: &mut dyn FnMut(&Batch)) -> Result<u64, String> {
    let wrong = |error: parquet::errors::ParquetError| format!("it is no Parquet file: {error}");
    let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(wrong)?;
    let due = parse_message_type(schema).map_err(wrong)?;
    if *file.metadata().file_metadata().schema() != due {
        return Err("its columns are not those of format version 1".to_owned());
    }
    if file.num_row_groups() != 1 {
        return Err(format!(
            "it has {} row groups and should have one",
            file.num_row_groups()
        ));
    }
    let group = file.get_row_group(0).map_err(wrong)?;
    let rows = u64::try_from(group.metadata().num_rows())
        .map_err(|_| "it has fewer rows than none".to_owned())?;
    let mut readers = Vec::new();
    for column in 0..group.num_columns() {
        let optional = group
            .metadata()
            .column(column)
            .column_descr()
            .max_def_level()
            > 0;
        readers.push((group.get_column_reader(column).map_err(wrong)?, optional));
    }
    let mut first = 0;
    while first < rows {
        let left = usize::try_from(rows - first)
            .unwrap_or(usize::MAX)
            .min(BATCH_ROWS);
        let mut columns = Vec::new();
        for (reader, optional) in &mut readers {
            columns.push(take(reader, *optional, left)?);
        }
        each(&Batch {
            first,
            rows: left,
            columns,
        });
        first += left as u64;
    }
    Ok(rows)
}

fn take(reader: &mut ColumnReader, optional: bool, rows: usize) -> Result<Values, String> {
    let numbers = |values: Vec<Option<i64>>| {
        Values::Numbers(
            values
                .into_iter()
                .map(|v| v.map(i64::cast_unsigned))
                .collect(),
        )
    };
    match reader {
        ColumnReader::Int32ColumnReader(reader) => {
            let values = spread(reader, optional, rows)?;
            Ok(Values::Numbers(
                values
                    .into_iter()
                    .map(|v| v.map(|v| u64::from(i32::cast_unsigned(v))))
                    .collect(),
            ))
        }
        ColumnReader::Int64ColumnReader(reader) => Ok(numbers(spread(reader, optional, rows)?)),
        ColumnReader::ByteArrayColumnReader(reader) => Ok(bytes(spread(reader, optional, rows)?)),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            Ok(bytes(spread(reader, optional, rows)?))
        }
        other => Err(format!("it has a column of {:?}", physical(other))),
    }
}

fn bytes<T: AsBytes>(values: Vec<Option<T>>) -> Values {
    let own = |value: Option<T>| value.map(|value| value.as_bytes().to_vec());
    Values::Bytes(values.into_iter().map(own).collect())
}

fn physical(reader: &ColumnReader) -> Physical {
    match reader {
        ColumnReader::BoolColumnReader(_) => Physical::BOOLEAN,
        ColumnReader::Int96ColumnReader(_) => Physical::INT96,
        ColumnReader::FloatColumnReader(_) => Physical::FLOAT,
        _ => Physical::DOUBLE,
    }
}

/// Values of some rows, each at its row.
fn spread<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    optional: bool,
    rows: usize,
) -> Result<Vec<Option<T::T>>, String> {
    let (mut values, mut levels, mut read) = (Vec::new(), Vec::new(), 0);
    while read < rows {
        let def = optional.then_some(&mut levels);
        let (records, _, _) = reader
            .read_records(rows - read, def, None, &mut values)
            .map_err(|error| format!("it is no Parquet file: {error}"))?;
        if records == 0 {
            return Err("a column ends before its rows".to_owned());
        }
        read += records;
    }
    if !optional {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    let mut next = |level: i16| if level > 0 { values.next() } else { None };
    Ok(levels.into_iter().map(&mut next).collect())
}
