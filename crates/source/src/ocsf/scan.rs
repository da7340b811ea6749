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
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()>;
}

/// A place in a record.
#[derive(Debug)]
pub(super) struct Scanner<'de, 'm> {
    text: &'de str,
    marks: &'m Marks,
    at: usize,
}

/// Brackets that a skipped value may open: a deeper one is left to the twin.
const DEPTH_MAX: u32 = 64;

/// Digits of a whole number that surely fits 63 bits.
const DIGITS_MAX: usize = 18;

impl<'de, 'm> Scanner<'de, 'm> {
    /// At the start of a text whose marks these are.
    pub(super) fn new(text: &'de str, marks: &'m Marks) -> Scanner<'de, 'm> {
        Scanner { text, marks, at: 0 }
    }

    /// At a place in a text whose marks these are.
    #[inline]
    pub(super) fn at(text: &'de str, marks: &'m Marks, at: usize) -> Scanner<'de, 'm> {
        Scanner { text, marks, at }
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
        let end = self.marks.next(start)?;
        self.at = end + 1;
        match self.text.as_bytes().get(end) {
            Some(b'"') => self.text.get(start..end),
            _ => None,
        }
    }

    /// A whole number, not negative, of at most [`DIGITS_MAX`] digits, as it is written.
    #[inline]
    pub(super) fn digits(&mut self) -> Option<&'de str> {
        self.peek()?;
        let start = self.at;
        self.at = self.end_of_digits()?;
        self.text.get(start..self.at)
    }

    /// Where a whole number that begins here ends; see [`Scanner::digits`].
    #[inline]
    pub(super) fn end_of_digits(&mut self) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole = match rest.get(len) {
            Some(b'.' | b'e' | b'E') => false,
            _ => len == 1 || ((2..=DIGITS_MAX).contains(&len) && rest.first() != Some(&b'0')),
        };
        whole.then_some(self.at + len)
    }

    /// Where a number of any kind that begins here ends.
    pub(super) fn end_of_number(&mut self) -> Option<usize> {
        self.at += usize::from(self.text.as_bytes().get(self.at) == Some(&b'-'));
        self.skip_number()?;
        Some(self.at)
    }

    /// Where what `take` takes stands.
    pub(super) fn place_of(
        &mut self,
        take: impl FnOnce(&mut Scanner<'de, 'm>) -> Option<()>,
    ) -> Option<(usize, usize)> {
        self.peek()?;
        let start = self.at;
        take(self)?;
        Some((start, self.at))
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
            _ => self.end_of_number().map(drop),
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
    fn scan(&mut self, from: &mut Scanner<'de, '_>) -> Option<()> {
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
pub(super) fn texts<'de>(from: &mut Scanner<'de, '_>) -> Option<Vec<Cow<'de, str>>> {
    let (mut first, mut list) = (true, Vec::new());
    if !from.take(b'[') {
        return None;
    }
    while from.element(&mut first)? {
        list.push(Cow::Borrowed(from.string()?));
    }
    Some(list)
}

/// Where a text has bytes that end plain text in a string: quotes, backslashes, control characters. One
/// bit a byte, found for the whole text at once, so that no string is searched byte by byte.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// The marks of a text, in place of those of the text before.
    pub(super) fn of(&mut self, text: &str) -> &Marks {
        self.0.clear();
        let (blocks, rest) = text.as_bytes().as_chunks::<64>();
        self.0.extend(blocks.iter().map(marks_of));
        let mut last = [b' '; 64];
        last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        self.0.push(marks_of(&last));
        self
    }

    /// The first mark at `from` or behind it.
    #[inline]
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        let mut at = from / 64;
        let mut word = self.0.get(at)? >> (from % 64) << (from % 64);
        while word == 0 {
            at += 1;
            word = *self.0.get(at)?;
        }
        Some(at * 64 + word.trailing_zeros() as usize)
    }
}

/// Bit n says that byte n is marked.
#[inline]
fn marks_of(block: &[u8; 64]) -> u64 {
    // A compiler makes vector instructions of this, and of the rest eight multiplications that bring
    // the lowest bit of each of eight bytes together.
    let flags = block.map(|byte| u8::from(byte < 0x20) | u8::from(byte == b'"' || byte == b'\\'));
    let (words, _) = flags.as_chunks::<8>();
    words.iter().rev().fold(0, |marks, word| {
        let together = u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        marks << 8 | together
    })
}
