//! What is known of a number, held against what is said of it. Both are ranges of whole numbers, and the
//! answer follows from how they lie: one rule for an extortionist's claims and for our own sentences.

/// A range of whole numbers, both ends included. One with `low` above `high` holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The least.
    pub(crate) low: u128,
    /// The most; `None` where there is no upper bound.
    pub(crate) high: Option<u128>,
}

/// How a known number lies to what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies {
    /// Wherever in its bounds the truth is, it is as said.
    Inside,
    /// Wherever in its bounds the truth is, it is not as said.
    Outside,
    /// The bounds leave both open.
    Between,
}

impl Bounds {
    /// One number.
    pub(crate) fn exactly(number: u128) -> Bounds {
        Bounds {
            low: number,
            high: Some(number),
        }
    }

    /// From this number up.
    pub(crate) fn from(low: u128) -> Bounds {
        Bounds { low, high: None }
    }

    /// Whether it holds no number at all, so that whoever made it was wrong.
    pub(crate) fn is_empty(self) -> bool {
        self.high.is_some_and(|high| self.low > high)
    }

    /// How these bounds of the truth lie to what is said. Bounds that hold no number decide nothing.
    pub(crate) fn lie_to(self, said: Bounds) -> Lies {
        if self.is_empty() || said.is_empty() {
            return Lies::Between;
        }
        let is_below = |high: Option<u128>, of: u128| high.is_some_and(|high| high < of);
        if is_below(self.high, said.low) || is_below(said.high, self.low) {
            return Lies::Outside;
        }
        let is_under_top = match (self.high, said.high) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(high), Some(top)) => high <= top,
        };
        match self.low >= said.low && is_under_top {
            true => Lies::Inside,
            false => Lies::Between,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds() -> impl Strategy<Value = Bounds> {
        (0_u128..12, proptest::option::of(0_u128..12)).prop_map(|(low, high)| Bounds { low, high })
    }

    proptest! {
        /// The rule is held equal to trying every number that may be true; 40 is beyond every end.
        #[test]
        fn the_answer_is_that_of_trying_every_number(known in bounds(), said in bounds()) {
            let holds = |of: Bounds, n: u128| n >= of.low && of.high.is_none_or(|high| n <= high);
            let tried: Vec<bool> = (0..=40).filter(|n| holds(known, *n)).map(|n| holds(said, n)).collect();
            let expected = match (tried.iter().all(|is| *is), tried.iter().any(|is| *is)) {
                _ if known.is_empty() || said.is_empty() => Lies::Between,
                (true, _) => Lies::Inside,
                (_, false) => Lies::Outside,
                _ => Lies::Between,
            };
            prop_assert_eq!(known.lie_to(said), expected);
        }
    }
}
