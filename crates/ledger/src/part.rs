//! Parts: Parquet files that any reader opens as they are. Written column by column from sorted rows,
//! read back column by column; no row is ever built on the way.

use std::{io::Write, sync::Arc};

use bytes::Bytes;
use parquet::{
    basic::{Compression, Encoding, ZstdLevel},
    column::reader::get_typed_column_reader,
    data_type::{DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties},
        reader::{FileReader, RowGroupReader, SerializedFileReader},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::{parser::parse_message_type, types::ColumnPath},
};

use crate::columns::{Column, ColumnId, Columns};

/// The schema of reads. `docs/format.md` says what each column means; the order is the files' order.
pub(crate) const READS_SCHEMA: &str = "
message reads {
  required int32 shard (INTEGER(16,false));
  optional int32 subject (INTEGER(32,false));
  required int64 time (TIMESTAMP(MILLIS,true));
  required int32 shape (INTEGER(32,false));
  required int32 outcome (INTEGER(8,false));
  required int32 actor_kind (INTEGER(8,false));
  optional int64 actor (INTEGER(64,false));
  optional int64 credential (INTEGER(64,false));
  optional int32 key (INTEGER(32,false));
  optional int32 issuer (INTEGER(32,false));
  optional int32 ip4 (INTEGER(32,false));
  optional fixed_len_byte_array(16) ip6;
  optional int32 client (INTEGER(32,false));
  optional int32 records (INTEGER(32,false));
  optional int64 reach (INTEGER(64,false));
  optional int64 ghost (INTEGER(64,false));
  optional int64 access (INTEGER(64,false));
}";

/// Rows of one page: a look-up of one subject decodes this many.
const PAGE_ROWS: usize = 20_000;

fn properties() -> WriterProperties {
    let path = |name: &str| ColumnPath::from(name);
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_created_by("nunchi format 1".to_owned());
    // Subject numbers are sorted, so their differences are short. For the rest zstd over plain bytes
    // was smaller than differences or dictionaries on the replay, and every reader takes it.
    // The shard is the same on every row, which differences say without a dictionary.
    for column in ["shard", "subject"] {
        builder = builder
            .set_column_dictionary_enabled(path(column), false)
            .set_column_encoding(path(column), Encoding::DELTA_BINARY_PACKED);
    }
    for column in ["time", "actor", "credential", "ghost", "access"] {
        builder = builder
            .set_column_dictionary_enabled(path(column), false)
            .set_column_encoding(path(column), Encoding::PLAIN);
    }
    builder.build()
}

/// Writes one part: the rows of one shard and class, sorted.
pub(crate) fn write_reads<W: Write + Send>(
    out: W,
    shard: u16,
    columns: &Columns,
) -> Result<(), ParquetError> {
    let schema = Arc::new(parse_message_type(READS_SCHEMA)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties()))?;
    let mut group = file.next_row_group()?;
    put_all::<Int32Type>(&mut group, &vec![i32::from(shard); columns.len])?;
    put_u32(&mut group, &columns.subject)?;
    put_all::<Int64Type>(&mut group, &columns.time.values)?;
    put_all::<Int32Type>(&mut group, &signed32(&columns.shape.values))?;
    for small in [&columns.outcome.values, &columns.actor_kind.values] {
        put_all::<Int32Type>(
            &mut group,
            &small.iter().map(|v| i32::from(*v)).collect::<Vec<_>>(),
        )?;
    }
    put_u64(&mut group, &columns.actor)?;
    put_u64(&mut group, &columns.credential)?;
    put_u32(&mut group, &columns.key)?;
    put_u32(&mut group, &columns.issuer)?;
    put_u32(&mut group, &columns.ip4)?;
    put_some::<FixedLenByteArrayType, _>(&mut group, &columns.ip6, |ip| {
        FixedLenByteArray::from(ip.to_vec())
    })?;
    put_u32(&mut group, &columns.client)?;
    put_u32(&mut group, &columns.records)?;
    put_u64(&mut group, &columns.reach)?;
    put_u64(&mut group, &columns.ghost)?;
    put_u64(&mut group, &columns.access)?;
    group.close()?;
    file.close()?;
    Ok(())
}

fn signed32(values: &[u32]) -> Vec<i32> {
    values.iter().map(|value| value.cast_signed()).collect()
}

pub(crate) fn put_all<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let mut column = next_column(group)?;
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}

fn next_column<'a, W: Write + Send>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> Result<parquet::file::writer::SerializedColumnWriter<'a>, ParquetError> {
    group.next_column()?.ok_or_else(|| {
        ParquetError::General("more columns are written than the schema has".to_owned())
    })
}

