//! A file of which only some chunks are at hand, each proven to be in it; and the note of which chunks a
//! reader of the whole file touched.
//!
//! Chunks stand in a file of their own: `NUNCHIEV`, u32 version 1, then for each chunk, ascending, u64
//! index, u32 bytes, u32 number of hashes, the hashes of its audit path, the bytes. All little-endian.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use parquet::{
    errors::{ParquetError, Result},
    file::reader::{ChunkReader, Length},
};
use proof::{
    CHUNK_BYTES, HASH_BYTES, Hash, chunk_count, chunk_hashes, inclusion_proof, verify_inclusion,
};

const MAGIC: &[u8; 8] = b"NUNCHIEV";
const VERSION: u32 = 1;
const CHUNK: u64 = CHUNK_BYTES as u64;
/// Hashes of an audit path at most: a file of 2^48 bytes has 2^32 chunks.
const PATH_MAX: u32 = 32;

/// Chunks that were touched.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched(Arc<Mutex<BTreeSet<u64>>>);

impl Touched {
    fn touch(&self, start: u64, len: u64) {
        if let Ok(mut touched) = self.0.lock()
            && len > 0
        {
            touched.extend(start / CHUNK..=(start + len - 1) / CHUNK);
        }
    }

    pub(super) fn chunks(&self) -> BTreeSet<u64> {
        self.0
            .lock()
            .map(|touched| touched.clone())
            .unwrap_or_default()
    }
}

/// A whole file whose reading is noted.
pub(super) struct Noted {
    pub(super) bytes: Bytes,
    pub(super) touched: Touched,
}

impl Length for Noted {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }
}

impl ChunkReader for Noted {
    type T = NotedRead;

    fn get_read(&self, start: u64) -> Result<NotedRead> {
        Ok(NotedRead {
            cursor: Cursor::new(self.bytes.slice(at(start, self.bytes.len())?..)),
            start,
            touched: self.touched.clone(),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let from = at(start, self.bytes.len())?;
        let to = at(start + length as u64, self.bytes.len())?;
        self.touched.touch(start, length as u64);
        Ok(self.bytes.slice(from..to))
    }
}

fn at(offset: u64, len: usize) -> Result<usize> {
    usize::try_from(offset)
        .ok()
        .filter(|offset| *offset <= len)
        .ok_or_else(|| ParquetError::EOF(format!("byte {offset} of {len}")))
}

/// A reader that notes what it reads.
pub(super) struct NotedRead {
    cursor: Cursor<Bytes>,
    start: u64,
    touched: Touched,
}

impl Read for NotedRead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let from = self.start + self.cursor.position();
        let read = self.cursor.read(buffer)?;
        self.touched.touch(from, read as u64);
        Ok(read)
    }
}

/// A file by some of its chunks.
#[derive(Debug, Clone)]
pub(super) struct Sparse {
    len: u64,
    chunks: Arc<BTreeMap<u64, Bytes>>,
}

impl Sparse {
    /// The chunks of a file of `len` bytes and this root; the error is a sentence.
    pub(super) fn open(bytes: &[u8], len: u64, root: Hash) -> std::result::Result<Sparse, String> {
        let mut rest = bytes
            .strip_prefix(MAGIC.as_slice())
            .and_then(|rest| rest.strip_prefix(&VERSION.to_le_bytes()))
            .ok_or("it is no file of chunks of version 1")?;
        let (count, mut chunks, mut last) = (chunk_count(len), BTreeMap::new(), None);
        while !rest.is_empty() {
            let (index, path, chunk) = take_chunk(&mut rest).ok_or("it ends in a chunk")?;
            if index >= count || last.is_some_and(|last| last >= index) {
                return Err(format!("chunk {index} is out of place: there are {count}"));
            }
            let due = CHUNK.min(len - index * CHUNK);
            if chunk.len() as u64 != due {
                return Err(format!(
                    "chunk {index} has {} bytes, not {due}",
                    chunk.len()
                ));
            }
            let leaf = chunk_hashes(chunk).first().copied().unwrap_or(Hash::EMPTY);
            verify_inclusion(index, count, leaf, &path, root).map_err(|e| {
                format!("chunk {index} is not in the file it is said to be of: {e}")
            })?;
            chunks.insert(index, Bytes::copy_from_slice(chunk));
            last = Some(index);
        }
        Ok(Sparse {
            len,
            chunks: Arc::new(chunks),
        })
    }

