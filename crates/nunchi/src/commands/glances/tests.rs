use event::ActKind;
use ledger::Names;

use super::{enter, firsts};
use crate::commands::who::tests::Shop;

#[test]
fn of_each_person_the_first_glance_is_told() {
    let shop = Shop::new("glances");
    let kim = enter(&shop.home, "kim", "77ab90c1d5e0f213").unwrap();
    let lee = enter(&shop.home, "lee", "77ab90c1d5e0f213").unwrap();
    enter(&shop.home, "kim", "77ab90c1d5e0f213").unwrap();
    enter(&shop.home, "park", "0000000000000000").unwrap();
    let snapshot = shop.home.snapshot_with(Names::Wanted).unwrap();
    let ground = shop.home.ground(&snapshot).unwrap();
    let told = firsts(&shop.home, &ground, "77ab90c1d5e0f213").unwrap();
    let told: Vec<(&str, u64)> = told
        .iter()
        .map(|of| (of.by.as_str(), of.position))
        .collect();
    assert_eq!(told, [("kim", kim.position), ("lee", lee.position)]);
    // A second time is on record too, and two bodies that say the same have two digests.
    let mut bodies = shop.acts(ActKind::Question);
    assert_eq!(bodies.len(), 4, "{bodies:?}");
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 4, "{bodies:?}");
}
