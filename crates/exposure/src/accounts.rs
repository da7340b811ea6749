//! What is known of each source: what it told and when, its sequences, and where nothing can be said.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use ledger::{Adopted, Counters, LaneId, OWN_SOURCE, Runs, Snapshot};

use crate::{deleted::deleted_to, issued::silences, spans::Span};

/// One source, over every retention class that it had.
pub(crate) struct Account<'s> {
    pub(crate) id: &'s str,
    pub(crate) guarantee: Guarantee,
    /// Whether the settings still have it.
    pub(crate) declared: bool,
    pub(crate) codes: Vec<u32>,
    pub(crate) counters: Counters,
    /// Earliest and latest event.
    pub(crate) spoken: Option<Span>,
    pub(crate) lanes: Vec<Lane<'s>>,
    pub(crate) silences: Vec<Span>,
    /// Spans in which what it told may be lost, though no sequence shows it.
    pub(crate) restored: Vec<Lost>,
    pub(crate) carries_reads: bool,
    pub(crate) is_feed: bool,
    /// Up to when control events were deleted, if any were.
    pub(crate) controls_deleted_to: Option<Millis>,
}

/// The time between a backup and the restoring of it.
pub(crate) struct Lost {
    pub(crate) span: Span,
    /// Position from which on a statement counts.
    pub(crate) stated_from: u64,
}

fn restored(snapshot: &Snapshot) -> Vec<Lost> {
    let adopted = snapshot.genesis.adopted.iter();
    let lost = |adopted: &Adopted| Lost {
        span: adopted.lost,
        stated_from: adopted.position,
    };
    adopted.map(lost).collect()
}

/// One sequence: a running copy of a source, from one start of it.
pub(crate) struct Lane<'s> {
    pub(crate) id: LaneId,
    pub(crate) runs: &'s Runs,
    /// For people: which copy and which start.
    pub(crate) name: String,
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// Times of the first and of the last number.
    pub(crate) span: Span,
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
        restored: match guarantee {
            Guarantee::Sequenced => Vec::new(),
            Guarantee::Live | Guarantee::Declared => restored(snapshot),
        },
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
pub(crate) fn ordered(a: Millis, b: Millis) -> Span {
    (a.min(b), a.max(b))
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

    /// Whether a request that no route matched when it came still matches none: a mended catalogue may
    /// know by now what all of them showed.
    pub(crate) fn unmatched_still(&self, snapshot: &Snapshot, catalogue: &Catalogue) -> bool {
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

    pub(crate) fn seams_named(&self) -> Vec<(Span, String)> {
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
