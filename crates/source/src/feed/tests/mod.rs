//! Feeds against slow twins: whole inputs cut the plain way.

mod expanding;
mod framing;
mod packed;
mod resuming;

use std::io::{self, Read};

use super::{Feed, FeedError, stream::Sizes};
use crate::Framing;

/// Small enough that short inputs reach every edge.
pub(super) const SMALL: Sizes = Sizes {
    record_max: 24,
    kept_max: 8,
    buffer: crate::limits::TAIL_BYTES + 24 + 7,
    records_max: 3,
};

/// Gives its bytes in pieces of these lengths, over and over, then the error if there is one.
pub(super) struct Pieces {
    pub(super) bytes: Vec<u8>,
    pub(super) at: usize,
    pub(super) lengths: Vec<usize>,
    pub(super) turn: usize,
    pub(super) error: Option<io::ErrorKind>,
}

impl Pieces {
    pub(super) fn new(bytes: &[u8], lengths: &[usize]) -> Pieces {
        Pieces {
            bytes: bytes.to_vec(),
            at: 0,
            lengths: lengths.to_vec(),
            turn: 0,
            error: None,
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.lengths[self.turn % self.lengths.len()].max(1);
        self.turn += 1;
        let len = len.min(out.len()).min(self.bytes.len() - self.at);
        if len == 0
            && let Some(kind) = self.error.take()
        {
            return Err(kind.into());
        }
        out[..len].copy_from_slice(&self.bytes[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

/// A record as a test compares it; an over-long one by length, head and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Whole {
        offset: u64,
        end: u64,
        bytes: Vec<u8>,
        unfinished: bool,
    },
    Long {
        offset: u64,
        end: u64,
        len: u64,
        sha256: [u8; 32],
        head: Vec<u8>,
        unfinished: bool,
    },
}

impl Piece {
    pub(super) fn span(&self) -> (u64, u64, bool) {
        match self {
            Piece::Whole {
                offset,
                end,
                unfinished,
                ..
            }
            | Piece::Long {
                offset,
                end,
                unfinished,
                ..
            } => (*offset, *end, *unfinished),
        }
    }
}

pub(super) fn feed(bytes: &[u8], lengths: &[usize], framing: Framing) -> Feed {
    Feed::of_reader("test", Box::new(Pieces::new(bytes, lengths)), framing).unwrap()
}

/// All that a feed gives, and how it ended.
pub(super) fn drain(feed: &mut Feed) -> (Vec<Piece>, Option<FeedError>) {
    let mut all = Vec::new();
    loop {
        let batch = match feed.next_batch() {
            Ok(Some(batch)) => batch,
            Ok(None) => return (all, None),
            Err(e) => return (all, Some(e)),
        };
        assert!(
            !batch.records.is_empty() || batch.overlong.is_some(),
            "an empty batch"
        );
        assert_eq!(batch.end(), feed.position());
        assert_eq!(batch.tail_sha256(batch.end()), Some(feed.tail_sha256()));
        for (record, bytes) in batch.iter() {
            all.push(Piece::Whole {
                offset: record.offset,
                end: record.end,
                bytes: bytes.to_vec(),
                unfinished: record.unfinished,
            });
        }
        if let Some(long) = batch.overlong.clone() {
            all.push(Piece::Long {
                offset: long.offset,
                end: long.end,
                len: long.len,
                sha256: long.sha256,
                head: long.head,
                unfinished: long.unfinished,
            });
        }
        feed.recycle(batch);
    }
}

/// The bytes of the records, over-long ones left out.
pub(super) fn texts(pieces: &[Piece]) -> Vec<String> {
    let whole = pieces.iter().filter_map(|piece| match piece {
        Piece::Whole { bytes, .. } => Some(String::from_utf8_lossy(bytes).into_owned()),
        Piece::Long { .. } => None,
    });
    whole.collect()
}
