//! Doubts: everything that speaks against the record of one source being whole.
//!
//! A sequence shows what is missing between two of its numbers. It does not show what was lost before
//! its first or after its last: there begins doubt, at both ends of every running copy of a source.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use ledger::{Gap, Snapshot};

use crate::{
    accounts::{Account, Lane, ordered},
    spans::{ALL, Span, joined, within},
    statement::Statement,
};

/// Milliseconds by which an event may stand outside the two between which its number is missing: a log
/// stands in the order in which requests ended, and one may last long. A gap counts this much around it,
/// and the ends of a record are in doubt by it: a number lost there has no neighbour that shows it.
pub(crate) const DISORDER_MS: i64 = 3_600_000;

/// What a doubt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtKind {
    /// A sequence proves that events are missing.
    Missing,
    /// A running copy of a source stopped, or came in with a later number than its first.
    Tail,
    /// Events of a sequenced source carry no number.
    Unnumbered,
    /// A loss inside the record would not show.
    Weak,
    /// A live source was silent.
    Silent,
    /// A source has never spoken.
    Unspoken,
    /// The question begins before the record.
    Begins,
    /// The question ends after the record.
    Ends,
    /// Records could not be decoded.
    Quarantined,
    /// No route tells what requests showed.
    Unmatched,
    /// The settings do not have the source any more.
    Undeclared,
    /// No source has brought a read.
    Nothing,
    /// Retention deleted what came.
    Deleted,
    /// The directory was restored from a backup.
    Restored,
}

impl DoubtKind {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DoubtKind::Missing => "missing",
            DoubtKind::Tail => "tail",
            DoubtKind::Unnumbered => "unnumbered",
            DoubtKind::Weak => "weak",
            DoubtKind::Silent => "silent",
            DoubtKind::Unspoken => "unspoken",
            DoubtKind::Begins => "begins",
            DoubtKind::Ends => "ends",
            DoubtKind::Quarantined => "quarantined",
            DoubtKind::Unmatched => "unmatched",
            DoubtKind::Undeclared => "undeclared",
            DoubtKind::Nothing => "nothing",
            DoubtKind::Deleted => "deleted",
            DoubtKind::Restored => "restored",
        }
    }
}

/// Something that may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The source; empty where it is about none.
    pub source: String,
    /// What it is about.
    pub kind: DoubtKind,
    /// The times of which nothing can be said, within the question.
    pub spans: Vec<Span>,
    /// How many events or records, where that is known.
    pub events: Option<u64>,
    /// How many records of the source have ever gone to quarantine.
    pub quarantined: u64,
    /// Position from which on a statement counts: one before was made of a record that was lost since.
    pub stated_from: u64,
    /// Why, as a sentence.
    pub because: String,
}

impl Doubt {
    /// No source has brought anything.
    pub(crate) fn of_nothing() -> Doubt {
        Doubt {
            source: String::new(),
            kind: DoubtKind::Nothing,
            spans: vec![ALL],
            events: None,
            quarantined: 0,
            stated_from: 0,
            because: "no source has brought a read yet, so nothing is known".to_owned(),
        }
    }

    /// What can be done about it, where that is a command; it follows the sentence of a doubt that stays open.
    pub(crate) fn ways_out(&self) -> Option<String> {
        (self.kind == DoubtKind::Quarantined).then(|| {
            format!(
                ": mend the mapping and run `nunchi ingest --quarantined`, or let somebody who knows that none of them holds an event say so with `nunchi sources attest {} --from TIME --to TIME --quarantined --reason WHY`",
                self.source
            )
        })
    }

    /// The times of the doubt of which a statement says that nothing was lost. What a sequence proves
    /// to be missing is missing; what came and cannot be read has no time, so a statement that speaks
    /// of it speaks of all of it.
    pub(crate) fn closed_by(&self, statement: &Statement) -> Vec<Span> {
        match self.kind {
            DoubtKind::Missing | DoubtKind::Unmatched | DoubtKind::Nothing | DoubtKind::Deleted => {
                Vec::new()
            }
            DoubtKind::Quarantined if statement.quarantined == Some(self.quarantined) => vec![ALL],
            DoubtKind::Quarantined => Vec::new(),
            _ if statement.position < self.stated_from => Vec::new(),
            _ => within(statement.span, &self.spans),
        }
    }
}

