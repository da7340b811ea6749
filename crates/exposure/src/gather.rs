//! Gathering: from the truth of each row to the figures of one shard. Subjects are disjoint over
//! shards, so subjects, reads and exposures of shards sum (*sum*); accesses that name several subjects
//! and addresses are unions, so a shard gives keys for them.
//!
//! One figure at a time over the rows that match. Rows are walked subject by subject, so that what is
//! looked up of a subject is looked up once.

use std::collections::BTreeMap;

use event::{Millis, Outcome, SubjectKind};
use hashbrown::{HashMap, HashSet};
use ledger::{Columns, SubjectId};

use crate::{
    eval::Rows,
    kinds::Course,
    plan::{Plan, TRUE, UNDECIDED, outcome_of},
    reasons::reasons,
    touched::Touched,
};

/// What one shard found.
#[derive(Debug, Default)]
pub(crate) struct ShardFigures {
    pub(crate) single_accesses: u64,
    /// Accesses that name several subjects.
    pub(crate) accesses: Vec<u64>,
    pub(crate) reads: u64,
    pub(crate) records: Option<u64>,
    pub(crate) denied: u64,
    pub(crate) ghost_reads: u64,
    pub(crate) ghost_names: HashSet<u64>,
    pub(crate) unnamed_reads: u64,
    pub(crate) unnamed_reach: u64,
    pub(crate) unnamed_unknown: bool,
    pub(crate) undecided_reads: u64,
    pub(crate) undecided_subjects: HashSet<u32>,
    pub(crate) undecided_because: BTreeMap<&'static str, u64>,
    pub(crate) undecided_by_shape: Tally,
    pub(crate) span: Option<(Millis, Millis)>,
    ip4: HashSet<u32>,
    ip6: HashSet<[u8; 16]>,
    /// Addresses, ascending: one list once the shard is finished.
    pub(crate) ip4_lists: Vec<Vec<u32>>,
    pub(crate) ip6_lists: Vec<Vec<[u8; 16]>>,
    pub(crate) reads_by_shape: Tally,
    pub(crate) reads_by_kind: [u64; KINDS],
    pub(crate) touched: Touched,
    /// Subject → kinds it had at its reads, a bit each.
    pub(crate) kinds: Vec<u8>,
    /// Reads that showed the recipients of an owner with an address book: for the second stage.
    pub(crate) shown: Vec<(u32, Vec<Millis>)>,
}

const KINDS: usize = SubjectKind::ALL.len();

/// Counts by the number of a shape.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    low: Vec<u64>,
    high: HashMap<u32, u64>,
}

/// Shapes counted in a list, 8 bytes each; those beyond are counted in a table, because a flood of
/// requests that no route matches may bring millions.
const LOW_SHAPES: u32 = 1 << 12;

impl Tally {
    fn count(&mut self, shape: u32) {
        self.add(shape, 1);
    }

    /// Counts so many at once.
    pub(crate) fn add(&mut self, shape: u32, reads: u64) {
        if reads == 0 {
            return;
        }
        if shape >= LOW_SHAPES {
            *self.high.entry(shape).or_default() += reads;
            return;
        }
        let at = shape as usize;
        if self.low.len() <= at {
            self.low.resize(at + 1, 0);
        }
        if let Some(count) = self.low.get_mut(at) {
            *count += reads;
        }
    }

    /// Shapes that were counted at least once.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let low = (0u32..)
            .zip(self.low.iter().copied())
            .filter(|(_, count)| *count > 0);
        low.chain(self.high.iter().map(|(shape, count)| (*shape, *count)))
    }
}

/// Adds the rows of one piece to the figures of its shard. `sorted` says that its rows stand by subject.
pub(crate) fn gather(
    out: &mut ShardFigures,
    truths: &[u8],
    rows: Rows<'_>,
    plan: &Plan,
    sorted: bool,
) {
    let c = rows.columns;
    let mut hits = rows_that_are(truths, TRUE);
    if !sorted {
        hits.sort_by_key(|row| c.subject.get(*row as usize));
    }
    let mut undecided = rows_that_are(truths, UNDECIDED);
    out.beside(c, &hits);
    // Figures are of what was handed out, unless the selection itself speaks of the outcome.
    if !plan.names_outcome {
        let served = |row: &u32| outcome_of(c, *row as usize) == Outcome::Served;
        out.denied += hits
            .iter()
            .filter(|row| outcome_of(c, **row as usize) == Outcome::Denied)
            .count() as u64;
        hits.retain(served);
        undecided.retain(served);
    }
    out.count(c, &hits);
    out.addresses(c, &hits);
    out.subjects(rows, &hits);
    if !undecided.is_empty() {
        out.undecided(rows, plan, &undecided);
    }
}

