//! A text that says what was damaged and names some of the fields that were read, but not all: what the regulator had
//! corrected in the case was a notice that left out the door codes and the recipients.
//!
//! The longest name wins, and what it took names nothing else: an e-mail address is no address, and a code that was masked is
//! no code in clear.

use std::collections::BTreeSet;

use incident::statement::{FieldFact, Seen};

use super::{Lint, LintRule, Severity};
use crate::Lang;

/// The text of the form that says what was damaged.
const DAMAGE: &str = "course.damage";

/// The ending of the name of a field that is another one, masked.
const MASKED_NAME: &str = "_masked";

/// What is called an address and is none, and how it is read.
const NO_ADDRESS: [(&str, &str); 7] = [
    ("e-mail address", "e-mail"),
    ("email address", "email"),
    ("이메일 주소", "이메일"),
    ("이메일주소", "이메일"),
    ("전자우편 주소", "전자우편"),
    ("전자우편주소", "전자우편"),
    ("메일 주소", "메일"),
];

/// Before the name of a field: it was masked.
const MASKED_BEFORE: [&str; 6] = [
    "masked",
    "redacted",
    "가려진",
    "가림 처리된",
    "가림처리된",
    "마스킹된",
];

/// Behind it.
const MASKED_BEHIND: [&str; 4] = ["(가림", "(가려", "(마스킹", "(masked"];

impl Lint<'_> {
    /// Warns of fields that were read and that the damage, as people tell it, leaves out. A text that names none leaves
    /// none out: the fields stand in a section of their own.
    pub(super) fn left_out(&mut self) {
        let lang = self.document.lang;
        let said = self.given.form.said(DAMAGE, lang);
        let stands = |text: &&str| self.places.iter().any(|of| of.text.contains(*text));
        let Some(text) = said.and_then(|said| said.text(lang)).filter(stands) else {
            return;
        };
        let all = named(text, &self.known.fields);
        let read = self
            .known
            .fields
            .iter()
            .filter(|of| of.seen == Seen::Touched);
        let (named, left): (Vec<&FieldFact>, Vec<&FieldFact>) =
            read.partition(|of| all.contains(of.name.as_str()));
        if named.is_empty() || left.is_empty() {
            return;
        }
        let title = |of: &&FieldFact| match lang {
            Lang::Ko => of.title.ko.clone(),
            Lang::En => of.title.en.clone(),
        };
        let left: Vec<String> = left.iter().map(title).collect();
        let says = format!(
            "it names some of the fields that were read and leaves out {}: name every one, or none",
            left.join(", ")
        );
        self.find(
            Severity::Warning,
            LintRule::Items,
            format!("form {DAMAGE}"),
            says,
        );
    }
}

/// The fields that a text names.
fn named<'f>(text: &str, fields: &'f [FieldFact]) -> BTreeSet<&'f str> {
    let mut text = plain(text);
    for (whole, read) in NO_ADDRESS {
        text = text.replace(whole, read);
    }
    let mut found = BTreeSet::new();
    for (name, called) in names(fields) {
        while let Some((before, behind)) = text.split_once(&name) {
            let is_masked = MASKED_BEFORE
                .iter()
                .any(|of| before.trim_end().ends_with(of))
                || MASKED_BEHIND.iter().any(|of| behind.starts_with(of));
            found.extend(called.iter().map(|of| match masked(of, fields) {
                Some(masked) if is_masked => masked,
                _ => of.name.as_str(),
            }));
            // What stands between tells nothing, and parts what stood apart.
            text = format!("{before}\n{behind}");
        }
    }
    found
}

/// Every name of a field in clear letters, the longest first, with the fields that are called so.
fn names(fields: &[FieldFact]) -> Vec<(String, Vec<&FieldFact>)> {
    let mut all: Vec<(String, Vec<&FieldFact>)> = Vec::new();
    for field in fields {
        let titles = [&field.title.ko, &field.title.en];
        for name in titles
            .into_iter()
            .chain(&field.also)
            .map(|name| plain(name))
        {
            match all.iter_mut().find(|of| of.0 == name) {
                Some((_, called)) if called.iter().any(|of| of.name == field.name) => {}
                Some((_, called)) => called.push(field),
                None if name.is_empty() => {}
                None => all.push((name, vec![field])),
            }
        }
    }
    all.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    all
}

/// The form of a field in which it was masked.
fn masked<'f>(field: &FieldFact, fields: &'f [FieldFact]) -> Option<&'f str> {
    let twin = format!("{}{MASKED_NAME}", field.name);
    let twin = fields.iter().find(|of| of.name == twin)?;
    Some(twin.name.as_str())
}

/// A text in small letters, its English words in the singular, and no blank before a bracket.
fn plain(text: &str) -> String {
    let text = text.trim().to_lowercase().replace(" (", "(");
    let mut plain = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphabetic() {
            word.push(c);
            continue;
        }
        plain.push_str(singular(&word));
        word.clear();
        plain.push(c);
    }
    plain.trim_end().to_owned()
}

fn singular(word: &str) -> &str {
    match word.strip_suffix("es") {
        Some(one) if one.ends_with("ss") => one,
        _ if word.ends_with("ss") => word,
        _ => word.strip_suffix('s').unwrap_or(word),
    }
}
