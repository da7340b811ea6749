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

/// The file with some generations, newest last.
pub(crate) fn encode(secret: &Secret, salt: [u8; 16], keys: &[(u32, Secret)]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&1u32.to_le_bytes());
    out.extend_from_slice(&salt);
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    for (number, key) in keys {
        let mut sealed = key.0.to_vec();
        sealer.seal(u64::from(*number), &[], &mut sealed);
        out.extend_from_slice(&number.to_le_bytes());
        out.extend_from_slice(&sealed);
    }
    out
}

/// The newest generation: its number and key. The first thing that a wrong book key fails to open.
pub(crate) fn read(
    disk: &dyn Disk,
    dir: &Path,
    secret: &Secret,
) -> Result<(u32, Secret), OpenError> {
    let last = read_all(disk, dir, secret)?.pop();
    last.ok_or_else(|| OpenError::damaged(&generations_path(dir), NO_GENERATIONS))
}

/// Whether the generations are sealed under this key.
pub(crate) fn is_under(disk: &dyn Disk, dir: &Path, secret: &Secret) -> Result<bool, OpenError> {
    match read_all(disk, dir, secret) {
        Ok(_) => Ok(true),
        Err(OpenError::Sealed { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Every generation, newest last.
pub(crate) fn read_all(
    disk: &dyn Disk,
    dir: &Path,
    secret: &Secret,
) -> Result<Vec<(u32, Secret)>, OpenError> {
    let path = generations_path(dir);
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let damaged = || OpenError::damaged(&path, NO_GENERATIONS);
    let mut r = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    match r.array().map(u32::from_le_bytes).ok_or_else(damaged)? {
        1 => {}
        other => return Err(OpenError::version(&path, other)),
    }
    let salt = r.array().ok_or_else(damaged)?;
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut keys = Vec::new();
    while !r.is_empty() {
        let number = r.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
        let sealed = r.take(SEALED_BYTES).ok_or_else(damaged)?;
        let key = sealer
            .open(u64::from(number), &[], sealed)
            .map_err(OpenError::sealed(&path))?;
        keys.push((number, Secret(key.try_into().map_err(|_| damaged())?)));
    }
    match keys.is_empty() {
        true => Err(damaged()),
        false => Ok(keys),
    }
}

const NO_GENERATIONS: &str = "it is no file of key generations, or it ends early";
