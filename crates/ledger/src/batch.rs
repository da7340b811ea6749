//! A batch: events of one stream, prepared for the writer. It holds no raw credential, and it is
//! self-contained: its local codes count from 0.

use std::net::IpAddr;

use event::{ActorKind, Millis, Outcome, SubjectKind};

use crate::controls::ControlKind;

/// A code that stands for nothing.
pub(crate) const NONE: u32 = u32::MAX;

/// A name, canonical and hashed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameItem {
    pub(crate) lookup: u128,
    pub(crate) shard: u16,
    pub(crate) kind: SubjectKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// What a shape is before it has a global code: local string codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LocalShape {
    pub(crate) route: Option<String>,
    pub(crate) unmatched: u32,
    pub(crate) columns: u32,
}

/// Which part of the sequence an event stands in, with local codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LocalLane {
    pub(crate) instance: u32,
    pub(crate) boot: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct ReadItem {
    pub(crate) shape: u32,
    pub(crate) matched: bool,
    pub(crate) outcome: Outcome,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: u32,
    pub(crate) credential: Option<u64>,
    pub(crate) key: u32,
    pub(crate) issuer: u32,
    pub(crate) client: u32,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) records: Option<u32>,
    pub(crate) reach: Option<u64>,
    pub(crate) names: (u32, u32),
}

#[derive(Debug, Clone)]
pub(crate) struct ControlItem {
    pub(crate) kind: ControlKind,
    pub(crate) code: u8,
    pub(crate) subject: u32,
    pub(crate) other: u32,
    pub(crate) credential: Option<u64>,
    pub(crate) key: u32,
    pub(crate) issuer: u32,
    pub(crate) client: u32,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) from: Option<Millis>,
    pub(crate) to: Option<Millis>,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Read(ReadItem),
    Control(Box<ControlItem>),
    Plain,
    Beside,
    /// Index into [`Batch::refused`].
    Refused(u32),
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) time: Millis,
    /// Offset in the stream once this item is in.
    pub(crate) end: u64,
    pub(crate) lane: u32,
    pub(crate) sequence: Option<u64>,
    pub(crate) event_id: Option<u64>,
    pub(crate) body: Body,
}

/// A record that goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Offset of its first byte in the decompressed stream.
    pub offset: u64,
    /// Its length.
    pub len: u64,
    /// SHA-256 of the whole record.
    pub sha256: [u8; 32],
    /// Why; never holds bytes of the record.
    pub reason: String,
    /// The record, or its first 64 KiB when it was over-long.
    pub bytes: Vec<u8>,
}

/// Events of one stream, in its order.
#[derive(Debug, Default)]
pub struct Batch {
    pub(crate) items: Vec<Item>,
    pub(crate) names: Vec<NameItem>,
    pub(crate) text: String,
    /// Strings, shapes and lanes that this batch uses, in the order of their local codes.
    pub(crate) strings: Vec<Box<str>>,
    pub(crate) shapes: Vec<LocalShape>,
    pub(crate) lanes: Vec<LocalLane>,
    pub(crate) refused: Vec<Refused>,
    /// Time of the last event; `None` when there was none.
    pub(crate) last_time: Option<Millis>,
    /// SHA-256 of the up to 4096 bytes before the end of the batch's last record.
    pub tail: [u8; 32],
    /// Bytes of the input behind this batch, for progress.
    pub input_bytes: u64,
}

impl Batch {
    /// How many items there are: events, and records counted without being events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The event time of an item (of the one before it, for a record that is no event).
    #[must_use]
    pub fn time(&self, index: usize) -> Millis {
        self.items.get(index).map_or(Millis::MAX, |item| item.time)
    }
}

/// The end of an item whose record has not ended yet.
pub(crate) const OPEN: u64 = u64::MAX;

/// The time of a record that has none, where no event of its batch came before it: the writer knows
/// the time of the batch before.
pub(crate) const UNTIMED: Millis = Millis::MIN;
