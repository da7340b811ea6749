//! What the rows of a shard add up to. A subject is one number: a bit for each class of shapes that it
//! was shown, the number of its reads, and whether it must be looked at more closely.

use ledger::SubjectId;

use crate::{
    fast::classes::{CLASSES_MAX, Classes},
    gather::{ShardFigures, unite},
    plan::Ground,
};

/// Reads of a subject begin at this bit.
const READS_AT: u32 = 32;
/// The subject's reads are decided from their columns.
const LOOK: u64 = 1 << 63;

/// See the module.
#[derive(Debug)]
pub(super) struct Tallied {
    subjects: Vec<u64>,
    pub(super) by_class: [u64; CLASSES_MAX],
    pub(super) single_accesses: u64,
    pub(super) accesses: Vec<u64>,
    pub(super) records: Option<u64>,
    pub(super) denied: u64,
    /// Addresses of each part, ascending.
    pub(super) ip4: Vec<Vec<u32>>,
    pub(super) ip6: Vec<Vec<[u8; 16]>>,
}

impl Tallied {
    pub(super) fn new(ground: &Ground<'_>, shard: u16, classes: &Classes) -> Tallied {
        let len = ground.snapshot.state.subjects_of(shard);
        let mut subjects = vec![0u64; len];
        let shows = classes.shows.contains(&true);
        let bounded = ground.relations.bounded_owners(shard).filter(|_| shows);
        for id in ground
            .kinds
            .varying(&ground.snapshot.state, shard)
            .chain(bounded)
        {
            if let Some(subject) = subjects.get_mut(id as usize) {
                *subject = LOOK;
            }
        }
        Tallied {
            subjects,
            by_class: [0; CLASSES_MAX],
            single_accesses: 0,
            accesses: Vec::new(),
            records: None,
            denied: 0,
            ip4: Vec::new(),
            ip6: Vec::new(),
        }
    }

    /// Counts a read of a subject; false when it must be looked at.
    #[inline]
    pub(super) fn read(&mut self, subject: usize, class: u8) -> bool {
        let Some(entry) = self.subjects.get_mut(subject) else {
            return false;
        };
        if *entry & LOOK != 0 {
            return false;
        }
        *entry = (*entry | 1 << class) + (1 << READS_AT);
        if let Some(count) = self.by_class.get_mut(usize::from(class)) {
            *count += 1;
        }
        true
    }

    /// Whether the reads of a subject are decided from their columns.
    #[inline]
    pub(super) fn looks(&self, subject: usize) -> bool {
        self.subjects
            .get(subject)
            .is_none_or(|entry| entry & LOOK != 0)
    }

    /// Counts reads of a subject that is not looked at: the classes they were of, a bit each.
    #[inline]
    pub(super) fn reads(&mut self, subject: usize, classes: u32, reads: u32) {
        if let Some(entry) = self.subjects.get_mut(subject) {
            *entry = (*entry | u64::from(classes)) + (u64::from(reads) << READS_AT);
        }
    }

    /// Adds everything to the figures of the shard.
    pub(super) fn finish(
        self,
        ground: &Ground<'_>,
        shard: u16,
        classes: &Classes,
        figures: &mut ShardFigures,
    ) {
        figures.reads += self.by_class.iter().sum::<u64>();
        for (shape, count) in classes.shapes.iter().zip(self.by_class) {
            figures.reads_by_shape.add(*shape, count);
        }
        figures.single_accesses += self.single_accesses;
        figures.accesses.extend(self.accesses);
        if let Some(records) = self.records {
            *figures.records.get_or_insert(0) += records;
        }
        figures.denied += self.denied;
        figures.ip4_lists.push(unite(self.ip4));
        figures.ip6_lists.push(unite(self.ip6));
        let touched = (0u32..)
            .zip(&self.subjects)
            .filter(|(_, entry)| **entry & !LOOK != 0);
        let seen = touched.map(|(id, entry)| {
            let mask = u32::try_from(entry & 0xffff_ffff).unwrap_or(0);
            let reads = (entry & !LOOK) >> READS_AT;
            (id, mask, reads)
        });
        figures
            .kinds
            .resize(figures.kinds.len().max(self.subjects.len()), 0);
        let shows: u32 = (0u32..)
            .zip(&classes.shows)
            .map(|(class, shows)| u32::from(*shows) << class)
            .sum();
        for (id, mask, reads) in seen {
            let subject = SubjectId { shard, id };
            let kind = ground.snapshot.state.base_kind(shard, id).code();
            figures.kind_read(id, kind, reads);
            figures.touched.add_mask(id, mask, &classes.shapes);
            if mask & shows != 0 && ground.relations.has_book(subject.to_u64()) {
                // Entries of this book hold at any time, so any time stands for all.
                figures.shown.push((id, vec![event::Millis(0)]));
            }
        }
    }
}
