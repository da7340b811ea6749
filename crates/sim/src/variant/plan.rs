//! Which variant, and its names.

use event::Millis;

use crate::{
    clock,
    plan::{Plan, SimError},
};

/// Benign accesses of the members' ordinary traffic in a variant, where nothing else is said; what is
/// peculiar to variants comes on top, about 0.4 of it.
pub const VARIANT_BACKGROUND: u64 = 1_500_000;
/// The days on which false alarms are counted.
pub const BENIGN_DAYS: u32 = 30;
/// The first of them: 2025-03-01, with ten weeks to learn from before it. In it fall a new signing key,
/// the marketing export, a partner's first day, a new app, a flash sale, a new office and new carrier
/// addresses; and no malicious read of any variant.
const BENIGN_FIRST: i64 = 76;

/// Every run of the matrix: the variant, and whether the feed of issuances is there.
pub const MATRIX: [(u8, bool); 17] = [
    (1, true),
    (1, false),
    (2, true),
    (2, false),
    (3, true),
    (3, false),
    (4, true),
    (5, true),
    (6, true),
    (7, true),
    (8, true),
    (9, true),
    (9, false),
    (10, true),
    (10, false),
    (11, true),
    (12, true),
];

/// What each number stands for; 0 is the background alone.
const TITLES: [&str; 13] = [
    "the background alone",
    "the case",
    "the case at a tenth of the reads a day",
    "the case from 100,000 home lines, a few reads each",
    "valid tokens by credential stuffing",
    "a support employee who reads three times what the others read",
    "a dump through a service account",
    "the key of somebody who left",
    "the case by an issuer that has no feed",
    "the case with the numbers shuffled",
    "the case with ordinary browsing between the reads",
    "stolen long-lived sessions",
    "an insider who spreads over ten service accounts",
];

/// A variant to write. The same plan gives the same bytes for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantPlan {
    /// Which of the twelve; 0 is the background alone.
    pub number: u8,
    /// Whether there is a feed of issuances.
    pub feed: bool,
    /// Whether the shop goes on signing with the stolen key, as it did in the case. Else the key changes
    /// on the first benign day and the old one, still accepted, gives its user away.
    pub one_key: bool,
    /// Where all chance comes from.
    pub seed: u64,
    /// One account here stands for so many of the case. Days and addresses are never scaled.
    pub scale: u32,
    /// Benign accesses of the members' ordinary traffic; see [`VARIANT_BACKGROUND`].
    pub background: u64,
}

impl VariantPlan {
    /// This variant at the size of the matrix.
    #[must_use]
    pub fn new(number: u8, feed: bool) -> VariantPlan {
        VariantPlan {
            number,
            feed,
            one_key: false,
            seed: Plan::default().seed,
            scale: Plan::default().scale,
            background: VARIANT_BACKGROUND,
        }
    }

    /// Checks the limits.
    ///
    /// # Errors
    /// When there is no such variant, or scale or background are out of range.
    pub fn check(&self) -> Result<(), SimError> {
        if usize::from(self.number) >= TITLES.len() {
            return Err(SimError::Variant(self.number));
        }
        if !self.feed && self.number != 0 && !MATRIX.contains(&(self.number, false)) {
            return Err(SimError::FeedNeeded(self.number));
        }
        if self.background > VARIANT_BACKGROUND_MAX {
            return Err(SimError::Background(
                self.background,
                VARIANT_BACKGROUND_MAX,
            ));
        }
        self.replay().check()
    }

    /// Its name, such as `2`, `2-nofeed` or, outside the matrix, `2-nofeed-onekey`.
    #[must_use]
    pub fn name(&self) -> String {
        let feed = if self.feed { "" } else { "-nofeed" };
        let key = if self.one_key { "-onekey" } else { "" };
        format!("{}{feed}{key}", self.number)
    }

    /// What it is.
    #[must_use]
    pub fn title(&self) -> &'static str {
        TITLES
            .get(usize::from(self.number))
            .copied()
            .unwrap_or_default()
    }

    /// The span of the benign days: its first moment, and the first one after it.
    #[must_use]
    pub fn benign(&self) -> (Millis, Millis) {
        let day = |number| Millis(clock::at(number, 0, 0));
        (
            day(BENIGN_FIRST),
            day(BENIGN_FIRST + i64::from(BENIGN_DAYS)),
        )
    }

    /// The replay whose people, attack and ordinary traffic it takes.
    pub(crate) fn replay(&self) -> Plan {
        Plan {
            seed: self.seed,
            scale: self.scale,
            background: self.background,
            ..Plan::default()
        }
    }
}

/// What is peculiar to variants is held in memory as a whole, 40 bytes an access: 0.4 GB here.
const VARIANT_BACKGROUND_MAX: u64 = 20_000_000;
