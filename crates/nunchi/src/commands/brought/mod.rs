//! Facts that people bring as rows, of a CSV file or of a PostgreSQL: all of them or none.
//!
//! Rows are gone over twice. First each is checked and nothing is taken in, so a mistake in the last one costs
//! nothing; then they are taken in, a piece at a time. They count with the act that the caller records, which makes
//! them one group with it: a ledger whose rows failed on the way is dropped, and nothing of them was written. A
//! foreign database takes as long as it likes, so its rows are checked before the ledger is opened for writing.

mod file;
mod origin;
mod query;
mod tally;

use event::{ActKind, Event};
use ledger::{Batch, Intake, Ledger, OWN_SOURCE, StreamId};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use state::foreign::Column;

use self::{file::File, query::Query};
use crate::{asking, failure::Failure, home::Home};

pub(crate) use origin::Origin;
pub(crate) use query::Question;

/// Rows of one import at which the epoch is sealed when it ends: until then whoever opens the ledger reads them from its
/// log and holds them all, about 0.4 KB a row.
const ROWS_WORTH_SEALING: u64 = 1_000_000;

/// What the digest of a stream of rows begins with.
const STREAM_DOMAIN: &[u8] = b"nunchi brought rows 1\n";

/// What is wrong with the column of a moment.
pub(crate) const NO_TIME: &str =
    "is no time: write RFC 3339 such as 2025-01-05T09:00:00+09:00, or a date such as 2025-01-05";

/// Rows that are prepared before they are handed to the writer: a few MB.
const PIECE_ROWS: u64 = 16_384;

/// What rows are and how one of them becomes an event.
pub(crate) struct Form<'f> {
    /// What the rows are, in one word: it keeps digests of different things apart.
    pub(crate) what: &'static str,
    pub(crate) columns: &'f [Column<'f>],
    /// The event of a row; the error is a sentence that names the column and what would be right. It never holds the
    /// cell: a query may give the phone number of somebody as any column.
    pub(crate) event: &'f dyn for<'r> Fn(&[&'r str]) -> Result<Event<'r>, String>,
}

/// What was brought.
pub(crate) struct Brought {
    /// Rows that are new; none when they came before.
    pub(crate) rows: u64,
    /// Of a file the SHA-256 of its bytes, of a query the digest of its rows.
    pub(crate) sha256: [u8; 32],
    /// Why there is nothing new, or where it came from.
    pub(crate) told: String,
    /// What an act says of a query: the digest of its text, and the database.
    asked: Option<([u8; 32], String)>,
}

/// A row: its number (the line, in a file), where in the stream it ends, and its cells in the order of the columns.
struct Row<'r> {
    number: u64,
    end: u64,
    cells: &'r [&'r str],
}

/// Rows that can be gone over more than once.
trait Rows {
    /// Goes over all of them.
    fn go_over(
        &mut self,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure>;

    /// Where a row stands, for people.
    fn place(&self, number: u64) -> String;
}

/// Takes rows in as nunchi's own source; they are written with the next act that is recorded. The ledger is opened for
/// writing here, as late as may be, unless it is.
pub(crate) fn bring(
    home: &Home,
    ledger: Option<Ledger>,
    origin: &Origin<'_>,
    form: &Form<'_>,
) -> Result<(Brought, Ledger), Failure> {
    match origin {
        Origin::File(path) => {
            let mut ledger = opened(home, ledger)?;
            let mut file = File::read(home.disk(), path, form.columns)?;
            let sha256 = file.sha256;
            let rows = match is_known(&ledger, form.what, sha256) {
                true => 0,
                false => {
                    check(home, &mut file, form)?;
                    take_in(&mut ledger, &mut file, form, sha256)?
                }
            };
            let brought = Brought {
                rows,
                sha256,
                told: "this file was imported before".to_owned(),
                asked: None,
            };
            Ok((brought, ledger))
        }
        Origin::Postgres(question) => ask(home, ledger, question, form),
    }
}

fn opened(home: &Home, ledger: Option<Ledger>) -> Result<Ledger, Failure> {
    ledger.map_or_else(|| home.writer(), Ok)
}

/// Takes in what a foreign database answers.
fn ask(
    home: &Home,
    ledger: Option<Ledger>,
    question: &Question,
    form: &Form<'_>,
) -> Result<(Brought, Ledger), Failure> {
    let mut query = Query::ask(question, form.columns)?;
    check(home, &mut query, form)?;
    let checked = query.tally().clone();
    let mut ledger = opened(home, ledger)?;
    let sha256 = checked.digest(form.what);
    let database = query.database().to_owned();
    let is_known = is_known(&ledger, form.what, sha256);
    let mut rows = 0;
    if !is_known && checked.rows() > 0 {
        rows = take_in(&mut ledger, &mut query, form, sha256)?;
        if *query.tally() != checked {
            return Err(Failure::usage(format!(
                "{database}: the query, asked twice, did not give the same rows: it must not depend on chance or on the time of day; nothing was taken in"
            )));
        }
    }
    query.end();
    let digest = ledger::hex(&sha256);
    let told = match (rows, is_known) {
        (0, true) => format!(
            "the {} rows that {database} gives were imported before (digest {digest})",
            checked.rows()
        ),
        (0, false) => format!("the query gives no row; may its user see the rows of {database}?"),
        _ => format!("{database} (digest of its rows {digest})"),
    };
    let brought = Brought {
        rows,
        sha256,
        told,
        asked: Some((question.sha256(), database)),
    };
    Ok((brought, ledger))
}

impl Brought {
    /// What an act says of it.
    pub(crate) fn body(&self) -> Map<String, Value> {
        let mut body = Map::from_iter([
            ("rows".to_owned(), json!(self.rows)),
            ("sha256".to_owned(), json!(ledger::hex(&self.sha256))),
        ]);
        if let Some((sha256, database)) = &self.asked {
            body.insert("query_sha256".to_owned(), json!(ledger::hex(sha256)));
            body.insert("database".to_owned(), json!(database));
        }
        body
    }

