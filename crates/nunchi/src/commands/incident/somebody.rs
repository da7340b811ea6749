//! Those whom a person names in or out of an incident: they must be in the book, for a step holds ids and never a name.
//!
//! A name comes into the book with a read that was served, and with a feed of accounts or a relation that names it. Where it
//! is in none of them the record knows of nobody so; over a record with gaps that is no proof that nobody was read.

use exposure::{PseudoId, Question, coverage, selection::Column};
use ledger::Snapshot;

use crate::{asking, commands::who::is_known, failure::Failure, home::Home};

/// How somebody of whom no log tells comes into the book.
const BRINGS_IN: &str = "a feed of accounts, or a relation that names this person (`nunchi relation import`), brings the name into \
                         the book; then it can be named here";

/// The ids of subjects that somebody named.
pub(super) fn subjects_of(home: &Home, named: &[String]) -> Result<Vec<String>, Failure> {
    let snapshot = home.snapshot()?;
    let mut ids = Vec::new();
    for name in named {
        if name.contains('\'') {
            return Err(Failure::usage(format!(
                "{name:?} is no subject: write member:123 or ~3.161"
            )));
        }
        asking::check_kind(&home.settings.catalogue.canon, name)?;
        let selection = asking::selection(home, &snapshot, &format!("subject = '{name}'"))?;
        for (id, _) in selection.texts(Column::Subject) {
            check_is_somebody(home, &snapshot, (name, id))?;
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

/// Refuses whom the ledger never heard of: to name them would change nothing, and look as if it had. Who is given by an
/// id of a name that does not exist is meant so.
fn check_is_somebody(
    home: &Home,
    snapshot: &Snapshot,
    (named, id): (&str, &str),
) -> Result<(), Failure> {
    let found = PseudoId::parse(id);
    let is_id = named.starts_with('~');
    let is_meant = is_id && matches!(found, Some(PseudoId::Ghost(_)));
    if is_meant || found.is_some_and(|found| is_known(snapshot, found)) {
        return Ok(());
    }
    if is_id {
        return Err(Failure::usage(format!(
            "{named:?}: the record has nobody of that id"
        )));
    }
    let gaps = match gaps(home, snapshot)? {
        0 => String::new(),
        1 => " It has a gap, so that is no proof that nobody of this name was read.".to_owned(),
        many => {
            format!(" It has {many} gaps, so that is no proof that nobody of this name was read.")
        }
    };
    Err(Failure::usage(format!(
        "{named:?}: the record names nobody so. Is it mistyped? Write the kind and the name as logs have them, such as \
         member:123.{gaps} If it is right: {BRINGS_IN}. Reads of somebody who does not exist stand under {id}"
    )))
}

/// How many gaps the record of reads has.
fn gaps(home: &Home, snapshot: &Snapshot) -> Result<usize, Failure> {
    let ground = home.ground(snapshot)?;
    let known = coverage(
        snapshot,
        ground.catalogue,
        &ground.statements,
        Question::EVERYTHING,
        None,
    );
    Ok(known.gaps.len())
}
