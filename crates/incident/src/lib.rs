//! What follows from a finding once a person has opened it: an incident, whose every step says who took it and why;
//! versions of its scope; which laws apply, and by when.
//!
//! Not here: the database (`state`), documents (`report`), clocks of the machine, files, networks. The moment *now*
//! is always an argument.

pub mod block;
mod both;
mod bounds;
pub mod case;
pub mod claim;
pub mod drill;
mod grade;
pub mod indicators;
pub mod law;
pub mod privilege;
pub mod statement;
pub mod trace;

pub use both::{Both, grouped};
pub use grade::Grade;

#[cfg(test)]
mod golden;
