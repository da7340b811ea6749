//! Key generations: the keys of credential and ghost hashes, numbered, sealed under the book key in
//! `book/generations`. Parts name the generation; renewing the book seals these keys anew and leaves
//! the hashes in parts as they are.

use std::path::{Path, PathBuf};

use env::Disk;

use crate::{
    codec::Reader,
    crypt::{Sealer, Secret},
    error::OpenError,
};

const MAGIC: &[u8; 8] = b"NUNCHIKG";
const PURPOSE: &str = "nunchi generations v1";
/// Bytes of one sealed key: 32 and GCM's tag.
const SEALED_BYTES: usize = 48;

pub(crate) fn generations_path(dir: &Path) -> PathBuf {
    dir.join("book").join("generations")
}

/// The file with one generation, number 1.
pub(crate) fn encode(secret: &Secret, salt: [u8; 16], key: &Secret) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&1u32.to_le_bytes());
    out.extend_from_slice(&salt);
    let mut sealed = key.0.to_vec();
    Sealer::new(secret, &salt, PURPOSE).seal(1, &[], &mut sealed);
    out.extend_from_slice(&1u32.to_le_bytes());
    out.extend_from_slice(&sealed);
    out
}

/// The newest generation: its number and key. The first thing that a wrong book key fails to open.
pub(crate) fn read(
    disk: &dyn Disk,
    dir: &Path,
    secret: &Secret,
) -> Result<(u32, Secret), OpenError> {
    let path = generations_path(dir);
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let damaged =
        || OpenError::damaged(&path, "it is no file of key generations, or it ends early");
    let mut r = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    match r.array().map(u32::from_le_bytes).ok_or_else(damaged)? {
        1 => {}
        other => return Err(OpenError::version(&path, other)),
    }
    let salt = r.array().ok_or_else(damaged)?;
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut newest = None;
    while !r.is_empty() {
        let number = r.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
        let sealed = r.take(SEALED_BYTES).ok_or_else(damaged)?;
        let key = sealer
            .open(u64::from(number), &[], sealed)
            .map_err(OpenError::sealed(&path))?;
        newest = Some((number, Secret(key.try_into().map_err(|_| damaged())?)));
    }
    newest.ok_or_else(damaged)
}
