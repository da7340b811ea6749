//! The clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use timex::Discipline;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Wall-clock milliseconds since 1970-01-01 UTC. It may jump, back and forth.
    fn now_ms(&self) -> i64;
    /// Time since some fixed moment; never goes back. For measuring only.
    fn monotonic(&self) -> Duration;
    /// How the wall clock is held to others; `None` where that cannot be said.
    fn discipline(&self) -> Option<Discipline> {
        None
    }
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy)]
pub struct RealClock {
    start: Instant,
}

impl RealClock {
    /// A clock whose monotonic time begins now.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that names the clock"
    )]
    pub fn new() -> RealClock {
        RealClock {
            start: Instant::now(),
        }
    }
}

impl Default for RealClock {
    fn default() -> RealClock {
        RealClock::new()
    }
}

impl Clock for RealClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that names the clock"
    )]
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn discipline(&self) -> Option<Discipline> {
        timex::discipline().ok()
    }
}
