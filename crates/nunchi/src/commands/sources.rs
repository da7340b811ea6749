//! `nunchi sources`: what each source has said, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use api::{Counters, Drawn, Gap, Lane, Quarantine, SilentRoute, Source, Sources, Uncovered};
use event::{
    Millis,
    catalogue::{Catalogue, Route},
};
use exposure::{DoubtKind, Statement};
use ledger::{OWN_SOURCE, Snapshot, Spoken};

use super::{attest, watch};
use crate::{
    asking,
    cli::{ListArgs, SourcesArgs, SourcesCommand},
    failure::Failure,
    home::Home,
    printer::{format_or_default, say},
    render::{
        self, documents,
        timeline::{self, timeline},
    },
};

pub(crate) fn run(args: &SourcesArgs) -> Result<u8, Failure> {
    match &args.command {
        Some(SourcesCommand::Attest(args)) => attest::attest(args),
        Some(SourcesCommand::Withdraw(args)) => attest::withdraw(args),
        Some(SourcesCommand::Watch(args)) => watch::watch(args),
        None => list(&args.list),
    }
}

fn list(args: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let snapshot = home.snapshot()?;
    let stated = home.stated(&snapshot)?;
    let document = document(&snapshot, &home.settings.catalogue, &stated.statements);
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

pub(super) fn document(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    statements: &[Statement],
) -> Sources {
    let told = told(snapshot);
    let doubts = exposure::doubts_by_source(snapshot, catalogue, statements);
    let span = span_of(told.values());
    // Staff and members joined long before the first access was logged: years of nothing to be seen.
    let brought = |told: &&Told| told.spoken.counters.accesses + told.spoken.counters.plain > 0;
    let drawn = span_of(told.values().filter(brought)).or(span);
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
    let of = |id: &str| Heard {
        id: id.to_owned(),
        told: told.get(id).unwrap_or(&nothing),
        doubts: doubts.get(id),
        statements: statements.iter().filter(|s| s.source == id).collect(),
    };
    let everything = exposure::Question::EVERYTHING;
    let coverage = exposure::coverage(snapshot, catalogue, statements, everything, None);
    Sources {
        v: api::VERSION,
        first: span.map(|(first, _)| first.into()),
        last: span.map(|(_, last)| last.into()),
        drawn: drawn.map(|(from, to)| Drawn {
            from: from.into(),
            to: to.into(),
        }),
        sources: ids
            .into_iter()
            .map(|id| source(snapshot, catalogue, &of(id), drawn))
            .collect(),
        coverage: documents::coverage(&coverage),
        uncovered: uncovered(catalogue, &told),
        silent_routes: silent_routes(snapshot, catalogue, &told),
        unshown_fields: unshown_fields(catalogue),
    }
}

/// From the first to the last event of some sources.
fn span_of<'t>(told: impl Iterator<Item = &'t Told>) -> Option<(Millis, Millis)> {
    told.filter_map(|told| told.spoken.span)
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Everything that is known of one source.
struct Heard<'s> {
    id: String,
    told: &'s Told,
    doubts: Option<&'s exposure::Coverage>,
    statements: Vec<&'s Statement>,
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
    to.counters.add(more.counters);
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
    heard: &Heard<'_>,
    span: Option<(Millis, Millis)>,
) -> Source {
    let (told, entry) = (heard.told, catalogue.source(&heard.id));
    let lanes: Vec<Lane> = snapshot
        .state
        .lanes
        .iter()
        .filter(|(lane, _)| told.codes.contains(&lane.source))
        .map(|(id, runs)| lane(snapshot, id, runs))
        .collect();
    let gaps = lanes.iter().flat_map(|lane| &lane.gaps);
    let missing = gaps.map(|gap| gap.events).sum();
    let counters: Counters = documents::counters(&told.spoken.counters);
    let open = heard.doubts.map_or(&[][..], |doubts| &doubts.doubts);
    Source {
        id: heard.id.clone(),
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
        doubts: open.iter().flat_map(documents::doubts).collect(),
        statements: heard
            .statements
            .iter()
            .map(|s| documents::statement(s, &[]))
            .collect(),
        timeline: span.map_or_else(String::new, |span| line(heard, open, span)),
    }
}

