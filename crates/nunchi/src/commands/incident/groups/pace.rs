//! How fast reads followed each other.

use event::Millis;

const MINUTE_MS: i64 = 60_000;

/// See the module. Times are milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::commands::incident) struct Pace {
    /// Minutes of the clock in which there was a read.
    pub(super) minutes: u64,
    /// Reads in the middle one of these, by their number, and in the busiest.
    pub(super) per_minute: (u64, u64),
    /// The middle gap between a read and the next, and the longest; `None` for a single read.
    pub(super) gap_ms: Option<(i64, i64)>,
}

impl Pace {
    /// The pace of reads, in any order.
    pub(super) fn of(mut times: Vec<Millis>) -> Pace {
        times.sort_unstable();
        let mut gaps: Vec<i64> = times
            .windows(2)
            .filter_map(|pair| Some(pair.get(1)?.0 - pair.first()?.0))
            .collect();
        gaps.sort_unstable();
        let same = |a: &Millis, b: &Millis| a.0.div_euclid(MINUTE_MS) == b.0.div_euclid(MINUTE_MS);
        let mut minutes: Vec<u64> = times.chunk_by(same).map(|of| of.len() as u64).collect();
        minutes.sort_unstable();
        Pace {
            minutes: minutes.len() as u64,
            per_minute: middle(&minutes)
                .zip(minutes.last().copied())
                .unwrap_or_default(),
            gap_ms: middle(&gaps).zip(gaps.last().copied()),
        }
    }
}

/// The middle of what stands in order; of two middles the lower.
fn middle<T: Copy>(sorted: &[T]) -> Option<T> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(times: &[i64]) -> Pace {
        Pace::of(times.iter().map(|of| Millis(*of)).collect())
    }

    #[test]
    fn reads_of_a_minute_and_the_gaps_between_them_are_counted() {
        let told = pace(&[59_999, 0, 60_000, 1_000, 200_000]);
        assert_eq!(told.minutes, 3);
        assert_eq!(told.per_minute, (1, 3));
        assert_eq!(told.gap_ms, Some((1_000, 140_000)));
    }

    #[test]
    fn one_read_has_no_gap_and_none_has_no_pace() {
        assert_eq!(pace(&[7]).gap_ms, None);
        assert_eq!(pace(&[7]).per_minute, (1, 1));
        assert_eq!(pace(&[]), Pace::default());
    }
}
