//! Quarantine: records that could not be decoded, sealed, limited in size.
//!
//! `quarantine/000001.q`: magic, version, time of creation, salt; then records: `u32` sealed length,
//! sealed record; the offset of a record is its nonce. A file is written by one run of one writer and
//! never appended to by another, so its salt and offsets are used once. Files over the age are removed
//! whole when a writer opens; the counters keep their records as a gap. Replaying removes whole files.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use env::{Disk, WriteFile, read_exact_at};
use event::Millis;

use crate::{
    batch::Refused,
    codec::{Reader, put_bytes, put_varint},
    crypt::{Sealer, Secret},
    error::OpenError,
    files::there,
    tree::make_folder,
};

const MAGIC: &[u8; 8] = b"NUNCHIQU";
const PURPOSE: &str = "nunchi quarantine v1";
/// Bytes of the head: magic, version, creation as Millis, salt.
const HEAD_BYTES: usize = 36;

fn folder(dir: &Path) -> PathBuf {
    dir.join("quarantine")
}

/// One record in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Id of the source it was read as.
    pub source: String,
    /// The stream: SHA-256 of its first bytes.
    pub stream: [u8; 32],
    /// The record and why it is here.
    pub refused: Refused,
}

/// The file that this run writes.
pub(crate) struct Quarantine {
    dir: PathBuf,
    max_bytes: u64,
    held_bytes: u64,
    open: Option<(Box<dyn WriteFile>, PathBuf, Sealer, u64)>,
    unsynced: bool,
}

impl Quarantine {
    /// Looks at what is there, and removes files that are older at `now` than `age_ms`.
    pub(crate) fn open(
        disk: &dyn Disk,
        dir: &Path,
        max_bytes: u64,
        age_ms: i64,
        now: Millis,
    ) -> Result<Quarantine, OpenError> {
        let dir = folder(dir);
        for (path, _) in files(disk, &dir)? {
            // A torn head says nothing of its age, and no record stands behind it.
            if created(disk, &path)?.is_some_and(|at| now.0.saturating_sub(at.0) > age_ms) {
                disk.remove(&path).map_err(OpenError::io("remove", &path))?;
            }
        }
        let held_bytes = files(disk, &dir)?.iter().map(|(_, len)| len).sum();
        Ok(Quarantine {
            dir,
            max_bytes,
            held_bytes,
            open: None,
            unsynced: false,
        })
    }

    pub(crate) fn held_bytes(&self) -> u64 {
        self.held_bytes
    }

    pub(crate) fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Whether a record of this size still fits.
    pub(crate) fn fits(&self, refused: &Refused) -> bool {
        self.held_bytes + refused.bytes.len() as u64 + 512 <= self.max_bytes
    }

    /// Writes one record; durable after [`Quarantine::sync`].
    pub(crate) fn put(
        &mut self,
        disk: &dyn Disk,
        secret: &Secret,
        salt: impl FnOnce() -> io::Result<[u8; 16]>,
        now: Millis,
        record: &Quarantined,
    ) -> io::Result<()> {
        let (mut file, path, sealer, mut offset) = match self.open.take() {
            Some(open) => open,
            None => self.create(disk, secret, salt()?, now)?,
        };
        let mut plain = Vec::new();
        put_bytes(&mut plain, record.source.as_bytes());
        plain.extend_from_slice(&record.stream);
        put_varint(&mut plain, record.refused.offset);
        put_varint(&mut plain, record.refused.len);
        plain.extend_from_slice(&record.refused.sha256);
        put_bytes(&mut plain, record.refused.reason.as_bytes());
        put_bytes(&mut plain, &record.refused.bytes);
        let framed = seal_record(&sealer, offset, plain);
        file.write_all(&framed)?;
        offset += framed.len() as u64;
        self.held_bytes += framed.len() as u64;
        self.unsynced = true;
        self.open = Some((file, path, sealer, offset));
        Ok(())
    }

    pub(crate) fn sync(&mut self, disk: &dyn Disk) -> io::Result<()> {
        if let (true, Some((file, ..))) = (self.unsynced, &mut self.open) {
            file.sync()?;
            disk.sync_dir(&self.dir)?;
            self.unsynced = false;
        }
        Ok(())
    }

    fn create(
        &self,
        disk: &dyn Disk,
        secret: &Secret,
        salt: [u8; 16],
        now: Millis,
    ) -> io::Result<(Box<dyn WriteFile>, PathBuf, Sealer, u64)> {
        make_folder(disk, self.dir.parent().unwrap_or(&self.dir), &self.dir)?;
        let last = files(disk, &self.dir)
            .map_err(io::Error::other)?
            .last()
            .and_then(|(path, _)| path.file_stem()?.to_str()?.parse::<u32>().ok());
        let path = self.dir.join(format!("{:06}.q", last.unwrap_or(0) + 1));
        let mut file = disk.append(&path)?;
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&1u32.to_le_bytes());
        head.extend_from_slice(&now.0.to_le_bytes());
        head.extend_from_slice(&salt);
        file.write_all(&head)?;
        Ok((
            file,
            path,
            Sealer::new(secret, &salt, PURPOSE),
            head.len() as u64,
        ))
    }
}

