//! The subject book: the only bridge from a row back to a name.
//!
//! In memory: 16 bytes of keyed hash a subject, and a table of numbers (about 6 bytes), within the
//! 40 bytes a subject of DESIGN section 9. Names stay on disk, sealed in blocks; `name` opens one.
//!
//! Invariants: numbers are dense in their shard and never reused; a name has one number; shard and
//! number of a name are given by the shard hash and the order of arrival.

use std::{collections::BTreeSet, path::Path};

use env::{Disk, read_exact_at};
use event::SubjectKind;
use hashbrown::{HashMap, HashSet, HashTable};

use crate::{
    book_file::{Block, BookFile, WHOLE, WITH_HOLES, encode, read_directory},
    crypt::Secret,
    error::OpenError,
    reads::SubjectId,
};

/// A name entering the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewName {
    pub(crate) subject: SubjectId,
    pub(crate) lookup: u128,
    pub(crate) kind: SubjectKind,
    pub(crate) name: Box<str>,
}

/// Finds numbers by names and names by numbers.
#[derive(Default)]
pub struct Book {
    shards: Vec<ShardBook>,
    /// Names of the open epoch, not yet in a file.
    fresh: Vec<NewName>,
    files: Vec<BookFile>,
    /// People who are erased: their numbers stay given, and lead to nobody.
    erased: BTreeSet<SubjectId>,
}

#[derive(Default)]
struct ShardBook {
    /// By number; 0 where the person was erased.
    lookups: Vec<u128>,
    table: HashTable<u32>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Book of {} subjects", self.len())
    }
}

impl Book {
    pub(crate) fn new(shards: u16) -> Book {
        let mut book = Book::default();
        book.shards
            .resize_with(usize::from(shards), ShardBook::default);
        book
    }

    /// How many subjects there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shards
            .iter()
            .map(|shard| shard.lookups.len() as u64)
            .sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the name with this look-up hash in this shard.
    #[must_use]
    pub fn find(&self, shard: u16, lookup: u128) -> Option<SubjectId> {
        let book = self.shards.get(usize::from(shard))?;
        let id = book.table.find(short(lookup), |id| {
            book.lookups.get(*id as usize) == Some(&lookup)
        })?;
        Some(SubjectId { shard, id: *id })
    }

    /// The number of a name, given to it if it has none yet (then `true`).
    pub(crate) fn find_or_add(
        &mut self,
        shard: u16,
        lookup: u128,
        kind: SubjectKind,
        name: &str,
    ) -> Option<(SubjectId, bool)> {
        if let Some(found) = self.find(shard, lookup) {
            return Some((found, false));
        }
        let id = u32::try_from(self.shards.get(usize::from(shard))?.lookups.len()).ok()?;
        let new = NewName {
            subject: SubjectId { shard, id },
            lookup,
            kind,
            name: name.into(),
        };
        self.add(new);
        Some((SubjectId { shard, id }, true))
    }

    /// Adds a name of the open epoch, whose number is the next of its shard.
    pub(crate) fn add(&mut self, new: NewName) {
        self.index(new.subject, new.lookup);
        self.fresh.push(new);
    }

    /// Makes room for more names at once, so that tables do not grow step by step.
    fn reserve(&mut self, more: &[(SubjectId, u128)]) {
        let mut counts = vec![0; self.shards.len()];
        for (subject, _) in more {
            if let Some(count) = counts.get_mut(usize::from(subject.shard)) {
                *count += 1;
            }
        }
        for (shard, count) in self.shards.iter_mut().zip(counts) {
            let ShardBook { table, lookups } = shard;
            lookups.reserve(count);
            table.reserve(count, |id| {
                lookups.get(*id as usize).map_or(0, |lookup| short(*lookup))
            });
        }
    }

    fn index(&mut self, subject: SubjectId, lookup: u128) {
        if let Some(book) = self.shards.get_mut(usize::from(subject.shard)) {
            let at = subject.id as usize;
            if book.lookups.len() <= at {
                book.lookups.resize(at + 1, 0);
            }
            if let Some(place) = book.lookups.get_mut(at) {
                *place = lookup;
            }
            let lookups = &book.lookups;
            book.table.insert_unique(short(lookup), subject.id, |id| {
                lookups.get(*id as usize).map_or(0, |l| short(*l))
            });
        }
    }

