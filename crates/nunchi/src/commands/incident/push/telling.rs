//! How pushes are told: one that was proposed, one that has ended, all of an incident.

use api::{Time, incidents::pushes};
use event::ErrorClass;
use incident::case::{
    AttemptEnd, Incident, Mode, Proposed, Push, PushAttempt, PushId, PushOutcome,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    Wanted, refused,
    sending::{under_way, under_way_word},
};
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
pub(super) fn which(target: &str, again: Option<&PushId>) -> String {
    match again {
        Some(id) => format!("--again {id}"),
        None => format!("--to {target}"),
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
        _ => render::json(&wanted_document(incident, wanted))?,
    });
    Ok(0)
}

fn wanted_document(incident: &Incident, wanted: &Wanted<'_>) -> Value {
    json!({
        "v": 1,
        "incident": incident.id,
        "mode": mode(incident.mode),
        "step": incident.next() - 1,
        "list": wanted.list.digest().to_string(),
        "entries": wanted.list.entries().len(),
        "held_back": wanted.list.held_back().len(),
        "target": wanted.webhook.name,
        "url": wanted.webhook.address.as_str(),
        "form": wanted.webhook.form.word(),
        "again": wanted.again,
    })
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
        Format::Csv => csv(&[(push, false)])?,
        Format::Json => {
            let mut document = json!(document(&(push, false)));
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

/// Every push, or the dead letters and those of which nothing tells; and what waits for somebody to confirm it.
pub(super) fn all(home: &Home, incident: &Incident, args: &PushArgs) -> Result<u8, Failure> {
    let zone = asking::zone(&home.settings.catalogue);
    let mut told = told(home, incident)?;
    told.retain(|(push, _)| !args.dead || is_dead_letter(incident, push));
    let waits = incident.proposals.iter().filter(|of| of.void.is_none());
    let waits: Vec<&Proposed> = waits.filter(|_| !args.dead).collect();
    say(&match format_or_default(args.format) {
        Format::Table => under_mark(incident.mode, &table((&told, &waits), incident, &zone)),
        Format::Csv => csv(&told)?,
        Format::Json => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "proposed": waits.iter().map(|of| proposed_document(of)).collect::<Vec<Value>>(),
            "pushes": told.iter().map(document).collect::<Vec<_>>(),
        }))?,
    });
    Ok(0)
}

/// Every push of an incident in a line, and what waits for somebody to confirm it.
pub(in super::super) fn lines_of(
    home: &Home,
    incident: &Incident,
    zone: &TimeZone,
) -> Result<Vec<String>, Failure> {
    let told = told(home, incident)?;
    let pushes = told.iter().map(|told| {
        let push = told.0;
        let (id, word, target) = (&push.id, state(told), &push.proposal.target);
        let why = Some(why(told)).filter(|why| !why.is_empty());
        format!(
            "{id}  {word}: to {target} as {}, begun {} ({} proposed, {} confirmed){}",
            push.proposal.form,
            shown(push.begun, zone),
            push.two.proposer(),
            push.two.confirmer(),
            why.map_or_else(String::new, |why| format!("; {why}"))
        )
    });
    let waits = incident.proposals.iter().filter(|of| of.void.is_none());
    Ok(pushes
        .chain(waits.map(|of| waiting(of, incident)))
        .collect())
}

/// Every push as JSON.
pub(in super::super) fn documents(
    home: &Home,
    incident: &Incident,
) -> Result<Vec<pushes::Push>, Failure> {
    Ok(told(home, incident)?.iter().map(document).collect())
}

/// Every push, and whether it is being sent.
fn told<'i>(home: &Home, incident: &'i Incident) -> Result<Vec<Told<'i>>, Failure> {
    let sent = under_way(home)?;
    let is_sent = |push: &Push| sent.as_ref() == Some(&under_way_word(incident.id, &push.id));
    let pushes = incident.pushes.iter();
    Ok(pushes.map(|push| (push, is_sent(push))).collect())
}

