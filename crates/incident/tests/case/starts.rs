//! What starts clocks that count from no awareness of a leak: a decision, having told others, a contract.

use incident::{
    Grade,
    case::{ClockName, Figures, Unstarted, What},
    law::{Answer, Fact, Knew, Start, State, Trigger},
};

use super::common::{Case, aware, figured, filed, kst, named};

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

/// Says what is so when a law asks.
fn says(fact: Fact) -> What {
    What::Says {
        fact,
        yes: Some(true),
        controller: None,
    }
}

fn told_on(clock: &str, case: &Case, now: &str) -> Option<event::Millis> {
    case.clock(clock, now)?.started
}

#[test]
fn what_a_clock_counts_from_is_entered_by_its_filing() {
    let mut case = Case::opened(&["nis2", "us-ca"], "2026-10-05 10:10");
    case.must("2026-10-05 10:11", aware(Knew::Leak, "2026-10-05 10:00"));
    let first = filed(named("nis2", "NIS2-24"), "2026-10-05 12:00");
    case.must("2026-10-05 12:01", first);
    assert_eq!(told_on("NIS2-MONTH", &case, NOW), None, "an early warning");
    let second = filed(named("nis2", "NIS2-72"), "2026-10-06 12:00");
    case.must("2026-10-06 12:01", second);
    let people = filed(named("us-ca", "US-CA"), "2026-10-07 12:00");
    case.must("2026-10-07 12:01", people);
    let month = case.clock("NIS2-MONTH", NOW).expect("it runs");
    assert_eq!(month.started, Some(kst("2026-10-06 12:00")));
    // The month ends with the 6th of November in the zone of the file.
    let state = case.state("NIS2-MONTH", NOW);
    assert!(matches!(state, State::Overdue { .. }), "{state:?}");
    let attorney = told_on("US-CA-AG", &case, NOW);
    assert_eq!(attorney, Some(kst("2026-10-07 12:00")));
    // As of before it was filed, it had not been.
    assert_eq!(told_on("NIS2-MONTH", &case, "2026-10-06 11:00"), None);
    let again = case.told_again().expect("the same steps");
    let of = again.clocks(kst(NOW)).expect("clocks");
    assert_eq!(of, case.0.clocks(kst(NOW)).expect("clocks"));
    // Taken back, nothing counts from it; said by hand, the earliest stands.
    let step = case.0.next() - 2;
    case.must("2026-11-19 09:00", What::TakenBack { step });
    assert_eq!(told_on("NIS2-MONTH", &case, NOW), None);
    case.must(
        "2026-11-19 09:10",
        aware(Knew::ToldAuthority, "2026-10-06 11:00"),
    );
    let again = filed(named("nis2", "NIS2-72"), "2026-10-06 12:00");
    case.must("2026-11-19 09:11", again);
    let earliest = told_on("NIS2-MONTH", &case, NOW);
    assert_eq!(earliest, Some(kst("2026-10-06 11:00")));
}

