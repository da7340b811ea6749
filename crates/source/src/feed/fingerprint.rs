//! What a file is known by: the hash of its first bytes.

use sha2::{Digest, Sha256};

use crate::limits::FINGERPRINT_BYTES;

/// The identity of a file that may only grow: its first `bytes` decompressed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint {
    /// How many bytes were hashed: 4096, or the length of a shorter file when it was first seen.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

impl Fingerprint {
    /// Of the first bytes of a stream; those beyond 4096 are not looked at.
    #[must_use]
    pub fn of(head: &[u8]) -> Fingerprint {
        let head = head.get(..FINGERPRINT_BYTES).unwrap_or(head);
        Fingerprint {
            bytes: head.len() as u64,
            sha256: sha256(head),
        }
    }
}

/// SHA-256 of these bytes.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
