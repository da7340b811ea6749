//! Frames: the unit of the log. `u32` payload length, `u32` CRC32C of the payload, payload; the first
//! byte of a payload is its kind.

use crate::{codec::Reader, limits::FRAME_BYTES_MAX};

/// Bytes in front of a payload.
pub(crate) const HEAD_BYTES: usize = 8;

/// The kinds of frame. Codes are part of format version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// One access, split into rows.
    Read = 1,
    /// One control event.
    Control = 2,
    /// New names and strings, sealed.
    Names = 16,
    /// New shapes.
    Shapes = 17,
    /// New sources.
    Sources = 18,
    /// Ends a group: what came before it since the last commit counts only with it.
    Commit = 32,
    /// Ends a block.
    BlockEnd = 33,
    /// Ends the epoch.
    EpochEnd = 34,
}

impl Kind {
    pub(crate) fn from_code(code: u8) -> Option<Kind> {
        [
            Kind::Read,
            Kind::Control,
            Kind::Names,
            Kind::Shapes,
            Kind::Sources,
            Kind::Commit,
            Kind::BlockEnd,
            Kind::EpochEnd,
        ]
        .into_iter()
        .find(|kind| *kind as u8 == code)
    }
}

/// Appends a frame whose payload (kind included) `write` makes.
pub(crate) fn put_frame(out: &mut Vec<u8>, kind: Kind, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; HEAD_BYTES]);
    out.push(kind as u8);
    write(out);
    let payload = out.get(start + HEAD_BYTES..).unwrap_or_default();
    let head = u64::from(crc32c::crc32c(payload)) << 32 | payload.len() as u64;
    if let Some(place) = out.get_mut(start..start + HEAD_BYTES) {
        place.copy_from_slice(&head.to_le_bytes());
    }
}

/// What stands at the start of some bytes of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A whole frame: its kind, its payload after the kind byte, and its length in all.
    Frame(Kind, &'a [u8], usize),
    /// The bytes end before the frame does.
    Torn,
    /// No frame: the length, the checksum or the kind is wrong.
    Damaged(&'static str),
}

/// Reads the frame at the start of `bytes`.
pub(crate) fn find_frame(bytes: &[u8]) -> Found<'_> {
    let mut reader = Reader::new(bytes);
    let (Some(len), Some(crc)) = (
        reader.array().map(u32::from_le_bytes),
        reader.array().map(u32::from_le_bytes),
    ) else {
        return Found::Torn;
    };
    let len = len as usize;
    if len == 0 || len > FRAME_BYTES_MAX + 64 {
        return Found::Damaged("a frame's length is 0 or over the limit");
    }
    let Some(payload) = reader.take(len) else {
        return Found::Torn;
    };
    if crc32c::crc32c(payload) != crc {
        return Found::Damaged("a frame's checksum does not match its payload");
    }
    let Some((code, body)) = payload.split_first() else {
        return Found::Damaged("a frame is empty");
    };
    match Kind::from_code(*code) {
        Some(kind) => Found::Frame(kind, body, HEAD_BYTES + len),
        None => Found::Damaged("a frame is of a kind that this version does not know"),
    }
}

/// The length that a frame at the start of `bytes` would have by its head, if there could be one: a
/// cheap look before a checksum is computed.
pub(crate) fn plausible_len(bytes: &[u8]) -> Option<usize> {
    let len = bytes.first_chunk().copied().map(u32::from_le_bytes)?;
    let len = usize::try_from(len).ok()?;
    let fits = len > 0
        && len <= FRAME_BYTES_MAX + 64
        && len <= bytes.len().saturating_sub(HEAD_BYTES)
        && Kind::from_code(*bytes.get(HEAD_BYTES)?).is_some();
    fits.then_some(HEAD_BYTES + len)
}
