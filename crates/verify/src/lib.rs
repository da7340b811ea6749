//! The check from outside: a second reading of the format, with the public key alone.
//!
//! Not here: writing, secret keys, questions. This crate never links `ledger` or `exposure`; it knows
//! the bytes from `docs/format.md` alone, so that a fault of the writer is not a fault of the check.
//!
//! Invariants:
//! * no bytes make it panic, and none make it allocate more than [`limits`] and the largest part say;
//! * every finding names an [`Invariant`], a file and, where it can be said, a place in it;
//! * integrity is `Ok` only if every byte below the signed head was read and agrees with it;
//! * what a crash may leave is a warning, and what a crash cannot leave is a finding.
//!
//! ```
//! use std::sync::Arc;
//! use env::{Disk, RealClock, RealDisk, RealEntropy};
//! use ledger::{Bounds, Keys, Ledger, Opening, Secret, World};
//! use verify::{Integrity, Options, verify};
//!
//! let dir = std::env::temp_dir().join(format!("nunchi-verify-doc-{}", std::process::id()));
//! let world = World { disk: Arc::new(RealDisk), clock: Arc::new(RealClock::new()), entropy: Arc::new(RealEntropy) };
//! let keys = Keys { sign: Some(Secret([1; 32])), book: Some(Secret([2; 32])) };
//! let opening = Opening { catalogue: Arc::default(), catalogue_bytes: b"{}".to_vec(), keys, bounds: Bounds::default(), observer: None, holder: "doc".into() };
//! drop(Ledger::create(world, &dir, "example.org/doc", 4, opening)?);
//!
//! let report = verify(&RealDisk, &dir, &Options::default())?;
//! assert_eq!((report.integrity, report.findings.len()), (Integrity::Ok, 0));
//! RealDisk.remove_dir_all(&dir)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acts;
mod adopted;
mod bytes;
mod catalogue;
mod columns;
mod control;
mod cursor;
mod epoch;
pub mod evidence;
mod frame;
mod history;
mod inspection;
mod keys;
pub mod limits;
mod log;
mod manifest;
mod part;
mod report;
mod state;
mod tables;
mod text;
mod tree;

use std::{collections::BTreeSet, path::Path};

use env::Disk;
use proof::Verifier;
use sha2::{Digest, Sha256};

use crate::{
    acts::{PublicAct, Recorded, absences, check_acts, read_acts},
    adopted::{Origins, check_adopted, compare_before},
    catalogue::check_catalogues,
    epoch::{Chain, check_epoch, check_extra, epoch_folder},
    history::History,
    inspection::Inspection,
    keys::{check_signer, find_keys},
    limits::ATTEMPTS_MAX,
    log::{LogTold, check_log, log_path},
    state::State,
    text::EpochLeaf,
    tree::{check_beside, check_leftovers, compare_kept, read_head, read_tree},
};

pub use report::{
    Checked, Completeness, Finding, Head, Integrity, Invariant, KeyOrigin, Place, Report,
    VerifyError,
};

/// What a check is told from outside the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The text of the verifier key. Without it the key that stands in the directory is taken, which
    /// shows no more than that the directory agrees with itself.
    pub key: Option<String>,
    /// The text of a checkpoint kept elsewhere: the directory must be the same log, grown or equal.
    pub against: Option<String>,
}

/// Checks a directory. Reads only; a writer may be at work meanwhile.
///
/// # Errors
/// When there is nothing to check, the file system does not let us look, or an option is wrong.
/// Faults of the directory are no errors; they stand in the report.
pub fn verify(disk: &dyn Disk, dir: &Path, options: &Options) -> Result<Report, VerifyError> {
    let tree = dir.join("tree");
    match disk.meta(&tree) {
        Ok(Some(meta)) if meta.is_dir => {}
        Ok(_) => return Err(VerifyError::Absent(dir.to_owned())),
        Err(source) => return Err(VerifyError::Io { path: tree, source }),
    }
    let head = || disk.read(&tree.join("checkpoint")).ok();
    for _ in 1..ATTEMPTS_MAX {
        let before = head();
        let report = check(disk, dir, options)?;
        // A writer that moved the head meanwhile makes the two halves of a check disagree.
        if report.integrity == Integrity::Ok || head() == before {
            return Ok(report);
        }
    }
    check(disk, dir, options)
}

