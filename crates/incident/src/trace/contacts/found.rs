//! The matches of one row while lines go by.

use event::Millis;

use super::{Ground, MATCHES_MAX, Match};
use crate::trace::Covered;

/// Matches that are kept while lines go by; the weakest makes room.
const KEPT_MAX: usize = 4 * MATCHES_MAX;

/// Lines of one match whose dates are kept. Further lines date nothing.
const DATED_MAX: usize = 16;

/// The matches of one row.
#[derive(Default)]
pub(super) struct Found {
    kept: Vec<Kept>,
    /// The most points of a match that made room.
    dropped: u32,
}

struct Kept {
    subject: String,
    ground: Ground,
    score: u32,
    /// From when on each line of it was valid, and how well the row agrees with that line.
    dated: Vec<(Millis, u32)>,
}

impl Found {
    /// Takes a line that agrees.
    pub(super) fn see(&mut self, subject: &str, ground: Ground, score: u32, from: Option<Millis>) {
        let dated = from.map(|from| (from, score));
        let known = self.kept.iter_mut().find(|kept| kept.subject == subject);
        if let Some(kept) = known {
            if score > kept.score {
                (kept.score, kept.ground) = (score, ground);
            }
            if kept.dated.len() < DATED_MAX {
                kept.dated.extend(dated);
            }
            return;
        }
        if self.kept.len() == KEPT_MAX && !self.make_room(score) {
            return;
        }
        self.kept.push(Kept {
            subject: subject.to_owned(),
            ground,
            score,
            dated: dated.into_iter().collect(),
        });
    }

    /// The matches that have at least half of the most points, best first. Where they are too many, those with the
    /// most; where even they are too many, none, and the row is crowded.
    pub(super) fn best(mut self) -> (Vec<Match>, bool) {
        self.kept
            .sort_by(|a, b| (b.score, &a.subject).cmp(&(a.score, &b.subject)));
        let most = self.kept.first().map_or(0, |kept| kept.score);
        for least in [most.div_ceil(2), most] {
            let count = self.kept.iter().filter(|kept| kept.score >= least).count();
            let is_whole = self.dropped < least || self.kept.is_empty();
            if count <= MATCHES_MAX && is_whole {
                let best = self.kept.into_iter().take(count);
                return (best.map(Kept::matched).collect(), false);
            }
        }
        (Vec::new(), true)
    }

    /// Drops the weakest for one with so many points; `false` where that one is the weakest.
    fn make_room(&mut self, score: u32) -> bool {
        let weakest = self
            .kept
            .iter()
            .enumerate()
            .min_by_key(|(_, kept)| kept.score);
        let Some((at, least)) = weakest.map(|(at, kept)| (at, kept.score)) else {
            return true;
        };
        self.dropped = self.dropped.max(least.min(score));
        if least >= score {
            return false;
        }
        self.kept.swap_remove(at);
        true
    }
}

impl Kept {
    fn matched(self) -> Match {
        let (since, until) = dated(&self.dated);
        Match {
            subject: Covered::new(self.subject),
            ground: self.ground,
            score: self.score,
            since,
            until,
        }
    }
}

/// Between which moments the row was true. A moment is one only where the values before or after it agree less: what
/// all lines hold dates nothing.
fn dated(lines: &[(Millis, u32)]) -> (Option<Millis>, Option<Millis>) {
    let best = lines.iter().map(|(_, score)| *score).max().unwrap_or(0);
    let is_best = |line: &&(Millis, u32)| line.1 == best;
    let (first, last) = (
        lines.iter().filter(is_best).map(|line| line.0).min(),
        lines.iter().filter(is_best).map(|line| line.0).max(),
    );
    let others = || lines.iter().filter(|line| line.1 < best).map(|line| line.0);
    let since = first.filter(|first| others().any(|other| other < *first));
    let until = last.and_then(|last| others().filter(|other| *other > last).min());
    (since, until)
}
