//! Every number of a document is one of the incident, and leads to the question behind it.

use std::collections::BTreeSet;

use incident::case::{Figures, Frozen, Incident};
use report::{Document, Field, Ground, Kind, Lang, Part, Unit, Value, forms::Filing};

use crate::{
    case::{Case, reported},
    facts::{every_document, field},
};

/// Every number of an incident, with what it counts.
fn numbers_of(incident: &Incident) -> BTreeSet<(u64, &'static str)> {
    let mut all = BTreeSet::new();
    let shares = |of: &'_ incident::case::Frozen| of.shares.clone().into_iter().flatten();
    let shares = incident.scopes.iter().flat_map(shares).map(|(_, of)| of);
    for scope in incident.scopes.iter().cloned().chain(shares) {
        let Figures {
            accesses,
            reads,
            subjects,
            exposures,
            ghosts,
            undecided,
            undecided_subjects,
            addresses,
            ..
        } = scope.figures;
        all.extend([
            (accesses, "accesses"),
            (reads, "reads"),
            (ghosts, "reads"),
            (undecided, "reads"),
        ]);
        all.extend([
            (subjects, "subjects"),
            (undecided_subjects.unwrap_or(0), "subjects"),
            (exposures, "exposures"),
            (addresses, "items"),
        ]);
        all.extend([
            (scope.added(), "subjects"),
            (scope.removed(), "subjects"),
            (scope.gained(), "subjects"),
            (0, "subjects"),
            (0, "reads"),
        ]);
        let figures = &scope.figures;
        let of = [
            &figures.by_field,
            &figures.by_kind,
            &figures.by_route,
            &figures.by_controller,
        ];
        for pair in of.into_iter().flat_map(|of| of.values()) {
            all.extend([(pair.subjects, "subjects"), (pair.reads, "reads")]);
        }
        all.extend(scope.people_added().map(|n| (n, "people")));
        let possibly = scope.possibly.as_ref().and_then(|of| of.at_most);
        all.extend(possibly.map(|n| (n, "subjects")));
        all.extend(scope.added_by_controller.values().map(|n| (*n, "subjects")));
        if let Some(people) = &figures.people {
            all.extend([people.low, people.best, people.high].map(|n| (n, "people")));
            all.extend(people.recipients.map(|n| (n, "people")));
        }
    }
    all
}

fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Accesses => "accesses",
        Unit::Reads => "reads",
        Unit::Records => "records",
        Unit::Subjects => "subjects",
        Unit::Exposures => "exposures",
        Unit::People => "people",
        Unit::Items => "items",
    }
}

fn values(document: &Document) -> Vec<(&Ground, &Value)> {
    let mut all = Vec::new();
    for part in document.sections.iter().flat_map(|of| &of.parts) {
        match part {
            Part::Fields { fields } => {
                all.extend(
                    fields
                        .iter()
                        .flat_map(|of| of.values().iter().map(|value| (of.ground(), value))),
                );
            }
            Part::Table(table) => all.extend(table.rows.iter().flat_map(|row| {
                row.cells()
                    .iter()
                    .flatten()
                    .map(|value| (row.ground(), value))
            })),
            _ => {}
        }
    }
    all
}