fn rows_that_are(truths: &[u8], wanted: u8) -> Vec<u32> {
    (0u32..)
        .zip(truths)
        .filter(|(_, truth)| **truth == wanted)
        .map(|(row, _)| row)
        .collect()
}

impl ShardFigures {
    /// Puts keys in order, each once: what stands in order is quick to unite.
    pub(crate) fn finish(&mut self) {
        self.accesses.sort_unstable();
        self.accesses.dedup();
        let mut ip4: Vec<u32> = std::mem::take(&mut self.ip4).into_iter().collect();
        ip4.sort_unstable();
        self.ip4_lists.push(ip4);
        let mut ip6: Vec<[u8; 16]> = std::mem::take(&mut self.ip6).into_iter().collect();
        ip6.sort_unstable();
        self.ip6_lists.push(ip6);
    }

    /// Ghosts, which stand beside the figures.
    fn beside(&mut self, c: &Columns, hits: &[u32]) {
        for row in hits.iter().map(|row| *row as usize) {
            if let Some(ghost) = c.ghost.get(row)
                && outcome_of(c, row) == Outcome::Missing
            {
                self.ghost_reads += 1;
                self.ghost_names.insert(ghost);
            }
        }
    }

    /// Reads, accesses, records, shapes and the span of time.
    fn count(&mut self, c: &Columns, hits: &[u32]) {
        self.reads += hits.len() as u64;
        for row in hits.iter().map(|row| *row as usize) {
            self.reads_by_shape
                .count(c.shape.values.get(row).copied().unwrap_or(0));
            match c.access.get(row) {
                Some(access) => self.accesses.push(access),
                None => self.single_accesses += 1,
            }
            if let Some(records) = c.records.get(row) {
                *self.records.get_or_insert(0) += u64::from(records);
            }
            let time = c.time_of(row);
            let (first, last) = self.span.unwrap_or((time, time));
            self.span = Some((first.min(time), last.max(time)));
        }
    }

    fn addresses(&mut self, c: &Columns, hits: &[u32]) {
        let mut last = None;
        for row in hits.iter().map(|row| *row as usize) {
            let ip4 = c.ip4.get(row);
            match ip4 {
                Some(_) if ip4 == last => {}
                Some(ip) => drop(self.ip4.insert(ip)),
                None => self.ip6.extend(c.ip6.get(row)),
            }
            last = ip4;
        }
    }

    fn subjects(&mut self, rows: Rows<'_>, hits: &[u32]) {
        let (c, ground) = (rows.columns, rows.ground);
        let mut run: Option<Run<'_>> = None;
        for row in hits.iter().map(|row| *row as usize) {
            let shape = c.shape.values.get(row).copied().unwrap_or(0);
            let Some(id) = ground.subject_of(c, row) else {
                self.unnamed(c, row);
                continue;
            };
            if run.as_ref().is_none_or(|run| run.id != id) {
                self.close(run.take());
            }
            let shows = ground
                .exposed
                .get(shape as usize)
                .is_some_and(|exposed| !exposed.recipient_fields.is_empty());
            run.get_or_insert_with(|| Run::of(rows, id))
                .read(shape, c.time_of(row), shows);
        }
        self.close(run);
    }

    fn unnamed(&mut self, c: &Columns, row: usize) {
        if c.ghost.is_valid(row) {
            return;
        }
        self.unnamed_reads += 1;
        match c.reach.get(row) {
            Some(reach) => self.unnamed_reach = self.unnamed_reach.saturating_add(reach),
            None => self.unnamed_unknown = true,
        }
    }

