//! Drafts as they were published, with the word of the regulator written `노/출` in the files.

use std::fmt::Write as _;

use super::*;
use crate::golden;

fn golden_of(name: &str, text: &str) {
    let text = text.replace("노/출", FORBIDDEN);
    let checked = checked(&text);
    let mut out = String::new();
    for mark in &checked.marks {
        writeln!(
            out,
            "{}:{} {} {:?}: {}\n  {}\n  {}",
            mark.line,
            mark.column,
            mark.kind.word(),
            mark.words,
            mark.verdict.word(),
            mark.because.en,
            mark.because.ko
        )
        .expect("a text grows");
    }
    for wording in &checked.wordings {
        writeln!(
            out,
            "{}:{} wording {:?}: {}\n  {}\n  {}",
            wording.line,
            wording.column,
            wording.words,
            wording.severity.word(),
            wording.because.en,
            wording.because.ko
        )
        .expect("a text grows");
    }
    golden::check(
        &format!("statement/fixtures/{name}.checked"),
        &out.replace(FORBIDDEN, "노/출"),
    );
}

#[test]
fn the_english_sentences_of_the_case() {
    golden_of("press.en", include_str!("../fixtures/press.en.md"));
}

#[test]
fn the_korean_sentences_of_the_case() {
    golden_of("press.ko", include_str!("../fixtures/press.ko.md"));
}

#[test]
fn the_announcements_of_what_was_stored() {
    golden_of("stored.en", include_str!("../fixtures/stored.en.md"));
    golden_of("stored.ko", include_str!("../fixtures/stored.ko.md"));
}

#[test]
fn a_published_sentence_is_named_when_a_later_version_contradicts_it() {
    let published = "Statement\n\nWe confirmed that 4,536 accounts were leaked. We are sorry.\n\
                     About 33.7 million accounts were leaked, and no name was accessed.\n";
    let corrections = recheck(published.as_bytes(), &facts()).expect("it can be checked");
    let sentences: Vec<_> = corrections
        .iter()
        .map(|of| (of.at, of.sentence.as_str(), of.marks.len()))
        .collect();
    assert_eq!(
        sentences,
        [
            ((3, 1), "We confirmed that 4,536 accounts were leaked.", 1),
            (
                (4, 1),
                "About 33.7 million accounts were leaked, and no name was accessed.",
                2
            ),
        ]
    );
    assert_eq!(corrections[0].marks[0].verdict, Verdict::OutOfDate);
    let because = &corrections[0].marks[0].because.en;
    assert!(
        because.contains("4,536 (version 1") && because.contains("33,673,817 (version 3"),
        "{because}"
    );
    let first = Facts {
        version: 1,
        figures: facts().earlier[..1].to_vec(),
        ..Facts::default()
    };
    let then = recheck(
        "We confirmed that 4,536 accounts were leaked.".as_bytes(),
        &first,
    );
    assert_eq!(then, Ok(Vec::new()), "it was right when it was published");
}

#[test]
fn words_that_belittle_are_errors_where_the_leak_must_be_named() {
    let text = format!(
        "개인정보 {FORBIDDEN} 통지\n\n1. 열람만 된 항목: 이름\n2. 경위: 무단 접근이 있었습니다.\n3. 대응: 무단 접근을 막았습니다.\n\n\
         The data was merely accessed, and exposed.\n"
    );
    let wordings = checked(&text).wordings;
    let told: Vec<_> = wordings
        .iter()
        .map(|of| (of.line, of.words.as_str(), of.severity.word()))
        .collect();
    assert_eq!(
        told,
        [
            (1, FORBIDDEN, "error"),
            (3, "열람만", "error"),
            (4, "무단 접근", "error"),
            (5, "무단 접근", "warning"),
            (7, "merely accessed", "warning"),
            (7, "exposed", "warning"),
        ]
    );
    let published = Facts {
        published: true,
        ..facts()
    };
    let allowed = check(text.as_bytes(), &published)
        .expect("it can be checked")
        .wordings;
    assert!(
        allowed
            .iter()
            .all(|of| of.words != FORBIDDEN && of.words != "exposed")
    );
    assert_eq!(allowed.len(), 4);
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    let refused = |bytes: &[u8]| {
        check(bytes, &facts())
            .expect_err("it is refused")
            .to_string()
    };
    assert!(refused(b"one\ntw\xff").starts_with("line 2, column 3: not UTF-8"));
    assert!(refused("a\u{1100}\u{1161}".as_bytes()).starts_with("line 1, column 2: Hangul"));
    assert!(refused(&vec![b' '; limits::DRAFT_BYTES_MAX + 1]).contains("more than 1048576"));
    let full = "no ".repeat(limits::DRAFT_BYTES_MAX / 3);
    assert!(refused(full.as_bytes()).contains("more than 5000"));
    assert!(check(&vec![b' '; limits::DRAFT_BYTES_MAX], &facts()).is_ok());
}

#[test]
fn an_item_that_begins_with_a_date_is_an_item() {
    let text = "T\n\n1. Items: name\n2. 2025년 11월 17일 16시에 인지했습니다.\n";
    assert_eq!(
        marks(text),
        [
            ("name".to_owned(), "field", "unsupported"),
            ("2025년 11월 17일 16시".to_owned(), "moment", "supported")
        ]
    );
}
