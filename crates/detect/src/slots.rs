//! The clusters of the day, each in 4 bytes: while it has shown one person, the line that says whom and when
//! ([`Seen`]); from the second on, the place of its crowd.
//!
//! Memory: a table a dimension ([`Places`]), and 8 bytes for each crowd.

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use crate::{
    cluster::{Cluster, Dimension},
    places::{Entry, Places},
    seen::Seen,
};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot(u32);

/// Above the places of lines, of which there are at most 2^31.
const CROWD: u32 = 1 << 31;

/// What is known of a cluster.
pub(crate) enum Known {
    /// Nothing until now.
    New,
    /// It has shown the person of this line.
    Line(u32),
    /// Its crowd stands here in the list.
    Crowd(usize),
}

impl Slot {
    fn known(self) -> Known {
        match self.0 & CROWD {
            0 => Known::Line(self.0),
            _ => Known::Crowd((self.0 & !CROWD) as usize),
        }
    }
}

/// Clusters of each dimension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    tables: [Places<Slot>; Dimension::COUNTED.len()],
    /// Of each crowd its cluster, as [`Cluster::packed`] numbers it: beside each other, for they are asked for often.
    crowds: Vec<u64>,
    hasher: DefaultHashBuilder,
}

/// What tells the cluster of a slot.
fn packed_of(dimension: Dimension, seen: &Seen, crowds: &[u64]) -> impl Fn(&Slot) -> Option<u64> {
    move |slot| match slot.known() {
        Known::New => None,
        Known::Line(at) => seen.cluster(at, dimension).map(Cluster::packed),
        Known::Crowd(place) => crowds.get(place).copied(),
    }
}

impl Slots {
    /// What is known of a cluster; it is entered with this line if that is nothing.
    pub(crate) fn enter(&mut self, cluster: Cluster, line: u32, seen: &Seen) -> Known {
        let Slots {
            tables,
            crowds,
            hasher,
        } = self;
        let Some(table) = tables.get_mut(cluster.dimension as usize) else {
            return Known::New;
        };
        let (packed, of) = (cluster.packed(), packed_of(cluster.dimension, seen, crowds));
        let is = |slot: &Slot| of(slot) == Some(packed);
        let hash_of = |slot: &Slot| hasher.hash_one(of(slot).unwrap_or(0));
        match table.entry(hasher.hash_one(packed), is, hash_of) {
            Entry::Occupied(slot) => slot.get().known(),
            Entry::Vacant(free) => {
                free.insert(Slot(line & !CROWD));
                Known::New
            }
        }
    }

    /// A cluster of one person has become a crowd, which stands behind those before it in the list.
    pub(crate) fn become_crowd(&mut self, cluster: Cluster, seen: &Seen) {
        let Slots {
            tables,
            crowds,
            hasher,
        } = self;
        let packed = cluster.packed();
        // A day of more than 2^31 crowds would need half a terabyte.
        let place = u32::try_from(crowds.len()).unwrap_or(u32::MAX);
        if let Some(table) = tables.get_mut(cluster.dimension as usize) {
            let of = packed_of(cluster.dimension, seen, crowds);
            let is = |slot: &Slot| of(slot) == Some(packed);
            if let Some(slot) = table.find_mut(hasher.hash_one(packed), is) {
                *slot = Slot(place | CROWD);
            }
        }
        crowds.push(packed);
    }

    /// The place of a cluster's crowd, if it has one.
    pub(crate) fn crowd(&self, cluster: Cluster, seen: &Seen) -> Option<usize> {
        let of = packed_of(cluster.dimension, seen, &self.crowds);
        let packed = cluster.packed();
        let is = |slot: &Slot| of(slot) == Some(packed);
        let table = self.tables.get(cluster.dimension as usize)?;
        match table.find(self.hasher.hash_one(packed), is)?.known() {
            Known::Crowd(place) => Some(place),
            _ => None,
        }
    }
}