fn files(disk: &dyn Disk, folder: &Path) -> Result<Vec<(PathBuf, u64)>, OpenError> {
    if !there(disk, folder)? {
        return Ok(Vec::new());
    }
    let entries = disk.list(folder).map_err(OpenError::io("list", folder))?;
    Ok(entries
        .into_iter()
        .filter(|e| e.path.extension().is_some_and(|x| x == "q"))
        .map(|e| (e.path, e.meta.len))
        .collect())
}

/// When a file was made; `None` when its head is torn or no head.
fn created(disk: &dyn Disk, path: &Path) -> Result<Option<Millis>, OpenError> {
    let wrong = OpenError::io("read", path);
    let read = || {
        let mut file = disk.open(path)?;
        read_exact_at(file.as_mut(), 0, HEAD_BYTES)
    };
    let head = match read() {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other.map_err(wrong)?,
    };
    let take = || {
        let mut r = Reader::new(head.strip_prefix(MAGIC)?);
        let version = r.array().map(u32::from_le_bytes)?;
        let at = r.array().map(i64::from_le_bytes)?;
        (version == 1).then_some(Millis(at))
    };
    Ok(take())
}

/// The files of quarantine.
pub(crate) fn paths(disk: &dyn Disk, dir: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let files = files(disk, &folder(dir))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Every record in quarantine, file by file. A torn head or last record of a file was never
/// acknowledged and is passed over; a record that a crash had read twice is given once.
///
/// # Errors
/// When a file cannot be read or does not open with the book key.
pub fn read_quarantine(
    disk: &dyn Disk,
    dir: &Path,
    secret: &Secret,
) -> Result<Vec<(PathBuf, Vec<Quarantined>)>, OpenError> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for path in paths(disk, dir)? {
        let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
        let Some(opened) = open_records(&path, &bytes, secret)? else {
            continue;
        };
        let mut records = Vec::new();
        for plain in opened {
            let record = take_record(&plain).ok_or_else(|| OpenError::damaged(&path, NO_FILE))?;
            if seen.insert((record.stream, record.refused.offset, record.refused.sha256)) {
                records.push(record);
            }
        }
        all.push((path, records));
    }
    Ok(all)
}

const NO_FILE: &str = "it is no quarantine file of version 1";

/// The plain records of a file; `None` when its head is torn.
fn open_records(
    path: &Path,
    bytes: &[u8],
    secret: &Secret,
) -> Result<Option<Vec<Vec<u8>>>, OpenError> {
    if bytes.len() < HEAD_BYTES {
        return Ok(None);
    }
    let damaged = || OpenError::damaged(path, NO_FILE);
    let mut r = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    if r.array().map(u32::from_le_bytes) != Some(1) {
        return Err(damaged());
    }
    let _created: [u8; 8] = r.array().ok_or_else(damaged)?;
    let sealer = Sealer::new(secret, &r.array().ok_or_else(damaged)?, PURPOSE);
    let mut records = Vec::new();
    loop {
        let offset = (bytes.len() - r.rest_len()) as u64;
        let len = r.array().map(u32::from_le_bytes);
        let Some(sealed) = len.and_then(|len| r.take(len as usize)) else {
            return Ok(Some(records));
        };
        let plain = sealer.open(offset, &[], sealed);
        records.push(plain.map_err(OpenError::sealed(path))?);
    }
}

/// The bytes of a file under another key, without what was torn; `None` when nothing of it is under the
/// key before. When it was made stays, for its age counts from then.
pub(crate) fn reseal(
    path: &Path,
    bytes: &[u8],
    (from, to): (&Secret, &Secret),
    salt: [u8; 16],
) -> Result<Option<Vec<u8>>, OpenError> {
    if matches!(open_records(path, bytes, to), Ok(Some(records)) if !records.is_empty()) {
        return Ok(None);
    }
    let records = open_records(path, bytes, from)?.unwrap_or_default();
    if records.is_empty() {
        return Ok(None);
    }
    let sealer = Sealer::new(to, &salt, PURPOSE);
    let mut out = bytes
        .get(..HEAD_BYTES - salt.len())
        .unwrap_or_default()
        .to_vec();
    out.extend_from_slice(&salt);
    for plain in records {
        let framed = seal_record(&sealer, out.len() as u64, plain);
        out.extend_from_slice(&framed);
    }
    Ok(Some(out))
}

/// A record as it stands at an offset of a file, which is its nonce: sealed length, sealed bytes.
fn seal_record(sealer: &Sealer, offset: u64, mut plain: Vec<u8>) -> Vec<u8> {
    sealer.seal(offset, &[], &mut plain);
    let len = u32::try_from(plain.len()).unwrap_or(u32::MAX);
    let mut framed = len.to_le_bytes().to_vec();
    framed.append(&mut plain);
    framed
}

fn take_record(plain: &[u8]) -> Option<Quarantined> {
    let mut r = Reader::new(plain);
    let source = r.text()?.to_owned();
    let stream = r.array()?;
    let (offset, len, sha256) = (r.varint()?, r.varint()?, r.array()?);
    let reason = r.text()?.to_owned();
    let bytes = r.bytes()?.to_vec();
    Some(Quarantined {
        source,
        stream,
        refused: Refused {
            offset,
            len,
            sha256,
            reason,
            bytes,
        },
    })
}
