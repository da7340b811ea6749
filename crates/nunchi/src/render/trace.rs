//! Which path explains a sample, for people and as CSV.

use api::{Trace, TracePath};
use jiff::tz::TimeZone;

use super::{Grid, both, counted, csv_rows, listed, took};
use crate::{failure::Failure, printer::grouped};

/// Why nothing can be said. Of a sample that nobody can be known by, that nobody is known says nothing.
fn sentence(trace: &Trace, because: &str) -> &'static str {
    let (counts, sample) = (&trace.counts, &trace.sample);
    let names_alone = sample.rows_of_a_name_alone * 2 > u64::from(counts.rows);
    match because {
        "few_match" if counts.rows == 0 && sample.empty_rows > 0 => {
            "no row holds anything that can be read: does each column hold what its name says?"
        }
        "few_match" if names_alone => {
            "a name alone names nobody here: add ids, e-mails, phone numbers or addresses"
        }
        "few_match" if trace.contacts.is_none() => {
            "too few rows are anybody we know; without --contacts only ids name anybody, and numbers or e-mails that are subjects"
        }
        "few_match" => "too few rows are anybody we know",
        "nobody_read" => "too few of those who match were read at all",
        "less_than_half" => "no path explains half of those who match",
        "no_more_than_chance" => "no path explains more than chance may",
        "many" => "compatible with many paths",
        _ => "the sample was out of date before the best path had read it",
    }
}

/// See the module.
pub(crate) fn table(trace: &Trace, zone: &TimeZone) -> String {
    let counts = &trace.counts;
    let mut lines = vec![format!(
        "{}: {} match, {} of them were read",
        counted(counts.rows.into(), "row", "rows"),
        counted(counts.matched.into(), "subject", "subjects"),
        grouped(counts.read.into()),
    )];
    lines.extend(left_out(trace));
    lines.extend(verdict(trace, zone));
    if !trace.ranking.is_empty() {
        lines.push(String::new());
        lines.extend(grid(&trace.ranking));
        lines.push("an order is no verdict".to_owned());
    }
    lines.push(String::new());
    lines.extend(basis(trace));
    lines.join("\n")
}

/// What of the file is in no figure: a sample that was not understood must not read as one of strangers.
fn left_out(trace: &Trace) -> Option<String> {
    let sample = &trace.sample;
    let crowded = trace.rows.iter().filter(|row| row.crowded).count() as u64;
    let all = [
        (sample.empty_rows, "hold nothing that can be read"),
        (sample.repeated_rows, "say the same as an earlier one"),
        (crowded, "fit too many people equally well"),
    ];
    let rows = all.into_iter().filter(|(number, _)| *number > 0);
    let mut said: Vec<String> = rows
        .map(|(number, what)| format!("{} that {what}", counted(number, "row", "rows")))
        .collect();
    if sample.unreadable_cells > 0 {
        let cells = counted(sample.unreadable_cells, "cell", "cells");
        said.push(format!("{cells} that are not what their column says"));
    }
    (!said.is_empty()).then(|| format!("not used: {}", said.join("; ")))
}

fn verdict(trace: &Trace, zone: &TimeZone) -> Vec<String> {
    let said = &trace.verdict;
    let Some(path) = &said.path else {
        let because = sentence(trace, said.because.as_deref().unwrap_or_default());
        let mut lines = vec![format!("cannot say: {because}")];
        let many = said.many.iter().map(explains);
        lines.extend(listed(&many.collect::<Vec<_>>(), 2));
        return lines;
    };
    let next = said.next_best.as_ref().map_or_else(
        || "no other path explains any".to_owned(),
        |next| {
            // That a wider path explains more and is not the best is not to be understood without this.
            let chance = match next.explains > path.explains {
                true => format!(", of which chance may explain {}", next.by_chance_at_most),
                false => String::new(),
            };
            format!(
                "next best path {}, {} {}{chance}",
                next.explains, next.kind, next.name
            )
        },
    );
    let mut lines = vec![format!(
        "{} {} explains {} of {} rows, by chance at most {}; {next}",
        path.kind, path.name, path.explains, trace.counts.of, path.by_chance_at_most
    )];
    lines.extend(beside(trace, path));
    lines.extend(said.draws.as_ref().map(|draws| {
        format!(
            "of {} blind draws {} do as well",
            draws.draws, draws.reached
        )
    }));
    lines.extend(
        said.not_before
            .map(|at| format!("taken not before {}", both(at.0, zone))),
    );
    lines.extend(
        said.not_after
            .map(|at| format!("taken not after  {}", both(at.0, zone))),
    );
    if !said.includes_it.is_empty() {
        lines.push("wider paths have all these reads and stay possible:".to_owned());
        let wider: Vec<String> = said.includes_it.iter().map(explains).collect();
        lines.extend(listed(&wider, 2));
    }
    lines.push("a path does not say who sat behind it".to_owned());
    lines
}

