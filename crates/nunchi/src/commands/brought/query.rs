//! Rows that a PostgreSQL answers.

use sha2::{Digest, Sha256};
use state::foreign::{Column, Foreign};

use super::{Row, Rows, tally::Tally};
use crate::failure::Failure;

/// What is asked, and where. The address holds a password, so this is never printed.
pub(crate) struct Question {
    pub(super) url: String,
    pub(super) query: String,
}

impl Question {
    /// SHA-256 of the text of the query.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.query).into()
    }

    /// Asks it: its columns are those that are wanted.
    pub(crate) fn ask(&self, columns: &[Column<'_>]) -> Result<Foreign, Failure> {
        Ok(Foreign::ask(&self.url, &self.query, columns)?)
    }
}

pub(super) struct Query {
    foreign: Foreign,
    /// Of the rows that were gone over last.
    tally: Tally,
}

impl Query {
    pub(super) fn ask(question: &Question, columns: &[Column<'_>]) -> Result<Query, Failure> {
        Ok(Query {
            foreign: question.ask(columns)?,
            tally: Tally::default(),
        })
    }

    /// What the rows were when they were last gone over.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    pub(super) fn database(&self) -> &str {
        self.foreign.place()
    }

    pub(super) fn end(self) {
        self.foreign.end();
    }
}

impl Rows for Query {
    fn go_over(
        &mut self,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.tally = Tally::default();
        let gone_over = self.foreign.go_over(|number, cells| {
            self.tally.add(cells);
            each(&Row {
                number,
                end: number,
                cells,
            })
        });
        gone_over.map(drop)
    }

    fn place(&self, number: u64) -> String {
        format!("{}: row {number}", self.foreign.place())
    }
}
