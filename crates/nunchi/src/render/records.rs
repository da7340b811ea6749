//! What an incident keeps, copied into the documents of the contract.

use api::{
    Time,
    incidents::{clocks, steps},
};
use event::ErrorClass;
use incident::case::{Reply, Step, Stopped};

use crate::failure::Failure;

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

/// A step.
pub(crate) fn step(of: &Step) -> Result<steps::Step, Failure> {
    let what = serde_json::to_value(&of.what).and_then(serde_json::from_value);
    Ok(steps::Step {
        at: Time(of.at),
        by: of.by.clone(),
        clock: of.clock.map(|clock| steps::HeldClock {
            error_max_us: clock.error_max_us,
            offset_us: clock.offset_us,
            synchronised: clock.is_synchronised,
        }),
        number: of.number,
        what: what.map_err(|e| {
            let message = format!("step {} has no JSON form: {e}", of.number);
            Failure::new(ErrorClass::Internal, message)
        })?,
        why: of.why.clone(),
    })
}
