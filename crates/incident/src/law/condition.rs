//! Conditions of a duty question, in a form that a lawyer can read in the file:
//! `people >= 1000`, `people in EEA >= 1`, `sensitive`, `not encrypted`, `risk = high`.

use std::fmt;

use serde::Deserialize;

use super::facts::{Fact, Facts, Known, Risk};

/// One condition. It is met, not met, or nobody can say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Condition {
    /// At least so many people, anywhere or in a place.
    People {
        /// The place, such as `EEA`, `US-CA` or a country; `None` is anywhere.
        place: Option<String>,
        /// At least so many.
        at_least: u64,
    },
    /// A fact is so.
    Is(Fact),
    /// A fact is not so.
    IsNot(Fact),
    /// The risk was judged to be this.
    Risk(Risk),
}

/// Why a text is not a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a condition: write a fact such as sensitive, not encrypted, people >= 1000, \
     people in EEA >= 1, or risk = unlikely|likely|high"
)]
pub struct ConditionError {
    /// What was found.
    pub text: String,
}

impl Condition {
    /// Parses one condition.
    ///
    /// # Errors
    /// When the text is none; the error lists the forms.
    pub fn parse(text: &str) -> Result<Condition, ConditionError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let read = match *words.as_slice() {
            ["people", ">=", number] => people(None, number),
            ["people", "in", place, ">=", number] => people(Some(place.to_owned()), number),
            ["risk", "=", risk] => risk_of(risk).map(Condition::Risk),
            ["not", fact] => fact_of(fact).map(Condition::IsNot),
            [fact] => fact_of(fact).map(Condition::Is),
            _ => None,
        };
        read.ok_or_else(|| ConditionError {
            text: text.to_owned(),
        })
    }

    /// Whether it is met.
    #[must_use]
    pub fn met(&self, facts: &Facts) -> Known {
        match self {
            Condition::Is(fact) => facts.is(*fact),
            Condition::IsNot(fact) => facts.is(*fact).contrary(),
            Condition::Risk(risk) => facts
                .risk
                .map_or(Known::Unknown, |judged| Known::from(judged == *risk)),
            Condition::People { place, at_least } => {
                let (low, high) = match place {
                    Some(place) => facts.people_in(place),
                    None => facts.people_bounds(),
                };
                match high {
                    _ if low >= *at_least => Known::Yes,
                    Some(high) if high < *at_least => Known::No,
                    _ => Known::Unknown,
                }
            }
        }
    }
}

fn people(place: Option<String>, number: &str) -> Option<Condition> {
    let at_least = number.parse().ok()?;
    Some(Condition::People { place, at_least })
}

fn fact_of(word: &str) -> Option<Fact> {
    Fact::ALL.iter().copied().find(|fact| fact.word() == word)
}

fn risk_of(word: &str) -> Option<Risk> {
    [Risk::Unlikely, Risk::Likely, Risk::High]
        .into_iter()
        .find(|risk| risk_word(*risk) == word)
}

fn risk_word(risk: Risk) -> &'static str {
    match risk {
        Risk::Unlikely => "unlikely",
        Risk::Likely => "likely",
        Risk::High => "high",
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionError;

    fn try_from(text: String) -> Result<Condition, ConditionError> {
        Condition::parse(&text)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::People {
                place: None,
                at_least,
            } => write!(f, "people >= {at_least}"),
            Condition::People {
                place: Some(place),
                at_least,
            } => write!(f, "people in {place} >= {at_least}"),
            Condition::Is(fact) => f.write_str(fact.word()),
            Condition::IsNot(fact) => write!(f, "not {}", fact.word()),
            Condition::Risk(risk) => write!(f, "risk = {}", risk_word(*risk)),
        }
    }
}
