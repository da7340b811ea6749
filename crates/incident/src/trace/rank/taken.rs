//! When the sample can have been taken, if along one path.

use event::Millis;

use super::{Question, order::Seen};

/// Of 100 moments so many may come from rows that are wrong.
const WRONG_PERCENT: usize = 30;

/// Fewest rows that must date the sample by their values, so that one wrong row dates nothing.
const DATED_MIN: usize = 3;

/// When the sample can have been taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Not before: every row must have been read by then. Rows that the path explains by chance may have been read
    /// later than the sample was taken, and these are *by chance at most* in number; so it is the last of the moments
    /// at which rows were first read whole, without as many of the latest ones. Values that were held only later
    /// move it on (rule of [`Taken::not_after`], the other way round).
    pub not_before: Millis,
    /// Not after: the sample holds values that were changed then. Of the moments at which they were changed, from at
    /// least three rows, the earliest 30 % are passed over, for their rows may be wrong; the next one counts. `None`
    /// where the contact source does not say when values changed.
    pub not_after: Option<Millis>,
}

/// When the sample can have been taken along this path.
pub(super) fn taken(question: &Question<'_>, seen: &Seen) -> Taken {
    let mut first: Vec<Millis> = seen
        .told
        .chunk_by(|one, next| one.person == next.person)
        .filter_map(|of_one| of_one.first())
        .map(|told| told.at)
        .collect();
    first.sort_unstable();
    let by_chance = usize::try_from(seen.by_chance).unwrap_or(usize::MAX);
    let whole = first.iter().rev().nth(by_chance).or(first.first());
    let explains = |subject| seen.told.iter().any(|told| told.subject == subject);
    let may_be = || {
        let all = question.rows.iter().flat_map(|row| &row.may_be);
        all.filter(|may_be| explains(may_be.subject))
    };
    let mut since: Vec<Millis> = may_be().filter_map(|of| of.since).collect();
    let mut until: Vec<Millis> = may_be().filter_map(|of| of.until).collect();
    since.sort_unstable_by(|one, other| other.cmp(one));
    until.sort_unstable();
    let whole = whole.copied().unwrap_or(Millis::MIN);
    Taken {
        not_before: agreed(&since).map_or(whole, |since| since.max(whole)),
        not_after: agreed(&until),
    }
}

/// The first moment that is not among those which wrong rows may have brought.
fn agreed(moments: &[Millis]) -> Option<Millis> {
    let passed_over = moments.len() * WRONG_PERCENT / 100;
    let is_enough = moments.len() >= DATED_MIN;
    is_enough
        .then(|| moments.get(passed_over).copied())
        .flatten()
}
