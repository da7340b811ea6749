//! What a claim narrows a selection to is a selection.

use exposure::selection;
use incident::claim::Claims;
use jiff::tz::TimeZone;

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
