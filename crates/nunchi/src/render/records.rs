//! What an incident keeps, copied into the documents of the contract.

use api::{
    Time,
    incidents::{clocks, page, steps},
};
use event::ErrorClass;
use incident::case::{Custody, Evidence, KnownFact, Obligation, Reply, Step, Stopped};

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

/// A piece of evidence.
pub(crate) fn evidence(of: &Evidence) -> page::Evidence {
    page::Evidence {
        bytes: of.bytes,
        from: of.from.clone(),
        grade: of.grade.word().to_owned(),
        how: of.how.clone(),
        id: of.id.clone(),
        item: of.item.clone(),
        original_at: of.original_at.map(Time),
        original_name: of.original_name.clone(),
        place: of.place.clone(),
        sha256: of.sha256.clone(),
        time_source: of.time_source.clone(),
    }
}

/// What was done with one.
pub(crate) fn custody(of: &Custody) -> page::Custody {
    page::Custody {
        at: Time(of.at),
        by: of.by.clone(),
        evidence: of.evidence.clone(),
        receipt: of.receipt.clone(),
        to: of.to.clone(),
        what: of.what.clone(),
        why: of.why.clone(),
    }
}

/// What is known.
pub(crate) fn fact(of: &KnownFact) -> page::Fact {
    page::Fact {
        closes: of.closes.clone(),
        confirmed: of.confirmed.map(Time),
        evidence: of.evidence.clone(),
        grade: of.grade.word().to_owned(),
        id: of.id.clone(),
        words: of.words.clone(),
    }
}

/// What is owed.
pub(crate) fn obligation(of: &Obligation) -> page::Obligation {
    page::Obligation {
        asked: of.asked.clone(),
        corrections: of.corrections.iter().map(answered).collect(),
        due: of.due.map(Time),
        evidence: of.evidence.clone(),
        from: of.from.clone(),
        id: of.id.clone(),
        kind: of.kind.word().to_owned(),
        owner: of.owner.clone(),
        received: Time(of.received),
        reply: of.reply.as_ref().map(answered),
        systems: of.systems.clone(),
    }
}
