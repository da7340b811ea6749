//! Numbers over a record with gaps: what was counted is the least, and never the whole.

use super::*;

/// 2,425 accounts were counted, and the gaps concern at most `more` others.
fn with_gaps(more: Option<u64>) -> Facts {
    let says = Both::new(
        "기록의 공백: 최대 959.",
        "The record has gaps: at most 959 more.",
    );
    Facts {
        figures: vec![Figure {
            more: Some(More {
                at_most: more,
                says,
            }),
            ..figure("accounts read", 2_425, &["accounts", "계정"], 1)
        }],
        earlier: Vec::new(),
        ..facts()
    }
}

fn verdict_of(text: &str, facts: &Facts) -> (Verdict, String) {
    let checked = check(text.as_bytes(), facts).expect("a draft");
    let mark = checked.marks.iter().find(|mark| mark.kind == Kind::Number);
    let mark = mark.unwrap_or_else(|| panic!("no number in {text}"));
    (mark.verdict, mark.because.en.clone())
}

#[test]
fn a_number_over_gaps_is_carried_as_the_least_and_says_what_may_be_beside() {
    let facts = with_gaps(Some(959));
    for text in [
        "2,425개 계정이 유출되었습니다.",
        "최소 2,425개 계정이 유출되었습니다.",
        "At least 2,425 accounts were leaked.",
        "2,425 accounts were leaked.",
        "Fewer than 4,000 accounts were leaked.",
    ] {
        let (verdict, because) = verdict_of(text, &facts);
        assert_eq!(verdict, Verdict::Supported, "{text}");
        assert!(
            because.contains("at least 2,425") && because.contains("959 more"),
            "{because}"
        );
    }
}

#[test]
fn a_number_over_gaps_is_not_the_whole() {
    let facts = with_gaps(Some(959));
    for text in [
        "총 2,425개 계정이 유출되었습니다.",
        "유출된 계정은 전부 2,425개입니다.",
        "2,425 accounts in total were leaked.",
        "A total of 2,425 accounts were leaked.",
        "Exactly 2,425 accounts were leaked.",
        "Fewer than 3,000 accounts were leaked.",
        // What lies within the gaps is neither carried nor contradicted.
        "3,000 accounts were leaked.",
    ] {
        let (verdict, because) = verdict_of(text, &facts);
        assert_eq!(verdict, Verdict::Unsupported, "{text}: {because}");
    }
    for text in ["2,000 accounts were leaked.", "4,000 accounts were leaked."] {
        assert_eq!(verdict_of(text, &facts).0, Verdict::Contradicted, "{text}");
    }
    // Where nobody can say how many more, no number above is too large.
    let (verdict, _) = verdict_of("400,000 accounts were leaked.", &with_gaps(None));
    assert_eq!(verdict, Verdict::Unsupported);
    // Nothing is missing: the whole is the whole.
    let whole = Facts {
        figures: vec![figure("accounts read", 2_425, &["accounts", "계정"], 1)],
        ..with_gaps(None)
    };
    assert_eq!(
        verdict_of("총 2,425개 계정이 유출되었습니다.", &whole).0,
        Verdict::Supported
    );
}

/// That there may be more is what a text over gaps has to say.
#[test]
fn what_may_come_on_top_is_held_against_the_gaps() {
    let facts = with_gaps(Some(959));
    for text in [
        "959개 계정이 더 있을 수 있습니다.",
        "Up to 959 more accounts may be concerned.",
        "959 further accounts may be concerned.",
    ] {
        assert_eq!(verdict_of(text, &facts).0, Verdict::Supported, "{text}");
    }
    for text in [
        "500개 계정이 더 있을 수 있습니다.",
        "12 more accounts may be concerned.",
    ] {
        assert_eq!(verdict_of(text, &facts).0, Verdict::Unsupported, "{text}");
    }
}
