//! Laws and controllers that are found after an incident was opened.

use incident::{
    case::{Incident, Passing, What},
    law::Answer,
};

use super::{at, candidate, incident, refused, take, took};

const NOW: &str = "2025-11-19T22:00:00+09:00";

fn concerns(regimes: &[&str], controllers: &[&str]) -> What {
    let all = |of: &[&str]| of.iter().map(|id| (*id).to_owned()).collect();
    What::Concerns {
        regimes: all(regimes),
        controllers: all(controllers),
    }
}

fn decides(controller: &str) -> What {
    What::Decided {
        regime: "eu-33".to_owned(),
        clock: "EU-33".to_owned(),
        controller: controller.to_owned(),
        answer: Answer::Applies,
        proposed: Answer::Applies,
        evidence: vec!["E1".to_owned()],
    }
}

fn clocks(case: &Incident) -> Vec<String> {
    let clocks = case.clocks(at(NOW)).expect("clocks");
    let of = clocks.iter().filter(|of| of.due().is_some());
    of.map(|of| format!("{} {}", of.key.clock, of.key.controller))
        .collect()
}

#[test]
fn a_law_and_a_controller_of_the_third_day_have_clocks_and_duties() {
    let mut case = incident(7);
    take(&mut case, took("E1")).expect("evidence");
    take(&mut case, candidate("E1")).expect("aware");
    let has = |case: &Incident, clock: &str| clocks(case).contains(&clock.to_owned());
    assert!(has(&case, "KR-NET-24 shop") && !has(&case, "EU-33 shop"));
    take(&mut case, concerns(&["eu-33"], &["shop-tw", "shop"])).expect("more");
    for clock in [
        "KR-NET-24 shop",
        "KR-NET-24 shop-tw",
        "EU-33 shop",
        "EU-33 shop-tw",
    ] {
        assert!(has(&case, clock), "{clock}: {:?}", clocks(&case));
    }
    assert_eq!(case.controllers, ["shop", "shop-tw"]);
    let duties = case.duties(at(NOW)).expect("duties");
    assert!(
        duties
            .iter()
            .any(|of| of.duty.regime == "eu-33" && of.duty.controller == "shop-tw")
    );
    let again = refused(&mut case, concerns(&["eu-33"], &[]));
    assert!(
        again.contains("asks kr-pipa, kr-net, eu-33 and concerns shop, shop-tw already"),
        "{again}"
    );
    let unknown = refused(&mut case, concerns(&["eu-34"], &[]));
    assert!(unknown.contains("eu-34"), "{unknown}");
    refused(&mut case, concerns(&[], &[]));
}

#[test]
fn what_was_added_by_mistake_is_taken_back_while_nothing_rests_on_it() {
    let mut case = incident(7);
    take(&mut case, took("E1")).expect("evidence");
    take(&mut case, concerns(&["eu-33"], &["shop-tw"])).expect("more");
    take(&mut case, decides("shop")).expect("decided");
    let rests = refused(&mut case, What::TakenBack { step: 3 });
    assert!(rests.contains("while step 4 rests on it"), "{rests}");

    let mut case = incident(7);
    take(&mut case, concerns(&["eu-33"], &["shop-tw"])).expect("more");
    take(&mut case, What::TakenBack { step: 2 }).expect("taken back");
    assert_eq!(case.controllers, ["shop"]);
    assert_eq!(case.regimes, ["kr-pipa", "kr-net"]);
}

#[test]
fn a_merge_takes_over_what_was_added() {
    let mut from = incident(3);
    take(&mut from, took("E1")).expect("evidence");
    take(&mut from, candidate("E1")).expect("aware");
    take(&mut from, concerns(&["eu-33"], &["shop-tw"])).expect("more");
    take(&mut from, decides("shop-tw")).expect("decided");
    let mut heir = incident(7);
    for what in from.passes_on(&heir, Passing::Merge) {
        take(&mut heir, what).expect("passed on");
    }
    assert_eq!(heir.controllers, ["shop", "shop-tw"]);
    assert_eq!(clocks(&heir), clocks(&from));
}
