//! What an error says.

use event::ErrorClass;
use serde::{Deserialize, Serialize};

use crate::VERSION;

/// The document given out in place of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDocument {
    /// Always [`VERSION`].
    pub v: u32,
    /// The error.
    pub error: ErrorOf,
}

/// One error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorOf {
    /// Who must act, as [`class_word`] says it.
    pub class: String,
    /// What, where, and what would be right.
    pub message: String,
}

impl ErrorDocument {
    /// The document of one error.
    #[must_use]
    pub fn new(class: ErrorClass, message: impl Into<String>) -> ErrorDocument {
        let error = ErrorOf {
            class: class_word(class).to_owned(),
            message: message.into(),
        };
        ErrorDocument { v: VERSION, error }
    }
}

/// The word of a class in JSON.
#[must_use]
pub fn class_word(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Usage => "usage",
        ErrorClass::Config => "config",
        ErrorClass::Denied => "denied",
        ErrorClass::NotFound => "not_found",
        ErrorClass::Conflict => "conflict",
        ErrorClass::Limit => "limit",
        ErrorClass::Unavailable => "unavailable",
        ErrorClass::Broken => "broken",
        ErrorClass::Internal => "internal",
    }
}
