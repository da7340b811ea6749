//! Every text of a document with its place.

use crate::{Document, Field, Grade, Ground, Part, Row, Value};

/// A field, a row or a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The section.
    pub(super) section: String,
    /// The number of the field; empty for rows and paragraphs.
    pub(super) number: String,
    /// How it is called in a finding.
    pub(super) name: String,
    /// What it says, a value a line.
    pub(super) text: String,
    /// What stands beside it: note, grounds, label.
    pub(super) beside: String,
    /// Its values.
    pub(super) values: Vec<Value>,
    /// Its grade.
    pub(super) grade: Grade,
}

pub(super) fn places(document: &Document) -> Vec<Place> {
    let mut places = Vec::new();
    for section in &document.sections {
        for part in &section.parts {
            of_part(&section.id, part, &mut places);
        }
    }
    for note in &document.notes {
        places.push(Place::said("notes", &note.name, note.text.clone()));
    }
    for missing in &document.missing {
        let words = [
            Some(&missing.what),
            missing.why.as_ref(),
            missing.who.as_ref(),
        ];
        let text = words
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join("\n");
        places.push(Place::said("missing", &missing.what, text));
    }
    for change in document.changes.iter().flat_map(|of| &of.list) {
        let sides = [change.before.as_ref(), change.after.as_ref()];
        let values: Vec<&Value> = sides
            .into_iter()
            .flatten()
            .flat_map(|of| of.values.iter().flatten())
            .collect();
        places.push(Place::said("changes", &change.label, joined(values)));
    }
    places
}

impl Place {
    fn said(section: &str, name: &str, text: String) -> Place {
        Place {
            section: section.to_owned(),
            number: String::new(),
            name: name.to_owned(),
            text,
            beside: String::new(),
            values: Vec::new(),
            grade: Grade::Statement,
        }
    }
}

fn of_part(section: &str, part: &Part, places: &mut Vec<Place>) {
    match part {
        Part::Fields { fields } => {
            places.extend(fields.iter().map(|field| of_field(section, field)))
        }
        Part::Table(table) => {
            places.extend(
                table
                    .rows
                    .iter()
                    .map(|row| of_row(section, &table.caption, row)),
            );
        }
        Part::Clocks { clocks } => places.extend(clocks.iter().map(|clock| {
            let note = clock.note.clone().unwrap_or_default();
            Place::said(section, &clock.what, format!("{}\n{note}", clock.what))
        })),
        Part::Decisions { decisions } => places.extend(decisions.iter().map(|of| {
            let words = [
                Some(&of.question),
                of.decided.as_ref(),
                of.why.as_ref(),
                Some(&of.by),
            ];
            let text = words
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join("\n");
            Place::said(section, &of.question, text)
        })),
        Part::Text { text } => places.push(Place::said(section, section, text.clone())),
    }
}

fn of_field(section: &str, field: &Field) -> Place {
    let note = field.note.as_deref().unwrap_or_default();
    Place {
        section: section.to_owned(),
        number: field.number.clone(),
        name: format!("{} {}", field.number, field.label)
            .trim()
            .to_owned(),
        text: joined(field.values().iter().collect()),
        beside: format!("{}\n{note}\n{}", field.label, grounds(field.ground())),
        values: field.values().to_vec(),
        grade: field.ground().grade(),
    }
}

fn of_row(section: &str, caption: &str, row: &Row) -> Place {
    let values: Vec<Value> = row.cells().iter().flatten().cloned().collect();
    let name = match row.cells().first() {
        Some(Some(Value::Text { text })) => format!("{caption}: {text}"),
        _ => caption.to_owned(),
    };
    Place {
        section: section.to_owned(),
        number: String::new(),
        name,
        text: joined(values.iter().collect()),
        beside: grounds(row.ground()),
        values,
        grade: row.ground().grade(),
    }
}

fn grounds(ground: &Ground) -> String {
    let said = match ground {
        Ground::Statement { by } | Ground::Decision { by } => by.as_str(),
        Ground::Estimate { method, .. } => method.as_str(),
        Ground::Fact(_) | Ground::Unknown => "",
    };
    let query = ground.basis().map_or("", |basis| basis.query.as_str());
    format!("{said}\n{query}")
}

fn joined(values: Vec<&Value>) -> String {
    let texts = values.into_iter().filter_map(|value| match value {
        Value::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Whether a word stands in a text, whatever its case; one of Latin letters and digits stands for itself, and not within
/// another: `E1` is not in `E12`.
pub(super) fn in_words(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    let is_part = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(&word).any(|(at, found)| {
        let before = text.get(..at).and_then(|of| of.chars().next_back());
        let after = text
            .get(at + found.len()..)
            .and_then(|of| of.chars().next());
        let begins = found.chars().next().is_some_and(is_part) && before.is_some_and(is_part);
        let ends = found.chars().next_back().is_some_and(is_part) && after.is_some_and(is_part);
        !begins && !ends
    })
}
