//! A file of the book: the sealed names of an epoch, in blocks.
//!
//! Invariants: entries stand by shard and number; a block is sealed with its offset as nonce, under a salt
//! that is made for the file.

use std::path::{Path, PathBuf};

use env::{Disk, View};
use event::SubjectKind;

use crate::{
    book::NewName,
    codec::{Reader, put_bytes, put_varint},
    crypt::{Sealer, Secret, TAG_BYTES},
    error::OpenError,
    limits::BOOK_BLOCK_BYTES,
    reads::SubjectId,
};

/// The first bytes of a book file: magic, version, epoch, salt.
const MAGIC: &[u8; 8] = b"NUNCHIBK";
const PURPOSE: &str = "nunchi book names v1";

/// One file, its blocks known and its names sealed.
pub(crate) struct BookFile {
    pub(crate) path: PathBuf,
    /// Whether its look-ups stand in the tables.
    pub(crate) is_read: bool,
    pub(crate) blocks: Vec<Block>,
    pub(crate) epoch: u32,
    version: u32,
    sealer: Sealer,
}

/// A block: its first subject, its offset and its sealed length.
pub(crate) type Block = (SubjectId, u64, usize);

impl BookFile {
    /// The bytes of the file.
    pub(crate) fn view(&self, disk: &dyn Disk) -> Result<View, OpenError> {
        let bytes = disk.view(&self.path);
        bytes.map_err(OpenError::io("read", &self.path))
    }

    /// Gives every entry.
    pub(crate) fn each_entry(
        &self,
        bytes: &[u8],
        mut each: impl FnMut(NewName),
    ) -> Result<(), OpenError> {
        for block in &self.blocks {
            self.each_of(sealed_block(self, bytes, *block)?, *block, &mut each)?;
        }
        Ok(())
    }

    /// Gives the entries of a block, from its sealed bytes.
    pub(crate) fn each_of(
        &self,
        sealed: &[u8],
        block: Block,
        mut each: impl FnMut(NewName),
    ) -> Result<(), OpenError> {
        let plain = self.open(sealed, block)?;
        let mut r = Reader::new(&plain);
        while !r.is_empty() {
            each(take_entry(&mut r).ok_or_else(|| self.no_block())?);
        }
        Ok(())
    }

    /// The blocks that may hold subjects of some shards, which ascend.
    pub(crate) fn blocks_of(&self, shards: &[u16]) -> impl Iterator<Item = Block> {
        let next = self.blocks.iter().skip(1).map(|(first, ..)| first.shard);
        let until = next.chain([u16::MAX]);
        let blocks = self.blocks.iter().copied().zip(until);
        let may_hold = |((first, ..), until): &(Block, u16)| {
            let from = shards.partition_point(|shard| *shard < first.shard);
            shards.get(from).is_some_and(|shard| shard <= until)
        };
        blocks.filter(may_hold).map(|(block, _)| block)
    }

    /// The numbers and look-up hashes of all entries.
    pub(crate) fn lookups(&self, bytes: &[u8]) -> Result<Vec<(SubjectId, u128)>, OpenError> {
        let mut found = Vec::new();
        for block in &self.blocks {
            let take = |subject, lookup| found.push((subject, lookup));
            self.each_lookup(bytes, *block, take)?;
        }
        Ok(found)
    }

    /// Those of a block; its names are passed over, for a book holds none of those that are sealed.
    pub(crate) fn each_lookup(
        &self,
        bytes: &[u8],
        block: Block,
        each: impl FnMut(SubjectId, u128),
    ) -> Result<(), OpenError> {
        let plain = self.open(sealed_block(self, bytes, block)?, block)?;
        read_lookups(&plain, each).ok_or_else(|| self.no_block())
    }

    fn open(&self, sealed: &[u8], (_, offset, _): Block) -> Result<Vec<u8>, OpenError> {
        let plain = self.sealer.open(offset, &[], sealed);
        plain.map_err(OpenError::sealed(&self.path))
    }

    fn no_block(&self) -> OpenError {
        OpenError::damaged(&self.path, "a block of the book does not parse")
    }
}

fn sealed_block<'b>(
    file: &BookFile,
    bytes: &'b [u8],
    (_, offset, len): Block,
) -> Result<&'b [u8], OpenError> {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let sealed = bytes.get(start..).and_then(|rest| rest.get(..len));
    sealed.ok_or_else(|| OpenError::damaged(&file.path, "a block of the book ends early"))
}

/// Version of a book file as it was sealed.
pub(crate) const WHOLE: u32 = 1;
/// Version of one from which people were erased: numbers are missing.
pub(crate) const WITH_HOLES: u32 = 2;

