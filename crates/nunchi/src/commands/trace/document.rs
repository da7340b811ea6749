//! The answer as it is told: rows by their digests, paths by their names.

use std::net::IpAddr;

use incident::{
    block::is_shared,
    trace::rank::{Answer, Counts, Explained, PathKind, Taken, Verdict, Why},
};
use ledger::hex;

use super::{Posed, answering::Answered, sample::Brought};
use crate::{cli::TraceArgs, render::documents::number};

pub(super) fn document(
    args: &TraceArgs,
    brought: &Brought,
    posed: &Posed,
    answered: &Answered,
) -> api::Trace {
    let rows = posed.matches.rows.iter().zip(&posed.rows);
    let rows = rows.map(|(row, traced)| api::TraceRow {
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
    api::Trace {
        v: api::VERSION,
        question: posed.question.clone(),
        sample: api::TraceSample {
            sha256: hex(&brought.sha256),
            bytes: brought.bytes,
            columns: brought
                .sample
                .columns
                .iter()
                .map(|of| of.map(|of| of.word().to_owned()))
                .collect(),
            empty_rows: brought.sample.left_out.empty_rows,
            repeated_rows: brought.sample.left_out.repeated_rows,
            unreadable_cells: brought.sample.left_out.unreadable_cells,
            rows_of_a_name_alone: {
                let rows = brought.sample.rows.iter();
                rows.filter(|row| row.is_name_alone()).count() as u64
            },
        },
        contacts: posed.contacts.map(|of| api::TraceContacts {
            lines: of.lines,
            unreadable: of.unreadable,
            first_unreadable: of.first_unreadable,
        }),
        fields: answered.fields.clone(),
        incident: args.incident.map(number),
        selection: answered.selection.clone(),
        population: answered.answer.population.about,
        population_at_least: answered.answer.population.at_least,
        population_at_most: answered.answer.population.at_most,
        subjects: answered.lots.of + posed.subjects.len() as u64,
        lots: answered.lots.drawn,
        controls: answered.controls,
        paths_compared: answered.compared,
        seed: format!("{:016x}", answered.seed),
        counts: counts(&answered.answer.counts),
        verdict: verdict(&answered.answer),
        ranking: answered.answer.ranking.iter().map(path).collect(),
        rows: rows.collect(),
        as_of: answered.as_of.clone(),
        coverage: answered.coverage.clone(),
        evidence: None,
        deleted: false,
        elapsed_ms: 0,
    }
}

fn counts(of: &Counts) -> api::TraceCounts {
    api::TraceCounts {
        rows: of.rows,
        of: of.of,
        matched: of.matched,
        read: of.read,
    }
}

fn path(of: &Explained) -> api::TracePath {
    api::TracePath {
        kind: of.kind.word().to_owned(),
        name: of.name.clone(),
        of_carriers: of.kind == PathKind::Address
            && of
                .name
                .parse::<IpAddr>()
                .is_ok_and(|ip| is_shared(&ip.into())),
        explains: of.explains,
        by_chance_at_most: of.by_chance_at_most,
        size: of.size.about,
        size_at_least: of.size.at_least,
        size_at_most: of.size.at_most,
    }
}

fn verdict(answer: &Answer) -> api::TraceVerdict {
    let paths = |of: &[Explained]| of.iter().map(path).collect();
    match &answer.verdict {
        Verdict::Points {
            path: best,
            next_best,
            beside,
            includes_it,
            permutation,
            taken: Taken {
                not_before,
                not_after,
            },
        } => api::TraceVerdict {
            word: "points".to_owned(),
            path: Some(path(best)),
            next_best: next_best.as_ref().map(path),
            unexplained: Some(answer.counts.of.saturating_sub(best.explains)),
            unexplained_by_next_best: next_best.as_ref().map(|_| *beside),
            includes_it: paths(includes_it),
            draws: Some(api::TraceDraws {
                draws: permutation.draws,
                reached: permutation.reached,
                p: permutation.p,
            }),
            not_before: Some((*not_before).into()),
            not_after: not_after.map(Into::into),
            ..api::TraceVerdict::default()
        },
        Verdict::CannotSay(why) => api::TraceVerdict {
            word: "cannot_say".to_owned(),
            because: Some(word(why).to_owned()),
            many: match why {
                Why::Many(many) => paths(many),
                _ => Vec::new(),
            },
            ..api::TraceVerdict::default()
        },
    }
}

fn word(why: &Why) -> &'static str {
    match why {
        Why::FewMatch => "few_match",
        Why::NobodyRead => "nobody_read",
        Why::LessThanHalf => "less_than_half",
        Why::NoMoreThanChance => "no_more_than_chance",
        Why::Many(_) => "many",
        Why::TimesContradict => "times_contradict",
    }
}
