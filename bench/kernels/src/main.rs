//! Distinct people of each network on each day: nunchi's detectors beside rsigma's rule of the type
//! `value_count`, on the same reads in one process and on one core. Started by `bench/detection.py`.
//!
//! `kernels [EVENTS]` prints a list in JSON, an object for each number of distinct people. Both are held to
//! a plain count: nunchi by what it says of every network at the end of every day, rsigma by the networks
//! that it tells of on a day, and their people. `equal` is whether all of that is right. Rates are of the
//! engines alone: events are made before, and what they said is compared after.
//!
//! What is not the same: nunchi runs seven detectors over nine dimensions and learns what is usual, rsigma
//! one rule over one. rsigma counts a window anew at each event, so that it is given fewer where that takes
//! long: the first days of the stream.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it is started by the benchmark, speaks to it, and times itself"
)]

mod nunchi;
mod rsigma;
mod stream;
mod truth;

use std::{process::ExitCode, time::Duration};

use serde_json::{Value, json};

use crate::{nunchi::Nunchi, rsigma::Rsigma, stream::Stream};

/// Reads of each stream, unless it is said.
const EVENTS: u64 = 2_000_000;
/// Distinct people of a network on a day, and the days that rsigma is given: seconds, not minutes.
const SIZES: [(u64, u64); 3] = [(10, u64::MAX), (1_800, 3), (10_000, 1)];

fn main() -> ExitCode {
    let events = match std::env::args().nth(1) {
        None => Some(EVENTS),
        Some(word) => word.parse().ok().filter(|events| *events > 0),
    };
    let Some(events) = events else {
        eprintln!("kernels [EVENTS]: a whole number of reads, 1 or more");
        return ExitCode::from(2);
    };
    let of = |(distinct, days)| measured(Stream { distinct, events }, days);
    match SIZES.into_iter().map(of).collect::<Result<Vec<_>, _>>() {
        Ok(all) => {
            println!("{}", Value::from(all));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("kernels: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs both over a stream; rsigma over its first days only.
fn measured(stream: Stream, rsigma_days: u64) -> Result<Value, String> {
    let (mut nunchi, mut rsigma) = (Nunchi::new(), Rsigma::new(stream.distinct)?);
    let (mut networks, mut told, mut rsigma_events, mut equal) = (0, 0, 0, true);
    for day in 0..stream.days() {
        let reads = stream.day(day);
        nunchi.take(&reads);
        let counts = nunchi.counts();
        equal &= counts == Nunchi::right(&reads);
        networks += counts.len();
        if day < rsigma_days {
            let said = rsigma.take(&reads);
            equal &= said == rsigma.right(&reads);
            told += said.len();
            rsigma_events += reads.len() as u64;
        }
    }
    Ok(json!({
        "distinct": stream.distinct,
        "events": stream.events,
        "nunchi_events_per_s": per_s(stream.events, nunchi.took),
        "rsigma_events": rsigma_events,
        "rsigma_events_per_s": per_s(rsigma_events, rsigma.took),
        "nunchi_counts_compared": networks,
        "nunchi_findings": nunchi.findings(),
        "rsigma_windows_told": told,
        "equal": equal,
    }))
}

/// Events a second.
fn per_s(events: u64, took: Duration) -> u64 {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    events.saturating_mul(1_000_000) / micros.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Read;

    #[test]
    fn both_count_what_a_plain_count_does() {
        let stream = Stream {
            distinct: 10,
            events: 100_000,
        };
        let found = measured(stream, 2).unwrap();
        assert_eq!(found["equal"], true, "{found}");
        assert_eq!(found["rsigma_events"], 80_000);
        let told = found["rsigma_windows_told"].as_u64().unwrap();
        assert!(
            (1_000..3_000).contains(&told),
            "about half of 4,000: {told}"
        );
    }

    #[test]
    fn a_read_that_one_of_them_did_not_see_is_noticed() {
        let mut reads = Stream {
            distinct: 10,
            events: 1_000,
        }
        .day(0);
        let mut nunchi = Nunchi::new();
        nunchi.take(&reads);
        assert_eq!(nunchi.counts(), Nunchi::right(&reads));
        let last = reads.last().copied().unwrap();
        let again = (0..2).map(|more| Read {
            person: 2_000_000 + more,
            ..last
        });
        reads.extend(again);
        assert_ne!(nunchi.counts(), Nunchi::right(&reads));
    }
}
