//! Subjects under labels, as bytes: how a set of people is kept outside the ledger.
//!
//! Bytes, little-endian: `nunchi labelled 1\n`, then for each shard and label in order: shard u16, label u64, length
//! u32, and a Roaring bitmap in its portable form. The set of 33 million people with few combinations of fields takes
//! about 2 bytes each.

use std::collections::BTreeMap;

use event::FieldSet;
use ledger::SubjectId;
use roaring::RoaringBitmap;

use crate::answer::ExposureSet;

const MARK: &[u8] = b"nunchi labelled 1\n";

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labelled(BTreeMap<(u16, u64), RoaringBitmap>);

impl Labelled {
    /// Puts a subject under a label.
    pub fn insert(&mut self, subject: SubjectId, label: u64) {
        let of = self.0.entry((subject.shard, label)).or_default();
        of.insert(subject.id);
    }

    /// Every subject with its label, by shard and label.
    pub fn iter(&self) -> impl Iterator<Item = (SubjectId, u64)> + '_ {
        self.0.iter().flat_map(|((shard, label), of)| {
            of.iter()
                .map(|id| (SubjectId { shard: *shard, id }, *label))
        })
    }

    /// How many subjects stand under a label; one that stands under two counts twice.
    pub(crate) fn len(&self) -> u64 {
        self.0.values().map(RoaringBitmap::len).sum()
    }

    /// Each shard and label, in order.
    pub(crate) fn places(&self) -> impl Iterator<Item = (u16, u64)> + '_ {
        self.0.keys().copied()
    }

    /// The subjects of a shard under a label.
    pub(crate) fn of(&self, shard: u16, label: u64) -> Option<&RoaringBitmap> {
        self.0.get(&(shard, label))
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(&mut self, shard: u16, label: u64) -> &mut RoaringBitmap {
        self.0.entry((shard, label)).or_default()
    }

    /// Forgets labels under which nobody stands, so that equal sets have equal bytes.
    pub(crate) fn drop_empty(&mut self) {
        self.0.retain(|_, of| !of.is_empty());
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        for ((shard, label), of) in &self.0 {
            let mut bitmap = Vec::with_capacity(of.serialized_size());
            // Writing into memory does not fail.
            let _ = of.serialize_into(&mut bitmap);
            out.extend_from_slice(&shard.to_le_bytes());
            out.extend_from_slice(&label.to_le_bytes());
            out.extend_from_slice(
                &u32::try_from(bitmap.len())
                    .unwrap_or(u32::MAX)
                    .to_le_bytes(),
            );
            out.append(&mut bitmap);
        }
        out
    }

    /// What bytes say; `None` where they are no such thing.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Labelled> {
        let mut left = bytes.strip_prefix(MARK)?;
        let mut all = Labelled::default();
        while !left.is_empty() {
            let (shard, rest) = left.split_first_chunk::<2>()?;
            let (label, rest) = rest.split_first_chunk::<8>()?;
            let (len, rest) = rest.split_first_chunk::<4>()?;
            let (bitmap, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            let bitmap = RoaringBitmap::deserialize_from(bitmap).ok()?;
            let place = (u16::from_le_bytes(*shard), u64::from_le_bytes(*label));
            all.0.insert(place, bitmap);
            left = rest;
        }
        Some(all)
    }
}

/// The fields of each subject are its label.
impl From<&ExposureSet> for Labelled {
    fn from(set: &ExposureSet) -> Labelled {
        let mut all = Labelled::default();
        for (subject, fields) in set {
            all.insert(*subject, fields.0);
        }
        all
    }
}

impl From<&Labelled> for ExposureSet {
    fn from(labelled: &Labelled) -> ExposureSet {
        labelled
            .iter()
            .map(|(subject, fields)| (subject, FieldSet(fields)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_map, prelude::*};

    use super::*;

    fn subject() -> impl Strategy<Value = SubjectId> {
        (0u16..5, any::<u32>()).prop_map(|(shard, id)| SubjectId { shard, id })
    }

    proptest! {
        #[test]
        fn a_set_comes_back(set in btree_map(subject(), any::<u64>().prop_map(FieldSet), 0..50)) {
            let bytes = Labelled::from(&set).to_bytes();
            let read = Labelled::from_bytes(&bytes).expect("what was written");
            prop_assert_eq!(ExposureSet::from(&read), set);
            for cut in [1, 5, 13] {
                if let Some(short) = bytes.get(..bytes.len() - cut).filter(|short| short.len() >= MARK.len()) {
                    prop_assert!(Labelled::from_bytes(short).is_none());
                }
            }
        }
    }

    #[test]
    fn other_bytes_are_no_set() {
        assert_eq!(Labelled::from_bytes(b""), None);
        assert_eq!(Labelled::from_bytes(b"nunchi labelled 2\n"), None);
    }
}