    /// Numbers that were given, by the base kinds of each shard: the last of them may be erased, and
    /// none is given twice.
    pub(crate) fn given(&mut self, kinds: &[Vec<u8>]) {
        for (shard, kinds) in self.shards.iter_mut().zip(kinds) {
            if shard.lookups.len() < kinds.len() {
                shard.lookups.resize(kinds.len(), 0);
            }
        }
    }

    /// Forgets people: neither their number nor their name is found any more.
    pub(crate) fn forget(&mut self, erased: &BTreeSet<SubjectId>) {
        for subject in erased {
            let Some(shard) = self.shards.get_mut(usize::from(subject.shard)) else {
                continue;
            };
            let lookup = shard.lookups.get(subject.id as usize).copied().unwrap_or(0);
            if let Ok(entry) = shard
                .table
                .find_entry(short(lookup), |id| *id == subject.id)
            {
                entry.remove();
            }
            if let Some(place) = shard.lookups.get_mut(subject.id as usize) {
                *place = 0;
            }
        }
        self.erased.extend(erased);
    }

    /// Those of some people who still stand in a file or in the open epoch, as far as the book was
    /// loaded before they were forgotten.
    pub(crate) fn still_has(&self, people: &BTreeSet<SubjectId>) -> BTreeSet<SubjectId> {
        let has = |subject: &&SubjectId| {
            let shard = self.shards.get(usize::from(subject.shard));
            shard
                .and_then(|shard| shard.lookups.get(subject.id as usize))
                .is_some_and(|lookup| *lookup != 0)
        };
        people.iter().filter(has).copied().collect()
    }

    /// Whether the names of the open epoch have one of some people.
    pub(crate) fn has_fresh(&self, people: &BTreeSet<SubjectId>) -> bool {
        self.fresh.iter().any(|new| people.contains(&new.subject))
    }

    /// Writes every file anew that has one of some people, without them and under a new salt.
    pub(crate) fn rewrite_without(
        &mut self,
        disk: &dyn Disk,
        secret: &Secret,
        people: &BTreeSet<SubjectId>,
        mut salt: impl FnMut() -> Result<[u8; 16], OpenError>,
    ) -> Result<(), OpenError> {
        for file in &mut self.files {
            let path = file.path.clone();
            let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
            let mut entries = Vec::new();
            file.each_entry(&bytes, |new| entries.push(new))?;
            let all = entries.len();
            entries.retain(|new| !people.contains(&new.subject));
            if entries.len() == all {
                continue;
            }
            let sorted: Vec<&NewName> = entries.iter().collect();
            let written = encode(&sorted, secret, file.epoch, (WITH_HOLES, salt()?));
            disk.replace(&path, &written)
                .map_err(OpenError::io("write", &path))?;
            *file = read_directory(&path, &written, secret)?;
        }
        self.forget(people);
        Ok(())
    }

    /// Names that came since `from` names of the open epoch.
    pub(crate) fn fresh_since(&self, from: usize) -> &[NewName] {
        self.fresh.get(from..).unwrap_or_default()
    }

    pub(crate) fn fresh_len(&self) -> usize {
        self.fresh.len()
    }

