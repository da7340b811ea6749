//! How many subjects each path read, and how many paths there are.
//!
//! A size is never too small, for a path that looks narrower than it is would look guilty. One breakdown a kind of
//! path gives a bound: the subjects of whom it read the field of the sample that was read of the fewest. That is exact
//! where the sample shows one field; where it shows more, paths that come near the first are asked one by one.

use std::collections::{BTreeMap, HashMap};

use event::{ErrorClass, FieldSet};
use exposure::{Dimension, Ground, selection::Selection};
use incident::{
    case::Number,
    trace::rank::{Answer, PathKind, PathRead, Question, RankError, Verdict, trace},
};

use super::{answering::shown_whole, paths::Way};
use crate::{asking, failure::Failure, home::Home};

/// Values of one kind of path whose size is told; what has fewer subjects than the last of them counts as having as
/// many as that one.
const TOLD_MAX: usize = 20_000;

/// How many times paths that have come near the first are asked one by one.
const ROUNDS_MAX: usize = 4;

/// Kinds of path that the ledger breaks reads down by.
const BY: [(PathKind, Dimension); 7] = [
    (PathKind::Key, Dimension::Key),
    (PathKind::Route, Dimension::Route),
    (PathKind::Client, Dimension::Client),
    (PathKind::Asn, Dimension::Asn),
    (PathKind::Address, Dimension::Ip),
    (PathKind::Actor, Dimension::Actor),
    (PathKind::Credential, Dimension::Credential),
];

/// What sizes are asked of.
pub(super) struct Sizing<'a> {
    pub(super) home: &'a Home,
    pub(super) ground: &'a Ground<'a>,
    /// The selection of every read that may count, as text.
    pub(super) reads: &'a str,
    /// The same for the field that was read of the fewest.
    pub(super) rarest: &'a str,
    pub(super) fields: FieldSet,
    pub(super) population: u64,
    /// Subjects in the frozen scope of each incident, by its number.
    pub(super) incidents: &'a BTreeMap<Number, u64>,
}

/// The sizes of one kind of path.
struct OfKind {
    of: HashMap<String, u64>,
    /// What a value that is not among them has at most.
    beyond: u64,
}

impl Sizing<'_> {
    /// Gives every path a size that is not too small; gives the number of all paths.
    pub(super) fn bound(&self, ways: &[Way<'_>], paths: &mut [PathRead]) -> Result<u64, Failure> {
        let selection = self.parsed(self.rarest)?;
        let disk = self.home.disk();
        let mut compared = self.incidents.len() as u64;
        for (kind, dimension) in BY {
            let of = exposure::by(disk, self.ground, &selection, dimension, TOLD_MAX)?;
            compared += of.values;
            let beyond = of.top.last().map_or(0, |last| last.subjects);
            let named = of.top.into_iter();
            let named = named.filter_map(|one| Some((one.value?, one.subjects)));
            let sizes = OfKind {
                of: named.collect(),
                beyond,
            };
            let of_kind = paths.iter_mut().filter(|path| path.kind == kind);
            of_kind.for_each(|path| path.size = sizes.of(&path.name));
        }
        for (way, path) in ways.iter().zip(paths.iter_mut()) {
            if let Way::Incident(id) = way {
                path.size = self.incidents.get(id).copied().unwrap_or(u64::MAX);
            }
            path.size = path.size.clamp(self.told(path), self.population);
        }
        Ok(compared.max(paths.len() as u64))
    }

    /// Answers the question; as long as a path that the answer names has a bound for its size, that is asked and the
    /// question answered anew.
    pub(super) fn answer(
        &self,
        question: &Question<'_>,
        ways: &[Way<'_>],
        paths: &mut [PathRead],
    ) -> Result<Answer, Failure> {
        let mut exact = vec![self.fields.len() <= 1; paths.len()];
        let mut round = 0;
        loop {
            let answer = trace(&Question { paths, ..*question }).map_err(contradicts)?;
            let bounded: Vec<usize> = named(&answer)
                .into_iter()
                .filter(|at| exact.get(*at) == Some(&false))
                .collect();
            if bounded.is_empty() || round == ROUNDS_MAX {
                return Ok(answer);
            }
            for at in bounded {
                if let (Some(way), Some(path)) = (ways.get(at), paths.get_mut(at)) {
                    path.size = self.exactly(way, path)?;
                }
                exact
                    .get_mut(at)
                    .into_iter()
                    .for_each(|exact| *exact = true);
            }
            round += 1;
        }
    }

    /// The subjects of whom a path read every field.
    fn exactly(&self, way: &Way<'_>, path: &PathRead) -> Result<u64, Failure> {
        let Some(test) = test(way) else {
            return Ok(path.size);
        };
        let selection = self.parsed(&format!("{} AND {test}", self.reads))?;
        let size = shown_whole(self.home, self.ground, &selection, self.fields)?
            .1
            .len() as u64;
        Ok(size.clamp(self.told(path), self.population))
    }

    /// Subjects of the sample in the reads of a path: it has that size at least.
    fn told(&self, path: &PathRead) -> u64 {
        let mut shown: HashMap<u32, FieldSet> = HashMap::new();
        for read in &path.reads {
            *shown.entry(read.subject).or_insert(FieldSet::EMPTY) |= read.fields;
        }
        let whole = shown
            .values()
            .filter(|shown| **shown & self.fields == self.fields);
        (whole.count() as u64).min(self.population)
    }

    fn parsed(&self, text: &str) -> Result<Selection, Failure> {
        asking::parse(self.ground.catalogue, text)
    }
}

impl OfKind {
    fn of(&self, name: &str) -> u64 {
        self.of.get(name).copied().unwrap_or(self.beyond)
    }
}

/// The paths that an answer rests on, by their places.
fn named(answer: &Answer) -> Vec<usize> {
    let first = answer.ranking.iter().take(8).map(|path| path.path);
    let mut all: Vec<usize> = first.collect();
    if let Verdict::Points {
        next_best: Some(next),
        ..
    } = &answer.verdict
    {
        all.push(next.path);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The test of a selection for a path; an incident has its size already.
fn test(way: &Way<'_>) -> Option<String> {
    let column = match way.kind() {
        PathKind::Key => "key",
        PathKind::Route => "route",
        PathKind::Client => "client",
        PathKind::Asn => return Some(format!("asn = {}", way.name())),
        PathKind::Address => "ip",
        PathKind::Actor => "actor",
        PathKind::Credential => "credential",
        PathKind::Incident | PathKind::Span => return None,
    };
    Some(format!("{column} = '{}'", way.name().replace('\'', "''")))
}

/// A question that contradicts itself is a mistake of whoever put it together.
fn contradicts(error: RankError) -> Failure {
    Failure::new(ErrorClass::Internal, error.to_string())
}
