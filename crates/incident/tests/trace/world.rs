//! A made-up ledger: 1,000 paths, nested as they are, over 10,000 people.
//!
//! 800 addresses read from 1 person to half of everybody; each lies in a network of 5, which lies under a key of 25,
//! which lies on a route of about 115; one path is everything. A read belongs to all of them. Every fifth address
//! shows names alone and so explains nothing of a sample with phone numbers.

use event::{FieldSet, Millis};
use incident::trace::rank::{
    Answer, DRAWS_MIN, Lots, MayBe, PathKind, PathRead, Question, Read, Traced, trace,
};

pub(crate) const PEOPLE: u32 = 10_000;
const LEAVES: usize = 800;
const CONTROLS: u32 = 500;
const NAME: FieldSet = FieldSet(0b01);
const NAME_AND_PHONE: FieldSet = FieldSet(0b11);
/// Milliseconds over which one address reads.
const READING_MS: u64 = 10 * 86_400_000;

/// SplitMix64, written again: a test does not draw its truth from what it tests.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.below(1 << 32) as f64 / (1u64 << 32) as f64
    }
}

/// People, one bit each.
#[derive(Clone)]
pub(crate) struct Set(Vec<u64>);

impl Set {
    fn none() -> Set {
        Set(vec![0; PEOPLE as usize / 64 + 1])
    }

    fn insert(&mut self, person: u32) {
        self.0[person as usize / 64] |= 1 << (person % 64);
    }

    pub(crate) fn has(&self, person: u32) -> bool {
        self.0[person as usize / 64] >> (person % 64) & 1 == 1
    }

    fn unite(&mut self, other: &Set) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(own, other)| *own |= other);
    }

    fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub(crate) fn people(&self) -> Vec<u32> {
        (0..PEOPLE).filter(|person| self.has(*person)).collect()
    }
}

/// A path of the world: which addresses it is made of, and of whom it read name and phone.
pub(crate) struct Path {
    kind: PathKind,
    leaves: std::ops::Range<usize>,
    pub(crate) read: Set,
    pub(crate) size: u64,
    controls: Vec<u32>,
}

pub(crate) struct World {
    seed: u64,
    /// Whom each address read, and which fields of them.
    leaves: Vec<(Set, FieldSet)>,
    pub(crate) paths: Vec<Path>,
    /// Everybody of whom name and phone were read.
    pub(crate) everybody: Vec<u32>,
    controls: Vec<u32>,
}

impl World {
    /// Some people are read more often than others where `is_uneven`.
    pub(crate) fn new(seed: u64, is_uneven: bool) -> World {
        let mut random = Seeded(seed);
        let leaves = (0..LEAVES).map(|leaf| leaf_of(&mut random, leaf, is_uneven));
        let leaves: Vec<(Set, FieldSet)> = leaves.collect();
        let kinds = [
            (PathKind::Address, 1),
            (PathKind::Asn, 5),
            (PathKind::Key, 25),
            (PathKind::Route, 115),
            (PathKind::Span, LEAVES),
        ];
        let spans = kinds.into_iter().flat_map(|(kind, of)| {
            let starts = (0..LEAVES).step_by(of);
            starts.map(move |start| (kind, start..(start + of).min(LEAVES)))
        });
        let mut paths: Vec<Path> = spans
            .map(|(kind, of)| {
                let read = united(&leaves, of.clone());
                Path {
                    kind,
                    size: read.len(),
                    read,
                    leaves: of,
                    controls: Vec::new(),
                }
            })
            .collect();
        let everybody = paths[paths.len() - 1].read.people();
        let controls = drawn(&mut random, &everybody, CONTROLS as usize);
        for path in &mut paths {
            let own = (0..CONTROLS).filter(|at| path.read.has(controls[*at as usize]));
            path.controls = own.collect();
        }
        World {
            seed,
            leaves,
            paths,
            everybody,
            controls,
        }
    }

    /// When an address read somebody: once, within ten days that begin on a day of its own.
    fn read_at(&self, leaf: usize, person: u32) -> Millis {
        let begin = Seeded(self.seed ^ leaf as u64).below(300) * 86_400_000;
        let mut of_read = Seeded(self.seed ^ (leaf as u64) << 32 ^ u64::from(person) << 8);
        Millis((begin + of_read.below(READING_MS)) as i64)
    }