/// Claims with other ends where they are open. One that speaks of nothing but what lies beyond those
/// ends stays as it is.
fn closed(claims: &[Span], (begin, end): Span) -> Vec<Span> {
    let close = |claim: &Span| {
        let from = if claim.0 == Millis::MIN {
            begin
        } else {
            claim.0
        };
        let to = if claim.1 == Millis::MAX { end } else { claim.1 };
        if from > to && *claim != ALL {
            *claim
        } else {
            (from, to)
        }
    };
    joined(claims.iter().map(close).collect())
}

/// A span with the disorder of logs around it.
fn wide((from, to): Span) -> Span {
    (from.plus(-DISORDER_MS), to.plus(DISORDER_MS))
}

impl Account<'_> {
    /// Everything that may be missing within the claims.
    pub(crate) fn doubts(&self, claims: &[Span]) -> Vec<Doubt> {
        let mut found = Found {
            account: self,
            claims,
            record: closed(claims, self.spoken.unwrap_or(ALL)),
            within_record: self.as_far_as_it_goes(claims),
            out: Vec::new(),
        };
        found.sequences();
        found.ends();
        found.guarantee();
        found.restored();
        let waiting = self.waiting();
        if waiting > 0 {
            let why = match waiting {
                1 => "1 record is in quarantine".to_owned(),
                many => format!("{many} records are in quarantine"),
            };
            found.add(DoubtKind::Quarantined, ALL, Some(waiting), why);
        }
        if !self.declared {
            found.add(
                DoubtKind::Undeclared,
                ALL,
                None,
                "the settings no longer have this source, so nothing is promised of its record"
                    .to_owned(),
            );
        }
        found.out
    }

    /// Claims whose open ends are those of the record: a claim without a bound speaks of the record
    /// but for its first and last hour, where no neighbour would show a loss.
    fn as_far_as_it_goes(&self, claims: &[Span]) -> Vec<Span> {
        let Some((first, last)) = self.spoken else {
            return claims.to_vec();
        };
        let near = |a: Millis, b: Millis| a.0.abs_diff(b.0) <= DISORDER_MS.unsigned_abs();
        let starts = self.lanes.iter().map(|lane| lane.span.0);
        let ends = self.lanes.iter().map(|lane| lane.span.1);
        let begin = starts.filter(|start| near(*start, first)).max();
        let end = ends.filter(|end| near(*end, last)).min();
        let begin = begin.unwrap_or(first).max(first).plus(DISORDER_MS);
        let end = end.unwrap_or(last).min(last).plus(-DISORDER_MS);
        closed(claims, (begin, end))
    }

    /// Requests that no route matches, as a doubt of this source.
    pub(crate) fn unmatched(
        &self,
        snapshot: &Snapshot,
        catalogue: &Catalogue,
        meant: Option<&std::collections::BTreeMap<u32, u64>>,
    ) -> Option<Doubt> {
        let accesses = match meant {
            Some(meant) => self.codes.iter().filter_map(|code| meant.get(code)).sum(),
            None if self.unmatched_still(snapshot, catalogue) => self.counters.unmatched,
            None => 0,
        };
        let because = format!(
            "{}: {accesses} accesses matched no route of the catalogue when they came, so what they showed is not known",
            self.id
        );
        (accesses > 0).then(|| Doubt {
            source: self.id.to_owned(),
            kind: DoubtKind::Unmatched,
            spans: vec![self.spoken.unwrap_or(ALL)],
            events: Some(accesses),
            quarantined: self.counters.quarantined,
            stated_from: 0,
            because,
        })
    }
}

/// Doubts as they are found.
struct Found<'a> {
    account: &'a Account<'a>,
    claims: &'a [Span],
    /// Claims whose open ends are those of the record.
    record: Vec<Span>,
    /// The same, but for the first and the last hour.
    within_record: Vec<Span>,
    out: Vec<Doubt>,
}

