//! `nunchi statement check`: a text of our own, held against what an incident knows.
//!
//! Nothing is recorded and nothing kept: a draft stays where it is.

mod facts;
mod figures;
mod moments;
mod showing;
mod words;

use event::{ErrorClass, Millis};
use incident::{
    case::{Incident, Number, Said},
    statement::{Checked, Correction, Facts, Severity, Verdict, check, limits, recheck},
};

use crate::{
    asking,
    cases::Cases,
    cli::{StatementArgs, StatementCommand},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, say},
    render,
};

/// A text that was checked, with all that is told of it.
struct Told {
    incident: Number,
    /// SHA-256 of the text.
    sha256: String,
    facts: Facts,
    checked: Checked,
    /// What needs correcting, of a text that was published.
    published: Option<Published>,
}

/// A text that was published, by its evidence.
struct Published {
    evidence: String,
    /// When, and on which scope version it rested, where that was entered.
    said: Option<Said>,
    corrections: Vec<Correction>,
}

pub(crate) fn run(command: &StatementCommand) -> Result<u8, Failure> {
    let StatementCommand::Check(args) = command;
    let home = Home::open(&args.place)?;
    let by = asking::asker(args.as_name.as_deref())?;
    let incident = Cases::open(&home)?.incident(args.incident, &by)?;
    Cases::remind(&incident);
    let told = told(&home, &incident, args)?;
    say(&match format_or_default(args.format) {
        Format::Table => showing::table(&told, args.all, &home),
        Format::Csv => showing::csv(&told, args.all)?,
        Format::Json => render::json(&showing::document(&told))?,
    });
    Ok(u8::from(is_wrong(&told.checked)))
}

fn told(home: &Home, incident: &Incident, args: &StatementArgs) -> Result<Told, Failure> {
    let (bytes, sha256) = asking::file(home, &args.file, limits::DRAFT_BYTES_MAX)?;
    let published = match &args.published {
        Some(id) => Some(published(incident, id, &sha256)?),
        None => None,
    };
    let facts = facts::of(home, incident, args)?;
    let failed = |e| Failure::usage(format!("{}: {e}", args.file.display()));
    let checked = check(&bytes, &facts).map_err(failed)?;
    let published = match published {
        Some((evidence, said)) => Some(Published {
            evidence,
            said,
            corrections: recheck(&bytes, &facts).map_err(failed)?,
        }),
        None => None,
    };
    Ok(Told {
        incident: incident.id,
        sha256,
        facts,
        checked,
        published,
    })
}

/// Holds the text against the evidence that it is said to be: by its digest, for nothing else says so.
fn published(
    incident: &Incident,
    id: &str,
    sha256: &str,
) -> Result<(String, Option<Said>), Failure> {
    let mut seen = incident.evidence.iter();
    let evidence = seen.find(|of| of.id == id).ok_or_else(|| {
        let message = format!(
            "incident {} has no evidence {id}: see `nunchi incident show {}`",
            incident.id, incident.id
        );
        Failure::new(ErrorClass::NotFound, message)
    })?;
    if evidence.sha256.as_deref() != Some(sha256) {
        let was = evidence
            .sha256
            .as_deref()
            .unwrap_or("none: it was taken in without bytes");
        return Err(Failure::usage(format!(
            "the text is not evidence {id}: its SHA-256 is {sha256}, that of {id} is {was}; name the file that was taken in"
        )));
    }
    let said = incident.said.iter().rfind(|said| said.evidence == id);
    Ok((id.to_owned(), said.cloned()))
}

/// Whether it must not go out as it is. What is unsupported a person may answer for.
fn is_wrong(checked: &Checked) -> bool {
    let of = |verdict| checked.count(verdict) > 0;
    let is_error = |of: &incident::statement::Wording| of.severity == Severity::Error;
    of(Verdict::Contradicted) || of(Verdict::OutOfDate) || checked.wordings.iter().any(is_error)
}

/// A moment of an incident, as the clock of this machine says it is now.
fn now(home: &Home) -> Millis {
    Millis(home.clock().now_ms())
}
