//! Deeds that a hold outranks: they are recorded at once, and done when no hold is in force.

/// What became of a deed that waits while a hold is in force: an erasure, a renewal of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fulfilment {
    /// It is done, by the act of this number or by one before.
    Done(Option<u32>),
    /// The act is recorded; the deed waits until no hold is in force.
    Waits {
        /// Number of the act, unless one before asked for the same.
        act: Option<u32>,
        /// Number of a hold in force.
        hold: u32,
    },
}