fn check(disk: &dyn Disk, dir: &Path, options: &Options) -> Result<Report, VerifyError> {
    let mut scene = Inspection::new(disk, dir);
    let acts = read_acts(&mut scene);
    let (keys, key_origin) = find_keys(&mut scene, options, &acts)?;
    let signed = read_head(&mut scene, &keys);
    let (mut gaps, mut deleted) = (Vec::new(), Vec::new());
    if let Some((head, signer)) = &signed {
        (gaps, deleted) = check_below(&mut scene, (head, signer.as_ref()), &keys, &acts, options)?;
    }
    let head = signed.map(|(head, _)| head);
    if let Some((path, source)) = scene.denied {
        return Err(VerifyError::Io { path, source });
    }
    Ok(Report {
        integrity: if scene.findings.is_empty() {
            Integrity::Ok
        } else {
            Integrity::Broken
        },
        findings: scene.findings,
        more_findings: scene.more,
        warnings: scene.warnings,
        completeness: if gaps.is_empty() {
            Completeness::Complete
        } else {
            Completeness::Gaps
        },
        gaps,
        deleted,
        checked: scene.checked,
        checkpoint: head,
        key_origin,
    })
}

/// Checks everything below a head; gives the gaps that are known, and what retention deleted.
fn check_below(
    scene: &mut Inspection<'_>,
    (head, signer): (&Head, Option<&Verifier>),
    keys: &[Verifier],
    acts: &[PublicAct],
    options: &Options,
) -> Result<(Vec<String>, Vec<String>), VerifyError> {
    let history = read_tree(scene, head);
    if let Some(kept) = &options.against {
        let genesis = history.genesis.as_ref();
        let before = genesis.map(|genesis| compare_before(scene, head, genesis, kept));
        if before.transpose()? != Some(true) {
            compare_kept(scene, head, keys, kept)?;
        }
    }
    check_leftovers(scene, head.size);
    check_beside(scene, &history);
    let shards = history.genesis.as_ref().map_or(1, |genesis| genesis.shards);
    if let Some(genesis) = &history.genesis
        && genesis.origin != head.origin
    {
        let message = format!(
            "it is of {:?}, and leaf 0 of {:?}",
            head.origin, genesis.origin
        );
        scene.broken("tree/checkpoint", Place::Whole, message);
    }
    let lost = history
        .genesis
        .as_ref()
        .map(|genesis| check_adopted(scene, head, genesis, acts));
    let origins = Origins::of(head, history.genesis.as_ref());
    let mut chain = Chain {
        origins: origins.clone(),
        shards,
        previous: [0; 32],
        state: Some(State::new(shards)),
        catalogues: BTreeSet::new(),
        acts: Recorded::new(),
        absent: absences(scene, acts),
        explained: Vec::new(),
        versions: Vec::new(),
    };
    for sealed in &history.sealed {
        check_epoch(scene, &mut chain, sealed);
    }
    let state = check_open(scene, &mut chain, &history);
    let last = state.as_ref().map(|state| state.catalogue.0);
    check_catalogues(scene, last, &chain.catalogues, &chain.versions);
    let deleted = check_acts(scene, &origins, acts, &chain.acts, &chain.explained);
    let last_block = history.open_blocks.last().map(|block| block.positions.0);
    check_signer(scene, signer, acts, &chain.acts, last_block);
    let mut gaps = match state {
        Some(state) => state.gaps(),
        None => vec!["the state could not be read, so it is not known what is missing".to_owned()],
    };
    gaps.extend(lost.into_iter().flatten());
    Ok((gaps, deleted))
}

