//! `nunchi incident block`: what gateways shall refuse, proposed from what the incident used.
//!
//! The list is kept beside the steps of the incident under its digest, and a step of the incident names that.

mod telling;
#[cfg(test)]
mod tests;
mod wanting;

use event::{ErrorClass, Millis};
use incident::{
    block::{BlockList, Rules},
    case::{Incident, Number, What},
};
use ledger::Names;

use self::{
    telling::{Told, tell},
    wanting::{Confirming, Proposed, propose},
};
use super::used;
use crate::{
    asking,
    cases::{Because, Cases},
    cli::BlockArgs,
    failure::Failure,
    home::Home,
    printer::note,
};

pub(super) use self::telling::{Written, named, say_left_out, written};

pub(super) fn block(args: &BlockArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let cases = Cases::open(&home)?;
    let mut incident = cases.incident(args.id, &by)?;
    if args.again {
        let (step, list) = last_list(&cases, &incident)?.ok_or_else(|| none_yet(args.id))?;
        Cases::remind(&incident);
        return tell(&home, args, &Told::again(&incident, step, &list));
    }
    let before = readable(last_list(&cases, &incident))?;
    let why = asking::reason(args.reason.as_deref().unwrap_or_default())?;
    let confirming = Confirming::new(
        (&by, args.second.as_deref(), &args.confirm),
        before.as_ref().map(|(_, list)| list),
    )?;
    let proposed = made(&home, &incident, args.days, &confirming)?;
    let list = &proposed.list;
    cases.keep_set(
        &list_name(args.id, &list.digest().to_string()),
        list.json().as_bytes(),
    )?;
    let step = What::BlockListed {
        digest: list.digest().to_string(),
        entries: u32::try_from(list.entries().len()).unwrap_or(u32::MAX),
        held_back: u32::try_from(list.held_back().len()).unwrap_or(u32::MAX),
        confirmed: args.confirm.clone(),
        second: args.second.clone(),
    };
    cases.take(&mut incident, step, &Because { by: &by, why })?;
    Cases::remind(&incident);
    note(&format!(
        "nothing is sent to a gateway: it fetches the list, or two people push it (`nunchi incident push {}`)",
        args.id
    ));
    tell(&home, args, &Told::of(&incident, &proposed))
}

/// The last list, where it reads back. One that does not is said and must not keep a new one from being made; what two
/// people confirmed with it they confirm again.
fn readable(
    last: Result<Option<(u32, BlockList)>, Failure>,
) -> Result<Option<(u32, BlockList)>, Failure> {
    match last {
        Err(failure) if failure.class == ErrorClass::Broken => {
            note(&format!(
                "{}; this list is made without it, and what it had confirmed is to be confirmed again",
                failure.message
            ));
            Ok(None)
        }
        other => other,
    }
}

fn made(
    home: &Home,
    incident: &Incident,
    days: u16,
    confirming: &Confirming<'_>,
) -> Result<Proposed, Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let selection = used::selection(home, incident)?;
    let used = used::used(home, &ground, &selection)?;
    let made = Millis(home.clock().now_ms());
    propose(&ground, (incident.id, made, days), &used, confirming)
}

fn list_name(incident: Number, digest: &str) -> String {
    format!("block/{incident}/{digest}")
}

pub(super) fn none_yet(id: Number) -> Failure {
    let message =
        format!("incident {id} has no block list yet: `nunchi incident block {id} --reason …`");
    Failure::new(ErrorClass::NotFound, message)
}

/// The last list of an incident and the step that recorded it. It is the one whose digest the step names.
pub(super) fn last_list(
    cases: &Cases<'_>,
    incident: &Incident,
) -> Result<Option<(u32, BlockList)>, Failure> {
    let Some((step, digest)) = incident.last_list() else {
        return Ok(None);
    };
    let damaged = |what: &str| {
        let message = format!(
            "the block list of step {step} of incident {}: {what}; make another with `nunchi incident block`",
            incident.id
        );
        Failure::new(ErrorClass::Broken, message)
    };
    let bytes = cases
        .set(&list_name(incident.id, digest))?
        .ok_or_else(|| damaged("it is missing"))?;
    let list = BlockList::read(&bytes, &Rules::default()).map_err(|e| damaged(&e.to_string()))?;
    match list.digest().to_string() == digest {
        true => Ok(Some((step, list))),
        false => Err(damaged("it is not the one that the step names")),
    }
}
