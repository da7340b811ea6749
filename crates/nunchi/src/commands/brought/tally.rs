//! The digest of rows whose order means nothing: a database gives them in any.
//!
//! Each row is hashed with SHA-512, over the length of each cell (eight bytes, the lowest first) and its bytes. The
//! hashes are added up as numbers of 512 bits, the lowest byte first; what is beyond is dropped. So every order of the
//! same rows gives the same sum, and a row that comes twice counts twice. The digest is the SHA-256 of
//! `nunchi rows v1`, a zero byte, what the rows are, a zero byte, the number of rows (eight bytes, the lowest first)
//! and the sum.
//!
//! It recognises rows that came before, and tells whoever has them that they are the ones. It is no proof against
//! somebody who may choose billions of rows to meet a sum: what proves the rows is the tree of the ledger.

use sha2::{Digest, Sha256, Sha512};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    rows: u64,
    /// The lowest first.
    sum: [u64; 8],
}

impl Tally {
    pub(super) fn add(&mut self, cells: &[&str]) {
        let mut hash = Sha512::new();
        for cell in cells {
            hash.update((cell.len() as u64).to_le_bytes());
            hash.update(cell);
        }
        let hash: [u8; 64] = hash.finalize().into();
        let mut carried = false;
        for (part, bytes) in self.sum.iter_mut().zip(hash.as_chunks().0) {
            let (sum, over) = part.overflowing_add(u64::from_le_bytes(*bytes));
            let (sum, over_by_one) = sum.overflowing_add(u64::from(carried));
            (*part, carried) = (sum, over || over_by_one);
        }
        self.rows += 1;
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn digest(&self, what: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"nunchi rows v1\0");
        hash.update(what);
        hash.update(b"\0");
        hash.update(self.rows.to_le_bytes());
        for part in self.sum {
            hash.update(part.to_le_bytes());
        }
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests;
