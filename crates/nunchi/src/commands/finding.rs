//! `nunchi finding` and `nunchi detect`: what the detectors find in all that the ledger holds.
//!
//! Findings follow from the ledger, so they are made anew from it each time and nothing is kept of them.

use std::collections::HashMap;

use detect::{Candidate, Finding, Kind, Names, World};
use event::{ErrorClass, catalogue::Catalogue};
use exposure::{Ground, PseudoId, Whom};
use ledger::Names as BookNames;
use serde_json::{Value, json};

use crate::{
    asking,
    cli::{DetectArgs, FindingCommand, ListArgs},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
};

pub(crate) fn run(command: &FindingCommand) -> Result<u8, Failure> {
    match command {
        FindingCommand::List { list, fail } => {
            let told = findings(list)?;
            print_list(&told, list.format)?;
            Ok(u8::from(*fail && !told.findings.is_empty()))
        }
        FindingCommand::Show { list, id } => {
            let told = findings(list)?;
            let is = |finding: &&Value| finding["id"] == json!(id);
            let finding = told.findings.iter().find(is).ok_or_else(|| {
                let message = format!("there is no finding {id:?}: see `nunchi finding list`");
                Failure::new(ErrorClass::NotFound, message)
            })?;
            say(&match format_or_default(list.format) {
                Format::Table => shown(finding, &asking::zone(&told.catalogue)),
                _ => render::json(&json!({"v": 1, "finding": finding}))?,
            });
            Ok(0)
        }
    }
}

/// `nunchi detect --replay`: the same, told as stories.
pub(crate) fn replay(args: &DetectArgs) -> Result<u8, Failure> {
    if !args.replay {
        return Err(Failure::usage(
            "say how to detect: --replay goes over everything that the ledger holds",
        ));
    }
    let told = findings(&args.list)?;
    print_list(&told, args.list.format)?;
    note(&format!(
        "{} events in {:.1} s",
        told.events,
        told.elapsed_ms as f64 / 1000.0
    ));
    Ok(0)
}

/// Everything that was found, as documents.
struct Told {
    catalogue: Catalogue,
    checkpoint: Value,
    findings: Vec<Value>,
    candidates: Vec<Value>,
    events: usize,
    elapsed_ms: u64,
}

