//! What the three framers have in common: where they put the cuts they find.

use super::{Framed, csv::Csv, lines::Lines, records::Records};
use crate::Framing;

/// One record found: offsets of its first byte, of the byte after its last, and of the byte from
/// which reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) start: u64,
    pub(super) stop: u64,
    pub(super) end: u64,
}

/// Takes the cuts of one scan.
pub(super) struct Cuts<'a> {
    /// The bytes to scan, and what stands before them.
    pub(super) bytes: &'a [u8],
    /// Offset of the first of `bytes`.
    pub(super) base: u64,
    /// Records that begin before this are passed over.
    pub(super) floor: u64,
    /// Longest record; a longer one goes to `long`.
    pub(super) record_max: u64,
    /// Records that may still be found in this scan.
    pub(super) room: usize,
    /// The records found.
    pub(super) records: &'a mut Vec<Framed>,
    /// The over-long record that ended the scan.
    pub(super) long: Option<Cut>,
}

impl<'a> Cuts<'a> {
    /// The bytes from an offset on.
    pub(super) fn from(&self, offset: u64) -> &'a [u8] {
        let at = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.bytes.get(at..).unwrap_or_default()
    }

    /// Offset after the last of the bytes.
    pub(super) fn end(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// Takes a cut. Gives `true` when the scan must stop behind it.
    pub(super) fn put(&mut self, cut: Cut) -> bool {
        if cut.start < self.floor {
            return false;
        }
        if cut.stop - cut.start > self.record_max {
            self.long = Some(cut);
            return true;
        }
        let place =
            |offset: u64| usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        let start = place(cut.start);
        let Some(bytes) = self.bytes.get(start..place(cut.stop)) else {
            return false;
        };
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if bytes.first().is_none_or(u8::is_ascii_whitespace) && bytes.trim_ascii().is_empty() {
            return false;
        }
        self.records.push(Framed {
            range: start..start + bytes.len(),
            offset: cut.start,
            end: cut.end,
            unfinished: false,
        });
        self.room = self.room.saturating_sub(1);
        self.room == 0
    }
}

/// Cuts a stream into records; keeps its state from one scan to the next.
pub(super) enum Framer {
    Lines(Lines),
    Records(Box<Records>),
    Csv(Csv),
}

impl Framer {
    pub(super) fn new(framing: Framing) -> Framer {
        match framing {
            Framing::Lines => Framer::Lines(Lines::default()),
            Framing::Records => Framer::Records(Box::default()),
            Framing::Csv => Framer::Csv(Csv::default()),
        }
    }

    /// Scans the bytes from an offset on and gives the offset up to which it did: the end of the
    /// bytes, unless a cut stopped it.
    pub(super) fn scan(&mut self, cuts: &mut Cuts<'_>, from: u64) -> u64 {
        match self {
            Framer::Lines(lines) => lines.scan(cuts, from),
            Framer::Records(records) => records.scan(cuts, from),
            Framer::Csv(csv) => csv.scan(cuts, from),
        }
    }

    /// Where the record began that has not ended yet.
    pub(super) fn open(&self) -> Option<u64> {
        match self {
            Framer::Lines(lines) => lines.open,
            Framer::Records(records) => records.open,
            Framer::Csv(csv) => csv.open,
        }
    }

    /// Begins anew, before a record.
    pub(super) fn reset(&mut self) {
        match self {
            Framer::Lines(lines) => *lines = Lines::default(),
            Framer::Records(records) => **records = Records::default(),
            Framer::Csv(csv) => *csv = Csv::default(),
        }
    }
}
