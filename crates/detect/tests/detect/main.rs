//! Each detector against histories that were made up for it, malicious and benign.
#![expect(clippy::expect_used, reason = "a test that cannot be set up must fail")]

mod bursts;
mod counting;
mod credentials;
mod keeping;
mod made_up;
mod stories;
mod sweeps;
mod told;
mod windows;
