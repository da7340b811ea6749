//! Rules from a source's words to ours: outcomes, sorts of actor, identity changes.

use std::collections::BTreeMap;

use event::{ActorKind, Change, Outcome};

use crate::SettingsError;

/// How values become outcomes.
#[derive(Debug, Clone, Default)]
pub(super) struct OutcomeRules {
    exact: BTreeMap<String, Outcome>,
    classes: [Option<Outcome>; 10],
    other: Option<Outcome>,
}

impl OutcomeRules {
    /// Compiles `outcome_map`.
    pub(super) fn compile(map: &BTreeMap<String, String>) -> Result<OutcomeRules, SettingsError> {
        let mut rules = OutcomeRules::default();
        for (value, word) in map {
            let outcome = word_of(
                "outcome_map",
                word,
                Outcome::from_word,
                "served, denied or missing",
            )?;
            match class_of(value) {
                Some(class) => {
                    if let Some(slot) = rules.classes.get_mut(class) {
                        *slot = Some(outcome);
                    }
                }
                None if value == "*" => rules.other = Some(outcome),
                None => {
                    rules.exact.insert(value.clone(), outcome);
                }
            }
        }
        Ok(rules)
    }

    /// The outcome of a value: exact, then by class, then `*`, then our words, then HTTP's rules
    /// (2xx and 304 served, 404 and 410 missing, every other status denied).
    pub(super) fn outcome(&self, value: &str) -> Option<Outcome> {
        if let Some(outcome) = self.exact.get(value) {
            return Some(*outcome);
        }
        let status = value
            .parse::<u16>()
            .ok()
            .filter(|s| (100..=999).contains(s));
        let class = status.and_then(|s| self.classes.get(usize::from(s / 100)).copied().flatten());
        class
            .or(self.other)
            .or_else(|| Outcome::from_word(value))
            .or_else(|| status.map(of_status))
    }
}

fn of_status(status: u16) -> Outcome {
    match status {
        200..=299 | 304 => Outcome::Served,
        404 | 410 => Outcome::Missing,
        _ => Outcome::Denied,
    }
}

/// `2xx` is class 2.
fn class_of(value: &str) -> Option<usize> {
    match value.as_bytes() {
        [digit @ b'1'..=b'9', b'x' | b'X', b'x' | b'X'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

/// Compiles `actor_kind_map`.
pub(super) fn actor_kinds(
    map: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, ActorKind>, SettingsError> {
    words(
        "actor_kind_map",
        map,
        ActorKind::from_word,
        "anonymous, member, employee or service",
    )
}

/// Compiles `change_map`.
pub(super) fn changes(
    map: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Change>, SettingsError> {
    words(
        "change_map",
        map,
        Change::from_word,
        "joined, dormant, awake, withdrawn, left, key_granted or key_revoked",
    )
}

fn words<T>(
    at: &str,
    map: &BTreeMap<String, String>,
    from_word: fn(&str) -> Option<T>,
    wanted: &str,
) -> Result<BTreeMap<String, T>, SettingsError> {
    map.iter()
        .map(|(value, word)| Ok((value.clone(), word_of(at, word, from_word, wanted)?)))
        .collect()
}

fn word_of<T>(
    at: &str,
    word: &str,
    from_word: fn(&str) -> Option<T>,
    wanted: &str,
) -> Result<T, SettingsError> {
    from_word(word).ok_or_else(|| SettingsError {
        at: format!("mapping.{at}"),
        message: format!("{word:?} is unknown here: write {wanted}"),
    })
}
