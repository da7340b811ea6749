//! Fields that are said to be masked, where the catalogue knows both forms: `door_code` and `door_code_masked`.
//!
//! That they were masked is contradicted by reads in clear only where it is said of all of them: a text that tells masked
//! from clear, pages or counts apart says what nobody can hold here, and is left alone.

use std::{ops::Range, sync::LazyLock};

use super::{
    Absolute, Facts, FieldFact, Seen,
    clause::Clause,
    draft::Draft,
    fields::{self, not_sure},
    mark::{Kind, Mark, Verdict},
    phrase::{Phrases, holds, without},
    stance::{Stance, signs},
};
use crate::both::Both;

/// Words that say that something was masked.
const MASKED: [&str; 9] = [
    "masked",
    "redacted",
    "obscured",
    "가려진",
    "가려져",
    "가림",
    "마스킹",
    "비식별",
    "특수문자",
];

static TABLE: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::exact(MASKED.map(|word| (word, ()))));

/// Words that say that some of it was not.
const IN_PART: [&str; 11] = [
    "except",
    "apart from",
    "other than",
    "some",
    "most",
    "mostly",
    "일부",
    "제외",
    "대부분",
    "외에",
    "나머지",
];

/// Words of what can be read as it is.
const IN_CLEAR: [&str; 14] = [
    "in clear",
    "in the clear",
    "unmasked",
    "readable",
    "visible",
    "in full",
    "clear text",
    "plain text",
    "plaintext",
    "그대로",
    "평문",
    "원문",
    "가려지지 않은",
    "가려지지 않았",
];

/// What says that something was not masked.
const NOT_MASKED: [&str; 9] = [
    "not masked",
    "n't masked",
    "n’t masked",
    "not been masked",
    "never masked",
    "not redacted",
    "가려지지 않",
    "마스킹되지 않",
    "마스킹하지 않",
];

const NEGATIONS: [&str; 10] = [
    "not", "never", "no", "none", "nothing", "neither", "않", "없", "못", "아니",
];

/// Words by which a text speaks of one place of several, where the same may stand in another form.
const PLACES: [&str; 10] = [
    "list",
    "page",
    "screen",
    "form",
    "view",
    "목록",
    "화면",
    "페이지",
    "양식",
    "단계",
];

/// The ending of the id of a field that is another one, masked: `door_code_masked` of `door_code`.
const MASKED_ID: &str = "_masked";

/// The id of a field in clear.
pub(super) fn clear_id(name: &str) -> &str {
    name.strip_suffix(MASKED_ID).unwrap_or(name)
}

/// How a text speaks of masking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// All of it was masked.
    Whole,
    /// Some was, and some was in clear.
    Both,
    /// It was not masked.
    Clear,
    /// It was masked somewhere, or so many were.
    Somewhere,
}

/// Whether a text between brackets tells that what stands before it was masked: (대부분 가려진 상태), *(masked)*.
pub(super) fn is_beside(text: &str) -> bool {
    holds(text, &MASKED) && !holds(text, &NEGATIONS)
}

/// Whether a clause speaks of masking beside the names of its fields, which may hold such a word.
pub(super) fn is_said(draft: &Draft<'_>, clause: &Clause) -> bool {
    !words(draft, clause).is_empty()
}

fn words(draft: &Draft<'_>, clause: &Clause) -> Vec<Range<usize>> {
    let found = TABLE.find(draft.flat(), &clause.span).into_iter();
    let is_named = |span: &Range<usize>| {
        let mut fields = clause.fields.iter();
        fields.any(|(field, _)| field.start <= span.start && span.end <= field.end)
    };
    let found = found.map(|(span, ())| span);
    found.filter(|span| !is_named(span)).collect()
}

