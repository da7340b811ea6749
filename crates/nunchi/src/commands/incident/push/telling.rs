//! How pushes are told: one that was proposed, one that has ended, all of an incident.

use event::ErrorClass;
use incident::case::{AttemptEnd, Incident, Mode, Push, PushAttempt, PushId, PushOutcome};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Wanted, refused, sending::is_under_way};
use crate::{
    asking,
    cli::PushArgs,
    commands::incident::{
        block::Written,
        showing::{mode, shown, under_mark},
    },
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid, harmless},
};

/// What is typed for a target, or for what is sent again.
pub(super) fn which(wanted: &Wanted<'_>) -> String {
    match &wanted.again {
        Some(id) => format!("--again {id}"),
        None => format!("--to {}", wanted.webhook.name),
    }
}

/// How it ended, in a word or two.
pub(super) fn outcome(of: PushOutcome) -> &'static str {
    match of {
        PushOutcome::Delivered => "delivered",
        PushOutcome::Dead => "a dead letter",
        PushOutcome::Written => "written to a file",
    }
}

/// What was seen of an attempt.
pub(super) fn attempt(status: Option<u16>, says: Option<&str>) -> String {
    let says = harmless(says.unwrap_or_default());
    match (status, says.is_empty()) {
        (Some(status), true) => format!("the receiver answered {status}"),
        (Some(status), false) => format!("the receiver answered {status}: {says}"),
        (None, _) => says,
    }
}

pub(super) fn proposed(
    incident: &Incident,
    wanted: &Wanted<'_>,
    (written, format): (&Written, Option<Format>),
) -> Result<u8, Failure> {
    let step = incident.next() - 1;
    let webhook = wanted.webhook;
    let (entries, held) = (wanted.list.entries().len(), wanted.list.held_back().len());
    say(&match format_or_default(format) {
        Format::Table => under_mark(
            incident.mode,
            &[
                format!("PUSH PROPOSED for incident {}, step {step}", incident.id),
                format!("list     {}", wanted.list.digest()),
                format!(
                    "entries  {}, {} held back",
                    grouped(entries as u64),
                    grouped(held as u64)
                ),
                format!("target   {}: {}", webhook.name, webhook.address),
                format!(
                    "form     {}, {} bytes",
                    webhook.form.word(),
                    grouped(written.text.len() as u64)
                ),
            ]
            .join("\n"),
        ),
        _ => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "step": step,
            "list": wanted.list.digest().to_string(),
            "entries": entries,
            "held_back": held,
            "target": webhook.name,
            "url": webhook.address.as_str(),
            "form": webhook.form.word(),
            "again": wanted.again,
        }))?,
    });
    Ok(0)
}

/// What became of one. A dead letter ends the command as what cannot be reached does.
pub(super) fn ended(
    home: &Home,
    incident: &Incident,
    id: &PushId,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let push = incident.push(id).map_err(refused)?;
    let zone = asking::zone(&home.settings.catalogue);
    say(&match format_or_default(format) {
        Format::Table => under_mark(incident.mode, &lines(push, &zone).join("\n")),
        Format::Csv => csv(&[push], false)?,
        Format::Json => {
            let mut document = document(push, false);
            document["v"] = json!(1);
            document["incident"] = json!(incident.id);
            document["mode"] = json!(mode(incident.mode));
            render::json(&document)?
        }
    });
    Ok(match push.outcome() {
        Some(PushOutcome::Dead) => ErrorClass::Unavailable.exit_code(),
        _ => 0,
    })
}

/// Every push, or the dead letters and those of which nothing tells.
pub(super) fn all(home: &Home, incident: &Incident, args: &PushArgs) -> Result<u8, Failure> {
    let under_way = is_under_way(home)?;
    let zone = asking::zone(&home.settings.catalogue);
    let told: Vec<&Push> = incident
        .pushes
        .iter()
        .filter(|push| !args.dead || is_dead_letter(incident, push))
        .collect();
    say(&match format_or_default(args.format) {
        Format::Table if told.is_empty() => under_mark(incident.mode, "no pushes"),
        Format::Table => {
            let mut grid = Grid::new(&[
                "",
                "state",
                "target",
                "form",
                "begun",
                "by",
                ">attempts",
                "last",
            ]);
            for push in &told {
                grid.row(&row(push, under_way, &zone));
            }
            under_mark(incident.mode, &grid.lines().join("\n"))
        }
        Format::Csv => csv(&told, under_way)?,
        Format::Json => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "pushes": told.iter().map(|push| document(push, under_way)).collect::<Vec<Value>>(),
        }))?,
    });
    Ok(0)
}

