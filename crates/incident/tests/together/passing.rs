//! What becomes of the steps of an incident that is merged into another, or of which a part is split off.

use incident::{
    Grade,
    case::{ClockName, Evidence, Incident, Number, Passing, What},
    law::{Answer, Clock, CounselsDecision, Fact, Risk, Start, Trigger},
};

use super::{at, candidate, decided, fact, filed, incident, opened, owed, step, take, took};

/// As [`super::WHEN`], a day and a half later.
const NOW: &str = "2025-11-19T22:00:00+09:00";

fn clock(id: &str, fact: Option<&str>) -> ClockName {
    ClockName {
        regime: "kr-pipa".to_owned(),
        clock: id.to_owned(),
        controller: "shop".to_owned(),
        group: None,
        fact: fact.map(str::to_owned),
    }
}

fn decision(id: &str) -> What {
    let What::Took(of) = took(id) else {
        panic!("no evidence")
    };
    What::Took(Box::new(Evidence {
        grade: Grade::Decision,
        ..*of
    }))
}

fn confirmed() -> What {
    match fact("E1", Grade::Fact) {
        What::Fact {
            id,
            words,
            grade,
            closes,
            evidence,
            ..
        } => What::Fact {
            id,
            words,
            grade,
            closes,
            evidence,
            confirmed: Some(at("2025-11-18T08:30:00+09:00")),
        },
        other => other,
    }
}

fn answered(obligation: &str) -> What {
    What::Answered {
        obligation: obligation.to_owned(),
        received: at("2025-11-18T10:00:00+09:00"),
        words: "done".to_owned(),
        receipt: "A-1".to_owned(),
        corrects: None,
        stopped: Vec::new(),
    }
}

fn requested() -> What {
    What::Requested {
        from: "police".to_owned(),
        evidence: "E1".to_owned(),
        scope: "notices".to_owned(),
        clocks: vec!["KR-PIPA-NOTICE".to_owned()],
        controller: "shop".to_owned(),
        received: at("2025-11-18T09:00:00+09:00"),
        until: at("2026-02-01T09:00:00+09:00"),
        counsel: Some(CounselsDecision {
            by: "lee".to_owned(),
            evidence: "E2".to_owned(),
        }),
    }
}

fn posted() -> What {
    What::Posted {
        rule: "KR-POST".to_owned(),
        controller: "shop".to_owned(),
        url: "https://shop.example/notice".to_owned(),
        up_from: at("2025-11-18T09:00:00+09:00"),
        evidence: "E1".to_owned(),
    }
}

fn filed_at(clock: ClockName) -> What {
    match filed("E1", "R-2") {
        What::Filed {
            received,
            to,
            receipt,
            evidence,
            late_because,
            document,
            corrects,
            ..
        } => What::Filed {
            clock,
            received,
            to,
            receipt,
            evidence,
            late_because: late_because.or(Some("it took so long".to_owned())),
            document,
            corrects,
        },
        other => other,
    }
}

fn decides(clock: &str, answer: Answer) -> What {
    What::Decided {
        regime: "kr-pipa".to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer,
        proposed: Answer::Applies,
        evidence: vec!["E1".to_owned()],
    }
}

/// Incident 3, with something of every kind that goes on elsewhere.
fn story() -> Incident {
    let mut case = incident(3);
    for what in [
        took("E1"),
        decision("E2"),
        candidate("E1"),
        What::Chosen {
            start: Start::LeakKnown,
            candidate: None,
            controller: None,
        },
        What::Says {
            fact: Fact::OutsideAccess,
            yes: Some(true),
            controller: None,
        },
        What::Risk {
            risk: Risk::High,
            controller: None,
        },
        decides("KR-PIPA-REPORT", Answer::Applies),
        decided("E1"),
        filed("E1", "R-1"),
        What::Delayed {
            clock: clock("KR-PIPA-NOTICE", None),
            code: "urgent_measures".to_owned(),
            from: at("2025-11-18T09:00:00+09:00"),
            evidence: "E1".to_owned(),
        },
        requested(),
        What::Reviewed {
            request: "R1".to_owned(),
        },
        posted(),
        What::PostingDown {
            posting: "P1".to_owned(),
            since: at("2025-11-18T09:30:00+09:00"),
        },
        owed("E1", "by mistake"),
        owed("E1", "answer"),
        owed("E1", "keep it"),
        answered("O2"),
        confirmed(),
        filed_at(ClockName {
            regime: "kr-net".to_owned(),
            ..clock("KR-NET-24", Some("F1"))
        }),
        What::Handed {
            evidence: "E1".to_owned(),
            done: "viewed".to_owned(),
            to: "lee".to_owned(),
            receipt: String::new(),
        },
    ] {
        take(&mut case, what.clone()).unwrap_or_else(|e| panic!("{what:?}: {e}"));
    }
    let mistake = case
        .steps
        .iter()
        .find(|of| case.called(of.number) == Some("O1"));
    let back = What::TakenBack {
        step: mistake.expect("O1").number,
    };
    take(&mut case, back).expect("taken back");
    case
}

