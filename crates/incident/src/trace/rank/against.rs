//! The sample against the controls: what a blind draw explains in a path.
//!
//! Sample and controls are two draws from the same people, the first of which somebody may have chosen. If nobody did,
//! it is chance which of those that a path read stand in the sample and which among the controls: so many of both
//! together were read, and the number of them in the sample is hypergeometric (Fisher's exact test). Nothing has to be
//! known of the path beyond these people, neither how many it read in all nor of how many that is.

use std::{cell::RefCell, collections::BTreeMap};

use hashbrown::{HashMap, HashSet};

use super::{CHANCE, PathRead, Question, order::Seen};
use crate::trace::chance::{Draw, as_f64, last};

/// See the module.
pub(super) struct Against {
    /// People of the sample whom any path read.
    people: u64,
    /// Their subjects that were read.
    subjects: u64,
    /// The person that each control stands for; [`NOBODY`] for those that are left over.
    stands_for: Vec<u32>,
    /// Whether some controls stand for one person together.
    are_joined: bool,
    /// People that controls stand for.
    controls: u64,
    /// The probability that chance may have in one path.
    ln_probability: f64,
    /// What is known already. It grows with the hits, so that two equal neighbours say all between them.
    known: RefCell<BTreeMap<u64, u32>>,
}

const NOBODY: u32 = u32::MAX;

impl Against {
    /// Somebody with several subjects is hit by a path more often than somebody with one, so controls stand together
    /// for people who have as many, in the same proportions.
    pub(super) fn of(question: &Question<'_>, seen: &[Seen]) -> Against {
        let subjects = subjects_of_people(seen);
        let (mut stands_for, mut controls) = (Vec::new(), 0u32);
        let all = usize::try_from(question.controls).unwrap_or(usize::MAX);
        for of_one in subjects.iter().cycle() {
            let end = stands_for.len() + of_one;
            if end > all {
                break;
            }
            stands_for.resize(end, controls);
            controls += 1;
        }
        stands_for.resize(all, NOBODY);
        Against {
            people: subjects.len() as u64,
            subjects: subjects.iter().sum::<usize>() as u64,
            are_joined: subjects.iter().any(|of_one| *of_one > 1),
            stands_for,
            controls: controls.into(),
            ln_probability: (CHANCE / as_f64(question.paths_compared.max(1))).ln(),
            known: RefCell::default(),
        }
    }

    /// People whom any path read.
    pub(super) fn people(&self) -> u32 {
        u32::try_from(self.people).unwrap_or(u32::MAX)
    }

    /// Subjects of the sample that any path read.
    pub(super) fn subjects(&self) -> u64 {
        self.subjects
    }

    /// The people that controls stand for of whom a path read all fields.
    pub(super) fn hits(&self, path: &PathRead) -> u64 {
        let place = |control: &u32| usize::try_from(*control).unwrap_or(usize::MAX);
        let stands_for = |control| self.stands_for.get(place(control)).copied();
        let hit = path.controls.iter().filter_map(stands_for);
        let hit = hit.filter(|person| *person != NOBODY);
        match self.are_joined {
            true => hit.collect::<HashSet<u32>>().len() as u64,
            false => hit.count() as u64,
        }
    }

    /// The most rows that chance explains in a path that has so many hits among the controls.
    pub(super) fn at_most(&self, hits: u64) -> u32 {
        let mut known = self.known.borrow_mut();
        let below = known.range(..=hits).next_back();
        let above = known.range(hits..).next();
        if let (Some((_, below)), Some((_, above))) = (below, above)
            && below == above
        {
            return *below;
        }
        let reached = last(0, self.people, |explains| {
            self.draw(hits, explains).ln_at_least(explains) >= self.ln_probability
        });
        let reached = u32::try_from(reached).unwrap_or(u32::MAX);
        known.insert(hits, reached);
        reached
    }

    /// The logarithm of the probability that chance explains as much in such a path.
    pub(super) fn ln_of(&self, hits: u64, explains: u32) -> f64 {
        self.draw(hits, explains.into())
            .ln_at_least(explains.into())
    }

    /// The logarithm of the probability that chance explains as many more rows in a wider path as it does, given what
    /// the narrower one within it explains: both are told by their hits and the rows that they explain.
    pub(super) fn ln_of_more(&self, narrow: (u64, u32), wide: (u64, u32)) -> f64 {
        let more = u64::from(wide.1.saturating_sub(narrow.1));
        let drawn = self.people.saturating_sub(narrow.1.into());
        let draw = Draw {
            population: drawn + self.controls.saturating_sub(narrow.0),
            marked: wide.0.saturating_sub(narrow.0) + more,
            drawn,
        };
        draw.ln_at_least(more)
    }

    /// The sample as a draw from its own people and the controls.
    fn draw(&self, hits: u64, explains: u64) -> Draw {
        Draw {
            population: self.people + self.controls,
            marked: hits + explains,
            drawn: self.people,
        }
    }
}

/// How many subjects that were read each person has whom any path read, in the order of people.
fn subjects_of_people(seen: &[Seen]) -> Vec<usize> {
    let mut counted: HashSet<u32> = HashSet::new();
    let mut of_person: HashMap<u32, usize> = HashMap::new();
    for told in seen.iter().flat_map(|seen| &seen.told) {
        if counted.insert(told.subject) {
            *of_person.entry(told.person).or_default() += 1;
        }
    }
    let mut all: Vec<(u32, usize)> = of_person.into_iter().collect();
    all.sort_unstable();
    all.into_iter().map(|(_, subjects)| subjects).collect()
}
