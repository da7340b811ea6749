//! Escapes of access logs: `\"`, `\\`, `\xHH` and Apache's `\b \f \n \r \t \v`.

use std::borrow::Cow;

/// A name or an agent: `None` for `-` and for nothing. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn named(raw: &[u8]) -> Option<Cow<'_, str>> {
    let raw = raw.trim_ascii();
    // nginx without an authenticated user may be told to write two quotes.
    if matches!(raw, b"" | b"-" | b"\"\"") {
        return None;
    }
    if !raw.contains(&b'\\') {
        return Some(String::from_utf8_lossy(raw));
    }
    let mut plain = Vec::with_capacity(raw.len());
    for piece in Pieces(raw) {
        plain.push(match piece {
            Piece::Plain(byte) | Piece::Escaped(byte) => byte,
        });
    }
    Some(Cow::Owned(String::from_utf8_lossy(&plain).into_owned()))
}

/// A path: escaped bytes, and bytes that are not UTF-8, are written `%HH`, which is the same path.
pub(super) fn path(raw: &[u8]) -> Cow<'_, str> {
    let whole = std::str::from_utf8(raw).ok();
    if let Some(path) = whole
        && !raw.contains(&b'\\')
    {
        return Cow::Borrowed(path);
    }
    let mut path = Vec::with_capacity(raw.len() + 16);
    for piece in Pieces(raw) {
        match piece {
            Piece::Plain(byte) if byte.is_ascii() || whole.is_some() => path.push(byte),
            Piece::Plain(byte) | Piece::Escaped(byte) => {
                let hex = |half: u8| b"0123456789ABCDEF".get(usize::from(half)).copied();
                path.push(b'%');
                path.extend(hex(byte >> 4));
                path.extend(hex(byte & 15));
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&path).into_owned())
}

enum Piece {
    Plain(u8),
    Escaped(u8),
}

/// The bytes of a field, escapes resolved. A backslash that begins no escape is a backslash.
struct Pieces<'a>(&'a [u8]);

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let (first, rest) = self.0.split_first()?;
        let (piece, rest) = match (first, rest) {
            (b'\\', [b'x', high, low, rest @ ..]) if hex_of(*high, *low).is_some() => {
                (Piece::Escaped(hex_of(*high, *low)?), rest)
            }
            (b'\\', [letter, rest @ ..]) if escape_of(*letter).is_some() => {
                (Piece::Escaped(escape_of(*letter)?), rest)
            }
            (b'\\', rest) => (Piece::Escaped(b'\\'), rest),
            (byte, rest) => (Piece::Plain(*byte), rest),
        };
        self.0 = rest;
        Some(piece)
    }
}

fn hex_of(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    Some(digit(high)? << 4 | digit(low)?)
}

fn escape_of(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' => b'"',
        b'\\' => b'\\',
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        _ => return None,
    })
}
