//! Warnings about the texts of documents that a person let stand, each with a reason.
//!
//! An acceptance is of one text, by its digest, in one document of one controller: who changes the text is asked again.
//! Errors are never accepted; who records an acceptance sees to that.

use serde::{Deserialize, Serialize};

use super::{
    incident::Incident,
    step::{Step, What},
};

/// A warning that was accepted. Who did it, when and why, its step says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedWarning {
    /// The regime of the document.
    pub regime: String,
    /// first, additional, final.
    pub kind: String,
    /// ko or en.
    pub language: String,
    /// For whom the document speaks.
    pub controller: String,
    /// What was warned of, by its rule, such as `belittling`.
    pub warning: String,
    /// Where: the field, or the key of the form.
    pub place: String,
    /// SHA-256 of the text and of what was said of it, hex.
    pub text: String,
}

impl Incident {
    /// The step by which a warning was accepted, as it stands; `None` of another text, and of another document.
    #[must_use]
    pub fn accepted(&self, warning: &AcceptedWarning) -> Option<&Step> {
        let mut steps = self.standing().rev();
        steps.find(|step| matches!(&step.what, What::Accepted(of) if of == warning))
    }
}
