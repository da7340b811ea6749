//! The tables beside the parts of an epoch: control events, shapes, fields, subjects, event ids.

use std::collections::{BTreeMap, BTreeSet};

use event::SubjectKind;

use crate::{
    acts::Recorded,
    columns::{Batch, each_batch},
    control::{ACT, Control},
    cursor::Cursor,
    limits::ROW_FAULTS_MAX,
    part::Ticks,
    report::Invariant,
    state::State,
};

const CONTROL: &str = "
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

pub(crate) const SHAPES: &str = "
message shapes {
  required int32 shape (INTEGER(32,false));
  required binary source (STRING);
  optional binary route (STRING);
  optional int32 unmatched (INTEGER(32,false));
  optional int32 columns (INTEGER(32,false));
}";

const FIELDS: &str = "
message fields {
  required int32 shape (INTEGER(32,false));
  required binary field (STRING);
  required binary whose (STRING);
}";

const SUBJECTS: &str = "
message subjects {
  required int32 shard (INTEGER(16,false));
  required int32 subject (INTEGER(32,false));
  required binary kind (STRING);
}";

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A fault of a row: which invariant, which row, what is wrong.
pub(crate) type RowFault = (Invariant, u64, String);

/// What a table told: its rows, and what is wrong with them. An error is of the table as a whole.
pub(crate) type Told = Result<(u64, Vec<RowFault>), String>;

fn each_row(
    bytes: Vec<u8>,
    schema: &str,
    mut each: impl FnMut(&Batch, usize, u64) -> Result<(), (Invariant, String)>,
) -> Told {
    let mut faults = Vec::new();
    let rows = each_batch(bytes, schema, |batch| {
        for row in 0..batch.rows {
            let number = batch.first + row as u64;
            if let Err((invariant, message)) = each(batch, row, number)
                && faults.len() < ROW_FAULTS_MAX
            {
                faults.push((invariant, number, message));
            }
        }
    })?;
    Ok((rows, faults))
}

/// What the control events of an epoch hold.
pub(crate) struct Controls {
    /// Those that came from a source.
    pub(crate) of_sources: u64,
    /// Digests of acts that brought a version of the catalogue.
    pub(crate) catalogues: BTreeSet<[u8; 32]>,
    /// Acts that have a text beside the tree.
    pub(crate) acts: Recorded,
    pub(crate) positions: Ticks,
}

/// Checks the table of control events.
/// `acts` says whether it is the one of acts alone, or the one without them; an epoch of version 1 has
/// one table for both.
pub(crate) fn check_controls(
    bytes: Vec<u8>,
    acts: Option<bool>,
    state: &State,
    held: &mut Controls,
) -> Told {
    let mut last = None;
    each_row(bytes, CONTROL, |batch, row, _| {
        let control = control_at(batch, row);
        held.catalogues.extend(control.catalogue_digest());
        held.acts.extend(control.public_act());
        if acts.is_some_and(|acts| acts != (control.kind == ACT)) {
            let message = "acts stand in the table of acts, and other control events do not";
            return Err((Invariant::Sealed, message.to_owned()));
        }
        held.of_sources += u64::from(control.source.is_some());
        let order = (
            control.credential.is_none(),
            control.credential,
            control.time,
            control.position,
        );
        let falls = last.is_some_and(|last| order <= last);
        last = Some(order);
        if falls {
            let message = "the row stands before the one above it in the order of control events: credential, time, position";
            return Err((Invariant::Sealed, message.to_owned()));
        }
        let position = control.position;
        if !held.positions.holds(position) {
            return Err((
                Invariant::Once,
                format!("its position {position} is not of this epoch"),
            ));
        }
        if !held.positions.tick(position) {
            return Err((Invariant::Once, format!("position {position} stands twice")));
        }
        control
            .check(state)
            .map_err(|message| (Invariant::AsOf, message))
    })
}

fn control_at(batch: &Batch, row: usize) -> Control {
    let small = |column| {
        batch
            .number(column, row)
            .and_then(|v| u8::try_from(v).ok())
            .unwrap_or(u8::MAX)
    };
    let number = |column| batch.number(column, row);
    Control {
        kind: small(0),
        code: small(1),
        time: batch.signed(2, row).unwrap_or(0),
        position: number(3).unwrap_or(u64::MAX),
        credential: number(4),
        subject: number(5),
        other: number(6),
        source: number(9),
        issuer: number(10),
        key: number(11),
        client: number(12),
        by: number(13),
        ip_bytes: batch.bytes(14, row).map(<[u8]>::len),
        digest: batch.bytes(15, row).map(<[u8]>::to_vec),
        sealed_bytes: batch.bytes(16, row).map(<[u8]>::len),
    }
}

