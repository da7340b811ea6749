//! What can be said of the first path, rule by rule.

use hashbrown::HashSet;

use super::{
    Explained, LISTED_MAX, MATCHED_PART_MIN, OVER_CHANCE_MIN, PEOPLE_MIN, Question, RIVAL_ROWS_MIN,
    Verdict, Why,
    order::{Ranked, Seen},
    permutation::permutation,
    reads::{people_of, told},
    taken::taken,
};

/// The rules of the module, in their order.
pub(super) fn verdict(question: &Question<'_>, ranked: &Ranked) -> Verdict {
    let counts = ranked.counts(question);
    if counts.matched < PEOPLE_MIN.max(counts.of.div_ceil(MATCHED_PART_MIN)) {
        return Verdict::CannotSay(Why::FewMatch);
    }
    if counts.read < PEOPLE_MIN.max(counts.matched.div_ceil(2)) {
        return Verdict::CannotSay(Why::NobodyRead);
    }
    let Some(first) = ranked.seen.first() else {
        return Verdict::CannotSay(Why::NobodyRead);
    };
    if first.over() < OVER_CHANCE_MIN {
        return Verdict::CannotSay(Why::NoMoreThanChance);
    }
    if first.explains < counts.matched.div_ceil(2) {
        return Verdict::CannotSay(Why::LessThanHalf);
    }
    let others = Others::of(question, ranked, first);
    let apart = |(seen, explains): &(&Seen, u32)| Explained {
        explains: *explains,
        ..ranked.explained(question, seen)
    };
    let lead = RIVAL_ROWS_MIN.max(counts.read.div_ceil(5));
    let rivals = others
        .rivals(first.explains.saturating_sub(lead))
        .map(apart);
    let many = std::iter::once(ranked.explained(question, first)).chain(rivals);
    let many: Vec<Explained> = many.take(LISTED_MAX).collect();
    if many.len() > 1 {
        return Verdict::CannotSay(Why::Many(many));
    }
    let taken = taken(question, first);
    if taken.not_after.is_some_and(|end| end < taken.not_before) {
        return Verdict::CannotSay(Why::TimesContradict);
    }
    let permutation = permutation(question, ranked, first);
    if permutation.reached > 0 {
        return Verdict::CannotSay(Why::NoMoreThanChance);
    }
    let next_best = others.apart.first();
    let beside = next_best.map_or(0, |(next, _)| beside(first, next));
    let wider = others.includes_it.iter().take(LISTED_MAX);
    Verdict::Points {
        path: ranked.explained(question, first),
        next_best: next_best.map(apart),
        beside,
        includes_it: wider
            .map(|wider| ranked.explained(question, wider))
            .collect(),
        permutation,
        taken,
    }
}

/// All paths but the first, by how they stand to it.
struct Others<'r> {
    /// Those with reads of their own that explain rows, with how many these explain; most over chance first.
    apart: Vec<(&'r Seen, u32)>,
    /// Those that have all its reads, narrowest first.
    includes_it: Vec<&'r Seen>,
}

impl<'r> Others<'r> {
    fn of(question: &Question<'_>, ranked: &'r Ranked, first: &Seen) -> Others<'r> {
        let reads_of_first: HashSet<u64> = first.positions.iter().copied().collect();
        let (mut apart, mut includes_it) = (Vec::new(), Vec::new());
        for other in ranked.seen.iter().filter(|other| other.path != first.path) {
            if other.includes(first) {
                includes_it.push(other);
                continue;
            }
            let reads = question.paths.get(other.path).map(|path| path.reads.iter());
            let own = |read: &&super::Read| !reads_of_first.contains(&read.position);
            let own = reads.into_iter().flatten().filter(own);
            let explains = people_of(&told(own, question.fields, &ranked.people));
            if explains > 0 {
                apart.push((other, explains));
            }
        }
        includes_it.sort_by_key(|wider| (wider.width(), wider.path));
        apart.sort_by_key(|of| std::cmp::Reverse((over(of), of.1)));
        Others { apart, includes_it }
    }

    /// Those that explain more than chance, and so many rows or more.
    fn rivals(&self, least: u32) -> impl Iterator<Item = &(&'r Seen, u32)> {
        let is_rival = move |of: &&(&Seen, u32)| over(of) > 0 && of.1 >= least;
        self.apart.iter().filter(is_rival)
    }
}

/// How many people the next path explains and the first does not.
fn beside(first: &Seen, next: &Seen) -> u32 {
    let explained: HashSet<u32> = first.told.iter().map(|told| told.person).collect();
    let more: HashSet<u32> = next.told.iter().map(|told| told.person).collect();
    u32::try_from(more.difference(&explained).count()).unwrap_or(u32::MAX)
}

fn over((seen, explains): &(&Seen, u32)) -> u32 {
    explains.saturating_sub(seen.by_chance)
}
