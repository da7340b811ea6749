//! JSON values: one after the other, or the elements of a top-level array, or the elements of the
//! array `Records` of a top-level object, as CloudTrail writes its files.
//!
//! The scanner follows strings, escapes and brackets byte by byte and holds nothing. It does not
//! check JSON; a decoder does. But a value that breaks off (a torn line) must not swallow what
//! follows: a line end inside a string, or a `{` on a new line where no value can stand, ends it.
//! What is no value at all is one record a line.

use memchr::{memchr, memchr3};

use super::cuts::{Cut, Cuts};

/// The key whose array holds records.
const KEY: &[u8] = b"Records";

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Between top-level values.
    #[default]
    Between,
    /// In a line that is no object and no array.
    Line,
    /// In a value, outside strings.
    Value,
    /// In a string.
    Text,
    /// In a string, behind a backslash.
    Escape,
}

/// Cuts at the ends of JSON values.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) open: Option<u64>,
    at: At,
    /// Brackets open.
    depth: u32,
    /// Bit `d - 1`: the bracket at depth `d` is `[`. Deeper than 128 is not remembered.
    arrays: u128,
    /// The depth at which elements are records; 0 where none are.
    elements: u32,
    /// The top-level object had its array of records, so it is no record itself.
    had_records: bool,
    /// The last byte outside strings that was not blank; `"` after a string.
    last: u8,
    /// The last line end since then.
    newline: Option<u64>,
    /// How far the key being read agrees with [`KEY`]; `None` outside keys and after a difference.
    agrees: Option<usize>,
    /// The last string was the key [`KEY`] of the top-level object.
    is_key: bool,
}

impl Records {
    pub(super) fn scan(&mut self, cuts: &mut Cuts<'_>, from: u64) -> u64 {
        let mut offset = from;
        loop {
            let rest = cuts.from(offset);
            let Some(&byte) = rest.first() else {
                return offset;
            };
            let before = offset;
            let cut = match self.at {
                At::Between => self.between(byte, &mut offset),
                At::Line => self.line(rest, &mut offset),
                At::Text => self.text(byte, rest, &mut offset),
                At::Escape => self.escape(byte, &mut offset),
                At::Value => self.value(byte, cuts.record_max, &mut offset),
            };
            debug_assert!(offset > before || self.at == At::Between);
            if let Some(cut) = cut
                && cuts.put(cut)
            {
                return offset;
            }
        }
    }

    fn between(&mut self, byte: u8, offset: &mut u64) -> Option<Cut> {
        match byte {
            // A comma here is a sloppy list without brackets.
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
            b'{' | b'[' => {
                self.at = At::Value;
                self.last = byte;
                if byte == b'{' {
                    self.open = Some(*offset);
                } else {
                    self.elements = 1;
                }
                self.push(byte);
            }
            _ => {
                self.open = Some(*offset);
                self.at = At::Line;
            }
        }
        *offset += 1;
        None
    }

    fn line(&mut self, rest: &[u8], offset: &mut u64) -> Option<Cut> {
        let Some(newline) = memchr(b'\n', rest) else {
            *offset += rest.len() as u64;
            return None;
        };
        *offset += newline as u64 + 1;
        self.torn(*offset - 1, *offset)
    }

    fn text(&mut self, byte: u8, rest: &[u8], offset: &mut u64) -> Option<Cut> {
        if let Some(agreed) = self.agrees
            && !matches!(byte, b'"' | b'\\' | b'\n')
        {
            self.agrees = (KEY.get(agreed) == Some(&byte)).then_some(agreed + 1);
            *offset += 1;
            return None;
        }
        let Some(at) = memchr3(b'"', b'\\', b'\n', rest) else {
            *offset += rest.len() as u64;
            return None;
        };
        *offset += at as u64 + 1;
        match rest.get(at) {
            Some(b'"') => {
                self.is_key = self.agrees.take() == Some(KEY.len());
                self.at = At::Value;
                self.last = b'"';
                None
            }
            Some(b'\\') => {
                self.agrees = None;
                self.at = At::Escape;
                None
            }
            _ => self.torn(*offset - 1, *offset),
        }
    }

