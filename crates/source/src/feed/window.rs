//! The buffer between reading and cutting: what is not delivered yet, and a little before it.

use super::fingerprint::sha256;
use crate::limits::TAIL_BYTES;

/// Bytes of the stream from `base` on.
pub(super) struct Window {
    data: Vec<u8>,
    base: u64,
    filled: usize,
}

impl Window {
    /// An empty window at an offset of the stream, over a buffer whose length is its room.
    pub(super) fn new(data: Vec<u8>, base: u64) -> Window {
        Window {
            data,
            base,
            filled: 0,
        }
    }

    /// Offset of the first byte held.
    pub(super) fn base(&self) -> u64 {
        self.base
    }

    /// Offset after the last byte held.
    pub(super) fn end(&self) -> u64 {
        self.base + self.filled as u64
    }

    /// All bytes held.
    pub(super) fn bytes(&self) -> &[u8] {
        self.data.get(..self.filled).unwrap_or_default()
    }

    /// Bytes held between two offsets.
    pub(super) fn slice(&self, from: u64, to: u64) -> &[u8] {
        let place =
            |offset: u64| usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.bytes().get(place(from)..place(to)).unwrap_or_default()
    }

    /// Where the next bytes are read to.
    pub(super) fn room(&mut self) -> &mut [u8] {
        self.data.get_mut(self.filled..).unwrap_or_default()
    }

    /// Whether no byte fits any more.
    pub(super) fn is_full(&self) -> bool {
        self.filled >= self.data.len()
    }

    /// Counts bytes that were read to [`Window::room`], and gives them.
    pub(super) fn grew(&mut self, read: usize) -> &[u8] {
        let from = self.filled;
        self.filled = self.data.len().min(from + read);
        self.data.get(from..self.filled).unwrap_or_default()
    }

    /// SHA-256 of the last at most [`TAIL_BYTES`] bytes before an offset.
    pub(super) fn tail(&self, offset: u64) -> [u8; 32] {
        sha256(self.slice(self.keep_from(offset), offset))
    }

    /// Drops what stands more than [`TAIL_BYTES`] before an offset.
    pub(super) fn compact(&mut self, offset: u64) {
        let from = self.keep_from(offset);
        let at = usize::try_from(from - self.base).unwrap_or(0);
        self.data.copy_within(at..self.filled, 0);
        self.filled -= at;
        self.base = from;
    }

    /// Gives the buffer away, with its base; the window goes on in `fresh` from what
    /// [`Window::compact`] would leave.
    pub(super) fn hand_over(&mut self, offset: u64, mut fresh: Vec<u8>) -> (Vec<u8>, u64) {
        let from = self.keep_from(offset);
        let kept = self.slice(from, self.end());
        if fresh.len() < kept.len() {
            fresh.resize(kept.len(), 0);
        }
        if let Some(start) = fresh.get_mut(..kept.len()) {
            start.copy_from_slice(kept);
        }
        let next = Window {
            filled: kept.len(),
            data: fresh,
            base: from,
        };
        let old = std::mem::replace(self, next);
        (old.data, old.base)
    }

    fn keep_from(&self, offset: u64) -> u64 {
        offset
            .saturating_sub(TAIL_BYTES as u64)
            .clamp(self.base, self.end())
    }
}
