//! `nunchi claim`: what somebody says was taken, held against the ledger.
//!
//! The question is recorded, by the digest of the file, before any row is read. What the file says stays in the file.

mod measuring;
mod showing;

use event::ActKind;
use exposure::{Ground, selection::Selection};
use incident::{
    case::{Mode, Number},
    claim::{Claim, Claims, Verdict, limits},
};
use ledger::Names;
use serde_json::{Map, json};

use self::measuring::{Found, find};
use crate::{
    asking,
    cases::{Cases, selected},
    cli::ClaimArgs,
    commands::incident::showing::under_mark,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render,
};

/// Everything that is asked, before it is asked.
struct Asked {
    claims: Claims,
    /// SHA-256 of the file.
    sha256: String,
    incident: Option<Number>,
    /// What the incident selects, without names.
    selection: Selection,
    /// For each claim what it narrows that to.
    narrowed: Vec<Narrowed>,
}

/// One claim as a question to the ledger.
enum Narrowed {
    /// This selection.
    To(Selection),
    /// No route shows data of its controller: there is nothing to ask.
    NoRoute(String),
}

/// The question as it is recorded.
struct Recorded {
    by: String,
    position: u64,
    digest: String,
}

pub(crate) fn run(args: &ClaimArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?.asked_by(args.as_name.as_deref());
    let start = home.clock().monotonic();
    let by = asking::asker(args.as_name.as_deref())?;
    let asked = asked(&home, args, &by)?;
    let question = record(&home, &asked, by)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let found = find_all(&home, &ground, &asked)?;
    let elapsed = home.clock().monotonic().saturating_sub(start);
    let document = showing::document(&asked, &question, &found, (&home, &ground), elapsed)?;
    say(&match format_or_default(args.format) {
        Format::Table => under_mark(
            asked.incident.map_or(Mode::Real, |id| id.mode),
            &showing::table(&asked, &question, &found, &home),
        ),
        Format::Csv => showing::csv(&found)?,
        Format::Json => render::json(&document)?,
    });
    let contradicted = |of: &Found<'_>| of.judged.verdict == Verdict::Contradicted;
    Ok(u8::from(found.iter().any(contradicted)))
}

/// Each claim in its words, with its verdict; the question is recorded first.
pub(crate) fn verdicts(
    home: &Home,
    args: &ClaimArgs,
    by: &str,
) -> Result<Vec<(String, Verdict)>, Failure> {
    let asked = asked(home, args, by)?;
    record(home, &asked, by.to_owned())?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let found = find_all(home, &ground, &asked)?;
    let texts = asked.claims.claims.iter().map(|claim| claim.text.clone());
    Ok(texts
        .zip(found.iter().map(|of| of.judged.verdict))
        .collect())
}

/// What was found of each claim, in their order.
fn find_all<'a>(
    home: &Home,
    ground: &Ground<'_>,
    asked: &'a Asked,
) -> Result<Vec<Found<'a>>, Failure> {
    let claims = asked.claims.claims.iter().zip(&asked.narrowed);
    claims
        .map(|(claim, narrowed)| find(home, ground, claim, narrowed))
        .collect()
}

/// Reads the file and makes a question of each claim; whatever is wrong is told before anything is asked.
fn asked(home: &Home, args: &ClaimArgs, by: &str) -> Result<Asked, Failure> {
    let (bytes, sha256) = asking::file(home, &args.file, limits::FILE_BYTES_MAX)?;
    let name = args.file.display().to_string();
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!(
            "{name} is not UTF-8 text: save it as TOML in UTF-8"
        ))
    })?;
    let claims = Claims::read(&text).map_err(|errors| {
        let lines: Vec<String> = errors
            .iter()
            .map(|error| format!("{name}: {error}"))
            .collect();
        Failure::usage(lines.join("\n"))
    })?;
    let whole = match (&args.selection, args.incident) {
        (Some(text), _) => text.clone(),
        (None, Some(id)) => {
            let mut incident = Cases::open(home)?.incident(id, by)?;
            Cases::remind(&incident);
            // Whom a person named out was read all the same: of what somebody says he took, that is what counts.
            incident.excluded.clear();
            selected(&incident)?
        }
        (None, None) => return Err(Failure::usage("say --incident ID or --selection SELECTION")),
    };
    let names = match asking::needs_names(home, [Some(&whole)])? {
        true => Names::Wanted,
        false => Names::Unread,
    };
    let snapshot = home.snapshot_with(names)?;
    let selection = asking::selection(home, &snapshot, &whole)?;
    let narrowed: Result<Vec<Narrowed>, Failure> = claims
        .claims
        .iter()
        .map(|claim| {
            narrow(home, &snapshot, &selection.to_string(), claim).map_err(|failure| {
                let message = format!(
                    "{name}: the claim of line {}: {}",
                    claim.line, failure.message
                );
                Failure::new(failure.class, message)
            })
        })
        .collect();
    Ok(Asked {
        narrowed: narrowed?,
        claims,
        sha256,
        incident: args.incident,
        selection,
    })
}

/// The selection that a claim speaks of.
fn narrow(
    home: &Home,
    snapshot: &ledger::Snapshot,
    whole: &str,
    claim: &Claim,
) -> Result<Narrowed, Failure> {
    let catalogue = &home.settings.catalogue;
    let mut text = format!("({whole})");
    if let Some(id) = claim.apart().controller {
        let known: Vec<&str> = catalogue
            .controllers
            .iter()
            .map(|of| of.id.as_str())
            .collect();
        if !known.contains(&id) {
            return Err(Failure::usage(asking::unknown("controller", id, &known)));
        }
        let routes = measuring::routes_of(catalogue, id);
        if routes.is_empty() {
            return Ok(Narrowed::NoRoute(id.to_owned()));
        }
        text.push_str(&format!(" AND route IN ({})", routes.join(", ")));
    }
    if let Some(condition) = claim.condition() {
        text.push_str(&format!(" AND {condition}"));
    }
    Ok(Narrowed::To(asking::selection(home, snapshot, &text)?))
}

fn record(home: &Home, asked: &Asked, by: String) -> Result<Recorded, Failure> {
    let body = Map::from_iter([
        ("question".to_owned(), json!("claim")),
        ("sha256".to_owned(), json!(asked.sha256)),
        ("claims".to_owned(), json!(asked.claims.claims.len())),
        ("incident".to_owned(), json!(asked.incident)),
        ("selection".to_owned(), json!(asked.selection.to_string())),
    ]);
    let receipt = asking::record(home, &mut home.writer()?, ActKind::Question, &by, body)?;
    Ok(Recorded {
        by,
        position: receipt.position,
        digest: ledger::hex(&receipt.digest),
    })
}

#[cfg(test)]
mod tests;
