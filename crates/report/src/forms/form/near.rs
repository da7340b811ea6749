//! The nearest of the names that exist, for whoever mistyped one.

/// Letters that may differ between what was typed and what is proposed.
const EDITS_MAX: usize = 3;

/// The candidate nearest to a word, when it is near enough; the first of equals.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let with_edits = candidates.into_iter().map(|candidate| {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        (edits(&word, &letters), candidate)
    });
    let near = with_edits.filter(|(edits, of)| *edits <= EDITS_MAX.min(of.len() / 2));
    near.min_by_key(|(edits, _)| *edits).map(|(_, of)| of)
}

/// Edit distance: letters put in, left out or exchanged cost 1 each.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, of_a) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut row = vec![left];
        for (of_b, pair) in b.iter().zip(last.windows(2)) {
            let (diagonal, above) = match *pair {
                [diagonal, above] => (diagonal, above),
                _ => continue,
            };
            left = (diagonal + usize::from(of_a != of_b))
                .min(above + 1)
                .min(left + 1);
            row.push(left);
        }
        last = row;
    }
    last.last().copied().unwrap_or(a.len())
}
