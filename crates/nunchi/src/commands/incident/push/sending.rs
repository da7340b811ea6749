//! From a proposal that somebody else confirms to what became of it.
//!
//! The order is the safety: bytes kept, *begun* recorded, sent, *ended* recorded. Cut off anywhere behind *begun* it is
//! unknown what became of it, and no command sends it again by itself.

use std::{path::Path, time::Duration};

use env::DiskLock;
use event::{ErrorClass, Millis};
use hook::{Delivery, End, Message, World, deliver};
use incident::case::{
    AttemptEnd, Incident, Mode, Number, PushAttempt, PushBeginning, PushEnding, PushId,
    PushOutcome, What,
};
use sha2::{Digest, Sha256};

use super::{LOCK_FILE, Wanted, for_target, refused, telling};
use crate::{
    asking,
    cases::{Because, Cases},
    cli::PushArgs,
    commands::incident::block::say_left_out,
    failure::Failure,
    home::Home,
    printer::note,
    pushing::Files,
};

/// How often what became of a push is entered anew, when somebody else took a step meanwhile or writes the ledger: each
/// time waits up to five seconds for the ledger, so five minutes in all.
const RECORDS_MAX: u32 = 60;

/// Times after which it is said that this waits.
const RECORDS_SILENT: u32 = 3;

/// What was confirmed: the bytes, and where they go.
struct Confirmed<'a> {
    wanted: &'a Wanted<'a>,
    beginning: PushBeginning,
    body: Vec<u8>,
}

pub(super) fn confirm(
    cases: &Cases<'_>,
    incident: &mut Incident,
    wanted: &Wanted<'_>,
    (args, because): (&PushArgs, &Because<'_>),
) -> Result<u8, Failure> {
    let home = cases.home();
    let lock = lock(home)?;
    let confirmed = confirmed(cases, incident, wanted)?;
    let begun = What::PushBegun(confirmed.beginning.clone());
    cases.may_take(incident, std::slice::from_ref(&begun), because)?;
    let sink = match incident.mode {
        Mode::Real => Sink::target(home, wanted, args)?,
        Mode::Exercise => Sink::file(home, args)?,
    };
    cases.keep_set(
        &body_name(incident.id, &confirmed.beginning.body),
        &confirmed.body,
    )?;
    let id = incident.next_push();
    lock.say(&under_way_word(incident.id, &id))?;
    cases.take(incident, begun, because)?;
    let ending = sink.takes(home, &confirmed, &id)?;
    record(cases, incident.id, &ending, because)?;
    // Who sent it is told what became of it, even where others alone may see the incident by now.
    *incident = cases.for_record(incident.id)?;
    telling::ended(home, incident, &id, args.format)
}

fn confirmed<'a>(
    cases: &Cases<'_>,
    incident: &Incident,
    wanted: &'a Wanted<'a>,
) -> Result<Confirmed<'a>, Failure> {
    let found = incident.proposed(&wanted.webhook.name, wanted.again.as_ref());
    let proposed = found.ok_or_else(|| {
        let which = telling::which(&wanted.webhook.name, wanted.again.as_ref());
        let message = format!(
            "nobody proposed it: `nunchi incident push {} {which} --reason …` does, and somebody else confirms",
            incident.id
        );
        Failure::new(ErrorClass::Conflict, message)
    })?;
    let (body, message) = match &wanted.again {
        Some(id) => {
            let before = incident.push(id).map_err(refused)?;
            let body = kept(cases, incident.id, &before.sent.body)?;
            (body, before.sent.message.clone())
        }
        None => {
            let written = for_target(cases.home(), wanted)?;
            say_left_out(&wanted.list, &written);
            let message = message_id(cases.home(), incident, proposed.step);
            (written.text.into_bytes(), message)
        }
    };
    Ok(Confirmed {
        wanted,
        beginning: PushBeginning {
            proposed: proposed.step,
            settings: wanted.webhook.digest(),
            message,
            body: digest_of(&body),
            bytes: body.len() as u64,
        },
        body,
    })
}