fn table(
    (told, waits): (&[Told<'_>], &[&Proposed]),
    incident: &Incident,
    zone: &TimeZone,
) -> String {
    let mut lines = match told.is_empty() {
        true => vec!["no pushes".to_owned()],
        false => {
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
            told.iter().for_each(|push| grid.row(&row(push, zone)));
            grid.lines()
        }
    };
    lines.extend(waits.iter().map(|of| waiting(of, incident)));
    lines.join("\n")
}

/// What was proposed and waits.
fn waiting(of: &Proposed, incident: &Incident) -> String {
    let (push, id) = (&of.push, incident.id);
    let what = which(&push.target, push.again.as_ref());
    format!(
        "WAITS for somebody other than {}: {} to {} as {}, step {}: `nunchi incident push {id} {what} --confirm --reason …`",
        harmless(&of.by),
        push.list,
        push.target,
        push.form,
        of.step
    )
}

fn proposed_document(of: &Proposed) -> Value {
    json!({
        "step": of.step,
        "by": of.by,
        "list": of.push.list,
        "target": of.push.target,
        "url": of.push.url,
        "form": of.push.form,
        "again": of.push.again,
    })
}

/// Whether somebody has to see to it: it did not arrive as far as is known, and was not sent again since.
fn is_dead_letter(incident: &Incident, push: &Push) -> bool {
    let again = |of: &Push| of.proposal.again.as_ref() == Some(&push.id);
    incident.mode == Mode::Real && push.may_go_again() && !incident.pushes.iter().any(again)
}

/// A push, and whether it is being sent.
type Told<'a> = (&'a Push, bool);

/// Its state; one that has begun and not ended is under way only while somebody sends it.
fn state((push, is_sent): &Told<'_>) -> &'static str {
    match push.outcome() {
        None if *is_sent => "under way",
        _ => push.word(),
    }
}

fn attempts(push: &Push) -> &[PushAttempt] {
    let ended = push.ended.as_ref();
    ended.map_or(&[], |(_, ending)| ending.attempts.as_slice())
}

/// Why it is what it is, for who has to decide.
fn why((push, is_sent): &Told<'_>) -> String {
    match &push.ended {
        None if *is_sent => String::new(),
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
    lines.extend(attempt_lines(push, zone));
    let why = why(&(push, false));
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

fn attempt_lines(push: &Push, zone: &TimeZone) -> Vec<String> {
    let all = attempts(push).iter().enumerate();
    let line = |(number, one): (usize, &PushAttempt)| {
        format!(
            "attempt {}, {}, {} ms: {}",
            number + 1,
            shown(one.at, zone),
            grouped(one.took_ms),
            attempt(one.status, one.says.as_deref())
        )
    };
    all.map(line).collect()
}

fn row(told: &Told<'_>, zone: &TimeZone) -> [String; 8] {
    let push = told.0;
    let last = attempts(push).last();
    let last = last.map(|one| attempt(one.status, one.says.as_deref()));
    [
        push.id.to_string(),
        state(told).to_owned(),
        push.proposal.target.clone(),
        push.proposal.form.clone(),
        shown(push.begun, zone),
        format!("{}, {}", push.two.proposer(), push.two.confirmer()),
        attempts(push).len().to_string(),
        last.unwrap_or_else(|| why(told)),
    ]
}

fn document(told: &Told<'_>) -> pushes::Push {
    let push = told.0;
    let (proposal, sent) = (&push.proposal, &push.sent);
    let ended = push.ended.as_ref();
    pushes::Push {
        again: proposal.again.as_ref().map(ToString::to_string),
        attempts: attempts(push).iter().map(attempt_document).collect(),
        begun: Time(push.begun),
        body: sent.body.clone(),
        bytes: sent.bytes,
        confirmed_by: push.two.confirmer().to_owned(),
        ended: ended.map(|(at, _)| Time(*at)),
        form: proposal.form.clone(),
        list: proposal.list.clone(),
        may_have_arrived: may_have_arrived(push),
        message: sent.message.clone(),
        proposed_by: push.two.proposer().to_owned(),
        push: push.id.to_string(),
        state: state(told).to_owned(),
        target: proposal.target.clone(),
        url: proposal.url.clone(),
        why: Some(why(told)).filter(|why| !why.is_empty()),
    }
}

fn attempt_document(of: &PushAttempt) -> pushes::Attempt {
    pushes::Attempt {
        at: Time(of.at),
        end: of.end.word().to_owned(),
        says: of.says.clone(),
        status: of.status,
        took_ms: of.took_ms,
    }
}

fn csv(pushes: &[Told<'_>]) -> Result<String, Failure> {
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
        pushes.iter().map(|told| {
            let push = told.0;
            vec![
                push.id.to_string(),
                state(told).to_owned(),
                push.proposal.target.clone(),
                push.proposal.url.clone(),
                push.proposal.form.clone(),
                push.proposal.list.clone(),
                push.sent.body.clone(),
                push.two.proposer().to_owned(),
                push.two.confirmer().to_owned(),
                push.begun.to_string(),
                attempts(push).len().to_string(),
                why(told),
            ]
        }),
    )
}
