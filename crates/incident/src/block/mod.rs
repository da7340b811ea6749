//! Block lists: what a gateway shall refuse, and what that costs everybody else.
//!
//! An address of a carrier is thousands of people, and a hash that only we can compute revokes nothing. So
//! a list holds what a gateway can match ([`Match`]), says for each entry how many *other* people used it,
//! and ends by itself. It is a proposal that a gateway fetches ([`BlockList::json`], [`BlockList::nginx`],
//! [`BlockList::envoy`]); to push it takes two people ([`crate::case::PushProposal`]). Whether it held is
//! told by [`after`].
//!
//! Not here: counting, clocks, files, networks. Counts and moments are handed in.
//!
//! Invariants:
//! * no entry matches everything, and none stays for ever;
//! * what costs many, an unknown number or the people behind a carrier stands in the list only once two
//!   different people have confirmed the number that is true now;
//! * nothing is dropped in silence: it is held back, or left out of one form, with the reason;
//! * the same entries make the same bytes, in whatever order they came.

mod after;
pub(crate) mod canonical;
mod credential;
mod envoy;
mod json;
mod list;
mod matches;
mod nginx;
mod others;
mod people;
mod practised;
mod read;

pub use after::{After, Presented, Shown, Verdict, Watch, after};
pub use credential::{CredentialHash, GatewayKey, KeyError, SECRET_BYTES_MIN};
pub use envoy::{Envoy, EnvoyNames};
pub use json::Digest;
pub use list::{
    Behind, BlockError, BlockList, Confirmed, ENTRIES_MAX, EXPIRY_DAYS, EXPIRY_DAYS_MAX, Entry,
    Held, OTHERS_MAX, Rules, Span, Wanted, Why,
};
pub(crate) use matches::spelled;
pub use matches::{
    Claim, ID_BYTES_MAX, Match, PREFIX4_MIN, PREFIX6_MIN, TEXT_BYTES_MAX, Unfit, Window, is_shared,
};
pub use nginx::{Nginx, NginxNames};
pub use others::{Counted, Days, Lately, OTHERS_DAYS, Others, Reckoned};
pub use people::{PeopleError, TwoPeople};
pub use practised::{practised_envoy, practised_json, practised_lines};
pub use read::ReadError;

const DAY_MS: i64 = 86_400_000;

/// An entry that one form cannot say, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it would have matched.
    pub what: Match,
    /// Why it is not there, and what would put it there.
    pub why: &'static str,
}

/// Why a form could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name handed in for the configuration is none.
    #[error(
        "{name:?} is no name of a {what}: write {right}, for it goes into the configuration as it is"
    )]
    Name {
        /// The text that was handed in.
        name: String,
        /// What it should name.
        what: &'static str,
        /// Which characters it may have.
        right: &'static str,
    },
}

#[cfg(test)]
mod tests;
