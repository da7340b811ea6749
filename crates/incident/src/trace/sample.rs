//! A leaked sample as it comes: a table of unknown make, half filled, partly wrong. It is read into rows of values
//! in canonical form.
//!
//! A cell that cannot be read is counted and left out, for a sample is evidence and nobody can ask its author to mend
//! it. Only what exceeds a limit, or shows no known column at all, is refused.
//!
//! Columns are known by their names (Korean or English) or, where there is none, by the shape of their values.

mod columns;
mod layout;
mod values;

use event::{Canon, CanonError};
use hashbrown::HashSet;

use super::{Covered, Digest, Salt, text};
use layout::Layout;
pub(crate) use values::Forms;

/// Bytes of a sample: 10,000 rows of some 1,600 bytes. A larger one is refused.
pub const BYTES_MAX: usize = 16 << 20;

/// Rows of a sample, from the rule for evidence. A longer one is refused: cut it, any 1,000 rows say as much.
pub const ROWS_MAX: usize = 10_000;

/// Columns of a sample. A row with more is refused, for its delimiter was not understood.
pub const COLUMNS_MAX: usize = 64;

/// Bytes of a cell. A longer one is counted as unreadable and left out.
pub const CELL_BYTES_MAX: usize = 1024;

/// A sample shows a kind of value when more than so many rows of 1,000 fill it. Up to 30 % of the rows may come from
/// elsewhere, and what only they show must not be asked of a path.
pub const SHOWN_PERMILLE: usize = 333;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The identifier of a subject, such as a number of a member.
    Id,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A person's name.
    Name,
    /// A postal address, or a part of one.
    Address,
}

impl Column {
    /// Every column that is known.
    pub const ALL: [Column; 5] = [
        Column::Id,
        Column::Email,
        Column::Phone,
        Column::Name,
        Column::Address,
    ];

    /// The word used in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Column::Id => "id",
            Column::Email => "email",
            Column::Phone => "phone",
            Column::Name => "name",
            Column::Address => "address",
        }
    }

    /// The byte that stands for it in a digest.
    fn code(self) -> u8 {
        match self {
            Column::Id => 1,
            Column::Email => 2,
            Column::Phone => 3,
            Column::Name => 4,
            Column::Address => 5,
        }
    }
}

/// One value of a row, in the form in which it is compared: a canonical name with its namespace (`member:123`), an
/// e-mail in lower case, a phone number as E.164, a name without blanks, an address as words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    /// What it is.
    pub column: Column,
    /// The value.
    pub value: Covered,
}

/// One row that says something.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line of the sample on which it begins, from 1.
    pub line: u64,
    /// Its values, each once, in the order of [`Column`]. Never empty.
    pub values: Vec<Value>,
    /// What may be kept of it.
    pub digest: Digest,
}

impl Row {
    /// Its values in one column.
    pub fn values_of(&self, column: Column) -> impl Iterator<Item = &str> {
        let of = move |value: &&Value| value.column == column;
        self.values
            .iter()
            .filter(of)
            .map(|value| value.value.uncover())
    }

    /// Its whole address where it shows nothing else.
    pub(super) fn address_alone(&self) -> Option<String> {
        let is_alone = self.values.iter().all(|of| of.column == Column::Address);
        let address: Vec<&str> = self.values_of(Column::Address).collect();
        text::whole(&address.join(" ")).filter(|_| is_alone)
    }

    /// Whether it shows a name and nothing else, which is nobody.
    #[must_use]
    pub fn is_name_alone(&self) -> bool {
        self.values.iter().all(|of| of.column == Column::Name)
    }
}

/// What was left out on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Rows with nothing that could be read.
    pub empty_rows: u64,
    /// Rows that say the same as an earlier one.
    pub repeated_rows: u64,
    /// Cells of known columns that hold something else, such as a phone number with a letter.
    pub unreadable_cells: u64,
}

/// A leaked sample, read.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Rows that differ, in their order.
    pub rows: Vec<Row>,
    /// What each column was taken for; `None` where it was not known and left out.
    pub columns: Vec<Option<Column>>,
    /// What was left out.
    pub left_out: LeftOut,
}

