//! Lots: subjects drawn blindly and from a seed, of whom the controls are those that were read.
//!
//! They are drawn shard after shard. A subject stands in its shard by a keyed hash of its name, so those of one shard are
//! as blind a draw as any, and of a large ledger only the parts of a few shards are read for them.

use std::collections::{HashMap, HashSet};

use exposure::SubjectId;
use incident::trace::{
    rank::{CONTROLS_MIN, Lots, Traced},
    seeded::Seeded,
};
use ledger::State;
use sha2::{Digest, Sha256};

/// Controls that are drawn at least, four times as many as the least that are needed: a path of which none of them was
/// read explains 6 of 50 rows by chance at most, over ten million paths, where it would explain 9 with 500.
pub(super) const CONTROLS: u64 = 4 * CONTROLS_MIN;

/// The draws follow from whom the rows may be and from the signed head, in which the question itself stands. Neither how
/// the sample is written down nor the order of its rows has a say, so nobody can write it again and again until the lots
/// suit; and to ask again is on record.
pub(super) fn seed(subjects: &[SubjectId], root: &[u8; 32]) -> u64 {
    let mut places: Vec<(u16, u32)> = subjects.iter().map(|of| (of.shard, of.id)).collect();
    places.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(b"nunchi trace seed v1\0");
    hash.update(root);
    for (shard, id) in places {
        hash.update(shard.to_le_bytes());
        hash.update(id.to_le_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest
        .first_chunk()
        .map_or(0, |first| u64::from_le_bytes(*first))
}

/// Controls that are wanted.
pub(super) fn wanted(rows: &[Traced]) -> u64 {
    let subjects = rows.iter().map(|row| row.may_be.len() as u64).sum::<u64>();
    CONTROLS.max(subjects * 2)
}

/// Subjects of the book while they are drawn, those of the sample left out.
pub(super) struct Drawing<'a> {
    left_out: &'a HashSet<SubjectId>,
    random: Seeded,
    /// Shards that come later, and how many subjects each has.
    shards: Vec<(u16, u32)>,
    shard: Option<Shard>,
    /// How many there are to draw.
    of: u64,
    /// How many were drawn.
    pub(super) drawn: u32,
}

/// A shard while its subjects are drawn: the numbers that were not drawn yet stand after those that were, and only
/// those that have changed their places are remembered.
struct Shard {
    number: u16,
    drawn: u32,
    subjects: u32,
    moved: HashMap<u32, u32>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(state: &State, left_out: &'a HashSet<SubjectId>, seed: u64) -> Drawing<'a> {
        let mut random = Seeded::new(seed);
        let shards = (0u16..).zip(&state.kinds);
        let mut shards: Vec<(u16, u32)> = shards
            .map(|(shard, _)| {
                (
                    shard,
                    u32::try_from(state.subjects_of(shard)).unwrap_or(u32::MAX),
                )
            })
            .collect();
        shards.sort_by_cached_key(|_| random.any());
        let all: u64 = shards
            .iter()
            .map(|(_, subjects)| u64::from(*subjects))
            .sum();
        Drawing {
            of: all.saturating_sub(left_out.len() as u64),
            left_out,
            random,
            shards,
            shard: None,
            drawn: 0,
        }
    }

    /// Draws as many as so many controls need, if so many of those that were drawn are controls; nobody once they are
    /// enough, or nobody is left.
    pub(super) fn for_more(&mut self, wanted: u64, controls: u64) -> Vec<SubjectId> {
        let missing = wanted.saturating_sub(controls);
        let lots = match u64::from(self.drawn) {
            0 => missing,
            // A tenth more than that, so that one round is mostly the last, and at least twice as many as before where
            // hardly anybody was read.
            drawn => (missing * drawn)
                .checked_div(controls)
                .map_or(drawn * 2, |lots| lots + lots / 10 + 16),
        };
        let lots = if missing == 0 {
            0
        } else {
            usize::try_from(lots).unwrap_or(usize::MAX)
        };
        let drawn: Vec<SubjectId> = std::iter::from_fn(|| self.next()).take(lots).collect();
        self.drawn += u32::try_from(drawn.len()).unwrap_or(u32::MAX);
        drawn
    }

    /// What was drawn.
    pub(super) fn lots(&self) -> Lots {
        Lots {
            of: self.of,
            drawn: self.drawn.into(),
        }
    }

    fn next(&mut self) -> Option<SubjectId> {
        loop {
            let subject = self.any()?;
            if !self.left_out.contains(&subject) {
                return Some(subject);
            }
        }
    }

    fn any(&mut self) -> Option<SubjectId> {
        loop {
            if let Some(shard) = &mut self.shard
                && let Some(id) = shard.draw(&mut self.random)
            {
                return Some(SubjectId {
                    shard: shard.number,
                    id,
                });
            }
            let (number, subjects) = self.shards.pop()?;
            self.shard = Some(Shard {
                number,
                drawn: 0,
                subjects,
                moved: HashMap::new(),
            });
        }
    }
}

impl Shard {
    /// Draws a number that was not drawn yet (Fisher and Yates).
    fn draw(&mut self, random: &mut Seeded) -> Option<u32> {
        let left = self.subjects - self.drawn;
        if left == 0 {
            return None;
        }
        let at = self.drawn + random.below(left);
        let first = self.moved.remove(&self.drawn).unwrap_or(self.drawn);
        let number = match at == self.drawn {
            true => first,
            false => self.moved.insert(at, first).unwrap_or(at),
        };
        self.drawn += 1;
        Some(number)
    }
}

#[cfg(test)]
mod tests;
