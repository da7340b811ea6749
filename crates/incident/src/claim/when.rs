//! A date or an instant, as a file of claims writes it.

use std::fmt;

use event::Millis;
use jiff::civil::Date;

/// A day of an unnamed zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day, in the zone of whoever asks.
    Day(Date),
    /// An instant, UTC milliseconds.
    At(Millis),
}

impl When {
    /// Reads `2025-11-25` or RFC 3339 with a zone; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<When> {
        match text.len() {
            10 => text.parse().ok().map(When::Day),
            _ => Millis::parse(text).ok().map(When::At),
        }
    }

    /// Whether this certainly lies after `other`. A day and an instant lie too close to tell when less than
    /// two days are between them, because the day has no zone.
    pub(super) fn is_after(self, other: When) -> bool {
        const DAY_MS: i64 = 86_400_000;
        let start = |day: Date| {
            let civil = (day.year().into(), day.month().into(), day.day().into());
            Millis::from_civil(civil.0, civil.1, civil.2, 0).unwrap_or(Millis::MIN)
        };
        match (self, other) {
            (When::Day(day), When::Day(other)) => day > other,
            (When::At(at), When::At(other)) => at > other,
            (When::Day(day), When::At(at)) => start(day).plus(-DAY_MS) > at,
            (When::At(at), When::Day(day)) => at > start(day).plus(2 * DAY_MS),
        }
    }

    /// The test for reads from here on.
    pub(super) fn is_from(self) -> String {
        format!("time >= '{self}'")
    }

    /// The test for reads up to here: of a day, up to its last instant.
    pub(super) fn is_to(self) -> String {
        match self {
            When::At(at) => format!("time <= '{at}'"),
            When::Day(day) => match day.tomorrow() {
                Ok(next) => format!("time < '{next}'"),
                Err(_) => format!("time <= '{day}'"),
            },
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(day) => day.fmt(f),
            When::At(at) => at.fmt(f),
        }
    }
}
