//! How a part of a sentence means what it says: as done, as not done, as a promise or a duty, or as taken back.
//!
//! Whoever admits that a report was late speaks with the words of whoever claims that it was in time. What is not surely
//! understood is [`Mood::Unclear`], and contradicts nobody.

use std::ops::Range;

use super::{
    mark::{Mark, Verdict},
    phrase::{has, holds, is_korean, without},
};
use crate::both::Both;

/// How a report or a notice is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// As done.
    Done,
    /// As not done.
    Undone,
    /// As yet to be done, or as a duty.
    Ahead,
    /// Not surely any of them.
    Unclear,
}

/// Words of what is yet to happen.
const AHEAD: [&str; 18] = [
    "will",
    "shall",
    "going to",
    "plan to",
    "plan",
    "intend to",
    "promise",
    "commit to",
    "예정",
    "계획",
    "방침",
    "약속",
    "겠습니다",
    "겠으며",
    "겠고",
    "겠음",
    "할 것입니다",
    "할 것임",
];

/// Words of a duty: what should have been says nothing of what was.
const DUTY: [&str; 15] = [
    "should have",
    "should",
    "had to",
    "have to",
    "has to",
    "must",
    "ought to",
    "obliged",
    "required to",
    "했어야",
    "하였어야",
    "하여야",
    "해야",
    "되어야",
    "의무",
];

/// The beginnings of words of telling in English.
const TELLING: [&str; 11] = [
    "report", "notif", "inform", "fil", "tell", "told", "submit", "meet", "met", "keep", "alert",
];

/// Words of telling in Korean, and of keeping a time limit.
const TELLING_KO: [&str; 9] = [
    "신고", "보고", "통지", "고지", "알리", "제출", "접수", "지키", "맞추",
];

/// What says *not* in English, before what it denies.
const NOT: [&str; 8] = [
    "not", "n't", "n’t", "never", "failed", "fail", "unable", "missed",
];

/// What says *not* and denies no deed.
const NOT_A_DENIAL: [&str; 8] = [
    "not only",
    "not late",
    "not later",
    "not delay",
    "not hesitate",
    "not wait",
    "not more",
    "not less",
];

/// Stems that deny a delay where they are denied: 늦지 않게.
const NO_DELAY: [&str; 10] = [
    "늦지 않",
    "지체하지 않",
    "지체되지 않",
    "지연되지 않",
    "지연하지 않",
    "넘기지 않",
    "초과하지 않",
    "어기지 않",
    "놓치지 않",
    "빠뜨리지 않",
];

/// What speaks of a delay only to deny it, or as a bound.
const NOT_LATE: [&str; 16] = [
    "not late",
    "no later",
    "not later",
    "without delay",
    "without undue delay",
    "without any delay",
    "no delay",
    "not delay",
    "지체 없",
    "지체없",
    "지연 없",
    "지연없",
    "늦어도",
    "늦지 않",
    "지연되지 않",
    "넘기지 않",
];

/// Words of a delay.
const LATE: [&str; 16] = [
    "late",
    "later",
    "belated",
    "delayed",
    "delay",
    "overdue",
    "missed",
    "지연",
    "늦",
    "넘겨",
    "넘긴",
    "넘어서",
    "초과",
    "지나서",
    "지나 ",
    "지난 뒤",
];

/// Bytes before a Korean *not* within which the word stands that it denies: 신고를 마치지 못.
const STEM_BYTES: usize = 30;

/// Words behind an English *not* of which one is what it denies: *not have been reported*.
const DENIED_WORDS: usize = 4;

/// How a clause speaks of the report or notice beside some words of it, such as *within 24 hours*.
pub(super) fn of_telling(flat: &str, clause: &Range<usize>, words: &Range<usize>) -> Mood {
    let before = flat.get(clause.start..words.start).unwrap_or_default();
    let after = flat.get(words.end..clause.end).unwrap_or_default();
    let mood = match is_korean(flat, clause) {
        true => korean(after),
        false => english(before, after),
    };
    match mood {
        Mood::Done if is_late(before) || is_late(after) => Mood::Unclear,
        mood => mood,
    }
}

/// A Korean verb stands behind.
fn korean(after: &str) -> Mood {
    let after = without(after, &NO_DELAY);
    let not = ["못", "않", "아니"];
    let mut denied = not.iter().flat_map(|not| after.match_indices(not));
    let stems = |at: usize| {
        let start = after.floor_char_boundary(at.saturating_sub(STEM_BYTES));
        let stem = after.get(start..at).unwrap_or_default();
        TELLING_KO.iter().any(|word| stem.contains(word)) && !is_done(stem)
    };
    let first = denied.next().map(|(at, _)| at);
    let more = denied.next().is_some() || after.contains('없');
    match first {
        Some(at) if stems(at) && !more => Mood::Undone,
        _ if is_done(&after) => Mood::Done,
        _ if holds(&after, &AHEAD) || holds(&after, &DUTY) => Mood::Ahead,
        // "The law asks for a report within 24 hours" claims nothing of ours.
        _ => Mood::Unclear,
    }
}

/// Whether the first word of telling stands in the past and is no duty: 신고하였, 신고를 마쳤.
fn is_done(text: &str) -> bool {
    /// Bytes behind a word of telling in which its tense stands.
    const TENSE_BYTES: usize = 15;
    let firsts = TELLING_KO
        .iter()
        .filter_map(|word| Some(text.find(word)? + word.len()));
    let Some(end) = firsts.min() else {
        return false;
    };
    let close = text.floor_char_boundary((end + TENSE_BYTES).min(text.len()));
    let tense = text.get(end..close).unwrap_or_default();
    let past = [
        "했", "하였", "됐", "되었", "마쳤", "드렸", "렸", "완료", "함", "됨", "마침",
    ];
    let duty = [
        "했어야",
        "하였어야",
        "됐어야",
        "되었어야",
        "해야",
        "하여야",
        "되어야",
        "돼야",
    ];
    past.iter().any(|of| tense.contains(of)) && !duty.iter().any(|of| text.contains(of))
}

