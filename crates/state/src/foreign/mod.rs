//! Rows of a foreign PostgreSQL: a query that somebody typed is asked there, and its rows are gone over one by one.
//!
//! Nothing is written there: every query runs in a transaction that is read only, and sees one state of the database
//! from its first row to its last (repeatable read). Rows that a policy would hide are an error and no shorter answer
//! (`row_security = off`). Nothing is kept here: each row is read as it comes, and the cells of at most
//! `FETCH_ROWS` rows are in memory, none of them longer than a cell may be. The query may
//! give only the columns that are asked for, so that no other personal data leaves the database.
//!
//! Invariant, **mute**: no error tells a password, an address as it was written, or a value of a row.
//!
//! ```no_run
//! use state::foreign::{Column, Foreign, ForeignError, Holds};
//! let wanted = [Column { names: &["subject"], holds: Holds::Name }];
//! let mut foreign = Foreign::ask("postgres://reader@db.example/shop", "SELECT id AS subject FROM member", &wanted)?;
//! let rows = foreign.go_over(|_row, cells| {
//!     assert!(cells.first().is_some_and(|subject| !subject.is_empty()));
//!     Ok::<(), ForeignError>(())
//! })?;
//! # let _ = rows;
//! # Ok::<(), ForeignError>(())
//! ```

mod address;
mod cells;
mod columns;
mod error;
mod page;

use std::time::Duration;

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _, postgres::PgRow,
};
use tokio::runtime::Runtime;

use crate::limits::{
    ANSWER_GRACE_MS, CONNECT_MS, FETCH_ROWS, FOREIGN_ROWS_MAX, LOCK_MS, STATEMENT_MS,
};
use address::Address;
use columns::Found;
pub use columns::{Column, Holds};
pub use error::ForeignError;
use page::Page;

/// A query that a foreign PostgreSQL was asked. See the module.
pub struct Foreign {
    runtime: Runtime,
    connection: PgConnection,
    place: String,
    query: String,
    columns: Vec<Found>,
}

