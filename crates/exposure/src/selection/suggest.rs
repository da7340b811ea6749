//! "Did you mean …?": the nearest of the names that exist.

use super::limits::EDITS_MAX;

/// The candidate nearest to `word`, when it is near enough ([`EDITS_MAX`]); the first of equals.
/// Case and the choice between `-`, `_` and a blank count for nothing.
#[must_use]
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = folded(word);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = folded(candidate);
            let allowed = if folded.len() <= 3 { 1 } else { EDITS_MAX };
            (word.len().abs_diff(folded.len()) <= allowed)
                .then(|| (edits(&word, &folded), candidate))
                .filter(|(edits, _)| *edits <= allowed)
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> Vec<char> {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '-' | ' ') { '_' } else { c })
        .collect()
}

/// Edit distance: letters put in, left out or exchanged, and neighbours swapped, cost 1 each.
fn edits(a: &[char], b: &[char]) -> usize {
    // Three rows of the usual table: two before, one before, this one.
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=b.len()).collect();
    let mut before_a = None;
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut before_b = None;
        for (j, cb) in b.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best = (get(&old, j) + usize::from(ca != cb))
                .min(get(&old, j + 1) + 1)
                .min(get(&row, j) + 1);
            if before_a == Some(cb) && before_b == Some(ca) && j > 0 {
                best = best.min(get(&older, j - 1) + 1);
            }
            row.push(best);
            before_b = Some(cb);
        }
        before_a = Some(ca);
        older = std::mem::replace(&mut old, row);
    }
    old.last().copied().unwrap_or(a.len())
}
