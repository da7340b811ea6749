//! What a person still has to say before a document says all that it can.

use super::{Filing, FormsError, Given};
use crate::Lang;

/// One thing that nobody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The number of the field that waits for it.
    pub number: String,
    /// Its label in the language of the document.
    pub label: String,
    /// Where it is said in the form, such as `course.how.ko`.
    pub key: String,
    /// Whether the law wants it in the first report too.
    pub first: bool,
}

/// What is missing from the form for a report, in the order of its fields.
///
/// # Errors
/// As for [`super::report`].
pub fn lacking(
    given: &Given<'_>,
    regime: &str,
    filing: Filing,
    lang: Lang,
) -> Result<Vec<Lacking>, FormsError> {
    super::build(given, regime, filing, lang).map(|(_, lacking)| lacking)
}
