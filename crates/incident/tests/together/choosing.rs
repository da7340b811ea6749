//! A choice of the moment that counts rules over what whoever chose could see, and not over what a merge brings.

use incident::{
    case::{Incident, Passing, What},
    law::{Kind, Knew, Ruling, Start},
};

use super::{at, incident, take, took};

const EARLY: &str = "2025-11-01T10:00:00+09:00";
const LATE: &str = "2025-11-17T16:00:00+09:00";
const BETWEEN: &str = "2025-11-10T10:00:00+09:00";
const NOW: &str = "2025-11-19T22:00:00+09:00";

fn aware(happened: &str) -> What {
    What::Candidate {
        kind: Kind::Complaint,
        happened: at(happened),
        who: "service desk".to_owned(),
        knew: Knew::Leak,
        evidence: "E1".to_owned(),
        controller: None,
    }
}

fn chosen(candidate: Option<u32>) -> What {
    What::Chosen {
        start: Start::LeakKnown,
        candidate,
        controller: None,
    }
}

fn with(number: u32, steps: &[What]) -> Incident {
    let mut case = incident(number);
    take(&mut case, took("E1")).expect("evidence");
    for what in steps {
        take(&mut case, what.clone()).unwrap_or_else(|e| panic!("{what:?}: {e}"));
    }
    case
}

fn merged(other: &Incident, mut heir: Incident) -> Incident {
    for what in other.passes_on(&heir, Passing::Merge) {
        take(&mut heir, what.clone()).unwrap_or_else(|e| panic!("{what:?}: {e}"));
    }
    let told = Incident::told(heir.id, &heir.steps).expect("the same steps");
    assert_eq!(told.awareness, heir.awareness);
    heir
}

#[test]
fn a_choice_does_not_rule_over_an_earlier_moment_that_a_merge_brings() {
    let heir = with(8, &[aware(LATE), chosen(Some(1))]);
    let heir = merged(&with(3, &[aware(EARLY)]), heir);
    let leak = heir.awareness.moment(Start::LeakKnown, at(NOW));
    assert_eq!(leak, Some(at(EARLY)));
    let again = heir.awareness.whole().open_again(Start::LeakKnown, at(NOW));
    assert_eq!(again.map(|of| of.by.as_str()), Some("kim"));
    assert_eq!(heir.awareness.choices().len(), 1, "it stays on record");
}

#[test]
fn a_choice_among_all_of_them_rules_again() {
    let heir = with(8, &[aware(LATE), chosen(Some(1))]);
    let mut heir = merged(&with(3, &[aware(EARLY)]), heir);
    take(&mut heir, chosen(Some(1))).expect("chosen among both");
    let leak = heir.awareness.moment(Start::LeakKnown, at(NOW));
    assert_eq!(leak, Some(at(LATE)));
    assert_eq!(
        heir.awareness.whole().open_again(Start::LeakKnown, at(NOW)),
        None
    );
}

/// A part comes back with the moments that it took along: whoever chose had seen them.
#[test]
fn a_moment_that_stood_there_when_it_was_chosen_opens_no_choice_again() {
    let whole = with(8, &[aware(EARLY), aware(LATE), chosen(Some(2))]);
    let mut part = incident(9);
    take(&mut part, What::SplitFrom { incident: whole.id }).expect("split");
    for what in whole.passes_on(&part, Passing::Split) {
        take(&mut part, what).expect("taken over");
    }
    let whole = merged(&part, whole);
    let leak = whole.awareness.moment(Start::LeakKnown, at(NOW));
    assert_eq!(leak, Some(at(LATE)));
}

#[test]
fn a_later_moment_of_the_other_leaves_the_choice() {
    let heir = with(8, &[aware(EARLY), aware(BETWEEN), chosen(Some(2))]);
    let heir = merged(&with(3, &[aware(LATE)]), heir);
    let ruling = heir.awareness.ruling(Start::LeakKnown, at(NOW));
    assert!(matches!(ruling, Ruling::Chosen(..)), "{ruling:?}");
}

#[test]
fn that_nobody_knows_when_is_open_again_where_the_other_knows() {
    let heir = with(8, &[chosen(None)]);
    let heir = merged(&with(3, &[aware(LATE)]), heir);
    let leak = heir.awareness.moment(Start::LeakKnown, at(NOW));
    assert_eq!(leak, Some(at(LATE)));
}

#[test]
fn what_is_entered_by_hand_leaves_a_choice_as_it_is() {
    let case = with(8, &[aware(LATE), chosen(Some(1)), aware(EARLY)]);
    let leak = case.awareness.moment(Start::LeakKnown, at(NOW));
    assert_eq!(leak, Some(at(LATE)));
}