    pub(super) fn count(&self) -> u64 {
        self.chunks.len() as u64
    }

    fn range(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start
            .checked_add(length as u64)
            .filter(|end| *end <= self.len);
        let end = end.ok_or_else(|| ParquetError::EOF("beyond the end".to_owned()))?;
        let mut out = Vec::with_capacity(length.min(1 << 20));
        let mut from = start;
        while from < end {
            let (index, within) = (from / CHUNK, from % CHUNK);
            let chunk = self.chunks.get(&index).ok_or_else(|| {
                ParquetError::General(format!("chunk {index} is needed and is not in the bundle"))
            })?;
            let to = (end - index * CHUNK).min(chunk.len() as u64);
            let piece = usize::try_from(within)
                .ok()
                .zip(usize::try_from(to).ok())
                .and_then(|(within, to)| chunk.get(within..to));
            out.extend_from_slice(piece.unwrap_or_default());
            from = index * CHUNK + to;
        }
        Ok(out.into())
    }
}

impl Length for Sparse {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Sparse {
    type T = SparseRead;

    fn get_read(&self, start: u64) -> Result<SparseRead> {
        Ok(SparseRead {
            file: self.clone(),
            at: start,
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.range(start, length)
    }
}

/// Reads on from a place, as far as chunks are at hand.
pub(super) struct SparseRead {
    file: Sparse,
    at: u64,
}

impl Read for SparseRead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.file.len.saturating_sub(self.at);
        let len = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        let bytes = self
            .file
            .range(self.at, len)
            .map_err(std::io::Error::other)?;
        if let Some(place) = buffer.get_mut(..bytes.len()) {
            place.copy_from_slice(&bytes);
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}

fn take_chunk<'a>(rest: &mut &'a [u8]) -> Option<(u64, Vec<Hash>, &'a [u8])> {
    let (index, after) = rest.split_first_chunk::<8>()?;
    let (len, after) = after.split_first_chunk::<4>()?;
    let (hashes, mut after) = after.split_first_chunk::<4>()?;
    let (len, hashes) = (u32::from_le_bytes(*len), u32::from_le_bytes(*hashes));
    if hashes > PATH_MAX {
        return None;
    }
    let mut path = Vec::new();
    for _ in 0..hashes {
        let (hash, next) = after.split_first_chunk::<HASH_BYTES>()?;
        path.push(Hash::new(*hash));
        after = next;
    }
    let (chunk, after) = after.split_at_checked(usize::try_from(len).ok()?)?;
    *rest = after;
    Some((u64::from_le_bytes(*index), path, chunk))
}

/// Writes some chunks of a file with their audit paths.
pub(super) fn write(bytes: &[u8], chunks: &BTreeSet<u64>) -> Vec<u8> {
    let hashes = chunk_hashes(bytes);
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    let all = bytes.chunks(CHUNK_BYTES).enumerate();
    for (index, chunk) in all.filter(|(index, _)| chunks.contains(&(*index as u64))) {
        let path = inclusion_proof(&hashes, index as u64).unwrap_or_default();
        out.extend_from_slice(&(index as u64).to_le_bytes());
        out.extend_from_slice(&u32::try_from(chunk.len()).unwrap_or(0).to_le_bytes());
        out.extend_from_slice(&u32::try_from(path.len()).unwrap_or(0).to_le_bytes());
        path.iter()
            .for_each(|hash| out.extend_from_slice(hash.as_bytes()));
        out.extend_from_slice(chunk);
    }
    out
}