/// Whether somebody has to see to it: it did not arrive as far as is known, and was not sent again since.
fn is_dead_letter(incident: &Incident, push: &Push) -> bool {
    let again = |of: &Push| of.proposal.again.as_ref() == Some(&push.id);
    incident.mode == Mode::Real && push.may_go_again() && !incident.pushes.iter().any(again)
}

/// Its state; one that has begun and not ended is under way only while somebody sends.
fn state(push: &Push, under_way: bool) -> &'static str {
    match push.outcome() {
        None if under_way => "under way",
        _ => push.word(),
    }
}

fn attempts(push: &Push) -> &[PushAttempt] {
    let ended = push.ended.as_ref();
    ended.map_or(&[], |(_, ending)| ending.attempts.as_slice())
}

/// Why it is what it is, for who has to decide.
fn why(push: &Push) -> String {
    match &push.ended {
        None => "nothing tells what became of it: ask who keeps the gateway".to_owned(),
        Some((_, ending)) => harmless(ending.why.as_deref().unwrap_or_default()),
    }
}

/// Whether it may have arrived although it is a dead letter.
fn may_have_arrived(push: &Push) -> bool {
    let silent = |of: &PushAttempt| of.end == AttemptEnd::NoAnswer;
    push.outcome() == Some(PushOutcome::Dead) && attempts(push).iter().any(silent)
}

fn lines(push: &Push, zone: &TimeZone) -> Vec<String> {
    let ending = push.outcome().map_or("unknown", outcome);
    let (proposal, two) = (&push.proposal, &push.two);
    let went = match push.outcome() {
        Some(PushOutcome::Written) => "nothing was sent; meant for",
        _ => "sent to ",
    };
    let mut lines = vec![
        format!("PUSH {} to {}: {ending}", push.id, proposal.target),
        format!("list     {}", proposal.list),
        format!("{went} {}", proposal.url),
        format!(
            "form     {}, {} bytes, {}",
            proposal.form,
            grouped(push.sent.bytes),
            push.sent.body
        ),
        format!("message  {}", push.sent.message),
        format!(
            "people   {} proposed, {} confirmed",
            two.proposer(),
            two.confirmer()
        ),
    ];
    for (number, one) in attempts(push).iter().enumerate() {
        lines.push(format!(
            "attempt {}, {}, {} ms: {}",
            number + 1,
            shown(one.at, zone),
            grouped(one.took_ms),
            attempt(one.status, one.says.as_deref())
        ));
    }
    let why = why(push);
    if !why.is_empty() {
        lines.push(why);
    }
    if may_have_arrived(push) {
        lines.push(
            "an attempt ended without an answer: it may have arrived all the same".to_owned(),
        );
    }
    lines
}

fn row(push: &Push, under_way: bool, zone: &TimeZone) -> [String; 8] {
    let last = attempts(push).last();
    let last = last.map(|one| attempt(one.status, one.says.as_deref()));
    [
        push.id.to_string(),
        state(push, under_way).to_owned(),
        push.proposal.target.clone(),
        push.proposal.form.clone(),
        shown(push.begun, zone),
        format!("{}, {}", push.two.proposer(), push.two.confirmer()),
        attempts(push).len().to_string(),
        last.unwrap_or_else(|| why(push)),
    ]
}

fn document(push: &Push, under_way: bool) -> Value {
    json!({
        "push": push.id,
        "state": state(push, under_way),
        "target": push.proposal.target,
        "url": push.proposal.url,
        "form": push.proposal.form,
        "list": push.proposal.list,
        "again": push.proposal.again,
        "message": push.sent.message,
        "body": push.sent.body,
        "bytes": push.sent.bytes,
        "proposed_by": push.two.proposer(),
        "confirmed_by": push.two.confirmer(),
        "begun": push.begun.to_string(),
        "ended": push.ended.as_ref().map(|(at, _)| at.to_string()),
        "why": Some(why(push)).filter(|why| !why.is_empty()),
        "may_have_arrived": may_have_arrived(push),
        "attempts": attempts(push),
    })
}

fn csv(pushes: &[&Push], under_way: bool) -> Result<String, Failure> {
    let head = [
        "push",
        "state",
        "target",
        "url",
        "form",
        "list",
        "body",
        "proposed_by",
        "confirmed_by",
        "begun",
        "attempts",
        "why",
    ];
    render::csv_rows(
        &head,
        pushes.iter().map(|push| {
            vec![
                push.id.to_string(),
                state(push, under_way).to_owned(),
                push.proposal.target.clone(),
                push.proposal.url.clone(),
                push.proposal.form.clone(),
                push.proposal.list.clone(),
                push.sent.body.clone(),
                push.two.proposer().to_owned(),
                push.two.confirmer().to_owned(),
                push.begun.to_string(),
                attempts(push).len().to_string(),
                why(push),
            ]
        }),
    )
}
