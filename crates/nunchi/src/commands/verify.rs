//! `nunchi verify`: a directory against its public key, with nothing secret.

use std::path::Path;

use env::Disk;
use event::ErrorClass;
use exposure::{Feeds, Summaries};
use ledger::Snapshot;
use verify::{Integrity, Options};

use crate::{
    cli::VerifyArgs,
    failure::Failure,
    home::real_world,
    keys,
    printer::{format_or_default, say},
    render::{self, documents},
    settings,
    witness::{Judged, cosigned_path, judge},
};

/// Integrity is broken.
const BROKEN: u8 = 3;
/// Nothing was altered, and something is missing.
const GAPS: u8 = 1;

pub(crate) fn run(args: &VerifyArgs) -> Result<u8, Failure> {
    let world = real_world();
    let disk = world.disk.as_ref();
    let start = world.clock.monotonic();
    let mut options = Options {
        key: read_key(disk, args.key.as_deref())?,
        against: read_text(disk, args.against.as_deref())?,
    };
    if let Some(bundle) = &args.bundle {
        return check_bundle(args, disk, bundle, options.key.as_deref());
    }
    let dir = &args.place.data;
    let judged = witnesses(args, disk)?;
    if let Some(judged) = &judged {
        options.against.clone_from(&judged.kept);
    }
    let report =
        verify::verify(disk, dir, &options).map_err(|e| Failure::new(e.class(), e.to_string()))?;
    // A broken directory cannot tell whether its index is right.
    let deep = match args.deep && report.integrity == Integrity::Ok {
        true => Some(check_index(disk, dir)?),
        false => None,
    };
    let elapsed = world.clock.monotonic().saturating_sub(start);
    let document = documents::verify(
        &report,
        judged.map(|judged| (judged.cosigned, judged.against)),
        deep,
        u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    );
    say(&render::render(
        &document,
        format_or_default(args.format),
        render::verify::table,
        render::flat,
    )?);
    Ok(exit_code(&document))
}

/// What the witnesses that were named say of the head.
fn witnesses(args: &VerifyArgs, disk: &dyn Disk) -> Result<Option<Judged>, Failure> {
    if args.witness.is_empty() {
        return Ok(None);
    }
    let own = cosigned_path(&args.place.data);
    let file = args.cosigned.as_deref().unwrap_or(&own);
    judge(disk, file, &args.witness, args.quorum).map(Some)
}

/// A bundle of evidence, anywhere.
fn check_bundle(
    args: &VerifyArgs,
    disk: &dyn Disk,
    bundle: &Path,
    key: Option<&str>,
) -> Result<u8, Failure> {
    if disk
        .meta(&bundle.join(verify::evidence::HEAD_FILE))?
        .is_none()
    {
        let message = format!(
            "{} holds no {}: it is no bundle of evidence; a ledger is named with --data",
            bundle.display(),
            verify::evidence::HEAD_FILE
        );
        return Err(Failure::new(ErrorClass::NotFound, message));
    }
    let proven = verify::evidence::check(disk, bundle, key)?;
    let document = documents::proven(&bundle.display().to_string(), &proven);
    say(&render::render(
        &document,
        format_or_default(args.format),
        render::verify::bundle,
        render::flat,
    )?);
    Ok(match document.findings.is_empty() {
        true => 0,
        false => BROKEN,
    })
}

fn exit_code(verify: &api::Verify) -> u8 {
    match (verify.integrity.as_str(), verify.completeness.as_str()) {
        ("ok", "complete") => 0,
        ("ok", _) => GAPS,
        _ => BROKEN,
    }
}

fn check_index(disk: &dyn Disk, dir: &Path) -> Result<api::Deep, Failure> {
    let snapshot = Snapshot::load(disk, dir, None)?;
    let path = ledger::catalogue_path(dir, snapshot.state.catalogue.0);
    let catalogue = settings::catalogue_from_bytes(&disk.read(&path)?)
        .map_err(|e| Failure::new(ErrorClass::Broken, format!("{}: {e}", path.display())))?;
    let below = |path: std::path::PathBuf| {
        path.strip_prefix(dir)
            .unwrap_or(&path)
            .display()
            .to_string()
    };
    Ok(api::Deep {
        differing: Summaries::check(disk, &snapshot, &Feeds::new(&snapshot, &catalogue, &[]))?
            .into_iter()
            .map(below)
            .collect(),
    })
}

/// The public key that somebody named. A secret key (`64 hex digits`, of an approver after a name) is refused as what it
/// is: whoever verifies must never have one.
fn read_key(disk: &dyn Disk, path: Option<&Path>) -> Result<Option<String>, Failure> {
    let text = read_text(disk, path)?;
    match (path, &text) {
        (Some(path), Some(text)) if is_secret(text) => Err(Failure::usage(format!(
            "{} is a secret key, and it takes a public one to verify: that is tree/key.pub in the data directory, as `nunchi init` said; keep the secret one to yourself",
            path.display()
        ))),
        _ => Ok(text),
    }
}

fn is_secret(text: &str) -> bool {
    let last = text.split_whitespace().next_back();
    last.is_some_and(|last| keys::unhex(last).is_some())
}

fn read_text(disk: &dyn Disk, path: Option<&Path>) -> Result<Option<String>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let bytes = disk.read(path).map_err(|e| {
        Failure::new(
            ErrorClass::NotFound,
            format!("cannot read {}: {e}", path.display()),
        )
    })?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| Failure::usage(format!("{} is not text", path.display())))
}

#[cfg(test)]
mod tests;
