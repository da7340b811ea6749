//! The cells of a row, from the binary form in which PostgreSQL sends them to the text that a file would hold.

use std::fmt::Write as _;

use event::Millis;
use sqlx::{ValueRef as _, postgres::PgValueRef};

use crate::limits::CELL_BYTES_MAX;

/// Milliseconds from 1970 to 2000, from which PostgreSQL counts.
const EPOCH_MS: i64 = 946_684_800_000;
const DAY_MS: i64 = 86_400_000;
/// The last millisecond of the year 9999, and the first of the year 1: times that are written in four digits of year.
const WRITABLE: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// How a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Text,
    /// Of two, four or eight bytes.
    Number,
    Uuid,
    /// Microseconds since 2000, in UTC.
    Instant,
    /// The same, in a time zone that nobody says.
    Local,
    /// Days since 2000-01-01.
    Date,
}

impl Cell {
    /// Writes a value as text; nothing where it is NULL. The error never holds the value.
    pub(super) fn write(self, value: &PgValueRef<'_>, text: &mut String) -> Result<(), String> {
        if value.is_null() {
            return Ok(());
        }
        let bytes = value.as_bytes().map_err(|_| "is not there".to_owned())?;
        self.write_bytes(bytes, text)
    }

    fn write_bytes(self, bytes: &[u8], text: &mut String) -> Result<(), String> {
        if bytes.len() > CELL_BYTES_MAX {
            let len = bytes.len();
            return Err(format!(
                "has {len} bytes; at most {CELL_BYTES_MAX} are taken"
            ));
        }
        match self {
            Cell::Text => {
                let read = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
                // As in a file, where white space around a cell means nothing.
                text.push_str(read.trim());
                Ok(())
            }
            Cell::Number => say(text, number(bytes)?),
            Cell::Uuid => uuid(bytes, text),
            Cell::Instant | Cell::Local => match i64::from_be_bytes(exactly(bytes)?) {
                i64::MAX => say(text, "infinity"),
                i64::MIN => say(text, "-infinity"),
                micros => self.moment(micros.div_euclid(1000), text),
            },
            Cell::Date => match i32::from_be_bytes(exactly(bytes)?) {
                i32::MAX => say(text, "infinity"),
                i32::MIN => say(text, "-infinity"),
                days => self.moment(i64::from(days) * DAY_MS, text),
            },
        }
    }

    /// Milliseconds since 2000 in the form that a file has: with a zone, without one, or as a date.
    fn moment(self, since_2000: i64, text: &mut String) -> Result<(), String> {
        let ms = since_2000.saturating_add(EPOCH_MS);
        if !WRITABLE.contains(&ms) {
            return Err("is a time outside the years 1 to 9999: write NULL for open".to_owned());
        }
        let start = text.len();
        say(text, Millis(ms))?;
        match self {
            Cell::Date => text.truncate(start + "2000-01-01".len()),
            Cell::Local => drop(text.pop()),
            _ => {}
        }
        Ok(())
    }
}

fn number(bytes: &[u8]) -> Result<i64, String> {
    match bytes.len() {
        2 => Ok(i16::from_be_bytes(exactly(bytes)?).into()),
        4 => Ok(i32::from_be_bytes(exactly(bytes)?).into()),
        _ => Ok(i64::from_be_bytes(exactly(bytes)?)),
    }
}

fn uuid(bytes: &[u8], text: &mut String) -> Result<(), String> {
    for (place, byte) in exactly::<16>(bytes)?.into_iter().enumerate() {
        if [4, 6, 8, 10].contains(&place) {
            text.push('-');
        }
        say(text, format_args!("{byte:02x}"))?;
    }
    Ok(())
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    let exact = <[u8; N]>::try_from(bytes);
    exact.map_err(|_| format!("has {} bytes where its type has {N}", bytes.len()))
}

fn say(text: &mut String, what: impl std::fmt::Display) -> Result<(), String> {
    write!(text, "{what}").map_err(|_| "cannot be written".to_owned())
}

#[cfg(test)]
mod tests;
