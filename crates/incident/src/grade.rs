//! How well something is known: one scale for evidence, facts, drafts of our own and every value of a document.

use serde::{Deserialize, Serialize};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Computed from the ledger, or shown by evidence; whoever has it finds the same.
    Fact,
    /// Computed, with bounds and a method that may be wrong.
    Estimate,
    /// Somebody says so.
    Statement,
    /// Somebody with the power to do so decided it.
    Decision,
    /// Not known.
    Unknown,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Grade; 5] = [
        Grade::Fact,
        Grade::Estimate,
        Grade::Statement,
        Grade::Decision,
        Grade::Unknown,
    ];

    /// Its name for machines, and in English.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Grade::Fact => "fact",
            Grade::Estimate => "estimate",
            Grade::Statement => "statement",
            Grade::Decision => "decision",
            Grade::Unknown => "unknown",
        }
    }

    /// Its name in Korean.
    #[must_use]
    pub fn korean(self) -> &'static str {
        match self {
            Grade::Fact => "사실",
            Grade::Estimate => "추정",
            Grade::Statement => "진술",
            Grade::Decision => "결정",
            Grade::Unknown => "미확인",
        }
    }
}
