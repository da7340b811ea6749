//! The 32 bytes that stand for a leaf or a node: SHA-256 with the prefixes of RFC 6962 section 2.1
//! (the same in RFC 9162), so that a leaf can never be taken for a node.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Bytes of one hash: SHA-256 has 256 bits.
pub const HASH_BYTES: usize = 32;

/// Put before the bytes of an entry when it is hashed to a leaf.
const LEAF_PREFIX: [u8; 1] = [0x00];
/// Put before two child hashes when they are hashed to their parent.
const NODE_PREFIX: [u8; 1] = [0x01];

/// A leaf, a node or a root of a Merkle tree. Shown as standard base64 with padding, the form in
/// checkpoints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub struct Hash([u8; HASH_BYTES]);

/// Why a text is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HashError {
    /// The text is not strict base64 of 32 bytes.
    #[error(
        "a hash of {got} characters is not base64 of 32 bytes; 44 characters of standard base64, \
         ending in one '=', are needed"
    )]
    Base64 {
        /// Length of the text, in bytes.
        got: usize,
    },
    /// The text is not lowercase hex of 32 bytes.
    #[error("a hash of {got} characters is not hex; 64 digits of 0-9 and a-f are needed")]
    Hex {
        /// Length of the text, in bytes.
        got: usize,
    },
}

impl Hash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    pub const EMPTY: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// The hash with these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// Reads the form that `Display` writes, and no other spelling of the same bytes.
    ///
    /// # Errors
    /// [`HashError::Base64`] for anything but canonical base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, HashError> {
        let error = HashError::Base64 { got: text.len() };
        if text.len() != 44 {
            return Err(error);
        }
        let bytes = STANDARD.decode(text).map_err(|_| error)?;
        bytes.try_into().map(Self).map_err(|_| error)
    }

    /// Lowercase hex, 64 digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads 64 digits of lowercase hex.
    ///
    /// # Errors
    /// [`HashError::Hex`] for anything else.
    pub fn from_hex(text: &str) -> Result<Self, HashError> {
        let error = HashError::Hex { got: text.len() };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != HASH_BYTES || !rest.is_empty() {
            return Err(error);
        }
        let mut bytes = [0; HASH_BYTES];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (hex_digit(*high).ok_or(error)? << 4) | hex_digit(*low).ok_or(error)?;
        }
        Ok(Self(bytes))
    }
}

impl From<[u8; HASH_BYTES]> for Hash {
    fn from(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// The hash of an entry: SHA-256(0x00 ‖ entry).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hasher = leaf_hasher();
    hasher.update(entry);
    finish(hasher)
}

/// The hash of a parent: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(NODE_PREFIX);
    hasher.update(left.0);
    hasher.update(right.0);
    finish(hasher)
}

/// A hasher that has taken the leaf prefix, for entries that arrive in pieces.
pub(crate) fn leaf_hasher() -> Sha256 {
    let mut hasher = Sha256::new();
    hasher.update(LEAF_PREFIX);
    hasher
}

pub(crate) fn finish(hasher: Sha256) -> Hash {
    Hash(hasher.finalize().into())
}

/// Value of one lowercase hex digit.
fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
