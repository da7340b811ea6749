//! Frames of the log: finding them, and reading what may be known of them without a key.

use event::{ActorKind, Outcome};

use crate::{control::Control, cursor::Cursor, limits::FRAME_BYTES_MAX, state::State};

/// Bytes before a payload: its length and its CRC32C.
pub(crate) const FRAME_HEAD_BYTES: usize = 8;

/// Kinds of frame, by the first byte of the payload.
pub(crate) mod kind {
    pub(crate) const READ: u8 = 1;
    pub(crate) const CONTROL: u8 = 2;
    pub(crate) const NAMES: u8 = 16;
    pub(crate) const SHAPES: u8 = 17;
    pub(crate) const SOURCES: u8 = 18;
    pub(crate) const COMMIT: u8 = 32;
    pub(crate) const BLOCK_END: u8 = 33;
    pub(crate) const EPOCH_END: u8 = 34;

    pub(crate) const ALL: [u8; 8] = [
        READ, CONTROL, NAMES, SHAPES, SOURCES, COMMIT, BLOCK_END, EPOCH_END,
    ];
}

/// What stands at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A frame: kind, payload after the kind byte, bytes in all.
    Frame(u8, &'a [u8], usize),
    /// No frame, and why.
    Not(&'static str),
}

/// Reads the frame at the start of `bytes`.
pub(crate) fn find(bytes: &[u8]) -> Found<'_> {
    let mut c = Cursor::new(bytes);
    let (Some(len), Some(crc)) = (
        c.array().map(u32::from_le_bytes),
        c.array().map(u32::from_le_bytes),
    ) else {
        return Found::Not("the bytes end within the head of a frame");
    };
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    if len == 0 || len > FRAME_BYTES_MAX {
        return Found::Not("the length of a frame is 0 or over the limit");
    }
    let Some(payload) = c.take(len) else {
        return Found::Not("the bytes end within a frame");
    };
    if crc32c::crc32c(payload) != crc {
        return Found::Not("the checksum of a frame is not that of its payload");
    }
    match payload.split_first() {
        Some((kind, body)) if kind::ALL.contains(kind) => {
            Found::Frame(*kind, body, FRAME_HEAD_BYTES + len)
        }
        _ => Found::Not("a frame is of a kind that format version 1 does not have"),
    }
}

/// Bits of a read frame's flags. Bits 0 and 1 are set in rows only; 13 to 15 are never set.
mod flag {
    pub(super) const CREDENTIAL: u16 = 1 << 2;
    pub(super) const ACTOR: u16 = 1 << 3;
    pub(super) const KEY: u16 = 1 << 4;
    pub(super) const ISSUER: u16 = 1 << 5;
    pub(super) const CLIENT: u16 = 1 << 6;
    pub(super) const IP4: u16 = 1 << 7;
    pub(super) const IP6: u16 = 1 << 8;
    pub(super) const RECORDS: u16 = 1 << 9;
    pub(super) const ACCESS: u16 = 1 << 10;
    pub(super) const REACH: u16 = 1 << 11;
    pub(super) const EVENT_ID: u16 = 1 << 12;
    pub(super) const NEVER: u16 = 0b1110_0000_0000_0011;
}

/// Checks a read frame against what the state knows; `None` when it is not one.
pub(crate) fn check_read(payload: &[u8], state: &State) -> Option<()> {
    let mut c = Cursor::new(payload);
    let flags = c.u16()?;
    let has = |bit| flags & bit != 0;
    if has(flag::NEVER) || (has(flag::IP4) && has(flag::IP6)) {
        return None;
    }
    Outcome::from_code(c.u8()?)?;
    ActorKind::from_code(c.u8()?)?;
    c.signed()?;
    state.class_of(c.varint()?)?;
    if has(flag::ACTOR) {
        take_subject(&mut c, state)?;
    }
    if has(flag::CREDENTIAL) {
        c.u64()?;
    }
    for bit in [flag::KEY, flag::ISSUER, flag::CLIENT] {
        if has(bit) && c.varint32()? >= state.strings {
            return None;
        }
    }
    if has(flag::RECORDS) {
        c.varint32()?;
    }
    if has(flag::IP4) {
        c.take(4)?;
    }
    if has(flag::IP6) {
        c.take(16)?;
    }
    if has(flag::REACH) {
        c.varint()?;
    }
    if has(flag::EVENT_ID) {
        c.u64()?;
    }
    let who = c.list(|c| take_who(c, state))?;
    c.end()?;
    (has(flag::ACCESS) == (who.len() > 1)).then_some(())
}

fn take_who(c: &mut Cursor<'_>, state: &State) -> Option<()> {
    match c.u8()? {
        0 => take_subject(c, state),
        1 => c.u64().map(|_| ()),
        2 => Some(()),
        _ => None,
    }
}

fn take_subject(c: &mut Cursor<'_>, state: &State) -> Option<()> {
    let (shard, id) = (c.varint()?, c.varint()?);
    state.has_subject(shard, id).then_some(())
}

/// Reads a control frame; `None` when it is not one.
pub(crate) fn take_control(payload: &[u8], position: u64) -> Option<Control> {
    let mut c = Cursor::new(payload);
    let mut control = Control {
        kind: c.u8()?,
        code: c.u8()?,
        time: c.signed()?,
        position,
        ..Control::default()
    };
    let mask = c.u16()?;
    let has = |bit: u32| mask & (1 << bit) != 0;
    if mask >> 14 != 0 || (has(10) && has(11)) {
        return None;
    }
    for (bit, place) in (0..).zip([
        &mut control.subject,
        &mut control.other,
        &mut control.credential,
    ]) {
        *place = if has(bit) { Some(c.u64()?) } else { None };
    }
    let codes = [
        &mut control.source,
        &mut control.issuer,
        &mut control.key,
        &mut control.client,
        &mut control.by,
    ];
    for (bit, place) in (3..).zip(codes) {
        *place = if has(bit) {
            Some(u64::from(c.varint32()?))
        } else {
            None
        };
    }
    for bit in [8, 9] {
        if has(bit) {
            c.signed()?;
        }
    }
    control.ip_bytes = match (has(10), has(11)) {
        (true, _) => Some(c.take(4)?.len()),
        (_, true) => Some(c.take(16)?.len()),
        _ => None,
    };
    control.digest = if has(12) {
        Some(c.array::<32>()?.to_vec())
    } else {
        None
    };
    control.sealed_bytes = if has(13) {
        Some(c.counted()?.len())
    } else {
        None
    };
    c.end()?;
    Some(control)
}