/// The line of time of a source.
fn line(heard: &Heard<'_>, doubts: &[exposure::Doubt], span: (Millis, Millis)) -> String {
    let spans = |kinds: &[DoubtKind]| -> Vec<(Millis, Millis)> {
        let of_kind = doubts.iter().filter(|doubt| kinds.contains(&doubt.kind));
        of_kind
            .flat_map(|doubt| doubt.spans.iter().copied())
            .collect()
    };
    timeline(
        (span.0.hour(), span.1.hour()),
        &timeline::Drawn {
            spoken: heard.told.spoken.span,
            hours: &heard.told.spoken.hours,
            missing: spans(&[DoubtKind::Missing]),
            unproven: spans(&[
                DoubtKind::Tail,
                DoubtKind::Silent,
                DoubtKind::Unspoken,
                DoubtKind::Restored,
            ]),
            stated: heard
                .statements
                .iter()
                .map(|statement| statement.span)
                .collect(),
        },
    )
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

/// Paths to personal data of which no source tells: a source that is declared and has never spoken, by
/// the routes that would be read there; and routes of which no declared source tells at all.
fn uncovered(catalogue: &Catalogue, told: &BTreeMap<&str, Told>) -> Vec<Uncovered> {
    let spoke = |id: &str| told.get(id).is_some_and(|told| told.spoken.span.is_some());
    let is_feed = |id: &str| {
        let feeds = catalogue
            .issuers
            .iter()
            .filter_map(|issuer| issuer.feed.as_deref());
        feeds.into_iter().any(|feed| feed == id)
    };
    let shows =
        |route: &&Route| !route.plain && !(route.fields | route.recipient_fields).is_empty();
    let path = |source: Option<&str>, routes: Vec<&Route>, because: &str| {
        let fields = routes.iter().fold(event::FieldSet::EMPTY, |all, route| {
            all | route.fields | route.recipient_fields
        });
        Uncovered {
            source: source.map(str::to_owned),
            routes: routes.iter().map(|route| route.id.clone()).collect(),
            fields: exposure::field_ids(catalogue, fields)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            because: because.to_owned(),
        }
    };
    let silent = catalogue.sources.iter().filter(|source| !spoke(&source.id));
    let mut out: Vec<Uncovered> = silent
        .map(|source| {
            let named = |route: &&Route| route.sources.contains(&source.id);
            let serves = |route: &&Route| match is_feed(&source.id) {
                true => named(route),
                false => route.serves(&source.id),
            };
            let routes = catalogue
                .routes
                .iter()
                .filter(shows)
                .filter(serves)
                .collect();
            path(
                Some(&source.id),
                routes,
                "the source is declared and has never spoken",
            )
        })
        .filter(|uncovered| !uncovered.routes.is_empty())
        .collect();
    let untold = |route: &&Route| {
        !catalogue
            .sources
            .iter()
            .any(|source| route.serves(&source.id))
    };
    let routes: Vec<&Route> = catalogue
        .routes
        .iter()
        .filter(shows)
        .filter(untold)
        .collect();
    if !routes.is_empty() {
        out.push(path(
            None,
            routes,
            "no source that is declared tells of them",
        ));
    }
    out
}

/// Fields that no route of the catalogue shows.
fn unshown_fields(catalogue: &Catalogue) -> Vec<String> {
    let shown = catalogue
        .routes
        .iter()
        .fold(event::FieldSet::EMPTY, |all, route| {
            all | route.fields | route.recipient_fields
        });
    let unshown = catalogue
        .fields
        .iter()
        .filter(|field| !shown.has(field.bit));
    unshown.map(|field| field.id.clone()).collect()
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
