//! `nunchi sim matrix`: every variant of the attack is written, read in and gone over by the detectors, and
//! what they found is held against the truth.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use detect::{Candidate, Finding, FindingId};
use event::Millis;
use exposure::Ground;
use ledger::{ColumnId, Names as BookNames, Snapshot};
use serde_json::{Value, json};
use sim::{MATRIX, VariantPlan, VariantTruth};

use super::sim::write_variant;
use crate::{
    asking,
    cli::{MatrixArgs, Place},
    detecting::{self, Dictionary},
    failure::Failure,
    home::{Home, real_world},
    ingest::{Input, Options, ingest},
    printer::{Format, format_or_default, progress, progress_done, say},
    render::{self, Grid},
};

pub(crate) fn run(args: &MatrixArgs) -> Result<u8, Failure> {
    let wanted = |plan: &VariantPlan| args.only.is_empty() || args.only.contains(&plan.name());
    let plans = MATRIX
        .iter()
        .map(|(number, feed)| args.size.plan(*number, *feed));
    let plans: Vec<VariantPlan> = plans.filter(wanted).collect();
    if plans.is_empty() {
        return Err(Failure::usage(
            "--only names no run: they are 1 to 12, and 1, 2, 3, 9 and 10 with -nofeed",
        ));
    }
    let mut rows = Vec::new();
    for plan in plans {
        progress(&format!("variant {}: {}", plan.name(), plan.title()));
        rows.push(measured(&plan)?);
        progress_done();
    }
    say(&match format_or_default(args.format) {
        Format::Table => table(&rows),
        Format::Csv => render::csv_rows(&NAMES, rows.iter().map(cells))?,
        Format::Json => render::json(&Value::Array(rows))?,
    });
    Ok(0)
}

const NAMES: [&str; 8] = [
    "name",
    "delay_s",
    "people_before",
    "people_total",
    "precision",
    "recall",
    "false_alarms_per_day",
    "detectors",
];

fn cells(row: &Value) -> Vec<String> {
    let cell = |name: &&str| match &row[*name] {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        Value::Array(words) => {
            let words = words.iter().filter_map(Value::as_str);
            words.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    NAMES.iter().map(cell).collect()
}

fn table(rows: &[Value]) -> String {
    let mut grid = Grid::new(&[
        ">variant",
        ">delay s",
        ">people before",
        ">of",
        ">precision",
        ">recall",
        ">false alarms a day",
        "detectors",
    ]);
    rows.iter().for_each(|row| grid.row(&cells(row)));
    grid.lines().join("\n")
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's temporary folder's to clean.
        let _ = real_world().disk.remove_dir_all(&self.0);
    }
}

/// One run, held against its truth.
fn measured(plan: &VariantPlan) -> Result<Value, Failure> {
    let name = format!("nunchi-matrix-{}-{}", std::process::id(), plan.name());
    let folder = Folder(std::env::temp_dir().join(name));
    let truth = write_variant(plan, &folder.0)?;
    let home = read_in(plan, &folder.0)?;
    let snapshot = home.snapshot_with(BookNames::Wanted)?;
    let ground = home.ground(&snapshot)?;
    let (found, _) = detecting::replay(&home, &ground)?;
    let names = Dictionary { ground: &ground };
    let stories = detect::candidates(&found, &names);
    let run = Run {
        home: &home,
        ground: &ground,
        malicious: malicious(&snapshot, &truth),
        found: &found,
    };
    run.told(plan, &truth, &stories)
}

/// Makes a ledger of a variant's logs; all of it is sealed.
fn read_in(plan: &VariantPlan, logs: &Path) -> Result<Home, Failure> {
    let place = Place {
        data: logs.join("ledger"),
        keys: Some(logs.join("keys")),
    };
    let disk = real_world().disk;
    disk.create_dir_all(&place.data)?;
    for name in ["nunchi.toml", "asn.csv"] {
        disk.replace(&place.data.join(name), &disk.read(&logs.join(name))?)?;
    }
    let home = Home::create(&place, "")?;
    let mut files = vec![
        ("gateway", "gateway.ndjson"),
        ("accounts", "accounts.ndjson"),
        ("hr", "hr.csv"),
    ];
    if plan.feed {
        files.push(("auth", "auth.ndjson"));
    }
    let inputs = files.iter().map(|(source, file)| Input {
        path: logs.join(file),
        source: (*source).to_owned(),
    });
    let mut ledger = home.writer()?;
    ingest(&home, &mut ledger, inputs.collect(), Options::default())?;
    ledger.close_epoch()?;
    Ok(home)
}

/// Malicious reads by their time and the hash of their credential.
type Malicious = HashSet<(Millis, u64)>;

fn malicious(snapshot: &Snapshot, truth: &VariantTruth) -> Malicious {
    let hashes = snapshot.hashes.as_ref();
    let reads = truth.reads.iter();
    reads
        .filter_map(|read| Some((read.time, hashes?.credential(&read.credential()))))
        .collect()
}

/// What the detectors found in a run, beside what is true.
struct Run<'r> {
    home: &'r Home,
    ground: &'r Ground<'r>,
    malicious: Malicious,
    found: &'r [Finding],
}