/// Why a sample cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// Too many bytes.
    #[error(
        "the sample has {bytes} bytes; at most {BYTES_MAX} are taken: cut it, 1,000 rows say as much"
    )]
    Bytes {
        /// How many there are.
        bytes: usize,
    },
    /// Too many rows.
    #[error(
        "line {line}: the sample has more than {ROWS_MAX} rows: cut it, 1,000 rows say as much"
    )]
    Rows {
        /// Where the first row too many begins, from 1.
        line: u64,
    },
    /// Too many columns.
    #[error(
        "line {line}: {columns} columns; at most {COLUMNS_MAX} are taken: part them with , ; tab or |"
    )]
    Columns {
        /// Where the row begins, from 1.
        line: u64,
        /// How many there are.
        columns: usize,
    },
    /// No column is known by its name or by its values.
    #[error(
        "no column holds ids, e-mails, phone numbers, names or addresses: name the columns in the first line, such as id,email,phone,name,address (UTF-8)"
    )]
    NoColumn,
    /// The namespace of ids is not in the catalogue.
    #[error("the ids of the sample: {0}")]
    Ids(#[from] CanonError),
}

impl Sample {
    /// Reads a sample. Ids without a namespace are of `id_namespace`; phone numbers without a country are of the
    /// country in `canon`.
    ///
    /// # Errors
    /// When a limit is exceeded, no column is known, or `id_namespace` is not in the catalogue.
    pub fn read(
        bytes: &[u8],
        canon: &Canon,
        id_namespace: &str,
        salt: &Salt,
    ) -> Result<Sample, SampleError> {
        let forms = Forms::new(canon, id_namespace)?;
        if bytes.len() > BYTES_MAX {
            return Err(SampleError::Bytes { bytes: bytes.len() });
        }
        let table = layout::table(bytes)?;
        let Layout { columns, rows_from } = columns::recognise(&table, &forms);
        if columns.iter().all(Option::is_none) {
            return Err(SampleError::NoColumn);
        }
        let too_many = table.get(rows_from + ROWS_MAX);
        if let Some(line) = too_many.map(|row| row.line) {
            return Err(SampleError::Rows { line });
        }
        let mut sample = Sample {
            rows: Vec::new(),
            columns,
            left_out: LeftOut::default(),
        };
        let mut seen = HashSet::new();
        for raw in table.iter().skip(rows_from) {
            sample.take(raw, &forms, salt, &mut seen);
        }
        Ok(sample)
    }

    /// The kinds of value that the sample shows: those that more than a third of its rows fill.
    #[must_use]
    pub fn shows(&self) -> Vec<Column> {
        let fills = |column| {
            let filled = |row: &&Row| row.values.iter().any(|value| value.column == column);
            self.rows.iter().filter(filled).count() * 1000 > self.rows.len() * SHOWN_PERMILLE
        };
        let all = Column::ALL.into_iter();
        all.filter(|column| fills(*column)).collect()
    }

    fn take(
        &mut self,
        raw: &layout::RawRow,
        forms: &Forms<'_>,
        salt: &Salt,
        seen: &mut HashSet<Digest>,
    ) {
        let mut values = Vec::new();
        for (cell, column) in raw.cells.iter().zip(&self.columns) {
            if let (Some(column), false) = (column, cell.is_blank()) {
                match forms.canonical(*column, cell.text()) {
                    Some(value) => values.push(Value {
                        column: *column,
                        value: Covered::new(value),
                    }),
                    None => self.left_out.unreadable_cells += 1,
                }
            }
        }
        values.sort();
        values.dedup();
        if values.is_empty() {
            self.left_out.empty_rows += 1;
            return;
        }
        let coded = values
            .iter()
            .map(|value| (value.column.code(), value.value.uncover()));
        let digest = Digest::of(salt, coded);
        if !seen.insert(digest) {
            self.left_out.repeated_rows += 1;
            return;
        }
        self.rows.push(Row {
            line: raw.line,
            values,
            digest,
        });
    }
}

#[cfg(test)]
mod tests;