/// Checks the open log, what a crash left of the one before, and folders that no leaf names. Gives
/// the state of the last commit.
fn check_open(scene: &mut Inspection<'_>, chain: &mut Chain, history: &History) -> Option<State> {
    let open = history.open_epoch();
    let last_log = history
        .sealed
        .last()
        .map(|sealed| log_path(sealed.leaf.epoch));
    let leftover = last_log.filter(|path| scene.len(path).is_some());
    if let (Some(path), Some(sealed)) = (&leftover, history.sealed.last()) {
        let message = "a crash came before this log of a sealed epoch was removed: the next opening removes it";
        scene.warn(path, Place::Whole, message);
        let (epoch, start) = (sealed.leaf.epoch, sealed.leaf.positions.0);
        log::check_bytes(scene, epoch, start, &history.last_blocks);
    }
    let fresh = leftover.is_some()
        && scene.len(&log_path(open)).is_none()
        && history.open_blocks.is_empty();
    let known = chain.state.is_some();
    let (position, blocks) = history.open_start();
    let before = chain.state.clone();
    let mut state = chain
        .state
        .take()
        .unwrap_or_else(|| State::new(chain.shards));
    (state.epoch, state.position, state.blocks) = (open, position, blocks);
    let told = match (fresh, known) {
        // The crash came before the next log was made; there is nothing in it yet.
        (true, _) => LogTold {
            whole: true,
            ..LogTold::default()
        },
        (false, true) => check_log(scene, &mut state, &history.open_blocks),
        (false, false) => log::check_bytes(scene, open, position, &history.open_blocks),
    };
    chain.catalogues.extend(told.catalogues);
    chain.acts.extend(told.acts);
    if told.ended && told.whole {
        chain.state = before;
        check_unentered(scene, chain, &state, (position, blocks));
    }
    check_extra(scene, &history.sealed, open, told.ended);
    check_logs(scene, open, leftover.as_deref());
    check_book(scene, &history.sealed);
    if known && told.whole && state.catalogue.0 > 0 {
        let (version, digest) = state.catalogue;
        chain
            .versions
            .push((version, digest, "the last commit".to_owned()));
    }
    Some(state).filter(|_| known && told.whole)
}

/// The folder of an epoch whose log has ended, when a crash came before its leaf: the next opening
/// enters it as it stands, so it must be right already.
fn check_unentered(
    scene: &mut Inspection<'_>,
    chain: &mut Chain,
    state: &State,
    (position, block): (u64, u64),
) {
    let path = format!("{}/manifest", epoch_folder(state.epoch));
    let Ok(manifest) = scene.read(&path, limits::TEXT_BYTES_MAX) else {
        return;
    };
    let leaf = EpochLeaf {
        epoch: state.epoch,
        positions: (position, state.position),
        manifest: Sha256::digest(&manifest).into(),
    };
    let blocks = (block, state.blocks);
    check_epoch(scene, chain, &history::Sealed { leaf, blocks });
}

/// Logs of epochs that are neither open nor just sealed.
fn check_logs(scene: &mut Inspection<'_>, open: u32, leftover: Option<&str>) {
    for entry in scene.list("log") {
        let path = format!("log/{}", entry.name);
        if path != log_path(open) && Some(path.as_str()) != leftover {
            scene.warn(&path, Place::Whole, "it is not the log of the open epoch");
        }
    }
}

/// The book is not in the tree (names are erased from it), but what must be there can be missed.
fn check_book(scene: &mut Inspection<'_>, sealed: &[history::Sealed]) {
    for sealed in sealed {
        for kind in ["names", "strings"] {
            let path = format!("book/{:06}.{kind}", sealed.leaf.epoch);
            if scene.len(&path).is_none() {
                let message = format!(
                    "the names or strings of {} cannot be opened without it",
                    epoch_folder(sealed.leaf.epoch)
                );
                scene.warn(&path, Place::Whole, message);
            }
        }
    }
}