#[test]
fn every_number_is_one_of_the_incident_and_says_what_it_counts() {
    let case = Case::until(2026, "11-30T09:00");
    let known = numbers_of(&case.incident);
    let mut seen = 0;
    for document in every_document(&case, "11-30T09:00") {
        for (_, value) in values(&document) {
            let found: Vec<(u64, &str)> = match value {
                Value::Count { n, unit } => vec![(*n, word(*unit))],
                Value::Range {
                    low,
                    best,
                    high,
                    unit,
                } => [Some(*low), *best, *high]
                    .into_iter()
                    .flatten()
                    .map(|n| (n, word(*unit)))
                    .collect(),
                _ => Vec::new(),
            };
            for number in found {
                assert!(known.contains(&number), "{number:?} in {}", document.title);
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn every_figure_carries_the_selection_and_the_head_that_it_was_frozen_with() {
    let case = Case::until(2026, "11-30T09:00");
    let heads: Vec<(u64, &str)> = case
        .incident
        .scopes
        .iter()
        .map(|of| (of.size, of.root.as_str()))
        .collect();
    let share = format!("({}) AND route IN (", crate::case::SELECTION);
    for document in every_document(&case, "11-30T09:00") {
        for (ground, value) in values(&document) {
            let figure = matches!(value, Value::Count { .. } | Value::Range { .. });
            let told = matches!(ground, Ground::Statement { .. });
            if !figure || told {
                continue;
            }
            let basis = ground.basis().expect("a figure has a question");
            let head = (basis.checkpoint.size, basis.checkpoint.root.as_str());
            let of_share = basis.query.starts_with(&share);
            let of_whole = basis.query == crate::case::SELECTION;
            let of_scope = (of_whole || of_share) && heads.contains(&head);
            let (step, now) = (case.incident.steps.len(), case.at("11-30T09:00"));
            let stood = |of: &str| format!("nunchi incident {of} 7 --step {step} --at {now}");
            let differs = |a: u32, b: u32| format!("nunchi incident diff 7 {a} {b}");
            let commands = [stood("clocks"), stood("show"), differs(1, 2), differs(2, 3)];
            let of_steps = commands.contains(&basis.query) && head.0 == 1_204;
            assert!(of_scope || of_steps, "{value:?} rests on {basis:?}");
        }
    }
}

/// Whether a document says beside a field how many reads nobody can say of whether they belong, and of how many.
fn says_undecided(field: &Field) -> bool {
    let of = [
        Value::count(12, Unit::Reads),
        Value::count(7, Unit::Subjects),
    ];
    field.values() == of && matches!(field.ground(), Ground::Fact(_))
}

#[test]
fn undecided_reads_stand_beside_the_size_in_every_document() {
    let case = Case::until(2026, "11-30T09:00");
    for document in every_document(&case, "11-30T09:00") {
        let sections = document.sections.iter();
        let fields: Vec<&Field> = sections
            .flat_map(|of| &of.parts)
            .filter_map(|part| match part {
                Part::Fields { fields } => Some(fields),
                _ => None,
            })
            .flatten()
            .collect();
        let title = (&document.title, document.lang);
        assert!(fields.iter().any(|of| says_undecided(of)), "{title:?}");
        // A report says it at the number itself, which people read alone.
        if document.kind != Kind::Report {
            continue;
        }
        let sizes: Vec<&&Field> = fields
            .iter()
            .filter(|of| ["식별자 수", "Identifiers"].contains(&of.label.as_str()))
            .collect();
        assert!(!sizes.is_empty(), "{title:?}");
        for size in sizes {
            let note = size.note.clone().unwrap_or_default();
            let said = note.contains("열람 12회(식별자 7개)")
                || note.contains("12 reads of 7 identifiers");
            assert!(said, "{title:?}: {note}");
        }
    }
}

/// A read that may belong may have shown what none of those that do belong shows.
#[test]
fn a_class_that_an_undecided_read_may_have_shown_is_unknown() {
    let mut case = Case::until(2026, "11-30T09:00");
    let complete = |of: &mut Frozen, undecided: u64, has_class: bool| {
        let class = || ("allergy".to_owned(), "sensitive".to_owned());
        of.figures.classes.extend(has_class.then(class));
        (of.possibly, of.completeness) = (None, "complete".to_owned());
        of.gaps.clear();
        of.figures.undecided = undecided;
    };
    let sensitive = |case: &mut Case, undecided: u64, has_class: bool| {
        let last = case.incident.scopes.last_mut().expect("a scope");
        for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
            complete(share, undecided, has_class);
        }
        let document = reported(case, "kr-pipa", Filing::First, Lang::En, "11-30T09:00");
        field(&document, "3b-7").expect("a class").clone()
    };
    assert!(
        matches!(sensitive(&mut case, 12, false).ground(), Ground::Fact(_)),
        "the catalogue has no field of it"
    );
    let unknown = sensitive(&mut case, 12, true);
    assert_eq!(
        (unknown.values(), unknown.ground()),
        ([].as_slice(), &Ground::Unknown)
    );
    let note = unknown.note.unwrap_or_default();
    assert!(
        note.contains("reads of which it cannot be said whether they belong"),
        "{note}"
    );
    assert!(matches!(
        sensitive(&mut case, 0, true).ground(),
        Ground::Fact(_)
    ));
}
