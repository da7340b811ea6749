//! The second stage of a frozen scope: what a version keeps of the people whom it reached, and how they differ from
//! those of another.
//!
//! A version keeps the identifiers that it reached; which of them are one human follows from the links that its epoch
//! knew. Where those are gone, or a version was frozen before anything was kept, nothing is said.

use std::{collections::BTreeMap, rc::Rc};

use exposure::{
    Found, Ground, Labelled, Links, MovedPerson, PersonMoved, Reached, Relations, is_member,
    moved_people,
};
use incident::case::{Cause, Frozen, FrozenPeople, Incident, PeopleChange};
use ledger::{Names, SubjectId};

use super::{
    Cases,
    kept::{self, Kept},
    ladder::Rung,
};
use crate::{asking, failure::Failure};

/// Somebody who is in one of two versions and not in the other, or was merged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PersonTold {
    /// The identifier that stands for the person.
    pub(crate) person: SubjectId,
    pub(crate) what: PersonMoved,
    pub(crate) cause: Cause,
    /// Of whom was merged: what stands for the person that it turned out to be; `None` where that is gone.
    pub(crate) into: Option<SubjectId>,
}

/// The people of two versions.
pub(crate) struct ComparedPeople {
    pub(crate) changes: Vec<PeopleChange>,
    pub(crate) told: Vec<PersonTold>,
}

/// What a new version keeps of people when it is the first.
pub(super) fn first(reached: &[u8], ground: &Ground<'_>) -> FrozenPeople {
    FrozenPeople {
        reached: asking::sha256(reached),
        relations: ground.relations().events(),
        changes: None,
        because: None,
    }
}

/// How the people of a new version came from those of the one before: their causes, or why it cannot be said.
pub(super) fn since(
    cases: &Cases<'_>,
    (incident, before): (&Incident, &Frozen),
    (ground, found): (&Ground<'_>, &Found),
    (relations, rungs): (&Relations, &[Rc<Rung>]),
) -> Result<Result<Labelled, String>, Failure> {
    let people = match comparable(found, before, relations) {
        Ok(people) => people,
        Err(because) => return Ok(Err(because)),
    };
    let kept = cases.kept_reached(&people.reached, (incident, before))?;
    let now_by_then = found.reached_before.as_ref().unwrap_or(&found.reached);
    let mut sets: Vec<&Reached> = vec![&kept];
    sets.extend(rungs.iter().map(|rung| &rung.reached));
    sets.extend([now_by_then, &found.reached]);
    let state = &ground.snapshot.state;
    let links = (relations.links(), ground.relations().links());
    let mut causes = Labelled::default();
    for moved in moved_people(&sets, links, &|of| is_member(state, of)) {
        causes.insert(moved.person, kept::label(moved.what as u64, moved.step));
    }
    Ok(Ok(causes))
}

/// What a version before kept of people, where those of today can be held against it; or why not.
pub(super) fn comparable<'f>(
    found: &Found,
    before: &'f Frozen,
    relations: &Relations,
) -> Result<&'f FrozenPeople, String> {
    if let Some(because) = &found.answer.people_because {
        return Err(because.clone());
    }
    let people = before.people.as_ref().ok_or_else(|| kept_none(before))?;
    match relations.events() < people.relations {
        true => Err(deleted(before, people, relations)),
        false => Ok(people),
    }
}

/// How many people each cause brought, took and made one of.
pub(super) fn changes(causes: &Labelled) -> Vec<PeopleChange> {
    let told = causes.iter().filter_map(|(_, label)| {
        let (what, cause) = kept::of_label(label)?;
        Some((of_number(what)?, cause))
    });
    summed(told)
}

pub(super) fn summed(told: impl Iterator<Item = (PersonMoved, Cause)>) -> Vec<PeopleChange> {
    let mut by: BTreeMap<Cause, PeopleChange> = BTreeMap::new();
    for (what, cause) in told {
        let change = by.entry(cause).or_insert(PeopleChange {
            cause,
            added: 0,
            removed: 0,
            merged: 0,
        });
        match what {
            PersonMoved::Added => change.added += 1,
            PersonMoved::Removed => change.removed += 1,
            PersonMoved::Merged => change.merged += 1,
        }
    }
    by.into_values().collect()
}

fn of_number(number: u64) -> Option<PersonMoved> {
    let all = [
        PersonMoved::Added,
        PersonMoved::Removed,
        PersonMoved::Merged,
    ];
    all.into_iter().find(|of| *of as u64 == number)
}

fn kept_none(of: &Frozen) -> String {
    format!(
        "cannot say: scope version {} was frozen before people were kept",
        of.version
    )
}

fn deleted(of: &Frozen, people: &FrozenPeople, left: &Relations) -> String {
    format!(
        "cannot say: of the {} relations that scope version {} rested on, the ledger has {} left",
        people.relations,
        of.version,
        left.events()
    )
}

