//! Which people came, went or turned out to be one, between two sets of those reached, and by which of the steps that
//! lead from one to the other.
//!
//! Two identifiers are one human if the later links say so: who is in both sets under different identifiers stays. So
//! *people before + added − removed − merged = people now* holds of any two sets, with the best number of each.

use std::collections::{BTreeMap, HashMap};

use ledger::SubjectId;

use super::{Links, Reached};
use crate::moved::last_step;

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonMoved {
    /// The person is in the last set and not in the first.
    Added,
    /// The person is in the first set and not in the last.
    Removed,
    /// The person was counted beside another in the first set, and later links say that the two are one.
    Merged,
}

/// A person who is other, under the identifier that stands for him: a member's before any other, then the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedPerson {
    /// The identifier, of the last set for whom it adds and of the first for all others.
    pub person: SubjectId,
    /// What became of the person.
    pub what: PersonMoved,
    /// The step that did it: that from set `n` to set `n + 1`. Who was merged was so by the last, which brings links.
    pub step: usize,
    /// Of whom was merged: what stands for the person that it turned out to be.
    pub into: Option<SubjectId>,
}

/// The people who are other in the last of these sets than in the first, in order. `before` are the links of the first
/// set, `now` those of the last; all that is in `before` must be in `now`, because relations are never taken back. Of less than two sets nothing is told.
#[must_use]
pub fn moved_people(
    sets: &[&Reached],
    (before, now): (&Links, &Links),
    is_member: &dyn Fn(SubjectId) -> bool,
) -> Vec<MovedPerson> {
    let [first, .., last] = sets else {
        return Vec::new();
    };
    let mut all: Vec<MovedPerson> = Vec::new();
    for (what, found) in [
        (PersonMoved::Added, last.without(first)),
        (PersonMoved::Removed, first.without(last)),
    ] {
        for person in found.filter(|of| !now.names(of.to_u64())) {
            let present: Vec<bool> = sets.iter().map(|set| set.has(person)).collect();
            all.push(MovedPerson {
                person,
                what,
                step: last_step(&present),
                into: None,
            });
        }
    }
    let humans = humans(first, last, now);
    let steps = steps(sets, &humans, now);
    for (root, human) in &humans {
        let step = steps.get(root).copied().unwrap_or(0);
        human.moved((before, step, sets.len()), is_member, &mut all);
    }
    all.sort_unstable();
    all
}

/// The identifiers of one human, of those that links name, in the first set and in the last.
#[derive(Debug, Default)]
struct Human {
    first: Vec<SubjectId>,
    last: Vec<SubjectId>,
}

fn humans(first: &Reached, last: &Reached, now: &Links) -> HashMap<u64, Human> {
    let mut humans: HashMap<u64, Human> = HashMap::new();
    for (identifier, root) in now.iter() {
        let Some(subject) = SubjectId::from_u64(identifier) else {
            continue;
        };
        let (was, is) = (first.has(subject), last.has(subject));
        if !was && !is {
            continue;
        }
        let human = humans.entry(root).or_default();
        human.first.extend(was.then_some(subject));
        human.last.extend(is.then_some(subject));
    }
    humans
}

/// By which step each human came or went who is in one of the two sets alone.
fn steps(sets: &[&Reached], humans: &HashMap<u64, Human>, now: &Links) -> HashMap<u64, usize> {
    let other = |of: &Human| of.first.is_empty() != of.last.is_empty();
    let other = humans.iter().filter(|(_, human)| other(human));
    let mut present: HashMap<u64, Vec<bool>> = other
        .map(|(root, _)| (*root, vec![false; sets.len()]))
        .collect();
    for (identifier, root) in now.iter() {
        if let (Some(present), Some(subject)) =
            (present.get_mut(&root), SubjectId::from_u64(identifier))
        {
            for (there, set) in present.iter_mut().zip(sets) {
                *there |= set.has(subject);
            }
        }
    }
    let steps = present
        .iter()
        .map(|(root, present)| (*root, last_step(present)));
    steps.collect()
}

impl Human {
    /// What became of the persons as which the first set counted this human.
    fn moved(
        &self,
        (before, step, sets): (&Links, usize, usize),
        is_member: &dyn Fn(SubjectId) -> bool,
        all: &mut Vec<MovedPerson>,
    ) {
        let rank = |of: &SubjectId| (!is_member(*of), *of);
        let mut persons: BTreeMap<u64, Vec<SubjectId>> = BTreeMap::new();
        for of in &self.first {
            persons
                .entry(before.root(of.to_u64()))
                .or_default()
                .push(*of);
        }
        let stand = persons
            .values()
            .filter_map(|of| of.iter().copied().min_by_key(rank));
        let mut stand: Vec<SubjectId> = stand.collect();
        stand.sort_by_key(rank);
        let now = self.last.iter().copied().min_by_key(rank);
        let moved = |person, what, step, into| MovedPerson {
            person,
            what,
            step,
            into,
        };
        let Some((one, others)) = stand.split_first() else {
            all.extend(now.map(|person| moved(person, PersonMoved::Added, step, None)));
            return;
        };
        if now.is_none() {
            all.push(moved(*one, PersonMoved::Removed, step, None));
        }
        let into = Some(now.unwrap_or(*one));
        let links = sets.saturating_sub(2);
        let merged = others.iter();
        all.extend(merged.map(|person| moved(*person, PersonMoved::Merged, links, into)));
    }
}

#[cfg(test)]
mod tests;
