//! The quick reading of a record: JSON as log shippers write it, without an error to tell.
//!
//! A scan gives up (`None`) at anything unusual: an escape, a number that is no short whole one, an
//! attribute that is given twice or has another type, a mistake. The record is then read again by
//! `serde_json`, the slow twin, which alone decides what is wrong. So a scan may give up wherever it
//! likes, but what it takes the twin takes too, with the same result.

use std::borrow::Cow;

/// What a scan can fill.
pub(super) trait Scan<'de> {
    /// Fills itself from the value that comes next.
    fn scan(&mut self, from: &mut Scanner<'de>) -> Option<()>;
}

/// A place in a record.
pub(super) struct Scanner<'de> {
    text: &'de str,
    at: usize,
}

/// Brackets that a skipped value may open: a deeper one is left to the twin.
const DEPTH_MAX: u32 = 64;

/// Digits of a whole number that surely fits 63 bits.
const DIGITS_MAX: usize = 18;

impl<'de> Scanner<'de> {
    pub(super) fn new(text: &'de str) -> Scanner<'de> {
        Scanner { text, at: 0 }
    }

    /// The next byte that is not blank, without taking it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Takes this byte, if it comes next.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Whether nothing but blanks is left.
    pub(super) fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The next key of an object, its colon taken; `Some(None)` behind the last. `first` says whether
    /// it would be the first.
    #[inline]
    pub(super) fn key(&mut self, first: &mut bool) -> Option<Option<&'de str>> {
        if self.take(b'}') {
            return Some(None);
        }
        if !std::mem::take(first) && !self.take(b',') {
            return None;
        }
        let key = self.string()?;
        self.take(b':').then_some(Some(key))
    }

    /// Whether another element of a list comes; `first` says whether it would be the first.
    #[inline]
    pub(super) fn element(&mut self, first: &mut bool) -> Option<bool> {
        if self.take(b']') {
            return Some(false);
        }
        if !std::mem::take(first) && !self.take(b',') {
            return None;
        }
        // A list does not end behind a comma; what may stand here the element's own scan says.
        Some(true)
    }

    /// A string without escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'de str> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        self.at = plain_end(self.text.as_bytes(), start);
        let text = self.text.get(start..self.at)?;
        let closed = self.text.as_bytes().get(self.at) == Some(&b'"');
        self.at += 1;
        closed.then_some(text)
    }

    /// A whole number, not negative, of at most [`DIGITS_MAX`] digits, as it is written.
    #[inline]
    pub(super) fn digits(&mut self) -> Option<&'de str> {
        self.peek()?;
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole = match rest.get(len) {
            Some(b'.' | b'e' | b'E') => false,
            _ => len == 1 || ((2..=DIGITS_MAX).contains(&len) && rest.first() != Some(&b'0')),
        };
        if !whole {
            return None;
        }
        self.at += len;
        self.text.get(start..self.at)
    }

    /// Passes over a value of any type.
    pub(super) fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' | b'[' => self.skip_nested(),
            _ => self.skip_scalar(),
        }
    }

    fn skip_scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'-' => {
                self.at += 1;
                self.skip_number()
            }
            _ => self.skip_number(),
        }
    }

    /// Passes over an object or a list without recursion.
    fn skip_nested(&mut self) -> Option<()> {
        // Bit d says that the bracket at depth d is that of an object.
        let (mut objects, mut depth) = (0u64, 0u32);
        loop {
            match self.peek()? {
                open @ (b'{' | b'[') => {
                    if depth == DEPTH_MAX {
                        return None;
                    }
                    self.at += 1;
                    let bit = 1u64 << depth;
                    objects = if open == b'{' {
                        objects | bit
                    } else {
                        objects & !bit
                    };
                    depth += 1;
                    let close = if open == b'{' { b'}' } else { b']' };
                    if !self.take(close) {
                        if open == b'{' {
                            self.key_of_skipped()?;
                        }
                        continue;
                    }
                    depth -= 1;
                }
                _ => self.skip_scalar()?,
            }
            // A value has ended; so may have brackets around it.
            while depth > 0 && self.take(closing(objects, depth)) {
                depth -= 1;
            }
            if depth == 0 {
                return Some(());
            }
            if !self.take(b',') {
                return None;
            }
            if closing(objects, depth) == b'}' {
                self.key_of_skipped()?;
            }
        }
    }

    fn key_of_skipped(&mut self) -> Option<()> {
        self.string()?;
        self.take(b':').then_some(())
    }

    fn skip_number(&mut self) -> Option<()> {
        let whole = self.run_of_digits();
        // No number begins with a zero and goes on with a digit.
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.run_of_digits().is_empty() {
                return None;
            }
        }
        if matches!(bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(bytes.get(self.at), Some(b'+' | b'-')));
            if self.run_of_digits().is_empty() {
                return None;
            }
        }
        Some(())
    }

    fn run_of_digits(&mut self) -> &'de str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Takes `null`, if it comes next.
    #[inline]
    pub(super) fn null(&mut self) -> Option<bool> {
        match self.peek()? {
            b'n' => self.word("null").map(|()| true),
            _ => Some(false),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += word.len();
        rest.starts_with(word.as_bytes()).then_some(())
    }
}

fn closing(objects: u64, depth: u32) -> u8 {
    if objects >> (depth - 1) & 1 == 1 {
        b'}'
    } else {
        b']'
    }
}

/// A list; `null` is an empty one.
impl<'de, T: Scan<'de> + Default> Scan<'de> for Vec<T> {
    fn scan(&mut self, from: &mut Scanner<'de>) -> Option<()> {
        if !from.take(b'[') {
            return from.null()?.then_some(());
        }
        let mut first = true;
        while from.element(&mut first)? {
            let mut item = T::default();
            item.scan(from)?;
            self.push(item);
        }
        Some(())
    }
}

/// A list of texts, and of nothing else.
pub(super) fn texts<'de>(from: &mut Scanner<'de>) -> Option<Vec<Cow<'de, str>>> {
    let (mut first, mut list) = (true, Vec::new());
    if !from.take(b'[') {
        return None;
    }
    while from.element(&mut first)? {
        list.push(Cow::Borrowed(from.string()?));
    }
    Some(list)
}

/// Where a string that begins at `at` stops being plain: at a quote, a backslash, a control character,
/// or at the end of the bytes.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let marks = special(u64::from_le_bytes(*word));
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
        .unwrap_or(rest.len())
}

/// The high bit of the lowest byte of a word that is a quote, a backslash or a control character. Bits
/// above it may be set for nothing, for a subtraction borrows upwards only.
#[inline]
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let less = |word: u64, than: u64| word.wrapping_sub(ONES * than) & !word & HIGH;
    let equal = |byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    equal(b'"') | equal(b'\\') | less(word, 0x20)
}