fn passed(from: &Incident, mut heir: Incident, passing: Passing) -> Incident {
    for what in from.passes_on(&heir, passing) {
        take(&mut heir, what.clone()).unwrap_or_else(|e| panic!("{what:?}: {e}"));
    }
    let again = Incident::told(heir.id, &heir.steps).expect("the same steps");
    assert_eq!(again.steps, heir.steps);
    heir
}

fn find(incident: &Incident, clock: &str, fact: Option<&str>) -> Clock {
    let clocks = incident.clocks(at(NOW)).expect("clocks");
    let trigger = fact.map_or(Trigger::Incident, |id| Trigger::Fact { id: id.to_owned() });
    let is = |of: &Clock| {
        of.key.clock == clock && of.key.controller == "shop" && of.key.trigger == trigger
    };
    clocks.into_iter().find(is).expect(clock)
}

#[test]
fn what_was_filed_told_asked_and_delayed_survives_a_merge() {
    let mut heir = incident(8);
    for what in [took("E1"), candidate("E1"), owed("E1", "its own")] {
        take(&mut heir, what).expect("its own");
    }
    let heir = passed(&story(), heir, Passing::Merge);
    let owed = heir
        .obligations
        .iter()
        .map(|of| (of.id.as_str(), of.asked.as_str(), of.reply.is_some()));
    assert_eq!(
        owed.collect::<Vec<_>>(),
        [
            ("O1", "its own", false),
            ("O2", "answer", true),
            ("O3", "keep it", false)
        ]
    );
    let [request] = heir.requests.as_slice() else {
        panic!("{:?}", heir.requests)
    };
    assert_eq!(
        (request.id.as_str(), request.evidence.as_str()),
        ("R1", "3/E1")
    );
    assert_eq!(request.counsel.as_ref().expect("counsel").evidence, "3/E2");
    assert_eq!(request.reviews.len(), 1, "it was looked at when it was");
    let [posting] = heir.postings.as_slice() else {
        panic!("{:?}", heir.postings)
    };
    assert_eq!(
        (
            posting.id.as_str(),
            posting.evidence.as_str(),
            posting.down.len()
        ),
        ("P1", "3/E1", 1)
    );
    let notice = find(&heir, "KR-PIPA-NOTICE", None);
    assert_eq!(
        notice
            .delays()
            .iter()
            .map(|of| of.evidence.as_str())
            .collect::<Vec<_>>(),
        ["3/E1"]
    );
    assert_eq!(find(&heir, "KR-NET-24", None).filings().len(), 1);
    assert_eq!(
        heir.law_facts("shop").says.get(&Fact::OutsideAccess),
        Some(&true)
    );
    // The choice of the other is not its own: the earliest of both stands until a person chooses.
    assert!(heir.awareness.choices().is_empty());
    // That no duty is there was judged of the other alone; that one is there holds.
    let decided = heir
        .register
        .decisions()
        .iter()
        .map(|of| (of.duty.clock.as_str(), of.answer));
    assert_eq!(
        decided.collect::<Vec<_>>(),
        [("KR-PIPA-REPORT", Answer::Applies)]
    );
}

#[test]
fn a_filing_on_the_clock_of_a_fact_goes_with_the_fact() {
    let heir = passed(&story(), incident(8), Passing::Merge);
    assert_eq!(heir.facts[0].id, "3/F1");
    let filings = find(&heir, "KR-NET-24", Some("3/F1")).filings().len();
    assert_eq!(filings, 1);
}