impl Foreign {
    /// Connects, begins the transaction, and has the server read the query: its columns must be those that are
    /// wanted, in any order, and of types that can hold them. No row is read yet.
    ///
    /// # Errors
    /// When the address cannot be read, the server cannot be reached or does not let us in, or the query is wrong.
    pub fn ask(url: &str, query: &str, wanted: &[Column<'_>]) -> Result<Foreign, ForeignError> {
        let address = Address::read(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (connection, columns) = runtime.block_on(begin(&address, query, wanted))?;
        Ok(Foreign {
            runtime,
            connection,
            place: address.place,
            query: query.to_owned(),
            columns,
        })
    }

    /// The database: `postgres://host:port/database`, without user and password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Goes over every row: its number, from 1, and its cells in the order of the columns that were wanted. A cell is
    /// empty where it is NULL. The number of rows is returned. It may be called again, and sees the same state of the
    /// database; the order of the rows is the server's own unless the query says it.
    ///
    /// # Errors
    /// When the server refuses or goes away, a cell cannot be read, there are too many rows, or `each` fails.
    pub fn go_over<E: From<ForeignError>>(
        &mut self,
        mut each: impl FnMut(u64, &[&str]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut rows = 0;
        self.open_cursor()?;
        let mut page = Page::default();
        loop {
            page.begin(rows);
            self.fetch(&mut page)?;
            if page.rows() == rows {
                break;
            }
            page.each(self.columns.len(), |row, cells| match row {
                0..=FOREIGN_ROWS_MAX => each(row, cells),
                _ => Err(ForeignError::Rows.into()),
            })?;
            rows = page.rows();
        }
        self.close_cursor(rows)?;
        Ok(rows)
    }

    /// Ends the transaction and says good-bye, which a server otherwise notes in its log as a fault. Everything that
    /// was wanted has been read, so it does not matter whether that succeeds.
    pub fn end(mut self) {
        let ended = async {
            let _ = run(&mut self.connection, "ROLLBACK").await;
            let _ = self.connection.close().await;
        };
        let patience = Duration::from_millis(CONNECT_MS);
        let _ = self
            .runtime
            .block_on(async { tokio::time::timeout(patience, ended).await });
    }

    fn open_cursor(&mut self) -> Result<(), ForeignError> {
        // On its own line, for the query may end in a comment.
        let declare = format!("DECLARE nunchi NO SCROLL CURSOR FOR\n{}", self.query);
        let opened = within(run(&mut self.connection, &declare));
        let opened = self.runtime.block_on(opened);
        // The server understood the query, so what it does not understand is a cursor for it.
        match opened {
            Err(error) if error::is_no_question(&error) => Err(ForeignError::NoQuestion),
            other => other.map_err(|error| ForeignError::running(&error, &self.place, 0)),
        }
    }

    /// Reads the next rows into a page, each as it comes: a thousand may be of any size, and what is longer than a cell
    /// may be is refused at the first.
    fn fetch(&mut self, page: &mut Page) -> Result<(), ForeignError> {
        let before = page.rows();
        let (mut wrong, columns) = (None, &self.columns);
        let fetch = AssertSqlSafe(format!("FETCH FORWARD {FETCH_ROWS} FROM nunchi"));
        let fetch = sqlx::query(fetch).try_map(|row: PgRow| {
            page.take(&row, columns).map_err(|error| {
                wrong = Some(error);
                sqlx::Error::RowNotFound
            })
        });
        // What is collected has no size.
        let fetched = within(fetch.fetch_all(&mut self.connection));
        let fetched = self.runtime.block_on(fetched);
        match (wrong, fetched) {
            (Some(wrong), _) => Err(wrong),
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => Err(ForeignError::running(&error, &self.place, before)),
        }
    }

    fn close_cursor(&mut self, rows: u64) -> Result<(), ForeignError> {
        let closed = within(run(&mut self.connection, "CLOSE nunchi"));
        let closed = self.runtime.block_on(closed);
        closed.map_err(|error| ForeignError::running(&error, &self.place, rows))
    }
}

impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Foreign({})", self.place)
    }
}

async fn begin(
    address: &Address,
    query: &str,
    wanted: &[Column<'_>],
) -> Result<(PgConnection, Vec<Found>), ForeignError> {
    let patience = Duration::from_millis(CONNECT_MS);
    let connect = PgConnection::connect_with(&address.options);
    let mut connection = match tokio::time::timeout(patience, connect).await {
        Err(_) => return Err(address.unreachable(format!("no answer within {CONNECT_MS} ms"))),
        Ok(Err(error)) => return Err(address.refused(&error)),
        Ok(Ok(connection)) => connection,
    };
    let of = |error| ForeignError::unread(&error, &address.place);
    for setting in settings() {
        within(run(&mut connection, &setting)).await.map_err(of)?;
    }
    let query = AssertSqlSafe(query.to_owned()).into_sql_str();
    let statement = within(connection.prepare(query)).await.map_err(of)?;
    let columns = columns::found(&statement, wanted)?;
    Ok((connection, columns))
}

/// What the transaction begins with.
fn settings() -> [String; 6] {
    [
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
        format!("SET LOCAL statement_timeout = {STATEMENT_MS}"),
        format!("SET LOCAL lock_timeout = {LOCK_MS}"),
        // What is taken in after a row is the ledger's work, and no reason to be sent away.
        "SET LOCAL idle_in_transaction_session_timeout = 0".to_owned(),
        "SET LOCAL row_security = off".to_owned(),
        // All rows are read, so a plan that is quick with the first few is the wrong one.
        "SET LOCAL cursor_tuple_fraction = 1".to_owned(),
    ]
}

/// Runs a statement whose rows, if any, nobody wants. It is not kept by the server, for a pooler may stand between.
async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), sqlx::Error> {
    let statement = AssertSqlSafe(statement.to_owned());
    let run = sqlx::query(statement).persistent(false);
    run.execute(connection).await.map(drop)
}

/// Waits for an answer as long as the server itself allows, and a little longer for the way.
async fn within<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let patience = Duration::from_millis(STATEMENT_MS + ANSWER_GRACE_MS);
    match tokio::time::timeout(patience, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(sqlx::Error::Io(std::io::Error::from(
            std::io::ErrorKind::TimedOut,
        ))),
    }
}
