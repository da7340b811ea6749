//! Statements: what an operator has answered for with a name. A statement of no loss stands as an act
//! in the ledger, under its signed head; whoever opens the acts hands them over here.

use event::Millis;

use crate::spans::Span;

/// An operator says that a source lost nothing within a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The source.
    pub source: String,
    /// From when to when, both included.
    pub span: Span,
    /// How many records of the source had ever gone to quarantine when it was made, where it also says
    /// that none of those that waited then holds an event.
    pub quarantined: Option<u64>,
    /// Who said it.
    pub by: String,
    /// Why it can be said.
    pub reason: String,
    /// When it was made.
    pub time: Millis,
    /// Position of its act in the log.
    pub position: u64,
    /// SHA-256 of the body of its act.
    pub digest: [u8; 32],
}
