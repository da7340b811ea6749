//! *No data of non-members was leaked*: a group of people that is said not to be concerned, held against the figures
//! that count it.

use std::ops::Range;

use super::super::{
    Facts, Figure,
    clause::Clause,
    draft::Draft,
    fields::not_sure,
    mark::{Kind, Mark, Verdict},
    phrase::has_words,
    stance::Stance,
    words::Found,
};
use super::Absolute;
use crate::both::Both;

/// What is said of a denial that speaks of a group; `None` where it speaks of none that is counted.
pub(super) fn denied(
    draft: &Draft<'_>,
    clause: &Clause,
    word: &Found,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    /// Bytes behind a *no* within which the group is named: "no former members".
    const NEAR_BYTES: usize = 24;
    if clause.stance != Stance::Denies || clause.beyond.is_some() {
        return None;
    }
    let flat = draft.flat();
    let end = (word.span.end + NEAR_BYTES).min(clause.span.end);
    let near = word.span.end..flat.floor_char_boundary(end);
    let is_no = word.says == Absolute::No;
    let denies = |of: &Figure| word.denies || (is_no && has_words(flat, &near, &of.about));
    let speaks_of = |words: &[String]| has_words(flat, &clause.span, words);
    let counts = |of: &Figure| of.is_group && speaks_of(&of.about) && !speaks_of(&of.except);
    let mut figures = facts.figures.iter();
    let figure = figures.find(|of| of.low > 0 && counts(of) && denies(of))?;
    Some(match clause.is_closed {
        true => (Verdict::Contradicted, counted(figure)),
        false => not_sure(),
    })
}

/// Whether a clause speaks of a group of people that is counted.
pub(in crate::statement) fn is_spoken_of(
    draft: &Draft<'_>,
    clause: &Clause,
    facts: &Facts,
) -> bool {
    let mut groups = facts.figures.iter().filter(|of| of.is_group);
    groups.any(|of| has_words(draft.flat(), &clause.span, &of.about))
}

/// A mark on each group of people that a clause names and says nothing else of that is marked.
pub(in crate::statement) fn judge(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> Vec<Mark> {
    if clause.stance == Stance::NoClaim {
        return Vec::new();
    }
    let flat = draft.flat();
    let marks = clause.groups.iter().filter_map(|(span, at)| {
        let figure = facts.figures.get(*at)?;
        let is_other =
            has_words(flat, &clause.span, &figure.except) || is_of_an_authority(flat, span);
        let is_read = figure.low > 0 && clause.fields.is_empty();
        let is_denied = is_read && clause.is_closed && clause.beyond.is_none();
        let (verdict, because) = match clause.stance {
            _ if is_other => return None,
            Stance::Affirms if is_read => (Verdict::Supported, counted(figure)),
            Stance::Denies if is_denied => (Verdict::Contradicted, counted(figure)),
            _ => not_sure(),
        };
        Some(draft.mark(&clause.sentence, span, Kind::Group, verdict, because))
    });
    marks.collect()
}

/// Whether a word is a part of the name of an authority: 한국인터넷진흥원 is nobody of Korea.
fn is_of_an_authority(flat: &str, span: &Range<usize>) -> bool {
    let word = flat
        .get(span.start..)
        .and_then(|rest| rest.split_whitespace().next());
    word.is_some_and(|word| word.contains("진흥원") || word.contains("위원회"))
}

fn counted(figure: &Figure) -> Both {
    let (name, value, version) = (&figure.name, figure.value(), figure.version);
    Both::new(
        format!(
            "기록에 열람이 있습니다. {}: {value} (제{version}판).",
            name.ko
        ),
        format!(
            "The record shows reads of them. {}: {value} (version {version}).",
            name.en
        ),
    )
}