    /// Where the rows came from, to follow a number of them; nothing for a file, which was named.
    pub(crate) fn source(&self) -> String {
        match self.asked {
            Some(_) => format!(" from {}", self.told),
            None => String::new(),
        }
    }

    /// Ends the run that imported it.
    pub(crate) fn finish(&self, home: &Home, ledger: Ledger) -> Result<(), Failure> {
        home.end(ledger, self.rows >= ROWS_WORTH_SEALING)
    }

    /// Records that rows were imported, which writes them: the rows and their act are one group, for rows without their
    /// act would be known the next time and never get one.
    pub(crate) fn record(
        &self,
        home: &Home,
        ledger: &mut Ledger,
        (kind, more): (ActKind, Option<(&str, &str)>),
    ) -> Result<(), Failure> {
        let mut body = self.body();
        body.extend(more.map(|(key, value)| (key.to_owned(), json!(value))));
        asking::record(home, ledger, kind, "nunchi", body).map(drop)
    }
}

/// The stream of rows. It is another than that of the same bytes as a log: a log is known by the digest of its first
/// bytes, which of a small file are all.
fn stream_id(what: &str, sha256: [u8; 32]) -> StreamId {
    let mut digest = Sha256::new();
    digest.update(STREAM_DOMAIN);
    digest.update(what.as_bytes());
    digest.update(sha256);
    StreamId {
        sha256: digest.finalize().into(),
        prefix_bytes: 1 << 40,
    }
}

/// Whether these rows came before. Earlier versions named their stream after the digest alone.
fn is_known(ledger: &Ledger, what: &str, sha256: [u8; 32]) -> bool {
    let state = ledger.state();
    let is_own = |code: u32| {
        let source = state.sources.get(code as usize);
        source.is_some_and(|source| source.id == OWN_SOURCE)
    };
    [stream_id(what, sha256).sha256, sha256]
        .iter()
        .filter_map(|of| state.files.get(of))
        .any(|mark| mark.offset > 0 && is_own(mark.source))
}

/// Whether every row can be taken in, and how many there are. The ledger may be written by others meanwhile.
fn check(home: &Home, rows: &mut dyn Rows, form: &Form<'_>) -> Result<u64, Failure> {
    let mut intake = home.intake_apart()?;
    prepare(rows, form, &mut intake, &mut |_| Ok(()))
}

fn take_in(
    ledger: &mut Ledger,
    rows: &mut dyn Rows,
    form: &Form<'_>,
    sha256: [u8; 32],
) -> Result<u64, Failure> {
    let (mut stream, mut intake) = ledger.stream(OWN_SOURCE, stream_id(form.what, sha256))?;
    prepare(rows, form, &mut intake, &mut |mut batch| {
        ledger.admit(&mut stream, &mut batch);
        for item in 0..batch.len() {
            ledger.append(&mut stream, &batch, item)?;
        }
        Ok(())
    })
}

/// Prepares every row and hands them on in pieces; how many there are.
fn prepare(
    rows: &mut dyn Rows,
    form: &Form<'_>,
    intake: &mut Intake,
    piece: &mut dyn FnMut(Batch) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let (mut rows_taken, mut wrong) = (0, None);
    let gone_over = rows.go_over(&mut |row| {
        let event = (form.event)(row.cells);
        let taken = event.and_then(|event| intake.event(&event).map_err(|e| e.to_string()));
        if let Err(why) = taken {
            wrong = Some((row.number, why));
            return Err(Failure::usage("a row is wrong"));
        }
        intake.record_end(row.end);
        rows_taken += 1;
        match rows_taken % PIECE_ROWS {
            0 => piece(intake.take()),
            _ => Ok(()),
        }
    });
    if let Some((number, why)) = wrong {
        let message = format!("{}: {why}", rows.place(number));
        return Err(Failure::usage(message));
    }
    gone_over?;
    piece(intake.take())?;
    Ok(rows_taken)
}
