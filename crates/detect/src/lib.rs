//! Noticing that a reader carries personal data away: what happened goes in, in the order of time, and
//! findings come out.
//!
//! A forged token carries the identity of its victim: every read looks like somebody reading themselves.
//! So people are counted over what an attacker does not freely choose ([`Dimension`]), beside what the
//! feed of issuances says of each credential.
//!
//! Not here: files, clocks, names. Time comes from events; whoever prints a finding gives the names of
//! codes ([`Names`]).
//!
//! Invariants:
//! * findings follow from what happened and from nothing else, however it was cut and stored;
//! * a finding is found at the log time at which it could have been, not at the time of its evidence;
//! * nothing of a day is forgotten to make room: a flood of fresh keys hides nobody. What it costs is memory:
//!   about 103 bytes for each read of the day that repeats no other, under a flood of fresh keys.
//!
//! Late events: the state at the end of a day is kept ([`Engine::end_before`]) and what came since is gone
//! over again, in the order of time, so that findings do not depend on the order of arrival. What was told
//! and is found no longer is withdrawn, not dropped ([`AllTold`]).

mod baseline;
mod candidate;
mod cluster;
mod crowd;
mod day;
mod detectors;
mod engine;
mod finding;
mod habit;
mod keep;
mod limit;
mod long;
mod open;
mod pasts;
mod people;
mod places;
mod seen;
mod slots;
mod told;
mod window;
mod world;

pub use baseline::Baseline;
pub use candidate::{Candidate, Tie, candidates};
pub use cluster::{Cluster, Dimension, Names};
pub use engine::{Engine, replay};
pub use finding::{Evidence, Finding, FindingId, Kind, Severity};
pub use told::{AllTold, Told};
pub use window::Window;
pub use world::{FeedOf, Numbers, World};
