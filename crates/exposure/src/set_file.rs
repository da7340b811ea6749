//! The set as a Parquet file: who is in an exposure and with which fields, for other programs.
//!
//! One row a subject, sorted by id; texts in every column, so that any reader opens it. `name` is a
//! column only where names were asked for.

use std::sync::Arc;

use bytes::Bytes;
use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{ByteArray, ByteArrayType},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};

/// One subject of a set, as it leaves the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRow {
    /// Pseudonymous id.
    pub subject: String,
    /// Name from the book, where it was asked for and was not erased.
    pub name: Option<String>,
    /// Word of its kind.
    pub kind: &'static str,
    /// Field ids, joined by `;`.
    pub fields: String,
}

/// Why a set could not be written as Parquet.
#[derive(Debug, thiserror::Error)]
#[error("the set could not be written as Parquet: {0}")]
pub struct SetFileError(#[from] ParquetError);

/// Rows of one group: a group is held whole while it is written.
const GROUP_ROWS: usize = 1 << 20;

/// The bytes of a Parquet file with these rows; with a column `name` when `named`.
///
/// # Errors
/// When the encoder refuses, which no text makes it do.
pub fn write_set_parquet(rows: &[SetRow], named: bool) -> Result<Vec<u8>, SetFileError> {
    let name = if named {
        "optional binary name (UTF8);"
    } else {
        ""
    };
    let schema = format!(
        "message set {{ required binary subject (UTF8); {name} required binary kind (UTF8); required binary fields (UTF8); }}"
    );
    let schema = Arc::new(parse_message_type(&schema)?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("nunchi".to_owned());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?;
    for rows in rows.chunks(GROUP_ROWS) {
        let mut group = file.next_row_group()?;
        put(&mut group, rows, None, |row| Some(&row.subject))?;
        if named {
            let there: Vec<i16> = rows
                .iter()
                .map(|row| i16::from(row.name.is_some()))
                .collect();
            put(&mut group, rows, Some(&there), |row| row.name.as_deref())?;
        }
        put(&mut group, rows, None, |row| Some(row.kind))?;
        put(&mut group, rows, None, |row| Some(&row.fields))?;
        group.close()?;
    }
    Ok(file.into_inner()?)
}

fn put<'r>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    rows: &'r [SetRow],
    there: Option<&[i16]>,
    text: impl Fn(&'r SetRow) -> Option<&'r str>,
) -> Result<(), ParquetError> {
    let values: Vec<ByteArray> = rows
        .iter()
        .filter_map(text)
        .map(|text| ByteArray::from(Bytes::copy_from_slice(text.as_bytes())))
        .collect();
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General(
            "more columns are written than the schema has".to_owned(),
        ));
    };
    column
        .typed::<ByteArrayType>()
        .write_batch(&values, there, None)?;
    column.close()
}

#[cfg(test)]
mod tests;
