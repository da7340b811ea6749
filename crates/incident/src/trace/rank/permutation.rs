//! The test by lot: as many people are drawn blindly from the controls, again and again, and the best path of each
//! draw is held against the first.
//!
//! The bound of each path is computed; this is its twin that counts. It knows what the computation does not: paths that
//! hang together, and rows with several candidates.

use super::{Question, order::Ranked};

/// What blind draws gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// Draws that were made.
    pub draws: u32,
    /// Draws in which any path has as many rows over chance as the first.
    pub reached: u32,
    /// The chance that a blind sample does as well: (reached + 1) / (draws + 1).
    pub p: f64,
}

/// Draws blindly, and counts the draws in which any path has so many rows over chance.
pub(super) fn permutation(question: &Question<'_>, ranked: &Ranked, over: u32) -> Permutation {
    let mut lot = Lot::of(question, ranked, over);
    let mut random = Random(question.seed);
    let reached = (0..question.draws)
        .filter(|_| lot.draw_reaches(&mut random))
        .count();
    let reached = u32::try_from(reached).unwrap_or(u32::MAX);
    Permutation {
        draws: question.draws,
        reached,
        p: (f64::from(reached) + 1.0) / (f64::from(question.draws) + 1.0),
    }
}

/// Controls to draw from, and the paths that could reach the mark.
struct Lot {
    /// How many controls each drawn person has for candidates.
    people: Vec<u64>,
    controls: Vec<u32>,
    /// The paths that read each control, by their place in `counted`.
    paths_of: Vec<Vec<u32>>,
    counted: Vec<Counted>,
}

/// A path while a draw is counted.
#[derive(Clone, Copy)]
struct Counted {
    /// Rows with which it reaches the mark.
    mark: u32,
    rows: u32,
    /// The last person counted, from 1, so that several candidates of one count once.
    last: u32,
}

impl Lot {
    fn of(question: &Question<'_>, ranked: &Ranked, over: u32) -> Lot {
        let mut paths_of = vec![Vec::new(); usize::try_from(question.controls).unwrap_or(0)];
        let mut counted: Vec<Counted> = Vec::new();
        for path in question.paths {
            let mark = ranked.chances.at_most(path.size).saturating_add(over);
            // A path that chance alone fills cannot stand out, whatever is drawn.
            if mark > ranked.chances.people() {
                continue;
            }
            let place = u32::try_from(counted.len()).unwrap_or(u32::MAX);
            counted.push(Counted {
                mark,
                rows: 0,
                last: 0,
            });
            for control in &path.controls {
                let at = usize::try_from(*control).unwrap_or(usize::MAX);
                if let Some(paths) = paths_of.get_mut(at) {
                    paths.push(place);
                }
            }
        }
        let people = ranked.chances.candidates();
        let people = people.flat_map(|(candidates, people)| (0..people).map(move |_| candidates));
        Lot {
            people: people.collect(),
            controls: (0..question.controls).collect(),
            paths_of,
            counted,
        }
    }

    /// Draws once, without putting back, and says whether any path reached its mark.
    fn draw_reaches(&mut self, random: &mut Random) -> bool {
        for path in &mut self.counted {
            (path.rows, path.last) = (0, 0);
        }
        let mut drawn = 0;
        let mut is_reached = false;
        for (person, candidates) in (1u32..).zip(&self.people) {
            for _ in 0..*candidates {
                let Some(left) = self
                    .controls
                    .len()
                    .checked_sub(drawn)
                    .filter(|left| *left > 0)
                else {
                    return is_reached;
                };
                self.controls.swap(drawn, drawn + random.below(left));
                let control = self.controls.get(drawn).copied().unwrap_or(u32::MAX);
                drawn += 1;
                let at = usize::try_from(control).unwrap_or(usize::MAX);
                for place in self.paths_of.get(at).into_iter().flatten() {
                    let at = usize::try_from(*place).unwrap_or(usize::MAX);
                    let Some(path) = self.counted.get_mut(at).filter(|path| path.last != person)
                    else {
                        continue;
                    };
                    (path.rows, path.last) = (path.rows + 1, person);
                    is_reached |= path.rows >= path.mark;
                }
            }
        }
        is_reached
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same draws from the same seed, everywhere and for ever.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one. The product's high half is even enough for numbers far below 2^64.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * (end as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}
