//! A source's time at a glance: the ledger's whole span in a few cells, and a ruler above them.

use std::collections::BTreeSet;

use event::Millis;
use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Cells of a line; a shorter span has a cell an hour.
pub(crate) const CELLS_MAX: i64 = 60;

/// What the cells mean, for the line above them.
pub(crate) const LEGEND: &str =
    "█ spoken  · silent  ! events missing  ? a loss would not show  = stated to be whole";

/// What is drawn of one source.
#[derive(Debug)]
pub(crate) struct Drawn<'d> {
    /// Its first and last event; outside of them a cell is blank.
    pub(crate) spoken: Option<(Millis, Millis)>,
    /// Hours in which it spoke, since 1970.
    pub(crate) hours: &'d BTreeSet<i64>,
    /// When its numbers prove a loss.
    pub(crate) missing: Vec<(Millis, Millis)>,
    /// When a loss would not show.
    pub(crate) unproven: Vec<(Millis, Millis)>,
    /// When somebody has stated that nothing was lost.
    pub(crate) stated: Vec<(Millis, Millis)>,
}

/// The edges of the cells over a span in hours since 1970, both ends included.
fn edges(span: (i64, i64)) -> Vec<(i64, i64)> {
    // Wide numbers, so that a clock that ran to the end of time draws a line like any other.
    let total = i128::from(span.1) - i128::from(span.0) + 1;
    let cells = total.clamp(1, i128::from(CELLS_MAX));
    let edge =
        |cell: i128| i64::try_from(i128::from(span.0) + total * cell / cells).unwrap_or(i64::MAX);
    (0..cells)
        .map(|cell| (edge(cell), edge(cell + 1)))
        .collect()
}

/// A cell for each part of the span. What is proven to be missing outweighs all; a person's word
/// outweighs silence and doubt.
pub(crate) fn timeline(span: (i64, i64), drawn: &Drawn<'_>) -> String {
    let cell = |(from, to): (i64, i64)| {
        let touches = |spans: &[(Millis, Millis)]| {
            spans
                .iter()
                .any(|(after, before)| after.hour() < to && before.hour() >= from)
        };
        let within = drawn
            .spoken
            .is_some_and(|(first, last)| first.hour() < to && last.hour() >= from);
        match drawn.hours.range(from..to).next() {
            _ if touches(&drawn.missing) => '!',
            _ if touches(&drawn.stated) => '=',
            _ if touches(&drawn.unproven) => '?',
            Some(_) => '█',
            None if within => '·',
            None => ' ',
        }
    };
    edges(span).into_iter().map(cell).collect()
}

/// Names of months, days or hours, each above the cell in which it begins.
pub(crate) fn ruler(span: (i64, i64), zone: &TimeZone) -> String {
    const MONTHS_FROM_HOURS: i64 = 24 * 60;
    const DAYS_FROM_HOURS: i64 = 48;
    let hours = span.1.saturating_sub(span.0);
    let (unit, form) = match hours {
        MONTHS_FROM_HOURS.. => ("%Y-%m", "%b"),
        DAYS_FROM_HOURS.. => ("%Y-%m-%d", "%-d"),
        _ => ("%Y-%m-%d %H", "%H"),
    };
    let at = |hour: i64| -> Option<Zoned> {
        let time = Timestamp::from_second(hour.checked_mul(3600)?).ok()?;
        Some(time.to_zoned(zone.clone()))
    };
    let mut names: Vec<(usize, String)> = Vec::new();
    let mut last = None;
    for (place, (_, to)) in edges(span).into_iter().enumerate() {
        let Some(end) = at(to - 1) else { continue };
        let now = end.strftime(unit).to_string();
        if last.replace(now.clone()).as_ref() != Some(&now) {
            names.push((place, end.strftime(form).to_string()));
        }
    }
    // The first may be the rest of a month: the next is worth more.
    if let [(first, name), (second, _), ..] = names.as_slice()
        && *second <= first + name.len()
    {
        names.remove(0);
    }
    let mut out = String::new();
    for (place, name) in names {
        let length = out.chars().count();
        // A name needs room behind the one before it.
        if out.is_empty() || length < place {
            out.push_str(&" ".repeat(place.saturating_sub(length)));
            out.push_str(&name);
        }
    }
    out
}
