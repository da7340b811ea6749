//! `nunchi trace`: which path explains a leaked sample.
//!
//! The question is on disk before anything is answered, with the digest of the sample and the reason. The sample stays
//! in memory; the answer knows its rows by digests.

mod answering;
mod contacts;
mod document;
mod evidence;
mod lots;
mod paths;
mod sample;

use std::collections::HashMap;

use event::{ActKind, Millis};
use exposure::SubjectId;
use incident::{
    case::Incident,
    trace::{
        contacts::{Lines, Matches},
        rank::Traced,
    },
};
use ledger::{Ledger, Names, hex};
use serde_json::{Map, Value, json};

use self::{answering::Answering, contacts::Source, sample::Brought};
use crate::{
    asking,
    cases::{Because, Cases},
    cli::TraceArgs,
    failure::Failure,
    home::Home,
    keys,
    printer::{format_or_default, note, say},
    render::{self, trace as told},
    watching,
};

pub(crate) fn run(args: &TraceArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?.asked_by(args.as_name.as_deref());
    let document = answer(&home, args)?;
    let zone = asking::zone(&home.settings.catalogue);
    say(&render::render(
        &document,
        format_or_default(args.format),
        |document| told::table(document, &zone),
        told::csv,
    )?);
    Ok(0)
}

/// Asks, and gives the answer; the question is on record first.
pub(crate) fn answer(home: &Home, args: &TraceArgs) -> Result<api::Trace, Failure> {
    let start = home.clock().monotonic();
    let why = asking::reason(&args.reason)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let because = Because { by: &by, why };
    let seen = match &args.seen {
        Some(text) => asking::moment(home, "--seen", text)?,
        None => Millis(home.clock().now_ms()),
    };
    let cases = cases(home, args)?;
    let mut incident = match (&cases, args.incident) {
        (Some(cases), Some(id)) => Some(cases.incident(id, &by)?),
        _ => None,
    };
    if let (Some(cases), Some(incident), true) = (&cases, &incident, args.delete) {
        let what = format!("{}", args.sample.display());
        watching::refuse_deletion((home, cases), &what, incident.id)?;
    }
    let brought = sample::read(home, args)?;
    let contacts = Source::of(home, args)?;
    let posed = ask(home, args, (&brought, contacts), &because)?;
    let answering = Answering {
        home,
        cases: cases.as_ref(),
        args,
        brought: &brought,
        by: &by,
        seen,
    };
    let answered = answering.answer(&posed)?;
    let mut document = document::document(args, &brought, &posed, &answered);
    if let (Some(cases), Some(incident)) = (&cases, &mut incident) {
        keep((cases, incident), args, (&brought, &because), &mut document)?;
    }
    let elapsed = home.clock().monotonic().saturating_sub(start);
    document.elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    Ok(document)
}

/// Takes the sample in as evidence, and deletes its file where that was asked.
fn keep(
    (cases, incident): (&Cases<'_>, &mut Incident),
    args: &TraceArgs,
    (brought, because): (&Brought, &Because<'_>),
    document: &mut api::Trace,
) -> Result<(), Failure> {
    let id = evidence::taken_in(cases, incident, args, (brought, because))?;
    if args.delete {
        evidence::delete(cases, incident, args, (&id, because))?;
        document.deleted = true;
    }
    document.evidence = Some(id);
    Cases::remind(incident);
    Ok(())
}

/// The incidents, where they are kept. Without a key for them they are no paths, and none can be named.
fn cases<'h>(home: &'h Home, args: &TraceArgs) -> Result<Option<Cases<'h>>, Failure> {
    let has_key = keys::read_state(home.disk(), &home.keys_dir)?.is_some();
    match has_key || args.incident.is_some() {
        true => Cases::open(home).map(Some),
        false => {
            note("there is no state.key, so no incident is compared");
            Ok(None)
        }
    }
}

/// What was asked: the question as it is recorded, and whom the rows may be.
struct Posed {
    question: api::Question,
    matches: Matches,
    contacts: Option<Lines>,
    /// The rows, their subjects by places in `subjects`.
    rows: Vec<Traced>,
    subjects: Vec<SubjectId>,
}

/// Records the question; only then names are looked up.
fn ask(
    home: &Home,
    args: &TraceArgs,
    (brought, contacts): (&Brought, Source<'_>),
    because: &Because<'_>,
) -> Result<Posed, Failure> {
    let mut ledger = home.writer()?;
    let selection = selected(home, args)?;
    let mut body = Map::from_iter([
        ("question".to_owned(), json!("trace")),
        ("sample_sha256".to_owned(), json!(hex(&brought.sha256))),
        ("rows".to_owned(), json!(brought.sample.rows.len())),
        ("reason".to_owned(), json!(because.why)),
        ("selection".to_owned(), selection),
        ("incident".to_owned(), json!(args.incident)),
    ]);
    body.extend(contacts.body());
    let receipt = asking::record(home, &mut ledger, ActKind::Question, because.by, body)?;
    // A source of millions takes as long as it likes: whoever writes the ledger does not wait for it.
    drop(ledger);
    let (matches, contacts) = contacts.matched(home, args, brought)?;
    let ledger = home.writer()?;
    let (rows, subjects) = traced(&ledger, &matches)?;
    Ok(Posed {
        question: api::Question {
            by: because.by.to_owned(),
            reason: because.why.to_owned(),
            position: receipt.position,
            digest: hex(&receipt.digest),
        },
        matches,
        contacts,
        rows,
        subjects,
    })
}

/// The selection as it is recorded: without names.
fn selected(home: &Home, args: &TraceArgs) -> Result<Value, Failure> {
    let Some(text) = &args.selection else {
        return Ok(Value::Null);
    };
    let snapshot = home.snapshot_with(names(home, args)?)?;
    Ok(json!(asking::selection(home, &snapshot, text)?.to_string()))
}

/// Whether the book is needed to read the selection.
fn names(home: &Home, args: &TraceArgs) -> Result<Names, Failure> {
    Ok(
        match asking::needs_names(home, [args.selection.as_ref()])? {
            true => Names::Wanted,
            false => Names::Unread,
        },
    )
}

/// The rows with subjects of the book in place of names.
fn traced(ledger: &Ledger, matches: &Matches) -> Result<(Vec<Traced>, Vec<SubjectId>), Failure> {
    let mut names = matches.names();
    names.sort_unstable();
    names.dedup();
    let found = ledger.find_names(&names)?;
    let mut numbers: HashMap<SubjectId, u32> = HashMap::new();
    let mut subjects = Vec::new();
    let rows = matches.traced(|name| {
        let at = names.binary_search(&name).ok()?;
        let found = found.get(at).copied().flatten()?;
        Some(*numbers.entry(found).or_insert_with(|| {
            subjects.push(found);
            u32::try_from(subjects.len() - 1).unwrap_or(u32::MAX)
        }))
    });
    Ok((rows, subjects))
}