/// An English verb stands before, but where the sentence begins with the time.
fn english(before: &str, after: &str) -> Mood {
    let (before, after) = (words_of(before), words_of(after));
    let last = before.iter().rposition(|word| tells(word));
    let (words, at) = match (last, after.iter().position(|word| tells(word))) {
        (Some(at), _) => (before, at),
        (None, Some(at)) => (after, at),
        (None, None) => return Mood::Unclear,
    };
    let start = at.saturating_sub(DENIED_WORDS);
    let near = words.get(start..at).unwrap_or_default().join(" ");
    let is = |of: &[&str]| holds(&near, of);
    let denies = NOT
        .iter()
        .any(|not| near.split(' ').any(|word| word.ends_with(not)));
    let all = words.join(" ");
    if is(&AHEAD) || is(&DUTY) {
        Mood::Ahead
    } else if denies && !holds(&all, &NOT_A_DENIAL) {
        Mood::Undone
    } else {
        Mood::Done
    }
}

fn words_of(text: &str) -> Vec<&str> {
    text.split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a word is one of telling.
fn tells(word: &str) -> bool {
    TELLING.iter().any(|stem| word.starts_with(stem))
}

/// Whether a part speaks of a delay, and does not only deny one.
fn is_late(part: &str) -> bool {
    holds(&without(part, &NOT_LATE), &LATE)
}

/// Whether a clause speaks of what is yet to happen.
pub(super) fn is_ahead(flat: &str, clause: &Range<usize>) -> bool {
    has(flat, clause, &AHEAD)
}

/// Whether a clause speaks of a duty.
pub(super) fn is_duty(flat: &str, clause: &Range<usize>) -> bool {
    has(flat, clause, &DUTY)
}

/// Whether a clause denies something.
pub(super) fn denies(flat: &str, clause: &Range<usize>) -> bool {
    let words = [
        "not", "never", "failed", "unable", "않", "지 못", "못하", "못했", "못함",
    ];
    // 잘못하여 denies nothing.
    has(flat, clause, &words) && !has(flat, clause, &["잘못"])
        || flat
            .get(clause.clone())
            .is_some_and(|text| text.contains("n't ") || text.contains("n’t "))
}

/// Words by which a sentence says that something else is not so.
const TAKEN_BACK: [&str; 26] = [
    "잘못 적",
    "잘못 기재",
    "잘못 표",
    "그렇지 않",
    "was wrong",
    "were wrong",
    "is wrong",
    "wrongly",
    "incorrect",
    "not correct",
    "not true",
    "untrue",
    "mistaken",
    "by mistake",
    "was false",
    "were false",
    "잘못이",
    "잘못입",
    "잘못된",
    "잘못 안내",
    "잘못 알",
    "사실이 아니",
    "사실이 아닙",
    "사실과 다",
    "정정",
    "바로잡",
];

/// Whether a sentence takes something back that was said elsewhere.
pub(super) fn takes_back(flat: &str, sentence: &Range<usize>) -> bool {
    has(flat, sentence, &TAKEN_BACK)
}

/// A mark of a sentence that takes something back: what is held there as said may be what is not so.
pub(super) fn taken_back(mark: Mark) -> Mark {
    let because = Both::new(
        "문장이 다른 말을 바로잡고 있어, 무엇을 사실이라고 하는지 알 수 없습니다.",
        "The sentence takes something back, and what it says to be so is not known.",
    );
    Mark {
        verdict: Verdict::Unsupported,
        because: mark.because.and(&because),
        ..mark
    }
}

/// Words of what was written elsewhere, in a report or a notice, and may not be so.
const WRITTEN: [&str; 22] = [
    "신고서",
    "보도자료",
    "적었",
    "적혀",
    "적힌",
    "적은 것",
    "적은 바",
    "기재하였",
    "기재했",
    "기재되",
    "기재된",
    "표기하",
    "표기했",
    "in our report we",
    "in our notice we",
    "our report gave",
    "our report gives",
    "our report said",
    "our report says",
    "we wrote",
    "we had written",
    "it was written",
];

/// Whether a part tells what was written elsewhere.
pub(super) fn is_written(flat: &str, part: &Range<usize>) -> bool {
    has(flat, part, &WRITTEN) || (has(flat, part, &["gave"]) && has(flat, part, &["as"]))
}

/// Verbs of sending in the present, which may tell what is yet to be done.
const PRESENT: [&str; 14] = [
    "발송합니다",
    "발송한다",
    "발송함",
    "보냅니다",
    "보내 드립니다",
    "보내드립니다",
    "통지합니다",
    "통지한다",
    "안내합니다",
    "신고합니다",
    "신고한다",
    "are sending",
    "are notifying",
    "are telling",
];

/// Whether a part tells what is done in the present, and so may be still to come.
pub(super) fn is_present(flat: &str, part: &Range<usize>) -> bool {
    has(flat, part, &PRESENT)
}

/// Words by which a number is told as what was known earlier.
const EARLIER: [&str; 10] = [
    "first found",
    "at first",
    "initially",
    "first thought",
    "originally",
    "처음에는",
    "처음에",
    "당초",
    "최초에는",
    "초기에는",
];

/// Whether a sentence tells what was known earlier.
pub(super) fn is_of_before(flat: &str, sentence: &Range<usize>) -> bool {
    has(flat, sentence, &EARLIER)
}