    /// Adds the reads of one subject.
    fn close(&mut self, run: Option<Run<'_>>) {
        let Some(mut run) = run else { return };
        run.shapes.sort_unstable();
        run.shapes.dedup();
        self.touched.add(run.id, &run.shapes);
        for (code, reads) in (0u8..).zip(run.kinds) {
            self.kind_read(run.id, code, reads);
        }
        if !run.shown.is_empty() {
            self.shown.push((run.id, run.shown));
        }
    }

    /// Adds reads of a subject while it was of a kind.
    pub(crate) fn kind_read(&mut self, id: u32, kind: u8, reads: u64) {
        let at = id as usize;
        if self.kinds.len() <= at {
            self.kinds.resize(at + 1, 0);
        }
        if let (Some(total), Some(mask), 1..) = (
            self.reads_by_kind.get_mut(usize::from(kind)),
            self.kinds.get_mut(at),
            reads,
        ) {
            *total += reads;
            *mask |= 1 << kind;
        }
    }

    fn undecided(&mut self, rows: Rows<'_>, plan: &Plan, undecided: &[u32]) {
        let c = rows.columns;
        self.undecided_reads += undecided.len() as u64;
        let mut last = None;
        for row in undecided.iter().map(|row| *row as usize) {
            self.undecided_by_shape
                .count(c.shape.values.get(row).copied().unwrap_or(0));
            let subject = rows.ground.subject_of(c, row);
            if subject != last {
                self.undecided_subjects.extend(subject);
            }
            last = subject;
        }
        for (why, reads) in reasons(&plan.root, rows, undecided) {
            *self.undecided_because.entry(why).or_default() += reads;
        }
    }
}

/// Reads of one subject that follow each other.
struct Run<'k> {
    id: u32,
    course: Course<'k>,
    has_book: bool,
    shapes: Vec<u32>,
    kinds: [u64; KINDS],
    shown: Vec<Millis>,
}

impl<'k> Run<'k> {
    fn of(rows: Rows<'k>, id: u32) -> Run<'k> {
        let (ground, subject) = (
            rows.ground,
            SubjectId {
                shard: rows.shard,
                id,
            },
        );
        Run {
            id,
            course: ground.kinds.course(&ground.snapshot.state, subject),
            has_book: ground.relations.has_book(subject.to_u64()),
            shapes: Vec::new(),
            kinds: [0; KINDS],
            shown: Vec::new(),
        }
    }

    fn read(&mut self, shape: u32, time: Millis, shows_recipients: bool) {
        if !self
            .shapes
            .iter()
            .rev()
            .take(4)
            .any(|known| *known == shape)
        {
            self.shapes.push(shape);
        }
        if let Some(count) = self.kinds.get_mut(usize::from(self.course.at(time).code())) {
            *count += 1;
        }
        if shows_recipients && self.has_book {
            self.shown.push(time);
        }
    }
}

/// The values of some lists, each of which ascends, ascending and each once: lists are joined two by two.
pub(crate) fn unite<T: Ord + Copy>(mut lists: Vec<Vec<T>>) -> Vec<T> {
    lists.retain(|list| !list.is_empty());
    while lists.len() > 1 {
        let mut pairs = lists.into_iter();
        let mut joined = Vec::new();
        while let Some(one) = pairs.next() {
            joined.push(match pairs.next() {
                Some(other) => join(&one, &other),
                None => one,
            });
        }
        lists = joined;
    }
    lists.pop().unwrap_or_default()
}

fn join<T: Ord + Copy>(a: &[T], b: &[T]) -> Vec<T> {
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let (mut a, mut b) = (a, b);
    while let (Some((first, a_rest)), Some((other, b_rest))) = (a.split_first(), b.split_first()) {
        out.push(*first.min(other));
        if first <= other {
            a = a_rest;
        }
        if other <= first {
            b = b_rest;
        }
    }
    out.extend_from_slice(a);
    out.extend_from_slice(b);
    out
}

/// The kinds of a mask.
pub(crate) fn kinds_of(mask: u8) -> impl Iterator<Item = SubjectKind> {
    SubjectKind::ALL
        .iter()
        .copied()
        .filter(move |kind| mask >> kind.code() & 1 == 1)
}
