//! What holds a file of a source: a hold in force that covers it, or what an open incident was ordered to preserve.

use std::collections::{BTreeMap, BTreeSet};

use event::{ActKind, ErrorClass, Millis};
use exposure::selection::did_you_mean;
use incident::case::Number;
use ledger::{Control, Names, Snapshot};

use super::record::{File, Held, Owed, Watched};
use crate::{
    acts,
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
    /// Orders to preserve, or why they could not be read.
    preserving: Result<Vec<Preserving>, String>,
}

impl<'s> Grounds<'s> {
    /// As holds and obligations stand. `controls` are those of the ledger, which knows of incidents wherever they are
    /// kept.
    pub(super) fn of(home: &'s Home, snapshot: &'s Snapshot, controls: &[Control]) -> Grounds<'s> {
        let is_of_an_incident = |control| acts::is_of(control, &[ActKind::Incident]);
        let preserving = match Cases::open_if_any(home) {
            Ok(Some(cases)) => cases.preserving().map_err(|failure| failure.message),
            Err(failure) => Err(failure.message),
            Ok(None) if controls.iter().any(is_of_an_incident) => Err(
                "the ledger knows of incidents, and neither state.db is in the data directory nor is a PostgreSQL named \
                 in NUNCHI_STATE: bring the one back or name the other"
                    .to_owned(),
            ),
            Ok(None) => Ok(Vec::new()),
        };
        Grounds {
            snapshot,
            home,
            preserving,
        }
    }

    /// Files that are gone by what held each: what is said of a loss must be true of every file of it, and who may see
    /// the one ground of two is told of no file that only the other held.
    ///
    /// Where orders to preserve could not be read, what no hold holds may still be held: those files go to `unknown`,
    /// and the next look that can read them judges.
    pub(super) fn judged(
        &self,
        watched: &Watched,
        gone: &[u32],
        unknown: &mut BTreeMap<u32, String>,
    ) -> BTreeMap<Held, Vec<u32>> {
        let mut by_held: BTreeMap<Held, Vec<u32>> = BTreeMap::new();
        for number in gone {
            if let Some(file) = watched.files.get(number) {
                by_held.entry(self.over(file)).or_default().push(*number);
            }
        }
        if let Err(why) = &self.preserving {
            let why = format!("what incidents were ordered to preserve could not be read: {why}");
            let free = by_held.remove(&Held::default()).unwrap_or_default();
            if !by_held.is_empty() {
                note(&format!("{why}; of what is gone, holds alone are told"));
            }
            unknown.extend(free.into_iter().map(|number| (number, why.clone())));
        }
        by_held
    }

    /// What holds a file.
    fn over(&self, file: &File) -> Held {
        let reach = (file.first, file.to.unwrap_or(Millis::MAX));
        let classes = self.classes(&file.source);
        let holds = self.snapshot.standing.holds.iter();
        let holds = holds.filter(|(_, span)| classes.iter().any(|of| span.covers(of, reach)));
        let named = |of: &&Preserving| of.systems.iter().any(|system| names(system, &file.source));
        let owed = self.preserving.iter().flatten().filter(named);
        Held {
            holds: holds.map(|(number, _)| *number).collect(),
            owed: owed
                .map(|of| Owed {
                    incident: of.incident,
                    obligation: of.obligation.clone(),
                })
                .collect(),
            ..Held::default()
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
pub(crate) fn check_systems(home: &Home, systems: &[String]) -> Result<Vec<String>, Failure> {
    let mut sources = Vec::new();
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
            sources.push(word.to_owned());
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
    Ok(sources)
}

/// Says of which sources that an order to preserve names no file is watched: what is deleted of them shows nowhere.
pub(crate) fn warn_of_unwatched(watched: &Watched, sources: &[String]) {
    let is_watched = |word: &str| match word {
        EVERY_SOURCE => !watched.files.is_empty(),
        source => watched.files.values().any(|of| of.source == source),
    };
    for word in sources {
        if !is_watched(word) {
            note(&format!(
                "warning: no file of source {word:?} is watched: if one goes, nothing here shows it; `nunchi sources watch` \
                 tells what is"
            ));
        }
    }
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
