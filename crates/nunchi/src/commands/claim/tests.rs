//! What a claim narrows a selection to is a selection, and a bound leaves room for all that may be missing.

use std::collections::BTreeMap;

use event::catalogue::{Catalogue, Field, LegalClass};
use exposure::{Answer, AsOf, Coverage, Pair, People, selection};
use incident::claim::{Claims, Counts};
use jiff::tz::TimeZone;

use super::measuring::bounds;

/// Every key that narrows, alone and with the others, and names that must be quoted.
const CLAIMS: &str = r#"
from = "the sender of the mail"
received = 2025-11-25T13:37:00+09:00
[[claim]]
text = "one"
counts = "reads"
any = true
route = "address-list"
[[claim]]
text = "another"
counts = "subjects"
any = true
field = "o'clock"
subject_kind = "recipient"
from = 2025-04-14
to = 2025-11-08
[[claim]]
text = "to the second"
counts = "reads"
any = true
from = 2025-04-14T00:00:00+09:00
to = "2025-11-08T23:59:59.999+09:00"
[[claim]]
text = "the last day"
counts = "reads"
any = true
to = 9999-12-28
"#;

#[test]
fn the_condition_of_a_claim_is_read_by_the_language_of_selections() {
    let zone = TimeZone::get("Asia/Seoul").expect("the zones ship with the binary");
    let claims = Claims::read(CLAIMS).expect("claims");
    let read: Vec<String> = claims
        .claims
        .iter()
        .map(|claim| {
            let condition = claim.condition().expect("each claim narrows");
            let whole = format!("(NOT issued OR key = 'x') AND {condition}");
            let parsed = selection::parse(&whole, &zone);
            let parsed = parsed.unwrap_or_else(|e| panic!("{}", e.render(&whole)));
            let narrow = selection::parse(&condition, &zone).map(|of| of.to_string());
            assert!(
                parsed
                    .to_string()
                    .starts_with("(NOT issued OR key = 'x') AND "),
                "{parsed}"
            );
            narrow.unwrap_or_else(|e| panic!("{}", e.render(&condition)))
        })
        .collect();
    let expected = [
        "route = 'address-list'",
        "field = 'o''clock' AND subject_kind = 'recipient' AND time >= '2025-04-13T15:00:00.000Z' AND time < '2025-11-08T15:00:00.000Z'",
        "time >= '2025-04-13T15:00:00.000Z' AND time < '2025-11-08T15:00:00.000Z'",
        "time < '9999-12-28T15:00:00.000Z'",
    ];
    assert_eq!(read, expected);
}

/// A hundred reads of ten subjects, each of which shows three fields; complete and decided.
fn answer() -> Answer {
    let email = Pair {
        subjects: 8,
        reads: 40,
    };
    Answer {
        selection: "NOT issued".to_owned(),
        as_of: AsOf {
            size: 1,
            root: [0; 32].into(),
            catalogue: 1,
            relation: 1,
        },
        accesses: 90,
        reads: 100,
        records: None,
        subjects: 10,
        exposures: 28,
        people: Some(People {
            identifiers: 15,
            low: 9,
            best: 11,
            high: 15,
            undated: 0,
            recipients: None,
            method: "linked".to_owned(),
        }),
        people_because: None,
        by_field: BTreeMap::from([("email".to_owned(), email)]),
        by_kind: BTreeMap::new(),
        by_route: BTreeMap::new(),
        by_controller: BTreeMap::new(),
        denied: 0,
        ghosts: (0, 0),
        unnamed: (0, None),
        undecided: (0, 0, BTreeMap::new()),
        span: None,
        addresses: 1,
        untouched: BTreeMap::new(),
        coverage: Coverage::default(),
    }
}

/// The bounds of a number, of one field where it is named.
fn of(counts: Counts, field: Option<&str>, answer: &Answer) -> (Option<u64>, Option<u64>) {
    let mut claims = Claims::read(CLAIMS).expect("claims").claims;
    let mut claim = claims.remove(0);
    (claim.counts, claim.field) = (counts, field.map(str::to_owned));
    let fields = ["name", "email", "phone"].iter().zip(0..);
    let fields = fields.map(|(id, bit)| Field {
        bit,
        id: (*id).to_owned(),
        ko: (*id).to_owned(),
        en: (*id).to_owned(),
        class: LegalClass::Ordinary,
    });
    let catalogue = Catalogue {
        fields: fields.collect(),
        ..Catalogue::default()
    };
    bounds(&claim, answer, &catalogue)
}

#[test]
fn what_is_complete_and_decided_is_exact_but_for_people_and_records() {
    let answer = answer();
    let exact = |number| (Some(number), Some(number));
    assert_eq!(of(Counts::Accesses, None, &answer), exact(90));
    assert_eq!(of(Counts::Reads, None, &answer), exact(100));
    assert_eq!(of(Counts::Subjects, None, &answer), exact(10));
    assert_eq!(of(Counts::Exposures, None, &answer), exact(28));
    assert_eq!(of(Counts::Exposures, Some("email"), &answer), exact(8));
    assert_eq!(of(Counts::Exposures, Some("phone"), &answer), exact(0));
    assert_eq!(of(Counts::People, None, &answer), (Some(9), Some(15)));
    assert_eq!(of(Counts::Records, None, &answer), (None, None));
    // What some reads are told to have returned is the least, for others need not be told.
    let told = Answer {
        records: Some(700),
        ..answer
    };
    assert_eq!(of(Counts::Records, None, &told), (Some(700), None));
    let nothing = Answer {
        records: None,
        reads: 0,
        ..told
    };
    assert_eq!(of(Counts::Records, None, &nothing), exact(0));
}

#[test]
fn undecided_and_unnamed_reads_are_counted_in_above() {
    let undecided = |reads, subjects| Answer {
        undecided: (reads, subjects, BTreeMap::new()),
        ..answer()
    };
    let some = undecided(5, 5);
    assert_eq!(of(Counts::Accesses, None, &some), (Some(90), Some(95)));
    assert_eq!(of(Counts::Reads, None, &some), (Some(100), Some(105)));
    assert_eq!(of(Counts::Subjects, None, &some), (Some(10), Some(15)));
    assert_eq!(of(Counts::Exposures, None, &some), (Some(28), Some(43)));
    assert_eq!(
        of(Counts::Exposures, Some("email"), &some),
        (Some(8), Some(13))
    );
    assert_eq!(of(Counts::People, None, &some), (Some(9), None));
    // Five reads of two subjects: one of them may name nobody, and have reached anybody.
    assert_eq!(
        of(Counts::Reads, None, &undecided(5, 2)),
        (Some(100), Some(105))
    );
    assert_eq!(
        of(Counts::Subjects, None, &undecided(5, 2)),
        (Some(10), None)
    );
    assert_eq!(
        of(Counts::Exposures, None, &undecided(5, 2)),
        (Some(28), None)
    );
    let unnamed = Answer {
        unnamed: (3, Some(40)),
        ..answer()
    };
    assert_eq!(of(Counts::Subjects, None, &unnamed), (Some(10), Some(50)));
    assert_eq!(of(Counts::Exposures, None, &unnamed), (Some(28), Some(148)));
    let unknown = Answer {
        unnamed: (3, None),
        ..answer()
    };
    assert_eq!(of(Counts::Subjects, None, &unknown), (Some(10), None));
    assert_eq!(of(Counts::Exposures, None, &unknown), (Some(28), None));
    assert_eq!(of(Counts::Reads, None, &unknown), (Some(100), Some(100)));
}
