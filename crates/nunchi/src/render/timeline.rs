//! A source's time at a glance: the ledger's whole span in a few cells.

use std::collections::BTreeSet;

use event::Millis;

/// Cells of a line; a shorter span has a cell an hour.
pub(crate) const CELLS_MAX: i64 = 60;

/// `█` where an hour was spoken in, `·` where none was, `!` where events are missing. `span` is that
/// of the ledger in hours since 1970, both ends included; gaps are spans of time.
pub(crate) fn timeline(
    span: (i64, i64),
    hours: &BTreeSet<i64>,
    gaps: &[(Millis, Millis)],
) -> String {
    let total = i128::from(span.1) - i128::from(span.0) + 1;
    let cells = total.clamp(1, i128::from(CELLS_MAX));
    // Wide numbers, so that a clock that ran to the end of time draws a line like any other.
    let edge =
        |cell: i128| i64::try_from(i128::from(span.0) + total * cell / cells).unwrap_or(i64::MAX);
    let cell = |index: i128| {
        let (from, to) = (edge(index), edge(index + 1));
        let missing = gaps
            .iter()
            .any(|(after, before)| after.hour() < to && before.hour() >= from);
        match (missing, hours.range(from..to).next()) {
            (true, _) => '!',
            (false, Some(_)) => '█',
            (false, None) => '·',
        }
    };
    (0..cells).map(cell).collect()
}