#[test]
fn a_filing_for_a_fact_that_belongs_to_the_first_notice_goes_on_all_the_same() {
    // Taken when a fact opened clocks before any notice was made; steps of then are read again as they are.
    let mut case = incident(3);
    for what in [took("E1"), candidate("E1"), confirmed()] {
        take(&mut case, what).expect("a step");
    }
    let mut steps = case.steps.clone();
    let of_fact = filed_at(clock("KR-PIPA-NOTICE", Some("F1")));
    steps.push(step(case.next(), of_fact));
    let case = Incident::told(case.id, &steps).expect("told");
    assert_eq!(find(&case, "KR-PIPA-NOTICE", Some("F1")).filings().len(), 1);
    let heir = passed(&case, incident(8), Passing::Merge);
    let filings = find(&heir, "KR-PIPA-NOTICE", Some("3/F1")).filings().len();
    assert_eq!(filings, 1);
}

#[test]
fn what_came_from_one_goes_on_to_the_next() {
    let second = passed(&story(), incident(8), Passing::Merge);
    let third = passed(&second, incident(9), Passing::Merge);
    assert_eq!(third.evidence[0].id, "8/3/E1");
    assert_eq!(third.requests[0].evidence, "8/3/E1");
    let answered = third.obligations.iter().map(|of| of.reply.is_some());
    assert_eq!(answered.collect::<Vec<_>>(), [true, false]);
    assert_eq!(find(&third, "KR-NET-24", None).filings().len(), 1);
    assert_eq!(third.facts[0].id, "8/3/F1");
}

#[test]
fn what_was_said_of_the_heir_itself_stands() {
    let mut heir = incident(8);
    for what in [
        took("E1"),
        What::Says {
            fact: Fact::OutsideAccess,
            yes: Some(false),
            controller: None,
        },
        What::Risk {
            risk: Risk::Unlikely,
            controller: None,
        },
        decides("KR-PIPA-REPORT", Answer::Undecided),
    ] {
        take(&mut heir, what).expect("its own");
    }
    let heir = passed(&story(), heir, Passing::Merge);
    let facts = heir.law_facts("shop");
    assert_eq!(facts.says.get(&Fact::OutsideAccess), Some(&false));
    assert_eq!(facts.risk, Some(Risk::Unlikely));
    assert_eq!(heir.register.decisions().len(), 1);
}

#[test]
fn laws_and_controllers_of_a_merged_incident_are_asked_on() {
    let mut other = opened("Another");
    if let What::Opened {
        regimes,
        controllers,
        ..
    } = &mut other
    {
        *regimes = vec!["kr-net".to_owned()];
        *controllers = vec!["market".to_owned()];
    }
    let heir = Incident::opened(Number::real(8), step(1, other)).expect("opened");
    let heir = passed(&story(), heir, Passing::Merge);
    assert_eq!(heir.regimes, ["kr-net", "kr-pipa"]);
    assert_eq!(heir.controllers, ["market", "shop"]);
    assert_eq!(find(&heir, "KR-NET-24", None).filings().len(), 1);
}

#[test]
fn a_part_is_the_same_incident_and_keeps_choice_and_decisions() {
    let mut part = incident(4);
    let from = What::SplitFrom {
        incident: Number::real(3),
    };
    take(&mut part, from).expect("split");
    let part = passed(&story(), part, Passing::Split);
    assert_eq!(part.awareness.choices().len(), 1);
    assert_eq!(part.register.decisions().len(), 2);
    assert_eq!((part.requests.len(), part.postings.len()), (1, 1));
    assert!(part.selections.is_empty(), "it has its own");
}

#[test]
fn a_choice_names_the_same_moment_in_a_part() {
    let mut whole = incident(3);
    for what in [
        took("E1"),
        candidate("E1"),
        candidate("finding f1"),
        What::Chosen {
            start: Start::LeakKnown,
            candidate: Some(2),
            controller: None,
        },
    ] {
        take(&mut whole, what).expect("a step");
    }
    let mut part = incident(4);
    for what in [
        What::SplitFrom { incident: whole.id },
        candidate("finding f1"),
    ] {
        take(&mut part, what).expect("a step");
    }
    let part = passed(&whole, part, Passing::Split);
    assert_eq!(
        part.awareness.choices()[0].candidate.map(|of| of.0),
        Some(3)
    );
}

