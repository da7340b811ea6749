//! Fields that a text says to be read, or not to be read.

use super::{
    Absolute, Facts, Seen,
    absolute::groups,
    clause::{Beyond, Clause},
    draft::Draft,
    excepted,
    mark::{Kind, Mark, Verdict},
    masked, mood,
    phrase::has,
    words::Found,
};
use crate::both::Both;

/// A mark on each field that a clause says something of. One that is only named gets none.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    if masked::is_said(draft, clause) {
        return masked::judge(draft, clause, facts);
    }
    if !clause.of_reading {
        return Vec::new();
    }
    let marks = clause.fields.iter().filter_map(|(span, at)| {
        let field = facts.fields.get(*at)?;
        let (verdict, because) = match verdict(clause, field.seen) {
            // "Not all was read: payment cards were not."
            (Verdict::Contradicted, _) if !clause.is_denied && denies(draft, clause) => not_sure(),
            // What was looked into, and what is said of a group of people alone.
            (Verdict::Contradicted, _) if is_open(draft, clause, facts) => not_sure(),
            told => told,
        };
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    let excepted = clause.excepted.iter().filter_map(|(span, at)| {
        let (verdict, because) = excepted::verdict(clause, facts.fields.get(*at)?);
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    marks.chain(excepted).collect()
}

/// Whether a clause holds a *not* of which it is not known what it denies.
fn denies(draft: &Draft<'_>, clause: &Clause) -> bool {
    let is_no = |of: &Found| matches!(of.says, Absolute::No | Absolute::None | Absolute::Never);
    mood::denies(draft.flat(), &clause.span) || clause.absolutes.iter().any(is_no)
}

/// Whether a clause asks whether a field was read, or speaks of a group of people.
fn is_open(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> bool {
    let asks = has(draft.flat(), &clause.span, &["whether", "는지", "여부"]);
    asks || groups::is_spoken_of(draft, clause, facts)
}

fn not_sure() -> (Verdict, Both) {
    (
        Verdict::Unsupported,
        Both::new(
            "문장이 누구의 무엇을 열람되었다거나 아니라고 하는지 알 수 없습니다.",
            "What the sentence says to be read or not, and of whom, is not known.",
        ),
    )
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
