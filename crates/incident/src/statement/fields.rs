//! Fields that a text says to be read, or not to be read.

use super::{
    Facts, FieldFact, Seen,
    clause::{Beyond, Clause},
    draft::Draft,
    mark::{Kind, Mark, Verdict},
    phrase::has,
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

/// Words that say that some of it was not.
const IN_PART: [&str; 12] = [
    "except",
    "apart from",
    "other than",
    "some",
    "most",
    "mostly",
    "in clear",
    "unmasked",
    "일부",
    "제외",
    "대부분",
    "평문",
];

/// The ending of the id of a field that is another one, masked: `door_code_masked` of `door_code`.
const MASKED_ID: &str = "_masked";

/// Marks on fields that are said to be masked. What the catalogue knows in both forms is held against reads in clear; of
/// the rest the record tells nothing.
fn masked(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    let marks = clause.fields.iter().filter_map(|(span, at)| {
        let named = facts.fields.get(*at)?;
        let id = named.name.strip_suffix(MASKED_ID).unwrap_or(&named.name);
        let clear = facts.fields.iter().find(|of| of.name == id)?;
        let other = format!("{id}{MASKED_ID}");
        facts.fields.iter().find(|of| of.name == other)?;
        let (verdict, because) = said_masked(has(draft.flat(), &clause.span, &IN_PART), clear);
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    marks.collect()
}

fn said_masked(in_part: bool, clear: &FieldFact) -> (Verdict, Both) {
    let title = &clear.title;
    match (clear.seen, in_part) {
        (Seen::Touched, false) => (
            Verdict::Contradicted,
            Both::new(
                format!("가려지지 않은 채로 열람된 것이 있습니다: {}.", title.ko),
                format!("The record shows reads of it in clear: {}.", title.en),
            ),
        ),
        (Seen::Touched, true) => (
            Verdict::Supported,
            Both::new(
                "가려진 것과 그렇지 않은 것이 모두 열람되었습니다.",
                "The record shows reads of it masked and in clear.",
            ),
        ),
        (Seen::Clear, false) => (
            Verdict::Supported,
            Both::new(
                "가려지지 않은 채로는 열람 없음이 증명되었습니다.",
                "In clear it is proven not to be read.",
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

/// A mark on each field that a clause says something of. One that is only named gets none.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    if has(draft.flat(), &clause.span, &MASKED) {
        return masked(draft, clause, facts);
    }
    if !clause.of_reading {
        return Vec::new();
    }
    let marks = clause.fields.iter().filter_map(|(span, at)| {
        let field = facts.fields.get(*at)?;
        let (verdict, because) = verdict(clause, field.seen);
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    marks.collect()
}

fn verdict(clause: &Clause, seen: Seen) -> (Verdict, Both) {
    let (verdict, ko, en) = match (seen, clause.is_denied) {
        (Seen::Touched, false) => (
            Verdict::Supported,
            "기록에 열람이 있습니다.",
            "The record shows reads of it.",
        ),
        (Seen::Touched, true) => return denied_but_touched(clause),
        (Seen::Clear, true) => (
            Verdict::Supported,
            "열람 없음이 증명되었습니다.",
            "Proven to be clear: no read, in a complete record.",
        ),
        (Seen::Clear, false) => (
            Verdict::Contradicted,
            "열람되었다고 하지만 열람 없음이 증명되었습니다.",
            "It is said to be read, and it is proven to be clear.",
        ),
        (Seen::CannotSay, _) => (
            Verdict::Unsupported,
            "열람되었는지 기록만으로 말할 수 없습니다.",
            "Whether it was read, the record cannot say.",
        ),
    };
    (verdict, Both::new(ko, en))
}

/// What was read may still not be stored or sent on; no record of reads tells.
fn denied_but_touched(clause: &Clause) -> (Verdict, Both) {
    match clause.beyond.map(Beyond::called) {
        Some((ko, en)) => (
            Verdict::Unsupported,
            Both::new(
                format!("기록에 열람이 있고, {ko} 여부는 열람 기록으로 알 수 없습니다."),
                format!("The record shows reads of it; whether it was {en}, it does not tell."),
            ),
        ),
        None => (
            Verdict::Contradicted,
            Both::new(
                "열람되지 않았다고 하지만 기록에 열람이 있습니다.",
                "It is said not to be read, and the record shows reads of it.",
            ),
        ),
    }
}
