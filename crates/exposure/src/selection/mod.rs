//! Selections: the text that says which reads are meant, as a typed expression.
//!
//! A selection is a boolean SQL expression over the columns of the ledger ([`Column`]). [`parse`]
//! turns its text into an [`Expr`] whose every test has a form that can be evaluated as it stands:
//! times are instants, networks are networks, words are the bytes that rows store.
//!
//! Not here: evaluation over rows, the catalogue (whether a route or field exists is the caller's
//! to ask, by [`Selection::texts`]), and the replacing of names by ids, for which the caller has
//! [`Selection::map_text`].
//!
//! Invariants:
//! * whatever [`parse`] returns is in normal form ([`Selection::new`]), and its `Display` is a text
//!   that [`parse_printed`] reads back to an equal selection, in any time zone;
//! * normal form keeps the meaning in Kleene's logic, in which a null column is undecided;
//! * `NOT` binds before `AND`, `AND` before `OR`; an incident binds as if it stood in parentheses;
//! * places ([`std::ops::Range`]) are bytes of the text that was parsed.
//!
//! ```
//! use exposure::selection;
//! use jiff::tz::TimeZone;
//!
//! let seoul = TimeZone::get("Asia/Seoul").unwrap();
//! let text = "NOT issued AND route in ('profile', 'address-list') and time >= '2025-01-05'";
//! assert_eq!(
//!     selection::parse(text, &seoul).unwrap().to_string(),
//!     "NOT issued AND route IN ('address-list', 'profile') AND time >= '2025-01-04T15:00:00.000Z'",
//! );
//!
//! let wrong = selection::parse("rout = 'profile'", &seoul).unwrap_err();
//! assert_eq!(wrong.message, "unknown column \"rout\": did you mean \"route\"?");
//! ```

mod columns;
mod error;
mod expr;
mod lexer;
pub mod limits;
mod literals;
mod normal;
mod parser;
mod pattern;
mod print;
mod suggest;
mod term;
mod time;

use std::ops::Range;

use jiff::tz::TimeZone;

pub use columns::Column;
pub use error::SelectionError;
pub use expr::{Expr, IssuedWord, Predicate, Test, TextTest, TimeRange, TimeTest};
pub use pattern::{Pattern, Piece};
pub use suggest::did_you_mean;
pub use term::{Term, Terms};
pub use time::parse as moment;

/// Which reads are meant. `Display` prints the normal form, with times as instants in UTC.
///
/// Two selections are equal when their expressions are; the places of the tests do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The condition that a read meets.
    pub expr: Expr,
}

/// Reads a selection that a person wrote. Dates and times without an offset are taken in `zone`.
///
/// # Errors
/// When the text is no selection or beyond a limit ([`limits`]), or names an incident; the error points at the place.
pub fn parse(text: &str, zone: &TimeZone) -> Result<Selection, SelectionError> {
    parser::parse(text, zone, limits::TYPED, &mut no_term).map(Selection::new)
}

/// As [`parse`], where incidents may be named: `terms` gives what each of them selects.
///
/// # Errors
/// As [`parse`]; what `terms` says of an incident, at its place; and when the selection, with its incidents written
/// out, is longer or nested deeper than one that is read back may be.
pub fn parse_with(
    text: &str,
    zone: &TimeZone,
    terms: Terms<'_>,
) -> Result<Selection, SelectionError> {
    let mut named = false;
    let mut counted = |term: &Term| {
        named = true;
        terms(term)
    };
    let expr = parser::parse(text, zone, limits::TYPED, &mut counted)?;
    let selection = Selection::new(expr);
    if named {
        parse_printed(&selection.to_string()).map_err(|beyond| {
            let message = format!("with its incidents written out: {}", beyond.message);
            SelectionError::new(0..text.len(), message)
        })?;
    }
    Ok(selection)
}

/// The incident that a text names, where it is that and nothing else.
#[must_use]
pub fn term(text: &str) -> Option<Term> {
    parser::whole_term(text, limits::TYPED)
}

/// Says that no incident is known.
fn no_term(_: &Term) -> Result<Selection, String> {
    Err("no incident can be named here: write its selection".to_owned())
}

/// Reads a selection that was printed by `Display`, which may be longer than what a person may
/// write ([`limits::PRINTED_BYTES_MAX`]).
///
/// # Errors
/// As [`parse`].
pub fn parse_printed(text: &str) -> Result<Selection, SelectionError> {
    parser::parse(text, &TimeZone::UTC, limits::PRINTED, &mut no_term).map(Selection::new)
}

impl Selection {
    /// The selection of an expression, in normal form: `AND` and `OR` flattened, double `NOT`
    /// removed, lists sorted and without duplicates, a pattern without wildcards made a text.
    ///
    /// An expression built by hand recurses as deep as it is nested. Its lists should not be empty
    /// and its codes, times and numbers should be such as a text can say, or it will not be read
    /// back after printing.
    #[must_use]
    pub fn new(expr: Expr) -> Selection {
        Selection {
            expr: normal::normal(expr),
        }
    }

    /// The reads that both selections mean. Places stay those of the text each was parsed from.
    #[must_use]
    pub fn and(self, other: Selection) -> Selection {
        Selection::new(Expr::And(vec![self.expr, other.expr]))
    }

    /// The columns that the selection names, each once, in the order of [`Column::ALL`].
    #[must_use]
    pub fn columns_used(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        self.expr.each_test(&mut |test| columns.push(test.column));
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Whether the selection names this column.
    #[must_use]
    pub fn names(&self, column: Column) -> bool {
        let mut found = false;
        self.expr
            .each_test(&mut |test| found |= test.column == column);
        found
    }

    /// The texts that this column is compared with, each with the place of its literal, for a
    /// caller that knows which there are. Patterns are left out: they need not match anything.
    #[must_use]
    pub fn texts(&self, column: Column) -> Vec<(&str, Range<usize>)> {
        let mut texts = Vec::new();
        self.expr.each_test(&mut |test| {
            if let Predicate::Text(TextTest::In(values)) = &test.test
                && test.column == column
            {
                let places = (0..values.len()).map(|at| test.place(at));
                texts.extend(values.iter().map(String::as_str).zip(places));
            }
        });
        texts
    }

    /// The same selection with each text literal replaced by what `replace` makes of it: names of
    /// subjects, actors and credentials become ids before anything is printed, stored or evaluated.
    /// `replace` returns texts of columns that it does not change as they are.
    ///
    /// # Errors
    /// What `replace` says of a literal, with its place; and a pattern over a column that is stored
    /// under a pseudonym (which [`parse`] refuses), because it cannot be replaced.
    pub fn map_text(
        &self,
        replace: &mut dyn FnMut(Column, &str) -> Result<String, String>,
    ) -> Result<Selection, SelectionError> {
        Ok(Selection::new(
            self.expr.map_tests(&mut |test| map_test(test, replace))?,
        ))
    }
}

/// One test with its texts replaced.
fn map_test(
    test: &Test,
    replace: &mut dyn FnMut(Column, &str) -> Result<String, String>,
) -> Result<Test, SelectionError> {
    let mut mapped = test.clone();
    match &mut mapped.test {
        Predicate::Text(TextTest::In(values)) => {
            for (at, value) in values.iter_mut().enumerate() {
                *value = replace(test.column, value)
                    .map_err(|message| SelectionError::new(test.place(at), message))?;
            }
        }
        Predicate::Text(TextTest::Like(_)) if test.column.is_pseudonymous() => {
            return Err(SelectionError::new(
                test.span.clone(),
                literals::no_pattern(test.column),
            ));
        }
        _ => {}
    }
    Ok(mapped)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
