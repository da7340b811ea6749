//! `nunchi sim`: raw logs of the replay, with its truth in a folder that ingestion never sees.

use std::{
    io::{self, Write},
    path::Path,
};

use env::{Disk, RealDisk};
use event::ErrorClass;
use sim::{Deleted, Outputs, Plan, SimError, Truth, VariantPlan, VariantTruth};

use crate::{
    cli::{SimArgs, SimCommand, VariantArgs},
    failure::Failure,
    printer::{grouped, note, say},
    settings::{self, SHOP},
};

pub(crate) fn run(args: &SimArgs) -> Result<u8, Failure> {
    match &args.command {
        Some(SimCommand::Variant(args)) => return variant(args),
        Some(SimCommand::Matrix(args)) => return super::matrix::run(args),
        None => {}
    }
    if let Some(rows) = args.bench {
        return bench(rows, args.dir.as_deref());
    }
    let mut plan = args.replay.plan();
    plan.deleted = args.drop_log.as_deref().map(deleted).transpose()?;
    let Some(dir) = &args.dir else {
        let mut out = std::io::BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
        sim::write_merged(&plan, &mut out).map_err(failed)?;
        out.flush()?;
        return Ok(0);
    };
    let truth = write_logs(&plan, dir, args.zstd)?;
    let lines: u64 = truth.files.values().map(|file| file.lines).sum();
    say(&format!(
        "{} lines in {}; what is true stands in {}",
        grouped(lines),
        dir.display(),
        dir.join("truth").display()
    ));
    note(&reading(dir, args.zstd));
    Ok(0)
}

/// How the logs are read in: the command whole, for the names of the files do not tell which source each is.
fn reading(dir: &Path, zstd: bool) -> String {
    let end = if zstd { ".zst" } else { "" };
    let file = |source: &str| {
        // Records of who left are few, and stand as they are.
        let name = match source {
            "hr" => "hr.csv".to_owned(),
            source => format!("{source}.ndjson{end}"),
        };
        format!("{source}={}", dir.join(name).display())
    };
    let files = ["gateway", "auth", "accounts", "hr"].map(file).join(" ");
    format!(
        "read them in:  nunchi init --example shop\n               nunchi ingest {files}\n\
         country = 'SG' needs [geo] in nunchi.toml, with path = {:?} and date = \"2025-11-01\"; {} is a log that comes late",
        dir.join("asn.csv").display().to_string(),
        dir.join(format!("gateway-late.ndjson{end}")).display(),
    )
}

/// Writes a variant with its settings and its truth, and says in a line what it is.
fn variant(args: &VariantArgs) -> Result<u8, Failure> {
    let plan = VariantPlan {
        one_key: args.one_key,
        ..args.size.plan(args.number, !args.no_feed)
    };
    let truth = write_variant(&plan, &args.dir)?;
    let lines: u64 = truth.files.values().map(|file| file.lines).sum();
    say(&format!(
        "variant {}, {}: {} lines in {}; its {} malicious reads of {} people stand in {}",
        plan.name(),
        plan.title(),
        grouped(lines),
        args.dir.display(),
        grouped(truth.reads.len() as u64),
        grouped(truth.people_total()),
        args.dir.join("truth").display()
    ));
    Ok(0)
}

/// Writes the logs, settings and truth of a variant to a folder.
pub(crate) fn write_variant(plan: &VariantPlan, dir: &Path) -> Result<VariantTruth, Failure> {
    let disk = RealDisk;
    // A mistake in what was asked for leaves no folder behind.
    plan.check().map_err(failed)?;
    disk.create_dir_all(&dir.join("truth"))?;
    let truth = sim::write_variant(plan, |name| -> io::Result<Box<dyn Write>> {
        let file = disk.create(&dir.join(name))?;
        Ok(Box::new(io::BufWriter::with_capacity(1 << 20, file)))
    })
    .map_err(failed)?;
    let json = dir.join("truth").join("truth.json");
    disk.replace(&json, truth.to_json().as_bytes())?;
    let settings = settings::of_variant(plan.feed);
    disk.replace(&dir.join("nunchi.toml"), settings.as_bytes())?;
    Ok(truth)
}

