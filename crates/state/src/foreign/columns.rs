//! The columns of an answer: which are wanted, which the query gives, and of which types.

use sqlx::{
    Column as _, Row as _, Statement as _, TypeInfo as _,
    postgres::{PgRow, PgStatement, PgTypeInfo, PgTypeKind},
};

use super::{cells::Cell, error::ForeignError};

/// A column that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its name, and others that it may have.
    pub names: &'a [&'a str],
    /// What stands in it.
    pub holds: Holds,
}

/// What a column holds, which says its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A word of ours: text or an enumeration.
    Word,
    /// A name or identifier: text, a whole number or a uuid.
    Name,
    /// A moment: a timestamp with or without time zone, a date, or a text that says one.
    Moment,
}

/// A column of the answer.
pub(super) struct Found {
    pub(super) name: String,
    place: usize,
    cell: Cell,
}

impl Found {
    /// Writes the cell of a row as text; nothing where it is NULL.
    pub(super) fn write(&self, row: &PgRow, text: &mut String) -> Result<(), String> {
        let value = row
            .try_get_raw(self.place)
            .map_err(|_| "is not there".to_owned())?;
        self.cell.write(&value, text)
    }
}

/// The wanted columns among those that a query gives.
pub(super) fn found(
    statement: &PgStatement,
    wanted: &[Column<'_>],
) -> Result<Vec<Found>, ForeignError> {
    let given = statement.columns();
    let usual = wanted.iter().filter_map(|column| column.names.first());
    let columns = usual.copied().collect::<Vec<_>>().join(", ");
    let is = |column: &Column<'_>, name: &str| column.names.contains(&name);
    for column in given {
        if !wanted.iter().any(|one| is(one, column.name())) {
            return Err(ForeignError::Needless {
                column: column.name().to_owned(),
                columns,
            });
        }
    }
    let one = |column: &Column<'_>| {
        let mut places = given.iter().filter(|of| is(column, of.name()));
        let (Some(of), None) = (places.next(), places.next()) else {
            let of = given.iter().filter(|of| is(column, of.name()));
            return Err(ForeignError::Column {
                count: of.count(),
                column: (*column.names.first().unwrap_or(&"")).to_owned(),
                columns: columns.clone(),
            });
        };
        Ok(Found {
            name: of.name().to_owned(),
            place: of.ordinal(),
            cell: cell_of(of.name(), of.type_info(), column.holds)?,
        })
    };
    wanted.iter().map(one).collect()
}

fn cell_of(name: &str, of: &PgTypeInfo, holds: Holds) -> Result<Cell, ForeignError> {
    use Holds::{Moment, Name, Word};
    let right = match holds {
        Word => "text or an enumeration",
        Name => "text, a whole number or uuid",
        Moment => "timestamptz, timestamp, date or text",
    };
    let is_enumeration = matches!(of.kind(), PgTypeKind::Enum(_));
    match (of.name().to_ascii_uppercase().as_str(), holds) {
        ("TEXT" | "VARCHAR" | "CHAR" | "NAME" | "CITEXT", _) => Ok(Cell::Text),
        (_, Word) if is_enumeration => Ok(Cell::Text),
        ("INT2" | "INT4" | "INT8", Name) => Ok(Cell::Number),
        ("UUID", Name) => Ok(Cell::Uuid),
        ("TIMESTAMPTZ", Moment) => Ok(Cell::Instant),
        ("TIMESTAMP", Moment) => Ok(Cell::Local),
        ("DATE", Moment) => Ok(Cell::Date),
        (found, _) => Err(ForeignError::Type {
            column: name.to_owned(),
            found: found.to_owned(),
            right,
        }),
    }
}
