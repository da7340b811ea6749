//! Fields that a text says to be read, or not to be read.

use super::{
    Facts, Seen,
    absolute::groups,
    clause::{Beyond, Clause},
    draft::Draft,
    excepted,
    mark::{Kind, Mark, Verdict},
    masked,
    stance::Stance,
};
use crate::both::Both;

/// A mark on each field that a clause names, but in advice, beside a way to reach us, or in a heading.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    if masked::is_said(draft, clause) {
        return masked::judge(draft, clause, facts);
    }
    if clause.stance == Stance::NoClaim {
        return Vec::new();
    }
    let marks = clause.fields.iter().filter_map(|(span, at)| {
        let field = facts.fields.get(*at)?;
        let (verdict, because) = match verdict(clause, field.seen) {
            // What is said of some people alone, or beside words that are not known.
            (Verdict::Contradicted, _)
                if !clause.is_closed || groups::is_spoken_of(draft, clause, facts) =>
            {
                not_sure()
            }
            told => told,
        };
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    let excepted = clause.excepted().iter().filter_map(|(span, at)| {
        let (verdict, because) = excepted::verdict(clause, facts.fields.get(*at)?);
        Some(draft.mark(&clause.sentence, span, Kind::Field, verdict, because))
    });
    marks.chain(excepted).collect()
}

pub(super) fn not_sure() -> (Verdict, Both) {
    (
        Verdict::Unsupported,
        Both::new(
            "문장이 누구의 무엇을 열람되었다거나 아니라고 하는지 알 수 없습니다.",
            "What the sentence says to be read or not, and of whom, is not known.",
        ),
    )
}

/// What the record says of a field that a clause surely affirms or denies.
pub(super) fn verdict(clause: &Clause, seen: Seen) -> (Verdict, Both) {
    let is_denied = match clause.stance {
        Stance::Affirms => false,
        Stance::Denies => true,
        Stance::Unclear | Stance::NoClaim => return not_sure(),
    };
    let (verdict, ko, en) = match (seen, is_denied) {
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
