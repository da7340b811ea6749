//! What was entered by mistake is taken back by a step that names it; what is said otherwise is not.

use incident::{
    Grade,
    case::{Incident, Step, What},
};

use super::{at, candidate, decided, fact, filed, incident, owed, refused, step, take, took};

fn back(step: u32) -> What {
    What::TakenBack { step }
}

/// Steps 2 to 5: evidence, awareness, and evidence taken in twice.
fn case() -> Incident {
    let mut case = incident(7);
    for what in [took("E1"), candidate("E1"), took("E2")] {
        take(&mut case, what).expect("a step");
    }
    case
}

fn last(case: &Incident) -> u32 {
    case.next() - 1
}

#[test]
fn a_step_that_was_taken_back_stays_on_record_and_says_nothing() {
    let mut case = case();
    take(&mut case, owed("E1", "by mistake")).expect("owed");
    let mistake = last(&case);
    take(&mut case, back(mistake)).expect("taken back");
    assert!(case.obligations.is_empty());
    assert_eq!(case.steps.len(), 6);
    assert_eq!(case.called(mistake), Some("O1"));
    assert_eq!(case.taken_back(mistake).map(|by| by.number), Some(6));
    assert!(case.standing().all(|step| step.number != mistake));
    // No id is given twice.
    take(&mut case, owed("E1", "as it was meant")).expect("owed");
    assert_eq!(case.obligations[0].id, "O2");
    let again = Incident::told(case.id, &case.steps).expect("the same steps");
    assert_eq!(again.obligations, case.obligations);
    let missing = case.unfinished(at(super::WHEN)).expect("a list");
    let said: Vec<String> = missing.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|of| of == "unanswered: O2 as it was meant"),
        "{said:?}"
    );
    assert!(!said.iter().any(|of| of.contains("by mistake")), "{said:?}");
}

#[test]
fn a_clock_runs_again_when_its_filing_is_taken_back() {
    let mut case = case();
    take(&mut case, filed("E1", "R-!")).expect("filed");
    let filings = |case: &Incident| {
        let clocks = case.clocks(at(super::WHEN)).expect("clocks");
        let mut of = clocks.iter().filter(|of| of.key.clock == "KR-NET-24");
        of.next().expect("the clock").filings().len()
    };
    assert_eq!(filings(&case), 1);
    let slip = last(&case);
    take(&mut case, back(slip)).expect("taken back");
    assert_eq!(filings(&case), 0);
    take(&mut case, filed("E1", "R-1")).expect("as it is");
    assert_eq!(filings(&case), 1);
}

#[test]
fn evidence_on_which_a_step_rests_is_not_taken_back_before_that_step() {
    let mut case = case();
    let (first, twice) = (2, 4);
    take(&mut case, owed("E2", "answer")).expect("owed");
    let said = refused(&mut case, back(twice));
    assert_eq!(
        said,
        "step 4 cannot be taken back while step 5 rests on it: take that back first"
    );
    take(&mut case, back(5)).expect("the obligation");
    take(&mut case, back(twice)).expect("then the evidence");
    let said = refused(&mut case, back(first));
    assert!(said.contains("while step 3 rests on it"), "{said}");
    assert_eq!(case.evidence.len(), 1);
    let handed = case.custody.iter().filter(|of| of.evidence == "E2").count();
    assert_eq!(handed, 0);
    // Its name is free, for the piece that was meant.
    take(&mut case, took("E2")).expect("another piece");
}

#[test]
fn what_other_steps_need_is_not_taken_back_before_them() {
    let mut case = case();
    let posted = What::Posted {
        rule: "KR-POST".to_owned(),
        controller: "shop".to_owned(),
        url: "https://shop.example/notice".to_owned(),
        up_from: at("2025-11-18T09:00:00+09:00"),
        evidence: "E1".to_owned(),
    };
    take(&mut case, posted).expect("posted");
    let down = What::PostingDown {
        posting: "P1".to_owned(),
        since: at("2025-11-18T09:30:00+09:00"),
    };
    take(&mut case, down).expect("down");
    let said = refused(&mut case, back(5));
    assert!(said.contains("while step 6 rests on it"), "{said}");
    take(&mut case, back(6)).expect("down");
    assert!(case.postings[0].down.is_empty());
    take(&mut case, back(5)).expect("posted");
    assert!(case.postings.is_empty());
}

#[test]
fn what_is_said_otherwise_is_not_taken_back_and_the_refusal_says_how() {
    let mut case = case();
    take(&mut case, decided("E1")).expect("a decision");
    take(&mut case, fact("E1", Grade::Fact)).expect("a fact");
    take(&mut case, owed("E1", "answer")).expect("owed");
    take(&mut case, back(7)).expect("taken back");
    for (number, says) in [
        (1, "step 1 is not taken back: merge the incident"),
        (3, "`choose` the moment that counts"),
        (5, "decide again"),
        (6, "enter the fact again, under its name"),
        (7, "step 7 was taken back by step 8 already"),
        (8, "enter what it took back anew"),
        (99, "no step \"99\"; there are: 1 to 8"),
    ] {
        let said = refused(&mut case, back(number));
        assert!(said.contains(says), "{number}: {said}");
    }
    let wrote = |pdf: Option<&str>, html: Option<&str>| What::Wrote {
        regime: "kr-net".to_owned(),
        kind: "first".to_owned(),
        language: "ko".to_owned(),
        version: 1,
        controller: None,
        document: "00".to_owned(),
        pdf: pdf.map(str::to_owned),
        html: html.map(str::to_owned),
    };
    let set = wrote(Some("01"), Some("02"));
    let wrote = wrote(None, None);
    assert_eq!((wrote.writes("00"), wrote.writes("01")), (Some("00"), None));
    for file in ["00", "01", "02"] {
        assert_eq!(set.writes(file), Some("00"), "any of its files is it");
    }
    let said = wrote.may_be_taken_back().expect_err("a report stays");
    assert!(said.contains("new version"), "{said}");
}

#[test]
fn a_closed_incident_takes_nothing_back() {
    let steps = [super::opened("x"), took("E1"), What::Closed];
    let steps: Vec<Step> = (1..).zip(steps).map(|(n, what)| step(n, what)).collect();
    let mut case = Incident::told(incident(7).id, &steps).expect("as it was closed");
    let said = refused(&mut case, back(2));
    assert!(said.contains("reopen it first"), "{said}");
}