/// The id of a message: of this ledger, incident and proposal, and of no other.
fn message_id(home: &Home, incident: &Incident, proposed: u32) -> String {
    let list = incident.last_list().map_or("", |(_, digest)| digest);
    let origin = &home.settings.origin;
    let text = format!("push\n{origin}\n{}\n{proposed}\n{list}", incident.id);
    let digest: [u8; 32] = Sha256::digest(text).into();
    format!("msg_{}", ledger::hex(digest.get(..16).unwrap_or(&digest)))
}

fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", asking::sha256(bytes))
}

fn body_name(incident: Number, digest: &str) -> String {
    format!("push/{incident}/{digest}")
}

/// The bytes of a push before.
fn kept(cases: &Cases<'_>, incident: Number, digest: &str) -> Result<Vec<u8>, Failure> {
    let bytes = cases.set(&body_name(incident, digest))?;
    bytes
        .filter(|bytes| digest_of(bytes) == digest)
        .ok_or_else(|| {
            let message = format!(
                "what push sent ({digest}) is missing or altered: propose the last list anew with --to"
            );
            Failure::new(ErrorClass::Broken, message)
        })
}

/// Takes the lock; who has it sends.
fn lock(home: &Home) -> Result<Box<dyn DiskLock>, Failure> {
    let holder = format!("process {}", std::process::id());
    let lock = home.disk().try_lock(&home.dir.join(LOCK_FILE), &holder)?;
    lock.ok_or_else(busy)
}

/// Refuses while somebody sends: what became of that will be told.
pub(super) fn nobody_sends(home: &Home) -> Result<(), Failure> {
    match under_way(home)? {
        Some(_) => Err(busy()),
        None => Ok(()),
    }
}

/// What is being sent, as [`under_way_word`] names it.
pub(super) fn under_way(home: &Home) -> Result<Option<String>, Failure> {
    let path = home.dir.join(LOCK_FILE);
    if home.disk().meta(&path)?.is_none() || !home.disk().is_locked(&path)? {
        return Ok(None);
    }
    let word = home.disk().read(&path)?;
    Ok(Some(String::from_utf8_lossy(&word).trim().to_owned()))
}

/// The word that who sends leaves in the lock.
pub(super) fn under_way_word(incident: Number, push: &PushId) -> String {
    format!("incident {incident} push {push}")
}

fn busy() -> Failure {
    let message = "another push of this directory is under way: wait until it has ended";
    Failure::new(ErrorClass::Conflict, message)
}

/// Where it goes. An exercise has no other than a file, whatever is set.
enum Sink<'a> {
    Target(Box<hook::Target>),
    File(&'a Path),
}

