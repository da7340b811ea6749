//! Texts of the form that stand nowhere: neither in the document at hand nor in any other that the incident would have. What
//! somebody wrote and nobody will read must not be lost in silence.

use super::{
    super::{Filing, Given, board, report, sheet},
    texts::{Place, places},
};
use crate::{Document, Lang};

/// The keys of texts that stand in no document of an incident, in a language. `here` is what the document at hand says.
pub(super) fn keys<'g>(given: &Given<'g>, lang: Lang, here: &[Place]) -> Vec<&'g str> {
    let texts = given.form.all();
    let texts = texts.filter_map(|(key, said)| Some((key, said.text(lang)?)));
    let stands = |places: &[Place], text: &str| places.iter().any(|of| of.text.contains(text));
    let mut left: Vec<(&str, &str)> = texts.filter(|(_, text)| !stands(here, text)).collect();
    if left.is_empty() {
        return Vec::new();
    }
    for document in others(given, lang) {
        let places = places(&document);
        left.retain(|(_, text)| !stands(&places, text));
    }
    left.into_iter().map(|(key, _)| key).collect()
}

/// Every document that the incident would have in a language. One that cannot be made holds no text.
fn others(given: &Given<'_>, lang: Lang) -> Vec<Document> {
    let given = Given {
        before: None,
        ..given.clone()
    };
    let regimes = given.incident.regimes.iter();
    let reports = regimes.map(|regime| report(&given, regime, Filing::First, lang));
    let pages = [sheet(&given, lang), board(&given, lang)];
    reports.chain(pages).flatten().collect()
}
