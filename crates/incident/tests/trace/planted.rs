//! Leaks through a known path: it must come first, and nothing else may ever be named.

use event::Millis;
use incident::trace::rank::{Answer, PathRead, Traced, Verdict, Why};

use crate::world::{PEOPLE, Path, Seeded, World, drawn, row};

const WORLDS: u64 = 4;
const RUNS: u64 = 50;

/// 50 rows, of which 15 are wrong: 8 that are nobody, and 7 that are somebody else, drawn from all people. Five of the
/// right ones might be somebody else as well.
fn sample(random: &mut Seeded, leaked: &[u32]) -> Vec<Traced> {
    let everybody: Vec<u32> = (0..PEOPLE).collect();
    let right = drawn(random, leaked, 35);
    let others = drawn(random, &everybody, 12);
    let (doubles, wrong) = others.split_at(5);
    let mut rows: Vec<Traced> = right.iter().map(|person| row(&[*person])).collect();
    for (row_of, double) in rows.iter_mut().zip(doubles) {
        row_of.may_be.extend(row(&[*double]).may_be);
    }
    rows.extend(wrong.iter().map(|other| row(&[*other])));
    rows.extend((0..8).map(|_| row(&[])));
    rows
}

/// Whom a path had read by the time at which it had read three of five, and that time.
fn leaked(world: &World, path: &Path) -> (Vec<u32>, Millis) {
    let people = path.read.people().into_iter();
    let known = people.filter_map(|person| Some((world.known_at(path, person)?, person)));
    let mut known: Vec<(Millis, u32)> = known.collect();
    known.sort_unstable();
    known.truncate(known.len() * 3 / 5);
    let taken = known.last().map_or(Millis::MIN, |(at, _)| *at);
    (known.into_iter().map(|(_, person)| person).collect(), taken)
}

/// Paths that read so many people.
fn of_size(world: &World, sizes: std::ops::Range<u64>) -> Vec<usize> {
    let fits = |at: &usize| sizes.contains(&world.paths[*at].size);
    (0..world.paths.len()).filter(fits).collect()
}

fn one_of(random: &mut Seeded, all: &[usize]) -> usize {
    all[random.below(all.len() as u64) as usize]
}

/// Whether this path tells of a leak through the planted one: it is that, or one within it that explains as much.
/// Of a network with one busy address nobody can tell the two apart, and the narrowest is to be reported.
fn is_found(world: &World, answer: &Answer, path: usize, planted: usize) -> bool {
    let explains = |path| {
        let of = answer.ranking.iter().find(|of| of.path == path);
        of.map(|of| of.explains)
    };
    path == planted || world.holds(planted, path) && explains(path) >= explains(planted)
}

/// Whether what is named is true of a leak through the planted path: it includes that, or the answer says that it is
/// included by it.
fn is_true(world: &World, verdict: &Verdict, planted: usize) -> bool {
    let Verdict::Points {
        path, includes_it, ..
    } = verdict
    else {
        return true;
    };
    world.holds(path.path, planted) || includes_it.iter().any(|wider| wider.path == planted)
}

/// What came of 200 planted leaks.
#[derive(Default)]
struct Tally {
    runs: u64,
    first: u64,
    named: u64,
    untrue: u64,
    too_late: u64,
}

fn planted(worlds: std::ops::Range<u64>, is_uneven: bool) -> Tally {
    let mut tally = Tally::default();
    for seed in worlds {
        let world = World::new(seed, is_uneven);
        let mut random = Seeded(seed ^ 0xabcd);
        // Fewer people would not fill the sample; who read a third of everybody explains a third by chance.
        let fit = of_size(&world, 60..u64::from(PEOPLE) / 3);
        for _ in 0..RUNS {
            let planted = one_of(&mut random, &fit);
            let (leaked, taken_at) = leaked(&world, &world.paths[planted]);
            let answer = world.trace(&sample(&mut random, &leaked));
            let best = answer.ranking.first().expect("a path");
            tally.runs += 1;
            tally.first += u64::from(is_found(&world, &answer, best.path, planted));
            tally.untrue += u64::from(!is_true(&world, &answer.verdict, planted));
            if let Verdict::Points { taken, .. } = answer.verdict {
                tally.named += 1;
                tally.too_late += u64::from(taken.not_before > taken_at);
            }
        }
    }
    tally
}

fn check(tally: &Tally) {
    let Tally {
        runs,
        first,
        named,
        untrue,
        too_late,
    } = tally;
    assert!(first * 100 >= runs * 95, "first {first} of {runs}");
    assert!(named * 100 >= runs * 95, "named {named} of {runs}");
    assert_eq!(*untrue, 0, "named and not so");
    assert_eq!(*too_late, 0, "said to be taken after it was");
}

#[test]
fn a_planted_path_comes_first_and_no_other_is_named() {
    check(&planted(0..WORLDS, false));
}

#[test]
fn a_planted_path_comes_first_where_some_people_are_read_often() {
    check(&planted(10..10 + WORLDS, true));
}

#[test]
fn a_leak_through_a_wide_path_names_no_other() {
    for seed in 20..22 {
        let world = World::new(seed, seed % 2 == 1);
        let mut random = Seeded(seed ^ 0xabcd);
        let wide = of_size(&world, u64::from(PEOPLE) / 3..u64::from(PEOPLE) + 1);
        for _ in 0..RUNS {
            let planted = one_of(&mut random, &wide);
            let people = world.paths[planted].read.people();
            let answer = world.trace(&sample(&mut random, &people));
            assert!(is_true(&world, &answer.verdict, planted), "{answer:#?}");
        }
    }
}

#[test]
fn of_two_paths_that_read_the_same_people_neither_is_named() {
    let world = World::new(30, false);
    let mut random = Seeded(30);
    let fit = of_size(&world, 60..1000);
    for kept_percent in [100, 90] {
        for _ in 0..20 {
            let planted = one_of(&mut random, &fit);
            let rows = sample(&mut random, &world.paths[planted].read.people());
            let mut paths = world.reads(&rows);
            let twin = twin(&mut random, &paths[planted], kept_percent);
            let place = paths.len();
            paths.push(twin);
            let answer = world.answer(&rows, &paths, 99);
            let Verdict::CannotSay(Why::Many(many)) = answer.verdict else {
                panic!("{:?}", answer.verdict);
            };
            assert!(many.iter().any(|of| of.path == place), "the twin is shown");
        }
    }
}

/// Somebody else who read so many of the same people, a day later.
fn twin(random: &mut Seeded, of: &PathRead, kept_percent: u64) -> PathRead {
    let mut twin = of.clone();
    twin.name.push_str("-twin");
    let kept = drawn(
        random,
        &(0..PEOPLE).collect::<Vec<u32>>(),
        (u64::from(PEOPLE) * kept_percent / 100) as usize,
    );
    twin.reads.retain(|read| kept.contains(&read.subject));
    for read in &mut twin.reads {
        read.position += 1 << 40;
        read.at = read.at.plus(86_400_000);
    }
    twin
}
