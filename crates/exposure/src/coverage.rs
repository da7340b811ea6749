//! Completeness: what the record can promise over an answer. It is never one verdict with integrity.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use ledger::{Counters, Gap, Snapshot};

use crate::answer::Coverage;

/// Milliseconds by which an event may stand outside the two between which its number is missing: a log
/// stands in the order in which requests ended, and one may last long. A gap counts this much around it,
/// and the ends of a record are in doubt by it: a number lost there has no neighbour that shows it.
const DISORDER_MS: i64 = 3_600_000;

/// What is known of the record over a span of event time (`MIN..MAX` for all that the record holds).
///
/// Every source that has ever brought an access or is named by a route counts: what it did not say
/// might have matched. A bound of the span near or beyond a source's first or last event is a gap: what
/// was lost there shows in no sequence. A span without a bound speaks of the record as far as it goes.
#[must_use]
pub fn coverage(snapshot: &Snapshot, catalogue: &Catalogue, span: (Millis, Millis)) -> Coverage {
    let mut gaps = Vec::new();
    let mut weakest: Option<Guarantee> = None;
    for source in sources(snapshot, catalogue) {
        if source.carries_reads {
            weakest = weakest.max(Some(source.guarantee));
        }
        if source.carries_reads || source.counters.quarantined > source.counters.mended {
            source.gaps(snapshot, catalogue, span, &mut gaps);
        }
    }
    let basis = weakest.map_or("none", Guarantee::word).to_owned();
    match weakest {
        Some(Guarantee::Sequenced) => {}
        None => gaps.push("no source has brought a read yet, so nothing is known".to_owned()),
        Some(_) => gaps.push(format!(
            "a source is only {basis}: the loss of one event inside it would not show"
        )),
    }
    Coverage {
        complete: gaps.is_empty(),
        basis,
        gaps,
    }
}

/// The gaps in the sequences of a source.
#[must_use]
pub fn gaps_of(snapshot: &Snapshot, codes: &[u32]) -> Vec<Gap> {
    let lanes = snapshot
        .state
        .lanes
        .iter()
        .filter(|(lane, _)| codes.contains(&lane.source));
    lanes.flat_map(|(_, runs)| runs.gaps()).collect()
}

/// One source, over every retention class that it had.
struct Account<'s> {
    id: &'s str,
    guarantee: Guarantee,
    /// Whether the settings still have it.
    declared: bool,
    codes: Vec<u32>,
    counters: Counters,
    /// Earliest and latest event.
    spoken: Option<(Millis, Millis)>,
    carries_reads: bool,
}

/// The sources of the catalogue, and those that brought events and are no longer in it.
fn sources<'s>(snapshot: &'s Snapshot, catalogue: &'s Catalogue) -> Vec<Account<'s>> {
    let declared = catalogue
        .sources
        .iter()
        .map(|source| (source.id.as_str(), source.guarantee, true));
    let mut all: Vec<(&str, Guarantee, bool)> = declared.collect();
    for entry in &snapshot.state.sources {
        if !all.iter().any(|(id, ..)| *id == entry.id) {
            all.push((&entry.id, Guarantee::Declared, false));
        }
    }
    all.into_iter()
        .map(|(id, guarantee, declared)| account(snapshot, catalogue, id, guarantee, declared))
        .collect()
}

fn account<'s>(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    id: &'s str,
    guarantee: Guarantee,
    declared: bool,
) -> Account<'s> {
    let codes: Vec<u32> = (0u32..)
        .zip(&snapshot.state.sources)
        .filter(|(_, entry)| entry.id == id)
        .map(|(code, _)| code)
        .collect();
    let mut counters = Counters::default();
    let mut spoken: Option<(Millis, Millis)> = None;
    for of_code in codes
        .iter()
        .filter_map(|code| snapshot.state.spoken.get(*code as usize))
    {
        counters.accesses += of_code.counters.accesses + of_code.counters.plain;
        counters.unmatched += of_code.counters.unmatched;
        counters.quarantined += of_code.counters.quarantined;
        counters.mended += of_code.counters.mended;
        if let Some((first, last)) = of_code.span {
            let (f, l) = spoken.unwrap_or((first, last));
            spoken = Some((f.min(first), l.max(last)));
        }
    }
    let named = || {
        catalogue
            .routes
            .iter()
            .any(|route| route.sources.iter().any(|named| named == id))
    };
    let carries_reads = counters.accesses > 0 || named();
    Account {
        id,
        guarantee,
        declared,
        codes,
        counters,
        spoken,
        carries_reads,
    }
}

impl Account<'_> {
    /// Adds a sentence for everything that may be missing within the span.
    fn gaps(
        &self,
        snapshot: &Snapshot,
        catalogue: &Catalogue,
        span: (Millis, Millis),
        out: &mut Vec<String>,
    ) {
        let id = self.id;
        for gap in gaps_of(snapshot, &self.codes) {
            let (after, before) = (gap.after.min(gap.before), gap.after.max(gap.before));
            if before.plus(DISORDER_MS) >= span.0 && after.plus(-DISORDER_MS) <= span.1 {
                let count = gap.last - gap.first + 1;
                out.push(format!("{id}: {count} events are missing between {after} and {before} (numbers {}..{})", gap.first, gap.last));
            }
        }
        if self.carries_reads {
            self.beyond(span, out);
        }
        let quarantined = self
            .counters
            .quarantined
            .saturating_sub(self.counters.mended);
        if quarantined > 0 {
            out.push(format!("{id}: {quarantined} records are in quarantine: mend the mapping and run `nunchi ingest --quarantined`"));
        }
        if self.unmatched_still(snapshot, catalogue) {
            out.push(format!("{id}: {} accesses matched no route of the catalogue when they came, so what they showed is not known", self.counters.unmatched));
        }
        if !self.declared {
            out.push(format!("{id}: the settings no longer have this source, so nothing is promised of its record"));
        }
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

    /// What the selection asks beyond the record of the source.
    fn beyond(&self, (from, to): (Millis, Millis), out: &mut Vec<String>) {
        let id = self.id;
        let Some((first, last)) = self.spoken else {
            return out.push(format!(
                "{id}: it has not spoken yet, so what it would say is not known"
            ));
        };
        if from > Millis::MIN && from < first.plus(DISORDER_MS) {
            out.push(format!("{id}: its record begins at {first}: events of the time before, and up to an hour after, may be missing"));
        }
        if to < Millis::MAX && to > last.plus(-DISORDER_MS) {
            out.push(format!("{id}: its record ends at {last}: events of the time after, and up to an hour before, may be missing"));
        }
    }
}
