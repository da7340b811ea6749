//! What can go wrong with a foreign database, by who must act. See the module above for what is never told.

use event::ErrorClass;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use crate::limits::FOREIGN_ROWS_MAX;

/// Why a foreign database gave no rows.
#[derive(Debug, thiserror::Error)]
pub enum ForeignError {
    /// The address is none.
    #[error(
        "the address of the database cannot be read: write postgres://user:password@host:port/database, with signs such as @ or / in the password as % and two hexadecimal digits"
    )]
    Address,
    /// Nobody answers there, or we are not let in.
    #[error("{place} cannot be used: {why}")]
    Unreachable {
        /// The database, without user and password.
        place: String,
        /// Why.
        why: String,
    },
    /// The query is wrong, or it may not do what it wants.
    #[error("{place} refuses the query{}: {why}", at(*.position))]
    Refused {
        /// The database, without user and password.
        place: String,
        /// Why, in the server's words where they hold no data.
        why: String,
        /// The character of the query where the fault was found, from 1.
        position: Option<usize>,
    },
    /// The query does something else than ask.
    #[error(
        "the query is no question: it must be one SELECT, WITH … SELECT, VALUES or TABLE, for it is read row by row and may change nothing"
    )]
    NoQuestion,
    /// The server ended the query, or went away, before the last row.
    #[error("{place} went away after row {rows}: {why}; nothing was taken in, so ask again")]
    Lost {
        /// The database, without user and password.
        place: String,
        /// Rows that had come.
        rows: u64,
        /// Why.
        why: String,
    },
    /// A wanted column is missing, or is there twice.
    #[error(
        "the query gives {count} columns {column:?}, and must give one; the columns are {columns}"
    )]
    Column {
        /// How many there are.
        count: usize,
        /// The column.
        column: String,
        /// All that are wanted.
        columns: String,
    },
    /// A column that nobody wants.
    #[error(
        "the query also gives a column {column:?}: name only {columns}, so that no more personal data leaves the database than is taken in"
    )]
    Needless {
        /// The column.
        column: String,
        /// All that are wanted.
        columns: String,
    },
    /// A column of a type that cannot hold it.
    #[error("the column {column:?} is of the type {found}, and must be {right}")]
    Type {
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What would be right.
        right: &'static str,
    },
    /// A cell that cannot be read.
    #[error("row {row}: {column} {why}")]
    Cell {
        /// The row, from 1.
        row: u64,
        /// The column.
        column: String,
        /// Why; never the value.
        why: String,
    },
    /// More rows than are taken.
    #[error(
        "the query gives more than {FOREIGN_ROWS_MAX} rows, which is all that is taken at once: part it, such as by time"
    )]
    Rows,
    /// The machine gave no thread or no socket.
    #[error("the database cannot be asked: {0}")]
    System(#[from] std::io::Error),
}

impl ForeignError {
    /// Who must act.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            ForeignError::Unreachable { .. }
            | ForeignError::Lost { .. }
            | ForeignError::System(_) => ErrorClass::Unavailable,
            ForeignError::Rows => ErrorClass::Limit,
            _ => ErrorClass::Usage,
        }
    }

    /// What it means that the server does not take the query, of which nothing has run yet.
    pub(super) fn unread(error: &sqlx::Error, place: &str) -> ForeignError {
        ForeignError::of(error, place, (0, words(error)), position(error))
    }

    /// What it means that the query failed after so many rows. Its text says nothing of where: what failed may be a
    /// statement that a function put together.
    pub(super) fn running(error: &sqlx::Error, place: &str, rows: u64) -> ForeignError {
        ForeignError::of(error, place, (rows, code_alone(error)), None)
    }

    fn of(
        error: &sqlx::Error,
        place: &str,
        (rows, why): (u64, String),
        position: Option<usize>,
    ) -> ForeignError {
        let place = place.to_owned();
        // Of these, and of a broken line, the query is not the cause: resources, an operator, a conflict with a
        // standby's recovery, the system.
        let passing = ["08", "40", "53", "55", "57", "58", "XX"];
        match code(error) {
            Some(code) if !passing.iter().any(|class| code.starts_with(class)) => {
                ForeignError::Refused {
                    place,
                    why,
                    position,
                }
            }
            _ => ForeignError::Lost { place, rows, why },
        }
    }
}

