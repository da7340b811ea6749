//! What is claimed in the case, what a file may say, and which verdicts there can be.

mod files;
mod properties;
mod table;

use super::*;

/// A claim of a number of subjects and nothing else.
fn claim(number: Number, scale: u64) -> Claim {
    Claim {
        line: 1,
        text: "a claim".to_owned(),
        counts: Counts::Subjects,
        number,
        scale,
        field: None,
        route: None,
        subject_kind: None,
        controller: None,
        country_of_residence: None,
        from: None,
        to: None,
    }
}

/// Bounds of a record that is complete and decided.
fn whole(low: u64, high: u64) -> Measured {
    Measured {
        low: Some(low),
        high: Some(high),
        complete: true,
        ..Measured::default()
    }
}
