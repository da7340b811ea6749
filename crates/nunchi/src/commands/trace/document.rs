//! The answer as it is told: rows by their digests, paths by their names.

use ledger::hex;

use super::{Posed, answering::Answered, sample::Brought};
use crate::{cli::TraceArgs, render::trace as told};

pub(super) fn document(
    args: &TraceArgs,
    brought: &Brought,
    posed: &Posed,
    answered: &Answered,
) -> told::Trace {
    let rows = posed.matches.rows.iter().zip(&posed.rows);
    let rows = rows.map(|(row, traced)| told::Row {
        line: row.line,
        digest: row.digest.to_string(),
        matched: traced.is_matched,
        subjects: traced.may_be.len() as u64,
        read: traced.may_be.iter().any(|may_be| {
            let at = usize::try_from(may_be.subject).unwrap_or(usize::MAX);
            answered.read.get(at) == Some(&true)
        }),
        crowded: row.is_crowded,
    });
    told::Trace {
        v: api::VERSION,
        question: posed.question.clone(),
        sample: told::Sample {
            sha256: hex(&brought.sha256),
            bytes: brought.bytes,
            columns: brought
                .sample
                .columns
                .iter()
                .map(|of| of.map(|of| of.word()))
                .collect(),
            empty_rows: brought.sample.left_out.empty_rows,
            repeated_rows: brought.sample.left_out.repeated_rows,
            unreadable_cells: brought.sample.left_out.unreadable_cells,
        },
        contacts: posed.contacts.map(|of| told::Contacts {
            lines: of.lines,
            unreadable: of.unreadable,
            first_unreadable: of.first_unreadable,
        }),
        fields: answered.fields.clone(),
        incident: args.incident,
        selection: answered.selection.clone(),
        population: answered.answer.population.about,
        population_at_least: answered.answer.population.at_least,
        population_at_most: answered.answer.population.at_most,
        subjects: answered.lots.of + posed.subjects.len() as u64,
        lots: answered.lots.drawn,
        controls: answered.controls,
        paths_compared: answered.compared,
        seed: format!("{:016x}", answered.seed),
        counts: (&answered.answer.counts).into(),
        verdict: (&answered.answer.verdict).into(),
        ranking: answered.answer.ranking.iter().map(Into::into).collect(),
        rows: rows.collect(),
        as_of: answered.as_of.clone(),
        coverage: answered.coverage.clone(),
        evidence: None,
        deleted: false,
        elapsed_ms: 0,
    }
}
