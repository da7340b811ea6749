//! Values as people write them: durations, sizes, words of closed lists; and the word that was
//! probably meant.

use std::{borrow::Cow, fmt, marker::PhantomData};

use event::{
    ActorKind, Form, SubjectKind,
    catalogue::{Guarantee, LegalClass},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::cli::BlockForm;

/// Milliseconds, written as `20s`, `10m`, `12h` or `400d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duration(pub(super) i64);

/// Bytes, written as a number or as `64KiB`, `10MiB`, `1GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(pub(super) u64);

/// A word of a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<T>(pub(super) T);

/// A closed list of words.
pub(super) trait Worded: Copy + 'static {
    /// What a value of the list is.
    const WHAT: &'static str;
    /// Every value.
    const VALUES: &'static [Self];
    /// The word of a value.
    fn said(self) -> &'static str;
}

macro_rules! worded {
    ($($type:ident $what:literal;)*) => {
        $(impl Worded for $type {
            const WHAT: &'static str = $what;
            const VALUES: &'static [$type] = $type::ALL;
            fn said(self) -> &'static str {
                self.word()
            }
        })*
    };
}

worded! {
    LegalClass "legal class";
    Guarantee "guarantee";
    ActorKind "sort of actor";
    SubjectKind "sort of subject";
}

impl Worded for BlockForm {
    const WHAT: &'static str = "form of a block list";
    const VALUES: &'static [BlockForm] = BlockForm::ALL;
    fn said(self) -> &'static str {
        self.word()
    }
}

impl Worded for Form {
    const WHAT: &'static str = "form";
    const VALUES: &'static [Form] = &[Form::Text, Form::Phone, Form::Email];
    fn said(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Phone => "phone",
            Form::Email => "email",
        }
    }
}

/// The value of a word, or a sentence that says what would be right.
pub(super) fn value_of<T: Worded>(word: &str) -> Result<T, String> {
    let found = T::VALUES.iter().find(|value| value.said() == word);
    found.copied().ok_or_else(|| {
        let words: Vec<&str> = T::VALUES.iter().map(|value| value.said()).collect();
        let meant = meant(word, &words);
        format!(
            "{word:?} is no {}{meant}: write {}",
            T::WHAT,
            words.join(", ")
        )
    })
}

/// `; did you mean "x"?`, or nothing where no word is near.
pub(super) fn meant(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .min();
    match near {
        Some((distance, candidate)) if distance * 3 <= word.chars().count().max(3) => {
            format!(" (did you mean {candidate:?}?)")
        }
        _ => String::new(),
    }
}

/// Edits between two words, where swapping two neighbours is one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    let at = |rows: &[Vec<usize>], i: usize, j: usize| {
        rows.get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or(usize::MAX / 2)
    };
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let left = row.last().copied().unwrap_or(0) + 1;
            let changed = at(&rows, i, j) + usize::from(ca != cb);
            let mut best = left.min(changed).min(at(&rows, i, j + 1) + 1);
            let crossed = i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca);
            if crossed {
                best = best.min(at(&rows, i - 1, j - 1) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    at(&rows, a.len(), b.len())
}

fn duration(text: &str) -> Option<i64> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(unit_at)?;
    let unit_ms = match unit.trim() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit_ms)
}

fn size(text: &str) -> Option<u64> {
    let unit_at = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit_at)?;
    let unit_bytes: u64 = match unit.trim() {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit_bytes)
}

/// Reads a value from a text or a whole number.
struct FromText<T> {
    wanted: &'static str,
    read: fn(&str) -> Result<T, String>,
    marker: PhantomData<T>,
}

impl<T> de::Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wanted)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        (self.read)(&number.to_string()).map_err(E::custom)
    }
}

fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    wanted: &'static str,
    read: fn(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(FromText {
        wanted,
        read,
        marker: PhantomData,
    })
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        read(deserializer, "a duration such as \"20s\"", |text| {
            duration(text).map(Duration).ok_or_else(|| {
                format!("{text:?} is no duration: write a whole number with s, m, h or d, such as \"20s\", \"10m\", \"12h\" or \"400d\"")
            })
        })
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Size, D::Error> {
        read(deserializer, "a size such as \"1GiB\"", |text| {
            size(text).map(Size).ok_or_else(|| {
                format!("{text:?} is no size: write bytes, or a whole number with KiB, MiB, GiB or TiB, such as \"1GiB\"")
            })
        })
    }
}

impl<'de, T: Worded> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Word<T>, D::Error> {
        read(deserializer, "a word", |text| value_of(text).map(Word))
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]+ *(ms|s|m|h|d)$", "examples": ["20s", "12h"]})
    }
}

impl JsonSchema for Size {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [
            {"type": "string", "pattern": "^[0-9]+ *(KiB|MiB|GiB|TiB)?$"},
            {"type": "integer", "minimum": 0},
        ]})
    }
}

impl<T: Worded> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::WHAT.replace(' ', "_").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::VALUES.iter().map(|value| value.said()).collect();
        json_schema!({"type": "string", "enum": words})
    }
}
