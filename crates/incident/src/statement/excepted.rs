//! Fields that a clause takes out of what it says: *apart from names nothing was read*, 성명 외에는 유출되지 않았습니다.
//!
//! What stands there is not what the clause denies or says of the rest, so it never contradicts anything; where nothing else
//! is named, a denial makes the list one that is said to be all.

use std::{ops::Range, sync::LazyLock};

use super::{
    FieldFact, Seen,
    clause::Clause,
    mark::Verdict,
    phrase::{Phrases, holds, is_hangul, is_korean},
    stance::Stance,
};
use crate::both::Both;

/// How something is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exception {
    /// It may come in addition: 외에, *besides*.
    Beside,
    /// It is left out: 제외한, *except*.
    Without,
}

const WORDS: [(&str, Exception); 22] = [
    ("apart from", Exception::Beside),
    ("aside from", Exception::Beside),
    ("besides", Exception::Beside),
    ("beside", Exception::Beside),
    ("in addition to", Exception::Beside),
    ("other than", Exception::Without),
    ("beyond", Exception::Without),
    ("except", Exception::Without),
    ("except for", Exception::Without),
    ("excepting", Exception::Without),
    ("excluding", Exception::Without),
    ("with the exception of", Exception::Without),
    ("외에", Exception::Beside),
    ("외엔", Exception::Beside),
    ("이외", Exception::Beside),
    ("외의", Exception::Beside),
    ("밖에는", Exception::Beside),
    ("말고", Exception::Beside),
    ("제외", Exception::Without),
    ("빼고", Exception::Without),
    ("빼면", Exception::Without),
    ("뺀", Exception::Without),
];

static TABLE: LazyLock<Phrases<Exception>> = LazyLock::new(|| Phrases::exact(WORDS));

/// Words that end a list: what follows is said of something else.
const ENDS: [&str; 12] = [
    "nothing", "no", "none", "nobody", "was", "were", "is", "are", "has", "have", "only", "but",
];

/// Bytes between two names of one list, where one that is not known by name may stand between them.
const GAP_BYTES_MAX: usize = 60;

/// Names of fields, each with its place in the facts.
pub(super) type Named = Vec<(Range<usize>, usize)>;

/// What a clause takes out of what it says.
#[derive(Debug)]
pub(super) struct Taken {
    /// The fields.
    pub(super) out: Named,
    pub(super) how: Exception,
    /// The words that take them out.
    pub(super) cut: Range<usize>,
}

/// Parts the fields named in a clause: those of which it speaks, and those that it takes out.
pub(super) fn part(flat: &str, clause: &Range<usize>, fields: Named) -> (Named, Option<Taken>) {
    let mut found = TABLE.find(flat, clause).into_iter();
    let word = found.find(|(span, _)| stands_apart(flat, span));
    let Some((word, how)) = word else {
        return (fields, None);
    };
    let is_korean = is_korean(flat, &word);
    let mut end = word.end;
    let (out, kept): (Named, Named) = fields.into_iter().partition(|(span, _)| {
        if is_korean {
            return span.end <= word.start;
        }
        let goes_on = span.start >= end && joins(flat.get(end..span.start).unwrap_or_default());
        if goes_on {
            end = span.end;
        }
        goes_on
    });
    let ends = out.iter().map(|(span, _)| span);
    let cut = ends.fold(word, |cut, of| cut.start.min(of.start)..cut.end.max(of.end));
    let taken = (!out.is_empty()).then_some(Taken { out, how, cut });
    (kept, taken)
}

/// Whether a Korean word is one of its own, and no end of another: 해외에 is abroad.
fn stands_apart(flat: &str, word: &Range<usize>) -> bool {
    let before = flat
        .get(..word.start)
        .and_then(|text| text.chars().next_back());
    let is_out = flat
        .get(word.clone())
        .is_some_and(|text| text.starts_with('외'));
    !(is_out && before.is_some_and(|one| is_hangul(one) && one != '이'))
}

/// Whether a gap only joins two names.
fn joins(gap: &str) -> bool {
    gap.len() <= GAP_BYTES_MAX && !holds(gap, &ENDS)
}

/// What is said of a field that is taken out of a clause.
pub(super) fn verdict(clause: &Clause, field: &FieldFact) -> (Verdict, Both) {
    let is_said_read = match (clause.stance, clause.taken.as_ref().map(|of| of.how)) {
        (Stance::Denies, _) | (Stance::Affirms, Some(Exception::Beside)) => Some(true),
        (Stance::Affirms, Some(Exception::Without)) => Some(false),
        _ => None,
    };
    match (field.seen, is_said_read) {
        (Seen::Touched, Some(true)) => (
            Verdict::Supported,
            Both::new("기록에 열람이 있습니다.", "The record shows reads of it."),
        ),
        (Seen::Clear, Some(false)) => (
            Verdict::Supported,
            Both::new(
                "열람 없음이 증명되었습니다.",
                "Proven to be clear: no read, in a complete record.",
            ),
        ),
        _ => (
            Verdict::Unsupported,
            Both::new(
                "문장에서 빼놓은 항목이며, 열람되었다는 것인지 알 수 없습니다.",
                "The sentence takes it out, and whether it says that it was read is not known.",
            ),
        ),
    }
}
