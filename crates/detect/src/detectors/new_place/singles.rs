//! Places that showed one person today. What is to be said of one stands in the list of what was seen, so a place is
//! but the place of its first line there.
//!
//! Memory: a table ([`Places`]), and about 60 bytes for each whose one person was read in several ways.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::Spot;
use crate::{
    places::{Entry, Places},
    seen::Seen,
};

/// See the module. They are all of one dimension.
#[derive(Debug, Clone, Default)]
pub(super) struct Singles {
    first: Places,
    /// Further lines of a place, by its first.
    further: HashMap<u32, Vec<u32>>,
    hasher: DefaultHashBuilder,
}

/// A place that showed one person until now.
pub(super) struct Single {
    /// Its first line.
    pub(super) line: u32,
    pub(super) person: u32,
    /// Its reads before the line that ended it.
    pub(super) reads: u64,
}

impl Singles {
    /// Enters a line that is new today into a place. If the place showed somebody else, it is single no more, and
    /// what it was is given.
    pub(super) fn enter(&mut self, spot: Spot, line: u32, seen: &Seen) -> Option<Single> {
        let Singles {
            first,
            further,
            hasher,
        } = self;
        let spot_of = |line: &u32| seen.spot(*line, spot.1);
        let is = |line: &u32| spot_of(line) == Some(spot);
        let hash_of = |line: &u32| hasher.hash_one(spot_of(line));
        let place = match first.entry(hasher.hash_one(Some(spot)), is, hash_of) {
            Entry::Occupied(place) => place,
            Entry::Vacant(free) => {
                free.insert(line);
                return None;
            }
        };
        let first = *place.get();
        let person = seen.person(first)?;
        if seen.person(line) == Some(person) {
            further.entry(first).or_default().push(line);
            return None;
        }
        place.remove();
        let others = further.remove(&first).unwrap_or_default();
        let reads = others.into_iter().chain([first]);
        Some(Single {
            line: first,
            person,
            reads: reads.map(|line| u64::from(seen.reads(line))).sum(),
        })
    }
}
