//! Time literals: RFC 3339, its seconds left out or not; or a date, or a date and time without an offset, in the given zone.

use event::Millis;
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// The earliest instant that a literal may name: 0001-01-01T00:00:00Z. With [`LATEST`] it keeps
/// every instant, and its neighbours by a millisecond, printable in four digits of year.
pub(super) const EARLIEST: Millis = Millis(-62_135_596_800_000);

/// The latest instant that a literal may name: 9999-12-30T00:00:00Z. The last two days of that year
/// are left out because time zones reach beyond it.
pub(super) const LATEST: Millis = Millis(253_402_128_000_000);

/// The instant of a literal; finer digits are floored to milliseconds.
///
/// # Errors
/// A sentence that says what would be right.
pub fn parse(text: &str, zone: &TimeZone) -> Result<Millis, String> {
    let time = match Millis::parse(text).or_else(|_| Millis::parse(&with_seconds(text))) {
        Ok(time) => time,
        Err(_) => local(text, zone)?,
    };
    if (EARLIEST..=LATEST).contains(&time) {
        Ok(time)
    } else {
        Err(format!(
            "a time lies between {EARLIEST} and {LATEST}: leave the test out for no bound"
        ))
    }
}

/// A time to the minute with an offset, completed with its seconds; anything else as it is.
fn with_seconds(text: &str) -> String {
    match text.split_at_checked("2025-01-05T09:00".len()) {
        Some((minute, offset)) if offset.starts_with(['Z', 'z', '+', '-']) => {
            format!("{minute}:00{offset}")
        }
        _ => text.to_owned(),
    }
}

/// The instant of a literal without an offset.
fn local(text: &str, zone: &TimeZone) -> Result<Millis, String> {
    // The text is completed to one with an offset, so that one parser knows the calendar.
    let is_date = text.len() == "2025-01-05".len();
    let completed = match text.len() {
        _ if is_date => format!("{text}T00:00:00Z"),
        16 => format!("{text}:00Z"),
        _ => format!("{text}Z"),
    };
    let civil = Millis::parse(&completed)
        .ok()
        .and_then(civil_of)
        .ok_or_else(|| {
            format!(
                "{:?} is not a time: write RFC 3339 such as '2025-01-05T09:00:00+09:00', or a date \
                 such as '2025-01-05'",
                super::literals::shortened(text)
            )
        })?;
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let fault = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        // A day begins at its first instant, even where the clock jumps at midnight.
        _ if is_date => None,
        AmbiguousOffset::Gap { .. } => Some("does not exist"),
        AmbiguousOffset::Fold { .. } => Some("happens twice"),
    };
    if let Some(fault) = fault {
        let name = zone.iana_name().unwrap_or("the set time zone");
        return Err(format!(
            "{text} {fault} in {name}, where the clock is changed: write it with an offset, such \
             as '2025-01-05T09:00:00+09:00'"
        ));
    }
    let timestamp = ambiguous
        .compatible()
        .map_err(|_| format!("{text} is outside the time that can be reckoned with"))?;
    Ok(Millis(timestamp.as_millisecond()))
}

/// Reads a UTC time as date and time of no zone.
fn civil_of(time: Millis) -> Option<DateTime> {
    let ((year, month, day), ms) = (time.civil(), time.ms_of_day());
    DateTime::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(ms / 3_600_000).ok()?,
        i8::try_from(ms / 60_000 % 60).ok()?,
        i8::try_from(ms / 1000 % 60).ok()?,
        i32::try_from(ms % 1000).ok()? * 1_000_000,
    )
    .ok()
}
