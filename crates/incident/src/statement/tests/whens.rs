//! Dates and times, as they are written, and the moments that carry them.

use super::*;

#[test]
fn a_date_is_found_however_it_is_written() {
    for text in [
        "2025-11-18",
        "2025.11.18",
        "2025. 11. 18. 22:52",
        "2025/11/18",
        "2025년 11월 18일",
        "11월 18일(화) 오후 10시 52분",
        "11월 18일 22시",
        "2025년 11월",
        "Nov 18",
        "Nov. 18, 2025",
        "November 18th, 2025 at 10:52 p.m.",
        "18 November 2025",
        "the 18th of November",
        "in November 2025",
        "2025-11-18T13:52:00Z",
        "2025-11-18 22:52:00+09:00",
        "22:52",
        "10:52 pm",
        "in 2025.",
        "2025년",
    ] {
        let text = format!("First confirmed: {text}");
        assert_eq!(verdict(&text, Kind::Moment), "supported", "{text}");
        assert_eq!(checked(&text).marks.len(), 1, "{text}");
    }
}

#[test]
fn a_date_without_a_moment_is_not_carried() {
    for text in [
        "2025-11-19",
        "18 October",
        "2024년 11월 18일",
        "22:53",
        "2025-11-18T22:52:00Z",
        "오전 4시",
    ] {
        assert_eq!(verdict(text, Kind::Moment), "unsupported", "{text}");
    }
}

#[test]
fn the_date_of_one_moment_is_not_that_of_another() {
    assert_eq!(
        verdict("The first read was on 14 April 2025.", Kind::Moment),
        "supported"
    );
    assert_eq!(
        verdict("The first read was on 18 November 2025.", Kind::Moment),
        "contradicted"
    );
    assert_eq!(
        verdict("최초 열람은 11월 6일입니다.", Kind::Moment),
        "contradicted"
    );
    let both = marks("First read on 14 April, last read on 8 November.");
    assert!(both.iter().all(|mark| mark.2 == "supported"), "{both:?}");
    // Which of the two is meant cannot be told.
    let unclear = marks("Between first read and last read: 1 May.");
    assert_eq!(unclear, [("1 May".to_owned(), "moment", "unsupported")]);
}

/// A word may mean several moments, as awareness of an incident and of a leak.
#[test]
fn a_date_is_none_of_the_moments_that_a_word_may_mean() {
    let mut facts = facts();
    facts.moments.retain(|of| of.deed != Some(Deed::Aware));
    let aware = |name: &str, at: &str| of_deed(Deed::Aware, &[name, name], at);
    facts.moments.extend([
        aware("aware of the incident", "2025-11-17T16:00:00+09:00"),
        aware("aware of the leak", "2025-11-20T10:00:00+09:00"),
        moment(&["candidate 3", "인지 후보 3"], "2025-11-18T22:52:00+09:00"),
    ]);
    for (text, wanted) in [
        ("We became aware on 17 November 2025.", "supported"),
        ("2025년 11월 20일에 알게 되었으며", "supported"),
        ("2025년 11월 18일에 알게 되었으며", "contradicted"),
        ("We became aware on 18 November 2025.", "contradicted"),
        ("A mail came on 18 November 2025.", "unsupported"),
    ] {
        let found = check(text.as_bytes(), &facts).expect("a draft");
        let verdict = found.marks.iter().find(|mark| mark.kind == Kind::Moment);
        assert_eq!(verdict.expect("a mark").verdict.word(), wanted, "{text}");
    }
}

#[test]
fn a_word_is_no_month_and_a_price_is_no_date() {
    assert_eq!(marks("You may ask. March on."), []);
    assert_eq!(
        marks("It costs 2,025 won."),
        [("2,025".to_owned(), "number", "unsupported")]
    );
    assert_eq!(
        marks("2025 of them."),
        [("2025".to_owned(), "number", "unsupported")]
    );
    assert_eq!(marks("8시간"), [("8".to_owned(), "number", "unsupported")]);
}
