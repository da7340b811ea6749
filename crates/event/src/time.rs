//! Time: milliseconds UTC, floored. Civil dates are the proleptic Gregorian calendar.

use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z, floored. Order inside a millisecond is by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

/// Why a text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a time: write RFC 3339 with a zone, such as 2025-11-06T18:38:00+09:00")]
pub struct TimeError {
    /// The start of the text that was found.
    pub text: String,
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

impl Millis {
    /// The earliest time there is.
    pub const MIN: Millis = Millis(i64::MIN);
    /// The latest time there is.
    pub const MAX: Millis = Millis(i64::MAX);

    /// Parses RFC 3339 (`T`, `t` or a blank between date and time; `Z` or an offset; any number of
    /// fraction digits, floored to milliseconds; second 60 is read as 59.999).
    ///
    /// # Errors
    /// When the text is anything else, or has no zone.
    pub fn parse(text: &str) -> Result<Millis, TimeError> {
        parse_rfc3339(text.as_bytes()).ok_or_else(|| TimeError {
            text: text.chars().take(40).collect(),
        })
    }

    /// The time of a civil date and time of day in UTC; `None` when it does not exist.
    #[must_use]
    pub fn from_civil(year: i64, month: i64, day: i64, ms_of_day: i64) -> Option<Millis> {
        if !(0..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || !(0..DAY_MS).contains(&ms_of_day)
        {
            return None;
        }
        if day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Millis(
            days_from_civil(year, month, day) * DAY_MS + ms_of_day,
        ))
    }

    /// The civil date (year, month, day) in UTC.
    #[must_use]
    pub fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.0.div_euclid(DAY_MS))
    }

    /// Milliseconds since the start of the UTC day.
    #[must_use]
    pub fn ms_of_day(self) -> i64 {
        self.0.rem_euclid(DAY_MS)
    }

    /// Whole hours since 1970, floored; the unit of a manifest's set of hours.
    #[must_use]
    pub fn hour(self) -> i64 {
        self.0.div_euclid(3_600_000)
    }

    /// This time moved by `ms`, stopping at the ends of time.
    #[must_use]
    pub fn plus(self, ms: i64) -> Millis {
        Millis(self.0.saturating_add(ms))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.civil();
        let ms = self.ms_of_day();
        write!(
            f,
            "{y:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}.{:03}Z",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )
    }
}

fn digits(bytes: &[u8], from: usize, count: usize) -> Option<i64> {
    let mut value = 0i64;
    for byte in bytes.get(from..from + count)? {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(value)
}

fn parse_rfc3339(b: &[u8]) -> Option<Millis> {
    let (year, month, day) = (digits(b, 0, 4)?, digits(b, 5, 2)?, digits(b, 8, 2)?);
    let (hour, minute, mut second) = (digits(b, 11, 2)?, digits(b, 14, 2)?, digits(b, 17, 2)?);
    let marks = (
        *b.get(4)?,
        *b.get(7)?,
        *b.get(10)?,
        *b.get(13)?,
        *b.get(16)?,
    );
    let (b'-', b'-', b'T' | b't' | b' ', b':', b':') = marks else {
        return None;
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (mut at, mut ms) = (19, 0);
    if matches!(b.get(at), Some(b'.' | b',')) {
        at += 1;
        let start = at;
        while let Some(digit @ b'0'..=b'9') = b.get(at) {
            let place = at - start;
            if place < 3 {
                ms += i64::from(digit - b'0') * [100, 10, 1].get(place).copied().unwrap_or(0);
            }
            at += 1;
        }
        if at == start {
            return None;
        }
    }
    if second == 60 {
        (second, ms) = (59, 999);
    }
    let offset_ms = parse_offset(b.get(at..)?)?;
    let in_day = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    Some(Millis::from_civil(year, month, day, in_day)?.plus(-offset_ms))
}

/// `Z`, `+09:00` or `+0900` as milliseconds east of UTC.
fn parse_offset(b: &[u8]) -> Option<i64> {
    let sign = match b.first()? {
        b'Z' | b'z' if b.len() == 1 => return Some(0),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match b.len() {
        6 if b.get(3) == Some(&b':') => (digits(b, 1, 2)?, digits(b, 4, 2)?),
        5 => (digits(b, 1, 2)?, digits(b, 3, 2)?),
        _ => return None,
    };
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes) * 60_000)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01, counting years from March so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests;
