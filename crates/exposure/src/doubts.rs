//! Doubts: everything that speaks against the record of one source being whole.
//!
//! A sequence shows what is missing between two of its numbers. It does not show what was lost before
//! its first or after its last: there begins doubt, at both ends of every running copy of a source.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use ledger::{Counters, Gap, LaneId, OWN_SOURCE, Runs, Snapshot};

use crate::{
    deleted::deleted_to,
    issued::silences,
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
            because: "no source has brought a read yet, so nothing is known".to_owned(),
        }
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
            _ => within(statement.span, &self.spans),
        }
    }
}

/// One source, over every retention class that it had.
pub(crate) struct Account<'s> {
    pub(crate) id: &'s str,
    pub(crate) guarantee: Guarantee,
    /// Whether the settings still have it.
    declared: bool,
    codes: Vec<u32>,
    pub(crate) counters: Counters,
    /// Earliest and latest event.
    pub(crate) spoken: Option<Span>,
    lanes: Vec<Lane<'s>>,
    pub(crate) silences: Vec<Span>,
    pub(crate) carries_reads: bool,
    pub(crate) is_feed: bool,
    /// Up to when control events were deleted, if any were.
    pub(crate) controls_deleted_to: Option<Millis>,
}

/// One sequence: a running copy of a source, from one start of it.
struct Lane<'s> {
    id: LaneId,
    runs: &'s Runs,
    /// For people: which copy and which start.
    name: String,
    first: u64,
    last: u64,
    /// Times of the first and of the last number.
    span: Span,
}

/// The sources of the catalogue, and those that brought events and are no longer in it.
pub(crate) fn accounts<'s>(snapshot: &'s Snapshot, catalogue: &'s Catalogue) -> Vec<Account<'s>> {
    let declared = catalogue
        .sources
        .iter()
        .map(|source| (source.id.as_str(), source.guarantee, true));
    let mut all: Vec<(&str, Guarantee, bool)> = declared.collect();
    for entry in &snapshot.state.sources {
        // Our own acts and imports are no feed.
        if entry.id != OWN_SOURCE && !all.iter().any(|(id, ..)| *id == entry.id) {
            all.push((&entry.id, Guarantee::Declared, false));
        }
    }
    all.into_iter()
        .map(|(id, guarantee, declared)| account(snapshot, catalogue, id, guarantee, declared))
        .collect()
}

fn account<'s>(
    snapshot: &'s Snapshot,
    catalogue: &'s Catalogue,
    id: &'s str,
    guarantee: Guarantee,
    declared: bool,
) -> Account<'s> {
    let state = &snapshot.state;
    let codes: Vec<u32> = (0u32..)
        .zip(&state.sources)
        .filter(|(_, entry)| entry.id == id)
        .map(|(code, _)| code)
        .collect();
    let mut counters = Counters::default();
    let mut spoken: Option<Span> = None;
    for of_code in codes
        .iter()
        .filter_map(|code| state.spoken.get(*code as usize))
    {
        counters.add(of_code.counters);
        spoken = spoken
            .into_iter()
            .chain(of_code.span)
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    }
    let is_feed = catalogue
        .issuers
        .iter()
        .any(|issuer| issuer.feed.as_deref() == Some(id));
    let named = catalogue
        .routes
        .iter()
        .any(|route| route.sources.iter().any(|named| named == id));
    // A source that has said nothing is a blind spot if any route that shows data may be read there.
    let could_bring = || {
        spoken.is_none()
            && declared
            && !is_feed
            && catalogue
                .routes
                .iter()
                .any(|route| !route.plain && route.serves(id))
    };
    let brought = counters.accesses + counters.plain > 0;
    let silences = match guarantee {
        Guarantee::Live => silences(snapshot, &codes),
        Guarantee::Sequenced | Guarantee::Declared => Vec::new(),
    };
    Account {
        id,
        guarantee,
        declared,
        counters,
        spoken,
        lanes: lanes(snapshot, &codes, spoken),
        silences,
        carries_reads: brought || named || could_bring(),
        is_feed,
        controls_deleted_to: deleted_to(snapshot),
        codes,
    }
}

/// The sequences of a source, those of one copy in the order of time.
fn lanes<'s>(snapshot: &'s Snapshot, codes: &[u32], spoken: Option<Span>) -> Vec<Lane<'s>> {
    let of_source = snapshot
        .state
        .lanes
        .iter()
        .filter(|(id, _)| codes.contains(&id.source));
    let mut lanes: Vec<Lane<'s>> = of_source
        .filter_map(|(id, runs)| {
            let (first, last) = (runs.runs().next()?, runs.runs().last()?);
            let (from, to) = ordered(first.first_time, last.last_time);
            Some(Lane {
                id: *id,
                runs,
                name: name_of(snapshot, id),
                first: first.first,
                last: last.last,
                span: (from, to),
            })
        })
        .collect();
    lanes.sort_by_key(|lane| (lane.id.instance, lane.span));
    // What the source told first and last is then what its one sequence told.
    if let ([lane], Some(spoken)) = (lanes.as_mut_slice(), spoken) {
        lane.span = (lane.span.0.min(spoken.0), lane.span.1.max(spoken.1));
    }
    lanes
}

