//! Feeds: files and streams of bytes, cut into records with positions.
//!
//! A [`Feed`] takes any reader, sees by its first bytes whether it is gzip or zstd, and hands out
//! [`Batch`]es: one buffer of decompressed bytes with the places of the records in it. What is too
//! long to be held is handed out as [`Overlong`]: its head, its length and its hash.
//!
//! Invariants:
//! * every offset is an offset of decompressed bytes, so that a compressed copy has the same ones;
//! * how the input arrives (in which pieces) changes which batch a record comes in, never the
//!   records, their offsets or their order;
//! * memory is bounded whatever the input is: one buffer of about 1.1 MiB a batch, and the window of
//!   the decompressor;
//! * what was read before an error is delivered before the error.

mod batch;
mod csv;
mod cuts;
mod error;
mod expand;
mod fingerprint;
mod flood;
mod input;
mod lines;
mod records;
mod stream;
mod window;

pub use batch::{Batch, Framed, Overlong};
pub use error::FeedError;
pub use expand::expand;
pub use fingerprint::Fingerprint;
pub use stream::Feed;

#[cfg(test)]
mod tests;