    fn escape(&mut self, byte: u8, offset: &mut u64) -> Option<Cut> {
        *offset += 1;
        if byte == b'\n' {
            return self.torn(*offset - 1, *offset);
        }
        self.at = At::Text;
        None
    }

    fn value(&mut self, byte: u8, record_max: u64, offset: &mut u64) -> Option<Cut> {
        let here = *offset;
        if byte == b'{'
            && let Some(newline) = self.newline
            && !self.value_may_stand()
        {
            // The offset stays: this byte begins the next value. Of a record that is over-long
            // already the line end may be gone from the window.
            let long = self.open.is_some_and(|start| here - start > record_max);
            return if long {
                self.torn(here, here)
            } else {
                self.torn(newline, newline + 1)
            };
        }
        *offset += 1;
        let cut = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                if byte == b'\n' {
                    self.newline = Some(here);
                }
                return self.scalar_ends(here);
            }
            b'{' | b'[' => {
                self.opens(byte, here, record_max);
                None
            }
            b'}' | b']' => self.closes(here),
            b',' => self.scalar_ends(here),
            b'"' => {
                self.element_begins(here);
                let key = self.depth == 1 && !self.in_array() && matches!(self.last, b'{' | b',');
                self.agrees = (key && self.elements == 0).then_some(0);
                self.at = At::Text;
                None
            }
            b':' => None,
            _ => {
                self.element_begins(here);
                None
            }
        };
        self.is_key &= byte == b':';
        self.last = byte;
        self.newline = None;
        cut
    }

    fn opens(&mut self, byte: u8, here: u64, record_max: u64) {
        let small = self.open.is_none_or(|start| here - start <= record_max);
        if byte == b'[' && self.is_key && self.last == b':' && self.depth == 1 && small {
            self.open = None;
            self.elements = 2;
            self.had_records = true;
        } else {
            self.element_begins(here);
        }
        self.push(byte);
    }

    fn closes(&mut self, here: u64) -> Option<Cut> {
        if self.elements > 0 && self.depth == self.elements {
            let cut = self.scalar_ends(here);
            self.elements = 0;
            self.pop();
            return cut;
        }
        self.pop();
        let ended = if self.elements > 0 {
            self.depth == self.elements
        } else {
            self.at == At::Between
        };
        let start = if ended { self.open.take() } else { None };
        start.map(|start| Cut {
            start,
            stop: here + 1,
            end: here + 1,
        })
    }

    /// Ends a value that breaks off at a line end.
    fn torn(&mut self, stop: u64, end: u64) -> Option<Cut> {
        let start = self.open.take();
        *self = Records::default();
        start.map(|start| Cut { start, stop, end })
    }

    fn element_begins(&mut self, here: u64) {
        if self.elements > 0 && self.depth == self.elements && self.open.is_none() {
            self.open = Some(here);
        }
    }

    /// Ends an element that is no object and no array.
    fn scalar_ends(&mut self, here: u64) -> Option<Cut> {
        if self.elements == 0 || self.depth != self.elements {
            return None;
        }
        self.open.take().map(|start| Cut {
            start,
            stop: here,
            end: here,
        })
    }

    /// Whether JSON lets a value stand after the last byte.
    fn value_may_stand(&self) -> bool {
        match self.last {
            b':' | b'[' => true,
            b',' => self.in_array(),
            _ => false,
        }
    }

    /// Whether the innermost bracket is `[`, as far as that is known.
    fn in_array(&self) -> bool {
        match self.depth {
            0 => false,
            deep @ 1..=128 => self.arrays >> (deep - 1) & 1 == 1,
            _ => true,
        }
    }

    fn push(&mut self, byte: u8) {
        self.depth = self.depth.saturating_add(1);
        if self.depth <= 128 {
            let bit = 1u128 << (self.depth - 1);
            if byte == b'[' {
                self.arrays |= bit;
            } else {
                self.arrays &= !bit;
            }
        }
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            let open = if self.had_records { None } else { self.open };
            *self = Records {
                open,
                ..Records::default()
            };
        }
    }
}
