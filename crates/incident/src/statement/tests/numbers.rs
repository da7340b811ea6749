//! How numbers are written, and which of them a figure carries.

use super::*;

/// What a number says, from `low` to `high`.
fn says(text: &str) -> Vec<(String, u128, Option<u128>)> {
    let draft = draft::Draft::read(text.as_bytes()).expect("a text");
    let phrases = facts::Phrases::of(&facts());
    let found =
        crate::statement::numbers::find(&draft, &(0..text.len()), &[], &phrases).into_iter();
    let told = found.map(|of| {
        (
            draft.told(&of.span),
            of.said.bounds.low,
            of.said.bounds.high,
        )
    });
    told.collect()
}

fn check_one(text: &str, words: &str, low: u128, high: impl Into<Option<u128>>) {
    assert_eq!(says(text), [(words.to_owned(), low, high.into())], "{text}");
}

#[test]
fn digits_are_read_in_both_languages() {
    check_one("we found 4,536 of them", "4,536", 4_536, 4_536);
    check_one("33.7 million", "33.7 million", 33_650_000, 33_749_999);
    check_one("33.7M were", "33.7M", 33_650_000, 33_749_999);
    check_one("33 M accessed", "33 M", 32_500_000, 33_499_999);
    check_one("5 m away", "5", 5, 5);
    check_one("3,370만 개", "3,370만", 33_650_000, 33_749_999);
    check_one("3370 만 건", "3370 만", 33_650_000, 33_749_999);
    check_one("3,367만3,817개", "3,367만3,817", 33_673_817, 33_673_817);
    check_one(
        "1억 4,805만 6,502회",
        "1억 4,805만 6,502",
        148_056_502,
        148_056_502,
    );
    check_one("1.4억 회", "1.4억", 135_000_000, 144_999_999);
    check_one("3천여 건", "3천여", 3_000, 3_999);
    check_one("3천370만 명", "3천370만", 33_650_000, 33_749_999);
    check_one("2백만", "2백만", 1_950_000, 2_049_999);
    check_one("1,234.5 thousand", "1,234.5 thousand", 1_234_450, 1_234_549);
}

#[test]
fn what_stands_beside_a_number_is_understood() {
    check_one("about 4,500 accounts", "about 4,500", 4_450, 4_549);
    check_one("약 4,500건", "약 4,500", 4_450, 4_549);
    check_one("4,500건가량", "4,500", 4_450, 4_549);
    check_one(
        "more than 120 million",
        "more than 120 million",
        120_000_001,
        None,
    );
    check_one(">120 million", ">120 million", 120_000_001, None);
    check_one("no more than 3,000", "no more than 3,000", 0, 3_000);
    check_one(
        "fewer than a total of 3,000",
        "fewer than a total of 3,000",
        0,
        2_999,
    );
    check_one("at least 7 of", "at least 7", 7, None);
    check_one("3천 건 이상의", "3천", 3_000, None);
    check_one("3천건 미만", "3천", 0, 2_999);
    check_one("3천 건 이상징후가", "3천", 3_000, None);
    check_one("33M+ users", "33M+", 33_000_000, None);
    check_one("3,000 or more", "3,000", 3_000, None);
    check_one("turnover 3,000", "3,000", 3_000, 3_000);
}

#[test]
fn numbers_in_words_are_read_where_they_count() {
    check_one("three thousand accounts", "three thousand", 2_950, 3_049);
    check_one(
        "thirty-three million",
        "thirty-three million",
        32_500_000,
        33_499_999,
    );
    check_one(
        "two hundred and five customers",
        "two hundred and five",
        205,
        205,
    );
    check_one("twelve accounts", "twelve", 12, 12);
    check_one("세 계정만", "세", 3, 3);
    check_one(
        "tens of thousands of customers",
        "tens of thousands",
        20_000,
        99_999,
    );
    check_one("수천 건", "수천", 2_000, 9_999);
    assert_eq!(says("one of the reasons, and no one knows two"), []);
}

#[test]
fn what_only_looks_like_a_number_is_passed_over() {
    for text in [
        "call 1577-7011 or +82-2-1234-5678",
        "see https://shop.example/2025/3 or a3@shop.example",
        "Article 34 and 제34조, version 1.2.3, covid19",
        "the 3rd notice, 2차 통지, 1단계",
    ] {
        assert_eq!(says(text), [], "{text}");
    }
    assert_eq!(marks("Title\n\n1. We regret this.\n2) So do we.\n"), []);
}

