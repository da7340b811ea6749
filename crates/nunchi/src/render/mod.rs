//! Answers on their way out: documents as the contract (`api`) has them, drawn for people or as CSV.
//!
//! A table and a CSV file are drawn from the same document that is printed as JSON, so the three never
//! differ in a figure.

pub(crate) mod documents;
mod flat;
mod grid;
pub(crate) mod records;
pub(crate) mod scope;
pub(crate) mod sources;
pub(crate) mod status;
pub(crate) mod timeline;
pub(crate) mod trace;
pub(crate) mod verify;
pub(crate) mod versions;
pub(crate) mod who;

use event::Millis;
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use crate::{
    failure::Failure,
    printer::{Format, grouped},
};

pub(crate) use flat::flat;
pub(crate) use grid::{Grid, harmless};

/// Gaps told in full; beyond them a table only counts.
const GAPS_TOLD: usize = 10;

/// A document in the format asked for.
pub(crate) fn render<D: Serialize>(
    document: &D,
    format: Format,
    table: impl FnOnce(&D) -> String,
    csv: impl FnOnce(&D) -> Result<String, Failure>,
) -> Result<String, Failure> {
    match format {
        Format::Json => json(document),
        Format::Csv => csv(document),
        Format::Table => Ok(table(document)),
    }
}

/// A document as one line of JSON.
pub(crate) fn json<D: Serialize>(document: &D) -> Result<String, Failure> {
    serde_json::to_string(document).map_err(|e| {
        Failure::new(
            event::ErrorClass::Internal,
            format!("the answer has no JSON form: {e}"),
        )
    })
}

/// Rows as CSV.
pub(crate) fn csv_rows<R: AsRef<[u8]>>(
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<R>>,
) -> Result<String, Failure> {
    let failed = |what: String| {
        Failure::new(
            event::ErrorClass::Internal,
            format!("the answer has no CSV form: {what}"),
        )
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(head)
        .map_err(|e| failed(e.to_string()))?;
    for row in rows {
        writer
            .write_record(row)
            .map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

/// A time in a zone, to the second: `2025-06-24 14:17:02`.
fn local(time: Millis, zone: &TimeZone) -> String {
    match Timestamp::from_millisecond(time.0) {
        Ok(timestamp) => timestamp
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => time.to_string(),
    }
}

/// A time in a zone and in UTC; once where the zone is UTC.
pub(crate) fn both(time: Millis, zone: &TimeZone) -> String {
    match zone.iana_name() {
        Some(name) if name != "UTC" => format!("{} {name}   {time}", local(time, zone)),
        _ => time.to_string(),
    }
}

/// `3 reads`, `1 read`.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// Bytes in a unit that a person reads at a glance (powers of 1000).
fn bytes(number: u64) -> String {
    let (mut value, mut unit) = (number as f64, "B");
    for larger in ["kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            break;
        }
        (value, unit) = (value / 1000.0, larger);
    }
    if unit == "B" {
        format!("{number} B")
    } else {
        format!("{value:.1} {unit}")
    }
}

/// Lines of a list, indented, with those beyond a bound only counted.
fn listed(lines: &[String], indent: usize) -> Vec<String> {
    let mut out: Vec<String> = lines
        .iter()
        .take(GAPS_TOLD)
        .map(|line| format!("{:indent$}{line}", ""))
        .collect();
    if lines.len() > GAPS_TOLD {
        out.push(format!(
            "{:indent$}and {} more",
            "",
            grouped((lines.len() - GAPS_TOLD) as u64)
        ));
    }
    out
}

/// How long an answer took.
fn took(elapsed_ms: u64) -> String {
    if elapsed_ms < 1000 {
        format!("{elapsed_ms} ms")
    } else {
        format!("{:.1} s", elapsed_ms as f64 / 1000.0)
    }
}

/// A moment to the minute, as people of a zone read it.
pub(crate) fn shown(at: event::Millis, zone: &jiff::tz::TimeZone) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    stamp
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// A text in which every moment of UTC, as JSON has them, stands as people of a zone read it: to the minute, and to the
/// second where it has one.
pub(crate) fn moments_in_zone(text: &str, zone: &jiff::tz::TimeZone) -> String {
    let is_of_moment = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | 'Z');
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_moment) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_of_moment(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        out.push_str(before);
        // A full stop may end the sentence and not the moment.
        let moment = run.trim_end_matches(['.', ':', '-']);
        match event::Millis::parse(moment) {
            Ok(at) if moment.ends_with('Z') => {
                out.push_str(&to_the_second(at, zone));
                out.push_str(run.strip_prefix(moment).unwrap_or_default());
            }
            _ => out.push_str(run),
        }
        rest = after;
    }
    out + rest
}

/// A moment with its second, where it has one.
pub(crate) fn to_the_second(at: event::Millis, zone: &jiff::tz::TimeZone) -> String {
    let seconds = at.0.rem_euclid(60_000) / 1000;
    match seconds {
        0 => shown(at, zone),
        seconds => format!("{}:{seconds:02}", shown(at, zone)),
    }
}

#[cfg(test)]
mod tests;
