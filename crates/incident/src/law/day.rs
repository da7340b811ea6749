//! Days, zones and spans: where law counts in days of a place, and people read hours and minutes.

use std::fmt;

use event::Millis;
use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};
use serde::Deserialize;

/// A civil day of some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Day(pub(crate) civil::Date);

/// Why a day or a zone cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// A text is not a day.
    #[error("{0:?} is not a day: write it as 2026-09-11")]
    NotADay(String),
    /// A text names no zone.
    #[error("{0:?} is not a zone of the tz database: write it as Asia/Seoul")]
    NotAZone(String),
    /// A moment lies outside the years that a calendar can name.
    #[error("{0} lies outside the years -9999 to 9999: check the time that was entered")]
    OutOfRange(Millis),
}

impl Day {
    /// Parses `2026-09-11`.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Day, DayError> {
        text.parse()
            .map(Day)
            .map_err(|_| DayError::NotADay(text.to_owned()))
    }

    /// The day after; `None` at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Option<Day> {
        self.0.tomorrow().ok().map(Day)
    }

    /// Days from this one to a later one; negative when it is earlier.
    #[must_use]
    pub fn days_to(self, later: Day) -> i64 {
        (later.0 - self.0).get_days().into()
    }

    pub(crate) fn plus_days(self, days: u32) -> Option<Day> {
        self.0.checked_add(i64::from(days).days()).ok().map(Day)
    }

    pub(crate) fn plus_months(self, months: u32) -> Option<Day> {
        self.0.checked_add(i64::from(months).months()).ok().map(Day)
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Day, DayError> {
        Day::parse(&text)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A zone of the tz database, by name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(TimeZone);

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

impl Zone {
    /// The zone of a name such as `Asia/Seoul`.
    ///
    /// # Errors
    /// When the tz database knows no such name.
    pub fn named(name: &str) -> Result<Zone, DayError> {
        TimeZone::get(name)
            .map(Zone)
            .map_err(|_| DayError::NotAZone(name.to_owned()))
    }

    /// The day of a moment here.
    ///
    /// # Errors
    /// When the moment lies outside the calendar.
    pub fn day(&self, at: Millis) -> Result<Day, DayError> {
        Ok(Day(stamp(at)?.to_zoned(self.0.clone()).date()))
    }

    /// The moment at which a day ends here: the first of the next day.
    pub(crate) fn end_of(&self, day: Day) -> Option<Millis> {
        self.at(day.next()?, civil::Time::midnight())
    }

    /// The moment of a time of day here.
    pub(crate) fn at(&self, day: Day, time: civil::Time) -> Option<Millis> {
        let zoned = day.0.to_datetime(time).to_zoned(self.0.clone()).ok()?;
        Some(Millis(zoned.timestamp().as_millisecond()))
    }

    /// The start of the first full hour after the hour of a moment, by the wall here.
    pub(crate) fn next_hour(&self, at: Millis) -> Result<Millis, DayError> {
        const HOUR_MS: i64 = 3_600_000;
        let east_ms = i64::from(self.0.to_offset(stamp(at)?).seconds()) * 1000;
        let local = at.plus(east_ms).0;
        let next = (local.div_euclid(HOUR_MS) + 1).saturating_mul(HOUR_MS);
        Ok(Millis(next).plus(-east_ms))
    }
}

impl TryFrom<String> for Zone {
    type Error = DayError;

    fn try_from(name: String) -> Result<Zone, DayError> {
        Zone::named(&name)
    }
}

fn stamp(at: Millis) -> Result<Timestamp, DayError> {
    Timestamp::from_millisecond(at.0).map_err(|_| DayError::OutOfRange(at))
}

/// A length of time in milliseconds, never negative, shown in whole hours and minutes, floored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// Milliseconds.
    pub ms: i64,
}

impl Span {
    /// From one moment to a later one; nothing when it is not later.
    #[must_use]
    pub fn between(from: Millis, to: Millis) -> Span {
        Span {
            ms: to.0.saturating_sub(from.0).max(0),
        }
    }

    /// Whole minutes, floored.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.ms / 60_000
    }

    /// In Korean: `29시간 35분`.
    #[must_use]
    pub fn korean(self) -> String {
        match (self.minutes() / 60, self.minutes() % 60) {
            (0, 0) => "1분 미만".to_owned(),
            (0, minutes) => format!("{minutes}분"),
            (hours, minutes) => format!("{hours}시간 {minutes}분"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minutes() / 60, self.minutes() % 60) {
            (0, 0) => f.write_str("less than a minute"),
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}
