//! The small tables beside the parts of an epoch: control events, shapes, fields, kinds of subjects.

use std::{net::IpAddr, sync::Arc};

use bytes::Bytes;
use event::{Millis, SubjectKind, catalogue::Catalogue};
use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        reader::{FileReader, SerializedFileReader},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};

use crate::{
    columns::Column,
    controls::{Control, ControlKind},
    fields::exposed,
    part::{put_all, put_u32, put_u64, take, take_some},
    state::{Shape, State},
    strings::Strings,
};

/// Control events, sorted by credential, then time, then position.
const CONTROL_SCHEMA: &str = "
message control {
  required int32 kind (INTEGER(8,false));
  required int32 code (INTEGER(8,false));
  required int64 time (TIMESTAMP(MILLIS,true));
  required int64 position (INTEGER(64,false));
  optional int64 credential (INTEGER(64,false));
  optional int64 subject (INTEGER(64,false));
  optional int64 other (INTEGER(64,false));
  optional int64 from_time (TIMESTAMP(MILLIS,true));
  optional int64 to_time (TIMESTAMP(MILLIS,true));
  optional int32 source (INTEGER(32,false));
  optional int32 issuer (INTEGER(32,false));
  optional int32 key (INTEGER(32,false));
  optional int32 client (INTEGER(32,false));
  optional int32 done_by (INTEGER(32,false));
  optional binary ip;
  optional binary digest;
  optional binary sealed;
}";

const SHAPES_SCHEMA: &str = "
message shapes {
  required int32 shape (INTEGER(32,false));
  required binary source (STRING);
  optional binary route (STRING);
  optional int32 unmatched (INTEGER(32,false));
  optional int32 columns (INTEGER(32,false));
}";

const FIELDS_SCHEMA: &str = "
message fields {
  required int32 shape (INTEGER(32,false));
  required binary field (STRING);
  required binary whose (STRING);
}";

