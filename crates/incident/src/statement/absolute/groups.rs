//! *No data of non-members was leaked*: a group of people that is said not to be concerned, held against the figures
//! that count it.

use super::super::{
    Facts, Figure, clause::Clause, draft::Draft, mark::Verdict, phrase::has, words::Found,
};
use crate::both::Both;

/// What is said of a denial that speaks of a group; `None` where it speaks of none that is counted.
pub(super) fn denied(
    draft: &Draft<'_>,
    clause: &Clause,
    word: &Found,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    if !word.denies || !clause.of_reading || clause.beyond.is_some() {
        return None;
    }
    let speaks_of = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|of| of.to_ascii_lowercase()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        has(draft.flat(), &clause.span, &words)
    };
    let counts = |of: &&Figure| of.is_group && speaks_of(&of.about) && !speaks_of(&of.except);
    let figure = facts.figures.iter().find(|of| counts(of) && of.low > 0)?;
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
