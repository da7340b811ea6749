//! Which shapes were read of which subjects of one shard: each subject has the number of a set of
//! shapes. Few different sets occur, so a subject costs four bytes.

use hashbrown::HashMap;

/// See the module.
#[derive(Debug)]
pub(crate) struct Touched {
    /// Subject → number of its set.
    set_of: Vec<u32>,
    /// Sets by number, each sorted; number 0 is the empty set.
    sets: Vec<Box<[u32]>>,
    numbers: HashMap<Box<[u32]>, u32>,
    /// The last union: what a subject had, what came, what it has then.
    last: (u32, u32, u32),
    unions: HashMap<(u32, u32), u32>,
    /// Masks of one question, and the sets that they stand for.
    mask_numbers: HashMap<u32, u32>,
    last_mask: (u32, u32),
}

/// Unions remembered, 12 bytes each; beyond it they are forgotten and made anew.
const UNIONS_MAX: usize = 1 << 16;

impl Default for Touched {
    fn default() -> Touched {
        Touched {
            set_of: Vec::new(),
            sets: vec![Box::default()],
            numbers: HashMap::from([(Box::default(), 0)]),
            last: (0, 0, 0),
            unions: HashMap::new(),
            mask_numbers: HashMap::new(),
            last_mask: (0, 0),
        }
    }
}

impl Touched {
    /// Adds shapes, sorted and each once, to those of a subject.
    pub(crate) fn add(&mut self, subject: u32, shapes: &[u32]) {
        let came = self.number(shapes);
        self.put(subject, came);
    }

    fn put(&mut self, subject: u32, came: u32) {
        let at = subject as usize;
        if self.set_of.len() <= at {
            self.set_of.resize(at + 1, 0);
        }
        let had = self.set_of.get(at).copied().unwrap_or(0);
        let has = self.union(had, came);
        if let Some(set) = self.set_of.get_mut(at) {
            *set = has;
        }
    }

    /// Adds to the shapes of a subject those of which a mask has the bit.
    pub(crate) fn add_mask(&mut self, subject: u32, mask: u32, shapes: &[u32]) {
        if self.last_mask.0 != mask {
            let known = self.mask_numbers.get(&mask).copied();
            let number = known.unwrap_or_else(|| self.number_mask(mask, shapes));
            self.last_mask = (mask, number);
        }
        self.put(subject, self.last_mask.1);
    }

    /// Every set that some subject has, with how many have it. Sets differ.
    pub(crate) fn sets(&self) -> impl Iterator<Item = (&[u32], u64)> {
        let mut counts = vec![0u64; self.sets.len()];
        for set in &self.set_of {
            if let Some(count) = counts.get_mut(*set as usize) {
                *count += 1;
            }
        }
        self.sets
            .iter()
            .zip(counts)
            .filter(|(set, count)| !set.is_empty() && *count > 0)
            .map(|(set, count)| (set.as_ref(), count))
    }

    /// Every subject that was touched, ascending, with its shapes.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let of = |set: &u32| {
            self.sets
                .get(*set as usize)
                .map(AsRef::as_ref)
                .unwrap_or_default()
        };
        (0u32..)
            .zip(self.set_of.iter().map(of))
            .filter(|(_, shapes)| !shapes.is_empty())
    }

    fn number_mask(&mut self, mask: u32, shapes: &[u32]) -> u32 {
        let with_bit = |(bit, _): &(u32, &u32)| mask >> bit & 1 == 1;
        let with_bit = (0u32..).zip(shapes).filter(with_bit);
        let mut of: Vec<u32> = with_bit.map(|(_, shape)| *shape).collect();
        of.sort_unstable();
        let number = self.number(&of);
        self.mask_numbers.insert(mask, number);
        number
    }

    fn number(&mut self, shapes: &[u32]) -> u32 {
        if self
            .sets
            .get(self.last.1 as usize)
            .is_some_and(|set| **set == *shapes)
        {
            return self.last.1;
        }
        if let Some(number) = self.numbers.get(shapes) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(shapes.into());
        self.numbers.insert(shapes.into(), number);
        number
    }

    fn union(&mut self, had: u32, came: u32) -> u32 {
        if had == 0 || had == came {
            // Still remembered, so that the next list of shapes is found without a look-up.
            self.last = (had, came, came);
            return came;
        }
        if (self.last.0, self.last.1) == (had, came) {
            return self.last.2;
        }
        let known = self.unions.get(&(had, came)).copied();
        let has = known.unwrap_or_else(|| self.make_union(had, came));
        self.last = (had, came, has);
        has
    }

    fn make_union(&mut self, had: u32, came: u32) -> u32 {
        let of = |number: u32| {
            self.sets
                .get(number as usize)
                .map(AsRef::as_ref)
                .unwrap_or_default()
        };
        let mut both = [of(had), of(came)].concat();
        both.sort_unstable();
        both.dedup();
        let has = self.number(&both);
        if self.unions.len() >= UNIONS_MAX {
            self.unions.clear();
        }
        self.unions.insert((had, came), has);
        has
    }
}

#[cfg(test)]
mod tests;
