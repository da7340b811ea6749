//! What holds a file of a source: a hold in force that covers it, or what an open incident was ordered to preserve.

use std::collections::BTreeSet;

use event::{ErrorClass, Millis};
use exposure::selection::did_you_mean;
use incident::case::Number;
use ledger::{Names, Snapshot};

use super::record::{File, Held, Owed};
use crate::{
    cases::{Cases, Preserving},
    failure::Failure,
    home::Home,
    printer::note,
};

/// What a system of an obligation is called that stands for all that nunchi reads.
const EVERY_SOURCE: &str = "nunchi";

/// Everything that may hold a file.
pub(super) struct Grounds<'s> {
    snapshot: &'s Snapshot,
    home: &'s Home,
    preserving: Vec<Preserving>,
}

impl<'s> Grounds<'s> {
    /// As holds and obligations stand. That incidents cannot be read is said, and holds are asked all the same.
    pub(super) fn of(home: &'s Home, snapshot: &'s Snapshot) -> Grounds<'s> {
        let preserving = Cases::open_if_any(home)
            .and_then(|cases| cases.map_or(Ok(Vec::new()), |cases| cases.preserving()));
        Grounds {
            snapshot,
            home,
            preserving: preserving.unwrap_or_else(|failure| {
                note(&format!(
                    "what incidents were ordered to preserve could not be read, and only holds are watched: {}",
                    failure.message
                ));
                Vec::new()
            }),
        }
    }

    /// What holds a file.
    pub(super) fn over(&self, file: &File) -> Held {
        let reach = (file.first, file.to.unwrap_or(Millis::MAX));
        let classes = self.classes(&file.source);
        let holds = self.snapshot.standing.holds.iter();
        let holds = holds.filter(|(_, span)| classes.iter().any(|of| span.covers(of, reach)));
        let named = |of: &&Preserving| of.systems.iter().any(|system| names(system, &file.source));
        let owed = self.preserving.iter().filter(named);
        Held {
            holds: holds.map(|(number, _)| *number).collect(),
            owed: owed
                .map(|of| Owed {
                    incident: of.incident,
                    obligation: of.obligation.clone(),
                })
                .collect(),
        }
    }

    /// The retention classes that a source has or had.
    fn classes(&self, source: &str) -> BTreeSet<&str> {
        let had = self.snapshot.state.sources.iter();
        let had = had
            .filter(|entry| entry.id == source)
            .map(|of| of.class.as_str());
        let has = self.home.settings.catalogue.source(source);
        had.chain(has.map(|of| of.class.as_str())).collect()
    }
}

/// Whether a system, as somebody wrote it, is a source: its first word is the id of the source, or `nunchi`. What
/// follows says who confirmed it: `gateway, confirmed by lee`.
pub(super) fn names(system: &str, source: &str) -> bool {
    let word = first_word(system);
    word == source || word == EVERY_SOURCE
}

fn first_word(system: &str) -> &str {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let word = system.trim_start().split(ends).next().unwrap_or_default();
    word.trim_end_matches('.')
}

/// Looks at the systems of an order to preserve: a source that is nearly named would not be held, so it is refused, and
/// what is no source at all is told to be none.
pub(crate) fn check_systems(home: &Home, systems: &[String]) -> Result<(), Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let declared = home.settings.catalogue.sources.iter();
    let spoken = snapshot.state.sources.iter().map(|of| of.id.as_str());
    let known: BTreeSet<&str> = declared
        .map(|of| of.id.as_str())
        .chain(spoken)
        .chain([EVERY_SOURCE])
        .collect();
    for system in systems {
        let word = first_word(system);
        if known.contains(word) {
            continue;
        }
        if let Some(near) = did_you_mean(word, known.iter().copied()) {
            return Err(Failure::usage(format!(
                "--system {system:?}: {word:?} is no source, so nothing would be held for it: did you mean {near:?}? \
                 Of a system outside nunchi that is called so, write another word first"
            )));
        }
        note(&format!(
            "--system {system:?} is outside nunchi: nothing here is held for it"
        ));
    }
    Ok(())
}

/// Refuses to delete something of an incident that is of no source: a hold that is not of some classes covers it, and so
/// does what that incident was ordered to preserve, or what any was of all that nunchi has.
pub(crate) fn refuse_deletion(
    (home, cases): (&Home, &Cases<'_>),
    what: &str,
    incident: Number,
) -> Result<(), Failure> {
    let refused = |by: String| {
        let message = format!("{what} is not deleted: {by}");
        Err(Failure::new(ErrorClass::Conflict, message))
    };
    let snapshot = home.snapshot_with(Names::Unread)?;
    let mut holds = snapshot.standing.holds.iter();
    if let Some((number, _)) = holds.find(|(_, span)| span.classes.is_empty()) {
        return refused(format!(
            "hold {number} covers everything; `nunchi hold release {number}` takes two people"
        ));
    }
    let of_all = |of: &Preserving| of.systems.iter().any(|of| first_word(of) == EVERY_SOURCE);
    let orders = cases.preserving()?;
    match orders
        .iter()
        .find(|of| of.incident == incident || of_all(of))
    {
        None => Ok(()),
        Some(order) => refused(format!(
            "{} of incident {} is an order to preserve",
            order.obligation, order.incident
        )),
    }
}

/// Joins what holds several files.
pub(super) fn united(all: impl IntoIterator<Item = Held>) -> Held {
    let (mut holds, mut owed) = (BTreeSet::new(), BTreeSet::new());
    for held in all {
        holds.extend(held.holds);
        owed.extend(held.owed);
    }
    Held {
        holds: holds.into_iter().collect(),
        owed: owed.into_iter().collect(),
    }
}
