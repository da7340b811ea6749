//! `nunchi finding` and `nunchi detect`: what the detectors find in all that the ledger holds.
//!
//! `finding` goes on from where the detectors stood; `detect --replay` goes over everything anew.

mod document;
mod table;

use api::{Findings, Found, FoundAsOf, FoundHead, OneFinding};
use detect::{AllTold, Finding};
use event::ErrorClass;
use incident::case::Incident;
use jiff::tz::TimeZone;
use ledger::Names as BookNames;

use crate::{
    asking,
    cases::Cases,
    cli::{DetectArgs, FindingCommand},
    commands::glances,
    detecting::{self, Dictionary},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
    watching::{Watched, telling},
};

pub(crate) fn run(command: &FindingCommand) -> Result<u8, Failure> {
    match command {
        FindingCommand::List {
            list,
            fail,
            cluster,
            as_name,
        } => {
            let by = asking::asker(as_name.as_deref())?;
            let (told, zone) = found(&Home::open(&list.place)?, &by, false)?;
            print_list(&told, (list.format, *cluster), &zone)?;
            let stands = |finding: &Found| finding.state == "open";
            Ok(u8::from(*fail && told.findings.iter().any(stands)))
        }
        FindingCommand::Show { list, id, as_name } => {
            let home = Home::open(&list.place)?;
            let by = asking::asker(as_name.as_deref())?;
            let (told, zone) = found(&home, &by, false)?;
            show((&home, &by), &told, id, list.format, &zone)
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
    let by = asking::asker(None)?;
    let (told, zone) = found(&Home::open(&args.list.place)?, &by, true)?;
    print_list(&told, (args.list.format, false), &zone)?;
    note(&format!(
        "{} events in {:.1} s",
        told.events,
        told.elapsed_ms as f64 / 1000.0
    ));
    Ok(0)
}

/// Looks, and tells what was found, over everything anew or from what was kept; and the zone of the ledger.
fn found(home: &Home, by: &str, anew: bool) -> Result<(Findings, TimeZone), Failure> {
    let snapshot = home.snapshot_with(BookNames::Wanted)?;
    let ground = home.ground(&snapshot)?;
    let start = home.clock().monotonic();
    let (told, events, passed) = match anew {
        true => {
            let (found, events) = detecting::replay(home, &ground)?;
            let mut told = AllTold::default();
            told.update(&found, true);
            (told, events, events)
        }
        false => {
            let looked = detecting::look(home, &ground)?;
            (looked.told, looked.events, looked.passed)
        }
    };
    let names = Dictionary { ground: &ground };
    let all = told.all();
    let standing = all.iter().filter(|told| !told.withdrawn);
    let standing: Vec<Finding> = standing.map(|told| told.finding.clone()).collect();
    let candidates = document::stories(&detect::candidates(&standing, &names));
    let findings = all.iter().map(|told| document::document(told, &names));
    let mut findings: Vec<Found> = findings.collect();
    let watched = Watched::read(home, &ground.controls)?;
    findings.extend(telling::findings(home, &watched, by));
    let incidents = incidents(home, by);
    document::tie_together(&mut findings, &candidates, incidents.as_deref());
    let elapsed = home.clock().monotonic().saturating_sub(start);
    let (size, root) = &snapshot.head;
    let told = Findings {
        as_of: FoundAsOf {
            checkpoint: FoundHead {
                root: root.to_string(),
                size: *size,
            },
        },
        candidates,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        events,
        findings,
        passed,
        v: api::VERSION,
    };
    Ok((told, asking::zone(ground.catalogue)))
}

/// The incidents that somebody may see; `None` where they cannot be read, which is no reason to tell no finding.
fn incidents(home: &Home, by: &str) -> Option<Vec<Incident>> {
    let all = Cases::open_if_any(home).and_then(|cases| match cases {
        Some(cases) => cases.all(by),
        None => Ok(Vec::new()),
    });
    let unread = |failure: &Failure| {
        note(&format!(
            "which incidents were opened from findings cannot be said: {}",
            failure.message
        ));
    };
    all.inspect_err(unread).ok()
}

/// Tells one finding, once it is on record whom it is shown to.
fn show(
    (home, by): (&Home, &str),
    told: &Findings,
    id: &str,
    format: Option<Format>,
    zone: &TimeZone,
) -> Result<u8, Failure> {
    let by_id = |id: &str| told.findings.iter().find(|of| of.id == id);
    let finding = by_id(id).ok_or_else(|| {
        let message = format!("there is no finding {id:?}: see `nunchi finding list`");
        Failure::new(ErrorClass::NotFound, message)
    })?;
    let story = told
        .candidates
        .iter()
        .find(|of| Some(of.number) == finding.story);
    glances::enter_or_warn(home, by, id);
    say(&match format_or_default(format) {
        Format::Table => {
            let others = finding.together_with.iter().filter_map(|id| by_id(id));
            let others: Vec<&Found> = others.collect();
            table::one(finding, (story, &others), zone)
        }
        _ => render::json(&OneFinding {
            finding: finding.clone(),
            v: api::VERSION,
        })?,
    });
    Ok(0)
}

const COLUMNS: [&str; 10] = [
    "id",
    "found",
    "severity",
    "detector",
    "people",
    "people_before",
    "reads",
    "because",
    "story",
    "cluster",
];

fn row(of: &Found) -> Vec<String> {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |of| of.to_string());
    let cluster = of.cluster.as_ref();
    vec![
        of.id.clone(),
        of.found.0.to_string(),
        of.severity.clone(),
        of.detector.clone(),
        number(of.people),
        number(of.people_before),
        number(of.reads),
        of.because.clone(),
        number(of.story),
        cluster.map_or_else(|| "-".to_owned(), |of| of.selection.clone()),
    ]
}

fn print_list(
    told: &Findings,
    (format, clusters): (Option<Format>, bool),
    zone: &TimeZone,
) -> Result<(), Failure> {
    say(&match format_or_default(format) {
        Format::Json => render::json(told)?,
        Format::Csv => render::csv_rows(&COLUMNS, told.findings.iter().map(row))?,
        Format::Table => table::list((&told.findings, &told.candidates), clusters, zone),
    });
    Ok(())
}
