//! Scope: the exposure of a selection. Shards are asked by as many threads as there are cores, and
//! summed.

use std::sync::{Mutex, OnceLock};

use env::Disk;
use event::{FieldSet, catalogue::Catalogue};
use ledger::{OpenError, Snapshot};

use crate::{
    answer::{Answer, AsOf, ExposureSet, Pair},
    ask::ask_shards,
    gather::ShardFigures,
    geo::Geo,
    index::{Opened, issued::Basis},
    issued::Feeds,
    kinds::Kinds,
    people::{Reached, Relations},
    plan::{Ground, Plan},
    roster::Roster,
    selection::Selection,
    statement::Statement,
    strict::strict,
    sum::sum,
};

/// What is asked beside the selection.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Fields of which a verdict is wanted.
    pub untouched: Vec<String>,
    /// Whether the set itself is wanted, not only its figures.
    pub set: bool,
    /// Read every part, whatever the index says: the slow twin of leaving parts out.
    pub without_index: bool,
}

impl<'s> Ground<'s> {
    /// Reads what every question rests on.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub fn new(
        disk: &dyn Disk,
        snapshot: &'s Snapshot,
        catalogue: &'s Catalogue,
        catalogue_version: u32,
        geo: Option<&'s Geo>,
    ) -> Result<Ground<'s>, OpenError> {
        let controls = snapshot.controls_but_issuances(disk)?;
        let feeds = Feeds::new(snapshot, catalogue, &[]);
        Ok(Ground {
            snapshot,
            catalogue,
            catalogue_version,
            geo,
            basis: Basis::now(snapshot, &feeds),
            feeds,
            issuances: OnceLock::new(),
            reading: Mutex::default(),
            kinds: Kinds::new(snapshot.genesis.shards, &controls),
            exposed: snapshot.exposed(catalogue),
            relations: Relations::new(&controls),
            opened: Opened::default(),
            controls,
            statements: Vec::new(),
            rosters: Vec::new(),
        })
    }

    /// What an answer is a function of, besides the question.
    #[must_use]
    pub fn as_of(&self) -> AsOf {
        AsOf {
            size: self.snapshot.head.0,
            root: self.snapshot.head.1,
            catalogue: self.catalogue_version,
            relation: self.snapshot.state.relation,
        }
    }

    /// The same, with what people have stated. Their statements stand sealed among the acts, so
    /// whoever has the book key opens them.
    #[must_use]
    pub fn stating(mut self, statements: Vec<Statement>, rosters: Vec<Roster>) -> Ground<'s> {
        self.feeds = Feeds::new(self.snapshot, self.catalogue, &statements);
        self.basis = Basis::now(self.snapshot, &self.feeds);
        self.issuances = OnceLock::new();
        (self.statements, self.rosters) = (statements, rosters);
        self
    }
}

/// Answers a selection whose names are pseudonymous already.
///
/// # Errors
/// When a part cannot be read.
pub fn scope(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
) -> Result<(Answer, ExposureSet), OpenError> {
    let figures = figures(disk, ground, selection, asked)?;
    // Without a relation nothing is made of those who were reached.
    let known = !ground.relations.is_empty();
    let reached = known.then(|| Reached::of(&ground.relations, &figures.0));
    Ok(summed(ground, selection, asked, &figures, reached.as_ref()))
}

/// The answer to a selection, its set where it was asked for, and whom its reads reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The answer.
    pub answer: Answer,
    /// Subjects and fields; empty where it was not asked for.
    pub set: ExposureSet,
    /// Whom its reads reached, by the relations that are known now.
    pub reached: Reached,
    /// The same by relations of before, where they were given.
    pub reached_before: Option<Reached>,
}

/// Answers a selection, and says whom its reads reached by the relations of now and by those of before, which must be
/// a part of them: only of owners who have a book now it is kept when their data was shown.
///
/// # Errors
/// When a part cannot be read.
pub fn scope_reaching(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
    before: Option<&Relations>,
) -> Result<Found, OpenError> {
    let figures = figures(disk, ground, selection, asked)?;
    let reached = Reached::of(&ground.relations, &figures.0);
    let (answer, set) = summed(ground, selection, asked, &figures, Some(&reached));
    Ok(Found {
        answer,
        set,
        reached,
        reached_before: before.map(|of| Reached::of(of, &figures.0)),
    })
}

/// What every shard found, for the selection and, where negative claims are asked for, for its strict reading.
type Both = (Vec<ShardFigures>, Option<Vec<ShardFigures>>);

fn figures(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
) -> Result<Both, OpenError> {
    let plan = Plan::new(selection, ground);
    let figures = ask_shards(disk, ground, &plan, asked.without_index)?;
    let strictly = match strict(selection).filter(|_| !asked.untouched.is_empty()) {
        Some(strictly) => {
            let plan = Plan::new(&strictly, ground);
            Some(ask_shards(disk, ground, &plan, asked.without_index)?)
        }
        None => None,
    };
    Ok((figures, strictly))
}

fn summed(
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
    (figures, strictly): &Both,
    reached: Option<&Reached>,
) -> (Answer, ExposureSet) {
    let strictly = strictly.as_deref().unwrap_or(figures);
    sum(ground, selection, asked, (figures, reached), strictly)
}

impl Pair {
    /// Whether nothing was counted.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Pair::default()
    }
}

/// What is in the first set and not in the second: subjects and fields alike.
#[must_use]
pub fn minus(a: &ExposureSet, b: &ExposureSet) -> ExposureSet {
    let left = a.iter().map(|(subject, fields)| {
        let taken = b.get(subject).map_or(0, |fields| fields.0);
        (
            *subject,
            FieldSet(fields.0 & !taken),
            b.contains_key(subject),
        )
    });
    left.filter(|(_, fields, in_b)| !fields.is_empty() || !in_b)
        .map(|(subject, fields, _)| (subject, fields))
        .collect()
}

/// The catalogue in force, for callers that name fields.
#[must_use]
pub fn field_ids(catalogue: &Catalogue, set: FieldSet) -> Vec<&str> {
    catalogue
        .fields_of(set)
        .map(|field| field.id.as_str())
        .collect()
}
