//! Reading the files of a directory one by one: genesis, manifests, and what stands beside them.

use std::path::{Path, PathBuf};

use env::Disk;

use crate::{
    adoption::refuse_cut_off,
    codec::Reader,
    controls::{Control, ControlKind},
    crypt::{Sealer, Secret},
    error::OpenError,
    event_ids::EventIds,
    files::there,
    genesis::Genesis,
    manifest::Manifest,
    seal::{STRINGS_MAGIC, STRINGS_PURPOSE, epoch_dir, seal_strings},
    state::State,
    strings::Strings,
    tables::read_controls,
    tree::tree_dir,
};

/// The genesis of a directory.
///
/// # Errors
/// When there is no ledger, or it is of another version.
pub fn read_genesis(disk: &dyn Disk, dir: &Path) -> Result<Genesis, OpenError> {
    let path = tree_dir(dir).join("genesis");
    if !there(disk, &path)? {
        refuse_cut_off(disk, dir)?;
        return Err(OpenError::Absent(dir.to_owned()));
    }
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let text = String::from_utf8_lossy(&bytes);
    if let Some(found) = text
        .strip_prefix("nunchi/")
        .and_then(|rest| rest.split(' ').next())
        .and_then(|v| v.parse().ok())
        && found != 1
    {
        return Err(OpenError::version(&path, found));
    }
    Genesis::parse(&text).map_err(|what| OpenError::damaged(&path, what))
}

/// The number of the last epoch that has its folder.
pub(crate) fn last_epoch(disk: &dyn Disk, dir: &Path) -> Result<Option<u32>, OpenError> {
    let folder = dir.join("epochs");
    let entries = disk.list(&folder).map_err(OpenError::io("list", &folder))?;
    let numbers = entries
        .iter()
        .filter(|entry| entry.meta.is_dir)
        .filter_map(|entry| entry.path.file_name()?.to_str()?.parse().ok());
    Ok(numbers.max())
}

pub(crate) fn load_manifest(
    disk: &dyn Disk,
    dir: &Path,
    epoch: u32,
) -> Result<(Manifest, String), OpenError> {
    let path = epoch_dir(dir, epoch).join("manifest");
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let text = String::from_utf8(bytes).map_err(|_| OpenError::damaged(&path, "it is not text"))?;
    if let Some(found) = Manifest::version(&text).filter(|found| !(1..=2).contains(found)) {
        return Err(OpenError::version(&path, found));
    }
    let manifest = Manifest::parse(&text).map_err(|what| OpenError::damaged(&path, what))?;
    if manifest.epoch != epoch {
        return Err(OpenError::damaged(
            &path,
            format!(
                "it is of epoch {} and stands in the folder of epoch {epoch}",
                manifest.epoch
            ),
        ));
    }
    Ok((manifest, text))
}

/// A table of an epoch, checked against its manifest: what is opened before `verify` must not mislead.
fn read_table(
    disk: &dyn Disk,
    dir: &Path,
    manifest: &Manifest,
    table: &str,
) -> Result<(PathBuf, Vec<u8>), OpenError> {
    let folder = epoch_dir(dir, manifest.epoch);
    let file = manifest.table(table).ok_or_else(|| {
        OpenError::damaged(
            &folder.join("manifest"),
            format!("it names no {table} table"),
        )
    })?;
    let path = folder.join(&file.name);
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    if proof::chunk_root(&bytes) != file.root {
        return Err(OpenError::damaged(
            &path,
            "its bytes do not have the root that its manifest says",
        ));
    }
    Ok((path, bytes))
}

/// The acts of an epoch; an epoch of version 1 keeps them among its other control events.
pub(crate) fn load_acts(
    disk: &dyn Disk,
    dir: &Path,
    manifest: &Manifest,
) -> Result<Vec<Control>, OpenError> {
    let file = manifest.table("acts").or_else(|| manifest.table("control"));
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let path = epoch_dir(dir, manifest.epoch).join(&file.name);
    let bytes = disk.view(&path).map_err(OpenError::io("read", &path))?;
    read_controls(bytes, |kind| kind == ControlKind::Act)
        .map_err(|e| OpenError::damaged(&path, e.to_string()))
}

/// The state that an epoch left, as the one after it begins.
pub(crate) fn load_state(
    disk: &dyn Disk,
    dir: &Path,
    manifest: &Manifest,
) -> Result<State, OpenError> {
    let (path, bytes) = read_table(disk, dir, manifest, "state")?;
    let state = State::decode(&bytes);
    let state = state.ok_or_else(|| OpenError::damaged(&path, "it does not parse"))?;
    Ok(State {
        epoch: manifest.epoch + 1,
        ..state
    })
}

/// Adds the event ids that an epoch remembers.
pub(crate) fn load_ids(
    disk: &dyn Disk,
    dir: &Path,
    manifest: &Manifest,
    ids: &mut EventIds,
) -> Result<(), OpenError> {
    let (path, bytes) = read_table(disk, dir, manifest, "ids")?;
    let damaged = || OpenError::damaged(&path, "it does not parse");
    let mut r = Reader::new(bytes.strip_prefix(b"NUNCHIID\x01").ok_or_else(damaged)?);
    while !r.is_empty() {
        let (day, id) = (
            r.signed().ok_or_else(damaged)?,
            r.u64().ok_or_else(damaged)?,
        );
        ids.insert(id, event::Millis(day));
    }
    Ok(())
}

pub(crate) fn load_strings(
    disk: &dyn Disk,
    path: &Path,
    secret: &Secret,
    strings: &mut Strings,
) -> Result<(), OpenError> {
    let bytes = disk.read(path).map_err(OpenError::io("read", path))?;
    let plain = open_strings(path, &bytes, secret)?;
    let mut r = Reader::new(&plain);
    while !r.is_empty() {
        let text = r
            .text()
            .ok_or_else(|| OpenError::damaged(path, NO_STRINGS))?;
        strings.code_or_insert(text);
    }
    Ok(())
}

const NO_STRINGS: &str = "it is no dictionary file of version 1";

/// The list that a dictionary file holds.
fn open_strings(path: &Path, bytes: &[u8], secret: &Secret) -> Result<Vec<u8>, OpenError> {
    let damaged = || OpenError::damaged(path, NO_STRINGS);
    let mut r = Reader::new(bytes.strip_prefix(STRINGS_MAGIC).ok_or_else(damaged)?);
    match r.array().map(u32::from_le_bytes).ok_or_else(damaged)? {
        1 => {}
        other => return Err(OpenError::version(path, other)),
    }
    let salt = r.array().ok_or_else(damaged)?;
    let sealed = r.take(r.rest_len()).ok_or_else(damaged)?;
    Sealer::new(secret, &salt, STRINGS_PURPOSE)
        .open(0, &[], sealed)
        .map_err(OpenError::sealed(path))
}

/// The bytes of a dictionary file under another key; `None` when it is under that key already.
pub(crate) fn reseal_strings(
    path: &Path,
    bytes: &[u8],
    (from, to): (&Secret, &Secret),
    salt: [u8; 16],
) -> Result<Option<Vec<u8>>, OpenError> {
    if open_strings(path, bytes, to).is_ok() {
        return Ok(None);
    }
    let plain = open_strings(path, bytes, from)?;
    Ok(Some(seal_strings(plain, to, salt)))
}
