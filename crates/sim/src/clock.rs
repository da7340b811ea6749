//! The calendar of the replay and the rhythm of a day in Seoul, which has no summer time.
//!
//! A *day* counts from 2024-12-15, a Sunday; hours and minutes are Korean.

use event::Millis;

use crate::rng::Rng;

/// Milliseconds of a second, a minute, an hour, a day.
pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// 2024-12-15 00:00 KST: the gateway's log begins.
pub(crate) const BEGIN: i64 = 1_734_188_400_000;
/// Days of the gateway's log: up to 2025-11-08 24:00 KST.
pub(crate) const DAYS: i64 = 329;
/// The end of the gateway's log.
pub(crate) const END: i64 = BEGIN + DAYS * DAY;
/// The log of issuances begins one longest lifetime earlier, else the first hours could not be judged.
pub(crate) const AUTH_BEGIN: i64 = BEGIN - LIFETIME;
/// How long a credential lives.
pub(crate) const LIFETIME: i64 = 12 * HOUR;
/// The day on which the signing key changes: 2025-03-01. The old one stays accepted.
pub(crate) const NEW_KEY: i64 = at(76, 0, 0);

/// A moment of the replay.
pub(crate) const fn at(day: i64, hour: i64, minute: i64) -> i64 {
    BEGIN + day * DAY + hour * HOUR + minute * MINUTE
}

/// Weights of the 24 hours on a working day: a rise at noon, the peak at nine in the evening.
const WORKDAY: [u32; 24] = [
    38, 22, 13, 8, 6, 8, 16, 34, 52, 58, 62, 66, 78, 70, 64, 63, 65, 70, 76, 88, 104, 118, 102, 68,
];
/// Weights on a weekend: everything later, the afternoon fuller.
const WEEKEND: [u32; 24] = [
    52, 34, 20, 11, 8, 7, 10, 18, 34, 54, 74, 86, 90, 92, 94, 96, 94, 92, 90, 96, 106, 110, 96, 70,
];
/// Days with a flash sale from 20:00 to 22:00, one a month.
const FLASH_SALES: [i64; 11] = [9, 40, 73, 96, 137, 166, 187, 222, 253, 290, 317];
/// Days on which a new mobile app makes many members' phones read their profile again.
const APP_RELEASES: [i64; 2] = [93, 275];

/// One day of the background: how much happens, and when.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    /// Which day.
    pub(crate) number: i64,
    /// Its first moment.
    pub(crate) start: i64,
    /// Weights of its hours.
    hours: [u32; 24],
    /// Their sum.
    pub(crate) weight: u32,
}

impl Day {
    /// The day of this number.
    pub(crate) fn new(number: i64) -> Day {
        let mut hours = if is_weekend(number) { WEEKEND } else { WORKDAY };
        // Trade grows by a tenth over the window.
        let growth = 1000 + u32::try_from(number.clamp(0, DAYS) * 100 / DAYS).unwrap_or(0);
        for (hour, weight) in hours.iter_mut().enumerate() {
            *weight *= growth;
            if FLASH_SALES.contains(&number) && (20..22).contains(&hour) {
                *weight *= 10;
            }
            if APP_RELEASES.contains(&number) && (10..14).contains(&hour) {
                *weight *= 3;
            }
        }
        Day {
            number,
            start: at(number, 0, 0),
            weight: hours.iter().sum(),
            hours,
        }
    }

    /// Whether a new mobile app came out.
    pub(crate) fn is_app_release(&self) -> bool {
        APP_RELEASES.contains(&self.number)
    }

    /// Whether staff is off.
    pub(crate) fn is_weekend(&self) -> bool {
        is_weekend(self.number)
    }

    /// The day of the month in Seoul.
    pub(crate) fn of_month(&self) -> i64 {
        Millis(self.start + 9 * HOUR).civil().2
    }

    /// A moment of this day by its rhythm.
    pub(crate) fn moment(&self, rng: &mut Rng) -> i64 {
        let mut left = rng.below(self.weight);
        let mut hour = 0i64;
        for weight in self.hours {
            if left < weight {
                break;
            }
            left -= weight;
            hour += 1;
        }
        self.start + hour.min(23) * HOUR + rng.span(0, HOUR)
    }
}

fn is_weekend(number: i64) -> bool {
    matches!(number.rem_euclid(7), 0 | 6)
}

#[cfg(test)]
mod tests;
