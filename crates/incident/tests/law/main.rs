//! The law as others see it: through what the crate gives.

mod awareness;
mod codes;
mod common;
mod counting;
mod delays;
mod duties;
mod vectors;
