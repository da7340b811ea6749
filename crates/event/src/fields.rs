//! A set of fields: one bit of 64 for each kind of personal data.

use std::ops::{BitAnd, BitOr, BitOrAssign};

/// A set of at most 64 fields. Bit *i* is the field to which the catalogue gave bit *i*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct FieldSet(pub u64);

impl FieldSet {
    /// No field.
    pub const EMPTY: FieldSet = FieldSet(0);

    /// The set of the one field with this bit; empty for a bit beyond 63.
    #[must_use]
    pub fn of(bit: u8) -> FieldSet {
        FieldSet(1u64.checked_shl(u32::from(bit)).unwrap_or(0))
    }

    /// Whether the field with this bit is in the set.
    #[must_use]
    pub fn has(self, bit: u8) -> bool {
        !(self & FieldSet::of(bit)).is_empty()
    }

    /// Number of fields.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no field is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bits of the set, lowest first.
    pub fn bits(self) -> impl Iterator<Item = u8> {
        (0u8..64).filter(move |bit| self.has(*bit))
    }
}

impl BitOr for FieldSet {
    type Output = FieldSet;
    fn bitor(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0 | other.0)
    }
}

impl BitOrAssign for FieldSet {
    fn bitor_assign(&mut self, other: FieldSet) {
        self.0 |= other.0;
    }
}

impl BitAnd for FieldSet {
    type Output = FieldSet;
    fn bitand(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0 & other.0)
    }
}