/// SQLSTATE classes whose messages speak of the connection, the server and the text of the query, as long as nothing of
/// it has run. Messages of the others, such as 22 (data) or P0 (raised by a function), may hold a value of a row.
const TOLD: [&str; 12] = [
    "08", "0A", "25", "28", "34", "3D", "3F", "42", "53", "54", "55", "57",
];

/// The functions of the server that say that somebody may not read, and name only what stands in its catalogue. A
/// function that raises the same code itself may say anything.
const SAY_MAY_NOT: [&str; 2] = ["aclcheck_error", "check_enable_rls"];

/// What the server or the line said before anything of the query ran, as far as it may be told.
pub(super) fn words(error: &sqlx::Error) -> String {
    let Some(said) = error.as_database_error() else {
        return of_the_line(error);
    };
    let code = said.code().unwrap_or_default();
    match TOLD.iter().any(|class| code.starts_with(class)) {
        true => format!("{} ({code})", said.message()),
        false => unsaid(&code),
    }
}

/// What may be told once the query runs: a value of a row may have become the name of a column or a relation then, so
/// the server's words of any class may hold it.
fn code_alone(error: &sqlx::Error) -> String {
    let Some(said) = error.as_database_error() else {
        return of_the_line(error);
    };
    let code = said.code().unwrap_or_default();
    if code == "42501" && routine(error).is_some_and(|of| SAY_MAY_NOT.contains(&of)) {
        return format!("{} ({code})", said.message());
    }
    match meaning(&code) {
        Some(meaning) => format!("{meaning}: {}", unsaid(&code)),
        None => unsaid(&code),
    }
}

fn of_the_line(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(why) => why.to_string(),
        sqlx::Error::Protocol(_) => "it does not speak as PostgreSQL does".to_owned(),
        // None of the others carries bytes of the server.
        other => other.to_string(),
    }
}

fn unsaid(code: &str) -> String {
    format!(
        "error {code}, whose words stand in the server's log and not here, for they may hold a person's data"
    )
}

/// What a code means that is often met, in words of ours.
fn meaning(code: &str) -> Option<&'static str> {
    match code {
        "25006" => Some("it wants to write, and may only read"),
        "40001" => Some("what it reads was changed by the replay of a standby"),
        "42P01" | "42703" | "42883" => Some("it asks for something that is not there"),
        "55P03" => Some("a table that it reads stayed locked"),
        "57014" => Some("it took too long, or somebody ended it"),
        "57P01" | "57P02" | "57P03" => Some("the server stops or starts"),
        _ => None,
    }
}

/// Whether the server says that the query cannot be asked row by row, or that it changes something: there it found what
/// it understood to be no query of a cursor.
pub(super) fn is_no_question(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code == "42601")
        || routine(error).is_some_and(|of| of == "transformDeclareCursorStmt")
}

/// The function of the server that told an error.
fn routine(error: &sqlx::Error) -> Option<&str> {
    let said = error.as_database_error()?;
    said.try_downcast_ref::<PgDatabaseError>()?.routine()
}

/// The SQLSTATE of an error that the server told.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

fn position(error: &sqlx::Error) -> Option<usize> {
    let said = error.as_database_error()?;
    match said
        .try_downcast_ref::<PgDatabaseError>()
        .and_then(PgDatabaseError::position)
    {
        Some(PgErrorPosition::Original(position)) => Some(position),
        _ => None,
    }
}

fn at(position: Option<usize>) -> String {
    position.map_or_else(String::new, |position| format!(" at character {position}"))
}
