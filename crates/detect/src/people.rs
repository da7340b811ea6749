//! A set of people, by their numbers. Few are a list and many a bitmap, so that a hundred thousand household
//! lines cost little and a key that everybody uses costs a bit a person.

use exposure::SubjectId;
use roaring::RoaringBitmap;

use crate::keep::Keep;

/// People up to which a set is a list.
const FEW: usize = 16;

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
#[derive(Debug, Clone)]
pub(crate) enum People {
    Few(Vec<u32>),
    /// With how many it holds, for a bitmap would count each time.
    Many(RoaringBitmap, u64),
}

/// A list and a bitmap of the same people read back as the same set.
impl Keep for People {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            People::Few(list) => {
                false.put(out);
                list.put(out);
            }
            People::Many(bits, _) => {
                true.put(out);
                bits.put(out);
            }
        }
    }

    fn get(bytes: &mut &[u8]) -> Option<People> {
        match bool::get(bytes)? {
            false => Keep::get(bytes).map(People::Few),
            true => {
                let bits: RoaringBitmap = Keep::get(bytes)?;
                let len = bits.len();
                Some(People::Many(bits, len))
            }
        }
    }
}

impl Default for People {
    fn default() -> People {
        People::Few(Vec::new())
    }
}

impl People {
    /// Adds a person; whether they are new to it.
    pub(crate) fn insert(&mut self, person: u32) -> bool {
        match self {
            People::Many(bits, len) => {
                let is_new = bits.insert(person);
                *len += u64::from(is_new);
                is_new
            }
            People::Few(list) if list.contains(&person) => false,
            People::Few(list) if list.len() < FEW => {
                list.push(person);
                true
            }
            People::Few(list) => {
                let mut bits: RoaringBitmap = list.iter().copied().collect();
                bits.insert(person);
                let len = bits.len();
                *self = People::Many(bits, len);
                true
            }
        }
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            People::Few(list) => list.len() as u64,
            People::Many(_, len) => *len,
        }
    }

    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            People::Few(list) => Box::new(list.iter().copied()),
            People::Many(bits, _) => Box::new(bits.iter()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_counts_each_once_while_it_grows() {
        let mut people = People::default();
        for round in 0..2 {
            for person in 0..100 {
                assert_eq!(people.insert(person * 7), round == 0);
            }
        }
        assert_eq!(people.len(), 100);
        assert!(people.iter().eq((0..100).map(|person| person * 7)));
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
