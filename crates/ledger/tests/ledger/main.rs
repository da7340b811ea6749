//! The ledger as its users see it, on a disk that a test holds, against the slow model of `testkit`.
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod adopted;
mod as_of;
mod common;
mod crash;
mod erased;
mod faults;
mod formats;
mod leaves;
mod mute;
mod names;
mod once;
mod pieces;
mod quarantine;
mod reading;
mod refusals;
mod renewed;
mod restarts;
mod retained;
mod roundtrip;
mod simulation;
mod versions;
mod while_writing;
