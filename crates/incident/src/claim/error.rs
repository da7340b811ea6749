//! What is wrong with a file of claims, where, and what would be right.

use super::{Counts, limits};

/// One mistake and its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct ClaimError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: ClaimFault,
}

/// What is wrong with a file of claims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimFault {
    /// The file is too long to be read.
    #[error("the file has {bytes} bytes, more than {max}: claims are sentences, leave the samples out", max = limits::FILE_BYTES_MAX)]
    TooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// The text is no TOML.
    #[error("not TOML: {message}")]
    Toml {
        /// What the reader of TOML says.
        message: String,
    },
    /// A key that there is not.
    #[error("unknown key {key:?}: the keys here are {known}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that there are.
        known: String,
    },
    /// A key that must be there.
    #[error("{key} is missing: write e.g. {example}")]
    Missing {
        /// The key.
        key: &'static str,
        /// A line that would be right.
        example: &'static str,
    },
    /// A value of another type or form.
    #[error("{key} cannot be {found}: write e.g. {example}")]
    Value {
        /// The key.
        key: String,
        /// What was found, shortened.
        found: String,
        /// A line that would be right.
        example: &'static str,
    },
    /// A word that is none of a list.
    #[error("{key} cannot be {found:?}: it is one of {known}")]
    Word {
        /// The key.
        key: &'static str,
        /// What was found, shortened.
        found: String,
        /// The words that there are.
        known: String,
    },
    /// A text is empty, too long, or holds characters that cannot be seen.
    #[error("{key} must have 1 to {max} {unit} and no control characters")]
    Text {
        /// The key.
        key: String,
        /// How much there may be.
        max: usize,
        /// Of what.
        unit: &'static str,
    },
    /// A number beyond what can be claimed.
    #[error("{key} cannot be {found}: write a whole number from {min} to {max}")]
    Range {
        /// The key.
        key: String,
        /// What was found, shortened.
        found: String,
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// None or several of the four ways to say how many.
    #[error("{found}: a claim has exactly one of at_least, at_most, exactly and any = true")]
    HowMany {
        /// What was found.
        found: String,
    },
    /// The claim ends before it begins.
    #[error("from {from} lies after to {to}: exchange them, or leave one out")]
    Backwards {
        /// The beginning.
        from: String,
        /// The end.
        to: String,
    },
    /// There is nothing to judge.
    #[error("there is no claim: write [[claim]] and below it text, counts and how many")]
    NoClaim,
    /// More claims than can be asked.
    #[error("there are {count} claims, more than {max}: split the file", max = limits::CLAIMS_MAX)]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

impl ClaimFault {
    /// The words of [`Counts`], as a list.
    pub(super) fn counts() -> String {
        Counts::ALL.map(Counts::word).join(", ")
    }
}
