//! A set of people, by their numbers. Few are a list, more a hash table, and where they are more than one in
//! [`SPARSE`] of everybody a bit each: so a hundred thousand household lines cost little, and a key that
//! everybody uses costs what a table would at most. To add somebody costs the same however many there are.

use exposure::SubjectId;
use hashbrown::HashTable;
use roaring::RoaringBitmap;

use crate::keep::Keep;

/// People up to which a set is a list.
const FEW: usize = 16;
/// One in so many of the numbers up to the highest: from there on bits take less memory than a table, which
/// takes about 8 bytes a person.
const SPARSE: u64 = 64;

/// Numbers people so that those of all shards lie side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbering {
    shards: u32,
}

impl Numbering {
    pub(crate) fn new(shards: u16) -> Numbering {
        Numbering {
            shards: u32::from(shards).max(1),
        }
    }

    /// The number of a person; `None` beyond 2^32, which is beyond mankind.
    pub(crate) fn of(self, who: SubjectId) -> Option<u32> {
        let base = who.id.checked_mul(self.shards)?;
        base.checked_add(u32::from(who.shard))
    }

    /// The person of a number.
    pub(crate) fn person(self, number: u32) -> SubjectId {
        SubjectId {
            shard: u16::try_from(number % self.shards).unwrap_or(0),
            id: number / self.shards,
        }
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct People(Set);

#[derive(Debug, Clone)]
enum Set {
    Few(Vec<u32>),
    /// With the highest number.
    Some(HashTable<u32>, u32),
    /// With how many bits are set.
    Many(Vec<u64>, u64),
}

impl Default for Set {
    fn default() -> Set {
        Set::Few(Vec::new())
    }
}

/// Spreads numbers, which lie side by side, over the whole of a hash.
fn hash(person: &u32) -> u64 {
    let product = u64::from(*person).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 32
}

fn bit(person: u32) -> (usize, u64) {
    ((person / 64) as usize, 1 << (person % 64))
}

/// Sets a bit; whether it was not set.
fn set(words: &mut Vec<u64>, person: u32) -> bool {
    let (at, bit) = bit(person);
    if words.len() <= at {
        words.resize(at + 1, 0);
    }
    let Some(word) = words.get_mut(at) else {
        return false;
    };
    let is_new = *word & bit == 0;
    *word |= bit;
    is_new
}

impl People {
    /// Two people.
    pub(crate) fn both(one: u32, other: u32) -> People {
        People(Set::Few(vec![one, other]))
    }

    /// Adds a person; whether they are new to it.
    pub(crate) fn insert(&mut self, person: u32) -> bool {
        match &mut self.0 {
            // Somebody so far beyond the others that bits would be mostly empty.
            Set::Many(words, len)
                if bit(person).0 >= words.len() && *len * SPARSE < u64::from(person) =>
            {
                *self = self.iter().chain(std::iter::once(person)).collect();
                true
            }
            Set::Many(words, len) => {
                let is_new = set(words, person);
                *len += u64::from(is_new);
                is_new
            }
            Set::Some(table, highest) => {
                let is = |of: &u32| *of == person;
                let entry = table.entry(hash(&person), is, hash);
                let hashbrown::hash_table::Entry::Vacant(place) = entry else {
                    return false;
                };
                place.insert(person);
                *highest = person.max(*highest);
                if table.len() as u64 * SPARSE > u64::from(*highest) {
                    self.condense();
                }
                true
            }
            Set::Few(list) if list.contains(&person) => false,
            Set::Few(list) if list.len() < FEW => {
                list.push(person);
                true
            }
            Set::Few(list) => {
                list.push(person);
                *self = list.iter().copied().collect();
                true
            }
        }
    }

    /// Makes a table bits.
    fn condense(&mut self) {
        let len = self.len();
        let mut words = Vec::new();
        self.iter().for_each(|person| {
            set(&mut words, person);
        });
        self.0 = Set::Many(words, len);
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Set::Few(list) => list.len() as u64,
            Set::Some(table, _) => table.len() as u64,
            Set::Many(_, len) => *len,
        }
    }

    /// Everybody, in no order.
    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match &self.0 {
            Set::Few(list) => Box::new(list.iter().copied()),
            Set::Some(table, _) => Box::new(table.iter().copied()),
            Set::Many(words, _) => Box::new((0u32..).zip(words).flat_map(|(at, word)| {
                (0..64).filter_map(move |bit| (word >> bit & 1 == 1).then_some(at * 64 + bit))
            })),
        }
    }

    /// Everybody, by number.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.iter().collect();
        all.sort_unstable();
        all
    }
}

impl FromIterator<u32> for People {
    fn from_iter<I: IntoIterator<Item = u32>>(people: I) -> People {
        let mut people: Vec<u32> = people.into_iter().collect();
        people.sort_unstable();
        people.dedup();
        if people.len() <= FEW {
            return People(Set::Few(people));
        }
        let highest = people.last().copied().unwrap_or(0);
        if people.len() as u64 * SPARSE > u64::from(highest) {
            let mut words = Vec::new();
            people.iter().for_each(|person| {
                set(&mut words, *person);
            });
            return People(Set::Many(words, people.len() as u64));
        }
        let mut table = HashTable::with_capacity(people.len());
        for person in people {
            table.insert_unique(hash(&person), person, hash);
        }
        People(Set::Some(table, highest))
    }
}

/// Sets of the same people are kept as the same bytes.
impl Keep for People {
    fn put(&self, out: &mut Vec<u8>) {
        let few = self.len() <= FEW as u64;
        few.put(out);
        match few {
            true => self.sorted().put(out),
            false => RoaringBitmap::from_iter(self.sorted()).put(out),
        }
    }

    fn get(bytes: &mut &[u8]) -> Option<People> {
        match bool::get(bytes)? {
            true => <Vec<u32> as Keep>::get(bytes).map(People::from_iter),
            false => {
                let bits: RoaringBitmap = Keep::get(bytes)?;
                Some(bits.iter().collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sparse numbers stay a table, dense ones become bits; both count alike.
    #[test]
    fn a_set_counts_each_once_while_it_grows() {
        for apart in [1, 7, 1000] {
            let mut people = People::default();
            for round in 0..2 {
                for person in 0..500 {
                    assert_eq!(people.insert(person * apart), round == 0);
                }
            }
            assert_eq!(people.len(), 500);
            assert!(
                people
                    .sorted()
                    .into_iter()
                    .eq((0..500).map(|of| of * apart))
            );
            let mut bytes = Vec::new();
            people.put(&mut bytes);
            let kept = People::get(&mut bytes.as_slice()).expect("what was kept");
            assert_eq!(kept.sorted(), people.sorted());
            let mut again = Vec::new();
            kept.put(&mut again);
            assert_eq!(again, bytes);
        }
    }

    #[test]
    fn somebody_far_off_does_not_make_a_set_large() {
        let mut people: People = (0..1000).collect();
        assert!(people.insert(u32::MAX) && !people.insert(u32::MAX));
        assert!(matches!(people.0, Set::Some(..)), "not half a gigabyte");
        assert_eq!(people.len(), 1001);
    }

    #[test]
    fn numbers_are_dense_and_lead_back() {
        let numbering = Numbering::new(4);
        let who = SubjectId { shard: 3, id: 9 };
        assert_eq!(numbering.of(who), Some(39));
        assert_eq!(numbering.person(39), who);
        let last = SubjectId {
            shard: 3,
            id: u32::MAX,
        };
        assert_eq!(numbering.of(last), None);
    }
}
