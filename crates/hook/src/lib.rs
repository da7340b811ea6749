//! Hands a message to an address of HTTP, signed, and says what became of it: a webhook as
//! [Standard Webhooks](https://www.standardwebhooks.com) tells it.
//!
//! A receiver knows three headers: `webhook-id`, the same with every attempt, so that a repeat can be dropped;
//! `webhook-timestamp`, seconds since 1970 of this attempt; `webhook-signature`, `v1,` and the Base64 of HMAC-SHA256
//! over `id.timestamp.body`.
//!
//! Not here: what a message says, who may send it, and where its outcome is kept.
//!
//! Invariants:
//! * nothing goes in clear beyond this machine, to another address than the one that is named, or by a proxy;
//! * a redirect is an answer, and nobody follows it;
//! * attempts, their time, all time together, and what is read of an answer have limits;
//! * the key of a target is printed by nothing, and is in no error;
//! * where it is not known whether a message arrived, that is said.

mod address;
mod deliver;
mod headers;
mod retry;
mod roots;
mod secret;
mod send;

pub use address::{Address, AddressError, URL_BYTES_MAX};
pub use deliver::{Attempt, Dead, Delivery, End, Message, Target, World, deliver};
pub use headers::{HEADER_BYTES_MAX, HEADERS_MAX, HeaderError, Headers};
pub use retry::{ATTEMPTS_MAX, Limits, ONE_MAX, TOTAL_MAX, WAIT_MAX};
pub use roots::{Roots, RootsError};
pub use secret::{SECRET_BYTES, Secret, SecretError};

#[cfg(test)]
mod tests;
