//! Why a draft cannot be checked.

use super::limits;

/// Why a draft cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// It is too long.
    #[error("the draft has {bytes} bytes, more than {max}: split it", max = limits::DRAFT_BYTES_MAX)]
    TooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// It is no UTF-8.
    #[error(
        "line {line}, column {column}: not UTF-8: save the draft as plain text or Markdown in UTF-8"
    )]
    NotText {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// Hangul is written in parts, so that no word would be found.
    #[error(
        "line {line}, column {column}: Hangul is written in separate letters: save the draft in NFC"
    )]
    Decomposed {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// More is found than anybody reads.
    #[error("more than {max} numbers and words are found: is this a table and no statement? split it", max = limits::MARKS_MAX)]
    TooMuch,
}
