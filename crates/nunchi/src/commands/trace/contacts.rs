//! The contact source: who has which e-mail, phone number, name and address. A CSV file, or a PostgreSQL that is asked.
//!
//! Each row is held against the sample as it comes and let go: nothing of it is kept, written or told, in errors neither.
//! A line of a file that cannot be read is counted and passed over, for a file of millions has such; a query can be mended,
//! so one wrong row of it ends the trace.

use std::path::Path;

use event::{Canon, Millis};
use exposure::selection;
use incident::trace::contacts::{Contact, Lines, Matches, Matching};
use jiff::tz::TimeZone;
use ledger::hex;
use serde_json::{Map, Value, json};
use state::foreign::{Column, Foreign, Holds};

use super::sample::Brought;
use crate::{
    asking,
    cli::TraceArgs,
    commands::brought::{NO_TIME, Question},
    failure::Failure,
    home::Home,
};

/// Columns of contacts. A query gives all of them, NULL where nothing is held.
const COLUMNS: [Column<'_>; 6] = [
    Column {
        names: &["subject"],
        holds: Holds::Name,
    },
    Column {
        names: &["email"],
        holds: Holds::Name,
    },
    Column {
        names: &["phone"],
        holds: Holds::Name,
    },
    Column {
        names: &["name"],
        holds: Holds::Name,
    },
    Column {
        names: &["address"],
        holds: Holds::Name,
    },
    Column {
        names: &["valid_from"],
        holds: Holds::Moment,
    },
];

/// What a moment that has no beginning is called by a PostgreSQL.
const SINCE_EVER: &str = "-infinity";

/// Where contacts come from.
pub(super) enum Source<'a> {
    /// Nowhere: rows are who they name themselves.
    None,
    File(&'a Path),
    /// The query has been read by the server; no row has come yet.
    Postgres(Box<Foreign>, Question),
}

impl<'a> Source<'a> {
    /// What was typed. A database is connected to and reads the query, so that what is wrong with either is told before
    /// the question is recorded.
    pub(super) fn of(home: &Home, args: &'a TraceArgs) -> Result<Source<'a>, Failure> {
        match (&args.contacts, Question::of(home, &args.asked)?) {
            (Some(file), _) => Ok(Source::File(file)),
            (None, Some(question)) => {
                let foreign = Box::new(question.ask(&COLUMNS)?);
                Ok(Source::Postgres(foreign, question))
            }
            (None, None) => Ok(Source::None),
        }
    }

    /// What the record of the question says of it: of a query, the digest of its text and the database.
    pub(super) fn body(&self) -> Map<String, Value> {
        match self {
            Source::Postgres(foreign, question) => Map::from_iter([
                ("query_sha256".to_owned(), json!(hex(&question.sha256()))),
                ("database".to_owned(), json!(foreign.place())),
            ]),
            Source::None | Source::File(_) => Map::new(),
        }
    }

    /// Whom the rows of the sample may be, by the contacts or by what they name themselves.
    pub(super) fn matched(
        self,
        home: &Home,
        args: &TraceArgs,
        brought: &Brought,
    ) -> Result<(Matches, Option<Lines>), Failure> {
        let canon = &home.settings.catalogue.canon;
        let mut matching = Matching::new(&brought.sample, canon, &args.ids)
            .map_err(|e| Failure::usage(format!("--ids: {e}")))?;
        let lines = match self {
            Source::None => None,
            Source::File(file) => Some(file_seen(home, file, &mut matching)?),
            Source::Postgres(foreign, _) => {
                let zone = asking::zone(&home.settings.catalogue);
                Some(rows_seen(*foreign, &mut matching, (canon, &zone))?)
            }
        };
        Ok((matching.matches(), lines))
    }
}

fn file_seen(home: &Home, file: &Path, matching: &mut Matching<'_>) -> Result<Lines, Failure> {
    let place = file.display();
    let source = home
        .disk()
        .open(file)
        .map_err(|e| Failure::usage(format!("--contacts {place}: {e}")))?;
    matching
        .see_all(source)
        .map_err(|e| Failure::usage(format!("--contacts {place}: {e}")))
}

/// What names and moments of rows are read by.
type Reading<'r> = (&'r Canon, &'r TimeZone);

/// Goes over the rows of a query once: they are taken in nowhere, so there is nothing to check first.
fn rows_seen(
    mut foreign: Foreign,
    matching: &mut Matching<'_>,
    reading: Reading<'_>,
) -> Result<Lines, Failure> {
    let place = foreign.place().to_owned();
    let rows = foreign.go_over(|number, cells| {
        row_seen(cells, matching, reading)
            .map_err(|why| Failure::usage(format!("{place}: row {number}: {why}")))
    })?;
    foreign.end();
    if rows == 0 {
        return Err(Failure::usage(format!(
            "{place}: the query gives no row, so nobody could be matched; may its user see the rows?"
        )));
    }
    Ok(Lines {
        lines: rows,
        ..Lines::default()
    })
}

fn row_seen(
    cells: &[&str],
    matching: &mut Matching<'_>,
    (canon, zone): Reading<'_>,
) -> Result<(), String> {
    let [subject, email, phone, name, address, from] = cells else {
        return Err("not six columns".to_owned());
    };
    let kind = subject.split_once(':').map(|(kind, _)| kind.trim());
    if kind.is_some_and(|kind| canon.namespace(kind).is_none()) {
        let known: Vec<&str> = canon.namespaces.iter().map(|of| of.id.as_str()).collect();
        return Err(format!(
            "subject is of a kind that there is none of; there are: {}",
            known.join(", ")
        ));
    }
    let contact = Contact {
        subject: subject.trim(),
        email: email.trim(),
        phone: phone.trim(),
        name: name.trim(),
        address: address.trim(),
        valid_from: since(from, zone)?,
    };
    match matching.see(&contact) {
        true => Ok(()),
        false => {
            Err("subject is no name: write member:123, or a number of what --ids says".to_owned())
        }
    }
}

fn since(text: &str, zone: &TimeZone) -> Result<Option<Millis>, String> {
    match text {
        "" | SINCE_EVER => Ok(None),
        text => selection::moment(text, zone)
            .map(Some)
            .map_err(|_| format!("valid_from {NO_TIME}")),
    }
}
