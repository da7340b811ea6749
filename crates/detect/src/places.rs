//! A hash table of places in a list, so that what stands there is found without being kept twice.
//!
//! Memory: 5 bytes for each place of the table, which is between seven sixteenths and seven eighths full.

use hashbrown::HashTable;
pub(crate) use hashbrown::hash_table::Entry;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Places<T = u32>(HashTable<T>);

impl<T> Default for Places<T> {
    fn default() -> Places<T> {
        Places(HashTable::new())
    }
}

impl<T: Copy + Ord> Places<T> {
    /// The place of what has this hash and is it.
    pub(crate) fn find(&self, hash: u64, is: impl FnMut(&T) -> bool) -> Option<T> {
        self.0.find(hash, is).copied()
    }

    /// The same, to be changed.
    pub(crate) fn find_mut(&mut self, hash: u64, is: impl FnMut(&T) -> bool) -> Option<&mut T> {
        self.0.find_mut(hash, is)
    }

    /// The place of what has this hash and is it, or where it would stand.
    pub(crate) fn entry(
        &mut self,
        hash: u64,
        is: impl FnMut(&T) -> bool,
        hash_of: impl Fn(&T) -> u64,
    ) -> Entry<'_, T> {
        self.make_room(&hash_of);
        self.0.entry(hash, is, hash_of)
    }

    /// Adds a place that is not in it.
    pub(crate) fn insert(&mut self, hash: u64, place: T, hash_of: impl Fn(&T) -> u64) {
        self.make_room(&hash_of);
        self.0.insert_unique(hash, place, hash_of);
    }

    /// Makes room for one more. What is in it is hashed in the order of the list: in that of the table each
    /// would be looked for all over the memory.
    fn make_room(&mut self, hash_of: impl Fn(&T) -> u64) {
        if self.0.len() < self.0.capacity() {
            return;
        }
        let mut places: Vec<T> = self.0.iter().copied().collect();
        places.sort_unstable();
        let mut grown = HashTable::with_capacity(self.0.capacity() * 2);
        for place in places {
            grown.insert_unique(hash_of(&place), place, &hash_of);
        }
        self.0 = grown;
    }
}
