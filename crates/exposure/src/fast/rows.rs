//! Rows of a part as a bit each, and how conditions on their addresses mark them.

use crate::{
    fast::conjunction::{IpTest, SubjectTest},
    index::{PartIndex, Tables, issued::IssuedIndex},
    plan::{TRUE, UNDECIDED, in_ranges},
    selection::IssuedWord,
};

const WORD: usize = 64;

/// Some rows of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    pub(crate) fn none(rows: usize) -> RowSet {
        RowSet {
            words: vec![0; rows.div_ceil(WORD)],
        }
    }

    pub(crate) fn all(rows: usize) -> RowSet {
        let mut all = RowSet {
            words: vec![u64::MAX; rows.div_ceil(WORD)],
        };
        if let Some(last) = all.words.last_mut()
            && !rows.is_multiple_of(WORD)
        {
            *last = (1 << (rows % WORD)) - 1;
        }
        all
    }

    #[inline]
    pub(crate) fn put(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / WORD) {
            *word |= 1 << (row % WORD);
        }
    }

    pub(crate) fn take(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / WORD) {
            *word &= !(1 << (row % WORD));
        }
    }

    #[inline]
    pub(crate) fn has(&self, row: usize) -> bool {
        let word = self.words.get(row / WORD);
        word.is_some_and(|word| word >> (row % WORD) & 1 == 1)
    }

    /// Takes rows out.
    pub(crate) fn take_range(&mut self, rows: std::ops::Range<usize>) {
        each_word(rows, |at, mask| {
            if let Some(word) = self.words.get_mut(at) {
                *word &= !mask;
            }
        });
    }

    /// How many rows of a range are among them.
    #[inline]
    pub(crate) fn count(&self, rows: std::ops::Range<usize>) -> u32 {
        let mut count = 0;
        each_word(rows, |at, mask| {
            count += (self.words.get(at).copied().unwrap_or(0) & mask).count_ones();
        });
        count
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    fn put_range(&mut self, rows: std::ops::Range<usize>) {
        if rows.len() == 1 {
            return self.put(rows.start);
        }
        rows.for_each(|row| self.put(row));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    fn join(&mut self, other: &RowSet, join: impl Fn(u64, u64) -> u64) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word = join(*word, *other);
        }
    }

    /// The rows, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    at * WORD + bit
                })
            })
        })
    }
}

/// Tells each word that a range of rows lies in, and the bits of it.
#[inline]
fn each_word(rows: std::ops::Range<usize>, mut each: impl FnMut(usize, u64)) {
    let (mut row, end) = (rows.start, rows.end);
    while row < end {
        let (at, first) = (row / WORD, row % WORD);
        let bits = (end - row).min(WORD - first);
        each(at, (u64::MAX >> (WORD - bits)) << first);
        row += bits;
    }
}

/// What some conditions say of the rows of a part: true, and not known.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) holds: RowSet,
    /// `None` when every row is decided.
    pub(super) undecided: Option<RowSet>,
}

impl Said {
    /// Both must hold, in Kleene's logic.
    pub(super) fn and(mut self, other: Said) -> Said {
        if self.undecided.is_none() && other.undecided.is_none() {
            self.holds.join(&other.holds, |a, b| a & b);
            return self;
        }
        let maybe = |said: &Said| {
            let mut maybe = said.holds.clone();
            if let Some(undecided) = &said.undecided {
                maybe.join(undecided, |a, b| a | b);
            }
            maybe
        };
        let mut undecided = maybe(&self);
        undecided.join(&maybe(&other), |a, b| a & b);
        self.holds.join(&other.holds, |a, b| a & b);
        undecided.join(&self.holds, |maybe, holds| maybe & !holds);
        self.undecided = Some(undecided).filter(|rows| !rows.is_empty());
        self
    }

    pub(super) fn is_never(&self) -> bool {
        self.undecided.is_none() && self.holds.is_empty()
    }
}

/// What a condition on the address says of every row.
pub(super) fn of_addresses(index: &PartIndex, tables: &Tables<'_>, test: IpTest<'_>) -> Said {
    let rows = index.head.rows;
    let (v4, v6) = (index.ip4(), index.ip6());
    let mut said = Said {
        holds: RowSet::none(rows),
        undecided: None,
    };
    if test.inside && !index.head.without_ip {
        let mut numbers = Vec::new();
        for (first, last) in test.v4 {
            let end = last
                .checked_add(1)
                .map_or(v4.len(), |after| v4.below(after));
            numbers.extend((v4.below(*first)..end).filter_map(|number| u32::try_from(number).ok()));
        }
        let meets_v6 = || {
            index
                .ip6()
                .any(|ip| in_ranges(test.v6, u128::from_be_bytes(ip)))
        };
        let posted: Option<Vec<_>> = numbers
            .iter()
            .map(|number| tables.posting(*number))
            .collect();
        if let Some(posted) = posted
            && !meets_v6()
        {
            for posting in posted {
                posting.each(|row| said.holds.put_range(tables.ip.rows_from(row)));
            }
            return said;
        }
    }
    // Truth by code: 0 is no address.
    let in_v4 = v4.iter().map(|ip| in_ranges(test.v4, ip) == test.inside);
    let in_v6 = v6.map(|ip| in_ranges(test.v6, u128::from_be_bytes(ip)) == test.inside);
    let holds: Vec<bool> = std::iter::once(false).chain(in_v4).chain(in_v6).collect();
    let mut unknown = RowSet::none(if index.head.without_ip { rows } else { 0 });
    tables.ip.within(0..rows, |run, code| {
        if code == 0 {
            unknown.put_range(run);
        } else if holds.get(code).copied().unwrap_or(false) {
            said.holds.put_range(run);
        }
    });
    said.undecided = Some(unknown).filter(|rows| !rows.is_empty());
    said
}

