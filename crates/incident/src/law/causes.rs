//! Which causes to wait count for a clock: delays that its law permits, and requests of police or prosecutors.
//!
//! A cause counts when it begins by the limit, or while another that counts still lasts: a request that is prolonged
//! before it ends goes on holding. What begins when the duty is already due excuses nothing.

use event::Millis;

use super::clock::{Clock, Delay};
use super::duty::Register;
use super::regime::{Effect, Limit};
use super::request::Request;
use super::state::State;

/// What counts, of all that had begun by a moment.
pub(crate) struct Causes<'c> {
    /// Delays, in the order in which they began.
    pub(crate) delays: Vec<&'c Delay>,
    /// Requests, in the order in which they came.
    pub(crate) requests: Vec<&'c Request>,
    /// Until when something else may begin to count; `None` where that is always, for a delay lasts or the law names no
    /// number.
    pub(crate) reach: Option<Millis>,
}

/// What a request does for a clock at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// The clock waits for it.
    Holds,
    /// It came when the notice was due already.
    CameLate {
        /// Since when it was.
        due: Millis,
    },
    /// The clock waits for nothing: it is filed, decided, not begun, or nobody knows when it is due.
    Idle,
}

/// A cause of either kind.
enum Cause<'c> {
    Delay(&'c Delay),
    Request(&'c Request),
}

impl Cause<'_> {
    fn from(&self) -> Millis {
        match self {
            Cause::Delay(delay) => delay.from,
            Cause::Request(request) => request.received,
        }
    }

    fn end(&self) -> Option<Millis> {
        match self {
            Cause::Delay(delay) => delay.ended,
            Cause::Request(request) => Some(request.ends()),
        }
    }
}

impl Clock {
    /// What counts against a limit.
    pub(crate) fn causes(&self, limit: Millis, now: Millis) -> Causes<'_> {
        let suspends = |delay: &&Delay| {
            let permitted = self.rule.delays.iter().find(|of| of.code == delay.code);
            permitted.map(|of| of.effect) == Some(Effect::Suspends)
        };
        let delays = self.delays.iter().filter(suspends).map(Cause::Delay);
        let mut all: Vec<Cause<'_>> = delays
            .chain(self.requests.iter().map(Cause::Request))
            .filter(|cause| cause.from() <= now)
            .collect();
        // By their beginnings, so that one pass meets every cause after those that may carry it.
        all.sort_by_key(Cause::from);
        let mut causes = Causes {
            delays: Vec::new(),
            requests: Vec::new(),
            reach: Some(limit).filter(|_| self.limit != Limit::WithoutUndueDelay),
        };
        for cause in all {
            if causes.reach.is_some_and(|reach| cause.from() > reach) {
                continue;
            }
            causes.reach = causes.reach.zip(cause.end()).map(|(a, b)| a.max(b));
            match cause {
                Cause::Delay(delay) => causes.delays.push(delay),
                Cause::Request(request) => causes.requests.push(request),
            }
        }
        causes
    }

    /// What a request does for it at a moment, given the duty decisions.
    #[must_use]
    pub fn grip(&self, request: &Request, duties: &Register, now: Millis) -> Grip {
        let state = self.state(duties, now);
        let limit = self.due.as_ref().and_then(|due| due.limit).or(self.started);
        let (Some(limit), true, None) = (limit, state.is_open(), &self.uncounted) else {
            return Grip::Idle;
        };
        let causes = self.causes(limit, now);
        let counts = causes.requests.iter().any(|of| of.id == request.id);
        match (causes.reach, state) {
            (_, State::Waits { .. }) if counts && request.holds(now) => Grip::Holds,
            (Some(due), _) if !counts => Grip::CameLate { due },
            _ => Grip::Idle,
        }
    }
}