impl Found<'_> {
    fn add(&mut self, kind: DoubtKind, named: Span, events: Option<u64>, why: String) {
        self.add_about(kind, named, named, events, why);
    }

    /// Adds a doubt that touches the claims within `wide`; it is named by what it surely is about.
    fn add_about(
        &mut self,
        kind: DoubtKind,
        named: Span,
        wide: Span,
        events: Option<u64>,
        why: String,
    ) {
        // What came at an unknown time, and what a number proves, counts at the very ends too.
        let claims = match kind {
            DoubtKind::Missing
            | DoubtKind::Quarantined
            | DoubtKind::Unspoken
            | DoubtKind::Restored => self.claims,
            DoubtKind::Weak | DoubtKind::Unnumbered | DoubtKind::Undeclared => &self.record,
            _ => &self.within_record,
        };
        let touched = within(wide, claims);
        if touched.is_empty() {
            return;
        }
        let exact = within(named, claims);
        let account = self.account;
        self.out.push(Doubt {
            source: account.id.to_owned(),
            kind,
            spans: if exact.is_empty() { touched } else { exact },
            events,
            quarantined: account.counters.quarantined,
            stated_from: 0,
            because: format!("{}: {why}", account.id),
        });
    }

    /// What was recorded after the backup that the directory was restored from. A sequence shows what is
    /// missing of it; where there is none, only somebody who knows the source can say that nothing is.
    fn restored(&mut self) {
        let account = self.account;
        for lost in &account.restored {
            let (from, to) = lost.span;
            let why = format!(
                "the directory was restored from a backup: what it told between {from} and {to} may be lost"
            );
            let before = self.out.len();
            self.add_about(DoubtKind::Restored, lost.span, wide(lost.span), None, why);
            let added = self.out.get_mut(before..).unwrap_or_default();
            added
                .iter_mut()
                .for_each(|doubt| doubt.stated_from = lost.stated_from);
        }
    }

    fn sequences(&mut self) {
        let account = self.account;
        for lane in &account.lanes {
            for gap in lane.runs.gaps() {
                self.gap(lane, gap);
            }
        }
        for (seam, why) in account.seams_named() {
            // A claim may end exactly an hour before: what is lost there would be further off.
            let (from, to) = wide(seam);
            let about = (from.plus(1), to.plus(-1));
            self.add_about(DoubtKind::Tail, seam, about, None, why);
        }
        let unnumbered = account.unnumbered();
        if unnumbered > 0 {
            let why =
                format!("{unnumbered} events carry no number, so the loss of one would not show");
            self.add(DoubtKind::Unnumbered, ALL, Some(unnumbered), why);
        }
    }

    fn gap(&mut self, lane: &Lane<'_>, gap: Gap) {
        let (after, before) = ordered(gap.after, gap.before);
        let events = gap.last - gap.first + 1;
        let (name, first, last) = (&lane.name, gap.first, gap.last);
        let are = if events == 1 {
            "event is"
        } else {
            "events are"
        };
        let why = format!(
            "{name}{events} {are} missing between {after} and {before} (numbers {first}..{last})"
        );
        let span = (after, before);
        self.add_about(DoubtKind::Missing, span, wide(span), Some(events), why);
    }

    /// What the question asks beyond the record.
    fn ends(&mut self) {
        let account = self.account;
        let Some((first, last)) = account.spoken else {
            if account.carries_reads {
                let why = "it has not spoken yet, so what it would say is not known";
                self.add(DoubtKind::Unspoken, ALL, None, why.to_owned());
            }
            return;
        };
        let begins = (Millis::MIN, first.plus(DISORDER_MS - 1));
        let why = format!(
            "its record begins at {first}: events of the time before, and up to an hour after, may be missing"
        );
        self.add(DoubtKind::Begins, begins, None, why);
        let ends = (last.plus(1 - DISORDER_MS), Millis::MAX);
        let why = format!(
            "its record ends at {last}: events of the time after, and up to an hour before, may be missing"
        );
        self.add(DoubtKind::Ends, ends, None, why);
    }

    fn guarantee(&mut self) {
        let account = self.account;
        let word = account.guarantee.word();
        if account.guarantee == Guarantee::Sequenced || account.spoken.is_none() {
            return;
        }
        for silence in &account.silences {
            let (from, to) = *silence;
            let why = format!("it was silent between {from} and {to}");
            self.add_about(DoubtKind::Silent, *silence, wide(*silence), None, why);
        }
        if account.declared {
            let why = format!(
                "its record is only {word}: the loss of one event inside it would not show"
            );
            self.add(DoubtKind::Weak, ALL, None, why);
        }
    }
}
