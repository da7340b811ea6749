//! The stream both engines are given: reads of people from networks, a day of UTC after the other.
//!
//! A day has twice as many reads in each network as distinct people are aimed at. Every second network has
//! 1.125 times as many people as that, of whom 2 n draws meet 1.125 n (1 - e^(-2 / 1.125)) = 0.93 n; the
//! others have 1.375 times as many and show 1.05 n. So about half of the networks reach n on a day, and the
//! other half do not. The numbers come from a fixed seed.

/// Milliseconds of a day.
pub(crate) const DAY_MS: u64 = 86_400_000;
/// Reads of a day, or as many less as make it even.
const READS_PER_DAY: u64 = 40_000;
/// What the numbers are drawn from.
const SEED: u64 = 2025;

/// Any number from any number, as evenly spread as need be (the finalizer of SplitMix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn low(value: u64, below: u64) -> u32 {
    u32::try_from(value % below).unwrap_or(0)
}

/// One read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read {
    /// Milliseconds since 1970.
    pub(crate) at: u64,
    /// The network it came from, counted from 0.
    pub(crate) network: u32,
    /// Whom it showed. Each person has one network.
    pub(crate) person: u32,
    /// One of four.
    pub(crate) route: u32,
}

/// A stream of reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    /// Distinct people of a network on a day, on average.
    pub(crate) distinct: u64,
    /// Reads in all.
    pub(crate) events: u64,
}

impl Stream {
    /// Networks, of which each is read from every day.
    fn networks(self) -> u64 {
        (READS_PER_DAY / (2 * self.distinct)).max(1)
    }

    fn reads_per_day(self) -> u64 {
        self.networks() * 2 * self.distinct
    }

    /// Days, the last of which may be cut short.
    pub(crate) fn days(self) -> u64 {
        self.events.div_ceil(self.reads_per_day())
    }

    /// The reads of a day, in the order of time.
    pub(crate) fn day(self, day: u64) -> Vec<Read> {
        let per_day = self.reads_per_day();
        let rows = day * per_day..((day + 1) * per_day).min(self.events);
        rows.map(|row| self.read(row)).collect()
    }

    fn read(self, row: u64) -> Read {
        let per_day = self.reads_per_day();
        let drawn = mixed(SEED ^ mixed(row));
        let network = drawn % self.networks();
        let of_forty = if network.is_multiple_of(2) { 45 } else { 55 };
        let people = self.distinct * of_forty / 40;
        Read {
            at: row / per_day * DAY_MS + row % per_day * DAY_MS / per_day,
            network: low(network, u64::MAX),
            person: low(
                network * self.distinct * 2 + (drawn >> 20) % people,
                1 << 31,
            ),
            route: low(drawn >> 60, 4),
        }
    }
}
