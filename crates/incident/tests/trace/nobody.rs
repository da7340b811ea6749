//! Samples that went along no path: nothing may be named.

use incident::trace::rank::{Traced, Verdict};

use crate::world::{PEOPLE, Seeded, World, drawn, row};

/// How many of 50 samples in each of these worlds name a path.
fn named(
    worlds: std::ops::Range<u64>,
    sample: impl Fn(&World, &mut Seeded) -> Vec<Traced>,
) -> usize {
    let mut named = 0;
    for seed in worlds {
        let world = World::new(seed, seed % 2 == 1);
        let mut random = Seeded(seed ^ 0xabcd);
        for _ in 0..50 {
            let answer = world.trace(&sample(&world, &mut random));
            named += usize::from(matches!(answer.verdict, Verdict::Points { .. }));
        }
    }
    named
}

fn rows(people: &[u32]) -> Vec<Traced> {
    people.iter().map(|person| row(&[*person])).collect()
}

#[test]
fn random_people_who_were_read_name_nobody() {
    let sample = |world: &World, random: &mut Seeded| rows(&drawn(random, &world.everybody, 50));
    assert_eq!(named(100..108, sample), 0, "of 400");
}

#[test]
fn random_people_with_several_subjects_name_nobody() {
    let sample = |_: &World, random: &mut Seeded| {
        let people = drawn(random, &(0..PEOPLE).collect::<Vec<u32>>(), 100);
        let (some, others) = people.split_at(25);
        let several = others.chunks(3).map(row);
        rows(some).into_iter().chain(several).collect()
    };
    assert_eq!(named(110..114, sample), 0, "of 200");
}

/// Half of the worlds have people who are read often. A leak of such people from elsewhere fits whoever read often.
#[test]
fn people_who_are_read_often_name_nobody() {
    let sample = |_: &World, random: &mut Seeded| {
        let often = |_| (random.share().powi(2) * f64::from(PEOPLE)) as u32;
        rows(&(0..50).map(often).collect::<Vec<u32>>())
    };
    assert_eq!(named(120..124, sample), 0, "of 200");
}
