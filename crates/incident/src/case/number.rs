//! The number of an incident. Exercises are counted apart from what is real, so that practice leaves no hole in the
//! numbers that an authority sees: `7` is the seventh incident, `E7` the seventh exercise.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::step::Mode;

/// What stands before the number of an exercise.
const EXERCISE: char = 'E';

/// See the module. What is real is sorted before what is practised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// Which of the two are counted.
    pub mode: Mode,
    /// Which of them, from 1.
    pub of: u32,
}

impl Number {
    /// The number of a real incident.
    #[must_use]
    pub fn real(of: u32) -> Number {
        let mode = Mode::Real;
        Number { mode, of }
    }

    /// The number of an exercise.
    #[must_use]
    pub fn exercise(of: u32) -> Number {
        let mode = Mode::Exercise;
        Number { mode, of }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mode {
            Mode::Real => write!(f, "{}", self.of),
            Mode::Exercise => write!(f, "{EXERCISE}{}", self.of),
        }
    }
}

/// Something that is no number of an incident.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no number of an incident: write 7, or E7 for an exercise")]
pub struct NoNumber(String);

impl FromStr for Number {
    type Err = NoNumber;

    fn from_str(text: &str) -> Result<Number, NoNumber> {
        let wrong = || NoNumber(text.chars().take(20).collect());
        let (mode, digits) = match text.strip_prefix([EXERCISE, 'e']) {
            Some(digits) => (Mode::Exercise, digits),
            None => (Mode::Real, text),
        };
        // A sign, or a zero before the number, would give one incident two names.
        if !digits.starts_with(|c: char| ('1'..='9').contains(&c)) {
            return Err(wrong());
        }
        let of = digits.parse().map_err(|_| wrong())?;
        Ok(Number { mode, of })
    }
}

/// A real incident is a JSON number, an exercise a text.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.mode {
            Mode::Real => to.serialize_u32(self.of),
            Mode::Exercise => to.collect_str(self),
        }
    }
}

/// As it is written; see above.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u32),
    Text(String),
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Number, D::Error> {
        match Written::deserialize(from)? {
            Written::Number(of) => Ok(Number::real(of)),
            Written::Text(text) => text.parse().map_err(de::Error::custom),
        }
    }
}
