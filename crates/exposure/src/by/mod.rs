//! Breaking a selection down: how many people each address, key, client or route read.
//!
//! Distinct people never add over values, so each shard unites the reads of a subject over all its parts
//! and counts the subject once a value; over shards, whose subjects are disjoint, the counts sum (*sum*).

mod groups;
mod part;

use env::Disk;
use hashbrown::HashMap;
use ledger::{OpenError, Piece, SubjectId};

use crate::{
    cores::each_shard,
    fast::Fast,
    ids::PseudoId,
    plan::{Ground, Plan},
    selection::Selection,
};

use groups::{Group, Groups, Key};
use part::Asking;

/// What reads are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Address.
    Ip,
    /// Number of the network's operator.
    Asn,
    /// Country of the address.
    Country,
    /// Client, as it called itself.
    Client,
    /// Signing key.
    Key,
    /// Route of the catalogue.
    Route,
    /// Feed.
    Source,
    /// Actor, pseudonymous.
    Actor,
    /// Credential, by its keyed hash.
    Credential,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value; `None` for reads without one.
    pub value: Option<String>,
    /// Reads that count, as those of a scope do.
    pub reads: u64,
    /// Distinct named subjects.
    pub subjects: u64,
}

/// The values of a selection's reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breakdown {
    /// How many values there are, reads without one not counted as one.
    pub values: u64,
    /// Those with the most subjects, then the most reads, then by the value.
    pub top: Vec<Value>,
}

/// Breaks the reads of a selection down; at most `top` values are told.
///
/// # Errors
/// When a part cannot be read.
pub fn by(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
    dimension: Dimension,
    top: usize,
) -> Result<Breakdown, OpenError> {
    let plan = Plan::new(selection, ground);
    let names = Names::of(ground, dimension);
    let fast = Fast::of(&plan, ground);
    let of_shard = |shard| {
        let asking = Asking {
            disk,
            ground,
            plan: &plan,
            fast: fast.as_ref(),
            shard,
            dimension,
            names: &names,
        };
        shard_groups(&asking)
    };
    let shards = each_shard(ground.snapshot.genesis.shards, of_shard)?;
    Ok(told(
        ground,
        &groups::unite(shards),
        &names,
        (dimension, top),
    ))
}

fn shard_groups(asking: &Asking<'_>) -> Result<Vec<Group>, OpenError> {
    let (disk, ground) = (asking.disk, asking.ground);
    let dir = ground.snapshot.dir();
    let indexes: Vec<_> = ground
        .snapshot
        .pieces(asking.shard)
        .map(|piece| {
            let index = match piece {
                Piece::Sealed(epoch, file) => ground.opened.part(disk, dir, epoch, file),
                Piece::Open(_) => None,
            };
            (piece, index)
        })
        .filter(|(_, index)| {
            index
                .as_ref()
                .is_none_or(|index| index.may_match(asking.plan))
        })
        .collect();
    let tables: Vec<_> = indexes
        .iter()
        .map(|(_, index)| index.as_ref().and_then(|index| index.tables()))
        .collect();
    let (mut groups, mut sources) = (Groups::default(), Vec::new());
    for ((piece, index), tables) in indexes.iter().zip(&tables) {
        let told = match (*piece, index, tables) {
            (Piece::Sealed(epoch, file), Some(index), Some(tables)) => {
                asking.indexed((epoch, file), index, tables, &mut groups)?
            }
            _ => None,
        };
        match told {
            Some(told) => sources.extend(told),
            None => sources.push(asking.whole(*piece, &mut groups)?),
        }
    }
    part::count(&mut sources, &mut groups);
    Ok(groups.finish())
}

fn told(
    ground: &Ground<'_>,
    all: &[Group],
    names: &Names<'_>,
    (dimension, top): (Dimension, usize),
) -> Breakdown {
    let values = all.iter().filter(|group| group.key.is_some()).count() as u64;
    let mut order: Vec<&Group> = all.iter().collect();
    let rank = |group: &&Group| {
        let (reads, subjects) = (group.reads, group.subjects);
        (std::cmp::Reverse((subjects, reads)), group.key)
    };
    if top < order.len() {
        order.select_nth_unstable_by_key(top, rank);
        order.truncate(top);
    }
    order.sort_unstable_by_key(rank);
    let value = |group: &&Group| Value {
        value: group.key.map(|key| names.text(ground, dimension, key)),
        reads: group.reads,
        subjects: group.subjects,
    };
    Breakdown {
        values,
        top: order.iter().map(value).collect(),
    }
}

/// Words for the numbers of a dimension whose values are words of the catalogue.
#[derive(Debug, Default)]
struct Names<'g> {
    words: Vec<&'g str>,
    /// Word of each shape, by its code.
    of_shape: Vec<Option<Key>>,
}

impl<'g> Names<'g> {
    fn of(ground: &'g Ground<'_>, dimension: Dimension) -> Names<'g> {
        let state = &ground.snapshot.state;
        let word = |(shape, exposed): (&ledger::Shape, &ledger::Exposed<'g>)| match dimension {
            Dimension::Route => exposed.route.map(|route| route.id.as_str()),
            Dimension::Source => state.source(shape.source).map(|source| source.id.as_str()),
            _ => None,
        };
        let shapes = state.shapes.iter().zip(&ground.exposed);
        let (mut names, mut numbers) = (Names::default(), HashMap::new());
        for word in shapes.map(word) {
            let number = word.map(|word| {
                *numbers.entry(word).or_insert_with(|| {
                    names.words.push(word);
                    names.words.len() as Key - 1
                })
            });
            names.of_shape.push(number);
        }
        names
    }

    fn text(&self, ground: &Ground<'_>, dimension: Dimension, key: Key) -> String {
        match dimension {
            Dimension::Ip => groups::ip_of(key).to_string(),
            Dimension::Asn => key.to_string(),
            Dimension::Country => country_text(key),
            Dimension::Credential => {
                PseudoId::Credential(u64::try_from(key).unwrap_or(u64::MAX)).to_string()
            }
            Dimension::Actor => u64::try_from(key)
                .ok()
                .and_then(SubjectId::from_u64)
                .map_or_else(String::new, |id| PseudoId::Subject(id).to_string()),
            Dimension::Client | Dimension::Key => u32::try_from(key)
                .ok()
                .and_then(|code| ground.snapshot.text(code))
                .map_or_else(|| format!("#{key}"), str::to_owned),
            Dimension::Route | Dimension::Source => usize::try_from(key)
                .ok()
                .and_then(|at| self.words.get(at))
                .map_or_else(String::new, |word| (*word).to_owned()),
        }
    }
}

fn country_text(key: Key) -> String {
    let [.., first, second] = key.to_be_bytes();
    String::from_utf8_lossy(&[first, second]).into_owned()
}