#[test]
fn a_figure_carries_a_number_of_its_own_kind_and_precision() {
    let number = |text: &str| verdict(text, Kind::Number);
    assert_eq!(number("About 33.7 million accounts."), "supported");
    assert_eq!(number("33,673,817 accounts."), "supported");
    assert_eq!(number("33,700,034 accounts."), "out of date");
    assert_eq!(number("4,536개 계정"), "out of date");
    assert_eq!(number("34 million accounts."), "supported");
    assert_eq!(number("33 million accounts."), "contradicted");
    assert_eq!(number("More than 33 million accounts."), "supported");
    assert_eq!(number("Fewer than 30 million accounts."), "out of date");
    assert_eq!(number("계정 약 3,370만 개"), "supported");
    assert_eq!(number("33,673,817 IP addresses."), "contradicted");
    assert_eq!(number("Fewer than 1,000 IP addresses."), "contradicted");
    // Two figures count page views: which is meant cannot be told.
    assert_eq!(number("90,000 page views."), "unsupported");
    assert_eq!(number("50,474회"), "supported");
    // A number that tells what it is by itself, and some that do not.
    assert_eq!(number("33,673,817 were affected."), "supported");
    assert_eq!(number("4,536 were affected."), "out of date");
    assert_eq!(number("More than 1,000 employees."), "unsupported");
    assert_eq!(number("Fewer than 90 million dollars."), "unsupported");
    assert_eq!(number("57 offices."), "unsupported");
    assert_eq!(number("One customer was affected."), "unsupported");
    // Nothing counts these.
    assert_eq!(number("7 offices."), "unsupported");
    // A part of what a figure counts contradicts nothing.
    assert_eq!(number("2,609 of which accounts."), "unsupported");
    assert_eq!(
        number("4,000 accounts with an entrance code."),
        "unsupported"
    );
    // An estimate carries what its bounds lie inside, and contradicts what they exclude.
    assert_eq!(number("33 million people."), "supported");
    assert_eq!(number("33.2 million people."), "unsupported");
    assert_eq!(number("30 million people."), "contradicted");
    assert_eq!(number("57%"), "supported");
    assert_eq!(number("57.1 percent"), "supported");
    assert_eq!(number("57 % of accounts."), "supported");
    // A percentage does not say of what it is one.
    assert_eq!(number("57.2 %"), "unsupported");
}

#[test]
fn a_number_that_somebody_only_states_is_not_carried() {
    let mut facts = facts();
    facts.figures[0].grade = Grade::Statement;
    let checked = check("33,673,817 accounts.".as_bytes(), &facts).expect("a draft");
    assert_eq!(checked.marks[0].verdict, Verdict::Unsupported);
    assert!(checked.marks[0].because.en.contains("statement"));
}

#[test]
fn what_was_stored_is_not_what_was_read() {
    for text in [
        "33,673,817 accounts were stored.",
        "33,673,817개 계정이 저장되었습니다.",
        "33,673,817 accounts were deleted.",
    ] {
        assert_eq!(verdict(text, Kind::Number), "unsupported", "{text}");
    }
    let mut facts = facts();
    facts
        .figures
        .push(figure("accounts stored", 3_000, &["accounts"], 3));
    let checked = check("3,000 accounts were stored.".as_bytes(), &facts).expect("a draft");
    assert_eq!(
        checked.marks[0].verdict,
        Verdict::Supported,
        "a figure that counts just that"
    );
}

/// The verdict on the only number of a text, with figures of parts beside the whole.
fn with_parts(text: &str) -> &'static str {
    let mut facts = facts();
    let part = |name: &str, count, about: &[&str]| Figure {
        about: about.iter().map(|word| (*word).to_owned()).collect(),
        ..figure(name, count, &["accounts", "계정"], 3)
    };
    facts.figures.extend([
        part("dormant accounts", 1_000_301, &["Dormant", "휴면"]),
        part("accounts of Taiwan", 204_552, &["Taiwan", "대만"]),
        figure("reads", 182_049_000, &["reads"], 3),
    ]);
    let checked = check(format!("T\n\n{text}").as_bytes(), &facts).expect("a draft");
    let mut numbers = checked
        .marks
        .iter()
        .filter(|mark| mark.kind == Kind::Number);
    let verdict = numbers.next_back().expect("a number").verdict;
    verdict.word()
}

#[test]
fn a_part_is_found_beside_its_words_and_contradicts_nothing() {
    assert_eq!(
        with_parts("1,000,301 dormant accounts were leaked."),
        "supported"
    );
    assert_eq!(
        with_parts("대만 계정 204,552개가 유출되었습니다."),
        "supported"
    );
    assert_eq!(
        with_parts("1,200,000 dormant accounts were leaked."),
        "unsupported"
    );
    // The number of a part is no number of the whole.
    assert_eq!(
        with_parts("We found that 204,552 accounts were leaked."),
        "contradicted"
    );
    assert_eq!(
        with_parts("We found that 33,673,817 accounts were leaked."),
        "supported"
    );
}

#[test]
fn were_read_counts_no_reads() {
    assert_eq!(
        with_parts("About 40 million accounts were read."),
        "contradicted"
    );
    assert_eq!(
        with_parts("There were 2,313 IP addresses and 182,049,000 reads."),
        "supported"
    );
}
