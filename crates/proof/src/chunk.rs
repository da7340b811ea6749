//! The digest of a part's file: the RFC 6962 root over its chunks of 64 KiB.
//!
//! Each chunk is one leaf, so a range of the file can be proved with the chunks it touches and
//! their audit paths. Only the last chunk may be shorter; an empty file has no chunk and the root
//! of the empty tree.

use sha2::{Digest as _, Sha256};

use crate::hash::{Hash, finish, leaf_hasher};
use crate::tree::root;

/// Bytes of one chunk of a part's file, the unit of its digest: 64 KiB. The last chunk of a file
/// may be shorter; an empty file has no chunk.
pub const CHUNK_BYTES: usize = 65_536;

/// The leaf hash of every chunk of a file.
#[must_use]
pub fn chunk_hashes(file: &[u8]) -> Vec<Hash> {
    let mut hasher = ChunkHasher::new();
    hasher.update(file);
    hasher.finish()
}

/// The digest of a file.
#[must_use]
pub fn chunk_root(file: &[u8]) -> Hash {
    root(&chunk_hashes(file))
}

/// Number of chunks of a file of so many bytes.
#[must_use]
pub const fn chunk_count(file_bytes: u64) -> u64 {
    file_bytes.div_ceil(CHUNK_BYTES as u64)
}

/// Hashes the chunks of a file that arrives in pieces of any size; keeps no bytes, only the hashes.
#[derive(Clone)]
pub struct ChunkHasher {
    open: Sha256,
    open_bytes: usize,
    hashes: Vec<Hash>,
}

impl ChunkHasher {
    /// A file of which nothing has arrived.
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: leaf_hasher(),
            open_bytes: 0,
            hashes: Vec::new(),
        }
    }

    /// Takes the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((now, later)) = self.next_piece(rest) {
            self.open.update(now);
            self.open_bytes += now.len();
            if self.open_bytes == CHUNK_BYTES {
                self.close();
            }
            rest = later;
        }
    }

    /// The leaf hash of every chunk, the last one of whatever was left.
    #[must_use]
    pub fn finish(mut self) -> Vec<Hash> {
        if self.open_bytes > 0 {
            self.close();
        }
        self.hashes
    }

    /// As much of `bytes` as the open chunk still takes, and the rest; none when nothing is left.
    fn next_piece<'b>(&self, bytes: &'b [u8]) -> Option<(&'b [u8], &'b [u8])> {
        let room = CHUNK_BYTES - self.open_bytes;
        (!bytes.is_empty()).then(|| bytes.split_at_checked(room).unwrap_or((bytes, &[])))
    }

    fn close(&mut self) {
        let full = std::mem::replace(&mut self.open, leaf_hasher());
        self.hashes.push(finish(full));
        self.open_bytes = 0;
    }
}

impl Default for ChunkHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for ChunkHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChunkHasher")
            .field("chunks", &self.hashes.len())
            .field("open_bytes", &self.open_bytes)
            .finish_non_exhaustive()
    }
}
