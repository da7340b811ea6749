//! Which path explains a leaked sample.
//!
//! ```text
//!  SAMPLE.csv ─▶ Sample ─▶ Matching ─▶ Matches ─▶ (names become subjects) ─▶ Question ─▶ Answer
//!                             ▲ the contact source, one line at a time         ▲ the reads of those subjects
//! ```
//!
//! A sample is stolen personal data of people whom we owe more than a second leak. Its values stay in memory, in
//! [`Covered`], which prints `***`, and an answer knows its rows by salted digests alone.
//!
//! Not here: files, clocks, the ledger. Whoever asks hands bytes in, looks names up in the book and brings the reads.
//!
//! Invariants:
//! * one answer for one question: whatever is drawn by lot is drawn from the seed in it;
//! * a path is named only with a margin ([`rank`]), in rows over chance and over every rival; else it is *cannot say*;
//! * memory is bounded by the sample and its reads, never by the number of customers.

mod chance;
pub mod contacts;
mod covered;
pub mod rank;

pub mod sample;
pub mod seeded;
mod text;

pub use covered::{Covered, Digest, Salt};
