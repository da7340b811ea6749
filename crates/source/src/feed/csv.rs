//! RFC 4180: a record ends at a line end outside quotes.
//!
//! A quote opens a quoted field only where a field begins, as every common reader has it. A quote
//! that is never closed would swallow the rest of the file; so a record that has grown over-long
//! ends at the next line end, inside quotes or not.

use memchr::{memchr, memchr2};

use super::cuts::{Cut, Cuts};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    #[default]
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quote in a quoted field: its end, or the first half of an escaped quote.
    QuoteSeen,
    /// In an over-long record.
    Flood,
}

/// Cuts at line ends outside quotes.
#[derive(Debug, Default)]
pub(super) struct Csv {
    pub(super) open: Option<u64>,
    at: At,
}

impl Csv {
    pub(super) fn scan(&mut self, cuts: &mut Cuts<'_>, from: u64) -> u64 {
        let mut offset = from;
        loop {
            let rest = cuts.from(offset);
            if rest.is_empty() {
                return offset;
            }
            let start = *self.open.get_or_insert(offset);
            let limit = start + cuts.record_max;
            if offset > limit && self.at != At::Flood {
                self.at = At::Flood;
            }
            // Up to the limit and one byte over it, what is quoted may hold line ends.
            let allowed = usize::try_from(limit.saturating_sub(offset)).unwrap_or(usize::MAX);
            let near = rest.get(..allowed.saturating_add(1)).unwrap_or(rest);
            let (used, ended) = self.step(near, rest);
            offset += used as u64;
            if ended {
                self.open = None;
                self.at = At::FieldStart;
                let stop = offset - 1;
                if cuts.put(Cut {
                    start,
                    stop,
                    end: offset,
                }) {
                    return offset;
                }
            }
        }
    }

    /// Takes some of the bytes: how many, and whether the last was the record's line end.
    fn step(&mut self, near: &[u8], rest: &[u8]) -> (usize, bool) {
        match self.at {
            At::FieldStart | At::QuoteSeen => {
                let byte = near.first().copied();
                self.at = match byte {
                    // At a field's start it opens; behind another quote it was an escaped one.
                    Some(b'"') => At::Quoted,
                    Some(b',') => At::FieldStart,
                    _ => At::Unquoted,
                };
                (1, byte == Some(b'\n'))
            }
            At::Unquoted => match memchr2(b',', b'\n', near) {
                Some(at) => {
                    let ended = near.get(at) == Some(&b'\n');
                    self.at = At::FieldStart;
                    (at + 1, ended)
                }
                None => (near.len(), false),
            },
            At::Quoted => match memchr(b'"', near) {
                Some(at) => {
                    self.at = At::QuoteSeen;
                    (at + 1, false)
                }
                None => (near.len(), false),
            },
            At::Flood => match memchr(b'\n', rest) {
                Some(at) => (at + 1, true),
                None => (rest.len(), false),
            },
        }
    }
}