const SUBJECTS_SCHEMA: &str = "
message subjects {
  required int32 shard (INTEGER(16,false));
  required int32 subject (INTEGER(32,false));
  required binary kind (STRING);
}";

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn write_table(
    schema: &str,
    fill: impl FnOnce(&mut Group<'_>) -> Result<(), ParquetError>,
) -> Result<Vec<u8>, ParquetError> {
    let schema = Arc::new(parse_message_type(schema)?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("nunchi format 1".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    fill(&mut group)?;
    group.close()?;
    file.into_inner()
}

fn small(values: impl Iterator<Item = u8>) -> Vec<i32> {
    values.map(i32::from).collect()
}

fn optional<T: Copy + Default>(values: impl Iterator<Item = Option<T>>) -> Column<T> {
    let values: Vec<Option<T>> = values.collect();
    let valid = values.iter().map(Option::is_some).collect();
    Column {
        values: values.into_iter().map(Option::unwrap_or_default).collect(),
        valid: Some(valid),
    }
}

fn put_binary<'a>(
    group: &mut Group<'_>,
    values: impl Iterator<Item = Option<&'a [u8]>>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<&[u8]>> = values.collect();
    let levels: Vec<i16> = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let there: Vec<ByteArray> = values
        .into_iter()
        .flatten()
        .map(|bytes| ByteArray::from(bytes.to_vec()))
        .collect();
    let mut column = group
        .next_column()?
        .ok_or_else(|| ParquetError::General("no such column".to_owned()))?;
    column
        .typed::<ByteArrayType>()
        .write_batch(&there, Some(&levels), None)?;
    column.close()
}

fn text(values: impl Iterator<Item = impl AsRef<str>>) -> Vec<ByteArray> {
    values
        .map(|value| ByteArray::from(value.as_ref().as_bytes().to_vec()))
        .collect()
}

/// The table of control events; sorts them.
pub(crate) fn write_control(controls: &mut [Control]) -> Result<Vec<u8>, ParquetError> {
    controls.sort_by_key(|c| (c.credential.is_none(), c.credential, c.time, c.position));
    let controls = &*controls;
    let ips: Vec<Option<Vec<u8>>> = controls.iter().map(|c| c.ip.map(ip_bytes)).collect();
    write_table(CONTROL_SCHEMA, |group| {
        let long = |get: fn(&Control) -> Option<u64>| optional(controls.iter().map(get));
        let code = |get: fn(&Control) -> Option<u32>| optional(controls.iter().map(get));
        let time = |get: fn(&Control) -> Option<Millis>| {
            optional(controls.iter().map(|c| get(c).map(|t| t.0.cast_unsigned())))
        };
        put_all::<Int32Type>(group, &small(controls.iter().map(|c| c.kind as u8)))?;
        put_all::<Int32Type>(group, &small(controls.iter().map(|c| c.code)))?;
        put_all::<Int64Type>(
            group,
            &controls.iter().map(|c| c.time.0).collect::<Vec<_>>(),
        )?;
        put_all::<Int64Type>(
            group,
            &controls
                .iter()
                .map(|c| c.position.cast_signed())
                .collect::<Vec<_>>(),
        )?;
        put_u64(group, &long(|c| c.credential))?;
        put_u64(group, &long(|c| c.subject))?;
        put_u64(group, &long(|c| c.other))?;
        put_u64(group, &time(|c| c.from))?;
        put_u64(group, &time(|c| c.to))?;
        put_u32(group, &code(|c| c.source))?;
        put_u32(group, &code(|c| c.issuer))?;
        put_u32(group, &code(|c| c.key))?;
        put_u32(group, &code(|c| c.client))?;
        put_u32(group, &code(|c| c.by))?;
        put_binary(group, ips.iter().map(Option::as_deref))?;
        put_binary(
            group,
            controls
                .iter()
                .map(|c| c.digest.as_ref().map(<[u8; 32]>::as_slice)),
        )?;
        put_binary(group, controls.iter().map(|c| c.sealed.as_deref()))
    })
}

fn ip_bytes(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}

/// Reads the table of control events of an epoch.
///
/// # Errors
/// When the bytes are no such table.
pub fn read_control(bytes: impl Into<env::View>) -> Result<Vec<Control>, ParquetError> {
    read_controls(bytes, |_| true)
}

/// An issuance as what is asked of it needs it: a sixth of a control event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issued {
    /// Keyed hash of the credential.
    pub credential: u64,
    /// From when it is valid.
    pub from: Millis,
    /// Until when, where it was said.
    pub to: Option<Millis>,
}

impl Issued {
    /// What a control event says of a credential, if it is an issuance.
    #[must_use]
    pub fn of(control: &Control) -> Option<Issued> {
        let credential = control
            .credential
            .filter(|_| control.kind == ControlKind::Issuance)?;
        Some(Issued {
            credential,
            from: control.from.unwrap_or(control.time),
            to: control.to,
        })
    }
}

/// Reads the issuances of a table of control events, and of those only what [`Issued`] holds.
pub(crate) fn read_issued(bytes: impl Into<env::View>) -> Result<Vec<Issued>, ParquetError> {
    let file = SerializedFileReader::new(Bytes::from_owner(bytes.into()))?;
    let mut all = Vec::new();
    for index in 0..file.num_row_groups() {
        let group = file.get_row_group(index)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let longs = |column| take::<Int64Type>(group.as_ref(), column, rows);
        let kinds = take::<Int32Type>(group.as_ref(), 0, rows)?;
        let (times, credentials) = (longs(2)?, longs(4)?);
        let (from, to) = (longs(7)?, longs(8)?);
        for row in 0..rows {
            if let Some(credential) = credentials.get(row)
                && kinds.get(row) == Some(i32::from(ControlKind::Issuance as u8))
            {
                all.push(Issued {
                    credential: credential.cast_unsigned(),
                    from: Millis(from.get(row).or(times.get(row)).unwrap_or(0)),
                    to: to.get(row).map(Millis),
                });
            }
        }
    }
    Ok(all)
}

/// Reads the control events of some kinds: pages without any are not decompressed.
///
/// # Errors
/// When the bytes are no table of control events.
pub(crate) fn read_controls(
    bytes: impl Into<env::View>,
    wanted: impl Fn(ControlKind) -> bool,
) -> Result<Vec<Control>, ParquetError> {
    let file = SerializedFileReader::new(Bytes::from_owner(bytes.into()))?;
    if *file.metadata().file_metadata().schema() != parse_message_type(CONTROL_SCHEMA)? {
        return Err(ParquetError::General(
            "the columns are not those of format version 1".to_owned(),
        ));
    }
    let mut all = Vec::new();
    for index in 0..file.num_row_groups() {
        let group = file.get_row_group(index)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let kinds = take::<Int32Type>(group.as_ref(), 0, rows)?;
        let kind_of = |row| {
            let kind = kinds.get(row).and_then(|kind| u8::try_from(kind).ok());
            kind.and_then(ControlKind::from_code)
        };
        // A kind that is not known is read, so that it is complained of.
        let picked: Vec<u32> = (0u32..)
            .zip(0..rows)
            .filter(|(_, row)| kind_of(*row).is_none_or(&wanted))
            .map(|(number, _)| number)
            .collect();
        let of_rows = (
            rows,
            Some(picked.as_slice()).filter(|picked| picked.len() < rows),
        );
        let ints = |column| take_some::<Int32Type>(group.as_ref(), column, of_rows);
        let longs = |column| take_some::<Int64Type>(group.as_ref(), column, of_rows);
        let binaries = |column| take_some::<ByteArrayType>(group.as_ref(), column, of_rows);
        let (codes, times, positions) = (ints(1)?, longs(2)?, longs(3)?);
        let (credential, subject, other, from, to) =
            (longs(4)?, longs(5)?, longs(6)?, longs(7)?, longs(8)?);
        let (source, issuer, key, client, by) =
            (ints(9)?, ints(10)?, ints(11)?, ints(12)?, ints(13)?);
        let (ip, digest, sealed) = (binaries(14)?, binaries(15)?, binaries(16)?);
        for (row, number) in picked.iter().enumerate() {
            let code = codes.get(row).and_then(|code| u8::try_from(code).ok());
            let kind = kind_of(*number as usize);
            let (Some(kind), Some(code)) = (kind, code) else {
                return Err(ParquetError::General(format!(
                    "row {number} is of a kind this version does not know"
                )));
            };
            let long = |column: &Column<i64>| column.get(row).map(i64::cast_unsigned);
            let int = |column: &Column<i32>| column.get(row).map(i32::cast_unsigned);
            all.push(Control {
                subject: long(&subject),
                other: long(&other),
                credential: long(&credential),
                source: int(&source),
                issuer: int(&issuer),
                key: int(&key),
                client: int(&client),
                by: int(&by),
                from: from.get(row).map(Millis),
                to: to.get(row).map(Millis),
                ip: binary(&ip, row).and_then(|bytes| ip_of(&bytes)),
                digest: binary(&digest, row).and_then(|bytes| bytes.try_into().ok()),
                sealed: binary(&sealed, row),
                position: long(&positions).unwrap_or(0),
                ..Control::new(kind, code, Millis(times.get(row).unwrap_or(0)))
            });
        }
    }
    Ok(all)
}

fn binary(column: &Column<<ByteArrayType as DataType>::T>, row: usize) -> Option<Vec<u8>> {
    if !column.is_valid(row) {
        return None;
    }
    column.values.get(row).map(|bytes| bytes.data().to_vec())
}

fn ip_of(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::from(v4));
    }
    <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from)
}

