//! What a lint finds.

use std::fmt;

/// Whether a document may leave with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It may not.
    Error,
    /// A person may let it pass, with a reason.
    Warning,
}

/// What was held against a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintRule {
    /// A word that makes a leak smaller than it is.
    Belittling,
    /// The title does not say that it is a leak.
    Title,
    /// A field that was read is not named.
    Items,
    /// The moment of discovery stands as the moment of the leak.
    Discovery,
    /// A claim without exception that no evidence shows.
    Absolute,
    /// Nothing is said of how non-members are told.
    NonMembers,
    /// It is said that nobody need do anything, beside advice what to do.
    NoAction,
    /// Something of counsel's.
    Counsel,
    /// A planted value.
    Planted,
    /// Evidence that the incident does not have.
    Evidence,
    /// A text that is said to be a fact or decision, on evidence that is graded lower.
    Grade,
    /// A text of the form that stands nowhere, for the ledger says otherwise.
    Unused,
    /// A number, moment or field that the incident does not bear out.
    Statement,
    /// What looks as if it named a person.
    Person,
    /// A version of the scope that is not the latest.
    Older,
    /// Something that is not certain of the rules.
    Uncertain,
}

impl LintRule {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LintRule::Belittling => "belittling",
            LintRule::Title => "title",
            LintRule::Items => "items",
            LintRule::Discovery => "discovery",
            LintRule::Absolute => "absolute",
            LintRule::NonMembers => "non_members",
            LintRule::NoAction => "no_action",
            LintRule::Counsel => "counsel",
            LintRule::Planted => "planted",
            LintRule::Evidence => "evidence",
            LintRule::Grade => "grade",
            LintRule::Unused => "unused",
            LintRule::Statement => "statement",
            LintRule::Person => "person",
            LintRule::Older => "older",
            LintRule::Uncertain => "uncertain",
        }
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LintFinding {
    /// Whether the document may leave with it.
    pub severity: Severity,
    /// What it was held against.
    pub rule: LintRule,
    /// Where: number and label, or the title.
    pub place: String,
    /// What was found, and what would be right.
    pub says: String,
    /// The text that it is about; empty where it is about none.
    pub text: String,
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(
            f,
            "{severity} ({}): {}: {}",
            self.rule.word(),
            self.place,
            self.says
        )
    }
}
