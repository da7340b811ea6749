//! What to replay: the seed, the scale, the volume; and the figures of the case at that scale.

use std::io;

use event::Millis;

use crate::clock;

/// The smallest scale: 1 in 100. The attack is held in memory, about 40 bytes an access: 90 MB here.
pub const SCALE_MIN: u32 = 100;
/// The largest scale: 1 in 14,000. Beyond it there are fewer accounts than attacking addresses.
pub const SCALE_MAX: u32 = 14_000;
/// The most background accesses. One day of it is held in memory; the busiest takes about 900 MB.
pub const BACKGROUND_MAX: u64 = 1_000_000_000;

/// What to replay. The same plan gives the same bytes for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// One account here stands for so many of the case. Days and addresses are never scaled.
    pub scale: u32,
    /// Benign accesses in the gateway's file, all kinds together.
    pub background: u64,
    /// Whether some lines stand later in their file than their time says, as they do in real life.
    pub disorder: bool,
    /// The part of the gateway's log that somebody deleted.
    pub deleted: Option<Deleted>,
    /// Whether the merged stream also carries the lines of the gateway found late.
    pub merge_late: bool,
}

/// A span of the gateway's log whose lines are not there. They had their numbers: whoever reads what is
/// left sees that they are missing, and not what they said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    /// The first moment that is missing.
    pub from: Millis,
    /// The first moment that is there again.
    pub to: Millis,
}

impl Deleted {
    pub(crate) fn holds(self, time: i64) -> bool {
        (self.from.0..self.to.0).contains(&time)
    }
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            seed: 20_250_414,
            scale: 1000,
            background: 10_000_000,
            disorder: true,
            deleted: None,
            merge_late: false,
        }
    }
}

/// Why a replay could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The scale is out of range.
    #[error("scale {0} cannot be replayed: give a number from {SCALE_MIN} to {SCALE_MAX}")]
    Scale(u32),
    /// Too many background accesses.
    #[error("{0} background accesses are too many: at most {1}")]
    Background(u64, u64),
    /// There is no such variant.
    #[error("there is no variant {0}: give 1 to 12, or 0 for the background alone")]
    Variant(u8),
    /// This variant exists with the feed of issuances only.
    #[error(
        "variant {0} exists with the feed of issuances only; without it there are 0, 1, 2, 3, 9 and 10"
    )]
    FeedNeeded(u8),
    /// The deleted span is none.
    #[error("a log cannot be deleted from {0} to {1}: the end comes after the beginning")]
    Deleted(Millis, Millis),
    /// An output could not be opened.
    #[error("the output {name} could not be opened: check that its folder exists and has room")]
    Open {
        /// Which file.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// An output did not take what was written.
    #[error("writing {name} failed: check that its disk has room")]
    Write {
        /// Which file.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl Plan {
    /// Checks the limits.
    ///
    /// # Errors
    /// When the scale, the background or the deleted span is out of range.
    pub fn check(&self) -> Result<(), SimError> {
        if !(SCALE_MIN..=SCALE_MAX).contains(&self.scale) {
            return Err(SimError::Scale(self.scale));
        }
        if self.background > BACKGROUND_MAX {
            return Err(SimError::Background(self.background, BACKGROUND_MAX));
        }
        if let Some(deleted) = self.deleted.filter(|deleted| deleted.from >= deleted.to) {
            return Err(SimError::Deleted(deleted.from, deleted.to));
        }
        Ok(())
    }

    /// A figure of the case at this scale, rounded to the nearest.
    fn scaled(&self, full: u64) -> u32 {
        let scale = u64::from(self.scale.max(1));
        u32::try_from((full + scale / 2) / scale).unwrap_or(u32::MAX)
    }

    /// The figures of the case at this scale.
    pub(crate) fn figures(&self) -> Figures {
        let accounts = self.scaled(33_673_817);
        Figures {
            accounts,
            persons: self.scaled(33_220_000),
            ghosts: self.scaled(44_000_000),
            late: self.scaled(165_455),
            late_joiners: self.scaled(161_000),
            second_controller: self.scaled(204_552),
            recipients: self.scaled(4_330_000),
            unseen_phones: self.scaled(300_000),
            address_lists: self.scaled(148_056_502),
            address_edits: self.scaled(50_474),
            order_lists: self.scaled(102_682).max(2),
            first_count: self.scaled(FIRST_COUNT_FULL).max(1),
        }
    }
}

/// The accounts of the company's first count, in full.
pub(crate) const FIRST_COUNT_FULL: u64 = 4_536;
/// Addresses of the phase that read delivery addresses.
pub(crate) const LIST_ADDRESSES: usize = 16;
/// Addresses of everything else: 2,313 in all.
pub(crate) const OTHER_ADDRESSES: usize = 2_297;
/// Addresses that only the gateway found late has seen.
pub(crate) const LATE_ADDRESSES: usize = 4;
/// Accounts read in the test of January.
pub(crate) const TEST_READS: usize = 12;
/// The selection of the company's first count.
pub(crate) const FIRST_COUNT: &str = "route = 'order-list' AND time >= '2025-11-06T18:38:00+09:00'";
/// From here on only the attacker reads the order list: the shop has moved to the order history.
pub(crate) const RELEASE_MS: i64 = clock::at(326, 18, 0);

/// The figures of the case, scaled. Sources: the public findings of February and June 2026; those
/// without a public figure (late joiners, unseen phones) are ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Accounts whose name and e-mail were read.
    pub(crate) accounts: u32,
    /// Living humans behind those accounts.
    pub(crate) persons: u32,
    /// Numbers tried that belong to nobody.
    pub(crate) ghosts: u32,
    /// Accounts that only the gateway found late shows.
    pub(crate) late: u32,
    /// Accounts whose number was tried before they joined.
    pub(crate) late_joiners: u32,
    /// Accounts of the second controller, among `accounts`.
    pub(crate) second_controller: u32,
    /// People who are no customers but stand in an address list that was read.
    pub(crate) recipients: u32,
    /// Phones whose entry was not valid at any read.
    pub(crate) unseen_phones: u32,
    /// Accesses to the address list.
    pub(crate) address_lists: u32,
    /// Accesses to the address edit page.
    pub(crate) address_edits: u32,
    /// Accesses to the order list, the first count's included.
    pub(crate) order_lists: u32,
    /// Accounts of the first count.
    pub(crate) first_count: u32,
}