pub(crate) fn put_some<T: DataType, V: Copy>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    column: &Column<V>,
    convert: impl Fn(V) -> T::T,
) -> Result<(), ParquetError> {
    let values = column.values.iter().copied().map(&convert);
    // Most columns are full or empty, and then nothing is picked.
    let (values, levels): (Vec<T::T>, Vec<i16>) = match &column.valid {
        Some(valid) if !valid.contains(&true) => (Vec::new(), vec![0; valid.len()]),
        Some(valid) if valid.contains(&false) => {
            let there = values.zip(valid).filter(|(_, valid)| **valid);
            let levels = valid.iter().map(|valid| i16::from(*valid));
            (there.map(|(value, _)| value).collect(), levels.collect())
        }
        _ => (values.collect(), vec![1; column.values.len()]),
    };
    let mut writer = next_column(group)?;
    writer
        .typed::<T>()
        .write_batch(&values, Some(&levels), None)?;
    writer.close()
}

pub(crate) fn put_u32(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    column: &Column<u32>,
) -> Result<(), ParquetError> {
    put_some::<Int32Type, _>(group, column, u32::cast_signed)
}

pub(crate) fn put_u64(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    column: &Column<u64>,
) -> Result<(), ParquetError> {
    put_some::<Int64Type, _>(group, column, u64::cast_signed)
}

/// An opened part.
pub struct PartReader {
    file: SerializedFileReader<Bytes>,
}

impl std::fmt::Debug for PartReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "part of {} rows", self.rows())
    }
}

impl PartReader {
    /// Opens the bytes of a part.
    ///
    /// # Errors
    /// When they are no Parquet file of reads.
    pub fn open(bytes: impl Into<env::View>) -> Result<PartReader, ParquetError> {
        let file = SerializedFileReader::new(Bytes::from_owner(bytes.into()))?;
        let expected = parse_message_type(READS_SCHEMA)?;
        if *file.metadata().file_metadata().schema() != expected {
            return Err(ParquetError::General(
                "the columns are not those of format version 1".to_owned(),
            ));
        }
        Ok(PartReader { file })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        usize::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Reads some columns of all rows.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn read(&self, wanted: &[ColumnId]) -> Result<Columns, ParquetError> {
        self.read_picked(wanted, None)
    }

    /// Reads some columns of some rows, which ascend; pages that hold none of them are passed over.
    ///
    /// # Errors
    /// When the file is damaged or has no such row.
    pub fn read_rows(&self, wanted: &[ColumnId], rows: &[u32]) -> Result<Columns, ParquetError> {
        if rows
            .last()
            .is_some_and(|last| *last as usize >= self.rows())
        {
            return Err(ParquetError::General(
                "a row beyond the last was asked for".to_owned(),
            ));
        }
        self.read_picked(wanted, Some(rows))
    }

    fn read_picked(
        &self,
        wanted: &[ColumnId],
        picked: Option<&[u32]>,
    ) -> Result<Columns, ParquetError> {
        let mut all = Columns::default();
        for index in 0..self.file.num_row_groups() {
            let group = self.file.get_row_group(index)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let mut columns = Columns {
                len: picked.map_or(rows, <[u32]>::len),
                ..Columns::default()
            };
            for id in wanted {
                read_column(group.as_ref(), (rows, picked), *id, &mut columns)?;
            }
            // Parts are written with one row group, so this moves and never copies.
            if index == 0 {
                all = columns;
            } else {
                return Err(ParquetError::General(
                    "a part has more than one row group".to_owned(),
                ));
            }
        }
        Ok(all)
    }
}

fn read_column(
    group: &dyn RowGroupReader,
    rows: (usize, Option<&[u32]>),
    id: ColumnId,
    out: &mut Columns,
) -> Result<(), ParquetError> {
    let index = 1 + ColumnId::ALL
        .iter()
        .position(|other| *other == id)
        .unwrap_or(0);
    let u32s = |column: Column<i32>| map_column(column, i32::cast_unsigned);
    let u64s = |column: Column<i64>| map_column(column, i64::cast_unsigned);
    let u8s = |column: Column<i32>| map_column(column, |v| u8::try_from(v).unwrap_or(u8::MAX));
    let ints = || take_some::<Int32Type>(group, index, rows);
    let longs = || take_some::<Int64Type>(group, index, rows);
    match id {
        ColumnId::Subject => out.subject = u32s(ints()?),
        ColumnId::Time => out.time = longs()?,
        ColumnId::Shape => out.shape = u32s(ints()?),
        ColumnId::Outcome => out.outcome = u8s(ints()?),
        ColumnId::ActorKind => out.actor_kind = u8s(ints()?),
        ColumnId::Actor => out.actor = u64s(longs()?),
        ColumnId::Credential => out.credential = u64s(longs()?),
        ColumnId::Key => out.key = u32s(ints()?),
        ColumnId::Issuer => out.issuer = u32s(ints()?),
        ColumnId::Ip4 => out.ip4 = u32s(ints()?),
        ColumnId::Ip6 => {
            let column = take_some::<FixedLenByteArrayType>(group, index, rows)?;
            // A null has no bytes at all, and asking it for them would panic.
            let bytes = |row| match column.is_valid(row) {
                true => column.values.get(row).map(|ip| ip.data()),
                false => None,
            };
            let values = (0..column.values.len())
                .map(|row| {
                    bytes(row)
                        .and_then(|ip| ip.try_into().ok())
                        .unwrap_or_default()
                })
                .collect();
            out.ip6 = Column {
                values,
                valid: column.valid,
            };
        }
        ColumnId::Client => out.client = u32s(ints()?),
        ColumnId::Records => out.records = u32s(ints()?),
        ColumnId::Reach => out.reach = u64s(longs()?),
        ColumnId::Ghost => out.ghost = u64s(longs()?),
        ColumnId::Access => out.access = u64s(longs()?),
    }
    Ok(())
}

/// Reads one column, of all rows or of those that were picked.
pub(crate) fn take_some<T: DataType>(
    group: &dyn RowGroupReader,
    index: usize,
    (rows, picked): (usize, Option<&[u32]>),
) -> Result<Column<T::T>, ParquetError>
where
    T::T: Default + Clone,
{
    match picked {
        None => take::<T>(group, index, rows),
        Some(picked) => pick::<T>(group, index, rows, picked),
    }
}

fn map_column<A, B>(column: Column<A>, convert: impl Fn(A) -> B) -> Column<B> {
    Column {
        values: column.values.into_iter().map(convert).collect(),
        valid: column.valid,
    }
}

/// Reads one column, spreading its values over the rows that have one.
pub(crate) fn take<T: DataType>(
    group: &dyn RowGroupReader,
    index: usize,
    rows: usize,
) -> Result<Column<T::T>, ParquetError>
where
    T::T: Default + Clone,
{
    let mut reader = get_typed_column_reader::<T>(group.get_column_reader(index)?);
    let optional = group
        .metadata()
        .column(index)
        .column_descr()
        .max_def_level()
        > 0;
    let mut values: Vec<T::T> = Vec::with_capacity(rows);
    let mut levels: Vec<i16> = Vec::new();
    let mut read = 0;
    while read < rows {
        let levels = if optional { Some(&mut levels) } else { None };
        let (records, _, _) = reader.read_records(rows - read, levels, None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::General(
                "a column ends before its rows".to_owned(),
            ));
        }
        read += records;
    }
    if !optional || values.len() == rows {
        return Ok(Column {
            values,
            valid: None,
        });
    }
    let mut dense = values.into_iter();
    let valid: Vec<bool> = levels.iter().map(|level| *level > 0).collect();
    let values = valid
        .iter()
        .map(|there| {
            if *there {
                dense.next().unwrap_or_default()
            } else {
                T::T::default()
            }
        })
        .collect();
    Ok(Column {
        values,
        valid: Some(valid),
    })
}

