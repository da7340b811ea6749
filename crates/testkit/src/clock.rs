//! A clock that stands still until a test moves it.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use env::Clock;

/// A clock that a test sets.
#[derive(Debug)]
pub struct FakeClock {
    now_ms: AtomicI64,
    monotonic_ms: AtomicU64,
    /// Milliseconds by which each look at the monotonic time moves it.
    step_ms: u64,
}

impl FakeClock {
    /// A clock that shows `now_ms` and stands still.
    #[must_use]
    pub fn new(now_ms: i64) -> FakeClock {
        FakeClock::stepping(now_ms, 0)
    }

    /// A clock whose monotonic time moves by `step_ms` at each look, so that whoever waits for some
    /// seconds has waited at once.
    #[must_use]
    pub fn stepping(now_ms: i64, step_ms: u64) -> FakeClock {
        FakeClock {
            now_ms: AtomicI64::new(now_ms),
            monotonic_ms: AtomicU64::new(0),
            step_ms,
        }
    }

    /// Sets the wall clock, forth or back. The monotonic time stays.
    pub fn set(&self, now_ms: i64) {
        self.now_ms.store(now_ms, Ordering::SeqCst);
    }

    /// Lets both times pass.
    pub fn advance(&self, ms: u64) {
        self.now_ms
            .fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), Ordering::SeqCst);
        self.monotonic_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.monotonic_ms.fetch_add(self.step_ms, Ordering::SeqCst))
    }
}
