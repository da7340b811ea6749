//! What people write for the documents of an incident: the organisation, contacts, and whatever no record can say.
//! A TOML file, of which every text has a grade: a statement, unless it is said to be a decision or a fact and names
//! its evidence.
//!
//! A text is found by its key, such as `course.how`, or by the field it belongs to, such as `kr-pipa.4c`. What is not
//! there is unknown; nothing has a default wording.

use std::collections::BTreeMap;

use event::Millis;

use crate::Lang;

mod error;
mod example;
mod keys;
mod near;
mod read;

pub use error::FormError;
pub use example::example;
pub(super) use keys::{CONTACT_PARTS, CONTACTS};

/// Characters of one text. A longer one is refused: the web forms of the authorities take no more.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// Characters of a name, an address or a telephone number of an organisation or a contact. A longer one is refused: it
/// stands in a cell, and the sheet has two pages.
pub const LINE_CHARS_MAX: usize = 300;

/// Bytes of a form. A larger one is refused before it is read.
pub const FORM_BYTES_MAX: usize = 1 << 20;

/// Items of evidence that one text may name. More are refused.
pub const EVIDENCE_MAX: usize = 32;

/// A form as it was filled in. The default is one that says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    filled_by: Option<String>,
    said: BTreeMap<String, Said>,
    expected: BTreeMap<String, Expected>,
}

/// One text with what it rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// In Korean.
    pub ko: Option<String>,
    /// In English.
    pub en: Option<String>,
    /// How it is known.
    pub grade: SaidGrade,
    /// Whose word it is, where it is not that of whoever filled in the form.
    pub by: Option<String>,
    /// Ids of what shows it.
    pub evidence: Vec<String>,
}

/// How something that a person wrote is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SaidGrade {
    /// Somebody says so.
    #[default]
    Statement,
    /// Somebody decided it; evidence shows the decision.
    Decision,
    /// Evidence shows it.
    Fact,
}

/// When something that is unknown is expected, and from whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// By when.
    pub by: Option<Millis>,
    /// Who gets it.
    pub who: Option<String>,
}

impl Said {
    /// The text in a language, where there is one.
    #[must_use]
    pub fn text(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Ko => self.ko.as_deref(),
            Lang::En => self.en.as_deref(),
        }
    }
}

impl Form {
    /// Who filled it in, where that is said.
    #[must_use]
    pub fn filled_by(&self) -> Option<&str> {
        self.filled_by.as_deref()
    }

    /// This form over one that always holds: what this one says takes the place of what that one says under the same key.
    #[must_use]
    pub fn over(mut self, standing: Form) -> Form {
        self.filled_by = self.filled_by.or(standing.filled_by);
        for (key, said) in standing.said {
            self.said.entry(key).or_insert(said);
        }
        for (key, expected) in standing.expected {
            self.expected.entry(key).or_insert(expected);
        }
        self
    }

    /// What it says under a key, in a language; `None` where it says nothing in that language.
    #[must_use]
    pub fn said(&self, key: &str, lang: Lang) -> Option<&Said> {
        self.said.get(key).filter(|said| said.text(lang).is_some())
    }

    /// Every key under which it says something, with what it says.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Said)> {
        self.said.iter().map(|(key, said)| (key.as_str(), said))
    }

    /// When a field that is unknown is expected.
    #[must_use]
    pub fn expected(&self, field: &str) -> Option<&Expected> {
        self.expected.get(field)
    }
}

/// Whether something is told in a language; names and numbers are not, texts of fields are.
pub(super) fn is_prose(key: &str) -> bool {
    let found = keys::paths().into_iter().find(|(of, _)| of == key);
    found.is_none_or(|(_, prose)| prose)
}
