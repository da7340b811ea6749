//! One stream on its way in, as the writer sees it: local codes of its intake beside the ledger's own.

use event::Millis;

use crate::state::{FileMark, LaneId};

/// What a stream is: a file known by its first bytes, or something live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamId {
    /// SHA-256 of the first `prefix_bytes` decompressed bytes.
    pub sha256: [u8; 32],
    /// How many first bytes that covers.
    pub prefix_bytes: u64,
}

/// The writer's side of a stream. Its counterpart on the reading thread is [`crate::Intake`].
#[derive(Debug)]
pub struct Stream {
    pub(crate) id: StreamId,
    pub(crate) source: u32,
    pub(crate) source_id: String,
    /// The ledger's codes for those of the batch that was admitted last.
    pub(crate) strings: Vec<u32>,
    pub(crate) shapes: Vec<u32>,
    pub(crate) lanes: Vec<LaneId>,
    pub(crate) mark: FileMark,
    /// Time of the last event of the batches admitted so far.
    pub(crate) time: Millis,
    /// Number of the group in which the stream last moved, and its place in that group's files.
    pub(crate) place: (u64, usize),
    /// Last hour seen, so that the set of hours is asked once an hour of log.
    pub(crate) hour: i64,
    /// Earliest and latest event time seen.
    pub(crate) span: Option<(Millis, Millis)>,
    /// Records that went in although they stood in quarantine.
    pub(crate) mending: bool,
}

impl Stream {
    pub(crate) fn new(id: StreamId, source: u32, source_id: &str, mark: FileMark) -> Stream {
        Stream {
            id,
            source,
            source_id: source_id.to_owned(),
            strings: Vec::new(),
            shapes: Vec::new(),
            lanes: Vec::new(),
            mark,
            time: Millis::MIN,
            place: (0, 0),
            hour: i64::MIN,
            span: None,
            mending: false,
        }
    }

    /// What a continuation of a stream that was read before must have: the SHA-256 of the up to 4096
    /// bytes before an offset.
    #[must_use]
    pub fn continuation(&self) -> Option<(u64, [u8; 32])> {
        (self.mark.offset > 0).then_some((self.mark.tail_offset, self.mark.tail))
    }

    /// Code of the source as which the stream was read before (or is read now, when it is new).
    #[must_use]
    pub fn read_as(&self) -> u32 {
        self.mark.source
    }

    /// The records of this stream stood in quarantine: they are counted as mended.
    pub fn mends(&mut self) {
        self.mending = true;
    }

    /// Offset up to which the stream was read before.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.mark.offset
    }

    /// Earliest and latest event time of what was appended of it in this run; `None` where nothing was.
    #[must_use]
    pub fn span(&self) -> Option<(Millis, Millis)> {
        self.span
    }

    /// The stream's id.
    #[must_use]
    pub fn id(&self) -> StreamId {
        self.id
    }
}
