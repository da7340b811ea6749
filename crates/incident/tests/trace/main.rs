//! Leaks that are planted among a thousand paths, and samples that nobody leaked.

#![expect(
    clippy::cast_possible_truncation,
    reason = "people of a made-up world are few and numbered from 0"
)]

mod nobody;
mod planted;
mod rules;
mod whole;
mod world;
