//! The order of paths: most rows over chance first.

use std::{cell::RefCell, cmp::Ordering, collections::BTreeMap};

use hashbrown::{HashMap, HashSet};

use super::{
    CHANCE, Counts, Explained, PathRead, Question, WIDER,
    people::People,
    reads::{Told, people_of, told},
};
use crate::trace::chance::{Draw, any_of, as_f64};

/// A path that explains a row at least.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its place in the question.
    pub(super) path: usize,
    pub(super) told: Vec<Told>,
    /// Its reads of the people of the sample: positions, lowest first, each once.
    pub(super) positions: Vec<u64>,
    pub(super) explains: u32,
    pub(super) by_chance: u32,
    /// The logarithm of the probability that chance explains as much in this path.
    ln_chance: f64,
}

impl Seen {
    /// Rows over chance.
    pub(super) fn over(&self) -> u32 {
        self.explains.saturating_sub(self.by_chance)
    }

    /// Whether it has every read of the other.
    pub(super) fn includes(&self, other: &Seen) -> bool {
        let has = |position| self.positions.binary_search(position).is_ok();
        other.positions.len() <= self.positions.len() && other.positions.iter().all(has)
    }
}

/// The people of a sample, and the paths that explain any of them, best first.
pub(super) struct Ranked {
    pub(super) people: People,
    pub(super) seen: Vec<Seen>,
    pub(super) chances: Chances,
}

impl Ranked {
    pub(super) fn of(question: &Question<'_>, people: People) -> Ranked {
        let mut seen: Vec<Seen> = Vec::new();
        for (path, of) in question.paths.iter().enumerate() {
            let told = told(of.reads.iter(), question.fields, &people);
            if told.is_empty() {
                continue;
            }
            let explains = people_of(&told);
            let mut positions: Vec<u64> = of.reads.iter().map(|read| read.position).collect();
            positions.sort_unstable();
            positions.dedup();
            seen.push(Seen {
                path,
                told,
                positions,
                explains,
                by_chance: 0,
                ln_chance: 0.0,
            });
        }
        let chances = Chances::of(question, &seen);
        for one in &mut seen {
            let size = question.paths.get(one.path).map_or(0, |path| path.size);
            one.by_chance = chances.at_most(size);
            one.ln_chance = chances.ln_of(size, one.explains);
        }
        seen.sort_by(|one, other| order(question.paths, one, other));
        widen(question.paths, &chances, &mut seen);
        Ranked {
            people,
            seen,
            chances,
        }
    }

    pub(super) fn counts(&self, question: &Question<'_>) -> Counts {
        Counts {
            rows: u32::try_from(question.rows.len()).unwrap_or(u32::MAX),
            of: self.people.matched().saturating_add(self.people.nobody),
            matched: self.people.matched(),
            read: self.chances.people(),
        }
    }

    pub(super) fn explained(&self, question: &Question<'_>, seen: &Seen) -> Explained {
        let path = question.paths.get(seen.path);
        Explained {
            path: seen.path,
            kind: path.map_or(super::PathKind::Span, |path| path.kind),
            name: path.map(|path| path.name.clone()).unwrap_or_default(),
            explains: seen.explains,
            by_chance_at_most: seen.by_chance,
            size: path.map_or(0, |path| path.size),
        }
    }
}

/// Most rows over chance; then what chance explains least; then the narrowest: fewest subjects, fewest reads, and the
/// narrower kind.
fn order(paths: &[PathRead], one: &Seen, other: &Seen) -> Ordering {
    let path = |seen: &Seen| {
        paths
            .get(seen.path)
            .map(|path| (path.size, path.kind, &path.name))
    };
    let (a, b) = (path(one), path(other));
    let size = |of: &Option<(u64, _, _)>| of.as_ref().map(|of| of.0);
    let by_chance = one.ln_chance.total_cmp(&other.ln_chance);
    (other.over().cmp(&one.over()))
        .then(by_chance)
        .then(size(&a).cmp(&size(&b)))
        .then(one.positions.len().cmp(&other.positions.len()))
        .then(a.map(|of| (of.1, of.2)).cmp(&b.map(|of| (of.1, of.2))))
}