/// Rows of a benchmark at most: beyond, a person's number no longer fits.
const BENCH_ROWS_MAX: f64 = 1e11;
/// The seed of benchmarks: the same rows for everybody.
const BENCH_SEED: u64 = 20_250_414;

/// Writes rows for benchmarks: two logs, settings and the attack's addresses into a folder, or the logs
/// as one to standard output.
fn bench(rows: f64, dir: Option<&Path>) -> Result<u8, Failure> {
    if !(1.0..=BENCH_ROWS_MAX).contains(&rows) {
        let wrong = format!("--bench {rows}: a number of rows from 1 to 1e11, such as 1e7");
        return Err(Failure::usage(wrong));
    }
    let rows = format!("{rows:.0}").parse().unwrap_or(0);
    let plan = sim::BenchPlan {
        seed: BENCH_SEED,
        rows,
    };
    let Some(dir) = dir else {
        let mut out = std::io::stdout().lock();
        sim::write_bench(&plan, &mut out, None).map_err(failed)?;
        return Ok(0);
    };
    let disk = RealDisk;
    disk.create_dir_all(dir)?;
    let mut gateway = disk.create(&dir.join("gateway.ndjson"))?;
    let mut auth = disk.create(&dir.join("auth.ndjson"))?;
    sim::write_bench(&plan, &mut gateway, Some(&mut auth)).map_err(failed)?;
    let addresses = sim::bench_addresses().join("\n") + "\n";
    disk.replace(&dir.join("addresses.txt"), addresses.as_bytes())?;
    disk.replace(&dir.join("nunchi.toml"), SHOP.as_bytes())?;
    say(&format!("{} reads in {}", grouped(rows), dir.display()));
    Ok(0)
}

/// A span as it is typed: two dates or times in Seoul.
pub(crate) fn deleted(text: &str) -> Result<Deleted, Failure> {
    let wrong = |why: String| Failure::usage(format!("--drop-log {text:?}: {why}"));
    let (from, to) = text.split_once("..").ok_or_else(|| {
        wrong("write two dates with two dots between, such as 2025-03-01..2025-08-01".to_owned())
    })?;
    let seoul = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    Ok(Deleted {
        from: exposure::selection::moment(from, &seoul).map_err(wrong)?,
        to: exposure::selection::moment(to, &seoul).map_err(wrong)?,
    })
}

fn failed(error: SimError) -> Failure {
    Failure::new(ErrorClass::Usage, error.to_string())
}

/// Writes the logs of a plan to a folder, compressed if asked for; CSV files stay plain.
pub(crate) fn write_logs(plan: &Plan, dir: &Path, zstd: bool) -> Result<Truth, Failure> {
    let disk = RealDisk;
    disk.create_dir_all(&dir.join("truth"))?;
    let truth = {
        let mut outputs = Outputs::open(|name| {
            let path = dir.join(name);
            let packed = zstd && name.ends_with(".ndjson");
            let file = disk.create(&if packed {
                path.with_extension("ndjson.zst")
            } else {
                path
            })?;
            let file = std::io::BufWriter::with_capacity(1 << 20, file);
            Ok(if packed {
                Box::new(zstd::Encoder::new(file, 1)?.auto_finish()) as Box<dyn Write>
            } else {
                Box::new(file) as Box<dyn Write>
            })
        })
        .map_err(failed)?;
        sim::write(plan, &mut outputs).map_err(failed)?
    };
    disk.replace(
        &dir.join("truth").join("truth.json"),
        truth.to_json().as_bytes(),
    )?;
    disk.replace(&dir.join("nunchi.toml"), SHOP.as_bytes())?;
    Ok(truth)
}
