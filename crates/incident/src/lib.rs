//! What follows from a finding once a person has opened it.
//!
//! Not here: clocks of the machine, files, networks. The moment *now* is always an argument.

mod both;
mod bounds;
pub mod claim;
pub mod statement;

pub use both::Both;

#[cfg(test)]
mod golden;
