//! Whom the reads of a selection reached: the subjects that they named and the recipients whom their data showed, each
//! under the best ground for its being there.

use ledger::SubjectId;
use roaring::RoaringBitmap;

use super::relations::Relations;
use crate::{gather::ShardFigures, labelled::Labelled};

/// Why an identifier is among those reached, best first. Codes are labels of kept sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum By {
    /// A read named it.
    Name = 0,
    /// An address book showed it, and says when it did.
    Dated = 1,
    /// An address book showed it that says no times: whether it did so at the read is not known.
    Undated = 2,
}

impl By {
    pub(super) const ALL: [By; 3] = [By::Name, By::Dated, By::Undated];
}

/// See the module. No identifier stands under two grounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reached(Labelled);

impl Reached {
    /// Those that the figures of all shards reached under some relations.
    pub(crate) fn of(relations: &Relations, figures: &[ShardFigures]) -> Reached {
        let mut all = Labelled::default();
        for (shard, of) in (0u16..).zip(figures) {
            let named = of.touched.subjects().map(|(id, _)| id);
            all.of_mut(shard, By::Name as u64).extend(named);
            for (id, times) in &of.shown {
                let owner = SubjectId { shard, id: *id }.to_u64();
                relations.shown(owner, times, |other, by| all.insert(other, by as u64));
            }
        }
        let mut reached = Reached(all);
        reached.keep_best();
        reached
    }

    /// Adds those whom a person named, as a read would have.
    pub fn name(&mut self, subjects: impl Iterator<Item = SubjectId>) {
        subjects.for_each(|of| self.0.insert(of, By::Name as u64));
        self.keep_best();
    }

    /// The bytes under which it is kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// What bytes say; `None` where they are no such set.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Reached> {
        let labelled = Labelled::from_bytes(bytes)?;
        if labelled
            .places()
            .any(|(_, label)| label > By::Undated as u64)
        {
            return None;
        }
        let mut reached = Reached(labelled);
        reached.keep_best();
        Some(reached)
    }

    /// How many identifiers were reached.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether nobody was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many were reached on one ground.
    pub(super) fn count(&self, by: By) -> u64 {
        self.of_ground(by).map(|(_, ids)| ids.len()).sum()
    }

    /// Those who were reached on one ground.
    pub(super) fn on(&self, by: By) -> impl Iterator<Item = SubjectId> + '_ {
        let of = self.of_ground(by);
        of.flat_map(|(shard, ids)| ids.iter().map(move |id| SubjectId { shard, id }))
    }

    /// The same, shard by shard.
    fn of_ground(&self, by: By) -> impl Iterator<Item = (u16, &RoaringBitmap)> {
        let places = self
            .0
            .places()
            .filter(move |(_, label)| *label == by as u64);
        places.filter_map(|(shard, label)| Some((shard, self.0.of(shard, label)?)))
    }

    /// On which ground an identifier was reached, if it was.
    pub(super) fn by(&self, of: SubjectId) -> Option<By> {
        let has = |by: &By| {
            let bitmap = self.0.of(of.shard, *by as u64);
            bitmap.is_some_and(|ids| ids.contains(of.id))
        };
        By::ALL.into_iter().find(has)
    }

    pub(super) fn has(&self, of: SubjectId) -> bool {
        self.by(of).is_some()
    }

    /// Every identifier.
    pub(super) fn iter(&self) -> impl Iterator<Item = SubjectId> + '_ {
        self.0.iter().map(|(subject, _)| subject)
    }

    /// Those that another set does not have.
    pub(super) fn without<'a>(
        &'a self,
        other: &'a Reached,
    ) -> impl Iterator<Item = SubjectId> + 'a {
        let shards = self.shards().into_iter();
        shards.flat_map(move |shard| {
            let left = self.of_shard(shard) - other.of_shard(shard);
            left.into_iter().map(move |id| SubjectId { shard, id })
        })
    }

    fn shards(&self) -> Vec<u16> {
        let mut shards: Vec<u16> = self.0.places().map(|(shard, _)| shard).collect();
        shards.dedup();
        shards
    }

    fn of_shard(&self, shard: u16) -> RoaringBitmap {
        let of = |by: By| self.0.of(shard, by as u64);
        By::ALL
            .into_iter()
            .filter_map(of)
            .fold(RoaringBitmap::new(), |all, ids| all | ids)
    }

    /// Takes from each ground those that stand under a better one.
    fn keep_best(&mut self) {
        for shard in self.shards() {
            let mut better = RoaringBitmap::new();
            for by in By::ALL {
                let of = self.0.of_mut(shard, by as u64);
                *of -= &better;
                better |= &*of;
            }
        }
        self.0.drop_empty();
    }
}