    /// When a path had read somebody's name and phone.
    pub(crate) fn known_at(&self, path: &Path, person: u32) -> Option<Millis> {
        let leaves = path.leaves.clone();
        leaves
            .filter(|leaf| {
                self.leaves[*leaf].1 == NAME_AND_PHONE && self.leaves[*leaf].0.has(person)
            })
            .map(|leaf| self.read_at(leaf, person))
            .min()
    }

    /// Whether all reads of the second are reads of the first.
    pub(crate) fn holds(&self, wide: usize, narrow: usize) -> bool {
        let (wide, narrow) = (&self.paths[wide].leaves, &self.paths[narrow].leaves);
        wide.start <= narrow.start && narrow.end <= wide.end
    }

    /// The reads of these people, path by path.
    pub(crate) fn reads(&self, rows: &[Traced]) -> Vec<PathRead> {
        let mut people: Vec<u32> = rows
            .iter()
            .flat_map(|row| row.may_be.iter().map(|may_be| may_be.subject))
            .collect();
        people.sort_unstable();
        people.dedup();
        let of_leaf = |leaf: usize| {
            let (read, fields) = &self.leaves[leaf];
            let read = people.iter().filter(|person| read.has(**person));
            let read = read.map(move |person| Read {
                subject: *person,
                position: leaf as u64 * u64::from(PEOPLE) + u64::from(*person),
                at: self.read_at(leaf, *person),
                fields: *fields,
            });
            read.collect::<Vec<Read>>()
        };
        let of_leaves: Vec<Vec<Read>> = (0..LEAVES).map(of_leaf).collect();
        let paths = self.paths.iter().enumerate();
        paths
            .map(|(at, path)| PathRead {
                kind: path.kind,
                name: format!("{}-{at}", path.kind.word()),
                reads: of_leaves[path.leaves.clone()].concat(),
                controls: path.controls.clone(),
            })
            .collect()
    }

    /// The answer to rows, over these paths.
    pub(crate) fn answer(&self, rows: &[Traced], paths: &[PathRead], draws: u32) -> Answer {
        let question = Question {
            rows,
            fields: NAME_AND_PHONE,
            paths,
            paths_compared: paths.len() as u64,
            lots: Lots {
                of: self.everybody.len() as u64,
                drawn: self.controls.len() as u64,
            },
            controls: self.controls.len() as u32,
            draws,
            seed: self.seed,
        };
        trace(&question).expect("an answer")
    }

    /// The answer to rows, over all paths of the world, with few draws.
    pub(crate) fn trace(&self, rows: &[Traced]) -> Answer {
        self.answer(rows, &self.reads(rows), DRAWS_MIN)
    }
}

/// People of one address: sizes from 1 to half of everybody, small ones as often as large ones.
fn leaf_of(random: &mut Seeded, leaf: usize, is_uneven: bool) -> (Set, FieldSet) {
    let size = (f64::from(PEOPLE) / 2.0).powf(random.share());
    let mut read = Set::none();
    for _ in 0..size as u32 {
        let share = random.share();
        let share = if is_uneven { share * share } else { share };
        read.insert((share * f64::from(PEOPLE)) as u32);
    }
    match leaf % 5 {
        4 => (read, NAME),
        _ => (read, NAME_AND_PHONE),
    }
}

fn united(leaves: &[(Set, FieldSet)], of: std::ops::Range<usize>) -> Set {
    let mut all = Set::none();
    let whole = leaves[of]
        .iter()
        .filter(|(_, fields)| *fields == NAME_AND_PHONE);
    whole.for_each(|(read, _)| all.unite(read));
    all
}

/// So many of these, without repeating.
pub(crate) fn drawn(random: &mut Seeded, from: &[u32], count: usize) -> Vec<u32> {
    let mut from = from.to_vec();
    let count = count.min(from.len());
    for at in 0..count {
        let other = at + random.below((from.len() - at) as u64) as usize;
        from.swap(at, other);
    }
    from.truncate(count);
    from
}

/// A row that may be any of these.
pub(crate) fn row(subjects: &[u32]) -> Traced {
    let may_be = |subject: &u32| MayBe {
        subject: *subject,
        since: None,
        until: None,
    };
    Traced {
        is_matched: !subjects.is_empty(),
        may_be: subjects.iter().map(may_be).collect(),
    }
}
