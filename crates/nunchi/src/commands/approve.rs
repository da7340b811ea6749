//! `nunchi approve`: two people before people have accounts. Each has a key of their own; a request is
//! shown, signed, and given back. Approvals are signed notes over the statement of the request.

use std::path::{Path, PathBuf};

use env::Disk;
use event::ErrorClass;
use ledger::{Approval, Deed, Ledger, Standing, hex};
use proof::{Signer, Verifier};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    asking,
    cli::{ApproveCommand, By, ListArgs, Place},
    failure::Failure,
    home::{Home, real_world},
    keys,
    printer::{Format, format_or_default, note, say},
    render,
};

/// What two people are asked to sign.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    v: u32,
    /// What is signed; its last line binds the reason.
    statement: String,
    /// Why, in words; empty where the statement says all.
    reason: String,
}

pub(crate) fn run(command: &ApproveCommand) -> Result<u8, Failure> {
    match command {
        ApproveCommand::Keygen { name, out } => keygen(name, out),
        ApproveCommand::Sign { request, key, out } => sign(request, key, out),
        ApproveCommand::List(args) => list(args),
        ApproveCommand::Set {
            place,
            list,
            request,
            approval,
            by,
        } => set(place, list, request.as_deref(), approval, by),
    }
}

fn keygen(name: &str, out: &Path) -> Result<u8, Failure> {
    say(&made(name, out)?);
    note(&format!(
        "the secret half is in {}: keep it where nobody else reads; the line above is public",
        out.display()
    ));
    Ok(0)
}