/// The table of shapes known when the epoch closed.
pub(crate) fn write_shapes(state: &State) -> Result<Vec<u8>, ParquetError> {
    write_table(SHAPES_SCHEMA, |group| {
        let source = |shape: &Shape| {
            state
                .source(shape.source)
                .map_or("", |source| source.id.as_str())
        };
        put_all::<Int32Type>(group, &(0..).take(state.shapes.len()).collect::<Vec<_>>())?;
        put_all::<ByteArrayType>(group, &text(state.shapes.iter().map(source)))?;
        put_binary(
            group,
            state
                .shapes
                .iter()
                .map(|shape| shape.route.as_deref().map(str::as_bytes)),
        )?;
        put_u32(
            group,
            &optional(state.shapes.iter().map(|shape| shape.unmatched)),
        )?;
        put_u32(
            group,
            &optional(state.shapes.iter().map(|shape| shape.columns)),
        )
    })
}

/// Which fields each shape exposes of whom, by the catalogue in force when the epoch closed.
pub(crate) fn write_fields(
    state: &State,
    strings: &Strings,
    catalogue: &Catalogue,
) -> Result<(Vec<u8>, usize), ParquetError> {
    let (mut shapes, mut fields, mut whose) = (Vec::new(), Vec::new(), Vec::new());
    for (code, shape) in (0i32..).zip(&state.shapes) {
        let exposed = exposed(catalogue, state, strings, shape);
        for (set, of) in [
            (exposed.fields, "subject"),
            (exposed.recipient_fields, "recipient"),
        ] {
            for field in catalogue.fields_of(set) {
                shapes.push(code);
                fields.push(field.id.clone());
                whose.push(of);
            }
        }
    }
    let bytes = write_table(FIELDS_SCHEMA, |group| {
        put_all::<Int32Type>(group, &shapes)?;
        put_all::<ByteArrayType>(group, &text(fields.iter()))?;
        put_all::<ByteArrayType>(group, &text(whose.iter()))
    })?;
    Ok((bytes, shapes.len()))
}

/// The base kinds of the subjects that the epoch brought.
pub(crate) fn write_subjects(state: &State, before: &[usize]) -> Result<Vec<u8>, ParquetError> {
    let (mut shards, mut ids, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for (shard, of_shard) in (0i32..).zip(&state.kinds) {
        let first = usize::try_from(shard)
            .ok()
            .and_then(|shard| before.get(shard))
            .copied()
            .unwrap_or(0);
        for (id, kind) in of_shard.iter().enumerate().skip(first) {
            shards.push(shard);
            ids.push(u32::try_from(id).unwrap_or(u32::MAX).cast_signed());
            kinds.push(SubjectKind::from_code(*kind).map_or("other", SubjectKind::word));
        }
    }
    write_table(SUBJECTS_SCHEMA, |group| {
        put_all::<Int32Type>(group, &shards)?;
        put_all::<Int32Type>(group, &ids)?;
        put_all::<ByteArrayType>(group, &text(kinds.iter()))
    })
}
