//! What a number in a text says: the range of numbers for which a careful writer would have written it.

use crate::bounds::Bounds;

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// Its value, in units of `decimals`.
    pub(super) value: u128,
    /// Digits behind the point in `value`.
    pub(super) decimals: u8,
    /// What one more of its last written digit would add.
    pub(super) last_digit: u128,
    /// Whether digits behind a point were written, so that a zero at the end was meant.
    pub(super) pointed: bool,
    /// Whether a word such as *million* or 만 stands for its zeros.
    pub(super) worded: bool,
    /// Whether it is a percentage.
    pub(super) percent: bool,
}

impl Amount {
    /// A whole number, all of whose digits were written.
    pub(super) fn whole(value: u128) -> Amount {
        Amount {
            value,
            decimals: 0,
            last_digit: 1,
            pointed: false,
            worded: false,
            percent: false,
        }
    }
}

/// What stands beside a number and says how it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    /// Nothing.
    Plain,
    /// about, 약
    About,
    /// more than, 초과
    MoreThan,
    /// at least, 이상
    AtLeast,
    /// fewer than, 미만
    LessThan,
    /// at most, 이하
    AtMost,
    /// 여: so many and some, but not one more of the last digit.
    AndSome,
}

/// The numbers that are as a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// The range, in units of `decimals`.
    pub(super) bounds: Bounds,
    /// Digits behind the point.
    pub(super) decimals: u8,
}

impl Said {
    /// What a number says together with what stands beside it.
    pub(super) fn of(amount: Amount, compare: Compare) -> Said {
        let value = amount.value;
        let bounds = match compare {
            Compare::MoreThan => Bounds::from(value.saturating_add(1)),
            Compare::AtLeast => Bounds::from(value),
            Compare::AtMost => Bounds {
                low: 0,
                high: Some(value),
            },
            Compare::LessThan => Bounds {
                low: 0,
                high: Some(value.saturating_sub(1)),
            },
            Compare::AndSome => Bounds {
                low: value,
                high: Some(value.saturating_add(zeros(value).max(amount.last_digit)) - 1),
            },
            Compare::Plain | Compare::About => return Said::rounded(amount, compare),
        };
        Said {
            bounds,
            decimals: amount.decimals,
        }
    }

    fn rounded(amount: Amount, compare: Compare) -> Said {
        let is_round = amount.worded || amount.percent || amount.decimals > 0;
        if compare == Compare::Plain && !is_round {
            return Said {
                bounds: Bounds::exactly(amount.value),
                decimals: 0,
            };
        }
        // One digit more, so that a half of the last one is a whole number.
        let needs_digit = amount.percent || amount.decimals > 0;
        let times = if needs_digit { 10 } else { 1 };
        let value = amount.value.saturating_mul(times);
        let half = precision(amount).saturating_mul(times) / 2;
        Said {
            bounds: Bounds {
                low: value.saturating_sub(half),
                high: Some(value.saturating_add(half.saturating_sub(1))),
            },
            decimals: amount.decimals + u8::from(needs_digit),
        }
    }

    /// The same with this many digits behind the point, which are not fewer.
    pub(super) fn with_decimals(self, decimals: u8) -> Bounds {
        let times = 10_u128.saturating_pow(decimals.saturating_sub(self.decimals).into());
        // Up to the last number that still rounds to it.
        let end = |high: u128| high.saturating_add(1).saturating_mul(times) - 1;
        let is_one = self.bounds.high == Some(self.bounds.low);
        Bounds {
            low: self.bounds.low.saturating_mul(times),
            high: match self.bounds.high {
                Some(high) if is_one => Some(high.saturating_mul(times)),
                high => high.map(end),
            },
        }
    }
}

/// The unit to which a number is rounded: that of its last digit which is no zero, but not above the second one
/// from the left. "30 million" stands for 29.5 to 30.5 million and no more.
fn precision(amount: Amount) -> u128 {
    if amount.pointed || amount.percent {
        return amount.last_digit;
    }
    let second = amount
        .value
        .checked_ilog10()
        .map_or(1, |tens| 10_u128.pow(tens.saturating_sub(1)));
    zeros(amount.value).min(second).max(1)
}

/// The largest power of ten that divides a number; 1 for none.
fn zeros(value: u128) -> u128 {
    let mut power: u128 = 1;
    while value > 0 && value.is_multiple_of(power.saturating_mul(10)) {
        power *= 10;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(amount: Amount, compare: Compare) -> (u128, Option<u128>) {
        let said = Said::of(amount, compare);
        (said.bounds.low, said.bounds.high)
    }

    fn worded(value: u128, last_digit: u128, pointed: bool) -> Amount {
        Amount {
            last_digit,
            pointed,
            worded: true,
            ..Amount::whole(value)
        }
    }

    #[test]
    fn a_number_is_held_to_its_own_precision() {
        let million = worded(33_700_000, 100_000, true);
        assert_eq!(
            range(million, Compare::Plain),
            (33_650_000, Some(33_749_999))
        );
        let man = worded(33_700_000, 10_000, false);
        assert_eq!(range(man, Compare::About), (33_650_000, Some(33_749_999)));
        assert_eq!(
            range(worded(30_000_000, 1_000_000, false), Compare::Plain),
            (29_500_000, Some(30_499_999))
        );
        assert_eq!(
            range(Amount::whole(4_536), Compare::Plain),
            (4_536, Some(4_536))
        );
        assert_eq!(
            range(Amount::whole(4_536), Compare::About),
            (4_536, Some(4_536))
        );
        assert_eq!(
            range(Amount::whole(4_500), Compare::About),
            (4_450, Some(4_549))
        );
        assert_eq!(
            range(Amount::whole(3_000), Compare::AndSome),
            (3_000, Some(3_999))
        );
        assert_eq!(
            range(Amount::whole(3_000), Compare::MoreThan),
            (3_001, None)
        );
        assert_eq!(range(Amount::whole(0), Compare::LessThan), (0, Some(0)));
    }

    #[test]
    fn percentages_round_to_their_last_digit() {
        let half = Said::of(
            Amount {
                percent: true,
                ..Amount::whole(57)
            },
            Compare::Plain,
        );
        assert_eq!(half.decimals, 1);
        assert_eq!(
            half.with_decimals(2),
            Bounds {
                low: 5650,
                high: Some(5749)
            }
        );
    }
}
