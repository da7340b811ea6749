//! Some rows of a part, read from whatever bytes are at hand, as the lines that a bundle lists.

use std::{
    collections::HashMap,
    fmt::Write,
    net::{Ipv4Addr, Ipv6Addr},
    panic::{AssertUnwindSafe, catch_unwind},
};

use event::{ActorKind, Millis, Outcome};
use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{AsBytes, DataType},
    file::{
        properties::ReaderProperties,
        reader::{ChunkReader, FileReader, RowGroupReader},
        serialized_reader::{ReadOptionsBuilder, SerializedFileReader},
    },
    schema::parser::parse_message_type,
};

use crate::part::SCHEMA;

/// The first line of the list of rows.
pub(super) const HEADER: &str = "part,row,time,subject,ghost,outcome,source,route,actor_kind,actor,credential,key,issuer,ip,client,records,reach,access\n";

/// What a shape is called: source, and route where one matched.
pub(super) type ShapeNames = HashMap<u64, (String, Option<String>)>;

/// One column of some rows.
enum Cells {
    Numbers(Vec<Option<u64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// The lines of some rows of a part, ascending; the error is a sentence.
pub(super) fn lines<R: ChunkReader + 'static>(
    file: R,
    (part, rows): (&str, &[u32]),
    shapes: &ShapeNames,
) -> Result<Vec<String>, String> {
    let read = AssertUnwindSafe(|| read(file, rows));
    let columns = catch_unwind(read)
        .unwrap_or_else(|_| Err("the reader of Parquet gave up on it".to_owned()))?;
    Ok(rows
        .iter()
        .enumerate()
        .map(|(at, row)| line(&columns, at, (part, *row), shapes))
        .collect())
}

fn read<R: ChunkReader + 'static>(file: R, rows: &[u32]) -> Result<Vec<Cells>, String> {
    let wrong = |error: parquet::errors::ParquetError| error.to_string();
    let options = ReadOptionsBuilder::new()
        .with_reader_properties(ReaderProperties::builder().build())
        .with_page_index()
        .build();
    let file = SerializedFileReader::new_with_options(file, options).map_err(wrong)?;
    let due = parse_message_type(SCHEMA).map_err(wrong)?;
    if *file.metadata().file_metadata().schema() != due || file.num_row_groups() != 1 {
        return Err("its columns are not those of a part".to_owned());
    }
    let group = file.get_row_group(0).map_err(wrong)?;
    (0..group.num_columns())
        .map(|column| cells(group.as_ref(), column, rows))
        .collect()
}

fn cells(group: &dyn RowGroupReader, column: usize, rows: &[u32]) -> Result<Cells, String> {
    let optional = group
        .metadata()
        .column(column)
        .column_descr()
        .max_def_level()
        > 0;
    let reader = group.get_column_reader(column).map_err(|e| e.to_string())?;
    let numbers = |values: Vec<Option<u64>>| Cells::Numbers(values);
    fn bytes<T: AsBytes>(values: Vec<Option<T>>) -> Cells {
        let own = |value: Option<T>| value.map(|value| value.as_bytes().to_vec());
        Cells::Bytes(values.into_iter().map(own).collect())
    }
    Ok(match reader {
        ColumnReader::Int32ColumnReader(mut reader) => {
            let values = pick(&mut reader, optional, rows)?;
            let number = |value: Option<i32>| value.map(|v| u64::from(v.cast_unsigned()));
            numbers(values.into_iter().map(number).collect())
        }
        ColumnReader::Int64ColumnReader(mut reader) => {
            let values = pick(&mut reader, optional, rows)?;
            numbers(
                values
                    .into_iter()
                    .map(|v| v.map(i64::cast_unsigned))
                    .collect(),
            )
        }
        ColumnReader::FixedLenByteArrayColumnReader(mut reader) => {
            bytes(pick(&mut reader, optional, rows)?)
        }
        _ => return Err(format!("column {column} is of another type")),
    })
}

/// The values of some rows, ascending; pages between them are passed over unread.
fn pick<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    optional: bool,
    rows: &[u32],
) -> Result<Vec<Option<T::T>>, String> {
    let (mut out, mut next) = (Vec::with_capacity(rows.len()), 0usize);
    for row in rows.iter().map(|row| *row as usize) {
        let between = row.checked_sub(next).ok_or("rows do not ascend")?;
        let skipped = reader.skip_records(between).map_err(|e| e.to_string())?;
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let def = optional.then_some(&mut levels);
        let (read, _, _) = reader
            .read_records(1, def, None, &mut values)
            .map_err(|e| e.to_string())?;
        if skipped != between || read != 1 {
            return Err(format!("row {row} is beyond the last"));
        }
        out.push(values.pop());
        next = row + 1;
    }
    Ok(out)
}

fn line(columns: &[Cells], at: usize, (part, row): (&str, u32), shapes: &ShapeNames) -> String {
    let number = |column: usize| match columns.get(column) {
        Some(Cells::Numbers(values)) => values.get(at).copied().flatten(),
        _ => None,
    };
    let text = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    let hex = |value: Option<u64>| value.map_or_else(String::new, |value| format!("{value:016x}"));
    let ip6 = match columns.get(11) {
        Some(Cells::Bytes(values)) => values.get(at).and_then(Option::as_ref),
        _ => None,
    };
    let ip4 = number(10).and_then(|ip| u32::try_from(ip).ok());
    let ip = match (
        ip4,
        ip6.and_then(|ip| <[u8; 16]>::try_from(ip.as_slice()).ok()),
    ) {
        (Some(ip), _) => Ipv4Addr::from_bits(ip).to_string(),
        (None, Some(ip)) => Ipv6Addr::from(ip).to_string(),
        (None, None) => String::new(),
    };
    let small = |column| number(column).and_then(|code| u8::try_from(code).ok());
    let subject = number(1).map(|id| format!("~{}.{id}", number(0).unwrap_or(0)));
    let actor = number(6).map(|id| format!("~{}.{}", id >> 32, id & u64::from(u32::MAX)));
    let unknown = (String::new(), None);
    let (source, route) = number(3)
        .and_then(|shape| shapes.get(&shape))
        .unwrap_or(&unknown);
    let cells = [
        part.to_owned(),
        row.to_string(),
        number(2).map_or_else(String::new, |time| Millis(time.cast_signed()).to_string()),
        subject.unwrap_or_default(),
        hex(number(15)),
        small(4)
            .and_then(Outcome::from_code)
            .map_or("", |outcome| outcome.word())
            .to_owned(),
        source.clone(),
        route.clone().unwrap_or_default(),
        small(5)
            .and_then(ActorKind::from_code)
            .map_or("", |kind| kind.word())
            .to_owned(),
        actor.unwrap_or_default(),
        hex(number(7)),
        text(number(8)),
        text(number(9)),
        ip,
        text(number(12)),
        text(number(13)),
        text(number(14)),
        text(number(16)),
    ];
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(line, "{comma}{cell}");
    }
    line.push('\n');
    line
}

/// The names of shapes by the table of an epoch.
pub(super) fn shape_names(table: Vec<u8>) -> Result<ShapeNames, String> {
    let mut names = ShapeNames::new();
    crate::columns::each_batch(table, crate::tables::SHAPES, |batch| {
        for row in 0..batch.rows {
            let source = batch.text(1, row).unwrap_or_default().to_owned();
            let route = batch.text(2, row).map(str::to_owned);
            names.insert(batch.number(0, row).unwrap_or(u64::MAX), (source, route));
        }
    })?;
    Ok(names)
}
