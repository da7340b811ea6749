//! What starts clocks that count from no awareness of a leak: a decision, having told others, a contract.

use incident::law::{Knew, State};

use super::common::{Case, aware, filed, kst, named};

const NOW: &str = "2026-11-20 10:00";

#[test]
fn a_decision_that_it_is_material_starts_four_business_days() {
    let mut case = Case::opened(&["us-sec-8k", "us-ca", "nis2"], "2026-11-16 16:10");
    case.must("2026-11-16 16:11", aware(Knew::Leak, "2026-11-16 16:00"));
    assert_eq!(case.clock("US-SEC-8K", NOW), None);
    case.must(
        "2026-11-17 09:10",
        aware(Knew::Materiality, "2026-11-17 09:00"),
    );
    // In New York it was the evening of the 16th; the fourth business day ends on the 20th at 17:30.
    let clock = case.clock("US-SEC-8K", NOW).expect("it runs");
    let limit = clock.due().and_then(|due| due.limit);
    assert_eq!(limit, Some(kst("2026-11-21 07:30")));
    assert_eq!(case.clock("US-CA-AG", NOW), None);
    case.must(
        "2026-11-18 09:10",
        aware(Knew::ToldPeople, "2026-11-18 09:00"),
    );
    assert!(case.clock("US-CA-AG", NOW).is_some());
    case.must(
        "2026-11-18 09:10",
        aware(Knew::ToldAuthority, "2026-11-18 09:00"),
    );
    assert!(case.clock("NIS2-MONTH", NOW).is_some());
    // Who told people of it does not make the leak be known later.
    let known = case.clock("US-CA", NOW).and_then(|of| of.started);
    assert_eq!(known, Some(kst("2026-11-16 16:00")));
}

#[test]
fn a_contract_whose_hours_nobody_entered_runs_without_a_number() {
    let mut case = Case::opened(&["contract"], "2026-11-17 16:10");
    case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
    let state = case.state("CONTRACT", NOW);
    assert!(matches!(state, State::WithoutNumber { .. }), "{state:?}");
    let clock = case.clock("CONTRACT", NOW).expect("it runs");
    let rule = clock.due().map(|due| due.rule.en.as_str());
    assert_eq!(
        rule,
        Some("The hours that the contract names, from knowing")
    );
    case.must(
        NOW,
        filed(named("contract", "CONTRACT"), "2026-11-18 10:00"),
    );
    let state = case.state("CONTRACT", NOW);
    assert!(matches!(state, State::Filed { .. }), "{state:?}");
}
