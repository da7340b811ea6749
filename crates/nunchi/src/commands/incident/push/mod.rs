//! `nunchi incident push`: the last block list goes to a target of the settings, by two people.
//!
//! One proposes: list, target and form are a step. Another confirms: that it begins is a step before the first byte
//! leaves, and what became of it is a step behind the last. Nothing is ever sent by itself.

mod sending;
mod telling;

use event::{ErrorClass, Millis};
use incident::{
    block::{BlockList, EnvoyNames},
    case::{Incident, Mode, PushId, PushProposal, What},
};

pub(super) use self::telling::{documents, lines_of};
use super::block::{Written, last_list, none_yet, say_left_out, written};
use crate::{
    asking,
    cases::{Because, Cases},
    cli::PushArgs,
    failure::Failure,
    home::Home,
    printer::note,
    settings::{Webhook, webhook_named},
};

/// Held while a push is under way in this directory, so that one of which nothing tells is not taken for one that goes
/// on, and no two are sent at once.
const LOCK_FILE: &str = "push.lock";

/// A list on its way: what two people speak of.
struct Wanted<'a> {
    /// Whether it is practised: then what is written refuses nothing.
    mode: Mode,
    list: BlockList,
    webhook: &'a Webhook,
    again: Option<PushId>,
}

pub(super) fn push(args: &PushArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let cases = Cases::open(&home)?;
    let mut incident = cases.incident(args.id, &by)?;
    Cases::remind(&incident);
    if args.to.is_none() && args.again.is_none() {
        return telling::all(&home, &incident, args);
    }
    let why = asking::reason(args.reason.as_deref().unwrap_or_default())?;
    let because = Because { by: &by, why };
    let wanted = wanted(&cases, &incident, args)?;
    match args.confirm {
        true => sending::confirm(&cases, &mut incident, &wanted, (args, &because)),
        false => propose(&cases, &mut incident, &wanted, (args, &because)),
    }
}

fn wanted<'a>(
    cases: &Cases<'a>,
    incident: &Incident,
    args: &PushArgs,
) -> Result<Wanted<'a>, Failure> {
    let webhooks = &cases.home().settings.webhooks;
    let again = args.again.clone().map(PushId);
    let name = match &again {
        Some(id) => incident.push(id).map_err(refused)?.proposal.target.as_str(),
        None => args.to.as_deref().unwrap_or_default(),
    };
    let webhook = webhook_named(webhooks, name).map_err(Failure::usage)?;
    let (_, list) = last_list(cases, incident)?.ok_or_else(|| none_yet(incident.id))?;
    let wanted = Wanted {
        mode: incident.mode,
        list,
        webhook,
        again,
    };
    stands(cases.home(), incident, &wanted)?;
    Ok(wanted)
}

/// What is sent again goes as it was, so nothing of it may have ended since: a gateway would go on refusing people.
fn stands(home: &Home, incident: &Incident, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let Some(id) = &wanted.again else {
        return Ok(());
    };
    let before = incident.push(id).map_err(refused)?;
    let now = Millis(home.clock().now_ms());
    let mut ends = wanted.list.entries().iter().map(|entry| entry.expires);
    if ends.any(|end| before.begun < end && end <= now) {
        let message = format!(
            "entries of push {id} have ended since it began: propose the list with --to {}, and it goes without them",
            wanted.webhook.name
        );
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    Ok(())
}

fn refused(error: incident::case::PushError) -> Failure {
    Failure::usage(error.to_string())
}

/// The list as the target takes it, at this moment.
fn for_target(home: &Home, wanted: &Wanted<'_>) -> Result<Written, Failure> {
    let names = EnvoyNames {
        header: wanted.webhook.jwt_header.clone(),
        payload: wanted.webhook.jwt_payload.clone(),
    };
    let now = Millis(home.clock().now_ms());
    let list = (wanted.mode, &wanted.list);
    written(list, (wanted.webhook.form, &names), now)
}

fn propose(
    cases: &Cases<'_>,
    incident: &mut Incident,
    wanted: &Wanted<'_>,
    (args, because): (&PushArgs, &Because<'_>),
) -> Result<u8, Failure> {
    let written = for_target(cases.home(), wanted)?;
    if wanted.again.is_some() {
        sending::nobody_sends(cases.home())?;
    }
    let proposal = PushProposal {
        list: wanted.list.digest().to_string(),
        target: wanted.webhook.name.clone(),
        url: wanted.webhook.address.to_string(),
        form: wanted.webhook.form.word().to_owned(),
        settings: wanted.webhook.digest(),
        again: wanted.again.clone(),
    };
    cases.take(incident, What::PushProposed(Box::new(proposal)), because)?;
    say_left_out(&wanted.list, &written);
    note(&format!(
        "nothing was sent: somebody else looks at it and confirms with `nunchi incident push {} {} --confirm --reason …`",
        incident.id,
        telling::which(&wanted.webhook.name, wanted.again.as_ref())
    ));
    telling::proposed(incident, wanted, (&written, args.format))
}
