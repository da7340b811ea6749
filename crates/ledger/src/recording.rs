//! Acts: recorded durably before the deed is done.
//!
//! Bodies are sealed under the key of the generation, so that they outlive the book key: parts are never
//! rewritten, and the book key may change. Acts of earlier builds are sealed under the book key itself; when
//! that changes, their bodies are sealed anew in `book/acts`.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use env::Disk;
use event::{Act, ActReceipt, Acts, ActsError, ErrorClass, limits::ACT_BODY_BYTES_MAX};
use sha2::{Digest, Sha256};

use crate::{
    codec::{Reader, put_bytes},
    controls::Control,
    crypt::{SealError, Sealer, Secret},
    error::{AppendError, OpenError},
    generation,
    ledger::{ACT, Ledger, random_salt},
    loading::{last_epoch, load_acts, load_manifest},
};

/// Under the key of the generation.
const PURPOSE: &str = "nunchi acts v2";
/// Under the book key, as earlier builds sealed.
const PURPOSE_BEFORE: &str = "nunchi acts v1";

impl Ledger {
    pub(crate) fn append_act(&mut self, act: &Act) -> Result<ActReceipt, AppendError> {
        let entropy = Arc::clone(&self.world.entropy);
        let salt = random_salt(entropy.as_ref()).map_err(|e| self.latch(e))?;
        let sealed = seal_body(&self.generation_key, salt, PURPOSE, &act.body);
        let digest: [u8; 32] = Sha256::digest(&act.body).into();
        let by = Some(self.own_string(&act.by));
        let control = Control {
            by,
            digest: Some(digest),
            sealed: Some(sealed),
            ..Control::new(ACT, act.kind.code(), act.time)
        };
        let position = self.push_control(control);
        self.commit(&mut [])?;
        Ok(ActReceipt { digest, position })
    }

    /// Counts one more relation file as imported: the relation version that answers name.
    pub fn relation_imported(&mut self) {
        self.note(|commit, state| {
            commit.relation += 1;
            state.relation += 1;
        });
    }
}

impl Acts for Ledger {
    fn record(&mut self, act: Act) -> Result<ActReceipt, ActsError> {
        if act.body.len() > ACT_BODY_BYTES_MAX {
            return Err(ActsError {
                class: ErrorClass::Limit,
                message: format!(
                    "its body has {} bytes; at most {ACT_BODY_BYTES_MAX} are taken",
                    act.body.len()
                ),
            });
        }
        self.append_act(&act).map_err(|e| ActsError {
            class: e.class(),
            message: e.to_string(),
        })
    }
}

fn seal_body(key: &Secret, salt: [u8; 16], purpose: &str, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    Sealer::new(key, &salt, purpose).seal(0, &[], &mut body);
    let mut sealed = salt.to_vec();
    sealed.append(&mut body);
    sealed
}

/// What opens the sealed bodies of acts.
#[derive(Debug, Clone)]
pub struct ActKeys {
    generation: Secret,
    book: Secret,
    earlier: Earlier,
}

/// Bodies that were sealed under a book key of before, sealed anew under the generation; by the salt with
/// which they stand in parts.
type Earlier = BTreeMap<[u8; 16], Vec<u8>>;

impl ActKeys {
    /// Those of a directory, which the book key opens.
    ///
    /// # Errors
    /// When the generations cannot be read, or do not open with this key.
    pub fn read(disk: &dyn Disk, dir: &Path, book: &Secret) -> Result<ActKeys, OpenError> {
        let (_, generation) = generation::read(disk, dir, book)?;
        Ok(ActKeys {
            generation,
            book: book.clone(),
            earlier: read_earlier(disk, dir)?,
        })
    }

    /// Opens the sealed body of an act, of this build or an earlier one.
    ///
    /// # Errors
    /// When it opens with neither key.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let salt = sealed.first_chunk::<16>().ok_or(SealError)?;
        let sealed = self.earlier.get(salt).map_or(sealed, Vec::as_slice);
        open_body(&self.generation, PURPOSE, sealed)
            .or_else(|_| open_body(&self.book, PURPOSE_BEFORE, sealed))
    }
}

fn open_body(key: &Secret, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (salt, sealed) = sealed.split_first_chunk::<16>().ok_or(SealError)?;
    Sealer::new(key, salt, purpose).open(0, &[], sealed)
}

const EARLIER_MAGIC: &[u8; 8] = b"NUNCHIAC";

/// Where bodies of acts of earlier builds stand after the book key changed.
pub(crate) fn earlier_path(dir: &Path) -> PathBuf {
    dir.join("book").join("acts")
}

fn read_earlier(disk: &dyn Disk, dir: &Path) -> Result<Earlier, OpenError> {
    let path = earlier_path(dir);
    let bytes = match disk.read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Earlier::new()),
        other => other.map_err(OpenError::io("read", &path))?,
    };
    let damaged = || OpenError::damaged(&path, "it is no file of earlier acts, or it ends early");
    let mut r = Reader::new(bytes.strip_prefix(EARLIER_MAGIC).ok_or_else(damaged)?);
    match r.array().map(u32::from_le_bytes).ok_or_else(damaged)? {
        1 => {}
        other => return Err(OpenError::version(&path, other)),
    }
    let mut earlier = Earlier::new();
    while !r.is_empty() {
        let salt = r.array().ok_or_else(damaged)?;
        earlier.insert(salt, r.bytes().ok_or_else(damaged)?.to_vec());
    }
    Ok(earlier)
}

/// The bytes of the file of earlier acts, with those of the sealed epochs that open with this book key;
/// `None` when there are none.
pub(crate) fn reseal_earlier(
    disk: &dyn Disk,
    dir: &Path,
    book: &Secret,
    mut salt: impl FnMut() -> Result<[u8; 16], OpenError>,
) -> Result<Option<Vec<u8>>, OpenError> {
    let keys = ActKeys::read(disk, dir, book)?;
    let mut earlier = Earlier::new();
    for epoch in 1..=last_epoch(disk, dir)?.unwrap_or(0) {
        let (manifest, _) = load_manifest(disk, dir, epoch)?;
        let acts = load_acts(disk, dir, &manifest)?;
        for sealed in acts.iter().filter_map(|act| act.sealed.as_deref()) {
            let Ok(body) = open_body(book, PURPOSE_BEFORE, sealed) else {
                continue;
            };
            if let Some(own) = sealed.first_chunk() {
                earlier.insert(*own, seal_body(&keys.generation, salt()?, PURPOSE, &body));
            }
        }
    }
    if earlier.is_empty() {
        return Ok(None);
    }
    earlier.extend(keys.earlier);
    let mut out = EARLIER_MAGIC.to_vec();
    out.extend_from_slice(&1u32.to_le_bytes());
    for (own, sealed) in &earlier {
        out.extend_from_slice(own);
        put_bytes(&mut out, sealed);
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests;
