//! How many somebody claims, and how many that would be on a smaller scale.

use std::fmt;

use crate::{both::grouped, bounds::Bounds};

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// This many or more.
    AtLeast(u64),
    /// This many or fewer.
    AtMost(u64),
    /// This many.
    Exactly(u64),
    /// At least one: "also users in Taiwan".
    Any,
}

impl Number {
    /// The number on a record that is smaller by `scale`. A part of one is rounded so that the claim does not
    /// become easier to support: up for *at least*, down for *at most*, and to the nearest, but never from
    /// something to nothing, for *exactly*.
    #[must_use]
    pub fn at_scale(self, scale: u64) -> Number {
        let scale = scale.max(1);
        match self {
            Number::AtLeast(n) => Number::AtLeast(n.div_ceil(scale)),
            Number::AtMost(n) => Number::AtMost(n / scale),
            Number::Exactly(0) => Number::Exactly(0),
            Number::Exactly(n) => {
                let rounded = n / scale + u64::from(n % scale >= scale.div_ceil(2));
                Number::Exactly(if scale == 1 { n } else { rounded.max(1) })
            }
            Number::Any => Number::Any,
        }
    }

    /// The numbers that are as said.
    pub(super) fn said(self) -> Bounds {
        match self {
            Number::AtLeast(n) => Bounds::from(n.into()),
            Number::AtMost(n) => Bounds {
                low: 0,
                high: Some(n.into()),
            },
            Number::Exactly(n) => Bounds::exactly(n.into()),
            Number::Any => Bounds::from(1),
        }
    }

    /// The numbers on the smaller scale that the claim may stand for: what lies outside them contradicts it.
    /// They are more than [`Number::at_scale`] says where the claim does not divide.
    pub(super) fn tolerated(self, scale: u64) -> Bounds {
        let scale = scale.max(1);
        match self {
            Number::AtLeast(n) => Bounds::from((n / scale).into()),
            Number::AtMost(n) => Bounds {
                low: 0,
                high: Some(n.div_ceil(scale).into()),
            },
            Number::Exactly(n) => Bounds {
                low: (n / scale).into(),
                high: Some(n.div_ceil(scale).into()),
            },
            Number::Any => Bounds::from(1),
        }
    }

    /// In Korean: `120,000,000 이상`.
    pub(super) fn ko(self) -> String {
        match self {
            Number::AtLeast(n) => format!("{} 이상", grouped(n)),
            Number::AtMost(n) => format!("{} 이하", grouped(n)),
            Number::Exactly(n) => format!("정확히 {}", grouped(n)),
            Number::Any => "1 이상".to_owned(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::AtLeast(n) => write!(f, "at least {}", grouped(*n)),
            Number::AtMost(n) => write!(f, "at most {}", grouped(*n)),
            Number::Exactly(n) => write!(f, "exactly {}", grouped(*n)),
            Number::Any => f.write_str("at least 1"),
        }
    }
}
