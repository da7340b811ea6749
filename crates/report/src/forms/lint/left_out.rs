//! A text that says what was damaged and names some of the fields that were read, but not all: what the regulator had
//! corrected in the case was a notice that left out the door codes and the recipients.

use incident::statement::{FieldFact, Seen};

use super::{Lint, LintRule, Severity};
use crate::Lang;

/// The text of the form that says what was damaged.
const DAMAGE: &str = "course.damage";

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
        let text = text.to_lowercase();
        let read = self
            .known
            .fields
            .iter()
            .filter(|of| of.seen == Seen::Touched);
        let (named, left): (Vec<&FieldFact>, Vec<&FieldFact>) =
            read.partition(|of| is_named(&text, of));
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

fn is_named(text: &str, field: &FieldFact) -> bool {
    let titles = [&field.title.ko, &field.title.en];
    let mut names = titles.into_iter().chain(&field.also);
    names.any(|name| !name.is_empty() && text.contains(&name.to_lowercase()))
}
