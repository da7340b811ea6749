//! Completeness: what the record can promise over an answer. It is never one verdict with integrity.
//!
//! Every source that could have told of a read that the selection means must have told all of it, over
//! all the time that the selection means. What speaks against that is a doubt ([`crate::doubts`]). A
//! statement of no loss closes what nobody can see; what is proven to be missing it does not close.

use std::collections::BTreeMap;

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use ledger::Snapshot;

use crate::{
    accounts::{Account, accounts},
    deleted::deleted,
    doubts::{Doubt, DoubtKind},
    reach::reach,
    roster::Possibly,
    selection::{Column, Expr, Selection},
    spans::{ALL, Span, within, without},
    statement::Statement,
};

/// What is known of the record's completeness over an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// No doubt is open.
    pub complete: bool,
    /// The weakest guarantee among the sources: sequenced, live, declared, or none; `statement` where
    /// the record is complete only by a person's word.
    pub basis: String,
    /// Each open doubt, as a sentence.
    pub gaps: Vec<String>,
    /// The same, for programs.
    pub doubts: Vec<Doubt>,
    /// The statements that it rests on.
    pub stated: Vec<Stated>,
    /// How many subjects the doubts concern at most, beyond those of the answer.
    pub possibly: Option<Possibly>,
    /// What a promise rests on: a sentence for each source that counts.
    pub rests_on: Vec<String>,
}

/// A statement, and what it closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The statement.
    pub statement: Statement,
    /// The doubts that it takes away, as sentences.
    pub closes: Vec<String>,
}

/// What a question asks of the record: which sources, when, and which feeds besides.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    pub(crate) expr: &'q Expr,
    pub(crate) names_issued: bool,
    pub(crate) names_kind: bool,
}

impl<'q> Question<'q> {
    /// What a selection asks.
    #[must_use]
    pub fn of(selection: &'q Selection) -> Question<'q> {
        Question {
            expr: &selection.expr,
            names_issued: selection.names(Column::Issued),
            names_kind: selection.names(Column::SubjectKind),
        }
    }

    /// Everything that every source ever said of reads.
    pub const EVERYTHING: Question<'static> = Question {
        expr: &Expr::True,
        names_issued: false,
        names_kind: false,
    };
}

/// What is known of the record over a question. `unmatched` says by source how many requests that no
/// route matches could be meant; without it all that ever came are.
#[must_use]
pub fn coverage(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    statements: &[Statement],
    question: Question<'_>,
    unmatched: Option<&BTreeMap<u32, u64>>,
) -> Coverage {
    let mut out = Coverage::default();
    let mut weakest: Option<Guarantee> = None;
    for account in accounts(snapshot, catalogue) {
        let claims = account.claims(question);
        if claims.is_empty() {
            continue;
        }
        if account.carries_reads && account.spoken.is_some() {
            weakest = weakest.max(Some(account.guarantee));
            out.rests_on.extend(account.promise(&claims));
        }
        let mut doubts = account.doubts(&claims);
        if !account.carries_reads && !question.asks_all_of(&account) {
            doubts.retain(|doubt| account.matters_beside_reads(question, doubt.kind));
        }
        doubts.extend(account.unmatched(snapshot, catalogue, unmatched));
        for doubt in doubts {
            out.weigh(doubt, statements);
        }
    }
    for doubt in deleted(snapshot, question) {
        out.open(doubt);
    }
    if weakest.is_none() && out.doubts.is_empty() {
        out.open(Doubt::of_nothing());
    }
    out.complete = out.doubts.is_empty();
    let by_word = out.complete && !out.stated.is_empty();
    let guarantee = weakest.map_or("none", Guarantee::word);
    out.basis = if by_word { "statement" } else { guarantee }.to_owned();
    out
}

/// Everything that the sources leave in doubt, by source: what stands against a promise of any kind.
#[must_use]
pub fn doubts_by_source(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    statements: &[Statement],
) -> BTreeMap<String, Coverage> {
    let of = |account: Account<'_>| {
        let mut out = Coverage::default();
        let mut doubts = account.doubts(&[ALL]);
        doubts.extend(account.unmatched(snapshot, catalogue, None));
        doubts
            .into_iter()
            .for_each(|doubt| out.weigh(doubt, statements));
        out.complete = out.doubts.is_empty();
        out.basis = account.guarantee.word().to_owned();
        (account.id.to_owned(), out)
    };
    accounts(snapshot, catalogue).into_iter().map(of).collect()
}

impl Coverage {
    /// Takes a doubt in, or names the statements that close it.
    fn weigh(&mut self, mut doubt: Doubt, statements: &[Statement]) {
        let of_source = statements
            .iter()
            .filter(|statement| statement.source == doubt.source);
        let mut said: Vec<Span> = Vec::new();
        for statement in of_source {
            let closed = doubt.closed_by(statement);
            if !closed.is_empty() {
                said.extend(closed);
                self.name(statement, &doubt.because);
            } else if doubt.kind == DoubtKind::Missing
                && !within(statement.span, &doubt.spans).is_empty()
            {
                doubt.because.push_str(&format!(
                    "; the statement of {} at position {} says otherwise and is contradicted by it",
                    statement.by, statement.position
                ));
            }
        }
        doubt.spans = without(&doubt.spans, &said);
        if !doubt.spans.is_empty() {
            self.open(doubt);
        }
    }

    fn open(&mut self, mut doubt: Doubt) {
        doubt.because.extend(doubt.ways_out());
        self.gaps.push(doubt.because.clone());
        self.doubts.push(doubt);
    }

    fn name(&mut self, statement: &Statement, closes: &str) {
        let known = self
            .stated
            .iter_mut()
            .find(|stated| stated.statement.position == statement.position);
        match known {
            Some(stated) => stated.closes.push(closes.to_owned()),
            None => self.stated.push(Stated {
                statement: statement.clone(),
                closes: vec![closes.to_owned()],
            }),
        }
    }
}

impl Question<'_> {
    /// Whether the kinds of subjects that the question names come from this source.
    fn asks_all_of(self, account: &Account<'_>) -> bool {
        self.names_kind && account.counters.controls > 0
    }
}

impl Account<'_> {
    /// The times of which a question asks this source.
    fn claims(&self, question: Question<'_>) -> Vec<Span> {
        let asked_beside = question.asks_all_of(self) || (question.names_issued && self.is_feed);
        match asked_beside {
            // Whoever tells of credentials and kinds is asked beyond the time of the reads.
            true => vec![ALL],
            false if self.carries_reads || self.waiting() > 0 => reach(question.expr, self.id),
            false => Vec::new(),
        }
    }

    /// Whether a doubt about a source that brings no reads touches the answer. A hole in a feed of
    /// issuances makes reads undecided one by one, and what waits in quarantine could be anything.
    fn matters_beside_reads(&self, question: Question<'_>, kind: DoubtKind) -> bool {
        let unseen = matches!(kind, DoubtKind::Weak | DoubtKind::Tail);
        let of_feed = question.names_issued && self.is_feed && unseen;
        of_feed || kind == DoubtKind::Quarantined
    }
}

/// The latest time of a span, for asking who was there by then; open ends are the record's own.
pub(crate) fn latest(doubts: &[Doubt]) -> Option<Millis> {
    doubts
        .iter()
        .flat_map(|doubt| &doubt.spans)
        .map(|(_, to)| *to)
        .max()
}
