use super::*;

fn everybody() -> Vec<SubjectId> {
    let of = |id: u32| SubjectId {
        shard: u16::try_from(id % 4).unwrap(),
        id: id / 4,
    };
    (0..4000).map(of).collect()
}

#[test]
fn the_same_seed_draws_the_same_and_another_draws_others() {
    let first = drawn(everybody(), 400, 7);
    let mut backwards = everybody();
    backwards.reverse();
    assert_eq!(first, drawn(backwards, 400, 7));
    let other = drawn(everybody(), 400, 8);
    let both = first.iter().filter(|of| other.contains(of)).count();
    assert!(
        (20..=80).contains(&both),
        "one in ten of one in ten, not {both}"
    );
}

#[test]
fn every_shard_has_its_share() {
    let drawn = drawn(everybody(), 400, 7);
    for shard in 0..4 {
        let of_shard = drawn.iter().filter(|of| of.shard == shard).count();
        assert!(
            (70..=130).contains(&of_shard),
            "{of_shard} of shard {shard}"
        );
    }
}

#[test]
fn a_small_population_is_drawn_whole() {
    let rows = vec![Traced::default(); 3];
    assert_eq!(wanted(&rows, 12), 12);
    assert_eq!(wanted(&rows, 1 << 40), 1000);
    assert_eq!(drawn(everybody(), 5000, 1).len(), 4000);
}
