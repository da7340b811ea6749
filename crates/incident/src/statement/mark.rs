//! What is said of a draft.

use crate::both::Both;

/// What was found in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The version of the scope that the draft was held against.
    pub version: u32,
    /// Every number, moment, field and absolute word, in the order of the draft.
    pub marks: Vec<Mark>,
    /// Words that belittle, in the order of the draft.
    pub wordings: Vec<Wording>,
}

impl Checked {
    /// Whether everything is supported and no wording is an error.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.marks
            .iter()
            .all(|mark| mark.verdict == Verdict::Supported)
            && self
                .wordings
                .iter()
                .all(|wording| wording.severity == Severity::Warning)
    }

    /// How many marks have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.marks
            .iter()
            .filter(|mark| mark.verdict == verdict)
            .count()
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number, with what stands around it that says how exact it is.
    Number,
    /// A date, a time, or both.
    Moment,
    /// A field said to be read or not to be read.
    Field,
    /// A word that leaves no room.
    Absolute,
    /// A group of people that is counted, such as withdrawn members.
    Group,
}

impl Kind {
    /// The word of JSON and the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Number => "number",
            Kind::Moment => "moment",
            Kind::Field => "field",
            Kind::Absolute => "absolute",
            Kind::Group => "group",
        }
    }
}

/// What the facts carry of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A fact carries it.
    Supported,
    /// A fact says otherwise.
    Contradicted,
    /// No fact carries it.
    Unsupported,
    /// A fact of an earlier version carried it.
    OutOfDate,
}

impl Verdict {
    /// The word of JSON and the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Contradicted => "contradicted",
            Verdict::Unsupported => "unsupported",
            Verdict::OutOfDate => "out of date",
        }
    }
}

/// One thing found, with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// As it stands in the draft.
    pub words: String,
    /// Its sentence.
    pub sentence: String,
    /// Line and column of the sentence.
    pub sentence_at: (usize, usize),
    /// What it is.
    pub kind: Kind,
    /// What the facts carry of it.
    pub verdict: Verdict,
    /// Why.
    pub because: Both,
}

/// How much a wording matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// It must not stand there.
    Error,
    /// A person may accept it with a reason.
    Warning,
}

impl Severity {
    /// The word of JSON and the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Words that belittle what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// As they stand in the draft.
    pub words: String,
    /// Their sentence.
    pub sentence: String,
    /// How much it matters where they stand.
    pub severity: Severity,
    /// Why, and what would be right.
    pub because: Both,
}

/// A published sentence that needs correcting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Line and column of the sentence.
    pub at: (usize, usize),
    /// The sentence.
    pub sentence: String,
    /// What is wrong in it.
    pub marks: Vec<Mark>,
}
