//! The test by lot: as many people are drawn blindly from the controls, again and again, and the best path of each
//! draw is held against the first.
//!
//! The bound of each path is computed as if everybody were read alike. This counts, and knows better: some people are
//! read often, by everybody who serves them, and a leak of such people from elsewhere fits whoever reads often. So each
//! person of the sample is drawn anew among controls who are read as often, by paths that have nothing to do with
//! the first: neither by those which include it nor by those which it includes.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use hashbrown::{HashMap, HashSet};

use super::{
    Question,
    order::{Ranked, Seen},
};
use crate::trace::seeded::Seeded;

/// A person is drawn among this part of the controls at least, those read about as often.
const ALIKE_PART: usize = 20;

/// A person is drawn among so many controls at least.
const ALIKE_MIN: usize = 20;

/// What blind draws gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// Draws that were made.
    pub draws: u32,
    /// Draws in which any path has as many rows over chance as the first.
    pub reached: u32,
    /// The chance that a blind sample does as well: (reached + 1) / (draws + 1).
    pub p: f64,
}

/// Draws blindly, and counts the draws in which any path has as many rows over chance as the first.
pub(super) fn permutation(question: &Question<'_>, ranked: &Ranked, first: &Seen) -> Permutation {
    let often = Often::of(question, ranked, first);
    let mut marks = Marks::of(question, ranked, first.over());
    let people = often.people(ranked);
    let mut random = Seeded::new(question.seed);
    let draws = 1..=question.draws;
    let reached = draws
        .filter(|draw| marks.are_reached(*draw, &people, &often.controls, &mut random))
        .count();
    let reached = u32::try_from(reached).unwrap_or(u32::MAX);
    Permutation {
        draws: question.draws,
        reached,
        p: (f64::from(reached) + 1.0) / (f64::from(question.draws) + 1.0),
    }
}

/// One person of the sample: for each subject that it may be the controls that this is drawn among.
type Person = Vec<Range<usize>>;

/// How often people are read, by the number of paths that have nothing to do with the first.
struct Often {
    /// The controls, those read least first.
    controls: Vec<u32>,
    /// How often each of them is read.
    of_control: Vec<u32>,
    of_subject: HashMap<u32, u32>,
}

impl Often {
    fn of(question: &Question<'_>, ranked: &Ranked, first: &Seen) -> Often {
        let is_kin = |seen: &&Seen| seen.includes(first) || first.includes(seen);
        let kin: HashSet<usize> = ranked
            .seen
            .iter()
            .filter(is_kin)
            .map(|seen| seen.path)
            .collect();
        let mut often = vec![0u32; usize::try_from(question.controls).unwrap_or(0)];
        for (_, path) in question
            .paths
            .iter()
            .enumerate()
            .filter(|(at, _)| !kin.contains(at))
        {
            for control in &path.controls {
                if let Some(often) = often.get_mut(place(*control)) {
                    *often += 1;
                }
            }
        }
        let mut of_subject: HashMap<u32, u32> = HashMap::new();
        for seen in ranked.seen.iter().filter(|seen| !kin.contains(&seen.path)) {
            for told in &seen.told {
                *of_subject.entry(told.subject).or_default() += 1;
            }
        }
        let mut sorted: Vec<(u32, u32)> = often.into_iter().zip(0..).collect();
        sorted.sort_unstable();
        Often {
            controls: sorted.iter().map(|(_, control)| *control).collect(),
            of_control: sorted.into_iter().map(|(often, _)| often).collect(),
            of_subject,
        }
    }

    /// The people of the sample whom any path read.
    fn people(&self, ranked: &Ranked) -> Vec<Person> {
        let told = ranked.seen.iter().flat_map(|seen| &seen.told);
        let mut subjects: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for told in told {
            subjects
                .entry(told.person)
                .or_default()
                .insert(told.subject);
        }
        let people = subjects.into_values();
        let alike = |subject| self.alike(self.of_subject.get(&subject).copied().unwrap_or(0));
        people
            .map(|of_one| of_one.into_iter().map(alike).collect())
            .collect()
    }

    /// The controls that are read so often; where they are too few, those read about as often.
    fn alike(&self, often: u32) -> Range<usize> {
        let all = self.of_control.len();
        let wanted = (all / ALIKE_PART).max(ALIKE_MIN).min(all);
        let start = self.of_control.partition_point(|of| *of < often);
        let end = self.of_control.partition_point(|of| *of <= often);
        if end - start >= wanted {
            return start..end;
        }
        let middle = (start + end) / 2;
        let start = middle.saturating_sub(wanted / 2).min(all - wanted);
        start..start + wanted
    }
}

/// What each path must explain of a draw.
struct Marks {
    /// The paths that read each control, by their place in `counted`.
    paths_of: Vec<Vec<u32>>,
    counted: Vec<Counted>,
}

/// A path while a draw is counted.
#[derive(Clone, Copy)]
struct Counted {
    /// Rows with which it reaches the mark.
    mark: u32,
    rows: u32,
    /// The draw and the person that were counted last, from 1: another draw begins anew, and several subjects of one
    /// person count once.
    last: (u32, u32),
}

impl Marks {
    fn of(question: &Question<'_>, ranked: &Ranked, over: u32) -> Marks {
        let mut paths_of = vec![Vec::new(); usize::try_from(question.controls).unwrap_or(0)];
        let mut counted: Vec<Counted> = Vec::new();
        for path in question.paths {
            let mark = ranked
                .against
                .at_most(ranked.against.hits(path))
                .saturating_add(over);
            // A path that chance alone nearly fills cannot stand out, whatever is drawn.
            if mark > ranked.against.people() {
                continue;
            }
            let at = u32::try_from(counted.len()).unwrap_or(u32::MAX);
            counted.push(Counted {
                mark,
                rows: 0,
                last: (0, 0),
            });
            for control in &path.controls {
                if let Some(paths) = paths_of.get_mut(place(*control)) {
                    paths.push(at);
                }
            }
        }
        Marks { paths_of, counted }
    }

    /// Draws for the so-manieth time, from 1, and says whether any path reached its mark.
    fn are_reached(
        &mut self,
        draw: u32,
        people: &[Person],
        controls: &[u32],
        random: &mut Seeded,
    ) -> bool {
        let mut is_reached = false;
        for (person, subjects) in (1u32..).zip(people) {
            for alike in subjects {
                let among = u32::try_from(alike.len()).unwrap_or(u32::MAX);
                let at = alike.start + place(random.below(among));
                let control = controls.get(at).copied().unwrap_or(u32::MAX);
                for path in self.paths_of.get(place(control)).into_iter().flatten() {
                    if let Some(path) = self.counted.get_mut(place(*path)) {
                        is_reached |= path.count(draw, person);
                    }
                }
            }
        }
        is_reached
    }
}

impl Counted {
    /// Counts a person of a draw; whether the mark is reached.
    fn count(&mut self, draw: u32, person: u32) -> bool {
        if self.last.0 != draw {
            self.rows = 0;
        }
        if self.last != (draw, person) {
            (self.rows, self.last) = (self.rows + 1, (draw, person));
        }
        self.rows >= self.mark
    }
}

/// A number as a place; one that is none is beyond every end.
fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
