use std::collections::BTreeSet;

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn runs_are_a_set_of_numbers(numbers in prop::collection::vec(0u64..60, 0..80)) {
        let (mut runs, mut model) = (Runs::default(), BTreeSet::new());
        for number in numbers {
            prop_assert_eq!(runs.has(number), model.contains(&number));
            prop_assert_eq!(runs.add(number, Millis(number as i64)), model.insert(number));
        }
        prop_assert_eq!(runs.count(), model.len() as u64);
        let missing: Vec<u64> = runs.gaps().iter().flat_map(|gap| gap.first..=gap.last).collect();
        let (low, high) = (model.first().copied().unwrap_or(0), model.last().copied().unwrap_or(0));
        let expected: Vec<u64> = (low..high).filter(|n| !model.contains(n)).collect();
        prop_assert_eq!(missing, expected);
        for run in runs.runs() {
            prop_assert_eq!((run.first_time, run.last_time), (Millis(run.first as i64), Millis(run.last as i64)));
        }
    }
}

#[test]
fn the_highest_number_does_not_overflow() {
    let mut runs = Runs::default();
    assert!(runs.add(u64::MAX, Millis(1)));
    assert!(!runs.add(u64::MAX, Millis(1)));
    assert!(runs.add(u64::MAX - 1, Millis(0)));
    assert_eq!(runs.count(), 2);
}
