//! An over-long record as it runs past: head, length and hash, nothing else.

use sha2::{Digest, Sha256};

use super::{Overlong, cuts::Cut};

/// A record that is longer than may be held and has not ended yet.
pub(super) struct Flood {
    start: u64,
    sha256: Sha256,
    head: Vec<u8>,
    kept_max: usize,
}

impl Flood {
    pub(super) fn new(start: u64, kept_max: usize) -> Flood {
        Flood {
            start,
            sha256: Sha256::new(),
            head: Vec::new(),
            kept_max,
        }
    }

    /// Takes the next of its bytes.
    pub(super) fn absorb(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        let missing = self.kept_max.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(bytes.get(..missing).unwrap_or(bytes));
    }

    /// What is kept, once all bytes were taken.
    pub(super) fn finish(self, cut: Cut, unfinished: bool) -> Overlong {
        Overlong {
            offset: self.start,
            end: cut.end,
            len: cut.stop - self.start,
            sha256: self.sha256.finalize().into(),
            head: self.head,
            unfinished,
        }
    }
}