/// Reads one column of some rows, page by page; pages between them are not decompressed.
fn pick<T: DataType>(
    group: &dyn RowGroupReader,
    index: usize,
    rows: usize,
    mut picked: &[u32],
) -> Result<Column<T::T>, ParquetError>
where
    T::T: Default + Clone,
{
    let mut reader = get_typed_column_reader::<T>(group.get_column_reader(index)?);
    let descr = group.metadata().column(index).column_descr();
    let optional = descr.max_def_level() > 0;
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut out = Column {
        values: Vec::with_capacity(picked.len()),
        valid: optional.then(Vec::new),
    };
    let mut at = 0;
    while let Some(first) = picked.first() {
        let start = *first as usize / PAGE_ROWS * PAGE_ROWS;
        let end = (start + PAGE_ROWS).min(rows);
        reader.skip_records(start - at)?;
        values.clear();
        levels.clear();
        let mut read = 0;
        while read < end - start {
            let levels = optional.then_some(&mut levels);
            let (records, _, _) =
                reader.read_records(end - start - read, levels, None, &mut values)?;
            if records == 0 {
                let what = "a column ends before its rows".to_owned();
                return Err(ParquetError::General(what));
            }
            read += records;
        }
        at = end;
        let (here, rest) = picked.split_at(picked.partition_point(|row| (*row as usize) < end));
        put_picked(
            &mut out,
            here.iter().map(|row| *row as usize - start),
            &values,
            &levels,
        );
        picked = rest;
    }
    Ok(out)
}

/// Adds some rows of a page to a column. Values of a page stand for its rows that have one.
fn put_picked<T: Default + Clone>(
    out: &mut Column<T>,
    rows: impl Iterator<Item = usize>,
    values: &[T],
    levels: &[i16],
) {
    let (mut passed, mut dense) = (0, 0);
    for row in rows {
        let Some(valid) = &mut out.valid else {
            out.values
                .push(values.get(row).cloned().unwrap_or_default());
            continue;
        };
        let between = levels.get(passed..row).unwrap_or_default();
        dense += between.iter().filter(|level| **level > 0).count();
        passed = row;
        let there = levels.get(row).is_some_and(|level| *level > 0);
        valid.push(there);
        let value = values.get(dense).filter(|_| there);
        out.values.push(value.cloned().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
