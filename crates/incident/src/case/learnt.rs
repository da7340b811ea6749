//! When what the ledger learnt since a version was frozen asks for a new one. More reads of the same people and fields do not.

/// What the ledger of now has beside a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LearntSince {
    /// Identifiers that the version does not have.
    pub subjects: u64,
    /// People whom it does not have, as far as that can be said.
    pub people: u64,
    /// Whether further fields were read of somebody whom it has.
    pub has_fields: bool,
    /// Reads of which it cannot be said whether they belong, of the version and now.
    pub undecided: (u64, u64),
    /// Whether the record is complete for it, of the version and now.
    pub is_complete: (bool, bool),
}

impl LearntSince {
    /// Whether it asks for a new version: people or fields that this one does not have, or a record that says less surely now
    /// that there are no others.
    #[must_use]
    pub fn asks_for_version(&self) -> bool {
        let (undecided, now) = self.undecided;
        let is_less_sure = now > undecided || self.is_complete == (true, false);
        self.subjects > 0 || self.people > 0 || self.has_fields || is_less_sure
    }
}
