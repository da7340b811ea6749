//! Keys and what is made with them: sealed bytes (AES-256-GCM) and keyed hashes (SipHash-2-4).
//!
//! Invariants:
//! * a nonce is a counter under a key derived for one file (HKDF-SHA256 with the file's random salt),
//!   so no nonce is used twice with one key;
//! * the book's look-up key follows the book key; the keys of credentials and ghosts follow a numbered
//!   generation, for parts hold those hashes and are never rewritten.

use ring::{aead, hkdf};
use siphasher::sip::SipHasher24;
use siphasher::sip128::{Hasher128, SipHasher24 as SipHasher128};
use std::hash::Hasher;

/// 32 secret bytes. Prints as `***`.
#[derive(Clone)]
pub struct Secret(pub [u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Bytes that sealing adds.
pub(crate) const TAG_BYTES: usize = 16;

/// Why sealed bytes could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "sealed bytes do not open with this key: it is the wrong book key, or the bytes were changed"
)]
pub struct SealError;

/// The public id of a book key: says which key is meant and nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookKeyId([u8; 16]);

impl BookKeyId {
    /// The id of a book key in the directory with this public salt.
    #[must_use]
    pub fn of(key: &Secret, salt: &[u8; 16]) -> BookKeyId {
        BookKeyId(half(&derive(key, salt, "nunchi book key id v1"), false))
    }

    /// Reads 32 hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<BookKeyId> {
        let lower = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() != 32 || !text.chars().all(lower) {
            return None;
        }
        let value = u128::from_str_radix(text, 16).ok()?;
        Some(BookKeyId(value.to_be_bytes()))
    }
}

impl std::fmt::Display for BookKeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Seals and opens the records of one file, numbered by a counter.
pub(crate) struct Sealer {
    key: aead::LessSafeKey,
}

impl Sealer {
    /// The sealer of the file with this salt; `purpose` keeps different files apart.
    pub(crate) fn new(secret: &Secret, salt: &[u8; 16], purpose: &str) -> Sealer {
        let key = derive(secret, salt, purpose);
        // A 32-byte key is always taken by AES-256.
        #[expect(clippy::unwrap_used, reason = "AES_256_GCM takes every 32-byte key")]
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, &key).unwrap();
        Sealer {
            key: aead::LessSafeKey::new(key),
        }
    }

    /// Seals `plain` in place and appends its tag.
    pub(crate) fn seal(&self, counter: u64, bound: &[u8], plain: &mut Vec<u8>) {
        // GCM fails only beyond 64 GiB, and frames end at 4 MiB.
        #[expect(
            clippy::unwrap_used,
            reason = "records are far shorter than GCM's limit"
        )]
        self.key
            .seal_in_place_append_tag(nonce(counter), aead::Aad::from(bound), plain)
            .unwrap();
    }

    /// Opens what [`Sealer::seal`] made.
    pub(crate) fn open(
        &self,
        counter: u64,
        bound: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let mut bytes = sealed.to_vec();
        let opened = self
            .key
            .open_in_place(nonce(counter), aead::Aad::from(bound), &mut bytes)
            .map_err(|_| SealError)?;
        let len = opened.len();
        bytes.truncate(len);
        Ok(bytes)
    }
}

fn nonce(counter: u64) -> aead::Nonce {
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&counter.to_be_bytes());
    aead::Nonce::assume_unique_for_key(bytes)
}

fn derive(secret: &Secret, salt: &[u8; 16], purpose: &str) -> [u8; 32] {
    let mut out = [0; 32];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&secret.0);
    let info = [purpose.as_bytes()];
    // 32 bytes are one block of HKDF-SHA256, which cannot be too long.
    #[expect(
        clippy::unwrap_used,
        reason = "32 bytes are within HKDF's limit of 255 blocks"
    )]
    prk.expand(&info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut out))
        .unwrap();
    out
}

fn half(bytes: &[u8; 32], upper: bool) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(if upper { &bytes[16..] } else { &bytes[..16] });
    out
}

/// The keyed hashes of one directory.
#[derive(Debug, Clone)]
pub struct Hashes {
    lookup: [u8; 16],
    placement: [u8; 16],
    credential: [u8; 16],
    ghost: [u8; 16],
    shards: u16,
}

impl Hashes {
    /// From the book key, the generation's 32 bytes, and the directory's public salt.
    pub(crate) fn new(book: &Secret, generation: &Secret, salt: [u8; 16], shards: u16) -> Hashes {
        let lookup = derive(book, &salt, "nunchi book lookup v1");
        Hashes {
            lookup: half(&lookup, false),
            placement: salt,
            credential: half(&generation.0, false),
            ghost: half(&generation.0, true),
            shards,
        }
    }

    /// 128-bit keyed hash by which the book finds a canonical name.
    #[must_use]
    pub fn lookup(&self, name: &str) -> u128 {
        let mut hasher = SipHasher128::new_with_key(&self.lookup);
        hasher.write(name.as_bytes());
        hasher.finish128().as_u128()
    }

    /// The shard of a canonical name, by the directory's public salt, for ever.
    #[must_use]
    pub fn shard(&self, name: &str) -> u16 {
        shard_of(sip64(&self.placement, name.as_bytes()), self.shards)
    }

    /// The shard in which a ghost lives.
    #[must_use]
    pub fn ghost_shard(&self, ghost: u64) -> u16 {
        shard_of(ghost, self.shards)
    }

    /// 64-bit keyed hash of a raw credential.
    #[must_use]
    pub fn credential(&self, raw: &str) -> u64 {
        sip64(&self.credential, raw.as_bytes())
    }

    /// 64-bit keyed hash of the canonical name of somebody who is not in the book.
    #[must_use]
    pub fn ghost(&self, name: &str) -> u64 {
        sip64(&self.ghost, name.as_bytes())
    }

    /// 64-bit keyed hash of a source's own event id.
    #[must_use]
    pub fn event_id(&self, source: &str, id: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.credential);
        hasher.write(source.as_bytes());
        hasher.write_u8(0);
        hasher.write(id.as_bytes());
        hasher.finish()
    }
}

fn sip64(key: &[u8; 16], bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher24::new_with_key(key);
    hasher.write(bytes);
    hasher.finish()
}

pub(crate) fn shard_of(hash: u64, shards: u16) -> u16 {
    u16::try_from(hash % u64::from(shards.max(1))).unwrap_or(0)
}
