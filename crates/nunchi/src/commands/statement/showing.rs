//! How the check of a text is told.

use incident::statement::{Correction, Mark, Severity, Verdict, Wording};
use serde_json::{Value, json};

use super::{Told, is_wrong};
use crate::{
    asking,
    failure::Failure,
    home::Home,
    render::{self, Grid},
};

const VERDICTS: [Verdict; 4] = [
    Verdict::Contradicted,
    Verdict::OutOfDate,
    Verdict::Unsupported,
    Verdict::Supported,
];

pub(super) fn document(told: &Told) -> Value {
    let counts = VERDICTS.map(|verdict| (word(verdict), json!(told.checked.count(verdict))));
    json!({
        "v": 1,
        "incident": told.incident,
        "controller": told.controller,
        "version": told.checked.version,
        "sha256": told.sha256,
        "fit": !is_wrong(&told.checked),
        "counts": counts.into_iter().collect::<serde_json::Map<String, Value>>(),
        "marks": told.checked.marks.iter().map(mark).collect::<Vec<Value>>(),
        "wordings": told.checked.wordings.iter().map(wording).collect::<Vec<Value>>(),
        "carries": told.facts.evidence.iter().map(|of| json!({
            "word": of.says.word(),
            "about": of.about,
            "source": of.source,
            "grade": of.grade.word(),
        })).collect::<Vec<Value>>(),
        "published": told.published.as_ref().map(|of| json!({
            "evidence": of.evidence,
            "version": of.said.as_ref().map(|said| said.version),
            "at": of.said.as_ref().map(|said| said.at.to_string()),
            "corrections": of.corrections.iter().map(correction).collect::<Vec<Value>>(),
        })),
    })
}

fn word(verdict: Verdict) -> String {
    verdict.word().replace(' ', "_")
}

fn mark(of: &Mark) -> Value {
    json!({
        "line": of.line,
        "column": of.column,
        "words": of.words,
        "kind": of.kind.word(),
        "verdict": word(of.verdict),
        "because": {"ko": of.because.ko, "en": of.because.en},
        "sentence": of.sentence,
        "sentence_at": {"line": of.sentence_at.0, "column": of.sentence_at.1},
    })
}

fn wording(of: &Wording) -> Value {
    json!({
        "line": of.line,
        "column": of.column,
        "words": of.words,
        "severity": of.severity.word(),
        "because": {"ko": of.because.ko, "en": of.because.en},
        "sentence": of.sentence,
    })
}

fn correction(of: &Correction) -> Value {
    json!({
        "line": of.at.0,
        "column": of.at.1,
        "sentence": of.sentence,
        "marks": of.marks.iter().map(mark).collect::<Vec<Value>>(),
    })
}

/// One line of what was found, wherever it comes from.
struct Row<'t> {
    at: (usize, usize),
    kind: &'static str,
    words: &'t str,
    verdict: &'static str,
    because: &'t str,
}

/// Marks and wordings, in the order of the text.
fn rows(told: &Told, all: bool) -> Vec<Row<'_>> {
    let marks = told.checked.marks.iter();
    let marks = marks.filter(|of| all || of.verdict != Verdict::Supported);
    let mut rows: Vec<Row<'_>> = marks
        .map(|of| Row {
            at: (of.line, of.column),
            kind: of.kind.word(),
            words: &of.words,
            verdict: of.verdict.word(),
            because: &of.because.en,
        })
        .collect();
    rows.extend(told.checked.wordings.iter().map(|of| Row {
        at: (of.line, of.column),
        kind: "wording",
        words: &of.words,
        verdict: of.severity.word(),
        because: &of.because.en,
    }));
    rows.sort_by_key(|row| row.at);
    rows
}

pub(super) fn table(told: &Told, all: bool, home: &Home) -> String {
    let (id, version) = (told.incident, told.checked.version);
    let share = told.controller.as_ref();
    let share = share.map_or_else(String::new, |of| format!(", share of {of}"));
    let mut lines = vec![format!(
        "STATEMENT held against incident {id}, scope V{version}{share}"
    )];
    if let Some(of) = &told.published {
        let said = of.said.as_ref().map_or_else(
            || "when it went out is not entered".to_owned(),
            |said| {
                let zone = asking::zone(&home.settings.catalogue);
                format!(
                    "went out {} on scope V{}",
                    render::both(said.at, &zone),
                    said.version
                )
            },
        );
        lines.push(format!("published as {}: {said}", of.evidence));
    }
    let counts =
        VERDICTS.map(|verdict| format!("{} {}", told.checked.count(verdict), verdict.word()));
    let is_error = |of: &&Wording| of.severity == Severity::Error;
    let errors = told.checked.wordings.iter().filter(is_error).count();
    let warnings = told.checked.wordings.len() - errors;
    lines.push(format!(
        "{}; wording: {errors} errors, {warnings} warnings",
        counts.join(", ")
    ));
    let rows = rows(told, all);
    if !rows.is_empty() {
        let mut grid = Grid::new(&["line:column", "", "words", "verdict", "because"]);
        for row in rows {
            grid.row(&[
                format!("{}:{}", row.at.0, row.at.1),
                row.kind.to_owned(),
                row.words.to_owned(),
                row.verdict.to_owned(),
                row.because.to_owned(),
            ]);
        }
        lines.push(String::new());
        lines.extend(grid.lines());
    }
    if let Some(of) = &told.published {
        let sentences = match of.corrections.len() {
            1 => "1 sentence needs correcting".to_owned(),
            many => format!("{many} sentences need correcting"),
        };
        lines.push(format!("\n{sentences}"));
        let sentence = |of: &Correction| {
            let (line, column) = of.at;
            format!("  {line}:{column}  {}", render::harmless(&of.sentence))
        };
        lines.extend(of.corrections.iter().map(sentence));
    }
    lines.join("\n")
}

pub(super) fn csv(told: &Told, all: bool) -> Result<String, Failure> {
    let head = ["line", "column", "kind", "words", "verdict", "because"];
    let rows = rows(told, all).into_iter().map(|row| {
        let (line, column) = (row.at.0.to_string(), row.at.1.to_string());
        let words = [row.kind, row.words, row.verdict, row.because].map(str::to_owned);
        [vec![line, column], words.to_vec()].concat()
    });
    render::csv_rows(&head, rows)
}
