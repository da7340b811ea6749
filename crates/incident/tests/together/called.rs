//! What a piece of evidence may be called, and from when it may be.

use incident::case::{Evidence, What};

use super::{at, incident, refused, take, took};

#[test]
fn an_id_is_taken_for_no_other() {
    let mut case = incident(7);
    take(&mut case, took("E2")).expect("evidence");
    for (id, why) in [
        ("C1", "the shape of an id of what counsel keeps"),
        ("C204817", "the shape of an id of what counsel keeps"),
        ("e2", "E2 differs from it by case alone"),
        ("E 1", "letters, digits"),
        ("E1;rm", "letters, digits"),
    ] {
        let refusal = refused(&mut case, took(id));
        assert!(refusal.contains(why), "{id}: {refusal}");
    }
    for id in ["E3", "E-4.b", "증거_5", "CCTV1", "C", "c7"] {
        take(&mut case, took(id)).expect(id);
    }
}

#[test]
fn an_original_is_not_of_the_future() {
    let mut case = incident(7);
    let of = |original: &str| match took("E1") {
        What::Took(evidence) => What::Took(Box::new(Evidence {
            original_at: Some(at(original)),
            ..*evidence
        })),
        other => other,
    };
    let refusal = refused(&mut case, of("2035-01-01T00:00:00+09:00"));
    assert!(
        refusal.contains("the time of the original (--original-at) of 2034-12-31T15:00:00.000Z lies in the future"),
        "{refusal}"
    );
    take(&mut case, of("2025-11-16T22:12:00+09:00")).expect("it was");
}
