//! Words that leave no room: all, none, only, no evidence, never, deleted. A record seldom carries one, so each
//! needs evidence of its own.

use super::{
    Facts, FieldFact, Seen,
    clause::Clause,
    draft::Draft,
    fields::not_sure,
    mark::{Kind, Mark, Verdict},
    phrase::{has, has_words},
    stance::Stance,
    words::{DATA, Found},
};
use crate::{Grade, both::Both};

pub(super) mod groups;
mod only;

/// What an absolute word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Absolute {
    /// all, every, 모두, 전부
    All,
    /// none, nobody, 아무도
    None,
    /// no, not, 없
    No,
    /// only, merely, 오직, 만, 불과
    Only,
    /// no evidence, no indication, 정황이 없
    NoEvidence,
    /// never, 전혀, 결코
    Never,
    /// deleted, destroyed, 삭제됐, 파기했
    Deleted,
    /// recovered, retrieved, 회수했
    Recovered,
    /// not transferred, not sent, 전송되지 않
    NotTransferred,
    /// fully, completely, 완전히
    Fully,
    /// no action needed, 조치할 필요 없
    NoAction,
}

impl Absolute {
    /// Every one.
    pub const ALL: [Absolute; 11] = [
        Absolute::All,
        Absolute::None,
        Absolute::No,
        Absolute::Only,
        Absolute::NoEvidence,
        Absolute::Never,
        Absolute::Deleted,
        Absolute::Recovered,
        Absolute::NotTransferred,
        Absolute::Fully,
        Absolute::NoAction,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Absolute::All => "all",
            Absolute::None => "none",
            Absolute::No => "no",
            Absolute::Only => "only",
            Absolute::NoEvidence => "no_evidence",
            Absolute::Never => "never",
            Absolute::Deleted => "deleted",
            Absolute::Recovered => "recovered",
            Absolute::NotTransferred => "not_transferred",
            Absolute::Fully => "fully",
            Absolute::NoAction => "no_action",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Absolute> {
        Absolute::ALL.into_iter().find(|of| of.word() == word)
    }
}

/// A mark on each absolute word of a clause.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    let marks = clause.absolutes.iter().map(|word| {
        let (verdict, because) = verdict(draft, clause, word, facts);
        draft.mark(
            &clause.sentence,
            &word.span,
            Kind::Absolute,
            verdict,
            because,
        )
    });
    marks.collect()
}

fn verdict(draft: &Draft<'_>, clause: &Clause, word: &Found, facts: &Facts) -> (Verdict, Both) {
    if word.says == Absolute::NoAction && !facts.advice.is_empty() {
        let advice = facts.advice.join(", ");
        return (
            Verdict::Contradicted,
            Both::new(
                format!("통지는 조치를 안내합니다: {advice}."),
                format!("The notice advises people to act: {advice}."),
            ),
        );
    }
    if let Some(told) = by_evidence(draft, clause, word.says, facts) {
        return told;
    }
    if let Some(told) = only::verdict(draft, clause, word, facts) {
        return told;
    }
    if let Some(told) = only::all_but(draft, clause, word, facts) {
        return told;
    }
    if word.denies && clause.of_reading && !clause.fields.is_empty() {
        return denied(draft, clause, facts);
    }
    if let Some(told) = groups::denied(draft, clause, word, facts) {
        return told;
    }
    if let Some(told) = of_all_data(draft, clause, word, facts) {
        return told;
    }
    (
        Verdict::Unsupported,
        Both::new(
            "여지를 두지 않는 말인데, 이를 뒷받침하는 증거가 등록되어 있지 않습니다.",
            "A word that leaves no room, and no evidence on record carries it.",
        ),
    )
}

/// What evidence says of a word; `None` where there is none.
fn by_evidence(
    draft: &Draft<'_>,
    clause: &Clause,
    word: Absolute,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    let is_about =
        |about: &[String]| about.is_empty() || has_words(draft.flat(), &clause.span, about);
    let mut fitting = facts
        .evidence
        .iter()
        .filter(|of| of.says == word && is_about(&of.about))
        .peekable();
    let first = *fitting.peek()?;
    let best = fitting.find(|of| of.grade == Grade::Fact).unwrap_or(first);
    let (ko, en) = (best.grade.korean(), best.grade.word());
    let source = &best.source;
    let (verdict, why_ko, why_en) = match best.grade {
        Grade::Fact => (Verdict::Supported, "", ""),
        _ => (
            Verdict::Unsupported,
            " 사실만이 이 말을 뒷받침합니다.",
            " Only a fact carries this word.",
        ),
    };
    Some((
        verdict,
        Both::new(
            format!("증거: {source} ({ko}).{why_ko}"),
            format!("Evidence: {source} ({en}).{why_en}"),
        ),
    ))
}

