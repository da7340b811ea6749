//! What people typed, held against the words that a statement is held against: one list for what a company says,
//! wherever it says it.

use incident::statement::{self, Absolute, Loose};

use super::{Lint, LintRule, NO_CLAIM, Place, Severity};

/// Absolute words that no report holds without evidence. *All*, *only* and a bare *no* stand in many true sentences; they
/// are held against the record, which is no business of a document.
const NEEDS_EVIDENCE: [Absolute; 4] = [
    Absolute::NoEvidence,
    Absolute::NotTransferred,
    Absolute::Deleted,
    Absolute::Recovered,
];

/// How much a claim without exception matters: what may be advice, or leaves open what it says, a person may let stand.
pub(super) fn claimed(place: &Place, is_open: bool) -> Severity {
    match is_open || place.section == "relief" {
        true => Severity::Warning,
        false => Severity::Error,
    }
}

/// What is said of a word that makes a leak smaller.
pub(super) fn smaller(words: &str) -> String {
    format!("{words:?} makes it smaller than it is: say what leaked and how")
}

/// What is said of a word that nothing need be done, where people are told what to do.
pub(super) fn beside_advice(words: &str) -> String {
    format!("{words:?} beside advice what to do: leave one of them out")
}

/// What is said of a claim without exception that nothing shows.
pub(super) fn without_evidence(words: &str) -> String {
    format!(
        "{words:?} without evidence graded fact: name what shows it, or say that it is somebody's word and what is not known"
    )
}

/// Words of reads, and of a moment from which on there were none.
const READS_SINCE: [[&str; 4]; 2] = [
    ["조회", "열람", "접근", "접속"],
    ["이후", "부터", "뒤로", "후로"],
];

/// Whether no reads were confirmed from a moment on: that leaves open what was before it, and the ledger may show it.
fn is_since(word: &Loose, sentence: &str) -> bool {
    let is_found = ["확인되지", "발견되지"]
        .iter()
        .any(|of| word.words.contains(of));
    let mut all = READS_SINCE.iter();
    is_found && all.all(|words| words.iter().any(|of| sentence.contains(of)))
}

impl Lint<'_> {
    /// Texts of the form, where they stand in the document.
    pub(super) fn typed(&mut self) {
        let mut found = Vec::new();
        let claims = statement::claims(self.known);
        for (place, text) in self.typed_places() {
            for word in statement::belittling(text) {
                let (severity, says) = (self.belittles(place), smaller(&word));
                found.push((severity, LintRule::Belittling, place.name.clone(), says));
            }
            for of in claims(text) {
                let words = of.words.iter();
                found.extend(words.filter_map(|word| {
                    let is_open = of.is_open || is_since(word, &of.text);
                    self.loose(place, word, is_open)
                }));
            }
        }
        // Of two in one place the one that a person cannot let stand is told.
        found.sort_by_key(|of| of.0);
        for (severity, rule, place, says) in found {
            // What is found by both lists is told once.
            let is_told = |of: &super::LintFinding| of.rule == rule && of.place == place;
            if !self.found.iter().any(is_told) {
                self.find(severity, rule, place, says);
            }
        }
    }

    fn loose(
        &self,
        place: &Place,
        word: &Loose,
        is_open: bool,
    ) -> Option<(Severity, LintRule, String, String)> {
        let words = &word.words;
        if word.says == Absolute::NoAction {
            let (severity, says) = match self.advises() {
                true => (Severity::Error, beside_advice(words)),
                false => (
                    Severity::Warning,
                    format!("{words:?}: say what people can do, for the law asks for it"),
                ),
            };
            return Some((severity, LintRule::NoAction, place.name.clone(), says));
        }
        let is_absolute = word.denies || NEEDS_EVIDENCE.contains(&word.says);
        if !is_absolute || self.is_shown(place) {
            return None;
        }
        let (severity, says) = (claimed(place, is_open), without_evidence(words));
        Some((severity, LintRule::Absolute, place.name.clone(), says))
    }

    /// The places in which a text of the form stands, with that text.
    fn typed_places(&self) -> Vec<(&Place, &str)> {
        let lang = self.document.lang;
        let texts = self
            .given
            .form
            .all()
            .filter_map(|(_, said)| said.text(lang));
        let texts: Vec<&str> = texts.filter(|text| !text.trim().is_empty()).collect();
        let claims = self
            .places
            .iter()
            .filter(|of| !NO_CLAIM.contains(&of.section.as_str()));
        let placed = claims.flat_map(|place| {
            let here = texts.iter().filter(|text| place.text.contains(**text));
            here.map(move |text| (place, *text))
        });
        placed.collect()
    }
}
