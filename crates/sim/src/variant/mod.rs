//! The variants: one background, and over it twelve ways of carrying people's data away, each with its
//! truth. What detection is measured on.
//!
//! The background of a seed is the same under every variant, line by line but for the sequences, which
//! leave room for the lines laid over it. It has what benign traffic has that looks like an attack:
//! see [`confounders`]. On the benign days nobody reads maliciously, and in the ten weeks before them
//! only the case does, a dozen times in January.

mod confounders;
mod forged;
mod overlay;
mod plan;
mod truth;
mod valid;
mod write;

pub use plan::{BENIGN_DAYS, MATRIX, VARIANT_BACKGROUND, VariantPlan};
pub use truth::{Malicious, VariantTruth};
pub use write::{VARIANT_FILES, write_variant};
