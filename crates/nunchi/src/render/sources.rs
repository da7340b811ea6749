//! Sources for people: what each said, what is missing, and a line of time.

use api::{Source, Sources};
use jiff::tz::TimeZone;

use super::{
    Grid, counted, csv_rows, listed, local,
    timeline::{LEGEND, ruler},
};
use crate::{failure::Failure, printer::grouped};

/// See the module.
pub(crate) fn table(sources: &Sources, zone: &TimeZone) -> String {
    let mut lines = timelines(sources, zone);
    lines.extend(verdict(sources));
    lines.extend(counts(sources, zone));
    for source in &sources.sources {
        lines.extend(remarks(source, zone));
    }
    lines.extend(uncovered(sources));
    lines.extend(silent_routes(sources));
    if !sources.unshown_fields.is_empty() {
        lines.push(String::new());
        lines.push(format!(
            "Fields that no route shows: {}",
            sources.unshown_fields.join(" ")
        ));
    }
    lines.join("\n")
}

/// A statement as its giver gets it back.
pub(crate) fn receipt(receipt: &api::Receipt) -> String {
    [
        format!("stated       {}", receipt.stated),
        format!("by           {}", receipt.by),
        format!("because      {}", receipt.reason),
        format!(
            "recorded     as the act at position {}, SHA-256 {}",
            grouped(receipt.position),
            receipt.digest
        ),
        format!(
            "signed       under checkpoint {} {}",
            grouped(receipt.checkpoint.size),
            receipt.checkpoint.root
        ),
    ]
    .join("\n")
}

/// The verdict over everything that all sources ever said.
fn verdict(sources: &Sources) -> Vec<String> {
    let coverage = &sources.coverage;
    let said = match coverage.verdict.as_str() {
        "complete" => format!("complete (basis: {})", coverage.basis),
        _ => {
            let gaps = counted(coverage.gaps.len() as u64, "gap", "gaps");
            format!("{gaps} (basis: {}); they are named below", coverage.basis)
        }
    };
    vec![format!("The whole record: {said}"), String::new()]
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

/// A line of time a source, all of one span, under a ruler.
fn timelines(sources: &Sources, zone: &TimeZone) -> Vec<String> {
    let Some(api::Drawn { from, to }) = sources.drawn else {
        return Vec::new();
    };
    let span = (from.0.hour(), to.0.hour());
    let ids = sources
        .sources
        .iter()
        .map(|source| source.id.chars().count());
    let width = ids.max().unwrap_or(0);
    let line = |source: &Source| format!("{:<width$}  {}", source.id, source.timeline);
    let mut lines = vec![format!(
        "{} to {} ({})",
        local(from.0, zone),
        local(to.0, zone),
        name_of(zone)
    )];
    lines.push(format!("{:<width$}  {}", "", ruler(span, zone)));
    lines.extend(sources.sources.iter().map(line));
    lines.push(format!("{:<width$}  {LEGEND}", ""));
    lines.push(String::new());
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// What speaks against one source.
fn remarks(source: &Source, zone: &TimeZone) -> Vec<String> {
    let mut told: Vec<String> = source
        .doubts
        .iter()
        .map(|d| doubt(source, d, zone))
        .collect();
    told.dedup();
    let duplicates = source.counters.duplicates;
    if duplicates > 0 {
        let events = counted(duplicates, "event", "events");
        told.push(format!("{events} left out, for they had come before"));
    }
    told.extend(source.statements.iter().map(|s| stated(s, zone)));
    if told.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("{}:", source.id)];
    lines.extend(listed(&told, 2));
    lines
}

/// A doubt with its times as a person reads them. The sentence of the answer stands in JSON.
fn doubt(source: &Source, doubt: &api::Doubt, zone: &TimeZone) -> String {
    let own = format!("{}: ", source.id);
    let because = doubt.because.strip_prefix(&own).unwrap_or(&doubt.because);
    // The times stand in front, in the zone of the reader.
    let timeless = match (because.split_once(" between "), because.rsplit_once(" (")) {
        (Some((what, _)), Some((_, numbers))) => format!("{what} ({numbers}"),
        _ => because.to_owned(),
    };
    match (doubt.kind.as_str(), doubt.from, doubt.to) {
        ("missing", Some(from), Some(to)) => {
            format!(
                "{} to {}: {timeless}",
                local(from.0, zone),
                local(to.0, zone)
            )
        }
        ("silent" | "tail", Some(from), Some(to)) => {
            format!(
                "{} to {}: {because}",
                local(from.0, zone),
                local(to.0, zone)
            )
        }
        ("tail", Some(from), None) => format!("since {}: {because}", local(from.0, zone)),
        ("tail", None, Some(to)) => format!("until {}: {because}", local(to.0, zone)),
        _ => because.to_owned(),
    }
}

fn stated(statement: &api::Statement, zone: &TimeZone) -> String {
    let unread = match statement.quarantined {
        Some(_) => ", and none of what waited in quarantine holds an event",
        None => "",
    };
    format!(
        "{} to {}: nothing was lost{unread}, by the word of {} (position {}): {}",
        local(statement.from.0, zone),
        local(statement.to.0, zone),
        statement.by,
        statement.position,
        statement.reason
    )
}

/// Paths to personal data that nobody tells of.
fn uncovered(sources: &Sources) -> Vec<String> {
    if sources.uncovered.is_empty() {
        return Vec::new();
    }
    let line = |path: &api::Uncovered| {
        let who = path.source.as_deref().unwrap_or("no source");
        format!(
            "{who}: {} ({}): {}",
            path.routes.join(", "),
            path.fields.join(" "),
            path.because
        )
    };
    let told: Vec<String> = sources.uncovered.iter().map(line).collect();
    let mut lines = vec![
        String::new(),
        "NO SOURCE tells of personal data here:".to_owned(),
    ];
    lines.extend(listed(&told, 2));
    lines
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
