//! Two incidents that each know what became of their possibility, as one.

use incident::{
    case::{CaseError, ClockName, Incident, Passing, Step, What},
    law::{Kind, Knew, Outcome, State},
};

use super::{at, opened, step, took};
use incident::case::Number;

/// The law of then has the notice of a possible leak.
const OPENED: &str = "2026-11-18T10:00:00+09:00";

fn take(case: &mut Incident, when: &str, what: What) -> Result<(), CaseError> {
    let step = Step {
        at: at(when),
        ..step(case.next(), what)
    };
    case.take(step)
}

fn settled(known: &str, evidence: &str) -> What {
    What::Settled {
        clock: ClockName {
            regime: "kr-pipa".to_owned(),
            clock: "KR-PIPA-POSS".to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: None,
        },
        leaked: true,
        known: at(known),
        evidence: Some(evidence.to_owned()),
    }
}

/// A possibility that was known at one moment, and found to be a leak at another.
fn leaked(number: u32, possible: &str, known: &str) -> Incident {
    let first = Step {
        at: at(OPENED),
        ..step(1, opened("Forged tokens"))
    };
    let mut case = Incident::opened(Number::real(number), first).expect("opened");
    take(&mut case, OPENED, took("E1")).expect("evidence");
    let aware = What::Candidate {
        kind: Kind::Complaint,
        happened: at(possible),
        who: "service desk".to_owned(),
        knew: Knew::Possibility,
        evidence: "E1".to_owned(),
        controller: None,
    };
    take(&mut case, OPENED, aware).expect("aware");
    take(&mut case, known, settled(known, "E1")).expect("settled");
    case
}

fn possibility(case: &Incident, now: &str) -> (Vec<Outcome>, State) {
    let clocks = case.clocks(at(now)).expect("clocks");
    let of = clocks.iter().find(|of| of.key.clock == "KR-PIPA-POSS");
    let of = of.expect("the notice of a possibility");
    (of.outcomes().to_vec(), of.state(&case.register, at(now)))
}

#[test]
fn the_settlement_of_the_heir_stands_and_the_other_is_a_moment_of_awareness() {
    let now = "2026-11-20T10:00:00+09:00";
    let mut heir = leaked(4, "2026-11-17T16:00:00+09:00", "2026-11-19T09:00:00+09:00");
    let from = leaked(5, "2026-11-17T18:00:00+09:00", "2026-11-18T20:00:00+09:00");
    for what in from.passes_on(&heir, Passing::Merge) {
        take(&mut heir, now, what).expect("taken over");
    }
    let (outcomes, state) = possibility(&heir, now);
    assert_eq!(
        outcomes,
        [Outcome::Confirmed(at("2026-11-19T09:00:00+09:00"))]
    );
    assert!(matches!(state, State::Replaced { .. }), "{state:?}");
    let candidates = heir.awareness.candidates(at(now));
    let leaks = candidates.iter().filter(|(_, of)| of.knew == Knew::Leak);
    let leaks: Vec<_> = leaks.map(|(_, of)| of.at).collect();
    assert!(
        leaks.contains(&at("2026-11-18T20:00:00+09:00")),
        "{leaks:?}"
    );
    let told = Incident::told(heir.id, &heir.steps).expect("the same steps");
    assert_eq!(format!("{told:?}"), format!("{heir:?}"));
}

#[test]
fn a_part_that_was_settled_goes_back_into_its_whole() {
    let now = "2026-11-20T10:00:00+09:00";
    let mut whole = leaked(6, "2026-11-17T16:00:00+09:00", "2026-11-19T09:00:00+09:00");
    let first = Step {
        at: at(now),
        ..step(1, opened("A part"))
    };
    let mut part = Incident::opened(Number::real(7), first).expect("opened");
    take(&mut part, now, What::SplitFrom { incident: whole.id }).expect("split");
    for what in whole.passes_on(&part, Passing::Split) {
        take(&mut part, now, what).expect("taken over");
    }
    for what in part.passes_on(&whole, Passing::Merge) {
        take(&mut whole, now, what).expect("taken back");
    }
    assert_eq!(possibility(&whole, now).0.len(), 1);
}
