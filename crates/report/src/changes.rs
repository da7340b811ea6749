//! What a document cannot say yet, and what it says otherwise than the version filed before.

use std::collections::{HashMap, HashSet};

use event::Millis;
use serde::{Deserialize, Serialize};

use crate::{Document, Grade, Part, Value, json};

/// Something that is still missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The number of the field that waits for it; empty where it belongs to none.
    pub number: String,
    /// What is missing.
    pub what: String,
    /// Why it is missing.
    pub why: Option<String>,
    /// Who gets it, by role.
    pub who: Option<String>,
    /// By when it is expected.
    #[serde(with = "json::maybe_time")]
    pub expected: Option<Millis>,
}

/// What is other than in the version filed before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// How that version is called, with the number of its receipt.
    pub filed: String,
    /// When it was filed.
    #[serde(with = "json::time")]
    pub at: Millis,
    /// The differences in the order of the document; none is an answer too.
    pub list: Vec<Change>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The number of the field.
    pub number: String,
    /// The label of the field, or caption and first cell of the row.
    pub label: String,
    /// What stood there; null where nothing of this name stood.
    pub before: Option<Was>,
    /// What stands there; null where it stands no longer.
    pub after: Option<Was>,
}

/// What stood somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Was {
    /// Its grade.
    pub grade: Grade,
    /// Its values; null is unknown.
    pub values: Vec<Option<Value>>,
}

/// What a field or row is found by: section, number, label, and which one of these it is.
type Key<'a> = (&'a str, &'a str, String, usize);

impl Changes {
    /// What `now` says otherwise than `filed`, by fields and by rows of tables. A field is the same
    /// one when section, number and label are; a reworded label is one gone and one new. Notes,
    /// grounds of the same grade, wording and order are not compared.
    #[must_use]
    pub fn between(
        filed: &Document,
        now: &Document,
        name: impl Into<String>,
        at: Millis,
    ) -> Changes {
        let (old, new) = (places(filed), places(now));
        let was: HashMap<&Key<'_>, &Was> = old.iter().map(|(key, was)| (key, was)).collect();
        let stands: HashSet<&Key<'_>> = new.iter().map(|(key, _)| key).collect();
        let other = new.iter().filter_map(|(key, after)| {
            let before = was.get(key).copied();
            (before != Some(after)).then(|| change(key, before, Some(after)))
        });
        let gone = old
            .iter()
            .filter(|(key, _)| !stands.contains(key))
            .map(|(key, before)| change(key, Some(before), None));
        let list = other.chain(gone).collect();
        Changes {
            filed: name.into(),
            at,
            list,
        }
    }
}

fn change(key: &Key<'_>, before: Option<&Was>, after: Option<&Was>) -> Change {
    let (_, number, label, _) = key;
    Change {
        number: (*number).to_owned(),
        label: label.clone(),
        before: before.cloned(),
        after: after.cloned(),
    }
}

/// Everything of a document that can be other in a later one, in its order.
fn places(document: &Document) -> Vec<(Key<'_>, Was)> {
    let mut seen: HashMap<(&str, &str, String), usize> = HashMap::new();
    let mut places = Vec::new();
    for section in &document.sections {
        for (number, label, was) in section.parts.iter().flat_map(of_part) {
            let nth = seen
                .entry((&section.id, number, label.clone()))
                .and_modify(|nth| *nth += 1)
                .or_default();
            places.push(((section.id.as_str(), number, label, *nth), was));
        }
    }
    places
}

fn of_part(part: &Part) -> Vec<(&str, String, Was)> {
    match part {
        Part::Fields { fields } => fields
            .iter()
            .map(|field| {
                let was = Was {
                    grade: field.ground().grade(),
                    values: field.values().iter().cloned().map(Some).collect(),
                };
                (field.number.as_str(), field.label.clone(), was)
            })
            .collect(),
        Part::Table(table) => table
            .rows
            .iter()
            .map(|row| {
                let (name, values) = match row.cells() {
                    [Some(Value::Text { text }), rest @ ..] => {
                        (format!("{}: {text}", table.caption), rest)
                    }
                    cells => (table.caption.clone(), cells),
                };
                let was = Was {
                    grade: row.ground().grade(),
                    values: values.to_vec(),
                };
                ("", name, was)
            })
            .collect(),
        Part::Clocks { .. } | Part::Decisions { .. } | Part::Text { .. } => Vec::new(),
    }
}
