//! When a message is sent once more, and when no longer. Durations are wall time of this process.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// Attempts at most, whatever is set.
pub const ATTEMPTS_MAX: u32 = 20;

/// The longest that one attempt may take, from the name to the end of the answer.
pub const ONE_MAX: Duration = Duration::from_secs(60);

/// The longest that all attempts and the waits between them may take: somebody sits before it.
pub const TOTAL_MAX: Duration = Duration::from_secs(3600);

/// The longest wait that grows by itself; a receiver may ask for a longer one.
pub const WAIT_MAX: Duration = Duration::from_secs(60);

/// How far it goes before a message is a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Attempts, from 1.
    pub attempts: u32,
    /// One attempt.
    pub one: Duration,
    /// All of them with the waits between.
    pub total: Duration,
    /// The first wait; each further one is twice as long, to [`WAIT_MAX`].
    pub wait: Duration,
}

impl Default for Limits {
    /// Five attempts of ten seconds in two minutes: a gateway that restarts is back by then.
    fn default() -> Limits {
        Limits {
            attempts: 5,
            one: Duration::from_secs(10),
            total: Duration::from_secs(120),
            wait: Duration::from_secs(1),
        }
    }
}

/// What follows an attempt that may be made once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Wait so long.
    Wait(Duration),
    /// There are no more attempts.
    Attempts,
    /// There is no more time.
    Time,
    /// The receiver asks for a longer wait than there is time.
    Asked(Duration),
}

impl Limits {
    /// What follows the attempt of a number (from 1) that ended when so much time had passed. `chance` is anything;
    /// `asked` is the wait that the receiver named.
    pub(crate) fn next(
        &self,
        made: u32,
        passed: Duration,
        asked: Option<Duration>,
        chance: u32,
    ) -> Next {
        if made >= self.attempts.min(ATTEMPTS_MAX) {
            return Next::Attempts;
        }
        let own = self.grown(made, chance);
        let wait = asked.map_or(own, |asked| asked.max(own));
        let total = self.total.min(TOTAL_MAX);
        if passed.saturating_add(wait) < total {
            return Next::Wait(wait);
        }
        match asked {
            Some(asked) if asked > own => Next::Asked(asked),
            _ => Next::Time,
        }
    }

    /// Twice as long each time, less a part by chance of at most half, so that many senders do not come at once.
    fn grown(&self, made: u32, chance: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        let whole = self.wait.saturating_mul(doubled).min(WAIT_MAX);
        whole.mul_f64(1.0 - 0.5 * f64::from(chance) / f64::from(u32::MAX))
    }

    /// How long the next attempt may take when so much time has passed.
    pub(crate) fn of_one(&self, passed: Duration) -> Duration {
        let left = self.total.min(TOTAL_MAX).saturating_sub(passed);
        self.one.min(ONE_MAX).min(left)
    }
}

/// The wait that `Retry-After` asks for: seconds, or a date as HTTP writes it; `None` for what is neither.
pub(crate) fn asked(header: &str, now_ms: i64) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // Beyond what a number holds it is for ever.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let then: Timestamp = DateTimeParser::new().parse_timestamp(header).ok()?;
    let wait_ms = then.as_millisecond().saturating_sub(now_ms).max(0);
    u64::try_from(wait_ms).ok().map(Duration::from_millis)
}
