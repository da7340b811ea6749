//! `nunchi sources`: what each source has said, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use api::{Counters, Gap, Lane, Quarantine, SilentRoute, Source, Sources};
use event::{Millis, catalogue::Catalogue};
use ledger::{OWN_SOURCE, Snapshot, Spoken};

use crate::{
    asking,
    cli::ListArgs,
    failure::Failure,
    home::Home,
    printer::{format_or_default, say},
    render::{self, documents, timeline::timeline},
};

pub(crate) fn run(args: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let snapshot = home.snapshot()?;
    let document = document(&snapshot, &home.settings.catalogue);
    let zone = asking::zone(&home.settings.catalogue);
    say(&render::render(
        &document,
        format_or_default(args.format),
        |sources| render::sources::table(sources, &zone),
        render::sources::csv,
    )?);
    Ok(0)
}

/// What a source said under all of its codes: a change of its retention class gives it a new one.
#[derive(Debug, Default)]
struct Told {
    codes: Vec<u32>,
    spoken: Spoken,
}

fn document(snapshot: &Snapshot, catalogue: &Catalogue) -> Sources {
    let told = told(snapshot);
    let span = told
        .values()
        .filter_map(|told| told.spoken.span)
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let declared: Vec<&str> = catalogue
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    let lost = told
        .keys()
        .copied()
        .filter(|id| !declared.contains(id) && *id != OWN_SOURCE);
    let ids: Vec<&str> = declared.iter().copied().chain(lost).collect();
    let nothing = Told::default();
    Sources {
        v: api::VERSION,
        first: span.map(|(first, _)| first.into()),
        last: span.map(|(_, last)| last.into()),
        sources: ids
            .into_iter()
            .map(|id| {
                source(
                    snapshot,
                    catalogue,
                    id,
                    told.get(id).unwrap_or(&nothing),
                    span,
                )
            })
            .collect(),
        silent_routes: silent_routes(snapshot, catalogue, &told),
    }
}

fn told(snapshot: &Snapshot) -> BTreeMap<&str, Told> {
    let mut all: BTreeMap<&str, Told> = BTreeMap::new();
    for ((code, entry), spoken) in (0u32..)
        .zip(&snapshot.state.sources)
        .zip(&snapshot.state.spoken)
    {
        // Our own acts and imports are no feed.
        if entry.id == OWN_SOURCE {
            continue;
        }
        let told = all.entry(&entry.id).or_default();
        told.codes.push(code);
        add(&mut told.spoken, spoken);
    }
    all
}

fn add(to: &mut Spoken, more: &Spoken) {
    let (sum, c) = (&mut to.counters, more.counters);
    sum.accesses += c.accesses;
    sum.reads += c.reads;
    sum.unmatched += c.unmatched;
    sum.controls += c.controls;
    sum.plain += c.plain;
    sum.beside += c.beside;
    sum.duplicates += c.duplicates;
    sum.quarantined += c.quarantined;
    sum.mended += c.mended;
    to.span = to
        .span
        .into_iter()
        .chain(more.span)
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    to.hours.extend(&more.hours);
}

fn source(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    id: &str,
    told: &Told,
    span: Option<(Millis, Millis)>,
) -> Source {
    let entry = catalogue.source(id);
    let lanes: Vec<Lane> = snapshot
        .state
        .lanes
        .iter()
        .filter(|(lane, _)| told.codes.contains(&lane.source))
        .map(|(id, runs)| lane(snapshot, id, runs))
        .collect();
    let gaps: Vec<&Gap> = lanes.iter().flat_map(|lane| &lane.gaps).collect();
    let holes: Vec<(Millis, Millis)> = gaps
        .iter()
        .map(|gap| (gap.after.0.min(gap.before.0), gap.before.0.max(gap.after.0)))
        .collect();
    let counters: Counters = documents::counters(&told.spoken.counters);
    let missing = gaps.iter().map(|gap| gap.events).sum();
    Source {
        id: id.to_owned(),
        format: entry.map(|entry| entry.format.clone()),
        guarantee: entry.map(|entry| entry.guarantee.word().to_owned()),
        counters,
        first: told.spoken.span.map(|(first, _)| first.into()),
        last: told.spoken.span.map(|(_, last)| last.into()),
        // A heartbeat is an event, so the last event is what the source vouched for last.
        watermark: told.spoken.span.map(|(_, last)| last.into()),
        hours: told.spoken.hours.len() as u64,
        lanes,
        missing,
        quarantine: Quarantine {
            records: counters.quarantined.saturating_sub(counters.mended),
        },
        timeline: span.map_or_else(String::new, |(first, last)| {
            timeline((first.hour(), last.hour()), &told.spoken.hours, &holes)
        }),
    }
}

fn lane(snapshot: &Snapshot, id: &ledger::LaneId, runs: &ledger::Runs) -> Lane {
    let text = |code: Option<u32>| code.and_then(|code| snapshot.text(code)).map(str::to_owned);
    let gap = |gap: ledger::Gap| Gap {
        first: gap.first,
        last: gap.last,
        events: gap.last - gap.first + 1,
        after: gap.after.into(),
        before: gap.before.into(),
    };
    Lane {
        instance: text(id.instance),
        boot: text(id.boot),
        first: runs.runs().next().map_or(0, |run| run.first),
        last: runs.runs().last().map_or(0, |run| run.last),
        events: runs.count(),
        gaps: runs.gaps().into_iter().map(gap).collect(),
    }
}

/// Routes that expose fields and never occurred. A route whose sources never spoke is a blind spot; a
/// route whose sources spoke was, as far as they say, not used.
fn silent_routes(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    told: &BTreeMap<&str, Told>,
) -> Vec<SilentRoute> {
    let exposed = snapshot.exposed(catalogue);
    let brought: BTreeSet<&str> = exposed
        .iter()
        .filter_map(|exposed| exposed.route)
        .map(|route| route.id.as_str())
        .collect();
    let spoke = |id: &String| {
        told.get(id.as_str())
            .is_some_and(|told| told.spoken.span.is_some())
    };
    let silent = catalogue
        .routes
        .iter()
        .filter(|route| !route.plain && !brought.contains(route.id.as_str()));
    let shows = silent
        .map(|route| (route, route.fields | route.recipient_fields))
        .filter(|(_, fields)| !fields.is_empty());
    let line = |(route, fields): (&event::catalogue::Route, event::FieldSet)| {
        let because = match route.sources.as_slice() {
            [] => "no source has brought this route".to_owned(),
            some if some.iter().any(spoke) => "no source has brought this route".to_owned(),
            none => format!(
                "no source has brought this route: {} never spoke",
                none.join(", ")
            ),
        };
        SilentRoute {
            route: route.id.clone(),
            fields: exposure::field_ids(catalogue, fields)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            because,
        }
    };
    shows.map(line).collect()
}