/// What the path leaves: a sample may come from two leaks, and an address may be that of many.
fn beside(trace: &Trace, path: &TracePath) -> Vec<String> {
    let said = &trace.verdict;
    let mut lines = Vec::new();
    if let Some(rows) = said.unexplained.filter(|rows| *rows > 0) {
        let of_them = match (&said.next_best, said.unexplained_by_next_best) {
            (Some(next), Some(more)) => {
                format!("; {} {} explains {more} of them", next.kind, next.name)
            }
            _ => String::new(),
        };
        let rows = counted(rows.into(), "row", "rows");
        lines.push(format!("it does not explain {rows}{of_them}"));
    }
    if path.of_carriers {
        lines.push(format!(
            "{} is an address that a carrier shares among many customers (RFC 6598): who of them it was it does not say",
            path.name
        ));
    }
    lines
}

fn explains(path: &TracePath) -> String {
    format!(
        "{} {} explains {}, by chance at most {}",
        path.kind, path.name, path.explains, path.by_chance_at_most
    )
}

fn grid(paths: &[TracePath]) -> Vec<String> {
    let mut grid = Grid::new(&[
        "path",
        "name",
        ">explains",
        ">by chance at most",
        ">subjects read",
    ]);
    for path in paths.iter().take(10) {
        grid.row(&[
            path.kind.to_owned(),
            path.name.clone(),
            path.explains.to_string(),
            path.by_chance_at_most.to_string(),
            between(path.size_at_least, path.size_at_most),
        ]);
    }
    grid.lines()
}

/// A number that was counted, or the bounds of one that was estimated.
fn between(at_least: u64, at_most: u64) -> String {
    match at_least == at_most {
        true => grouped(at_least),
        false => format!("{}–{}", grouped(at_least), grouped(at_most)),
    }
}

fn basis(trace: &Trace) -> Vec<String> {
    let fields = match trace.fields.is_empty() {
        true => "identifiers alone: every read explains".to_owned(),
        false => format!("shows {}", trace.fields.join(", ")),
    };
    let mut lines = vec![
        format!("the sample {fields}"),
        format!(
            "all of that was read of {} subjects; {} among {} drawn blindly of {}, seed {}",
            between(trace.population_at_least, trace.population_at_most),
            counted(trace.controls.into(), "control", "controls"),
            grouped(trace.lots),
            grouped(trace.subjects),
            trace.seed
        ),
        format!(
            "by chance at most with 1 in 1,000 over all paths, of which at most {} read five people",
            grouped(trace.paths_compared)
        ),
        format!("reads    {}", trace.selection),
        format!(
            "coverage {} (basis: {})",
            trace.coverage.verdict, trace.coverage.basis
        ),
    ];
    lines.extend(listed(&trace.coverage.gaps, 2));
    lines.extend(trace.contacts.as_ref().filter(|of| of.unreadable > 0).map(|of| {
        format!(
            "{} of {} lines of the contact source could not be read whole, the first is line {}",
            grouped(of.unreadable),
            grouped(of.lines),
            of.first_unreadable.unwrap_or_default()
        )
    }));
    if let (Some(id), Some(evidence)) = (&trace.incident, &trace.evidence) {
        let deleted = match trace.deleted {
            true => "; its file was deleted, which is recorded",
            false => "",
        };
        lines.push(format!(
            "evidence {evidence} of incident {id}: the digest of the sample{deleted}"
        ));
    }
    lines.push(format!(
        "this question is recorded at position {} as asked by {}: {}",
        trace.question.position, trace.question.by, trace.question.reason
    ));
    lines.push(format!("answered in {}", took(trace.elapsed_ms)));
    lines
}

/// A row a path.
pub(crate) fn csv(trace: &Trace) -> Result<String, Failure> {
    let head = [
        "verdict",
        "kind",
        "name",
        "explains",
        "by_chance_at_most",
        "size",
        "size_at_least",
        "size_at_most",
        "of_carriers",
    ];
    let named = trace
        .verdict
        .path
        .as_ref()
        .map(|path| (&path.kind, &path.name));
    let rows = trace.ranking.iter().map(|path| {
        let is_named = named == Some((&path.kind, &path.name));
        let verdict = if is_named { "points" } else { "" };
        vec![
            verdict.to_owned(),
            path.kind.to_owned(),
            path.name.clone(),
            path.explains.to_string(),
            path.by_chance_at_most.to_string(),
            path.size.to_string(),
            path.size_at_least.to_string(),
            path.size_at_most.to_string(),
            path.of_carriers.to_string(),
        ]
    });
    csv_rows(&head, rows)
}
