//! `nunchi finding` and `nunchi detect`: what the detectors find in all that the ledger holds.
//!
//! `finding` goes on from where the detectors stood; `detect --replay` goes over everything anew.

use detect::{AllTold, Candidate, Finding, Kind, Names, Told, Window};
use event::{ErrorClass, Millis, catalogue::Catalogue};
use exposure::{PseudoId, Whom};
use ledger::Names as BookNames;
use serde_json::{Value, json};

use crate::{
    asking,
    cli::{DetectArgs, FindingCommand, ListArgs},
    detecting::{self, Dictionary},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
    watching::{DETECTOR, Watched, telling},
};

pub(crate) fn run(command: &FindingCommand) -> Result<u8, Failure> {
    match command {
        FindingCommand::List {
            list,
            fail,
            as_name,
        } => {
            let told = found(list, as_name.as_deref(), false)?;
            print_list(&told, list.format)?;
            let stands = |finding: &Value| finding["state"] == "open";
            Ok(u8::from(*fail && told.findings.iter().any(stands)))
        }
        FindingCommand::Show { list, id, as_name } => {
            let told = found(list, as_name.as_deref(), false)?;
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
    let told = found(&args.list, None, true)?;
    print_list(&told, args.list.format)?;
    note(&format!(
        "{} events in {:.1} s",
        told.events,
        told.elapsed_ms as f64 / 1000.0
    ));
    Ok(0)
}

/// Everything that was found, as documents.
struct Found {
    catalogue: Catalogue,
    checkpoint: Value,
    findings: Vec<Value>,
    candidates: Vec<Value>,
    events: u64,
    passed: u64,
    elapsed_ms: u64,
}

/// Looks, and tells what was found; over everything anew, or from what was kept.
fn found(list: &ListArgs, by: Option<&str>, anew: bool) -> Result<Found, Failure> {
    let home = Home::open(&list.place)?;
    let snapshot = home.snapshot_with(BookNames::Wanted)?;
    let ground = home.ground(&snapshot)?;
    let start = home.clock().monotonic();
    let (told, events, passed) = match anew {
        true => {
            let (found, events) = detecting::replay(&home, &ground)?;
            let mut told = AllTold::default();
            told.update(&found, true);
            (told, events, events)
        }
        false => {
            let looked = detecting::look(&home, &ground)?;
            (looked.told, looked.events, looked.passed)
        }
    };
    let names = Dictionary { ground: &ground };
    let all = told.all();
    let standing = all.iter().filter(|told| !told.withdrawn);
    let standing: Vec<Finding> = standing.map(|told| told.finding.clone()).collect();
    let candidates = detect::candidates(&standing, &names);
    let mut findings: Vec<Value> = all.iter().map(|told| document(told, &names)).collect();
    let watched = Watched::read(&home, &ground.controls)?;
    findings.extend(telling::findings(&home, &watched, &asking::asker(by)?));
    let elapsed = home.clock().monotonic().saturating_sub(start);
    Ok(Found {
        catalogue: ground.catalogue.clone(),
        checkpoint: json!({"size": snapshot.head.0, "root": snapshot.head.1.to_string()}),
        findings,
        candidates: candidates.iter().map(story).collect(),
        events,
        passed,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

/// Examples that are told of a finding.
const EXAMPLES_TOLD: usize = 5;

fn document(told: &Told, names: &Dictionary<'_>) -> Value {
    let finding = &told.finding;
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
        "state": if told.withdrawn { "withdrawn" } else { "open" },
        "withdrawn_because": told.why_withdrawn(),
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
        "within": finding.within.map(Window::word),
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
        Kind::OtherHolder if keys.is_empty() => "credentials were issued to somebody else than who uses them".to_owned(),
        Kind::OtherHolder => format!("credentials of key {keys} were issued to somebody else than who uses them"),
        Kind::Leaver => format!("{person} left, could have held {keys}, and nobody has taken that back: change it"),
        Kind::UsedAfterLeaving => format!("{person} has left, and reads are made as {person}"),
        Kind::FanOut => {
            let within = finding.within.unwrap_or(Window::Day);
            let since = match within > Window::Day {
                true => "; its reads are counted from the day on which it was found",
                false => "",
            };
            format!(
                "{counted} people in {}, where {limit} were to be expected at the most: {}{since}",
                within.word(),
                finding.because
            )
        }
        Kind::Ghosts | Kind::Bulk | Kind::NewPlace | Kind::Sweep => finding.because.clone(),
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

fn print_list(told: &Found, format: Option<Format>) -> Result<(), Failure> {
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
            "passed": told.passed,
            "findings": told.findings,
            "candidates": told.candidates,
            "elapsed_ms": told.elapsed_ms,
        }))?,
        Format::Csv => render::csv_rows(&COLUMNS, rows)?,
        Format::Table => table(told),
    });
    Ok(())
}

fn table(told: &Found) -> String {
    if told.findings.is_empty() {
        return "nothing was found".to_owned();
    }
    let zone = asking::zone(&told.catalogue);
    let mut lines = Vec::new();
    for finding in told.findings.iter().filter(|of| of["state"] == "withdrawn") {
        let why = finding["withdrawn_because"].as_str().unwrap_or_default();
        lines.push(format!(
            "WITHDRAWN {}   {why}",
            finding["id"].as_str().unwrap_or_default()
        ));
        lines.push(line(finding, &zone));
        lines.push(String::new());
    }
    let is_held = |of: &&Value| of["detector"] == DETECTOR && of["state"] == "open";
    let held: Vec<&Value> = told.findings.iter().filter(is_held).collect();
    if let Some(first) = held.first() {
        let severity = first["severity"].as_str().unwrap_or_default();
        lines.push(format!("HELD DATA IS BEING DELETED   {severity}"));
        lines.extend(held.iter().map(|finding| line(finding, &zone)));
        lines.push(String::new());
    }
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
    Millis::parse(time).map_or_else(|_| time.to_owned(), |at| render::shown(at, zone))
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
    ];
    if !finding["held"].is_null() {
        lines.extend(telling::lines(finding, zone));
        return lines.join("\n");
    }
    lines.extend([
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
    ]);
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
