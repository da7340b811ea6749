//! The truth table of verdicts, and the claims of the case.

use std::fmt::Write as _;

use super::*;
use crate::{both::Both, golden};

const CASE: &str = include_str!("../fixtures/case.toml");

#[test]
fn the_verdict_follows_from_number_and_bounds() {
    use Number::{Any, AtLeast, AtMost, Exactly};
    use Verdict::{CannotSay, Contradicted, Supported};
    let gaps = |low| Measured {
        complete: false,
        high: None,
        ..whole(low, low)
    };
    let doubts = |low, high| Measured {
        undecided: 2,
        ..whole(low, high)
    };
    let untold = Measured {
        low: None,
        ..whole(0, 50)
    };
    let table = [
        // Enough is shown: gaps and doubts take nothing away.
        (AtLeast(10), whole(10, 10), Supported),
        (AtLeast(10), gaps(10), Supported),
        (AtLeast(10), doubts(10, 12), Supported),
        // Too few are shown: only a complete and decided record contradicts.
        (AtLeast(10), whole(9, 9), Contradicted),
        (AtLeast(10), gaps(9), CannotSay),
        (AtLeast(10), doubts(7, 9), Contradicted),
        (AtLeast(10), doubts(9, 11), CannotSay),
        (AtLeast(10), doubts(9, 9), CannotSay),
        (AtLeast(10), whole(8, 12), CannotSay),
        // At most: here it is the support that needs a complete record.
        (AtMost(10), whole(10, 10), Supported),
        (AtMost(10), gaps(3), CannotSay),
        (AtMost(10), doubts(3, 5), Supported),
        (AtMost(10), doubts(3, 3), CannotSay),
        (AtMost(10), gaps(11), Contradicted),
        (AtMost(10), whole(9, 11), CannotSay),
        (Exactly(10), whole(10, 10), Supported),
        (Exactly(10), gaps(10), CannotSay),
        (Exactly(10), whole(9, 11), CannotSay),
        (Exactly(10), whole(9, 9), Contradicted),
        (Exactly(10), gaps(11), Contradicted),
        (Any, gaps(1), Supported),
        (Any, gaps(0), CannotSay),
        (Any, doubts(0, 0), CannotSay),
        (Any, whole(0, 0), Contradicted),
        // What a source does not tell is no small number.
        (AtLeast(1000), untold.clone(), CannotSay),
        (Any, untold, CannotSay),
        // Bounds that cross are a mistake of whoever measured.
        (AtLeast(10), whole(9, 8), CannotSay),
    ];
    for (number, measured, expected) in table {
        let judged = judge(&claim(number, 1), &measured);
        assert_eq!(judged.verdict, expected, "{number} of {measured:?}");
    }
}

#[test]
fn a_scale_never_makes_a_claim_easier() {
    use Number::{AtLeast, AtMost, Exactly};
    assert_eq!(AtLeast(120_000_000).at_scale(1000), AtLeast(120_000));
    assert_eq!(AtLeast(4_536).at_scale(1000), AtLeast(5));
    assert_eq!(AtMost(4_536).at_scale(1000), AtMost(4));
    assert_eq!(Exactly(4_536).at_scale(1000), Exactly(5));
    assert_eq!(Exactly(4_400).at_scale(1000), Exactly(4));
    assert_eq!(
        Exactly(7).at_scale(1000),
        Exactly(1),
        "something is not nothing"
    );
    let verdict = |number, found| judge(&claim(number, 1000), &whole(found, found)).verdict;
    assert_eq!(verdict(AtLeast(4_536), 5), Verdict::Supported);
    assert_eq!(
        verdict(AtLeast(4_536), 4),
        Verdict::CannotSay,
        "finer than the scale"
    );
    assert_eq!(verdict(AtLeast(4_536), 3), Verdict::Contradicted);
    assert_eq!(
        verdict(Exactly(7), 0),
        Verdict::CannotSay,
        "finer than the scale"
    );
    // A replay at 1:1,000 shows no number to the last one, whether or not it divides.
    for number in [3_384_017, 3_384_000] {
        let judged = judge(&claim(Exactly(number), 1000), &whole(3384, 3384));
        assert_eq!(judged.verdict, Verdict::CannotSay, "{number}");
        let (ko, en) = (judged.because.ko, judged.because.en);
        assert!(en.contains("finer than the scale of the replay"), "{en}");
        assert!(ko.contains("정확한 수"), "{ko}");
    }
    assert_eq!(verdict(Exactly(3_384_017), 3386), Verdict::Contradicted);
}

/// The same reason in Korean.
fn korean(why: &str) -> &'static str {
    match why {
        "web log lost 2024-07 to 2024-11" => "2024년 7월부터 11월까지의 웹 기록이 없음",
        "the web log does not tell how many addresses a page showed" => {
            "한 화면에 주소가 몇 건 보였는지 웹 기록에 없음"
        }
        "the web log does not tell how many orders a page showed" => {
            "한 화면에 주문이 몇 건 보였는지 웹 기록에 없음"
        }
        "the second controller's log was not asked" => "두 번째 개인정보처리자의 기록을 보지 않음",
        other => panic!("{other}: write it in Korean"),
    }
}

/// What the ledger may have to say of each claim of the case, from the worst record to the best.
fn records() -> Vec<(&'static str, usize, Measured)> {
    let lost = "web log lost 2024-07 to 2024-11";
    let with = |measured: Measured, why: &[&str]| Measured {
        because_unknown: why.iter().map(|why| Both::new(korean(why), *why)).collect(),
        ..measured
    };
    let gaps = |low| Measured {
        complete: false,
        high: None,
        ..whole(low, low)
    };
    let untold = Measured::default();
    vec![
        (
            "a web log",
            0,
            with(
                untold.clone(),
                &["the web log does not tell how many addresses a page showed"],
            ),
        ),
        ("a log of answers", 0, with(gaps(148_057), &[lost])),
        (
            "a web log",
            1,
            with(
                untold,
                &[
                    "the web log does not tell how many orders a page showed",
                    lost,
                ],
            ),
        ),
        ("a log of answers", 1, with(gaps(513), &[lost])),
        ("a log of answers without gaps", 1, whole(513, 513)),
        (
            "some reads undecided",
            1,
            Measured {
                undecided: 12,
                ..whole(513, 525)
            },
        ),
        ("the first scope", 2, with(gaps(5), &[lost])),
        ("the wide scope", 2, with(gaps(33_674), &[lost])),
        (
            "one controller asked",
            3,
            with(gaps(0), &["the second controller's log was not asked"]),
        ),
        ("both controllers asked", 3, gaps(205)),
    ]
}

#[test]
fn the_claims_of_the_case() {
    let claims = Claims::read(CASE).expect("the example is right");
    let mut out = format!("{}, {}, 1:{}\n", claims.from, claims.received, claims.scale);
    for (record, at, measured) in records() {
        let claim = &claims.claims[at];
        let judged = judge(claim, &measured);
        let condition = claim.condition().unwrap_or_default();
        let apart = claim.apart().country_of_residence.unwrap_or_default();
        writeln!(
            out,
            "\nline {}: {}\n  asked: {} of {condition}{apart}\n  {record}: {}\n  {}\n  {}",
            claim.line,
            claim.text,
            claim.counts.word(),
            judged.verdict.word(),
            judged.because.en,
            judged.because.ko,
        )
        .expect("a text grows");
    }
    golden::check("claim/fixtures/case.judged", &out);
}
