//! A moment of awareness that comes before anything was read: an old complaint may be real, and a year is easily
//! mistyped. What is entered is never taken back, so it is asked about before it is.

use event::Millis;

use super::incident::Incident;
use crate::law::{Span, Start};

/// Days before the first read from which on a moment is taken for a slip of the hand until somebody says that it is
/// meant: two years, so that a complaint of the year before passes, and a wrong decade does not.
pub const YEARS_BEFORE_DAYS: i64 = 731;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A moment before the first read, or before anybody knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// The first read of the latest scope, or the first moment of awareness; `None` while no scope is frozen, and then it is
    /// held against today.
    pub first: Option<Millis>,
    /// How long before that.
    pub by: Span,
    /// Whether it is [`YEARS_BEFORE_DAYS`] or more, or [`CONFIRMED_BEFORE_DAYS`] before anybody knew.
    pub is_years: bool,
}

/// Days before the first moment of awareness from which on the confirmation of a fact is taken for a slip of the year
/// until somebody says that it is meant: half a year, so that a year mistyped by one is caught.
pub const CONFIRMED_BEFORE_DAYS: i64 = 180;

impl Incident {
    /// Whether a fact was confirmed before anybody knew of the incident, by the moments that count; `None` where not, or
    /// nobody entered since when it was known.
    #[must_use]
    pub fn before_awareness(&self, confirmed: Millis, now: Millis) -> Option<Early> {
        let moment = |start: Start| self.awareness.moment(start, now);
        let first = Start::ALL.into_iter().filter_map(moment).min()?;
        let by = Span::between(confirmed, first);
        (by.ms > 0).then_some(Early {
            first: Some(first),
            by,
            is_years: by.ms >= CONFIRMED_BEFORE_DAYS * DAY_MS,
        })
    }

    /// Whether a moment of awareness comes before the first read of the scope, or, while none is frozen, years before now.
    #[must_use]
    pub fn before_first_read(&self, happened: Millis, now: Millis) -> Option<Early> {
        let first = self.scope().and_then(|scope| scope.first);
        let by = Span::between(happened, first.unwrap_or(now));
        let is_years = by.ms >= YEARS_BEFORE_DAYS * DAY_MS;
        let is_early = is_years || (first.is_some() && by.ms > 0);
        is_early.then_some(Early {
            first,
            by,
            is_years,
        })
    }
}
