//! Numbers in words: *three thousand*, *twelve accounts*, 세 건, *tens of thousands*, 수천.
//!
//! A small number in words is one only before a thousand or before something that a figure counts: "one of the
//! reasons" is none.

use std::ops::Range;

use super::{amount::Amount, facts::Phrases};
use crate::bounds::Bounds;

const SMALL: [(&str, u128); 28] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("zero", 0),
];

const LARGE: [(&str, u128); 4] = [
    ("hundred", 100),
    ("thousand", 1000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
];

const NATIVE: [(&str, u128); 11] = [
    ("한", 1),
    ("두", 2),
    ("세", 3),
    ("네", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("열두", 12),
    ("열", 10),
];

/// The number in words that begins here, and where it ends.
pub(super) fn read(
    flat: &str,
    at: usize,
    sentence: &Range<usize>,
    phrases: &Phrases,
) -> Option<(Amount, usize)> {
    if !begins_word(flat, at, sentence) {
        return None;
    }
    english(flat, at, sentence, phrases).or_else(|| korean(flat, at, sentence, phrases))
}

fn english(
    flat: &str,
    at: usize,
    sentence: &Range<usize>,
    phrases: &Phrases,
) -> Option<(Amount, usize)> {
    let mut count = Count::default();
    let (mut here, mut end) = (at, at);
    loop {
        let rest = flat.get(here..sentence.end)?;
        let word = rest.split(|one: char| !one.is_ascii_alphabetic()).next()?;
        let is_and = word == "and" && here > at;
        if !is_and {
            if count.take(word).is_none() {
                break;
            }
            end = here + word.len();
        }
        let gap = flat.get(here + word.len()..sentence.end)?;
        let next = gap.trim_start_matches([' ', '-']);
        if next.len() == gap.len() {
            break;
        }
        here = sentence.end - next.len();
    }
    let amount = count.amount();
    let is_number = end > at && (amount.worded || counts(flat, end, sentence, phrases));
    is_number.then_some((amount, end))
}

/// A number in English words, as far as it is read.
#[derive(Default)]
struct Count {
    /// What stands before a thousand or a million that is passed.
    total: u128,
    /// What is below the next of those.
    part: Option<u128>,
    last_digit: u128,
    worded: bool,
}

impl Count {
    /// Takes the next word; `None` when it goes no further.
    fn take(&mut self, word: &str) -> Option<()> {
        if let Some((_, value)) = SMALL.iter().find(|(name, _)| *name == word) {
            self.part = Some(self.part.unwrap_or(0).checked_add(*value)?);
            self.last_digit = 1;
            return Some(());
        }
        let (_, times) = LARGE.iter().find(|(name, _)| *name == word)?;
        let value = self.part?.checked_mul(*times)?;
        if *times == 100 {
            self.part = Some(value);
        } else {
            self.total = self.total.checked_add(value)?;
            self.part = None;
        }
        (self.last_digit, self.worded) = (*times, true);
        Some(())
    }

    fn amount(&self) -> Amount {
        Amount {
            last_digit: self.last_digit.max(1),
            worded: self.worded,
            ..Amount::whole(self.total.saturating_add(self.part.unwrap_or(0)))
        }
    }
}

fn korean(
    flat: &str,
    at: usize,
    sentence: &Range<usize>,
    phrases: &Phrases,
) -> Option<(Amount, usize)> {
    let rest = flat.get(at..sentence.end)?;
    let (name, value) = NATIVE.iter().find(|(name, _)| {
        let tail = rest.strip_prefix(name);
        tail.is_some_and(|tail| tail.starts_with(' '))
    })?;
    let end = at + name.len();
    let is_number = counts(flat, end, sentence, phrases);
    is_number.then_some((Amount::whole(*value), end))
}

/// Whether what follows is something that a figure counts.
fn counts(flat: &str, at: usize, sentence: &Range<usize>, phrases: &Phrases) -> bool {
    /// Bytes within which the thing counted must begin: one adjective may stand before it.
    const NEAR_BYTES: usize = 24;
    let near = phrases.units.find(flat, &(at..sentence.end));
    near.first()
        .is_some_and(|(unit, ())| unit.start - at <= NEAR_BYTES)
}

const VAGUE: [(&str, u128, u128); 21] = [
    ("hundreds of millions", 200_000_000, 999_999_999),
    ("tens of millions", 20_000_000, 99_999_999),
    ("millions", 2_000_000, 999_999_999),
    ("several million", 2_000_000, 9_999_999),
    ("hundreds of thousands", 200_000, 999_999),
    ("tens of thousands", 20_000, 99_999),
    ("thousands", 2_000, 999_999),
    ("several thousand", 2_000, 9_999),
    ("a few thousand", 2_000, 9_999),
    ("several hundred", 200, 999),
    ("a few hundred", 200, 999),
    ("hundreds", 200, 9_999),
    ("dozens", 24, 999),
    ("수억", 200_000_000, 999_999_999),
    ("수천만", 20_000_000, 99_999_999),
    ("수백만", 2_000_000, 9_999_999),
    ("수십만", 200_000, 999_999),
    ("수만", 20_000, 99_999),
    ("수천", 2_000, 9_999),
    ("수백", 200, 999),
    ("수십", 20, 99),
];

/// The vague number that begins here: the range that its words allow, and where they end.
pub(super) fn vague(flat: &str, at: usize, sentence: &Range<usize>) -> Option<(Bounds, usize)> {
    if !begins_word(flat, at, sentence) {
        return None;
    }
    let rest = flat.get(at..sentence.end)?;
    VAGUE.iter().find_map(|(words, low, high)| {
        let tail = rest.strip_prefix(words)?;
        let is_whole = !tail.starts_with(|one: char| one.is_ascii_alphabetic());
        let (low, high) = (*low, Some(*high));
        is_whole.then_some((Bounds { low, high }, at + words.len()))
    })
}

fn begins_word(flat: &str, at: usize, sentence: &Range<usize>) -> bool {
    let before = flat.get(sentence.start..at).unwrap_or_default();
    !before.ends_with(|one: char| one.is_alphanumeric())
}
