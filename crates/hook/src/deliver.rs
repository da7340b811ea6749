//! Attempts until a message is delivered, or is a dead letter.

use std::time::Duration;

use env::{Clock, Entropy};

use crate::{
    Address, Headers, Limits, Roots, Secret,
    retry::{Next, asked},
    send::{Sending, send},
};

/// Who is told, and how.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where it goes.
    pub address: Address,
    /// What signs it.
    pub secret: Secret,
    /// Headers beside those of every message.
    pub headers: Headers,
    /// Whose certificates are believed; not asked where the address is not HTTPS.
    pub roots: Option<Roots>,
    /// How far it goes.
    pub limits: Limits,
}

/// What is told.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its id, the same whenever it is sent: letters, digits, `_` and `-`.
    pub id: &'a str,
    /// What its bytes are, as `Content-Type`.
    pub content_type: &'a str,
    /// Its bytes, as they are signed and sent.
    pub body: &'a [u8],
}

/// The clock and the chance that a delivery lives by.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The clock.
    pub clock: &'a dyn Clock,
    /// Chance, for the waits.
    pub entropy: &'a dyn Entropy,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The receiver answered.
    Answered {
        /// The status of HTTP.
        status: u16,
        /// The first line of what it says; empty where that does not matter.
        says: String,
    },
    /// There was no answer. Whether it arrived is not known.
    NoAnswer {
        /// What was seen instead.
        why: String,
    },
    /// Nothing left, for there was no connection.
    NotSent {
        /// Why.
        why: String,
    },
    /// Nothing left, for the receiver is not who it should be.
    Certificate {
        /// What is wrong with its certificate.
        why: String,
    },
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it began, in milliseconds since 1970.
    pub at_ms: i64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// How it ended.
    pub end: End,
}

/// Why a message is a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dead {
    /// The receiver does not want it, and would not want it again.
    #[error("the receiver refused it with status {0}, and would again")]
    Refused(u16),
    /// The receiver is elsewhere.
    #[error(
        "the receiver answered {0}, a redirect, which is not followed: write its new address into the settings"
    )]
    Redirect(u16),
    /// The receiver is not who it should be.
    #[error("the certificate of the receiver is not believed")]
    Certificate,
    /// No attempts are left.
    #[error("none of {0} attempts delivered it")]
    Attempts(u32),
    /// No time is left.
    #[error("no attempt delivered it in the time that is set")]
    Time,
    /// The receiver asks for more time than there is.
    #[error("the receiver asks to wait {} s, longer than the time that is set", .0.as_secs())]
    Asked(Duration),
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The attempts, the first first; there is at least one.
    pub attempts: Vec<Attempt>,
    /// Why it was not delivered; `None` says that it was.
    pub dead: Option<Dead>,
}

/// What an attempt means.
enum Meaning {
    Delivered,
    Dead(Dead),
    Again,
}

/// Sends a message until it is delivered or is a dead letter. `between` is called when an attempt has ended; where it is
/// told a wait, it returns when that is over.
pub fn deliver(
    target: &Target,
    message: &Message<'_>,
    world: &World<'_>,
    between: &mut dyn FnMut(&Attempt, Option<Duration>),
) -> Delivery {
    let start = world.clock.monotonic();
    let passed = || world.clock.monotonic().saturating_sub(start);
    let mut attempts = Vec::new();
    loop {
        let (attempt, after) = attempt(target, message, world, passed());
        let made = u32::try_from(attempts.len() + 1).unwrap_or(u32::MAX);
        let dead = match meaning(&attempt.end) {
            Meaning::Delivered => None,
            Meaning::Dead(dead) => Some(dead),
            Meaning::Again => {
                let now_ms = world.clock.now_ms();
                let after = after.and_then(|of| asked(&of, now_ms));
                match target.limits.next(made, passed(), after, chance(world)) {
                    Next::Wait(wait) => {
                        between(&attempt, Some(wait));
                        attempts.push(attempt);
                        continue;
                    }
                    Next::Attempts => Some(Dead::Attempts(made)),
                    Next::Time => Some(Dead::Time),
                    Next::Asked(wait) => Some(Dead::Asked(wait)),
                }
            }
        };
        between(&attempt, None);
        attempts.push(attempt);
        return Delivery { attempts, dead };
    }
}

fn attempt(
    target: &Target,
    message: &Message<'_>,
    world: &World<'_>,
    passed: Duration,
) -> (Attempt, Option<String>) {
    let (at_ms, begun) = (world.clock.now_ms(), world.clock.monotonic());
    let sending = Sending {
        message,
        timestamp: at_ms.div_euclid(1000),
        patience: target.limits.of_one(passed),
    };
    let (end, after) = send(target, &sending);
    let took = world.clock.monotonic().saturating_sub(begun);
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let attempt = Attempt {
        at_ms,
        took_ms,
        end,
    };
    (attempt, after)
}

fn meaning(end: &End) -> Meaning {
    match end {
        End::Answered { status, .. } => match status {
            200..300 => Meaning::Delivered,
            300..400 => Meaning::Dead(Dead::Redirect(*status)),
            // The receiver timed out, is too early, or is asked too much: it may take it later.
            408 | 425 | 429 => Meaning::Again,
            400..500 => Meaning::Dead(Dead::Refused(*status)),
            _ => Meaning::Again,
        },
        End::Certificate { .. } => Meaning::Dead(Dead::Certificate),
        End::NoAnswer { .. } | End::NotSent { .. } => Meaning::Again,
    }
}

/// Any number; without chance the waits are at their longest, and nothing else changes.
fn chance(world: &World<'_>) -> u32 {
    let mut bytes = [0; 4];
    match world.entropy.fill(&mut bytes) {
        Ok(()) => u32::from_le_bytes(bytes),
        Err(_) => 0,
    }
}
