use super::*;

#[test]
fn times_rise_and_stay_inside_their_days() {
    let mut rng = Rng::stream(3, 3);
    for count in [1, 50, 10_000] {
        let times = spread(&mut rng, count, 191, 328);
        assert_eq!(times.len(), count);
        assert!(times.is_sorted());
        assert!(times.first().is_some_and(|t| *t >= clock::at(191, 0, 0)));
        assert!(times.last().is_some_and(|t| *t < clock::END));
    }
}

#[test]
fn a_joiner_was_passed_before() {
    let plan = Plan::default();
    let figures = plan.figures();
    let people = People::new(&plan, &figures);
    let attack = Attack::new(&plan, &figures, &people);
    assert_eq!(attack.passed.len(), people.joiners.len());
    assert!(attack.passed.iter().all(|(_, time)| *time < clock::END));
}

#[test]
fn a_forged_token_serves_for_one_member() {
    let plan = Plan::default();
    let figures = plan.figures();
    let people = People::new(&plan, &figures);
    let attack = Attack::new(&plan, &figures, &people);
    let mut used: Vec<(u64, u32)> = attack
        .items
        .iter()
        .chain(&attack.late)
        .map(|item| (item.credential, item.subject))
        .collect();
    used.sort_unstable();
    used.dedup();
    assert!(used.windows(2).all(|pair| pair[0].0 != pair[1].0));
}
