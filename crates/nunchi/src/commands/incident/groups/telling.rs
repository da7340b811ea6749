//! How groups and custody are told.

use api::{
    Time, VERSION,
    incidents::groups::{self, Groups},
};
use event::Millis;
use exposure::{Ground, Passed, PseudoId, selection::IssuedWord};
use incident::case::{Incident, Number};
use jiff::tz::TimeZone;

use super::{Found, Group, Mark, Pace};
use crate::{
    commands::incident::{
        custody::Custody,
        showing::{mode, shown},
    },
    failure::Failure,
    printer::grouped,
    render::{self, Grid, documents::number},
};

/// Prefixes that a group tells, those with the most reads first.
const PREFIXES_TOLD: usize = 5;

/// All that is told.
pub(super) struct Told<'a> {
    ground: &'a Ground<'a>,
    zone: &'a TimeZone,
    incident: Number,
    /// How many groups there are; those with the most reads are told.
    groups: usize,
    lines: Vec<Line>,
    custody: Custody,
    top: usize,
}

/// One group.
struct Line {
    client: Option<String>,
    system: Option<u32>,
    group: Group,
    prefixes: Vec<(String, u64)>,
    prefix_count: usize,
    pace: Pace,
    span: (Millis, Millis),
}

impl<'a> Told<'a> {
    pub(super) fn new(
        (ground, zone): (&'a Ground<'a>, &'a TimeZone),
        incident: &Incident,
        found: Found,
        (custody, top): (Custody, usize),
    ) -> Told<'a> {
        let groups = found.groups.len();
        let mut lines: Vec<(Mark, Group)> = found.groups.into_iter().collect();
        lines.sort_by_key(|(mark, group)| (std::cmp::Reverse(group.reads), *mark));
        lines.truncate(top);
        Told {
            ground,
            zone,
            incident: incident.id,
            groups,
            lines: lines.into_iter().map(|of| line(ground, of)).collect(),
            custody,
            top,
        }
    }
}

fn line(ground: &Ground<'_>, ((client, system), mut group): (Mark, Group)) -> Line {
    let times = std::mem::take(&mut group.times);
    let span = times.iter().min().copied().zip(times.iter().max().copied());
    let prefix_count = group.prefixes.len();
    let mut prefixes: Vec<(String, u64)> =
        std::mem::take(&mut group.prefixes).into_iter().collect();
    prefixes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    prefixes.truncate(PREFIXES_TOLD);
    Line {
        client: client
            .and_then(|code| ground.snapshot.text(code))
            .map(str::to_owned),
        system,
        group,
        prefixes,
        prefix_count,
        pace: Pace::of(times),
        span: span.unwrap_or_default(),
    }
}

impl Line {
    fn country(&self) -> Option<String> {
        let code = self.group.country?;
        Some(String::from_utf8_lossy(&code).into_owned())
    }

    fn network(&self) -> String {
        let system = self
            .system
            .map_or("-".to_owned(), |number| format!("AS{number}"));
        match self.country() {
            Some(country) => format!("{system} {country}"),
            None => system,
        }
    }
}

pub(super) fn document(told: &Told<'_>) -> Groups {
    let group = |line: &Line| group_document(told.ground, line);
    Groups {
        custody: told.custody.document(told.top),
        group_count: told.groups as u64,
        groups: told.lines.iter().map(group).collect(),
        incident: number(told.incident),
        mode: mode(told.incident.mode).to_owned(),
        v: VERSION,
        zone: told.zone.iana_name().map(str::to_owned),
    }
}

fn group_document(ground: &Ground<'_>, line: &Line) -> groups::Group {
    let (group, pace) = (&line.group, &line.pace);
    let examples = group.examples.iter();
    groups::Group {
        addresses: group.addresses.len() as u64,
        asn: line.system,
        by_hour: group.hours,
        client: line.client.clone(),
        country: line.country(),
        examples: examples.map(|of| example(ground, of)).collect(),
        first: Time(line.span.0),
        gap_ms: pace
            .gap_ms
            .map(|(middle, longest)| groups::Gap { longest, middle }),
        last: Time(line.span.1),
        minutes: pace.minutes,
        prefixes: line.prefix_count as u64,
        reads: group.reads,
        reads_per_minute: groups::PerMinute {
            middle: pace.per_minute.0,
            most: pace.per_minute.1,
        },
        subjects: group.subjects.len() as u64,
        top_prefixes: line.prefixes.iter().map(prefix).collect(),
    }
}

fn prefix((prefix, reads): &(String, u64)) -> groups::Prefix {
    groups::Prefix {
        prefix: prefix.clone(),
        reads: *reads,
    }
}

fn example(ground: &Ground<'_>, (time, read): &(Millis, Passed)) -> groups::Example {
    let text = |code: Option<u32>| code.and_then(|code| ground.snapshot.text(code));
    let route = read
        .route
        .and_then(|number| ground.catalogue.routes.get(number as usize));
    let issued = read.issued.map_or("cannot_say", IssuedWord::word);
    groups::Example {
        credential: read
            .credential
            .map(|of| PseudoId::Credential(of).to_string()),
        ip: read.ip.map(|ip| ip.to_string()),
        issued: issued.to_owned(),
        key: text(read.key).map(str::to_owned),
        route: route.map(|route| route.id.clone()),
        time: Time(*time),
    }
}

