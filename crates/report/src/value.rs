//! Values: what a field or a cell holds. A number is always one of something, and a time is a moment,
//! so that the forms for people may print them their way and the form for machines loses nothing.

use event::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Value {
    /// Words, in the language of the document. Blank words are no value.
    Text {
        /// The words; line ends are kept.
        text: String,
    },
    /// So many of something.
    Count {
        /// How many.
        n: u64,
        /// Of what.
        unit: Unit,
    },
    /// A number that is known within bounds.
    Range {
        /// At least so many.
        low: u64,
        /// The best estimate, where there is one.
        best: Option<u64>,
        /// At most so many; null where nothing bounds it.
        high: Option<u64>,
        /// Of what.
        unit: Unit,
    },
    /// A moment.
    Time {
        /// When.
        #[serde(with = "json::time")]
        at: Millis,
    },
    /// From a moment to a moment.
    Span {
        /// The first.
        #[serde(with = "json::time")]
        from: Millis,
        /// The last; null while it goes on.
        #[serde(with = "json::maybe_time")]
        to: Option<Millis>,
    },
    /// A length of time.
    Duration {
        /// Milliseconds.
        ms: u64,
    },
}

impl Value {
    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text { text: text.into() }
    }

    /// So many of something.
    #[must_use]
    pub fn count(n: u64, unit: Unit) -> Value {
        Value::Count { n, unit }
    }

    /// A moment.
    #[must_use]
    pub fn time(at: Millis) -> Value {
        Value::Time { at }
    }

    /// Whether there is nothing to read in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Text { text } => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// What a number counts. The first six are kept apart and always named (docs/words.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Requests or statements.
    Accesses,
    /// Accesses to one subject each.
    Reads,
    /// Items that a source says it returned.
    Records,
    /// Identifiers under which data is held.
    Subjects,
    /// Distinct pairs of subject and field.
    Exposures,
    /// Living humans.
    People,
    /// Whatever else the label names.
    Items,
}
