//! Dates and times of a text, held against the moments that are known.

use super::{
    Facts, Moment,
    clause::Clause,
    draft::Draft,
    mark::{Kind, Mark, Verdict},
    when::When,
};
use crate::both::Both;

/// The mark on a date or time.
pub(super) fn judge(draft: &Draft<'_>, clause: &Clause, when: &When, facts: &Facts) -> Mark {
    let (verdict, because) = verdict(clause, when, facts);
    draft.mark(&clause.sentence, &when.span, Kind::Moment, verdict, because)
}

fn verdict(clause: &Clause, when: &When, facts: &Facts) -> (Verdict, Both) {
    let zone = when.zone();
    let is_it = |of: &&Moment| of.civil(zone.as_ref()).is_some_and(|clock| when.is(clock));
    let mut named: Vec<usize> = clause.moments.iter().map(|(_, at)| *at).collect();
    named.sort_unstable();
    named.dedup();
    let named: Vec<&Moment> = named
        .into_iter()
        .filter_map(|at| facts.moments.get(at))
        .collect();
    // A clause that names moments speaks of those; one that names none may speak of any.
    if let Some(of) = named.iter().copied().find(is_it) {
        return (Verdict::Supported, is(of));
    }
    let other = facts.moments.iter().find(is_it);
    match (named.as_slice(), other) {
        ([], Some(of)) => (Verdict::Supported, is(of)),
        ([meant], None) => (Verdict::Contradicted, is(meant)),
        ([first, rest @ ..], Some(of)) => {
            let because = rest.iter().fold(is(first), |all, one| {
                let one = is(one);
                Both::new(
                    format!("{} {}", all.ko, one.ko),
                    format!("{} {}", all.en, one.en),
                )
            });
            let other = is(of);
            let because = Both::new(
                format!("{} 문장이 말하는 때는 다릅니다. {}", other.ko, because.ko),
                format!(
                    "{} The sentence speaks of another. {}",
                    other.en, because.en
                ),
            );
            (Verdict::Contradicted, because)
        }
        _ => (
            Verdict::Unsupported,
            Both::new(
                "등록된 시점 가운데 이와 같은 것이 없습니다.",
                "No moment on record reads like this.",
            ),
        ),
    }
}

/// Which moment is when.
fn is(of: &Moment) -> Both {
    let clock = of.civil(None).map_or_else(
        || of.at.to_string(),
        |clock| clock.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    );
    let zone = of.zone.iana_name().unwrap_or("UTC");
    let is = |name: &str| format!("{name}: {clock} {zone}.");
    Both::new(is(&of.name.ko), is(&of.name.en))
}
