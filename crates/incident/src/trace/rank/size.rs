//! How many people a path read, by how many of the lots it read: an estimate with its bounds.

use super::Lots;
use crate::trace::chance::Draw;

/// The probability with which a size lies beyond either bound: it is between them in 99 of 100 draws.
pub const SIZE_DOUBT: f64 = 0.005;

/// A number of subjects. All three are the same where every subject was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// The likeliest number.
    pub about: u64,
    /// It is no smaller, with [`SIZE_DOUBT`].
    pub at_least: u64,
    /// It is no larger, with [`SIZE_DOUBT`].
    pub at_most: u64,
}

impl Size {
    /// The size of what holds so many subjects of the sample and so many of those that were drawn.
    pub(super) fn of(lots: Lots, of_sample: u64, hits: u64) -> Size {
        let drawn = lots.drawn.min(lots.of);
        let (least, most) = Draw::marked_by((lots.of, drawn, hits), SIZE_DOUBT);
        let whole = u128::from(hits) * u128::from(lots.of);
        let about = whole.checked_div(drawn.into()).unwrap_or(0);
        let about = u64::try_from(about).unwrap_or(u64::MAX);
        Size {
            about: of_sample + about.clamp(least, most),
            at_least: of_sample + least,
            at_most: of_sample + most,
        }
    }

    /// Whether it was counted.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.at_least == self.at_most
    }
}
