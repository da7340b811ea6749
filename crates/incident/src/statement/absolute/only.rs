//! *Only names and e-mail addresses*: a list of fields that is said to be all, held against every field that was read.
//!
//! The word must stand at the list: "names were read only in June" says nothing of other fields, and "only 2,609 entrance
//! codes" counts.

use std::ops::Range;

use super::super::{
    Facts, FieldFact, Seen, clause::Clause, draft::Draft, fields::not_sure, mark::Verdict,
    masked::clear_id, phrase::has, stance::Stance, words::Found,
};
use super::{Absolute, groups, titles};
use crate::both::Both;

/// Bytes between the word and the list: *only the*, 정보만.
const GAP_BYTES_MAX: usize = 24;

/// What may stand between a field and the word behind it.
const BEHIND: [&str; 9] = ["", "정보", "등", "data", "were", "was", "에", "으로", "로"];

/// What may stand between the word and a field behind it.
const AHEAD: [&str; 13] = [
    "",
    "the",
    "your",
    "their",
    "our",
    "customer",
    "customers",
    "customer's",
    "customers'",
    "고객",
    "고객의",
    "회원",
    "회원의",
];

/// What is said of a list of fields that is said to be all; `None` of any other word.
pub(super) fn verdict(
    draft: &Draft<'_>,
    clause: &Clause,
    word: &Found,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    let is_other = word.says != Absolute::Only || clause.stance == Stance::Denies;
    if is_other || !stands_at_list(draft, clause, word) {
        return None;
    }
    let is_sure = clause.stance == Stance::Affirms || (clause.is_plain && clause.is_closed);
    Some(match is_sure {
        true => said_all(draft, clause, &clause.fields, facts),
        false => not_sure(),
    })
}

/// What is said of *apart from names nothing was read*: a list that is said to be all by what is taken out of a denial.
pub(super) fn all_but(
    draft: &Draft<'_>,
    clause: &Clause,
    word: &Found,
    facts: &Facts,
) -> Option<(Verdict, Both)> {
    let is_list = word.denies && clause.stance == Stance::Denies && clause.fields.is_empty();
    let is_all = is_list && !clause.excepted().is_empty() && clause.beyond.is_none();
    is_all.then(|| said_all(draft, clause, clause.excepted(), facts))
}

/// A list that is said to be all, held against every other field. One that is named in one of its forms is named: masked and
/// clear are one to people, but that only the masked was read is held against the other.
fn said_all(
    draft: &Draft<'_>,
    clause: &Clause,
    list: &[(Range<usize>, usize)],
    facts: &Facts,
) -> (Verdict, Both) {
    let named_ids = || {
        list.iter()
            .filter_map(|(_, at)| Some(&facts.fields.get(*at)?.name))
    };
    let is_said = |of: &FieldFact| {
        named_ids().any(|id| *id == of.name || (*id == clear_id(&of.name) && of.name != *id))
    };
    let others: Vec<_> = facts.fields.iter().filter(|of| !is_said(of)).collect();
    let named = |seen: Seen| titles(others.iter().copied(), seen);
    if let Some(names) = named(Seen::Touched) {
        let because = Both::new(
            format!("이 밖에도 열람된 항목이 있습니다: {}.", names.ko),
            format!("The record shows reads of others beside: {}.", names.en),
        );
        // Of some people perhaps nothing else was read; the figures do not say so.
        return match of_some(draft, clause) || groups::is_spoken_of(draft, clause, facts) {
            true => (Verdict::Unsupported, because),
            false => (Verdict::Contradicted, because),
        };
    }
    if let Some(names) = named(Seen::CannotSay) {
        let because = Both::new(
            format!(
                "다른 항목이 열람되지 않았다고 기록만으로 말할 수 없습니다: {}.",
                names.ko
            ),
            format!(
                "The record cannot say that no other was read: {}.",
                names.en
            ),
        );
        return (Verdict::Unsupported, because);
    }
    let because = Both::new(
        "다른 항목은 모두 열람 없음이 증명되었습니다.",
        "Every other field is proven to be clear.",
    );
    (Verdict::Supported, because)
}

/// Whether a clause speaks of some people or accounts alone: 일부 계정은, *for 17 accounts*.
fn of_some(draft: &Draft<'_>, clause: &Clause) -> bool {
    let is_counted = draft
        .part(&clause.span)
        .contains(|one: char| one.is_ascii_digit());
    is_counted
        || has(
            draft.flat(),
            &clause.span,
            &["some", "일부", "계정도", "고객도", "회원도"],
        )
}

/// Whether the word stands right behind a field or right before one, in a clause that speaks of reads or says nothing
/// else.
fn stands_at_list(draft: &Draft<'_>, clause: &Clause, word: &Found) -> bool {
    let is_alone = || {
        let rest = draft.part(&(word.span.end..clause.span.end));
        let rest = rest.trim_matches([' ', '.', ',', ')']);
        [
            "",
            "임",
            "입니다",
            "이다",
            "이며",
            "이고",
            "이었습니다",
            "이었음",
            "였습니다",
        ]
        .contains(&rest)
            || starts_clause(draft, clause, word)
    };
    let between = |from: usize, to: usize, may: &[&str]| {
        let gap = draft.flat().get(from..to);
        gap.is_some_and(|gap| {
            gap.len() <= GAP_BYTES_MAX && gap.split_whitespace().all(|one| may.contains(&one))
        })
    };
    let at = clause
        .fields
        .iter()
        .any(|(span, _)| match span.end <= word.span.start {
            true => between(span.end, word.span.start, &BEHIND),
            false => between(word.span.end, span.start, &AHEAD),
        });
    at && (clause.of_reading || is_alone())
}

/// Whether a clause is the word and its list: "Only names and e-mail addresses."
fn starts_clause(draft: &Draft<'_>, clause: &Clause, word: &Found) -> bool {
    let before = draft.part(&(clause.span.start..word.span.start));
    let last = clause.fields.iter().map(|(span, _)| span.end).max();
    let after = last.map_or("", |last| {
        draft.part(&(last.max(word.span.end)..clause.span.end))
    });
    before.trim().is_empty() && after.trim_matches([' ', '.', ',']).is_empty()
}
