//! Finishing an epoch that a crash left half sealed: its folder has its name, and its leaf, the next log
//! or the removal of the old one is missing.

use std::{io, path::Path};

use env::Disk;

use crate::{
    controls::Control,
    crypt::Secret,
    error::OpenError,
    files::there,
    genesis::Genesis,
    loading::{load_manifest, load_state},
    log::{LogWriter, NewNames, Visit, log_path, replay},
    manifest::Manifest,
    reads::ReadFrame,
    recover::{Sealed, not_older, settle},
    seal::{epoch_dir, epoch_leaf},
    snapshot::leaves_due,
    state::State,
    tree::Tree,
};

/// What is said of an open log that is not there.
pub(crate) const LOG_LOST: &str = "it is missing, and no crash takes it away: what it held is lost";

/// Finishes an epoch whose folder has its name but whose leaf or successor is missing.
pub(crate) fn finish_sealed(
    disk: &dyn Disk,
    dir: &Path,
    genesis: &Genesis,
    sign: &Secret,
    sealed: &Sealed,
) -> Result<(), OpenError> {
    let Some(epoch) = sealed.last else {
        return Ok(());
    };
    let mut tree = Tree::open(disk, dir, &genesis.origin, Some(sign))?;
    let (old, new) = (log_path(dir, epoch), log_path(dir, epoch + 1));
    let (old_there, new_there) = (there(disk, &old)?, there(disk, &new)?);
    let due = leaves_due(&sealed.state);
    not_older(&tree, due, dir)?;
    let unsigned = tree.size() + 1 == due;
    // The new log is durable before the old one is removed, and blocks come after it was made.
    if !new_there && (!old_there || tree.size() > due) {
        return Err(OpenError::damaged(&new, LOG_LOST));
    }
    let (manifest, text) = load_manifest(disk, dir, epoch)?;
    if unsigned {
        hold_against_log(disk, dir, genesis, &manifest)?;
    }
    if unsigned || old_there || !new_there {
        // Nothing is built on the folder's name before it is on the medium.
        settle(disk, dir).map_err(OpenError::io("sync", dir))?;
    }
    if unsigned {
        tree.append(disk, epoch_leaf(&manifest, &text).as_bytes())?;
        tree.sign(disk)?;
    }
    if !new_there {
        LogWriter::create(disk, dir, epoch + 1, sealed.state.position)?;
    }
    if old_there {
        disk.remove(&old).map_err(OpenError::io("remove", &old))?;
    }
    Ok(())
}

/// Holds a manifest whose leaf is not in the tree against the ended log that it was made from: what is
/// found in a folder is not signed on trust.
fn hold_against_log(
    disk: &dyn Disk,
    dir: &Path,
    genesis: &Genesis,
    manifest: &Manifest,
) -> Result<(), OpenError> {
    let path = log_path(dir, manifest.epoch);
    let file = epoch_dir(dir, manifest.epoch).join("manifest");
    let bytes = match disk.read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let what = "its leaf is not in the tree, and the log that it was made from is gone";
            return Err(OpenError::damaged(&file, what));
        }
        other => other.map_err(OpenError::io("read", &path))?,
    };
    let mut state = match manifest.epoch {
        0 | 1 => State::new(genesis.shards),
        epoch => load_state(disk, dir, &load_manifest(disk, dir, epoch - 1)?.0)?,
    };
    let (first_position, first_block) = (state.position, state.blocks);
    let replayed = replay(&path, &bytes, &mut state, None, &mut Unseen)?;
    let same = replayed.ended == Some(manifest.closed)
        && manifest.positions == (first_position, state.position)
        && manifest.blocks == (first_block, state.blocks);
    if same {
        return Ok(());
    }
    let what = "its leaf is not in the tree, and it says other than the log that it was made from";
    Err(OpenError::damaged(&file, what))
}

/// Takes nothing: a replay whose state alone is wanted.
pub(crate) struct Unseen;

impl Visit for Unseen {
    fn read(&mut self, _position: u64, _frame: ReadFrame, _state: &State) {}
    fn control(&mut self, _control: Control) {}
    fn names(&mut self, _names: NewNames) {}
}
