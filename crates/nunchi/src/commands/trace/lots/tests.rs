use super::*;

/// A book of 4 shards with 1,000 subjects each.
fn book() -> State {
    let mut state = State::new(4);
    state.kinds = vec![vec![0; 1000]; 4];
    state
}

fn drawn(seed: u64, left_out: &HashSet<SubjectId>, lots: usize) -> Vec<SubjectId> {
    let state = book();
    let mut drawing = Drawing::new(&state, left_out, seed);
    std::iter::from_fn(|| drawing.next()).take(lots).collect()
}

fn places(of: &[SubjectId]) -> HashSet<SubjectId> {
    of.iter().copied().collect()
}

#[test]
fn the_same_seed_draws_the_same_and_another_draws_others() {
    let nobody = HashSet::new();
    let first = drawn(7, &nobody, 400);
    assert_eq!(first, drawn(7, &nobody, 400));
    let of_shard = first[0].shard;
    assert!(
        first.iter().all(|of| of.shard == of_shard),
        "one shard is enough"
    );
    let other = (8..100).map(|seed| drawn(seed, &nobody, 400));
    let mut other = other.filter(|other| other[0].shard == of_shard);
    let other = other.next().expect("a seed that begins with that shard");
    let both = places(&first).intersection(&places(&other)).count();
    assert!((120..=200).contains(&both), "two fifths of 400, not {both}");
}

#[test]
fn every_subject_is_drawn_once_but_those_of_the_sample() {
    let sample = places(&drawn(3, &HashSet::new(), 1500));
    let all = drawn(7, &sample, 5000);
    assert_eq!((all.len(), places(&all).len()), (2500, 2500));
    assert!(all.iter().all(|of| !sample.contains(of)));
}

#[test]
fn every_subject_of_a_shard_is_drawn_as_often() {
    let nobody = HashSet::new();
    let mut often = vec![0u32; 1000];
    for seed in 0..2000 {
        for of in drawn(seed, &nobody, 100) {
            often[of.id as usize] += 1;
        }
    }
    // 200 on average; in 1,000 numbers hardly one lies five deviations off.
    let is_near = |of: &u32| (130..=270).contains(of);
    assert!(often.iter().all(is_near), "{often:?}");
}

#[test]
fn more_are_drawn_where_fewer_were_read() {
    let (state, nobody) = (book(), HashSet::new());
    let mut drawing = Drawing::new(&state, &nobody, 7);
    assert_eq!(drawing.for_more(500, 0).len(), 500);
    assert_eq!(drawing.for_more(500, 500).len(), 0, "they are enough");
    assert_eq!(
        drawing.for_more(500, 400).len(),
        125 + 12 + 16,
        "four of five are controls"
    );
    assert_eq!(
        drawing.for_more(500, 0).len(),
        2 * 653,
        "nobody is known to be one"
    );
    assert_eq!(drawing.for_more(500, 1).len(), 4000 - 1959, "all the rest");
    assert_eq!(drawing.for_more(500, 1).len(), 0);
    let all = Lots {
        of: 4000,
        drawn: 4000,
    };
    assert_eq!(drawing.lots(), all);
}

#[test]
fn large_samples_have_as_large_controls() {
    assert_eq!(wanted(&[]), 2000);
    let two = incident::trace::rank::MayBe {
        subject: 0,
        since: None,
        until: None,
    };
    let row = Traced {
        is_matched: true,
        may_be: vec![two; 2],
    };
    assert_eq!(wanted(&vec![row; 1000]), 4000);
}

#[test]
fn the_seed_is_of_people_and_head_in_whatever_order_the_rows_are() {
    let people = [(3, 7), (1, 9), (3, 2)].map(|(shard, id)| SubjectId { shard, id });
    let mut others = people;
    others.reverse();
    let (head, later) = ([7; 32], [8; 32]);
    assert_eq!(seed(&people, &head), seed(&others, &head));
    assert_ne!(seed(&people, &head), seed(&people, &later));
    let fewer = people.get(1..).unwrap_or_default();
    assert_ne!(seed(&people, &head), seed(fewer, &head));
}