    /// The name of a subject; `None` when it was erased or never was.
    ///
    /// # Errors
    /// When the file cannot be read, or does not open with the book key.
    pub fn name(&self, disk: &dyn Disk, subject: SubjectId) -> Result<Option<String>, OpenError> {
        if self.erased.contains(&subject) {
            return Ok(None);
        }
        if let Some(new) = self.fresh.iter().find(|new| new.subject == subject) {
            return Ok(Some(new.name.to_string()));
        }
        // Numbers ascend from file to file, so the last block that may hold it nearly always does.
        let mut places: Vec<(&BookFile, Block)> = Vec::new();
        for file in &self.files {
            let after = file.blocks.partition_point(|(first, ..)| *first <= subject);
            let block = after.checked_sub(1).and_then(|at| file.blocks.get(at));
            places.extend(block.map(|block| (file, *block)));
        }
        places.sort_by_key(|(_, (first, ..))| std::cmp::Reverse(*first));
        for (file, block) in places {
            let (_, offset, len) = block;
            let mut open = disk
                .open(&file.path)
                .map_err(OpenError::io("open", &file.path))?;
            let sealed = read_exact_at(open.as_mut(), offset, len)
                .map_err(OpenError::io("read", &file.path))?;
            let mut found = None;
            file.each_of(&sealed, block, |new| {
                if new.subject == subject {
                    found = Some(new.name.into());
                }
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Every name of the files, for exports that open the book once.
    ///
    /// # Errors
    /// When a file cannot be read or does not open.
    pub fn each_name(
        &self,
        disk: &dyn Disk,
        mut each: impl FnMut(SubjectId, &str),
    ) -> Result<(), OpenError> {
        for file in &self.files {
            let bytes = disk
                .read(&file.path)
                .map_err(OpenError::io("read", &file.path))?;
            file.each_entry(&bytes, |new| {
                if !self.erased.contains(&new.subject) {
                    each(new.subject, &new.name);
                }
            })?;
        }
        let fresh = self.fresh.iter();
        fresh
            .filter(|new| !self.erased.contains(&new.subject))
            .for_each(|new| each(new.subject, &new.name));
        Ok(())
    }

    /// The bytes of the file that holds the names of the open epoch.
    pub(crate) fn encode_fresh(&self, secret: &Secret, epoch: u32, salt: [u8; 16]) -> Vec<u8> {
        let mut sorted: Vec<&NewName> = self.fresh.iter().collect();
        sorted.sort_by_key(|new| new.subject);
        encode(&sorted, secret, epoch, (WHOLE, salt))
    }

    /// Takes note that the fresh names now stand in this file.
    pub(crate) fn settled(
        &mut self,
        path: &Path,
        bytes: &[u8],
        secret: &Secret,
    ) -> Result<(), OpenError> {
        self.fresh.clear();
        self.files.push(read_directory(path, bytes, secret)?);
        Ok(())
    }

    /// Takes a file in whose look-ups are not read: [`Book::search`] finds its names, and
    /// [`Book::read_all`] reads them.
    pub(crate) fn attach(
        &mut self,
        path: &Path,
        bytes: &[u8],
        secret: &Secret,
    ) -> Result<(), OpenError> {
        let mut file = read_directory(path, bytes, secret)?;
        file.is_read = false;
        self.files.push(file);
        Ok(())
    }

    /// Reads the look-ups of every file that is attached alone.
    pub(crate) fn read_all(&mut self, disk: &dyn Disk) -> Result<(), OpenError> {
        for at in 0..self.files.len() {
            let Some(file) = self.files.get(at).filter(|file| !file.is_read) else {
                continue;
            };
            let found = file.lookups(&file.view(disk)?)?;
            self.take_lookups(found);
            if let Some(file) = self.files.get_mut(at) {
                file.is_read = true;
            }
        }
        Ok(())
    }

    /// The numbers of names, by their shards and look-up hashes, among files that are attached alone. Entries stand by
    /// shard, so a file is read in a part of its blocks, each once: quicker than reading all of it into tables.
    pub(crate) fn search(
        &self,
        disk: &dyn Disk,
        wanted: &[(u16, u128)],
    ) -> Result<HashMap<u128, SubjectId>, OpenError> {
        let lookups: HashSet<u128> = wanted.iter().map(|(_, lookup)| *lookup).collect();
        let mut shards: Vec<u16> = wanted.iter().map(|(shard, _)| *shard).collect();
        shards.sort_unstable();
        let mut found = HashMap::new();
        for file in self.files.iter().filter(|file| !file.is_read) {
            if found.len() == lookups.len() {
                break;
            }
            let bytes = file.view(disk)?;
            for block in file.blocks_of(&shards) {
                if found.len() == lookups.len() {
                    break;
                }
                file.each_lookup(&bytes, block, |subject, lookup| {
                    if lookups.contains(&lookup) {
                        found.insert(lookup, subject);
                    }
                })?;
            }
        }
        Ok(found)
    }

    /// Reads a book file whose names follow those already here.
    pub(crate) fn load(
        &mut self,
        path: &Path,
        bytes: &[u8],
        secret: &Secret,
    ) -> Result<(), OpenError> {
        let file = read_directory(path, bytes, secret)?;
        self.take_lookups(file.lookups(bytes)?);
        self.files.push(file);
        Ok(())
    }

    fn take_lookups(&mut self, found: Vec<(SubjectId, u128)>) {
        self.reserve(&found);
        for (subject, lookup) in found {
            self.index(subject, lookup);
        }
    }
}

/// The table hashes by the low half of a hash that is already keyed and even.
fn short(lookup: u128) -> u64 {
    u64::try_from(lookup & u128::from(u64::MAX)).unwrap_or(0)
}