#[test]
fn who_may_not_see_one_does_not_see_it_in_the_other() {
    let restricted = |names: &[&str]| What::Restricted {
        names: names.iter().map(|of| (*of).to_owned()).collect(),
    };
    let seen = |own: &[&str], other: &[&str]| {
        let (mut from, mut heir) = (incident(3), incident(8));
        take(&mut from, restricted(own)).expect("restricted");
        take(&mut heir, restricted(other)).expect("restricted");
        passed(&from, heir, Passing::Merge).restricted
    };
    assert_eq!(seen(&["kim", "lee"], &[]), ["kim", "lee"]);
    assert_eq!(seen(&["kim", "lee"], &["lee", "park"]), ["lee"]);
    assert_eq!(seen(&[], &["lee"]), ["lee"]);
}

/// Each incident names its own evidence, so that the same id is another piece in another.
#[test]
fn what_is_taken_over_rests_on_the_evidence_that_came_with_it() {
    let mut heir = incident(8);
    for what in [took("E1"), took("E2"), candidate("E1")] {
        take(&mut heir, what).expect("its own");
    }
    let mut from = story();
    take(&mut from, candidate("finding f1")).expect("from a finding");
    let heir = passed(&from, heir, Passing::Merge);
    assert_eq!(heir.facts[0].evidence, ["3/E1"]);
    assert_eq!(heir.obligations[0].evidence, "3/E1");
    assert_eq!(heir.register.decisions()[0].evidence, ["3/E1"]);
    let filings = find(&heir, "KR-NET-24", None).filings().to_vec();
    assert_eq!(filings[0].evidence, "3/E1");
    let candidates = heir.awareness.candidates(at(NOW));
    let shown: Vec<&str> = candidates
        .iter()
        .map(|(_, of)| of.evidence.as_str())
        .collect();
    assert_eq!(
        shown,
        ["E1", "3/E1", "finding f1"],
        "its own, what came, and what is no evidence"
    );
}

fn selects(selection: &str, replaces: bool) -> What {
    What::Selected {
        selection: selection.to_owned(),
        replaces,
    }
}

fn named(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn a_merge_carries_over_what_is_selected_now() {
    let mut from = incident(3);
    for what in [
        selects("true", false),
        selects("NOT issued", true),
        What::Included {
            subjects: named(&["~0.1", "~0.2"]),
            fields: Vec::new(),
            controller: None,
        },
        What::Excluded {
            subjects: named(&["~0.2", "~0.3"]),
        },
    ] {
        take(&mut from, what).expect("a step");
    }
    let mut heir = incident(7);
    take(&mut heir, selects("route = 'a'", false)).expect("selected");
    take(
        &mut heir,
        What::Excluded {
            subjects: named(&["~0.1", "~0.9"]),
        },
    )
    .expect("excluded");
    let heir = passed(&from, heir, Passing::Merge);
    let theirs = "(NOT issued) AND NOT subject IN ('~0.2', '~0.3')";
    assert_eq!(heir.selections, ["route = 'a'", theirs]);
    let included: Vec<String> = heir.included.keys().cloned().collect();
    assert_eq!(included, named(&["~0.1"]));
    let out: Vec<&String> = heir.excluded.keys().collect();
    assert_eq!(out, ["~0.9"]);
    let steps = heir.steps.len();
    // What is there is not entered again; the first step of the other is, with its laws.
    let again = from.passes_on(&heir, Passing::Merge);
    assert_eq!(again.len(), 1, "{again:?} after {steps}");
}

#[test]
fn a_selection_that_an_earlier_version_took_over_is_still_told() {
    let old = What::Inherited {
        incident: Number::real(3),
        called: None,
        step: Box::new(step(2, selects("NOT issued", true))),
    };
    let steps = [
        step(1, opened("x")),
        step(2, selects("a", false)),
        step(3, old),
    ];
    let told = Incident::told(Number::real(7), &steps).expect("as it was taken");
    assert_eq!(told.selections, ["a", "NOT issued"]);
}
