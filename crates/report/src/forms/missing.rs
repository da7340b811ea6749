//! What a person still has to say before a document says all that it can.

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
