//! Texts of the form that stand nowhere: neither in the document at hand nor in any other that the incident would have. What
//! somebody wrote and nobody will read must not be lost in silence.

use std::iter::once_with;

use super::{
    super::{Filing, Given, board, report, sheet},
    texts::{Place, places},
};
use crate::{Document, Lang};

/// The keys of texts that stand in no document of an incident, in a language, but for those that are told already. `here`
/// is what the document at hand says.
pub(super) fn keys<'g>(
    given: &Given<'g>,
    lang: Lang,
    here: &[Place],
    is_told: impl Fn(&str) -> bool,
) -> Vec<&'g str> {
    let texts = given.form.all();
    let texts = texts.filter_map(|(key, said)| Some((key, said.text(lang)?)));
    let stands = |places: &[Place], text: &str| places.iter().any(|of| of.text.contains(text));
    let is_left = |(key, text): &(&str, &str)| !is_told(key) && !stands(here, text);
    let mut left: Vec<(&str, &str)> = texts.filter(is_left).collect();
    let given = Given {
        before: None,
        ..given.clone()
    };
    let mut others = others(&given, lang);
    // A document counts every clock of the incident: none is made of which nothing is asked.
    while !left.is_empty()
        && let Some(document) = others.next()
    {
        let places = places(&document);
        left.retain(|(_, text)| !stands(&places, text));
    }
    left.into_iter().map(|(key, _)| key).collect()
}

/// Every document that the incident would have in a language, each made when it is reached. One that cannot be made holds
/// no text.
fn others(given: &Given<'_>, lang: Lang) -> impl Iterator<Item = Document> {
    let regimes = given.incident.regimes.iter();
    let reports = regimes.map(move |regime| report(given, regime, Filing::First, lang));
    let pages = once_with(move || sheet(given, lang)).chain(once_with(move || board(given, lang)));
    reports.chain(pages).flatten()
}
