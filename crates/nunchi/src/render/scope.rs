//! A scope for people: one calm screen, every number by its own name.

use std::collections::BTreeMap;

use api::{Scope, SubjectsReads};
use jiff::tz::TimeZone;

use super::{Grid, both, counted, listed, took};
use crate::printer::grouped;

/// Lines of one breakdown; a catalogue of many routes would push the verdicts off the screen.
const BREAKDOWN_ROWS: usize = 20;

/// See the module.
pub(crate) fn table(scope: &Scope, zone: &TimeZone) -> String {
    let mut lines = vec![line("selection", &scope.selection)];
    let as_of = &scope.as_of;
    lines.push(line(
        "as of",
        &format!(
            "checkpoint {} {}, catalogue {}, relation {}",
            grouped(as_of.checkpoint.size),
            as_of.checkpoint.root,
            as_of.catalogue,
            as_of.relation
        ),
    ));
    lines.push(String::new());
    figures(scope, &mut lines);
    let time =
        |time: Option<api::Time>| time.map_or_else(|| "-".to_owned(), |time| both(time.0, zone));
    lines.push(line("first", &time(scope.first)));
    lines.push(line("last", &time(scope.last)));
    for (name, of) in [
        ("by field", &scope.by_field),
        ("by kind", &scope.by_kind),
        ("by route", &scope.by_route),
        ("by controller", &scope.by_controller),
    ] {
        breakdown(name, of, &mut lines);
    }
    if let Some(of) = &scope.pseudonymised {
        lines.push(String::new());
        lines.push(line(
            "pseudonymised",
            &format!(
                "{} of {}, as the catalogue says: {}",
                grouped(of.reads),
                counted(scope.reads, "read", "reads"),
                of.routes.join(", ")
            ),
        ));
    }
    if let Some(by) = &scope.by {
        values(by, &mut lines);
    }
    lines.push(String::new());
    beside(scope, &mut lines);
    verdicts(scope, &mut lines);
    if let Some(out) = &scope.out {
        let named = if out.identified {
            "names in clear"
        } else {
            "pseudonymous"
        };
        lines.push(line(
            "written",
            &format!(
                "{}: {}, {named}",
                out.file,
                counted(out.subjects, "subject", "subjects")
            ),
        ));
    }
    lines.push(line("answered in", &took(scope.elapsed_ms)));
    lines.join("\n")
}

fn line(name: &str, value: &str) -> String {
    format!("{name:<12} {value}")
}

fn figures(scope: &Scope, lines: &mut Vec<String>) {
    let records = scope
        .records
        .map_or_else(|| "no source says".to_owned(), grouped);
    let numbers = [
        ("accesses", grouped(scope.accesses)),
        ("reads", grouped(scope.reads)),
        ("records", records),
        ("subjects", grouped(scope.subjects)),
        ("exposures", grouped(scope.exposures)),
    ];
    lines.extend(numbers.iter().map(|(name, value)| line(name, value)));
    match &scope.people {
        Some(people) => {
            let persons = people.persons;
            lines.push(line(
                "people",
                &format!(
                    "{} – {} – {} (low – best – high), from {} identifiers",
                    grouped(persons.low),
                    grouped(persons.best),
                    grouped(persons.high),
                    grouped(people.identifiers)
                ),
            ));
            if let Some(recipients) = people.recipients.filter(|of| *of > 0) {
                let recipients = format!(
                    "{} of them are no members and stand in address books alone",
                    grouped(recipients)
                );
                lines.push(line("", &recipients));
            }
            if people.undated > 0 {
                let undated = format!(
                    "{} of them only by address books that say no times",
                    grouped(people.undated)
                );
                lines.push(line("", &undated));
            }
            lines.extend(people.method.split("; ").map(|part| line("", part)));
        }
        None => lines.push(line(
            "people",
            scope.people_because.as_deref().unwrap_or("not known"),
        )),
    }
    if let Some(minus) = &scope.minus {
        lines.push(line("minus", &minus.selection));
        lines.push(line(
            "",
            &format!(
                "leaves {} and {}",
                counted(minus.subjects, "subject", "subjects"),
                counted(minus.exposures, "exposure", "exposures")
            ),
        ));
    }
    lines.push(line("addresses", &grouped(scope.addresses)));
}

fn breakdown(name: &str, of: &BTreeMap<String, SubjectsReads>, lines: &mut Vec<String>) {
    if of.is_empty() {
        return;
    }
    lines.push(String::new());
    let mut grid = Grid::new(&[name, ">subjects", ">reads"]);
    let mut rows: Vec<(&String, &SubjectsReads)> = of.iter().collect();
    rows.sort_by_key(|(name, pair)| {
        (
            std::cmp::Reverse((pair.subjects, pair.reads)),
            (*name).clone(),
        )
    });
    let left = rows.len().saturating_sub(BREAKDOWN_ROWS);
    for (name, pair) in rows.into_iter().take(BREAKDOWN_ROWS) {
        grid.row(&[name.clone(), grouped(pair.subjects), grouped(pair.reads)]);
    }
    lines.extend(grid.lines());
    if left > 0 {
        lines.push(format!("and {left} more; --format csv has all"));
    }
}