/// Puts a wider path first that includes the first, if it explains more rows than its greater width does by chance:
/// a leak through all addresses of a network is not to be laid on one of them.
fn widen(paths: &[PathRead], chances: &Chances, seen: &mut [Seen]) {
    let size = |seen: &Seen| paths.get(seen.path).map_or(0, |path| path.size);
    loop {
        let Some((first, others)) = seen.split_first() else {
            return;
        };
        let explains_more = |wider: &Seen| {
            let (narrow, wide) = ((size(first), first.explains), (size(wider), wider.explains));
            wide.0 > narrow.0
                && wide.1 > narrow.1
                && chances.ln_of_more(narrow, wide) < WIDER.ln()
                && wider.includes(first)
        };
        let wider = others.iter().enumerate();
        let wider = wider.filter(|(_, wider)| explains_more(wider));
        let narrowest = wider.min_by_key(|(at, wider)| (size(wider), *at));
        let Some((at, _)) = narrowest else { return };
        if let Some(up_to) = seen.get_mut(..=at + 1) {
            up_to.rotate_right(1);
        }
    }
}

/// What chance explains in a path, by its size.
pub(super) struct Chances {
    population: u64,
    /// How many people that were read have so many subjects that were read.
    subjects: BTreeMap<u64, u64>,
    /// The probability that chance may have in one path.
    probability: f64,
    /// What is known already. It grows with the size, so that two equal neighbours say all between them.
    known: RefCell<BTreeMap<u64, u32>>,
}

impl Chances {
    fn of(question: &Question<'_>, seen: &[Seen]) -> Chances {
        let mut counted: HashSet<u32> = HashSet::new();
        let mut of_person: HashMap<u32, u64> = HashMap::new();
        for told in seen.iter().flat_map(|seen| &seen.told) {
            if counted.insert(told.subject) {
                *of_person.entry(told.person).or_default() += 1;
            }
        }
        let mut subjects: BTreeMap<u64, u64> = BTreeMap::new();
        for count in of_person.into_values() {
            *subjects.entry(count).or_default() += 1;
        }
        Chances {
            population: question.population,
            subjects,
            probability: CHANCE / as_f64(question.paths_compared.max(1)),
            known: RefCell::default(),
        }
    }

    /// People whom any path read.
    pub(super) fn people(&self) -> u32 {
        u32::try_from(self.subjects.values().sum::<u64>()).unwrap_or(u32::MAX)
    }

    /// The most rows that chance explains in a path of this size.
    pub(super) fn at_most(&self, size: u64) -> u32 {
        let mut known = self.known.borrow_mut();
        let below = known
            .range(..=size)
            .next_back()
            .map(|(_, at_most)| *at_most);
        let above = known.range(size..).next().map(|(_, at_most)| *at_most);
        if let (Some(below), Some(above)) = (below, above)
            && below == above
        {
            return below;
        }
        let reached = self.draw(size).reaches(self.probability);
        let reached = u32::try_from(reached).unwrap_or(u32::MAX);
        known.insert(size, reached);
        reached
    }

    fn ln_of(&self, size: u64, explains: u32) -> f64 {
        self.draw(size).ln_at_least(explains.into())
    }

    /// The logarithm of the probability that chance explains as many more rows in a wider path as it does, given what
    /// the narrower one within it explains.
    fn ln_of_more(&self, narrow: (u64, u32), wide: (u64, u32)) -> f64 {
        let (within, whole) = (self.draw(narrow.0), self.draw(wide.0));
        let left = Draw {
            population: whole.population - within.marked,
            marked: whole.marked.saturating_sub(within.marked),
            drawn: within.drawn.saturating_sub(narrow.1.into()),
        };
        let drawn = left.drawn.min(left.population);
        Draw { drawn, ..left }.ln_at_least(wide.1.saturating_sub(narrow.1).into())
    }

    /// A blind draw of as many people. Somebody with several subjects is hit more often, so the path counts as if it
    /// had read so many more, rounded up.
    fn draw(&self, size: u64) -> Draw {
        let size = size.min(self.population);
        let drawn = self.subjects.values().sum::<u64>().min(self.population);
        let hit = |(subjects, people): (&u64, &u64)| {
            any_of(self.population, size, *subjects) * as_f64(*people)
        };
        let marked = match self.subjects.keys().all(|subjects| *subjects == 1) {
            true => size,
            false => {
                let share = self.subjects.iter().map(hit).sum::<f64>() / as_f64(drawn.max(1));
                rounded_up(share * as_f64(self.population)).clamp(size, self.population)
            }
        };
        Draw {
            population: self.population,
            marked,
            drawn,
        }
    }
}

/// A number of people as a whole number; what is no number is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from f64 stops at the ends of u64, and these are numbers of people"
)]
fn rounded_up(of: f64) -> u64 {
    of.ceil() as u64
}
