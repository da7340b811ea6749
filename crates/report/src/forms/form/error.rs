//! Why a form cannot be used.

use super::FORM_BYTES_MAX;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It is too large to be one.
    #[error("the form has {bytes} bytes: at most {FORM_BYTES_MAX}")]
    TooLarge {
        /// Its bytes.
        bytes: usize,
    },
    /// It is no TOML.
    #[error("the form is no TOML: {0}")]
    NoToml(String),
    /// Something that a form does not have.
    #[error("line {line}: a form has no {path:?}{}", .nearest.as_ref().map_or_else(String::new, |near| format!("; did you mean {near:?}?")))]
    Unknown {
        /// Its line, from 1.
        line: usize,
        /// What was found.
        path: String,
        /// The nearest that it has.
        nearest: Option<String>,
    },
    /// Something of another sort than it should be.
    #[error("line {line}: {path} is {found}: write {wanted}")]
    Sort {
        /// Its line, from 1.
        line: usize,
        /// Where.
        path: String,
        /// What was found.
        found: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// A text that is too long.
    #[error("line {line}: {path} has {chars} characters: at most {most}")]
    TooLong {
        /// Its line, from 1.
        line: usize,
        /// Where.
        path: String,
        /// Its characters.
        chars: usize,
        /// As many as it may have.
        most: usize,
    },
    /// A text with a character that nobody sees, mostly one that came along with a copy: a word with one inside reads like
    /// another and is found by no rule.
    #[error(
        "line {line}: {path} has {sign}, a character that nobody sees, after {after:?}: type it again there without it"
    )]
    Hidden {
        /// Its line, from 1.
        line: usize,
        /// Where.
        path: String,
        /// The character by its number.
        sign: String,
        /// What stands before it.
        after: String,
    },
    /// A fact or decision that nothing shows.
    #[error(
        "line {line}: {path} is said to be a {grade} and names no evidence: add evidence = \"E1\", or leave it a statement"
    )]
    NoEvidence {
        /// Its line, from 1.
        line: usize,
        /// Where.
        path: String,
        /// The grade.
        grade: &'static str,
    },
}