impl Run<'_> {
    fn told(
        &self,
        plan: &VariantPlan,
        truth: &VariantTruth,
        stories: &[Candidate],
    ) -> Result<Value, Failure> {
        let first = self.first(stories);
        let (from, to) = plan.benign();
        let is_false = |story: &&Candidate| {
            self.earliest(story).is_none() && from <= story.found && story.found < to
        };
        let alarms = stories.iter().filter(is_false).count();
        let seconds = |at: Millis| {
            let begin = truth.first_malicious().unwrap_or(at);
            (at.0 - begin.0) / 1000
        };
        let judged = first
            .map(|(_, story)| self.judged(story, truth))
            .transpose()?;
        let spoke = stories
            .iter()
            .filter(|story| self.earliest(story).is_some());
        let mut detectors: Vec<&str> = spoke
            .flat_map(|story| self.about(story))
            .map(|finding| finding.kind.word())
            .collect();
        detectors.sort_unstable();
        detectors.dedup();
        Ok(json!({
            "variant": plan.number,
            "name": plan.name(),
            "feed": plan.feed,
            "first_malicious": truth.first_malicious().map(|at| at.to_string()),
            "first_finding": first.map(|(at, _)| at.to_string()),
            "delay_s": first.map(|(at, _)| seconds(at)),
            "people_before": first.map(|(at, _)| truth.people_before(at)),
            "people_total": truth.people_total(),
            "precision": judged.map(|(precision, _)| precision),
            "recall": judged.map(|(_, recall)| recall),
            "false_alarms_per_day": rounded(alarms as f64 / f64::from(sim::BENIGN_DAYS)),
            "detectors": detectors,
        }))
    }

    /// The story that speaks of the attack first, and when it does.
    fn first<'c>(&self, stories: &'c [Candidate]) -> Option<(Millis, &'c Candidate)> {
        let spoken = stories
            .iter()
            .filter_map(|story| Some((self.earliest(story)?, story)));
        spoken.min_by_key(|(at, _)| *at)
    }

    /// When a story first speaks of the attack.
    fn earliest(&self, story: &Candidate) -> Option<Millis> {
        self.about(story).map(|finding| finding.found).min()
    }

    /// The findings of a story of which an example is malicious.
    fn about<'s>(&'s self, story: &'s Candidate) -> impl Iterator<Item = &'s Finding> {
        let of = |id: &FindingId| self.found.iter().find(|finding| finding.id == *id);
        story.findings.iter().filter_map(of).filter(|finding| {
            let examples = &finding.evidence.examples;
            examples.iter().any(|(time, read)| {
                read.credential
                    .is_some_and(|of| self.malicious.contains(&(*time, of)))
            })
        })
    }

    /// Precision and recall of what a story proposes, over reads.
    fn judged(&self, story: &Candidate, truth: &VariantTruth) -> Result<(f64, f64), Failure> {
        let (snapshot, disk) = (self.ground.snapshot, self.home.disk());
        let selection = asking::selection(self.home, snapshot, &story.selection)?;
        let (mut selected, mut right) = (0u64, 0u64);
        for part in exposure::matching(disk, self.ground, &selection)? {
            let manifest = snapshot.epochs.iter().find(|of| of.epoch == part.epoch);
            let files = manifest.map(|of| of.files.as_slice()).unwrap_or_default();
            let Some(file) = files.iter().find(|file| file.name == part.name) else {
                continue;
            };
            let wanted = [ColumnId::Time, ColumnId::Credential];
            let columns =
                snapshot.columns_of_rows(disk, (part.epoch, file), &wanted, &part.rows)?;
            for row in 0..columns.len {
                let credential = columns.credential.get(row);
                let is = |of| self.malicious.contains(&(columns.time_of(row), of));
                selected += 1;
                right += u64::from(credential.is_some_and(is));
            }
        }
        let all = truth.reads.len().max(1);
        let share = |of: u64| rounded(right as f64 / of.max(1) as f64);
        Ok((share(selected), share(all as u64)))
    }
}

/// Four digits.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