/// Makes a key of somebody who may approve; gives the public half.
pub(crate) fn made(name: &str, out: &Path) -> Result<String, Failure> {
    let world = real_world();
    let disk = world.disk.as_ref();
    if disk.meta(out)?.is_some() {
        let message = format!("{} is there already: name another file", out.display());
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    let mut seed = [0; 32];
    world.entropy.fill(&mut seed)?;
    let signer = Signer::from_seed(name, &seed).map_err(|e| Failure::usage(e.to_string()))?;
    disk.replace(out, format!("{name} {}\n", hex(&seed)).as_bytes())?;
    Ok(signer.verifier_key())
}

fn sign(request: &Path, key: &Path, out: &Path) -> Result<u8, Failure> {
    let world = real_world();
    let disk = world.disk.as_ref();
    let text = read_text(disk, request)?;
    let wrong = |what: &str| Failure::usage(format!("{}: {what}", request.display()));
    let asked: Request =
        serde_json::from_str(&text).map_err(|e| wrong(&format!("it is no request: {e}")))?;
    let bound = format!("reason-sha256 {}\n", hex(&Sha256::digest(&asked.reason)));
    if !asked.reason.is_empty() && !asked.statement.ends_with(&bound) {
        return Err(wrong("its reason is not the one that the statement binds"));
    }
    let secret = read_text(disk, key)?;
    let signer = secret
        .trim()
        .split_once(' ')
        .and_then(|(name, seed)| Signer::from_seed(name, &keys::unhex(seed)?).ok())
        .ok_or_else(|| Failure::usage(format!("{} is no approver's key", key.display())))?;
    let signed = signer
        .sign(&asked.statement)
        .map_err(|e| wrong(&e.to_string()))?;
    disk.replace(out, signed.as_bytes())?;
    say(&format!(
        "{} signed:\n{}reason: {}",
        signer.name(),
        asked.statement,
        asked.reason
    ));
    Ok(0)
}

fn list(args: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let snapshot = home.snapshot()?;
    let keys = &snapshot.standing.approvers;
    say(&match format_or_default(args.format) {
        Format::Table if keys.is_empty() => {
            "nobody may approve yet: `nunchi approve set KEY KEY`".to_owned()
        }
        Format::Table => keys.join("\n"),
        Format::Csv => render::csv_rows(&["key"], keys.iter().map(|key| vec![key.as_str()]))?,
        Format::Json => render::json(&serde_json::json!({"v": 1, "approvers": keys}))?,
    });
    Ok(0)
}

fn set(
    place: &Place,
    keys: &[String],
    request: Option<&Path>,
    approval: &[PathBuf],
    by: &By,
) -> Result<u8, Failure> {
    let home = Home::open(place)?;
    let keys = checked(keys)?;
    let mut ledger = home.writer()?;
    let standing = ledger.standing();
    let statement = standing.approvers_statement(&ledger.genesis().origin, &keys);
    if let Some(path) = request {
        return write_request(&home, path, statement, "");
    }
    let approvals = approvals(home.disk(), approval, &statement)?;
    if !standing.approvers.is_empty() {
        two_approved(standing, &statement, &approvals)?;
    }
    let who = asking::asker(by.as_name.as_deref())?;
    let act = ledger.perform(Deed::Approvers { keys, approvals }, &who, "")?;
    say(&format!("act {}: approvers are listed", act.number));
    Ok(0)
}

/// The first list, as `init` makes it.
pub(crate) fn list_first(home: &Home, keys: &[String]) -> Result<(), Failure> {
    let deed = Deed::Approvers {
        keys: keys.to_vec(),
        approvals: Vec::new(),
    };
    home.writer()?.perform(deed, "nunchi", "")?;
    Ok(())
}

/// Approvers' keys as they were typed: none, or at least two that differ in name and key.
pub(crate) fn checked(keys: &[String]) -> Result<Vec<String>, Failure> {
    let (mut names, mut halves) = (Vec::new(), Vec::new());
    for key in keys {
        let verifier = Verifier::parse(key).map_err(|e| {
            Failure::usage(format!(
                "{key:?} is no public key ({e}): give the line that `nunchi approve keygen` printed"
            ))
        })?;
        names.push(verifier.name().to_owned());
        halves.push(key.rsplit('+').next().unwrap_or_default().to_owned());
    }
    for list in [&mut names, &mut halves] {
        list.sort_unstable();
        list.dedup();
    }
    if keys.len() == 1 || names.len() < keys.len() || halves.len() < keys.len() {
        let message = "two people must approve together: give at least two public keys, of different people with different names";
        return Err(Failure::usage(message));
    }
    Ok(keys.to_vec())
}

/// Writes what two approvers sign.
pub(crate) fn write_request(
    home: &Home,
    path: &Path,
    statement: String,
    reason: &str,
) -> Result<u8, Failure> {
    let request = Request {
        v: 1,
        statement,
        reason: reason.to_owned(),
    };
    home.disk()
        .replace(path, format!("{}\n", render::json(&request)?).as_bytes())?;
    say(&format!(
        "the request is in {0}. Two approvers sign it, each: nunchi approve sign {0} --key KEY --out APPROVAL",
        path.display()
    ));
    Ok(0)
}

/// Reads approvals, each of which must be of this statement.
pub(crate) fn approvals(
    disk: &dyn Disk,
    paths: &[PathBuf],
    statement: &str,
) -> Result<Vec<Approval>, Failure> {
    let read = |path: &PathBuf| {
        let text = read_text(disk, path)?;
        Approval::of_note(&text, statement).ok_or_else(|| {
            let message = format!(
                "{} is no approval of this: the hold, the reason, the list or the ledger is another one than in the request that was signed",
                path.display()
            );
            Failure::new(ErrorClass::Denied, message)
        })
    };
    paths.iter().map(read).collect()
}

/// Refuses what fewer than two approvers signed.
pub(crate) fn two_approved(
    standing: &Standing,
    statement: &str,
    approvals: &[Approval],
) -> Result<(), Failure> {
    let signed = standing.approved_by(statement, approvals);
    if signed >= ledger::APPROVALS_NEEDED {
        return Ok(());
    }
    let message = format!(
        "{signed} of those who may approve signed this, and two must: `nunchi approve list` says who may"
    );
    Err(Failure::new(ErrorClass::Denied, message))
}

/// Refuses to go on while nobody could ever end what is begun.
pub(crate) fn needs_approvers(ledger: &Ledger) -> Result<(), Failure> {
    if ledger.standing().approvers.len() >= ledger::APPROVALS_NEEDED {
        return Ok(());
    }
    let message = "nobody is listed who may release a hold: list two people first, each with a key of their own (`nunchi approve keygen NAME --out FILE`, then `nunchi approve set KEY KEY`)";
    Err(Failure::new(ErrorClass::Config, message))
}

pub(crate) fn read_text(disk: &dyn Disk, path: &Path) -> Result<String, Failure> {
    let bytes = disk.read(path).map_err(|e| {
        let message = format!("cannot read {}: {e}", path.display());
        Failure::new(ErrorClass::NotFound, message)
    })?;
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{} is not text", path.display())))
}
