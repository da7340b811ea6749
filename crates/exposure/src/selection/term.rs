//! Incidents as terms: `incident 7`, or `incident 7 scope 2`, wherever a test may stand.
//!
//! What one selects is known to the caller alone, who gives it as a selection. It stands in the expression as if it had
//! been typed in parentheses, and what is wrong with it is told at the place of the term.

use super::Selection;

/// The word that begins a term.
pub(super) const INCIDENT: &str = "incident";

/// The word before the number of a version.
pub(super) const SCOPE: &str = "scope";

/// An incident that a selection names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its number as it was typed, such as `7` or `E1`; whether there is one is not known here.
    pub incident: String,
    /// The version of its scope, where one is named.
    pub version: Option<u32>,
}

/// Gives what an incident selects, or says why it cannot, in a line.
pub type Terms<'a> = &'a mut dyn FnMut(&Term) -> Result<Selection, String>;
