//! Words that belittle what happened. In a title and in items 1 and 2 of a notice they are errors, because there
//! the law wants the leak named; elsewhere a person may accept them with a reason.

use std::sync::LazyLock;

use super::{
    Facts, StatementError,
    draft::{Draft, Place},
    limits,
    mark::{Severity, Wording},
    phrase::Phrases,
};
use crate::both::Both;

/// What is wrong with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The word that the regulator had corrected; Article 34-2 uses it of data made public.
    Exposed,
    /// A word for the deed that leaves out what became of the data.
    Access,
    /// "Only viewed".
    Merely,
}

const WORDS: &[(&str, Fault)] = &[
    // The word is written in two pieces, so that this file does not hold it.
    (concat!("노", "출"), Fault::Exposed),
    (concat!("노", " ", "출"), Fault::Exposed),
    ("exposed", Fault::Exposed),
    ("exposure", Fault::Exposed),
    ("exposures", Fault::Exposed),
    ("무단 접근", Fault::Access),
    ("무단접근", Fault::Access),
    ("무단 열람", Fault::Access),
    ("무단으로 접근", Fault::Access),
    ("무단으로 열람", Fault::Access),
    ("무단으로 조회", Fault::Access),
    ("무단 조회", Fault::Access),
    ("비정상 접근", Fault::Access),
    ("비인가 접근", Fault::Access),
    ("비인가 조회", Fault::Access),
    ("unauthorised access", Fault::Access),
    ("unauthorized access", Fault::Access),
    ("unauthorised viewing", Fault::Access),
    ("unauthorized viewing", Fault::Access),
    ("열람만", Fault::Merely),
    ("조회만", Fault::Merely),
    ("단순 열람", Fault::Merely),
    ("단순 조회", Fault::Merely),
    ("merely accessed", Fault::Merely),
    ("merely viewed", Fault::Merely),
    ("only accessed", Fault::Merely),
    ("only viewed", Fault::Merely),
    ("just viewed", Fault::Merely),
    ("not leaked but", Fault::Merely),
];

static TABLE: LazyLock<Phrases<Fault>> = LazyLock::new(|| Phrases::exact(WORDS.iter().copied()));

/// Every such word of a draft.
pub(super) fn find(draft: &Draft<'_>, facts: &Facts) -> Result<Vec<Wording>, StatementError> {
    let mut found = Vec::new();
    for sentence in draft.sentences() {
        for (span, fault) in TABLE.find(draft.flat(), &sentence.span) {
            if fault == Fault::Exposed && facts.published {
                continue;
            }
            let (line, column) = draft.place(span.start);
            found.push(Wording {
                line,
                column,
                words: draft.told(&span),
                sentence: draft.told(&sentence.span),
                severity: severity(sentence.place),
                because: because(fault),
            });
        }
        if found.len() > limits::MARKS_MAX {
            return Err(StatementError::TooMuch);
        }
    }
    Ok(found)
}

fn severity(place: Place) -> Severity {
    match place {
        Place::Title | Place::Item(1 | 2) => Severity::Error,
        Place::Item(_) | Place::Body => Severity::Warning,
    }
}

fn because(fault: Fault) -> Both {
    match fault {
        Fault::Exposed => Both::new(
            "관리·통제권을 벗어난 것이므로 ‘유출’이라고 씁니다. 이 말은 개인정보가 공개된 경우(법 제34조의2)에만 맞습니다.",
            "The data left our control: write that it was leaked. This word fits only data made public (Article 34-2).",
        ),
        Fault::Access => Both::new(
            "열람된 개인정보는 유출된 것입니다. ‘유출’이라고 쓰고 경위는 따로 적습니다.",
            "Data that was read has leaked: write that it was leaked, and how in a place of its own.",
        ),
        Fault::Merely => Both::new(
            "열람만으로도 유출이며, 저장하거나 가져가지 않았다는 것은 기록으로 알 수 없습니다.",
            "Reading is a leak already, and that nothing was stored or carried away no record of reads tells.",
        ),
    }
}
