//! The form for machines: the facts of a document as JSON, and back. A time is RFC 3339 in UTC with
//! milliseconds; what is unknown is null with the grade `unknown`, and no name is ever left out.

use serde::{Deserialize, Serialize};

use crate::{Basis, Document, Field, Grade, Ground, Row, Value};

/// The version of this form.
const VERSION: u32 = 1;

/// Why there is no JSON, or no document in it.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// The document could not be written.
    #[error("the document cannot be written as JSON: {0}")]
    Write(serde_json::Error),
    /// The text is not a document.
    #[error("this is no document: {0}; a document is what `to_json` writes")]
    Read(serde_json::Error),
    /// It is a document of another version.
    #[error("this is a document of version {found}, and this program reads version {VERSION}")]
    Version {
        /// The version that was found.
        found: u32,
    },
}

#[derive(Serialize)]
struct Versioned<'a> {
    v: u32,
    #[serde(flatten)]
    document: &'a Document,
}

#[derive(Deserialize)]
struct Head {
    v: u32,
}

/// The document as JSON, with two blanks a level and a line end after it.
///
/// # Errors
/// None that a document can cause; the writer of JSON has one all the same.
pub fn to_json(document: &Document) -> Result<String, JsonError> {
    let whole = Versioned {
        v: VERSION,
        document,
    };
    let mut text = serde_json::to_string_pretty(&whole).map_err(JsonError::Write)?;
    text.push('\n');
    Ok(text)
}

/// The document of a JSON text.
///
/// # Errors
/// When it is not one, is one of another version, or breaks an invariant of its fields.
pub fn from_json(text: &str) -> Result<Document, JsonError> {
    // The version first: a later one may differ in everything else.
    let Head { v } = serde_json::from_str(text).map_err(JsonError::Read)?;
    if v != VERSION {
        return Err(JsonError::Version { found: v });
    }
    let mut whole: serde_json::Value = serde_json::from_str(text).map_err(JsonError::Read)?;
    if let Some(names) = whole.as_object_mut() {
        names.remove("v");
    }
    serde_json::from_value(whole).map_err(JsonError::Read)
}

/// A ground as it is written: every name, null where the grade has no use for it.
#[derive(Serialize, Deserialize)]
struct GroundWire {
    grade: Grade,
    basis: Option<Basis>,
    method: Option<String>,
    by: Option<String>,
}

impl From<Ground> for GroundWire {
    fn from(ground: Ground) -> GroundWire {
        let mut wire = GroundWire {
            grade: ground.grade(),
            basis: ground.basis().cloned(),
            method: None,
            by: None,
        };
        match ground {
            Ground::Estimate { method, .. } => wire.method = Some(method),
            Ground::Statement { by } | Ground::Decision { by } => wire.by = Some(by),
            Ground::Fact(_) | Ground::Unknown => {}
        }
        wire
    }
}

/// What a ground lacks or has too much.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    #[error("{of:?} has the grade {} and no {lacks}", grade.word())]
    Lacks {
        of: String,
        grade: Grade,
        lacks: &'static str,
    },
    #[error("{of:?} has values and the grade unknown: what is unknown is null")]
    UnknownWithValues { of: String },
    #[error("{of:?} has the grade {} and no value: without a value the grade is unknown", grade.word())]
    Empty { of: String, grade: Grade },
}

impl GroundWire {
    fn ground(self, of: &str) -> Result<Ground, WireError> {
        let grade = self.grade;
        let lacks = |lacks| WireError::Lacks {
            of: of.to_owned(),
            grade,
            lacks,
        };
        Ok(match grade {
            Grade::Fact => Ground::Fact(self.basis.ok_or_else(|| lacks("basis"))?),
            Grade::Estimate => Ground::Estimate {
                method: self.method.ok_or_else(|| lacks("method"))?,
                basis: self.basis,
            },
            Grade::Statement => Ground::Statement {
                by: self.by.ok_or_else(|| lacks("by"))?,
            },
            Grade::Decision => Ground::Decision {
                by: self.by.ok_or_else(|| lacks("by"))?,
            },
            Grade::Unknown => Ground::Unknown,
        })
    }
}

/// A field as it is written.
#[derive(Serialize, Deserialize)]
pub(crate) struct FieldWire {
    number: String,
    label: String,
    values: Option<Vec<Value>>,
    #[serde(flatten)]
    ground: GroundWire,
    note: Option<String>,
}

impl From<Field> for FieldWire {
    fn from(field: Field) -> FieldWire {
        FieldWire {
            values: Some(field.values().to_vec()).filter(|values| !values.is_empty()),
            ground: field.ground().clone().into(),
            number: field.number,
            label: field.label,
            note: field.note,
        }
    }
}

impl TryFrom<FieldWire> for Field {
    type Error = WireError;

    fn try_from(wire: FieldWire) -> Result<Field, WireError> {
        let of = wire.label.clone();
        let grade = wire.ground.grade;
        let values = wire.values.unwrap_or_default();
        if grade == Grade::Unknown && !values.is_empty() {
            return Err(WireError::UnknownWithValues { of });
        }
        let ground = wire.ground.ground(&of)?;
        let mut field = Field::new(wire.number, wire.label, ground, values);
        if field.ground().grade() != grade {
            return Err(WireError::Empty { of, grade });
        }
        field.note = wire.note;
        Ok(field)
    }
}

/// A row as it is written.
#[derive(Serialize, Deserialize)]
pub(crate) struct RowWire {
    cells: Vec<Option<Value>>,
    #[serde(flatten)]
    ground: GroundWire,
}

impl From<Row> for RowWire {
    fn from(row: Row) -> RowWire {
        RowWire {
            cells: row.cells().to_vec(),
            ground: row.ground().clone().into(),
        }
    }
}

impl TryFrom<RowWire> for Row {
    type Error = WireError;

    fn try_from(wire: RowWire) -> Result<Row, WireError> {
        let of = match wire.cells.first() {
            Some(Some(Value::Text { text })) => text.clone(),
            _ => "a row".to_owned(),
        };
        let (grade, cells) = (wire.ground.grade, wire.cells.clone());
        let row = Row::new(wire.ground.ground(&of)?, wire.cells);
        if row.ground().grade() != grade {
            return Err(WireError::Empty { of, grade });
        }
        if grade == Grade::Unknown && row.cells() != cells {
            return Err(WireError::UnknownWithValues { of });
        }
        Ok(row)
    }
}

/// A moment: RFC 3339 in UTC with milliseconds.
pub(crate) mod time {
    use event::Millis;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(at: &Millis, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Millis, D::Error> {
        Millis::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A moment or null.
pub(crate) mod maybe_time {
    use event::Millis;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(at: &Option<Millis>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.collect_str(at),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Millis>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Millis::parse(&text).map_err(D::Error::custom))
            .transpose()
    }
}
