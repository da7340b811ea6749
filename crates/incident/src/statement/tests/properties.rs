//! What holds of every draft.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Pieces of drafts, whole and broken.
const PIECES: &[&str] = &[
    "4,536",
    "33.7",
    "million",
    "만",
    "억",
    "천",
    "여",
    "건",
    "계정",
    "accounts",
    " ",
    " ",
    " ",
    ". ",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "# ",
    "**",
    "no ",
    "not ",
    "all",
    "없습니다",
    "유출",
    "leaked",
    "이름",
    "password",
    "2025-11-18",
    "11월",
    "18일",
    "Nov",
    "16:00",
    "오후 4시",
    "%",
    "약 ",
    "이상",
    "more than ",
    "저장",
    "deleted",
    "만을",
    ",",
    "(",
    ")",
    "9",
    "\u{a0}",
    "\u{3000}",
    "é",
    "+09:00",
    "T",
    "three",
    "thousand",
    "며 ",
    "but ",
];

fn draft() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Whatever is written, nothing panics, and every mark stands where it says, in the order of the draft.
    #[test]
    fn every_mark_stands_where_it_says(text in draft()) {
        let checked = checked(&text);
        let lines: Vec<&str> = text.split('\n').collect();
        let mut last = (0, 0);
        for mark in &checked.marks {
            let line = lines.get(mark.line - 1).copied().unwrap_or_default();
            let rest: String = line.chars().skip(mark.column - 1).collect();
            let first = mark.words.split(' ').next().unwrap_or_default();
            prop_assert!(!first.is_empty() && rest.starts_with(first), "{mark:?} in {text:?}");
            prop_assert!(mark.sentence.contains(&mark.words));
            prop_assert!(last <= (mark.line, mark.column));
            last = (mark.line, mark.column);
        }
    }

    /// Any text at all is checked or refused.
    #[test]
    fn any_text_is_checked_or_refused(text in "[0-9,.:% /+-]{0,8}\\PC{0,60}[0-9만억천,. \n]{0,20}") {
        if let Ok(checked) = check(text.as_bytes(), &facts()) {
            prop_assert!(checked.marks.iter().all(|mark| !mark.words.is_empty()));
        }
    }

    /// *never-clear*: where nothing is known, nothing is supported, nor contradicted.
    #[test]
    fn without_facts_there_is_no_verdict(text in draft()) {
        let checked = check(text.as_bytes(), &Facts::default()).expect("a draft");
        prop_assert!(checked.marks.iter().all(|mark| mark.verdict == Verdict::Unsupported));
    }

    /// *never-clear*: no denial of a field is supported when the record is not proven to be complete.
    #[test]
    fn a_denial_needs_a_clear_field(text in draft()) {
        let mut facts = facts();
        for field in &mut facts.fields {
            field.seen = Seen::CannotSay;
        }
        let checked = check(text.as_bytes(), &facts).expect("a draft");
        let is_word = |mark: &&Mark| matches!(mark.kind, Kind::Field | Kind::Absolute);
        prop_assert!(checked.marks.iter().filter(is_word).all(|mark| mark.verdict != Verdict::Supported));
    }

    /// A figure printed exactly is supported, whatever it is.
    #[test]
    fn a_figure_carries_itself(value in 100_u64..10_000_000_000, is_korean in any::<bool>()) {
        let facts = Facts { figures: vec![figure("counted", value, &["accounts", "계정"], 1)], ..Facts::default() };
        let number = crate::both::grouped(value);
        let text = if is_korean { format!("{number}개 계정") } else { format!("{number} accounts") };
        let checked = check(text.as_bytes(), &facts).expect("a draft");
        prop_assert_eq!(checked.marks[0].verdict, Verdict::Supported);
        let more = Facts { figures: vec![figure("counted", value + 1, &["accounts", "계정"], 1)], ..Facts::default() };
        let checked = check(text.as_bytes(), &more).expect("a draft");
        prop_assert_eq!(checked.marks[0].verdict, Verdict::Contradicted);
    }

    /// What stands around a sentence does not change what is said of it.
    #[test]
    fn a_paragraph_is_judged_by_itself(text in draft()) {
        let alone = checked("T\n\nAbout 33.7 million accounts were leaked.\n");
        let after = checked(&format!("T\n\nAbout 33.7 million accounts were leaked.\n\n{text}"));
        prop_assert_eq!(&alone.marks[0], &after.marks[0]);
    }
}
