//! The cells of the rows that one FETCH gives, as text in one buffer that every FETCH uses again.

use sqlx::postgres::PgRow;

use super::{columns::Found, error::ForeignError};

/// See the module.
#[derive(Default)]
pub(super) struct Page {
    text: String,
    /// Where each cell ends in the text, row after row.
    ends: Vec<usize>,
    /// The rows of the pages before.
    before: u64,
    rows: u64,
}

impl Page {
    /// Begins the page that follows so many rows.
    pub(super) fn begin(&mut self, before: u64) {
        self.text.clear();
        self.ends.clear();
        (self.before, self.rows) = (before, before);
    }

    /// The number of its last row, from 1; that of the page before where it has none.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes the cells of the next row.
    pub(super) fn take(&mut self, row: &PgRow, columns: &[Found]) -> Result<(), ForeignError> {
        self.rows += 1;
        for column in columns {
            let written = column.write(row, &mut self.text);
            written.map_err(|why| ForeignError::Cell {
                row: self.rows,
                column: column.name.clone(),
                why,
            })?;
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    /// Goes over its rows, of so many columns each.
    pub(super) fn each<E>(
        &self,
        columns: usize,
        mut each: impl FnMut(u64, &[&str]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut start = 0;
        let mut cells = Vec::with_capacity(columns);
        for (row, ends) in (self.before + 1..).zip(self.ends.chunks(columns.max(1))) {
            cells.clear();
            for end in ends {
                cells.push(self.text.get(start..*end).unwrap_or_default());
                start = *end;
            }
            each(row, &cells)?;
        }
        Ok(())
    }
}
