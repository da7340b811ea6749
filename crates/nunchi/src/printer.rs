//! What is printed: results on standard output, everything else on standard error.
#![expect(clippy::print_stderr, reason = "the one place that prints")]

use std::io::{IsTerminal, Write};

use clap::ValueEnum;

use crate::failure::Failure;

pub(crate) use incident::grouped;

/// How a listing is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs: stable names, `"v":1`.
    Json,
    /// For spreadsheets.
    Csv,
}

/// The format asked for; a table on a terminal, JSON otherwise.
pub(crate) fn format_or_default(asked: Option<Format>) -> Format {
    asked.unwrap_or(if std::io::stdout().is_terminal() {
        Format::Table
    } else {
        Format::Json
    })
}

/// Prints a result. A closed pipe ends nothing: whoever listened has heard enough.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
}

/// Prints a remark on standard error.
pub(crate) fn note(text: &str) {
    eprintln!("{text}");
}

/// Prints why a command ended.
pub(crate) fn complain(failure: &Failure) {
    eprintln!("nunchi: {}", failure.message);
}

/// A line of progress on standard error, over the one before; nothing when nobody watches.
pub(crate) fn progress(line: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[2K{line}");
        let _ = std::io::stderr().flush();
    }
}

/// Ends the line of progress.
pub(crate) fn progress_done() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[2K");
    }
}
