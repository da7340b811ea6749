//! Facts of an incident: what is confirmed later is told, from the moment of its first confirmation on.

use super::{error::CaseError, incident::Incident, records::KnownFact};
use crate::law;

impl Incident {
    /// Enters a fact, or what is said of it now. Its earliest confirmation stands: a clock that runs is not moved on by
    /// entering the fact once more, nor stopped by leaving the moment out. So does the step that entered it first.
    pub(super) fn enter_fact(&mut self, mut fact: KnownFact, step: u32) {
        let before = self.facts.iter().find(|of| of.id == fact.id);
        fact.entered = before
            .and_then(|of| of.entered)
            .or_else(|| fact.confirmed.map(|_| step));
        let first = before.and_then(|of| of.confirmed);
        fact.confirmed = first.into_iter().chain(fact.confirmed).min();
        self.facts.retain(|of| of.id != fact.id);
        self.facts.push(fact);
    }

    /// Whether the notices of its laws have the items that a fact is said to close: an item such as `2`, or a part of one
    /// such as `2b` or `3b-2`. Where no law of it lists its items, nothing can be said.
    pub(super) fn has_items(&self, closes: &[String]) -> Result<(), CaseError> {
        let mut known: Vec<(&str, Vec<&str>)> = Vec::new();
        for regime in law::regimes().filter(|of| self.regimes.contains(&of.id)) {
            let mut numbers: Vec<&str> = Vec::new();
            for item in &regime.items {
                if !numbers.contains(&item.number.as_str()) {
                    numbers.push(&item.number);
                }
            }
            numbers.sort_unstable();
            known.push((&regime.id, numbers));
        }
        known.retain(|(_, numbers)| !numbers.is_empty());
        let is_known = |item: &&String| {
            let mut all = known.iter().flat_map(|(_, numbers)| numbers);
            all.any(|number| is_part(item, number))
        };
        match closes.iter().find(|item| !is_known(item)) {
            Some(item) if !known.is_empty() => Err(CaseError::NoItem {
                item: item.clone(),
                known: known
                    .iter()
                    .map(|(regime, numbers)| format!("{regime} {}", numbers.join(", ")))
                    .collect::<Vec<_>>()
                    .join("; "),
            }),
            _ => Ok(()),
        }
    }
}

/// Whether a text is an item, or a part of it: a letter, and a number of that.
fn is_part(text: &str, item: &str) -> bool {
    let Some(part) = text.strip_prefix(item) else {
        return false;
    };
    let (letter, number) = match part.split_once('-') {
        Some((letter, number)) => (letter, number),
        None => (part, "1"),
    };
    let is_letter = letter.len() == 1 && letter.bytes().all(|c| c.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit());
    part.is_empty() || (is_letter && is_number)
}
