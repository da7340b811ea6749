use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use super::{Pace, PacedClock};
use crate::Clock;

/// A machine whose clock a test sets.
#[derive(Default)]
struct Machine(AtomicI64);

impl Clock for Machine {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

const PACE: Pace = Pace {
    real_from: 1_000,
    told_from: 500_000,
    speed: 60,
};

#[test]
fn an_hour_passes_in_a_minute_and_never_backwards() {
    let machine = Arc::new(Machine::default());
    let clock = PacedClock::new(Arc::clone(&machine) as Arc<dyn Clock>, PACE);
    for (real, told) in [
        (1_000, 500_000),
        (61_000, 500_000 + 3_600_000),
        // The machine was set back, even before the beginning.
        (0, 500_000),
    ] {
        machine.0.store(real, Ordering::SeqCst);
        assert_eq!(clock.now_ms(), told, "at {real}");
    }
}

#[test]
fn a_stopped_clock_stands_and_says_that_nothing_comes() {
    let stopped = Pace { speed: 0, ..PACE };
    assert_eq!(stopped.at(i64::MAX), 500_000);
    assert_eq!(stopped.until(500_001, 9_000), None);
    assert_eq!(stopped.until(500_000, 9_000), Some(0));
}

#[test]
fn what_is_ahead_comes_so_many_times_sooner() {
    assert_eq!(PACE.until(500_000 + 3_600_000, 1_000), Some(60_000));
    assert_eq!(PACE.until(500_000 + 3_600_000, 31_000), Some(30_000));
    assert_eq!(PACE.until(0, 1_000), Some(0));
    // Far numbers end at the ends of the scale and do not turn round.
    let far = Pace {
        real_from: i64::MIN,
        told_from: i64::MAX - 1,
        speed: u32::MAX,
    };
    assert_eq!(far.at(i64::MAX), i64::MAX);
}
