//! Where rows come from, as it was typed. The address of a database is never typed: it holds a password, and a command
//! line is shown to everybody on the machine and kept in a history.

use std::path::Path;

use state::URL_BYTES_MAX;

use super::Question;
use crate::{
    asking,
    cli::{AskedArgs, OriginArgs},
    failure::Failure,
    home::Home,
};

/// Bytes of a query; a longer one is refused.
const QUERY_BYTES_MAX: usize = 64 << 10;

/// Where rows come from.
pub(crate) enum Origin<'o> {
    File(&'o Path),
    Postgres(Question),
}

impl<'o> Origin<'o> {
    pub(crate) fn of(home: &Home, args: &'o OriginArgs) -> Result<Origin<'o>, Failure> {
        match (&args.file, Question::of(home, &args.asked)?) {
            (Some(file), None) => Ok(Origin::File(file)),
            (None, Some(question)) => Ok(Origin::Postgres(question)),
            _ => Err(Failure::usage(
                "name a file, or a database with --from-postgres",
            )),
        }
    }
}

impl Question {
    /// What is asked, and where; `None` where no database is named.
    pub(crate) fn of(home: &Home, args: &AskedArgs) -> Result<Option<Question>, Failure> {
        let Some(at) = &args.from_postgres else {
            return Ok(None);
        };
        let query = query(home, args.query.as_deref(), args.query_file.as_deref())?;
        let url = url(home, "--from-postgres", at)?;
        Ok(Some(Question { url, query }))
    }
}

/// The text of a query, as it was typed or from a file.
pub(crate) fn query(
    home: &Home,
    typed: Option<&str>,
    file: Option<&Path>,
) -> Result<String, Failure> {
    let query = match (typed, file) {
        (Some(typed), None) => typed.to_owned(),
        (None, Some(file)) => text(home, file, QUERY_BYTES_MAX)?,
        _ => {
            return Err(Failure::usage(
                "what to ask stands in --query or --query-file",
            ));
        }
    };
    match query.len() {
        0..=QUERY_BYTES_MAX => Ok(query),
        len => Err(Failure::usage(format!(
            "the query has {len} bytes; at most {QUERY_BYTES_MAX} are taken: make it a view"
        ))),
    }
}

/// The address that stands where `at` says. What was typed is not repeated, for it may be an address after all.
pub(crate) fn url(home: &Home, option: &str, at: &str) -> Result<String, Failure> {
    let right = "write env:NAME or file:PATH, for an address on the command line is shown to everybody on this machine";
    let found = match at.split_once(':') {
        Some(("env", name)) if is_name(name) => std::env::var(name).map_err(|_| {
            Failure::usage(format!(
                "{option}: the environment has no text of the name {name}"
            ))
        })?,
        Some(("file", path)) => text(home, Path::new(path), URL_BYTES_MAX)?,
        _ => return Err(Failure::usage(format!("{option}: {right}"))),
    };
    let found = found.trim();
    match found.is_empty() {
        true => Err(Failure::usage(format!("{option}: no address stands there"))),
        false => Ok(found.to_owned()),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn text(home: &Home, path: &Path, bytes_max: usize) -> Result<String, Failure> {
    let (bytes, _) = asking::file(home, path, bytes_max)?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{}: it is not UTF-8", path.display())))
}
