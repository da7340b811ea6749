//! Controls: some of those who were read, drawn blindly and from a seed.

use exposure::SubjectId;
use incident::trace::rank::{CONTROLS_MIN, Traced};

/// The draws follow from the sample, so that the same question has the same answer.
pub(super) fn seed(sha256: &[u8; 32]) -> u64 {
    sha256
        .first_chunk()
        .map_or(0, |first| u64::from_le_bytes(*first))
}

/// Controls that are drawn: twice as many as the least that are needed.
pub(super) fn wanted(rows: &[Traced], population: u64) -> usize {
    let subjects = rows.iter().map(|row| row.may_be.len() as u64).sum::<u64>();
    let least = (subjects * 2).max(2 * CONTROLS_MIN).min(population);
    usize::try_from(least).unwrap_or(usize::MAX)
}

/// So many of these subjects, drawn blindly: those to whom a keyed number gives the lowest lots.
pub(super) fn drawn(mut all: Vec<SubjectId>, wanted: usize, seed: u64) -> Vec<SubjectId> {
    let lot = |of: &SubjectId| (mixed(of.to_u64() ^ mixed(seed)), of.to_u64());
    if wanted < all.len() {
        all.select_nth_unstable_by_key(wanted, lot);
        all.truncate(wanted);
    }
    all.sort_unstable_by_key(lot);
    all
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
fn mixed(of: u64) -> u64 {
    let mut z = of.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
