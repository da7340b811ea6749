use std::collections::BTreeSet;

use super::*;

#[test]
fn numbers_ghosts_and_pairs_are_disjoint_and_counted() {
    let plan = Plan::default();
    let figures = plan.figures();
    let people = People::new(&plan, &figures);
    let numbers: BTreeSet<u32> = people.accounts.iter().map(|a| a.number).collect();
    let ghosts: BTreeSet<u32> = people.ghosts.iter().copied().collect();
    assert_eq!(numbers.len(), 33_674 + 165);
    assert_eq!(people.attacked, 33_674);
    assert_eq!(ghosts.len(), 44_000);
    assert!(numbers.is_disjoint(&ghosts));
    assert_eq!(people.joiners.len(), 161);
    assert!(people.joiners.iter().all(|number| ghosts.contains(number)));
    let paired: BTreeSet<u32> = people.pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    assert_eq!((people.pairs.len(), paired.len()), (454, 908));
    assert_eq!(people.accounts.iter().filter(|a| a.second).count(), 205);
}

#[test]
fn phones_are_distinct() {
    let phones: BTreeSet<u32> = (0..200_000).map(phone_digits).collect();
    assert_eq!(phones.len(), 200_000);
    assert!(phones.iter().all(|p| (20_000_000..100_000_000).contains(p)));
}