/// The bytes of a book file.
pub(crate) fn encode(
    sorted: &[&NewName],
    secret: &Secret,
    epoch: u32,
    (version, salt): (u32, [u8; 16]),
) -> Vec<u8> {
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&epoch.to_le_bytes());
    out.extend_from_slice(&salt);
    let mut block = Vec::with_capacity(BOOK_BLOCK_BYTES + 512);
    let mut first = None;
    for new in sorted {
        first.get_or_insert(new.subject);
        put_entry(&mut block, new);
        if block.len() >= BOOK_BLOCK_BYTES {
            put_block(&mut out, &sealer, first.take(), &mut block);
        }
    }
    put_block(&mut out, &sealer, first, &mut block);
    out
}

/// The bytes of a book file under another key, its look-up hashes made anew; `None` when nothing of it
/// is under the key before.
pub(crate) fn reseal(
    path: &Path,
    bytes: &[u8],
    (from, to): (&Secret, &Secret),
    salt: [u8; 16],
    lookup: impl Fn(&str) -> u128,
) -> Result<Option<Vec<u8>>, OpenError> {
    let under_next = read_directory(path, bytes, to)?;
    let Some(first) = under_next.blocks.first() else {
        return Ok(None);
    };
    if under_next.each_lookup(bytes, *first, |_, _| ()).is_ok() {
        return Ok(None);
    }
    let file = read_directory(path, bytes, from)?;
    let mut entries = Vec::new();
    file.each_entry(bytes, |entry| {
        let lookup = lookup(&entry.name);
        entries.push(NewName { lookup, ..entry });
    })?;
    let sorted: Vec<&NewName> = entries.iter().collect();
    let head = (file.version, salt);
    Ok(Some(encode(&sorted, to, file.epoch, head)))
}

pub(crate) fn put_entry(out: &mut Vec<u8>, new: &NewName) {
    put_varint(out, u64::from(new.subject.shard));
    put_varint(out, u64::from(new.subject.id));
    out.extend_from_slice(&new.lookup.to_le_bytes());
    out.push(new.kind.code());
    put_bytes(out, new.name.as_bytes());
}

pub(crate) fn take_entry(r: &mut Reader<'_>) -> Option<NewName> {
    let subject = SubjectId {
        shard: u16::try_from(r.varint()?).ok()?,
        id: r.varint32()?,
    };
    let lookup = u128::from_le_bytes(r.array()?);
    let kind = SubjectKind::from_code(r.u8()?)?;
    Some(NewName {
        subject,
        lookup,
        kind,
        name: r.text()?.into(),
    })
}

fn read_lookups(plain: &[u8], mut each: impl FnMut(SubjectId, u128)) -> Option<()> {
    let mut r = Reader::new(plain);
    while !r.is_empty() {
        let subject = SubjectId {
            shard: u16::try_from(r.varint()?).ok()?,
            id: r.varint32()?,
        };
        each(subject, u128::from_le_bytes(r.array()?));
        SubjectKind::from_code(r.u8()?)?;
        r.bytes()?;
    }
    Some(())
}

/// A block: first subject, sealed length, sealed bytes; the offset of the sealed bytes is the nonce.
fn put_block(out: &mut Vec<u8>, sealer: &Sealer, first: Option<SubjectId>, block: &mut Vec<u8>) {
    let Some(first) = first else { return };
    out.extend_from_slice(&first.to_u64().to_le_bytes());
    out.extend_from_slice(&((block.len() + TAG_BYTES) as u64).to_le_bytes());
    sealer.seal(out.len() as u64, &[], block);
    out.append(block);
}

pub(crate) fn read_directory(
    path: &Path,
    bytes: &[u8],
    secret: &Secret,
) -> Result<BookFile, OpenError> {
    let damaged = || OpenError::damaged(path, "the head of a book file is wrong, or it ends early");
    let mut r = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    let version = r.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
    if ![WHOLE, WITH_HOLES].contains(&version) {
        return Err(OpenError::version(path, version));
    }
    let epoch = r.array().map(u32::from_le_bytes).ok_or_else(damaged)?;
    let salt = r.array().ok_or_else(damaged)?;
    let sealer = Sealer::new(secret, &salt, PURPOSE);
    let mut offset = 32u64;
    let mut blocks = Vec::new();
    while !r.is_empty() {
        let first = r.u64().and_then(SubjectId::from_u64).ok_or_else(damaged)?;
        let len = r
            .u64()
            .and_then(|len| usize::try_from(len).ok())
            .ok_or_else(damaged)?;
        r.take(len).ok_or_else(damaged)?;
        blocks.push((first, offset + 16, len));
        offset += 16 + len as u64;
    }
    Ok(BookFile {
        path: path.to_owned(),
        is_read: true,
        blocks,
        epoch,
        version,
        sealer,
    })
}