/// The people of two versions, each who is other by the cause that was found in the version that made the difference;
/// or why it cannot be said.
pub(super) fn compare(
    cases: &Cases<'_>,
    incident: &Incident,
    from: &Frozen,
    to: &Frozen,
) -> Result<Result<ComparedPeople, String>, Failure> {
    let between = |of: &&Frozen| of.version >= from.version && of.version <= to.version;
    let versions: Vec<&Frozen> = incident.scopes.iter().filter(between).collect();
    let people = match whole(&versions, to) {
        Ok(people) => people,
        Err(because) => return Ok(Err(because)),
    };
    let home = cases.home();
    let snapshot = home.snapshot_with(Names::Unread)?;
    let controls = snapshot.controls_but_issuances(home.disk())?;
    let then = Relations::up_to(&snapshot, &controls, from.epoch);
    let now = Relations::up_to(&snapshot, &controls, to.epoch);
    let mut causes = Vec::new();
    for version in versions.iter().skip(1) {
        causes.push(cases.kept_causes(Kept::PeopleCauses, (incident, version))?);
    }
    for (version, relations) in [(from, &then), (to, &now)] {
        let Some(kept) = version.people.as_ref() else {
            continue;
        };
        if relations.events() < kept.relations {
            return Ok(match causes.as_slice() {
                // What was found when the later of two neighbours was frozen needs no link any more.
                [of_neighbour] => Ok(told(of_neighbour.iter().filter_map(neighbour).collect())),
                _ => Err(deleted(version, kept, relations)),
            });
        }
    }
    let mut sets = Vec::new();
    for (version, people) in versions.iter().zip(people) {
        sets.push(cases.kept_reached(&people.reached, (incident, version))?);
    }
    let sets: Vec<&Reached> = sets.iter().collect();
    let links = (then.links(), now.links());
    let moved = moved_people(&sets, links, &|of| is_member(&snapshot.state, of));
    let causes = causes.iter().map(|of| by_human(of, now.links()));
    let causes: Vec<BTreeMap<(u64, u64), Vec<Cause>>> = causes.collect();
    let people = moved.iter().map(|of| person(of, &causes, now.links()));
    let people: Option<Vec<PersonTold>> = people.collect();
    Ok(Ok(told(people.ok_or_else(|| kept::damaged(incident, to))?)))
}

/// What each version kept of people, where the difference of the first and the last can be said.
fn whole<'f>(versions: &[&'f Frozen], to: &Frozen) -> Result<Vec<&'f FrozenPeople>, String> {
    if let Some(because) = to.figures.people_because.as_ref() {
        return Err(because.clone());
    }
    let kept = |of: &&'f Frozen| of.people.as_ref().ok_or_else(|| kept_none(of));
    let people: Vec<&FrozenPeople> = versions.iter().map(kept).collect::<Result<_, _>>()?;
    match people.iter().skip(1).find_map(|of| of.because.as_ref()) {
        Some(because) => Err(because.clone()),
        None => Ok(people),
    }
}

/// The causes of a version, by what stands for the human and what became of the person.
fn by_human(causes: &[(SubjectId, u64, Cause)], links: &Links) -> BTreeMap<(u64, u64), Vec<Cause>> {
    let mut by: BTreeMap<(u64, u64), Vec<Cause>> = BTreeMap::new();
    for (person, what, cause) in causes {
        by.entry((links.root(person.to_u64()), *what))
            .or_default()
            .push(*cause);
    }
    by
}

/// A person who is other, with the cause that the version found which made the difference. Where links came later that
/// make one human of several who came then, he was there with the first of them, and gone with the last. `None` where nothing was kept of him.
fn person(
    moved: &MovedPerson,
    causes: &[BTreeMap<(u64, u64), Vec<Cause>>],
    links: &Links,
) -> Option<PersonTold> {
    let place = (links.root(moved.person.to_u64()), moved.what as u64);
    let found = causes.get(moved.step).and_then(|of| of.get(&place));
    let found = found.into_iter().flatten().copied();
    let cause = match moved.what {
        PersonMoved::Merged => Some(Cause::Relation),
        PersonMoved::Added => found.min(),
        PersonMoved::Removed => found.max(),
    };
    Some(PersonTold {
        person: moved.person,
        what: moved.what,
        cause: cause?,
        into: moved.into,
    })
}

fn neighbour((person, what, cause): &(SubjectId, u64, Cause)) -> Option<PersonTold> {
    Some(PersonTold {
        person: *person,
        what: of_number(*what)?,
        cause: *cause,
        into: None,
    })
}

fn told(told: Vec<PersonTold>) -> ComparedPeople {
    ComparedPeople {
        changes: summed(told.iter().map(|of| (of.what, of.cause))),
        told,
    }
}

#[cfg(test)]
mod tests;
