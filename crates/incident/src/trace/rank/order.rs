//! The order of paths: most rows over chance first.

use std::cmp::Ordering;

use super::{
    Counts, Explained, PathRead, Question, Size, WIDER,
    against::Against,
    people::People,
    reads::{Told, people_of, told},
};

/// A path that explains a row at least.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its place in the question.
    pub(super) path: usize,
    pub(super) told: Vec<Told>,
    /// Its reads of the people of the sample: positions, lowest first, each once.
    pub(super) positions: Vec<u64>,
    pub(super) explains: u32,
    /// Controls that count as people of the sample do, of whom it read all fields.
    pub(super) hits: u64,
    pub(super) by_chance: u32,
    /// The logarithm of the probability that chance explains as much in this path.
    ln_chance: f64,
}

impl Seen {
    /// Rows over chance.
    pub(super) fn over(&self) -> u32 {
        self.explains.saturating_sub(self.by_chance)
    }

    /// How wide it is: the controls that it read, then its reads of people of the sample.
    pub(super) fn width(&self) -> (u64, usize) {
        (self.hits, self.positions.len())
    }

    /// Subjects of the sample of whom it read all fields.
    fn subjects(&self) -> u64 {
        let mut subjects: Vec<u32> = self.told.iter().map(|told| told.subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects.len() as u64
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
    pub(super) against: Against,
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
                hits: 0,
                by_chance: 0,
                ln_chance: 0.0,
            });
        }
        let against = Against::of(question, &seen);
        for one in &mut seen {
            let path = question.paths.get(one.path);
            one.hits = path.map_or(0, |path| against.hits(path));
            one.by_chance = against.at_most(one.hits);
            one.ln_chance = against.ln_of(one.hits, one.explains);
        }
        seen.sort_by(|one, other| order(question.paths, one, other));
        widen(&against, &mut seen);
        Ranked {
            people,
            seen,
            against,
        }
    }

    pub(super) fn counts(&self, question: &Question<'_>) -> Counts {
        Counts {
            rows: u32::try_from(question.rows.len()).unwrap_or(u32::MAX),
            of: self.people.matched().saturating_add(self.people.nobody),
            matched: self.people.matched(),
            read: self.against.people(),
        }
    }

    /// Everybody of whom all fields were read.
    pub(super) fn population(&self, question: &Question<'_>) -> Size {
        let subjects = self.against.subjects();
        Size::of(question.lots, subjects, question.controls.into())
    }

    pub(super) fn explained(&self, question: &Question<'_>, seen: &Seen) -> Explained {
        let path = question.paths.get(seen.path);
        Explained {
            path: seen.path,
            kind: path.map_or(super::PathKind::Span, |path| path.kind),
            name: path.map(|path| path.name.clone()).unwrap_or_default(),
            explains: seen.explains,
            by_chance_at_most: seen.by_chance,
            size: path.map_or_else(Size::default, |path| {
                Size::of(question.lots, seen.subjects(), path.controls.len() as u64)
            }),
        }
    }
}

/// Most rows over chance; then what chance explains least; then the narrowest: fewest controls, fewest reads, and the
/// narrower kind.
fn order(paths: &[PathRead], one: &Seen, other: &Seen) -> Ordering {
    let name = |seen: &Seen| paths.get(seen.path).map(|path| (path.kind, &path.name));
    (other.over().cmp(&one.over()))
        .then(one.ln_chance.total_cmp(&other.ln_chance))
        .then_with(|| one.width().cmp(&other.width()))
        .then_with(|| name(one).cmp(&name(other)))
}

/// Puts a wider path first that includes the first, if it explains more rows than its greater width does by chance:
/// a leak through all addresses of a network is not to be laid on one of them.
fn widen(against: &Against, seen: &mut [Seen]) {
    loop {
        let Some((first, others)) = seen.split_first() else {
            return;
        };
        let explains_more = |wider: &Seen| {
            let of = |seen: &Seen| (seen.hits, seen.explains);
            wider.explains > first.explains
                && against.ln_of_more(of(first), of(wider)) < WIDER.ln()
                && wider.includes(first)
        };
        let wider = others.iter().enumerate();
        let wider = wider.filter(|(_, wider)| explains_more(wider));
        let narrowest = wider.min_by_key(|(at, wider)| (wider.width(), *at));
        let Some((at, _)) = narrowest else { return };
        if let Some(up_to) = seen.get_mut(..=at + 1) {
            up_to.rotate_right(1);
        }
    }
}
