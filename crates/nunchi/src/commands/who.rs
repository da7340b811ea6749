//! `nunchi who`: who read this person's data. The question is on disk before any row is read.

use std::collections::{HashMap, hash_map::Entry};

use event::ActKind;
use exposure::{Ground, PseudoId};
use ledger::{Ledger, Names, Snapshot, SubjectId};
use serde_json::{Map, json};

use crate::{
    asking,
    cli::WhoArgs,
    failure::Failure,
    home::Home,
    printer::{format_or_default, note, say},
    render::{self, documents},
};

/// A question, as it was typed and checked.
struct Asking<'a> {
    subject: &'a str,
    by: String,
    reason: &'a str,
    /// How many times it is asked again, each time recorded anew.
    repeat: u32,
}

pub(crate) fn run(args: &WhoArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let reason = asking::reason(&args.reason)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let document = answer(
        &home,
        &Asking {
            subject: &args.subject,
            by,
            reason,
            repeat: args.repeat,
        },
    )?;
    let zone = asking::zone(&home.settings.catalogue);
    let table = |who: &api::Who| render::who::table(who, &zone);
    say(&render::render(
        &document,
        format_or_default(args.format),
        table,
        render::who::csv,
    )?);
    Ok(0)
}

/// Records the question, and then answers it.
fn answer(home: &Home, asking: &Asking<'_>) -> Result<api::Who, Failure> {
    let start = home.clock().monotonic();
    // The lock is kept until the names are found, for they are opened by the writer.
    let mut ledger = home.writer()?;
    let question = record(home, &mut ledger, asking)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let document = told(home, &ledger, &ground, question)?;
    let elapsed = home.clock().monotonic().saturating_sub(start);
    for _ in 0..asking.repeat {
        let start = home.clock().monotonic();
        let question = record(home, &mut ledger, asking)?;
        told(home, &ledger, &ground, question)?;
        let took = home.clock().monotonic().saturating_sub(start);
        note(&format!("asked again in {:.6} s", took.as_secs_f64()));
    }
    Ok(api::Who {
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        ..document
    })
}

/// The answer to a question that is recorded.
fn told(
    home: &Home,
    ledger: &Ledger,
    ground: &Ground<'_>,
    (asked, question): (AskedFor, api::Question),
) -> Result<api::Who, Failure> {
    let ghost = match asked.ghost {
        Some(ghost) => Some(ghost),
        None => ghost_of(home, ledger, asked.id)?,
    };
    let reads = exposure::who(home.disk(), ground, asked.id, ghost)?;
    let names = actor_names(home, ledger, &reads)?;
    document(home, ground, asked.id, (&reads, &names), question)
}

/// Whom the question is about.
#[derive(Debug, Clone, Copy)]
struct AskedFor {
    id: PseudoId,
    /// The hash that reads of the name carry from before it was in the book.
    ghost: Option<u64>,
}

/// Finds the person and records the question.
fn record(
    home: &Home,
    ledger: &mut Ledger,
    asking: &Asking<'_>,
) -> Result<(AskedFor, api::Question), Failure> {
    let asked = find(home, ledger, asking.subject)?;
    let body = Map::from_iter([
        ("question".to_owned(), json!("who")),
        ("subject".to_owned(), json!(asked.id.to_string())),
        ("reason".to_owned(), json!(asking.reason)),
    ]);
    let receipt = asking::record(home, ledger, ActKind::Question, &asking.by, body)?;
    let question = api::Question {
        by: asking.by.clone(),
        reason: asking.reason.to_owned(),
        position: receipt.position,
        digest: ledger::hex(&receipt.digest),
    };
    Ok((asked, question))
}

fn find(home: &Home, ledger: &Ledger, typed: &str) -> Result<AskedFor, Failure> {
    if typed.starts_with('~') {
        return match PseudoId::parse(typed) {
            Some(PseudoId::Credential(_)) => Err(Failure::usage(format!(
                "{typed} is a credential, not a person: ask `nunchi scope \"credential = '{typed}'\"`"
            ))),
            Some(id) => Ok(AskedFor { id, ghost: None }),
            None => Err(Failure::usage(format!(
                "{typed:?} is no id: write ~SHARD.NUMBER, such as ~3.161, or ~g and 16 hex digits"
            ))),
        };
    }
    asking::check_kind(&home.settings.catalogue.canon, typed)?;
    let mut name = String::new();
    home.settings
        .catalogue
        .canon
        .write_any("member", typed, &mut name)
        .map_err(|e| Failure::usage(format!("SUBJECT: {e}")))?;
    let hashes = ledger.hashes();
    let ghost = hashes.ghost(&name);
    let found = ledger.find_name(&name)?;
    Ok(AskedFor {
        id: found.map_or(PseudoId::Ghost(ghost), PseudoId::Subject),
        ghost: Some(ghost),
    })
}

/// The ghost hash of somebody who was asked for by id: the name is opened as part of the question.
fn ghost_of(home: &Home, ledger: &Ledger, id: PseudoId) -> Result<Option<u64>, Failure> {
    let PseudoId::Subject(subject) = id else {
        return Ok(None);
    };
    let name = ledger.book().name(home.disk(), subject)?;
    Ok(name.map(|name| ledger.hashes().ghost(&name)))
}

pub(super) fn is_known(snapshot: &Snapshot, id: PseudoId) -> bool {
    match id {
        PseudoId::Subject(subject) => snapshot
            .state
            .kinds
            .get(usize::from(subject.shard))
            .is_some_and(|kinds| kinds.len() > subject.id as usize),
        PseudoId::Ghost(_) | PseudoId::Credential(_) => false,
    }
}

fn document(
    home: &Home,
    ground: &Ground<'_>,
    id: PseudoId,
    (reads, names): (&[exposure::ReadOf], &HashMap<SubjectId, Option<String>>),
    question: api::Question,
) -> Result<api::Who, Failure> {
    let snapshot = ground.snapshot;
    let as_of = ground.as_of();
    let coverage = exposure::coverage(
        snapshot,
        ground.catalogue,
        &ground.statements,
        exposure::Question::EVERYTHING,
        None,
    );
    let read = |read| {
        documents::read_of(read, ground.catalogue, ground.geo, |actor| {
            names.get(&actor).cloned().flatten()
        })
    };
    Ok(api::Who {
        v: api::VERSION,
        subject: id.to_string(),
        known: is_known(snapshot, id),
        erased: matches!(id, PseudoId::Subject(subject) if snapshot.standing.erased.contains(&subject)),
        question,
        as_of: documents::as_of(&as_of, home.note_of(as_of.size)?),
        reads: reads.iter().map(read).collect(),
        coverage: documents::coverage(&coverage),
        elapsed_ms: 0,
    })
}

/// Opens the names of the actors; each is part of the recorded question.
fn actor_names(
    home: &Home,
    ledger: &Ledger,
    reads: &[exposure::ReadOf],
) -> Result<HashMap<SubjectId, Option<String>>, Failure> {
    let mut names = HashMap::new();
    let book = ledger.book();
    for actor in reads.iter().filter_map(|read| read.actor) {
        if let Entry::Vacant(unopened) = names.entry(actor) {
            unopened.insert(book.name(home.disk(), actor)?);
        }
    }
    Ok(names)
}

#[cfg(test)]
pub(super) mod tests;