fn findings(list: &ListArgs) -> Result<Told, Failure> {
    let home = Home::open(&list.place)?;
    let snapshot = home.snapshot_with(BookNames::Unread)?;
    let ground = home.ground(&snapshot)?;
    let start = home.clock().monotonic();
    let history = exposure::history(home.disk(), &ground)?;
    let world = world(&ground);
    let found = detect::replay(&world, &history);
    let names = Dictionary { ground: &ground };
    let candidates = detect::candidates(&found, &names);
    let elapsed = home.clock().monotonic().saturating_sub(start);
    Ok(Told {
        catalogue: ground.catalogue.clone(),
        checkpoint: json!({"size": snapshot.head.0, "root": snapshot.head.1.to_string()}),
        findings: found.iter().map(|of| document(of, &names)).collect(),
        candidates: candidates.iter().map(story).collect(),
        events: history.len(),
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

/// What detectors know beside what happens.
pub(super) fn world(ground: &Ground<'_>) -> World {
    let snapshot = ground.snapshot;
    let feed = |issuer: &event::catalogue::Issuer| {
        let feed = issuer.feed.as_deref()?;
        let sources = (0u32..).zip(&snapshot.state.sources);
        Some(detect::FeedOf {
            issuer: snapshot.code(&issuer.id)?,
            sources: sources
                .filter(|(_, of)| of.id == feed)
                .map(|(code, _)| code)
                .collect(),
            lag_ms: issuer.lag_ms,
        })
    };
    let mut families: HashMap<String, u64> = HashMap::new();
    let mut world = World {
        shards: snapshot.genesis.shards,
        feeds: ground.catalogue.issuers.iter().filter_map(feed).collect(),
        ..World::default()
    };
    for (code, text) in snapshot.strings.iter() {
        let family = *families.entry(family(text)).or_insert(u64::from(code));
        world.families.insert(code, family);
    }
    world
}

/// A client without its version numbers.
fn family(client: &str) -> String {
    let kept = |c: &char| !c.is_ascii_digit() && *c != '.' && *c != '_';
    client.chars().filter(kept).collect()
}

/// The names of codes.
pub(super) struct Dictionary<'g> {
    pub(super) ground: &'g Ground<'g>,
}

impl Names for Dictionary<'_> {
    fn text(&self, code: u32) -> Option<String> {
        self.ground.snapshot.text(code).map(str::to_owned)
    }

    fn route(&self, number: u32) -> Option<String> {
        let route = self.ground.catalogue.routes.get(number as usize)?;
        Some(route.id.clone())
    }
}

/// Examples that are told of a finding.
const EXAMPLES_TOLD: usize = 5;

fn document(finding: &Finding, names: &Dictionary<'_>) -> Value {
    let evidence = &finding.evidence;
    let time = |time: event::Millis| json!(time.to_string());
    let text = |code: Option<u32>| code.and_then(|code| names.text(code));
    let example = |(at, read): &(event::Millis, exposure::Passed)| {
        json!({
            "time": time(*at),
            "subject": whom(read.who),
            "route": read.route.and_then(|route| names.route(route)),
            "outcome": read.outcome.word(),
            "actor": read.actor.map(|actor| PseudoId::Subject(actor).to_string()),
            "key": text(read.key),
            "ip": read.ip.map(|ip| ip.to_string()),
            "client": text(read.client),
            "issued": read.issued.map_or("cannot_say", exposure::selection::IssuedWord::word),
        })
    };
    json!({
        "id": finding.id.to_string(),
        "detector": finding.kind.word(),
        "severity": finding.severity.word(),
        "found": time(finding.found),
        "first": evidence.span.map(|span| time(span.0)),
        "last": evidence.span.map(|span| time(span.1)),
        "cluster": finding.cluster.map(|of| json!({
            "dimension": of.dimension.word(),
            "selection": of.selection(names),
        })),
        "person": finding.person.map(|who| PseudoId::Subject(who).to_string()),
        "keys": finding.keys.iter().filter_map(|key| names.text(*key)).collect::<Vec<_>>(),
        "reads": evidence.reads,
        "served": evidence.served,
        "people": evidence.people.len(),
        "people_before": finding.people_before,
        "counted": finding.counted.map(|(counted, _)| counted),
        "expected_at_most": finding.counted.map(|(_, limit)| limit),
        "because": because(finding, names),
        "selection": finding.selection(names),
        "examples": evidence.examples.iter().take(EXAMPLES_TOLD).map(example).collect::<Vec<_>>(),
    })
}

fn whom(who: Whom) -> Option<String> {
    match who {
        Whom::Subject(subject) => Some(PseudoId::Subject(subject).to_string()),
        Whom::Ghost(ghost) => Some(PseudoId::Ghost(ghost).to_string()),
        Whom::Unnamed => None,
    }
}

/// Why, as a sentence that stands alone.
fn because(finding: &Finding, names: &Dictionary<'_>) -> String {
    let keys: Vec<String> = finding
        .keys
        .iter()
        .filter_map(|key| names.text(*key))
        .collect();
    let keys = keys.join(", ");
    let person = finding.person.map(|who| PseudoId::Subject(who).to_string());
    let person = person.unwrap_or_default();
    let counted = finding.counted.map_or(0, |(counted, _)| counted);
    let limit = finding.counted.map_or(0, |(_, limit)| limit);
    match finding.kind {
        Kind::NeverIssued => format!(
            "credentials that key {keys} vouches for were used, and the feed of issuances, which had spoken past them, never told of them"
        ),
        Kind::FeedBehind => {
            "the feed of issuances stays behind the reads: whether credentials were issued cannot be said since".to_owned()
        }
        Kind::OtherHolder => format!("credentials of key {keys} were issued to somebody else than who uses them"),
        Kind::Leaver => format!("{person} left, could have held {keys}, and nobody has taken that back: change it"),
        Kind::UsedAfterLeaving => format!("{person} has left, and reads are made as {person}"),
        Kind::FanOut => format!(
            "{counted} people in a day, where {limit} were to be expected at the most: {}",
            finding.because
        ),
        Kind::Ghosts | Kind::Bulk | Kind::NewPlace => finding.because.clone(),
    }
}

fn story(candidate: &Candidate) -> Value {
    json!({
        "findings": candidate.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "severity": candidate.severity.word(),
        "found": candidate.found.to_string(),
        "people": candidate.people,
        "selection": candidate.selection,
    })
}

const COLUMNS: [&str; 8] = [
    "id",
    "found",
    "severity",
    "detector",
    "people",
    "people_before",
    "reads",
    "because",
];

fn print_list(told: &Told, format: Option<Format>) -> Result<(), Failure> {
    let cell = |finding: &Value, name: &str| match &finding[name] {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let rows = told
        .findings
        .iter()
        .map(|finding| COLUMNS.map(|name| cell(finding, name)).to_vec());
    say(&match format_or_default(format) {
        Format::Json => render::json(&json!({
            "v": 1,
            "as_of": {"checkpoint": told.checkpoint},
            "events": told.events,
            "findings": told.findings,
            "candidates": told.candidates,
            "elapsed_ms": told.elapsed_ms,
        }))?,
        Format::Csv => render::csv_rows(&COLUMNS, rows)?,
        Format::Table => table(told),
    });
    Ok(())
}

fn table(told: &Told) -> String {
    if told.findings.is_empty() {
        return "nothing was found".to_owned();
    }
    let zone = asking::zone(&told.catalogue);
    let mut lines = Vec::new();
    for (number, story) in (1..).zip(&told.candidates) {
        lines.push(format!(
            "STORY {number}   {}, {} people\n  selection  {}",
            story["severity"].as_str().unwrap_or_default(),
            story["people"],
            story["selection"].as_str().unwrap_or_default(),
        ));
        let of_story = story["findings"].as_array().into_iter().flatten();
        for id in of_story {
            let is = |finding: &&Value| finding["id"] == *id;
            if let Some(finding) = told.findings.iter().find(is) {
                lines.push(line(finding, &zone));
            }
        }
        lines.push(String::new());
    }
    lines.pop();
    lines.join("\n")
}

fn line(finding: &Value, zone: &jiff::tz::TimeZone) -> String {
    let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    format!(
        "  {}  {}  {:<18} {}",
        text("id"),
        local(&text("found"), zone),
        text("detector"),
        text("because")
    )
}

/// A time as people of this zone read it.
fn local(time: &str, zone: &jiff::tz::TimeZone) -> String {
    let parsed = time.parse::<jiff::Timestamp>();
    parsed.map_or_else(
        |_| time.to_owned(),
        |at| {
            at.to_zoned(zone.clone())
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        },
    )
}

fn shown(finding: &Value, zone: &jiff::tz::TimeZone) -> String {
    let text = |name: &str| match &finding[name] {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let mut lines = vec![
        format!(
            "FINDING {}   {}, {}",
            text("id"),
            text("detector"),
            text("severity")
        ),
        format!("because    {}", text("because")),
        format!("found      {}", local(&text("found"), zone)),
        format!(
            "evidence   {} to {}",
            local(&text("first"), zone),
            local(&text("last"), zone)
        ),
        format!("reads      {}, {} served", text("reads"), text("served")),
        format!(
            "people     {}, {} when it was found",
            text("people"),
            text("people_before")
        ),
        format!("selection  {}", text("selection")),
        "examples".to_owned(),
    ];
    for example in finding["examples"].as_array().into_iter().flatten() {
        let text = |name: &str| example[name].as_str().unwrap_or("-").to_owned();
        lines.push(format!(
            "  {}  {:<8} {:<10} {:<15} {:<16} {}",
            local(&text("time"), zone),
            text("outcome"),
            text("subject"),
            text("ip"),
            text("route"),
            text("client")
        ));
    }
    lines.join("\n")
}