/// What is said of a denial of data as such. It may speak of some people only, so no field contradicts it.
fn of_all_data(
    draft: &Draft<'_>,
    clause: &Clause,
    word: &Found,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    let speaks = word.denies && clause.of_reading && has(draft.flat(), &clause.span, DATA);
    if !speaks {
        return None;
    }
    let names = titles(facts.fields.iter(), Seen::Touched)?;
    Some((
        Verdict::Unsupported,
        Both::new(
            format!(
                "기록에 열람이 있는 항목: {}. 누구의 무엇을 말하는지 적어야 합니다.",
                names.ko
            ),
            format!(
                "The record shows reads of {}: say whose data and which is meant.",
                names.en
            ),
        ),
    ))
}

/// The titles of those fields of which the record says this; `None` where there are none.
fn titles<'f>(fields: impl Iterator<Item = &'f FieldFact>, seen: Seen) -> Option<Both> {
    let titles: Vec<&Both> = fields
        .filter(|of| of.seen == seen)
        .map(|of| &of.title)
        .collect();
    let ko: Vec<&str> = titles.iter().map(|title| title.ko.as_str()).collect();
    let en: Vec<&str> = titles.iter().map(|title| title.en.as_str()).collect();
    (!titles.is_empty()).then(|| Both::new(ko.join(", "), en.join(", ")))
}

/// What the fields named in a clause say of a denial: *clear* alone carries it.
fn denied(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> (Verdict, Both) {
    let fields = || {
        clause
            .fields
            .iter()
            .filter_map(|(_, at)| facts.fields.get(*at))
    };
    let named = |seen: Seen| titles(fields(), seen);
    if clause.stance != Stance::Denies {
        return not_sure();
    }
    if let Some(names) = named(Seen::Touched) {
        // Of a group of people the figures do not tell field by field.
        let is_open = !clause.is_closed || groups::is_spoken_of(draft, clause, facts);
        return match is_open {
            true => (Verdict::Unsupported, cannot_say(&names)),
            false => denied_but_touched(clause, &names),
        };
    }
    if let Some(names) = named(Seen::CannotSay) {
        return (Verdict::Unsupported, cannot_say(&names));
    }
    let names = named(Seen::Clear).unwrap_or_else(|| Both::new("", ""));
    if speaks_of_more(draft, clause) {
        return (Verdict::Unsupported, more_than(&names));
    }
    (
        Verdict::Supported,
        Both::new(
            format!("열람 없음이 증명되었습니다: {}.", names.ko),
            format!("Proven to be clear: {}.", names.en),
        ),
    )
}

/// What was read may still not be stored or sent on; no record of reads tells.
fn denied_but_touched(clause: &Clause, names: &Both) -> (Verdict, Both) {
    match clause.beyond {
        None => (
            Verdict::Contradicted,
            Both::new(
                format!("기록에 열람이 있습니다: {}.", names.ko),
                format!("The record shows reads: {}.", names.en),
            ),
        ),
        Some(_) => (Verdict::Unsupported, cannot_say(names)),
    }
}

fn cannot_say(names: &Both) -> Both {
    Both::new(
        format!("기록만으로 말할 수 없습니다: {}.", names.ko),
        format!("The record cannot say so: {}.", names.en),
    )
}

/// What stands between the parts of a list, and what says that a list is not finished.
const SEPARATORS: [&str; 13] = [
    ",", "·", "/", " or ", " and ", " nor ", " 및 ", " 또는 ", "이나 ", "와 ", "과 ", " 등", " etc",
];

/// Whether a denial lists more than the fields that are known by name: "card numbers or passwords".
fn speaks_of_more(draft: &Draft<'_>, clause: &Clause) -> bool {
    let clause_text = draft.part(&clause.span).trim_end_matches([' ', ',']);
    let separators = SEPARATORS
        .iter()
        .map(|separator| clause_text.matches(separator).count());
    separators.sum::<usize>() >= clause.fields.len()
}

fn more_than(names: &Both) -> Both {
    Both::new(
        format!(
            "열람 없음이 증명된 것은 {}뿐인데, 문장은 더 많은 것을 말합니다.",
            names.ko
        ),
        format!(
            "Only {} is proven to be clear, and the sentence speaks of more.",
            names.en
        ),
    )
}
