//! A clock that goes at a pace of its own, for practice: from one moment of the machine on it tells another, and goes on
//! so many times as fast.

use std::{sync::Arc, time::Duration};

use crate::Clock;

/// How many times as fast at most: a day in 24 seconds. Beyond it nobody could answer what comes.
pub const SPEED_MAX: u32 = 3600;

/// How one clock follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The moment of the machine from which it goes, milliseconds since 1970-01-01 UTC.
    pub real_from: i64,
    /// What it tells then, likewise.
    pub told_from: i64,
    /// How many times as fast as the machine; 0 stands still.
    pub speed: u32,
}

impl Pace {
    /// What it tells at a moment of the machine. Where the machine was set back, it stands until that has passed: a
    /// clock of steps never goes back.
    #[must_use]
    pub fn at(&self, real: i64) -> i64 {
        let gone = real.saturating_sub(self.real_from).max(0);
        self.told_from
            .saturating_add(gone.saturating_mul(i64::from(self.speed)))
    }

    /// How long until it tells a moment, in milliseconds of the machine; `None` where it stands still and the moment is
    /// ahead.
    #[must_use]
    pub fn until(&self, told: i64, real: i64) -> Option<i64> {
        let ahead = told.saturating_sub(self.at(real)).max(0);
        match (ahead, self.speed) {
            (0, _) => Some(0),
            (_, 0) => None,
            (ahead, speed) => Some(ahead.saturating_add(i64::from(speed) - 1) / i64::from(speed)),
        }
    }
}

/// See the module.
pub struct PacedClock {
    real: Arc<dyn Clock>,
    pace: Pace,
}

impl PacedClock {
    /// A clock that follows another at a pace.
    #[must_use]
    pub fn new(real: Arc<dyn Clock>, pace: Pace) -> PacedClock {
        PacedClock { real, pace }
    }
}

impl Clock for PacedClock {
    fn now_ms(&self) -> i64 {
        self.pace.at(self.real.now_ms())
    }

    /// Work takes as long as it takes, whatever the pace.
    fn monotonic(&self) -> Duration {
        self.real.monotonic()
    }
}

#[cfg(test)]
mod tests;
