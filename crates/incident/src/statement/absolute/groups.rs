//! *No data of non-members was leaked*: a group of people that is said not to be concerned, held against the figures
//! that count it.

use super::super::{
    Facts, Figure, clause::Clause, draft::Draft, mark::Verdict, phrase::has_words, words::Found,
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
    if !clause.of_reading || clause.beyond.is_some() {
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
    let (name, value, version) = (&figure.name, figure.value(), figure.version);
    Some((
        Verdict::Contradicted,
        Both::new(
            format!(
                "기록에 열람이 있습니다. {}: {value} (제{version}판).",
                name.ko
            ),
            format!(
                "The record shows reads of them. {}: {value} (version {version}).",
                name.en
            ),
        ),
    ))
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
