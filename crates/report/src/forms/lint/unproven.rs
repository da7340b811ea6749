//! Answers that nobody has shown: that nobody came to harm, that nothing was altered or lost, that all was encrypted. The
//! ledger sees reads alone; whoever says it names evidence, or lets the warning stand under their own name.

use incident::{Grade, statement};

use super::{Lint, LintRule, Severity, finding, texts::in_words, typed};
use crate::forms::form::Said;

/// Questions of the form whose *no* nothing in a record of reads can show.
const UNSEEN: [&str; 2] = ["consequences.integrity", "consequences.availability"];

/// The question whose *yes* it cannot show.
const ENCRYPTED: &str = "consequences.encryption";

/// That something did not happen.
const DENIES: [&str; 15] = [
    "없", "않", "아니", "못", "no", "not", "none", "never", "nothing", "wasn't", "weren't", "n/a",
    "intact", "nobody", "without",
];

/// That something shall not happen.
const AHEAD: [&str; 2] = ["없도록", "않도록"];

/// That something was encrypted.
const ENCRYPTS: [&str; 8] = [
    "예",
    "네",
    "암호화",
    "yes",
    "encrypted",
    "그렇",
    "맞",
    "all",
];

/// That nobody came to harm.
const NO_HARM: [&str; 24] = [
    "suffered any harm",
    "suffered no harm",
    "suffered harm",
    "come to harm",
    "came to harm",
    "not harmed",
    "no harm",
    "no damage",
    "unharmed",
    "harmless",
    "피해가 없",
    "피해는 없",
    "피해도 없",
    "피해 없",
    "피해를 입지 않",
    "피해를 입은 고객은 없",
    "피해를 입은 고객이 없",
    "피해를 입은 사람은 없",
    "피해를 입은 사람이 없",
    "피해가 발생하지 않",
    "피해는 발생하지 않",
    "피해를 받지 않",
    "피해 사례가 없",
    "피해 사례는 없",
];

impl Lint<'_> {
    /// Warns of such answers, where no evidence graded fact is named.
    pub(super) fn unproven(&mut self) {
        let lang = self.document.lang;
        let sentences = statement::claims(self.known);
        let mut found = Vec::new();
        for (key, said) in self.given.form.all() {
            let Some(text) = said.text(lang).filter(|text| self.is_printed(text)) else {
                continue;
            };
            if self.rests_on_fact(said, text) {
                continue;
            }
            let all = sentences(text);
            let is_open = all.iter().all(|of| of.is_open);
            let words = match key {
                _ if UNSEEN.contains(&key) && !is_open => of(text, &DENIES),
                // An answer that says of anything that it was not encrypted claims nothing without exception.
                ENCRYPTED if !is_open && of(text, &DENIES).is_none() => of(text, &ENCRYPTS),
                _ => None,
            };
            let harm = all.iter().filter(|of| !of.is_open);
            let mut harm = harm.filter_map(|sentence| of(&sentence.text, &NO_HARM));
            found.extend(words.or_else(|| harm.next()).map(|word| (key, text, word)));
        }
        for (key, text, word) in found {
            let is_told =
                |of: &finding::LintFinding| of.rule == LintRule::Absolute && of.text.contains(text);
            if !self.found.iter().any(is_told) {
                let says = typed::without_evidence(word);
                let place = format!("form {key}");
                self.find(Severity::Warning, LintRule::Absolute, place, says);
            }
        }
    }

    /// Whether a text stands in the document as it is.
    fn is_printed(&self, text: &str) -> bool {
        let text = text.trim();
        let is_it = |of: &super::Place| {
            of.text.trim() == text || of.text.lines().any(|line| line.trim() == text)
        };
        let mut places = self.places.iter();
        !text.is_empty() && places.any(is_it)
    }

    fn rests_on_fact(&self, said: &Said, text: &str) -> bool {
        let evidence = self.given.incident.evidence.iter();
        let mut facts = evidence.filter(|of| of.grade == Grade::Fact);
        facts.any(|of| said.evidence.contains(&of.id) || in_words(text, &of.id))
    }
}

/// The first of words that stands in a text.
fn of<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    // What is to be kept from happening is no claim that it did not.
    let text = AHEAD
        .iter()
        .fold(text.to_owned(), |text, of| text.replace(of, " "));
    words.iter().find(|word| in_words(&text, word)).copied()
}
