//! Acts: what a person or nunchi itself did that must be provable.

use crate::{ErrorClass, Millis, kinds::coded};

coded! {
    /// The kinds of act. Codes are part of format version 1.
    ActKind {
        /// A question about a person, recorded before it is answered.
        Question = 0 "question",
        /// A version of the catalogue entered the ledger.
        Catalogue = 1 "catalogue",
        /// A relation file was imported; its number is the relation version.
        Relation = 2 "relation",
        /// A roster was declared complete.
        Roster = 3 "roster",
        /// Deletion was forbidden for a part of the ledger.
        Hold = 4 "hold",
        /// A hold was ended.
        Release = 5 "release",
        /// An operator's signed statement about a source.
        Statement = 6 "statement",
        /// A step of an incident.
        Incident = 7 "incident",
        /// A detector was silenced.
        Mute = 8 "mute",
        /// Retention deleted parts.
        Retain = 9 "retain",
        /// A person was erased from the book.
        Erase = 10 "erase",
        /// A restored directory was adopted under a new origin.
        Adopt = 11 "adopt",
        /// A set of people left the ledger by name.
        Export = 12 "export",
        /// Who may approve together was listed.
        Approvers = 13 "approvers",
        /// The book was sealed anew under another key.
        Renew = 14 "renew",
        /// The signing key changed.
        Key = 15 "key",
        /// Which files of a source were seen, which of them are gone, and what was held then.
        Watch = 16 "watch",
    }
}

/// One act. `body` is the canonical JSON of what was done; the ledger stores its SHA-256 in clear
/// and the body sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub time: Millis,
    /// What sort of act.
    pub kind: ActKind,
    /// Who: a user name, or `nunchi`.
    pub by: String,
    /// Canonical JSON, at most [`crate::limits::ACT_BODY_BYTES_MAX`] bytes.
    pub body: Vec<u8>,
}

/// What the giver of an act gets back once it is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActReceipt {
    /// SHA-256 of the body.
    pub digest: [u8; 32],
    /// Position of its frame in the log.
    pub position: u64,
}

/// Why an act could not be recorded. The deed must then not be done.
#[derive(Debug, thiserror::Error)]
#[error("the act could not be recorded, so it was not done: {message}")]
pub struct ActsError {
    /// Who must act.
    pub class: ErrorClass,
    /// The cause, for a person.
    pub message: String,
}

/// Records acts durably. Implemented by the ledger, handed on by the binary.
pub trait Acts {
    /// Records one act; when this returns, the act is on disk.
    ///
    /// # Errors
    /// When the act could not be made durable; the caller then does nothing.
    fn record(&mut self, act: Act) -> Result<ActReceipt, ActsError>;
}
