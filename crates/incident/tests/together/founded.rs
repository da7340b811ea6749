//! What a new step rests on and what it says.

use incident::{
    Grade,
    case::{Incident, Number, Step, What},
};

use super::{candidate, decided, fact, filed, incident, opened, owed, refused, step, take, took};

#[test]
fn whatever_names_evidence_names_what_was_taken_in() {
    let mut case = incident(7);
    let missing = "incident 7 has no evidence \"E1\"; there is: none; take it in first";
    let unknown = refused(&mut case, candidate("E1"));
    assert!(unknown.contains(missing), "{unknown}");
    let finding = refused(&mut case, candidate("finding f2"));
    assert!(finding.contains("no evidence \"finding f2\""), "{finding}");
    take(&mut case, candidate("finding f1")).expect("it was opened from that finding");
    for what in [
        filed("E1", "R-1"),
        decided("E1"),
        owed("E1", "answer"),
        fact("E1", Grade::Fact),
        fact("E1", Grade::Statement),
    ] {
        let unknown = refused(&mut case, what.clone());
        assert!(unknown.contains(missing), "{what:?}: {unknown}");
    }
    take(&mut case, took("E1")).expect("evidence");
    for what in [
        candidate("E1"),
        filed("E1", "R-1"),
        decided("E1"),
        owed("E1", "answer"),
        fact("E1", Grade::Statement),
    ] {
        take(&mut case, what.clone()).unwrap_or_else(|e| panic!("{what:?}: {e}"));
    }
}

#[test]
fn what_was_taken_before_is_told_whatever_it_rests_on() {
    let steps = [
        opened(""),
        candidate("E9"),
        filed("E9", "R"),
        decided("E9"),
        owed("E9", ""),
    ];
    let steps: Vec<Step> = (1..).zip(steps).map(|(n, what)| step(n, what)).collect();
    let told = Incident::told(Number::real(7), &steps).expect("as it was taken");
    assert_eq!(told.steps, steps);
}

#[test]
fn a_title_is_a_line_that_somebody_can_read() {
    let long = "x".repeat(201);
    for (title, says) in [
        ("", "the title (--title) is empty: "),
        (" \t ", "the title (--title) is empty: "),
        (
            "Forged\u{1b}[2Jtokens",
            "the title (--title) has the control character U+001B: ",
        ),
        (
            "Forged\ntokens",
            "the title (--title) has the control character U+000A: ",
        ),
        (
            &long,
            "the title (--title) has 201 characters: write at most 200",
        ),
    ] {
        let first = step(1, opened(title));
        let refused = Incident::opened(Number::real(7), first).expect_err(title);
        assert!(refused.to_string().contains(says), "{title:?}: {refused}");
    }
    let korean = step(1, opened("위조된 접근 토큰"));
    Incident::opened(Number::real(7), korean).expect("a title");
}

#[test]
fn no_step_says_nothing() {
    let mut case = incident(7);
    take(&mut case, took("E1")).expect("evidence");
    take(&mut case, candidate("E1")).expect("aware");
    let nobody = match candidate("E1") {
        What::Candidate {
            kind,
            happened,
            knew,
            evidence,
            ..
        } => What::Candidate {
            kind,
            happened,
            who: " ".to_owned(),
            knew,
            evidence,
            controller: None,
        },
        other => other,
    };
    let restricted = What::Restricted {
        names: vec!["kim".to_owned(), String::new()],
    };
    for (what, says) in [
        (
            filed("E1", " "),
            "the number of the receipt (--receipt) is empty: ",
        ),
        (owed("E1", ""), "what is asked (--asked) is empty: "),
        (nobody, "who knew (--who) is empty: "),
        (restricted, "a name of who may see it is empty: "),
        (took(" "), "the id of the evidence (--name) is empty: "),
        (
            took("3/E1"),
            "the id of the evidence (--name) has a \"/\": ",
        ),
        (
            What::Included {
                subjects: Vec::new(),
                fields: Vec::new(),
                controller: None,
            },
            "names nobody",
        ),
    ] {
        let said = refused(&mut case, what.clone());
        assert!(said.contains(says), "{what:?}: {said}");
    }
    let blank = Step {
        why: "\u{0}".to_owned(),
        ..step(case.next(), What::Confirmed)
    };
    let said = case.take(blank).expect_err("no reason").to_string();
    assert!(
        said.contains("the reason (--reason) has the control character U+0000"),
        "{said}"
    );
}

#[test]
fn what_goes_on_elsewhere_is_named() {
    let mut case = incident(7);
    let other = Number::real(8);
    take(&mut case, What::MergedInto { incident: other }).expect("merged");
    for what in [
        What::Confirmed,
        What::MergedInto {
            incident: Number::real(9),
        },
    ] {
        let said = refused(&mut case, what);
        assert_eq!(said, "incident 7 is merged: it goes on in incident 8");
    }
    assert_eq!(case.goes_on_in, Some(other));
}
