//! The numbers inside people's keys, for the detector of sweeps. They lead from a person to a number and never
//! leave memory.

use std::collections::HashMap;

use exposure::{Ground, SubjectId};
use sha2::{Digest, Sha256};

use crate::home::Home;

/// What stands for a key that holds no number.
const NONE: u64 = u64::MAX;

/// The numbers of everybody: by shard, and by number of the subject in it.
#[derive(Debug)]
pub(super) struct KeyNumbers(Vec<Vec<u64>>);

impl KeyNumbers {
    /// Of everybody in the book; `None` where it may not be opened, or does not open.
    pub(super) fn of_book(home: &Home, ground: &Ground<'_>) -> Option<KeyNumbers> {
        let book = ground.snapshot.book.as_ref()?;
        let mut numbers = vec![Vec::new(); usize::from(ground.snapshot.genesis.shards)];
        let mut sorts: HashMap<String, u64> = HashMap::new();
        let read = book.each_name(home.disk(), |subject, name| {
            let number = number_in(name, &mut sorts);
            let of_shard = numbers.get_mut(usize::from(subject.shard));
            if let (Some(number), Some(of_shard)) = (number, of_shard) {
                let at = subject.id as usize;
                if of_shard.len() <= at {
                    of_shard.resize(at + 1, NONE);
                }
                of_shard[at] = number;
            }
        });
        read.is_ok().then_some(KeyNumbers(numbers))
    }
}

impl detect::Numbers for KeyNumbers {
    fn of(&self, who: SubjectId) -> Option<u64> {
        let of_shard = self.0.get(usize::from(who.shard))?;
        let number = of_shard.get(who.id as usize).copied();
        number.filter(|number| *number != NONE)
    }
}

/// The number of a key such as `member:123`, below 2^32; above it what its sort is, as the first bytes of a hash,
/// so that numbers of different sorts are no neighbours.
fn number_in(key: &str, sorts: &mut HashMap<String, u64>) -> Option<u64> {
    let (sort, digits) = key.split_once(':')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = is_number.then(|| digits.parse().ok()).flatten()?;
    let above = match sorts.get(sort) {
        Some(above) => *above,
        None => {
            let hash = Sha256::digest(sort.as_bytes());
            let first = hash
                .first_chunk::<4>()
                .map_or(0, |of| u32::from_be_bytes(*of));
            // The highest is kept free for what stands for none.
            let above = u64::from(first >> 1) << 32;
            sorts.insert(sort.to_owned(), above);
            above
        }
    };
    Some(above | u64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_neighbours_and_sorts_are_apart() {
        let mut sorts = HashMap::new();
        let mut of = |key| number_in(key, &mut sorts);
        assert_eq!(of("member:123").map(|of| of + 1), of("member:124"));
        assert_ne!(of("member:123"), of("dormant:123"));
        let none = [
            "member:",
            "member:12a",
            "123",
            "member:-1",
            "phone:+8210",
            "member:4294967296",
        ];
        for key in none {
            assert_eq!(of(key), None, "{key}");
        }
    }
}
