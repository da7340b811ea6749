//! Sources: foreign bytes become events. One folder a format, with its fixtures; feeds (files,
//! standard input) with positions.
//!
//! Not here: what a request exposes (the catalogue), hashing, storage. A decoder says what its
//! bytes say, no more; what it cannot decode it refuses with a reason that never repeats the bytes.
//!
//! Invariants: nothing panics on any input; no record longer than [`limits::RECORD_BYTES_MAX`] is
//! ever held whole; positions are offsets of decompressed bytes.
//!
//! ```
//! use event::Event;
//! use source::{Settings, Sink, feed::Feed};
//!
//! struct Print;
//! impl Sink for Print {
//!     fn event(&mut self, event: Event<'_>) {
//!         assert_eq!(event.time().to_string(), "2025-11-06T09:38:00.000Z");
//!     }
//!     fn beside(&mut self) {}
//! }
//!
//! let log = br#"{"class_uid":6003,"time":1762421880000,"api":{"operation":"GetSecret"}}"#;
//! let format = source::format("ocsf").ok_or("no such format")?;
//! let builder = (format.build)(&Settings::default())?;
//! let mut feed = Feed::of_reader("standard input", Box::new(&log[..]), format.framing)?;
//! let mut decoder = builder(feed.preamble()?)?;
//! while let Some(batch) = feed.next_batch()? {
//!     for (_, record) in batch.iter() {
//!         decoder.decode(record, &mut Print)?;
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod decode;
pub mod feed;
mod formats;
pub mod limits;
mod mapping;

mod cloudtrail;
mod combined;
mod csv_mapped;
mod hr;
mod json_lines;
mod keycloak;
mod ocsf;
mod okta;

pub use decode::{Decode, Fault, Framing, Settings, SettingsError, Sink};
pub use formats::{Builder, Format, detect, format, formats};
pub use mapping::Mapping;
