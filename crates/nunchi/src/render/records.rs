//! What an incident keeps, copied into the documents of the contract.

use api::{Time, incidents::clocks};
use incident::case::{Reply, Stopped};

/// An answer to what is owed.
pub(crate) fn answered(of: &Reply) -> clocks::Answered {
    let stopped = |of: &Stopped| clocks::Stopped {
        at: Time(of.at),
        system: of.system.clone(),
    };
    clocks::Answered {
        at: Time(of.at),
        receipt: of.receipt.clone(),
        step: of.step,
        stopped: of.stopped.iter().map(stopped).collect(),
        words: of.words.clone(),
    }
}