/// What a condition on the subject says of every row. Rows after the last that names a subject are of
/// ghosts, of which none is meant, unless some are of nobody who is known.
pub(super) fn of_subjects(
    index: &PartIndex,
    tables: &Tables<'_>,
    shard: u16,
    test: SubjectTest<'_>,
) -> Said {
    let head = &index.head;
    let mut said = Said {
        holds: RowSet::none(head.rows),
        undecided: None,
    };
    if !test.inside {
        said.holds = RowSet::all(head.rows);
    }
    for (_, id) in test.ids.iter().filter(|(of, _)| *of == shard) {
        for row in tables.rows_of(*id, head.named) {
            match test.inside {
                true => said.holds.put(row),
                false => said.holds.take(row),
            }
        }
    }
    if head.unnamed {
        let mut undecided = RowSet::none(head.rows);
        for row in head.named..head.rows {
            said.holds.take(row);
            undecided.put(row);
        }
        said.undecided = Some(undecided);
    }
    said
}

/// What a condition on the issuance says of every row: by the truth of yes, expired, no, cannot say.
pub(super) fn of_issuances(rows: usize, index: &IssuedIndex, truths: [u8; 4]) -> Said {
    let [yes, expired, no, cannot_say] = truths;
    let mut said = Said {
        holds: if yes == TRUE {
            RowSet::all(rows)
        } else {
            RowSet::none(rows)
        },
        undecided: None,
    };
    let mut undecided = RowSet::none(rows);
    for (word, posting) in index.lists() {
        let truth = match word {
            IssuedWord::Yes => continue,
            IssuedWord::Expired => expired,
            IssuedWord::No => no,
            IssuedWord::CannotSay => cannot_say,
        };
        posting.each(|row| {
            if truth == TRUE {
                said.holds.put(row);
            } else {
                said.holds.take(row);
            }
            if truth == UNDECIDED {
                undecided.put(row);
            }
        });
    }
    said.undecided = Some(undecided).filter(|rows| !rows.is_empty());
    said
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::plan::FALSE;

    fn said(truths: &[u8]) -> Said {
        let mut said = Said {
            holds: RowSet::none(truths.len()),
            undecided: Some(RowSet::none(truths.len())),
        };
        for (row, truth) in truths.iter().enumerate() {
            match *truth {
                TRUE => said.holds.put(row),
                UNDECIDED => said.undecided.as_mut().unwrap().put(row),
                _ => {}
            }
        }
        said.undecided = said.undecided.filter(|rows| !rows.is_empty());
        said
    }

    proptest! {
        #[test]
        fn both_hold_as_kleene_says(pairs in vec((FALSE..=TRUE, FALSE..=TRUE), 0..200)) {
            let (a, b): (Vec<u8>, Vec<u8>) = pairs.iter().copied().unzip();
            let both: Vec<u8> = pairs.iter().map(|(a, b)| *a.min(b)).collect();
            let (joined, wanted) = (said(&a).and(said(&b)), said(&both));
            prop_assert_eq!(&joined.holds, &wanted.holds);
            prop_assert_eq!(&joined.undecided, &wanted.undecided);
            let rows: Vec<usize> = (0..both.len()).filter(|row| both[*row] == TRUE).collect();
            prop_assert_eq!(joined.holds.len(), rows.len());
            prop_assert_eq!(joined.holds.iter().collect::<Vec<_>>(), rows);
            prop_assert_eq!(RowSet::all(both.len()).iter().count(), both.len());
        }

        #[test]
        fn ranges_are_counted_and_taken(truths in vec((FALSE..=TRUE).prop_filter("decided", |t| *t != UNDECIDED), 0..300), ends in (0usize..300, 0usize..300)) {
            let mut set = said(&truths).holds;
            let (from, to) = (ends.0.min(truths.len()), ends.1.min(truths.len()));
            let range = from..to.max(from);
            let wanted = range.clone().filter(|row| truths[*row] == TRUE).count();
            prop_assert_eq!(set.count(range.clone()) as usize, wanted);
            let all = set.len();
            set.take_range(range.clone());
            prop_assert_eq!(set.len(), all - wanted);
            prop_assert!(!range.into_iter().any(|row| set.has(row)));
        }
    }
}
