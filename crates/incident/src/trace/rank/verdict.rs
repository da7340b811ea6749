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
    let lead = RIVAL_ROWS_MIN.max(counts.read.div_ceil(5));
    let rivals = others.rivals(first.explains.saturating_sub(lead));
    if !rivals.is_empty() {
        let many = std::iter::once(ranked.explained(question, first)).chain(rivals);
        return Verdict::CannotSay(Why::Many(many.take(LISTED_MAX).collect()));
    }
    let taken = taken(question, first);
    if taken.not_after.is_some_and(|end| end < taken.not_before) {
        return Verdict::CannotSay(Why::TimesContradict);
    }
    let permutation = permutation(question, ranked, first);
    if permutation.reached > 0 {
        return Verdict::CannotSay(Why::NoMoreThanChance);
    }
    Verdict::Points {
        path: ranked.explained(question, first),
        next_best: others.apart.into_iter().next(),
        includes_it: others.includes_it,
        permutation,
        taken,
    }
}

/// All paths but the first, by how they stand to it.
struct Others {
    /// Those with reads of their own that explain rows, with what these explain; most over chance first.
    apart: Vec<Explained>,
    /// Those that have all its reads, narrowest first.
    includes_it: Vec<Explained>,
}

impl Others {
    fn of(question: &Question<'_>, ranked: &Ranked, first: &Seen) -> Others {
        let reads_of_first: HashSet<u64> = first.positions.iter().copied().collect();
        let (mut apart, mut includes_it) = (Vec::new(), Vec::new());
        for other in ranked.seen.iter().filter(|other| other.path != first.path) {
            let mut explained = ranked.explained(question, other);
            if other.includes(first) {
                includes_it.push(explained);
                continue;
            }
            let reads = question.paths.get(other.path).map(|path| path.reads.iter());
            let own = |read: &&super::Read| !reads_of_first.contains(&read.position);
            let own = reads.into_iter().flatten().filter(own);
            explained.explains = people_of(&told(own, question.fields, &ranked.people));
            if explained.explains > 0 {
                apart.push(explained);
            }
        }
        includes_it.sort_by_key(|wider| (wider.size, wider.path));
        includes_it.truncate(LISTED_MAX);
        apart.sort_by_key(|of| std::cmp::Reverse((over(of), of.explains)));
        Others { apart, includes_it }
    }

    /// Those that explain more than chance, and so many rows or more.
    fn rivals(&self, least: u32) -> Vec<Explained> {
        let is_rival = |of: &&Explained| over(of) > 0 && of.explains >= least;
        self.apart.iter().filter(is_rival).cloned().collect()
    }
}

fn over(of: &Explained) -> u32 {
    of.explains.saturating_sub(of.by_chance_at_most)
}
