//! What the record carries of a claim. The bounds of what was measured lie inside, outside or across what is
//! claimed, and only the first two are verdicts.

use super::{Claim, Number, reasons};
use crate::{
    both::Both,
    bounds::{Bounds, Lies},
};

/// What the ledger says of the number that a claim speaks of, after [`Claim::condition`] and
/// [`Claim::apart`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measured {
    /// How many are certainly shown; `None` where a source does not tell this number.
    pub low: Option<u64>,
    /// How many there can be at the most, those that are undecided included; `None` where there is no upper
    /// bound.
    pub high: Option<u64>,
    /// Whether the record is proven to hold everything that the claim speaks of.
    pub complete: bool,
    /// Reads of which the record cannot tell whether they are meant.
    pub undecided: u64,
    /// Why the number is not known better: gaps, sources that do not tell, each as a sentence or a name.
    pub because_unknown: Vec<Both>,
}

/// What the record carries of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The record shows what is claimed.
    Supported,
    /// The record shows that it is not so.
    Contradicted,
    /// Neither: an answer of the first class, with its reason.
    CannotSay,
}

impl Verdict {
    /// The word of JSON and documents.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Contradicted => "contradicted",
            Verdict::CannotSay => "cannot say",
        }
    }
}

/// A claim with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What the record carries.
    pub verdict: Verdict,
    /// What is claimed, as claimed.
    pub claimed: Number,
    /// What that would be in this record; the same at a scale of 1.
    pub at_scale: Number,
    /// How many are certainly shown; `None` where a source does not tell.
    pub low: Option<u64>,
    /// How many there can be; `None` where there is no bound that can be relied upon.
    pub high: Option<u64>,
    /// Why, in sentences.
    pub because: Both,
}

/// Holds what was measured against a claim.
#[must_use]
pub fn judge(claim: &Claim, measured: &Measured) -> Judged {
    let high = relied_upon(measured);
    let verdict = match measured.low {
        // A bound from above alone says nothing here: the source that does not tell may have shown any number.
        None => Verdict::CannotSay,
        Some(low) => verdict(claim, low, high),
    };
    Judged {
        verdict,
        claimed: claim.number,
        at_scale: claim.at_scale(),
        low: measured.low,
        high,
        because: reasons::because(claim, measured, high, verdict),
    }
}

/// The upper bound, if nothing that may be missing could lie above it.
fn relied_upon(measured: &Measured) -> Option<u64> {
    let (low, high) = (measured.low?, measured.high?);
    // A bound that leaves no room for what is undecided has forgotten it.
    let has_room = measured.undecided == 0 || high > low;
    (measured.complete && has_room && high >= low).then_some(high)
}

fn verdict(claim: &Claim, low: u64, high: Option<u64>) -> Verdict {
    let known = Bounds {
        low: low.into(),
        high: high.map(u128::from),
    };
    if known.lie_to(claim.number.tolerated(claim.scale)) == Lies::Outside {
        return Verdict::Contradicted;
    }
    // A record that is smaller tells nobody how many it would be to the last one.
    let is_finer = claim.scale > 1 && matches!(claim.number, Number::Exactly(_));
    match known.lie_to(claim.at_scale().said()) {
        Lies::Inside if is_finer => Verdict::CannotSay,
        Lies::Inside => Verdict::Supported,
        Lies::Outside | Lies::Between => Verdict::CannotSay,
    }
}
