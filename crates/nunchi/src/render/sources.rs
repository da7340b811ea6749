//! Sources for people: what each said, what is missing, and a line of time.

use api::{Lane, Source, Sources};
use jiff::tz::TimeZone;

use super::{Grid, counted, csv_rows, listed, local};
use crate::{failure::Failure, printer::grouped};

/// See the module.
pub(crate) fn table(sources: &Sources, zone: &TimeZone) -> String {
    let mut lines = counts(sources, zone);
    lines.extend(timelines(sources, zone));
    for source in &sources.sources {
        lines.extend(remarks(source, zone));
    }
    lines.extend(silent_routes(sources));
    lines.join("\n")
}

fn name_of(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

fn counts(sources: &Sources, zone: &TimeZone) -> Vec<String> {
    let first = format!("first ({})", name_of(zone));
    let numbers = [
        ">accesses",
        ">reads",
        ">control",
        ">lanes",
        ">missing",
        ">quarantine",
    ];
    let mut head = vec!["source", "format", "guarantee"];
    head.extend(numbers);
    head.extend([first.as_str(), "last, and watermark"]);
    let mut grid = Grid::new(&head);
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "not declared".to_owned());
    let time = |time: Option<api::Time>| time.map_or("-".to_owned(), |time| local(time.0, zone));
    for source in &sources.sources {
        let c = &source.counters;
        let (lanes, quarantine) = (source.lanes.len() as u64, source.quarantine.records);
        let numbers = [
            c.accesses,
            c.reads,
            c.controls,
            lanes,
            source.missing,
            quarantine,
        ];
        let mut row = vec![
            source.id.clone(),
            word(&source.format),
            word(&source.guarantee),
        ];
        row.extend(numbers.map(grouped));
        row.extend([time(source.first), time(source.last)]);
        grid.row(&row);
    }
    grid.lines()
}

/// A line of time a source, all of one span.
fn timelines(sources: &Sources, zone: &TimeZone) -> Vec<String> {
    let (Some(first), Some(last)) = (sources.first, sources.last) else {
        return Vec::new();
    };
    let span = format!("{} to {}", local(first.0, zone), local(last.0, zone));
    let legend = format!(
        "{span} ({}): █ spoken, · silent, ! events missing",
        name_of(zone)
    );
    let ids = sources
        .sources
        .iter()
        .map(|source| source.id.chars().count());
    let width = ids.max().unwrap_or(0);
    let line = |source: &Source| format!("{:<width$}  {}", source.id, source.timeline);
    let mut lines = vec![String::new(), legend];
    lines.extend(sources.sources.iter().map(line));
    lines
}

/// What speaks against one source.
fn remarks(source: &Source, zone: &TimeZone) -> Vec<String> {
    let c = &source.counters;
    let mut told = Vec::new();
    if c.unmatched > 0 {
        let accesses = counted(c.unmatched, "access", "accesses");
        told.push(format!(
            "{accesses} that no route of the catalogue matches: what was shown is not known"
        ));
    }
    if source.quarantine.records > 0 {
        let records = counted(source.quarantine.records, "record", "records");
        told.push(format!("{records} in quarantine; `nunchi status` says why"));
    }
    if c.duplicates > 0 {
        let events = counted(c.duplicates, "event", "events");
        told.push(format!("{events} left out, for they had come before"));
    }
    for lane in &source.lanes {
        told.extend(gaps(lane, zone));
    }
    if told.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("{}:", source.id)];
    lines.extend(listed(&told, 2));
    lines
}

fn gaps(lane: &Lane, zone: &TimeZone) -> Vec<String> {
    let name = match (&lane.instance, &lane.boot) {
        (Some(instance), Some(boot)) => format!("{instance} since {boot}: "),
        (Some(instance), None) => format!("{instance}: "),
        _ => String::new(),
    };
    let gap = |gap: &api::Gap| {
        // A shuffled line can stand before its gap's first number in time.
        let (after, before) = (gap.after.min(gap.before), gap.before.max(gap.after));
        let events = counted(gap.events, "event", "events");
        let (after, before) = (local(after.0, zone), local(before.0, zone));
        format!(
            "{name}{events} missing between {after} and {before} (numbers {}..{})",
            gap.first, gap.last
        )
    };
    lane.gaps.iter().map(gap).collect()
}

fn silent_routes(sources: &Sources) -> Vec<String> {
    let silent = &sources.silent_routes;
    if silent.is_empty() {
        return Vec::new();
    }
    let routes = counted(
        silent.len() as u64,
        "route that shows data",
        "routes that show data",
    );
    let line = |route: &api::SilentRoute| {
        format!(
            "{}: {} ({})",
            route.route,
            route.because,
            route.fields.join(" ")
        )
    };
    let told: Vec<String> = silent.iter().map(line).collect();
    let mut lines = vec![String::new(), format!("{routes} and never occurred:")];
    lines.extend(listed(&told, 2));
    lines
}

/// Columns of the CSV form.
const COLUMNS: [&str; 18] = [
    "source",
    "format",
    "guarantee",
    "accesses",
    "reads",
    "unmatched",
    "controls",
    "plain",
    "beside",
    "duplicates",
    "quarantined",
    "mended",
    "first",
    "last",
    "watermark",
    "hours",
    "lanes",
    "missing",
];

/// A row a source.
pub(crate) fn csv(sources: &Sources) -> Result<String, Failure> {
    let time = |time: Option<api::Time>| time.map(|time| time.0.to_string()).unwrap_or_default();
    let rows = sources.sources.iter().map(|source| {
        let c = &source.counters;
        let counts = [
            c.accesses,
            c.reads,
            c.unmatched,
            c.controls,
            c.plain,
            c.beside,
            c.duplicates,
            c.quarantined,
            c.mended,
        ];
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let mut row = vec![
            source.id.clone(),
            word(&source.format),
            word(&source.guarantee),
        ];
        row.extend(counts.map(|n| n.to_string()));
        row.extend([source.first, source.last, source.watermark].map(time));
        row.extend(
            [source.hours, source.lanes.len() as u64, source.missing].map(|n| n.to_string()),
        );
        row
    });
    csv_rows(&COLUMNS, rows)
}
