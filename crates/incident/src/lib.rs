//! What follows from a finding once a person has opened it.
//!
//! Not here at all: clocks of the machine, files, networks. The moment *now* is always an argument.

pub mod trace;