fn name_of(snapshot: &Snapshot, id: &LaneId) -> String {
    let text = |code: Option<u32>| code.and_then(|code| snapshot.text(code));
    match (text(id.instance), text(id.boot)) {
        (Some(instance), Some(boot)) => format!("{instance} ({boot}): "),
        (Some(one), None) | (None, Some(one)) => format!("{one}: "),
        (None, None) => String::new(),
    }
}

/// A line that came out of its order can stand before its gap's first number in time.
fn ordered(a: Millis, b: Millis) -> Span {
    (a.min(b), a.max(b))
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
    /// Records in quarantine that may still hold anything.
    pub(crate) fn waiting(&self) -> u64 {
        self.counters
            .quarantined
            .saturating_sub(self.counters.mended)
    }

    /// What the source promises over these times, as a sentence; nothing where it never spoke.
    pub(crate) fn promise(&self, claims: &[Span]) -> Option<String> {
        let (first, last) = self.spoken?;
        let open = |end: Millis, at: Millis| if end == at { None } else { Some(end) };
        let from = claims
            .first()
            .and_then(|(from, _)| open(*from, Millis::MIN));
        let to = claims.last().and_then(|(_, to)| open(*to, Millis::MAX));
        let numbers: u64 = self.lanes.iter().map(|lane| lane.runs.count()).sum();
        Some(format!(
            "{}: {}, {numbers} numbered events; asked from {} to {}",
            self.id,
            self.guarantee.word(),
            from.unwrap_or(first),
            to.unwrap_or(last)
        ))
    }

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
        let waiting = self.waiting();
        if waiting > 0 {
            found.add(DoubtKind::Quarantined, ALL, Some(waiting), format!("{waiting} records are in quarantine: mend the mapping and run `nunchi ingest --quarantined`"));
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
            because,
        })
    }

    /// Whether a request that no route matched when it came still matches none: a mended catalogue may
    /// know by now what all of them showed.
    fn unmatched_still(&self, snapshot: &Snapshot, catalogue: &Catalogue) -> bool {
        let exposed = || snapshot.exposed(catalogue);
        let still = |(shape, exposed): (&ledger::Shape, ledger::Exposed<'_>)| {
            self.codes.contains(&shape.source) && exposed.route.is_none()
        };
        self.counters.unmatched > 0 && snapshot.state.shapes.iter().zip(exposed()).any(still)
    }

    /// The spans between two starts of one copy, in which a loss shows in no number. That a copy has
    /// fallen silent for good is no such span: it speaks against the completeness of an answer, not
    /// against each of its reads.
    pub(crate) fn seams(&self) -> Vec<Span> {
        let seams = self.seams_named().into_iter().map(|seam| seam.0);
        let is_between = |(from, to): &Span| *from > Millis::MIN && *to < Millis::MAX;
        seams.filter(is_between).collect()
    }

    fn seams_named(&self) -> Vec<(Span, String)> {
        let mut seams = Vec::new();
        for (at, lane) in self.lanes.iter().enumerate() {
            let same = |other: &&Lane<'_>| other.id.instance == lane.id.instance;
            let next = self.lanes.get(at + 1).filter(same);
            let before = at
                .checked_sub(1)
                .and_then(|at| self.lanes.get(at))
                .filter(same);
            if let Some(next) = next {
                let (end, begin) = ordered(lane.span.1, next.span.0);
                seams.push(((end, begin), format!("{}it was started anew between {end} and {begin}: what it told after number {} would show in no sequence", lane.name, lane.last)));
            } else if lane.span.1 < self.spoken.map_or(Millis::MAX, |spoken| spoken.1) {
                seams.push(((lane.span.1, Millis::MAX), format!("{}it has said nothing since {} (number {}), and later numbers would show in no sequence", lane.name, lane.span.1, lane.last)));
            }
            if lane.first > 1 && before.is_none() {
                seams.push(((Millis::MIN, lane.span.0), format!("{}its first number is {} at {}: what it told before would show in no sequence", lane.name, lane.first, lane.span.0)));
            }
        }
        seams
    }

    /// Gaps between numbers.
    pub(crate) fn holes(&self) -> Vec<Span> {
        let gaps = self.lanes.iter().flat_map(|lane| lane.runs.gaps());
        gaps.map(|gap| ordered(gap.after, gap.before)).collect()
    }

    /// Events of a sequenced source that carry no number.
    pub(crate) fn unnumbered(&self) -> u64 {
        let c = &self.counters;
        let told = c.accesses + c.plain + c.controls + c.beside;
        let numbered: u64 = self.lanes.iter().map(|lane| lane.runs.count()).sum();
        match self.guarantee {
            Guarantee::Sequenced => told.saturating_sub(numbered),
            Guarantee::Live | Guarantee::Declared => 0,
        }
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
            DoubtKind::Missing | DoubtKind::Quarantined | DoubtKind::Unspoken => self.claims,
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
            because: format!("{}: {why}", account.id),
        });
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
