//! People who came, went or were merged, against a model that looks for humans pair by pair.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};
use testkit::humans;

use super::*;
use crate::labelled::Labelled;

/// Identifiers below this number are members, the rest recipients.
const MEMBERS: u32 = 6;

fn id(number: u32) -> SubjectId {
    // Two shards, so that the smallest number is not always the smallest identifier.
    let shard = u16::from(number.is_multiple_of(3));
    SubjectId { shard, id: number }
}

fn is_member(of: SubjectId) -> bool {
    of.id < MEMBERS
}

fn reached(numbers: &[u32]) -> Reached {
    let mut all = Labelled::default();
    for number in numbers {
        all.insert(id(*number), u64::from(!is_member(id(*number))));
    }
    Reached::from_bytes(&all.to_bytes()).expect("what was written")
}

fn links(pairs: &[(u32, u32)]) -> Links {
    let pairs = pairs
        .iter()
        .map(|(a, b)| (id(*a).to_u64(), id(*b).to_u64()));
    Links::new(&pairs.collect::<Vec<_>>())
}

type Told = (u32, PersonMoved, usize, Option<u32>);

fn told(sets: &[&[u32]], before: &[(u32, u32)], now: &[(u32, u32)]) -> Vec<Told> {
    let sets: Vec<Reached> = sets.iter().map(|set| reached(set)).collect();
    let sets: Vec<&Reached> = sets.iter().collect();
    let moved = moved_people(&sets, (&links(before), &links(now)), &is_member);
    let mut told: Vec<Told> = moved
        .iter()
        .map(|of| (of.person.id, of.what, of.step, of.into.map(|into| into.id)))
        .collect();
    told.sort_unstable();
    told
}

use PersonMoved::{Added, Merged, Removed};

#[test]
fn each_person_is_told_by_the_step_that_last_changed_it() {
    let sets: [&[u32]; 4] = [&[1, 2, 10], &[1, 10, 11], &[1, 11, 3], &[1, 11]];
    let wanted = [
        (2, Removed, 0, None),
        (10, Removed, 1, None),
        (11, Added, 0, None),
    ];
    assert_eq!(told(&sets, &[], &[]), wanted);
    assert_eq!(told(&[&[1, 2]], &[], &[]), []);
    assert_eq!(told(&[], &[], &[]), []);
}

#[test]
fn a_newer_link_merges_and_removes_nobody() {
    // Recipient 10, whose identifier is the smaller one, turns out to be member 3: one person, counted as the member.
    assert_eq!(
        told(&[&[3, 10], &[3, 10], &[3, 10]], &[], &[(3, 10)]),
        [(10, Merged, 1, Some(3))]
    );
    // The member left the set and the recipient stayed: still one human who was there before and is there now.
    assert_eq!(
        told(&[&[3, 10], &[10]], &[], &[(3, 10)]),
        [(10, Merged, 0, Some(10))]
    );
    // Both went: one person is gone, for whom two had been counted.
    assert_eq!(
        told(&[&[3, 10], &[]], &[], &[(3, 10)]),
        [(3, Removed, 0, None), (10, Merged, 0, Some(3))]
    );
    // A link that was known already merges nothing, whichever of the two is there.
    assert_eq!(told(&[&[3, 10], &[10]], &[(3, 10)], &[(3, 10)]), []);
}

#[test]
fn who_is_in_both_sets_under_another_identifier_stays() {
    assert_eq!(told(&[&[3], &[10]], &[], &[(3, 10)]), []);
    // By a chain over one who is in neither set.
    assert_eq!(told(&[&[3], &[10]], &[], &[(3, 20), (20, 10)]), []);
}

#[test]
fn who_comes_as_member_and_recipient_is_added_once_as_the_member() {
    assert_eq!(
        told(&[&[], &[10], &[10, 3]], &[], &[(10, 3)]),
        [(3, Added, 0, None)],
        "with the first of the two"
    );
    assert_eq!(
        told(&[&[10, 3], &[3], &[]], &[(10, 3)], &[(10, 3)]),
        [(3, Removed, 1, None)],
        "with the last of the two"
    );
}

/// How many persons a set has by some links, as the best number says.
fn persons(of: &BTreeSet<u32>, pairs: &[(u32, u32)]) -> usize {
    let humans = humans(of, pairs);
    humans.iter().filter(|human| !human.is_disjoint(of)).count()
}

fn pairs() -> impl Strategy<Value = Vec<(u32, u32)>> {
    vec((0u32..14, 0u32..14), 0..6)
}

proptest! {
    #[test]
    fn people_before_and_what_moved_are_people_now(
        sets in vec(vec(0u32..14, 0..10), 2..6),
        before in pairs(),
        later in pairs(),
    ) {
        let now = [before.clone(), later].concat();
        let listed: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
        let told = told(&listed, &before, &now);
        let set = |of: Option<&Vec<u32>>| of.into_iter().flatten().copied().collect::<BTreeSet<u32>>();
        let (first, last) = (set(sets.first()), set(sets.last()));
        let count = |what| told.iter().filter(|of| of.1 == what).count();
        prop_assert_eq!(
            persons(&first, &before) + count(Added),
            persons(&last, &now) + count(Removed) + count(Merged)
        );
        let mut by_what: BTreeMap<PersonMoved, Vec<BTreeSet<u32>>> = BTreeMap::new();
        for (person, what, step, into) in &told {
            let human = humans(&[*person].into(), &now).into_iter().find(|human| human.contains(person)).unwrap();
            let there: Vec<bool> = sets.iter().map(|set| set.iter().any(|of| human.contains(of))).collect();
            match what {
                Merged => {
                    prop_assert!(human.contains(&into.unwrap()));
                    prop_assert!(first.contains(person));
                    prop_assert_eq!(*step, sets.len() - 2);
                }
                _ => {
                    prop_assert_eq!((there[0], there[sets.len() - 1]), (*what == Removed, *what == Added));
                    prop_assert!(there[*step] != there[*step + 1]);
                    prop_assert!(there[*step + 1..].windows(2).all(|of| of[0] == of[1]), "a later step changed it");
                    let of = if *what == Added { &last } else { &first };
                    prop_assert!(of.contains(person));
                    let members = human.iter().any(|of_human| *of_human < MEMBERS && of.contains(of_human));
                    prop_assert_eq!(members, *person < MEMBERS, "a member's identifier stands for a member");
                }
            }
            if *what != Merged {
                by_what.entry(*what).or_default().push(human);
            }
        }
        for humans in by_what.values_mut() {
            let all = humans.len();
            humans.sort();
            humans.dedup();
            prop_assert_eq!(humans.len(), all, "no human comes or goes twice");
        }
    }
}