/// Code and digest of every act of a table, by position; the error is a sentence.
pub(crate) fn acts(bytes: Vec<u8>) -> Result<BTreeMap<u64, (u8, [u8; 32])>, String> {
    let mut acts = BTreeMap::new();
    each_batch(bytes, CONTROL, |batch| {
        for row in 0..batch.rows {
            let control = control_at(batch, row);
            let digest = control.digest.as_deref().and_then(|of| of.try_into().ok());
            if let (ACT, Some(digest)) = (control.kind, digest) {
                acts.insert(control.position, (control.code, digest));
            }
        }
    })?;
    Ok(acts)
}

/// The table of shapes says what the state says.
pub(crate) fn check_shapes(bytes: Vec<u8>, state: &State) -> Told {
    let told = each_row(bytes, SHAPES, |batch, row, number| {
        let shape = usize::try_from(number)
            .ok()
            .and_then(|at| state.shapes.get(at));
        let source = shape.and_then(|shape| state.sources.get(usize::try_from(shape.source).ok()?));
        let (Some(shape), Some((source, _))) = (shape, source) else {
            return Err((Invariant::AsOf, "the state has no such shape".to_owned()));
        };
        let same = batch.number(0, row) == Some(number)
            && batch.text(1, row) == Some(source)
            && batch.text(2, row) == shape.route.as_deref()
            && batch.number(3, row) == shape.unmatched.map(u64::from)
            && batch.number(4, row) == shape.columns.map(u64::from);
        same.then_some(()).ok_or_else(|| {
            (
                Invariant::AsOf,
                "the state has another shape of this number".to_owned(),
            )
        })
    })?;
    if told.0 == state.shapes.len() as u64 {
        return Ok(told);
    }
    Err(format!(
        "it has {} rows, and the state {} shapes",
        told.0,
        state.shapes.len()
    ))
}

/// The table of fields names shapes that there are, in their order.
pub(crate) fn check_fields(bytes: Vec<u8>, state: &State) -> Told {
    let mut last = 0;
    each_row(bytes, FIELDS, |batch, row, _| {
        let shape = batch.number(0, row).unwrap_or(u64::MAX);
        if shape >= state.shapes.len() as u64 || shape < last {
            return Err((
                Invariant::AsOf,
                format!("shape {shape} is not known, or stands before the one above it"),
            ));
        }
        last = shape;
        if batch.text(1, row).is_none_or(str::is_empty)
            || !matches!(batch.text(2, row), Some("subject" | "recipient"))
        {
            return Err((
                Invariant::AsOf,
                "it names no field, or neither subject nor recipient".to_owned(),
            ));
        }
        Ok(())
    })
}

/// The table of subjects has exactly those that the epoch brought.
pub(crate) fn check_subjects(bytes: Vec<u8>, before: &State, state: &State) -> Told {
    let mut due = Vec::new();
    for (shard, kinds) in (0u64..).zip(&state.kinds) {
        let known = usize::try_from(shard)
            .ok()
            .and_then(|shard| before.kinds.get(shard))
            .map_or(0, Vec::len);
        due.extend(
            (0u64..)
                .zip(kinds)
                .skip(known)
                .map(|(id, kind)| (shard, id, *kind)),
        );
    }
    let mut due = due.into_iter();
    let told = each_row(bytes, SUBJECTS, |batch, row, _| {
        let found = (
            batch.number(0, row),
            batch.number(1, row),
            batch.text(2, row),
        );
        let same = due.next().is_some_and(|(shard, id, kind)| {
            let word = SubjectKind::from_code(kind).map(SubjectKind::word);
            found == (Some(shard), Some(id), word)
        });
        same.then_some(()).ok_or_else(|| {
            (
                Invariant::AsOf,
                "the state has another subject here".to_owned(),
            )
        })
    })?;
    match due.count() {
        0 => Ok(told),
        missing => Err(format!(
            "it lacks {missing} subjects that the epoch brought"
        )),
    }
}

/// The file of event ids: days in their order, each with hashes.
pub(crate) fn check_ids(bytes: &[u8]) -> Result<(), String> {
    let wrong = || "it is no file of event ids of format version 1".to_owned();
    let mut c = Cursor::new(bytes.strip_prefix(b"NUNCHIID\x01").ok_or_else(wrong)?);
    let mut last = i64::MIN;
    while c.left() > 0 {
        let day = c.signed().ok_or_else(wrong)?;
        c.u64().ok_or_else(wrong)?;
        if day % DAY_MS != 0 || day < last {
            return Err("its days are not whole, or not in order".to_owned());
        }
        last = day;
    }
    Ok(())
}