#[test]
fn a_duty_that_is_proposed_and_has_no_clock_is_told_whatever_else_runs() {
    let mut case = Case::opened(&["kr-pipa", "nis2"], "2026-11-20 10:10");
    let unstarted = |case: &Case| {
        let now = kst("2026-11-20 12:00");
        let clocks = case.0.clocks(now).expect("clocks");
        let found = case.0.unstarted(&clocks, now).expect("a list");
        let line = |of: Unstarted| (of.duty.clock, of.is_decided, of.starts, of.after);
        found.into_iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(unstarted(&case), Vec::new(), "nothing is proposed");
    let people = Figures {
        subjects: 3_303,
        ..Figures::default()
    };
    case.must("2026-11-20 10:20", figured("2026-11-01 10:00", people));
    case.must("2026-11-20 10:21", says(Fact::NotSingledOut));
    let leak = vec![Start::LeakKnown];
    let possibility = vec![Start::PossibilityKnown];
    let notice = ("KR-PIPA-NOTICE".to_owned(), false, leak.clone(), None);
    let poss = ("KR-PIPA-POSS".to_owned(), false, possibility, None);
    assert_eq!(unstarted(&case), [notice.clone(), poss.clone()]);
    case.must(
        "2026-11-20 10:22",
        aware(Knew::Possibility, "2026-11-20 10:00"),
    );
    assert_eq!(unstarted(&case), [notice], "the notice of a leak");
    case.must("2026-11-20 10:23", says(Fact::Nis2Entity));
    case.must("2026-11-20 10:24", says(Fact::Significant));
    let month = unstarted(&case).pop();
    let told = vec![Start::ToldAuthority];
    let after = Some("NIS2-72".to_owned());
    assert_eq!(month, Some(("NIS2-MONTH".to_owned(), false, told, after)));
    case.must(
        "2026-11-20 10:25",
        decided(("kr-pipa", "KR-PIPA-REPORT"), Answer::Applies),
    );
    let report = ("KR-PIPA-REPORT".to_owned(), true, leak, None);
    assert!(unstarted(&case).contains(&report), "{:?}", unstarted(&case));
    case.must(
        "2026-11-20 10:26",
        decided(("nis2", "NIS2-MONTH"), Answer::DoesNotApply),
    );
    let said = unstarted(&case);
    assert!(said.iter().all(|of| of.0 != "NIS2-MONTH"), "{said:?}");
}

fn decided((regime, clock): (&str, &str), answer: Answer) -> What {
    What::Decided {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer,
        proposed: Answer::Undecided,
        evidence: vec!["E1".to_owned()],
    }
}

fn fact(confirmed: &str) -> What {
    What::Fact {
        id: "F1".to_owned(),
        words: "the door codes were read too".to_owned(),
        grade: Grade::Fact,
        closes: Vec::new(),
        evidence: Vec::new(),
        confirmed: Some(kst(confirmed)),
    }
}

/// From when each clock of the fact counts.
fn of_fact(case: &Case) -> Vec<(String, Option<event::Millis>)> {
    let clocks = case.0.clocks(kst(NOW)).expect("clocks").into_iter();
    let of_fact = clocks.filter(|of| matches!(of.key.trigger, Trigger::Fact { .. }));
    of_fact.map(|of| (of.key.clock, of.started)).collect()
}

/// An amendment of what was not filed, and a second phase of what was not reported, are due from nobody.
#[test]
fn a_fact_opens_no_follow_up_before_the_first_clock_of_its_law() {
    let laws = ["us-sec-8k", "eu-33", "uk", "eu-33-2", "kr-net"];
    let mut case = Case::opened(&laws, "2026-11-16 16:10");
    case.must(
        "2026-11-16 16:11",
        aware(Knew::Possibility, "2026-11-16 16:00"),
    );
    case.must("2026-11-17 10:10", fact("2026-11-17 10:00"));
    let confirmed = Some(kst("2026-11-17 10:00"));
    let began = |clock: &str, at| (clock.to_owned(), at);
    // Of the Network Act the incident is known.
    assert_eq!(of_fact(&case), [began("KR-NET-24", confirmed)]);
    let amended = ClockName {
        fact: Some("F1".to_owned()),
        ..named("us-sec-8k", "US-SEC-8K")
    };
    case.does("2026-11-17 11:00", filed(amended, "2026-11-17 10:30"))
        .expect_err("there is nothing to amend");
    case.must("2026-11-18 09:10", aware(Knew::Leak, "2026-11-18 09:00"));
    let leak = Some(kst("2026-11-18 09:00"));
    let found = of_fact(&case);
    let mut known = ["EU-33", "UK", "EU-33-2"].iter();
    assert!(
        known.all(|clock| found.contains(&began(clock, leak))),
        "{found:?}"
    );
    assert!(found.iter().all(|(clock, _)| clock != "US-SEC-8K"));
    case.must(
        "2026-11-19 09:10",
        aware(Knew::Materiality, "2026-11-19 09:00"),
    );
    let material = Some(kst("2026-11-19 09:00"));
    assert!(of_fact(&case).contains(&began("US-SEC-8K", material)));
}