pub(super) fn csv(told: &Told<'_>) -> Result<String, Failure> {
    let head = [
        "client",
        "asn",
        "country",
        "reads",
        "subjects",
        "addresses",
        "prefixes",
        "first",
        "last",
        "minutes",
        "per_minute_middle",
        "per_minute_most",
        "gap_ms_middle",
        "gap_ms_longest",
        "by_hour",
    ];
    let rows = told.lines.iter().map(|line| {
        let gap = |of: fn((i64, i64)) -> i64| {
            line.pace
                .gap_ms
                .map_or_else(String::new, |gap| of(gap).to_string())
        };
        let hours: Vec<String> = line.group.hours.iter().map(u64::to_string).collect();
        vec![
            line.client.clone().unwrap_or_default(),
            line.system.map_or_else(String::new, |of| of.to_string()),
            line.country().unwrap_or_default(),
            line.group.reads.to_string(),
            line.group.subjects.len().to_string(),
            line.group.addresses.len().to_string(),
            line.prefix_count.to_string(),
            line.span.0.to_string(),
            line.span.1.to_string(),
            line.pace.minutes.to_string(),
            line.pace.per_minute.0.to_string(),
            line.pace.per_minute.1.to_string(),
            gap(|(middle, _)| middle),
            gap(|(_, longest)| longest),
            hours.join(";"),
        ]
    });
    render::csv_rows(&head, rows)
}

pub(super) fn table(told: &Told<'_>) -> String {
    let zone = told.zone.iana_name().unwrap_or("UTC");
    let mut lines = vec![
        format!(
            "GROUPS of incident {}: reads that share client and network",
            told.incident
        ),
        String::new(),
    ];
    let mut grid = Grid::new(&[
        "",
        "client",
        "network",
        ">reads",
        ">subjects",
        ">addresses",
        ">/24, /48",
        "first",
        "last",
    ]);
    for (number, line) in (1..).zip(&told.lines) {
        let number: u32 = number;
        grid.row(&[
            number.to_string(),
            line.client.clone().unwrap_or("-".to_owned()),
            line.network(),
            grouped(line.group.reads),
            grouped(line.group.subjects.len() as u64),
            grouped(line.group.addresses.len() as u64),
            grouped(line.prefix_count as u64),
            shown(line.span.0, told.zone),
            shown(line.span.1, told.zone),
        ]);
    }
    lines.extend(grid.lines());
    if told.groups > told.lines.len() {
        let more = grouped((told.groups - told.lines.len()) as u64);
        lines.push(format!("and {more} more; --top says how many"));
    }
    lines.extend([String::new(), format!("RHYTHM AND PACE, hours of {zone}")]);
    lines.extend(rhythm(told));
    lines.push(String::new());
    lines.extend(told.custody.table(told.zone, told.top));
    lines.join("\n")
}

fn rhythm(told: &Told<'_>) -> Vec<String> {
    let mut grid = Grid::new(&[
        "",
        "0     6     12    18   23",
        ">minutes",
        ">a minute",
        ">most",
        ">gap",
        ">longest gap",
        "first example",
    ]);
    for (number, line) in (1..).zip(&told.lines) {
        let number: u32 = number;
        let gap = |of: Option<i64>| of.map_or("-".to_owned(), lasts);
        let first = line.group.examples.first();
        let ip = first
            .and_then(|(_, read)| read.ip)
            .map(|ip| format!(" {ip}"));
        grid.row(&[
            number.to_string(),
            bars(&line.group.hours),
            grouped(line.pace.minutes),
            grouped(line.pace.per_minute.0),
            grouped(line.pace.per_minute.1),
            gap(line.pace.gap_ms.map(|gap| gap.0)),
            gap(line.pace.gap_ms.map(|gap| gap.1)),
            format!(
                "{}{}",
                shown(line.span.0, told.zone),
                ip.unwrap_or_default()
            ),
        ]);
    }
    grid.lines()
}

/// An hour a bar, the tallest for the most reads; an hour without a read is a dot.
fn bars(hours: &[u64; 24]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = hours.iter().max().copied().unwrap_or(0).max(1);
    let bar = |reads: &u64| match reads {
        0 => '·',
        reads => {
            let step = usize::try_from((reads * 8).div_ceil(most)).unwrap_or(8);
            BARS.get(step.saturating_sub(1)).copied().unwrap_or('█')
        }
    };
    hours.iter().map(bar).collect()
}

/// A time that something lasts, in the unit that a person would say.
fn lasts(ms: i64) -> String {
    let unit = [
        (172_800_000, 86_400_000, "d"),
        (7_200_000, 3_600_000, "h"),
        (120_000, 60_000, "min"),
    ];
    match unit.iter().find(|(from, ..)| ms >= *from) {
        Some((_, length, unit)) => format!("{} {unit}", ms / length),
        None if ms >= 1_000 => format!("{:.1} s", ms as f64 / 1e3),
        None => format!("{ms} ms"),
    }
}
