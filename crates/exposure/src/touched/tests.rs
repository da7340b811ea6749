//! Sets of shapes against a plain map of sets.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};

use super::Touched;

proptest! {
    /// Subjects and their shapes are those that were added, whatever the order.
    #[test]
    fn holds_what_was_added(adds in vec((0u32..20, vec(0u32..6, 1..4)), 0..80)) {
        let mut touched = Touched::default();
        let mut model: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (subject, mut shapes) in adds {
            shapes.sort_unstable();
            shapes.dedup();
            touched.add(subject, &shapes);
            model.entry(subject).or_default().extend(shapes);
        }
        let found: BTreeMap<u32, BTreeSet<u32>> =
            touched.subjects().map(|(subject, shapes)| (subject, shapes.iter().copied().collect())).collect();
        prop_assert_eq!(&found, &model);
        let mut sets: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        for shapes in model.into_values() {
            *sets.entry(shapes.into_iter().collect()).or_default() += 1;
        }
        let found: BTreeMap<Vec<u32>, u64> = touched.sets().map(|(set, count)| (set.to_vec(), count)).collect();
        prop_assert_eq!(found, sets);
    }
}

/// More different sets than unions are remembered: every subject still has its own.
#[test]
fn many_different_sets() {
    let mut touched = Touched::default();
    for subject in 0..70_000u32 {
        touched.add(subject, &[subject]);
        touched.add(subject, &[subject + 1, subject + 2]);
    }
    assert!(
        touched
            .subjects()
            .all(|(subject, shapes)| shapes == [subject, subject + 1, subject + 2])
    );
    assert_eq!(touched.subjects().count(), 70_000);
}
