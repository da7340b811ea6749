//! What follows from a finding once a person has opened it: which laws apply, and by when.
//!
//! Not here yet: incidents themselves, their state, documents. Not here at all: clocks of the machine, files,
//! networks. The moment *now* is always an argument.

pub mod law;
