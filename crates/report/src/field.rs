//! Fields and tables, and what each assertion rests on.
//!
//! Invariant: a field has values exactly when its grade is not unknown, and so has a row beside its
//! name; no value is blank. This holds by construction, after reading JSON too.

use incident::Grade;
use serde::{Deserialize, Serialize};

use crate::{Value, json};

/// What an assertion rests on. It carries what its grade owes the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A question to the ledger.
    Fact(Basis),
    /// A computation that may be wrong.
    Estimate {
        /// How it was made, as a sentence.
        method: String,
        /// What it was made from, where that is the ledger.
        basis: Option<Basis>,
    },
    /// Somebody's word.
    Statement {
        /// Whose, by role or organisation.
        by: String,
    },
    /// Somebody's decision.
    Decision {
        /// Whose, by role.
        by: String,
    },
    /// Nothing.
    Unknown,
}

impl Ground {
    /// The grade that follows.
    #[must_use]
    pub fn grade(&self) -> Grade {
        match self {
            Ground::Fact(_) => Grade::Fact,
            Ground::Estimate { .. } => Grade::Estimate,
            Ground::Statement { .. } => Grade::Statement,
            Ground::Decision { .. } => Grade::Decision,
            Ground::Unknown => Grade::Unknown,
        }
    }

    /// A statement of somebody.
    #[must_use]
    pub fn statement(by: impl Into<String>) -> Ground {
        Ground::Statement { by: by.into() }
    }

    /// A decision of somebody.
    #[must_use]
    pub fn decision(by: impl Into<String>) -> Ground {
        Ground::Decision { by: by.into() }
    }

    /// The question behind it, where there is one.
    #[must_use]
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Ground::Fact(basis) => Some(basis),
            Ground::Estimate { basis, .. } => basis.as_ref(),
            Ground::Statement { .. } | Ground::Decision { .. } | Ground::Unknown => None,
        }
    }
}

/// What a fact can be computed from again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The question, as `nunchi` takes it.
    pub query: String,
    /// The head of the ledger that was asked.
    pub checkpoint: Checkpoint,
}

/// The signed head of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Leaves.
    pub size: u64,
    /// Root over them, base64.
    pub root: String,
}

/// One numbered field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "json::FieldWire", into = "json::FieldWire")]
pub struct Field {
    /// Its number in the form, such as `3b`; empty where the form gives none.
    pub number: String,
    /// Its label.
    pub label: String,
    /// What else must be read with it.
    pub note: Option<String>,
    ground: Ground,
    values: Vec<Value>,
}

impl Field {
    /// A field with what it holds. Blank values are dropped; without a value it is unknown, whatever
    /// the ground, and with the ground unknown it has no value.
    #[must_use]
    pub fn new(
        number: impl Into<String>,
        label: impl Into<String>,
        ground: Ground,
        values: Vec<Value>,
    ) -> Field {
        let mut field = Field::unknown(number, label);
        let values: Vec<Value> = values.into_iter().filter(|v| !v.is_blank()).collect();
        if !values.is_empty() && ground != Ground::Unknown {
            (field.ground, field.values) = (ground, values);
        }
        field
    }

    /// A field of which nothing is known.
    #[must_use]
    pub fn unknown(number: impl Into<String>, label: impl Into<String>) -> Field {
        Field {
            number: number.into(),
            label: label.into(),
            note: None,
            ground: Ground::Unknown,
            values: Vec::new(),
        }
    }

    /// The field with a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Field {
        self.note = Some(note.into()).filter(|note| !note.trim().is_empty());
        self
    }

    /// The field with a further line of its note.
    #[must_use]
    pub fn with_further_note(self, note: impl Into<String>) -> Field {
        let note = match &self.note {
            Some(before) => format!("{before}\n{}", note.into()),
            None => note.into(),
        };
        self.with_note(note)
    }

    /// What it rests on.
    #[must_use]
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// What it holds; empty exactly when it is unknown.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it shows, as a title.
    pub caption: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows. A row with fewer cells than columns has the rest unknown.
    pub rows: Vec<Row>,
}

/// One row with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "json::RowWire", into = "json::RowWire")]
pub struct Row {
    ground: Ground,
    cells: Vec<Option<Value>>,
}

impl Row {
    /// A row; `None` and blank cells are unknown. The first cell names the row. A row that says nothing
    /// beside its name is unknown, whatever the ground, and with the ground unknown it says no more.
    #[must_use]
    pub fn new(ground: Ground, cells: Vec<Option<Value>>) -> Row {
        let cells = cells
            .into_iter()
            .map(|cell| cell.filter(|value| !value.is_blank()));
        let mut row = Row {
            ground,
            cells: cells.collect(),
        };
        if !row.says_anything() {
            row.ground = Ground::Unknown;
        }
        if row.ground == Ground::Unknown {
            row.cells.iter_mut().skip(1).for_each(|cell| *cell = None);
        }
        row
    }

    /// Whether a cell beside the name has a value, or the name where it stands alone.
    fn says_anything(&self) -> bool {
        let name = usize::from(self.cells.len() > 1);
        self.cells.iter().skip(name).any(Option::is_some)
    }

    /// What it rests on.
    #[must_use]
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Its cells; `None` is unknown, whatever the grade of the row.
    #[must_use]
    pub fn cells(&self) -> &[Option<Value>] {
        &self.cells
    }
}