/// The values of a column that was asked for, as many as were.
fn values(by: &api::By, lines: &mut Vec<String>) {
    lines.push(String::new());
    let name = format!("by {}", by.column);
    let mut grid = Grid::new(&[&name, ">subjects", ">reads"]);
    for value in &by.top {
        let name = value.value.clone().unwrap_or_else(|| "none".to_owned());
        grid.row(&[name, grouped(value.subjects), grouped(value.reads)]);
    }
    lines.extend(grid.lines());
    let told = by.top.iter().filter(|value| value.value.is_some()).count() as u64;
    if told < by.values {
        lines.push(format!(
            "and {} more; --top says how many",
            grouped(by.values - told)
        ));
    }
}

/// What stands beside the figures and is not counted in them as a subject.
fn beside(scope: &Scope, lines: &mut Vec<String>) {
    lines.push(line(
        "denied",
        &counted(
            scope.denied,
            "read, beside the figures",
            "reads, beside the figures",
        ),
    ));
    lines.push(line(
        "ghosts",
        &format!(
            "{} of {} that {} not exist",
            counted(scope.ghosts.reads, "read", "reads"),
            counted(scope.ghosts.names, "name", "names"),
            if scope.ghosts.names == 1 {
                "does"
            } else {
                "do"
            }
        ),
    ));
    let reach = match scope.unnamed.reach {
        _ if scope.unnamed.reads == 0 => String::new(),
        Some(reach) => format!(", which reached {}", counted(reach, "row", "rows")),
        None => ", and a source does not say how far they reached".to_owned(),
    };
    lines.push(line(
        "unnamed",
        &format!("{}{reach}", counted(scope.unnamed.reads, "read", "reads")),
    ));
    let undecided = &scope.undecided;
    lines.push(line(
        "undecided",
        &match undecided.reads {
            0 => "none".to_owned(),
            reads => format!(
                "{} of {}: this answer is not complete",
                counted(reads, "read", "reads"),
                counted(undecided.subjects, "subject", "subjects")
            ),
        },
    ));
    let reasons: Vec<String> = undecided
        .because
        .iter()
        .map(|(why, reads)| format!("{}: {why}", grouped(*reads)))
        .collect();
    lines.extend(listed(&reasons, 15));
}

fn verdicts(scope: &Scope, lines: &mut Vec<String>) {
    let coverage = &scope.coverage;
    let gaps = coverage.gaps.len() as u64;
    let verdict = if coverage.verdict == "complete" {
        "complete".to_owned()
    } else {
        counted(gaps, "gap", "gaps")
    };
    lines.push(line(
        "coverage",
        &format!("{verdict} (basis: {})", coverage.basis),
    ));
    lines.extend(listed(&coverage.gaps, 15));
    for stated in &coverage.stated {
        lines.push(line("stated", &word_of(stated)));
        lines.extend(listed(&stated.closes, 15));
    }
    if let Some(possibly) = &coverage.possibly {
        let at_most = match possibly.at_most {
            Some(at_most) => format!(
                "at most {}",
                counted(at_most, "more subject", "more subjects")
            ),
            None => "cannot say how many more subjects".to_owned(),
        };
        lines.push(line(
            "possibly",
            &format!("{at_most}: {}", possibly.because),
        ));
    }
    for (field, claim) in &scope.untouched {
        let said = match claim.verdict.as_str() {
            "clear" => "not read, proven",
            "touched" => "read",
            _ => "cannot say",
        };
        lines.push(line(
            "untouched",
            &format!("{field}: {said} (basis: {})", claim.basis),
        ));
        // What speaks against the record at all stands under coverage already.
        let own = claim
            .because
            .iter()
            .filter(|why| !coverage.gaps.contains(why));
        let own: Vec<String> = own.cloned().collect();
        lines.extend(listed(&own, 15));
        if claim.verdict != "touched" {
            let routes = match claim.routes.as_slice() {
                [] => "no route of the catalogue shows it".to_owned(),
                routes => format!("routes that show it: {}", routes.join(", ")),
            };
            lines.push(line("", &format!("  {routes}")));
        }
    }
}

/// A statement of no loss, and whose word it is.
fn word_of(stated: &api::Statement) -> String {
    format!(
        "{} lost nothing between {} and {}, by the word of {} at position {} ({}); it closes",
        stated.source, stated.from.0, stated.to.0, stated.by, stated.position, stated.reason
    )
}
