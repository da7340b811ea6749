//! A batch: one buffer and the places of the records in it.

use std::ops::Range;

use super::fingerprint::sha256;
use crate::limits::TAIL_BYTES;

/// One record of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framed {
    /// Where its bytes stand in the batch; see [`Batch::bytes`].
    pub range: Range<usize>,
    /// Offset of its first byte.
    pub offset: u64,
    /// Offset from which reading goes on after it: behind its line end, if it has one.
    pub end: u64,
    /// The input ended before the record did (no line end, an open bracket). A growing file may
    /// complete it; who does not take it goes on from `offset` later.
    pub unfinished: bool,
}

/// A record longer than [`crate::limits::RECORD_BYTES_MAX`]: what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlong {
    /// Offset of its first byte.
    pub offset: u64,
    /// Offset from which reading goes on after it.
    pub end: u64,
    /// Its bytes, line end not counted.
    pub len: u64,
    /// SHA-256 of all of them.
    pub sha256: [u8; 32],
    /// The first of them, at most [`crate::limits::OVERLONG_KEPT_BYTES`].
    pub head: Vec<u8>,
    /// As [`Framed::unfinished`].
    pub unfinished: bool,
}

/// Some records of a stream, in order. Holds at least one record or an over-long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Bytes of the stream from `base` on; they begin up to [`TAIL_BYTES`] before `start`.
    pub(super) bytes: Vec<u8>,
    pub(super) base: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) end_tail: [u8; 32],
    /// The records, in the order of the stream. An unfinished one comes alone, in the last batch.
    pub records: Vec<Framed>,
    /// An over-long record; it stands after all of `records`.
    pub overlong: Option<Overlong>,
}

impl Batch {
    /// The bytes of one of its records, without line end.
    #[must_use]
    pub fn bytes(&self, record: &Framed) -> &[u8] {
        self.bytes.get(record.range.clone()).unwrap_or_default()
    }

    /// The records with their bytes.
    pub fn iter(&self) -> impl Iterator<Item = (&Framed, &[u8])> {
        self.records
            .iter()
            .map(|record| (record, self.bytes(record)))
    }

    /// The position of the feed before this batch.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The position of the feed after this batch.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// SHA-256 of the last at most [`TAIL_BYTES`] bytes before an offset of this batch: what a
    /// position that is kept there needs so that the file is known again. `None` when the offset
    /// is not in this batch, or so far before its first record that the bytes are gone.
    #[must_use]
    pub fn tail_sha256(&self, offset: u64) -> Option<[u8; 32]> {
        if offset == self.end {
            return Some(self.end_tail);
        }
        if !(self.start..self.end).contains(&offset) {
            return None;
        }
        let to = usize::try_from(offset.checked_sub(self.base)?).ok()?;
        let from = match to.checked_sub(TAIL_BYTES) {
            Some(from) => from,
            None if self.base == 0 => 0,
            None => return None,
        };
        self.bytes.get(from..to).map(sha256)
    }
}
