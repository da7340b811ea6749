//! The dictionary of foreign strings: clients, key ids, issuers, instances, unmatched shapes.
//!
//! Rows hold codes. On disk the strings are sealed; in memory they are plain, for a writer must find
//! the code of a string and a question must find the string of a code.

use hashbrown::HashMap;

use crate::limits::{STRING_BYTES_MAX, STRINGS_MAX};

/// What stands for every string that came after the dictionary was full.
pub(crate) const FULL: &str = "(dictionary full)";

/// Strings by code, and back.
#[derive(Debug, Default)]
pub struct Strings {
    by_code: Vec<Box<str>>,
    codes: HashMap<Box<str>, u32>,
    refused: u64,
}

impl Strings {
    /// The code of a string; `None` when it is not here.
    #[must_use]
    pub fn code(&self, text: &str) -> Option<u32> {
        self.codes.get(cut(text)).copied()
    }

    /// The string of a code.
    #[must_use]
    pub fn text(&self, code: u32) -> Option<&str> {
        self.by_code
            .get(usize::try_from(code).ok()?)
            .map(AsRef::as_ref)
    }

    /// How many strings there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.by_code.len()).unwrap_or(u32::MAX)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// Every string with its code.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0u32..).zip(self.by_code.iter().map(AsRef::as_ref))
    }

    /// The code of a string, given to it if it has none yet.
    pub(crate) fn code_or_insert(&mut self, text: &str) -> u32 {
        let text = cut(text);
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let text = if self.by_code.len() >= STRINGS_MAX {
            self.refused += 1;
            if let Some(code) = self.codes.get(FULL) {
                return *code;
            }
            FULL
        } else {
            text
        };
        let code = self.len();
        self.by_code.push(text.into());
        self.codes.insert(text.into(), code);
        code
    }
}

/// A string over the limit keeps its start: it still tells clients apart well enough.
pub(crate) fn cut(text: &str) -> &str {
    if text.len() <= STRING_BYTES_MAX {
        return text;
    }
    let mut end = STRING_BYTES_MAX;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