impl<'a> Sink<'a> {
    fn target(home: &Home, wanted: &Wanted<'_>, args: &PushArgs) -> Result<Sink<'a>, Failure> {
        if args.out.is_some() {
            return Err(Failure::usage(
                "--out is of exercises alone: what is real is sent; `nunchi incident block ID --again --form FORM` writes it",
            ));
        }
        let files = Files {
            disk: home.disk(),
            keys: &home.keys_dir,
            data: &home.dir,
        };
        let target = files.target(wanted.webhook).map_err(|why| {
            let message = format!("[[webhook]] {:?}: {why}", wanted.webhook.name);
            Failure::new(ErrorClass::Config, message)
        })?;
        Ok(Sink::Target(Box::new(target)))
    }

    fn file(home: &Home, args: &'a PushArgs) -> Result<Sink<'a>, Failure> {
        let Some(out) = &args.out else {
            return Err(Failure::usage(
                "this is an exercise, and nothing of it is sent: name a file with --out, and what would be sent is written there",
            ));
        };
        match home.disk().meta(out)? {
            Some(_) => Err(Failure::usage(format!(
                "{} is there already: name a new file",
                out.display()
            ))),
            None => Ok(Sink::File(out)),
        }
    }

    fn takes(
        &self,
        home: &Home,
        confirmed: &Confirmed<'_>,
        id: &PushId,
    ) -> Result<PushEnding, Failure> {
        match self {
            Sink::File(path) => {
                home.disk().replace(path, &confirmed.body)?;
                Ok(PushEnding {
                    push: id.clone(),
                    outcome: PushOutcome::Written,
                    why: None,
                    attempts: Vec::new(),
                })
            }
            Sink::Target(target) => Ok(told(id, &sent(home, target, confirmed))),
        }
    }
}

fn sent(home: &Home, target: &hook::Target, confirmed: &Confirmed<'_>) -> Delivery {
    let message = Message {
        id: &confirmed.beginning.message,
        content_type: confirmed.wanted.webhook.form.content_type(),
        body: &confirmed.body,
    };
    let world = World {
        clock: home.clock(),
        entropy: home.world.entropy.as_ref(),
    };
    let mut between = |attempt: &hook::Attempt, wait: Option<Duration>| {
        let Some(wait) = wait else { return };
        let (_, status, says) = end_of(&attempt.end);
        note(&format!(
            "not delivered yet: {}; again in {:.1} s",
            telling::attempt(status, says.as_deref()),
            wait.as_secs_f64()
        ));
        std::thread::sleep(wait);
    };
    deliver(target, &message, &world, &mut between)
}

fn end_of(end: &End) -> (AttemptEnd, Option<u16>, Option<String>) {
    match end {
        End::Answered { status, says } => {
            let says = Some(says.clone()).filter(|says| !says.is_empty());
            (AttemptEnd::Answered, Some(*status), says)
        }
        End::NoAnswer { why } => (AttemptEnd::NoAnswer, None, Some(why.clone())),
        End::NotSent { why } | End::Certificate { why } => {
            (AttemptEnd::NotSent, None, Some(why.clone()))
        }
    }
}

fn told(id: &PushId, delivery: &Delivery) -> PushEnding {
    let attempts = delivery.attempts.iter().map(|one| {
        let (end, status, says) = end_of(&one.end);
        PushAttempt {
            at: Millis(one.at_ms),
            took_ms: one.took_ms,
            end,
            status,
            says,
        }
    });
    PushEnding {
        push: id.clone(),
        outcome: match delivery.dead {
            None => PushOutcome::Delivered,
            Some(_) => PushOutcome::Dead,
        },
        why: delivery.dead.map(|dead| dead.to_string()),
        attempts: attempts.collect(),
    }
}

/// Enters what became of it. Others may take steps while it is sent, so it is entered behind theirs.
fn record(
    cases: &Cases<'_>,
    id: Number,
    ending: &PushEnding,
    because: &Because<'_>,
) -> Result<(), Failure> {
    let mut left = RECORDS_MAX;
    loop {
        left -= 1;
        // Who sent it may no longer see the incident; what became of it is entered all the same.
        let entered = cases
            .for_record(id)
            .and_then(|mut now| cases.take(&mut now, What::PushEnded(ending.clone()), because));
        match entered {
            Ok(()) => return Ok(()),
            Err(failure) if failure.class == ErrorClass::Conflict && left > 0 => {
                if left + RECORDS_SILENT == RECORDS_MAX {
                    let what = telling::outcome(ending.outcome);
                    note(&format!(
                        "push {} is {what}; waiting to record it: {}",
                        ending.push, failure.message
                    ));
                }
            }
            Err(failure) => {
                let message = format!(
                    "push {} is {}, and that could not be recorded ({}): for the ledger it stays unknown, so write it down",
                    ending.push,
                    telling::outcome(ending.outcome),
                    failure.message
                );
                return Err(Failure::new(failure.class, message));
            }
        }
    }
}
