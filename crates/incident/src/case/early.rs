//! A moment of awareness that comes before anything was read: an old complaint may be real, and a year is easily
//! mistyped. What is entered is never taken back, so it is asked about before it is.

use event::Millis;

use super::incident::Incident;
use crate::law::Span;

/// Days before the first read from which on a moment is taken for a slip of the hand until somebody says that it is
/// meant: two years, so that a complaint of the year before passes, and a wrong decade does not.
pub const YEARS_BEFORE_DAYS: i64 = 731;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A moment before the first read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// The first read of the latest scope; `None` while none is frozen, and then it is held against today.
    pub first_read: Option<Millis>,
    /// How long before that.
    pub by: Span,
    /// Whether it is [`YEARS_BEFORE_DAYS`] or more.
    pub is_years: bool,
}

impl Incident {
    /// Whether a moment of awareness comes before the first read of the scope, or, while none is frozen, years before now.
    #[must_use]
    pub fn before_first_read(&self, happened: Millis, now: Millis) -> Option<Early> {
        let first_read = self.scope().and_then(|scope| scope.first);
        let by = Span::between(happened, first_read.unwrap_or(now));
        let is_years = by.ms >= YEARS_BEFORE_DAYS * DAY_MS;
        let is_early = is_years || (first_read.is_some() && by.ms > 0);
        is_early.then_some(Early {
            first_read,
            by,
            is_years,
        })
    }
}