/// Marks on the fields of such a clause. What the catalogue knows in both forms is held against reads in clear; of the rest
/// the record tells nothing.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    let words = words(draft, clause);
    let said = said(draft, clause);
    let marks = clause.fields.iter().filter_map(|(span, at)| {
        let named = facts.fields.get(*at)?;
        let by_id = |id: &str| facts.fields.iter().find(|of| of.name == id);
        let id = clear_id(&named.name);
        let forms = by_id(id).zip(by_id(&format!("{id}{MASKED_ID}")));
        let is_which = words.iter().any(|word| is_which(draft, word, span));
        let is_list = clause.absolutes.iter().any(|of| of.says == Absolute::Only);
        let (verdict, because) = match (forms, said) {
            _ if signs::in_sentence(draft.part(&clause.sentence)) => not_sure(),
            (Some((clear, masked)), Said::Whole) if is_which && !is_list => of_these(masked, clear),
            (Some((clear, _)), said) => verdict(said, clear),
            // Of the rest the record does not tell how it was shown, but it tells that it was read.
            (None, _) if clause.stance == Stance::Affirms => fields::verdict(clause, named.seen),
            (None, _) => not_sure(),
        };
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    marks.collect()
}

/// How a sentence speaks of masking.
fn said(draft: &Draft<'_>, clause: &Clause) -> Said {
    let sentence = draft.part(&clause.sentence);
    if !holds(&without(draft.part(&clause.span), &NOT_MASKED), &MASKED) {
        return Said::Clear;
    }
    let rest = without(sentence, &NOT_MASKED);
    let is_not_masked = rest.len() < sentence.len();
    let is_clear = holds(&rest, &IN_CLEAR) && !holds(&rest, &NEGATIONS);
    if is_not_masked || is_clear || holds(sentence, &IN_PART) {
        return Said::Both;
    }
    let counts = sentence.contains(|one: char| one.is_ascii_digit());
    match counts || holds(sentence, &PLACES) {
        true => Said::Somewhere,
        false => Said::Whole,
    }
}

/// Whether a word says which of a field are meant: *masked entrance codes*, 가려진 공동현관 비밀번호.
fn is_which(draft: &Draft<'_>, word: &Range<usize>, field: &Range<usize>) -> bool {
    word.end <= field.start && draft.part(&(word.end..field.start)).trim().is_empty()
}

/// What is said of those that were masked, and of no other.
fn of_these(masked: &FieldFact, clear: &FieldFact) -> (Verdict, Both) {
    match (masked.seen, clear.seen) {
        (Seen::Touched, Seen::Touched) => (
            Verdict::Unsupported,
            Both::new(
                format!(
                    "가려지지 않은 채로 열람된 것도 있으니 함께 적습니다: {}.",
                    clear.title.ko
                ),
                format!(
                    "The record shows reads in clear too: say so. {}.",
                    clear.title.en
                ),
            ),
        ),
        _ => verdict(Said::Whole, clear),
    }
}

fn verdict(said: Said, clear: &FieldFact) -> (Verdict, Both) {
    let title = &clear.title;
    match (clear.seen, said) {
        (Seen::Touched, Said::Whole) => (
            Verdict::Contradicted,
            Both::new(
                format!("가려지지 않은 채로 열람된 것이 있습니다: {}.", title.ko),
                format!("The record shows reads of it in clear: {}.", title.en),
            ),
        ),
        (Seen::Touched, Said::Both) => (
            Verdict::Supported,
            Both::new(
                "가려진 것과 그렇지 않은 것이 모두 열람되었습니다.",
                "The record shows reads of it masked and in clear.",
            ),
        ),
        (Seen::Touched, Said::Clear) => (
            Verdict::Supported,
            Both::new(
                "가려지지 않은 채로 열람된 기록이 있습니다.",
                "The record shows reads of it in clear.",
            ),
        ),
        (Seen::Clear, Said::Whole) => (
            Verdict::Supported,
            Both::new(
                "가려지지 않은 채로는 열람 없음이 증명되었습니다.",
                "In clear it is proven not to be read.",
            ),
        ),
        (Seen::Touched, Said::Somewhere) => (
            Verdict::Unsupported,
            Both::new(
                format!(
                    "어느 화면에서 몇 건이 가려져 있었는지는 기록만으로 말할 수 없습니다. 가려지지 않은 열람이 있습니다: {}.",
                    title.ko
                ),
                format!(
                    "Where it was masked, or how often, the record cannot say. It shows reads in clear: {}.",
                    title.en
                ),
            ),
        ),
        _ => (
            Verdict::Unsupported,
            Both::new(
                "가려지지 않은 채로 열람되었는지 기록만으로 말할 수 없습니다.",
                "Whether it was read in clear, the record cannot say.",
            ),
        ),
    }
}
