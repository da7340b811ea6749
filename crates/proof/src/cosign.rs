//! Cosignatures (C2SP tlog-cosignature, Ed25519, type 0x04): a witness says that at a time the head it
//! signs was the largest it had seen of the log, and consistent with all before.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use thiserror::Error;

use crate::note::{KEY_BYTES, KeyError, LINE_START, Note, check_name, key_id, key_text, parse_key};

/// Signature type of an Ed25519 cosignature.
const TYPE_COSIGNATURE: u8 = 0x04;
/// Bytes of the time before the signature.
const TIME_BYTES: usize = 8;
/// Bytes of an Ed25519 signature.
const SIGNATURE_BYTES: usize = 64;

/// A line that names a witness and is not its cosignature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CosignError {
    /// It is not a time and a signature.
    #[error("a cosignature has {expected} bytes, and this one {got}", expected = TIME_BYTES + SIGNATURE_BYTES)]
    Length {
        /// Bytes found.
        got: usize,
    },
    /// The time is beyond what there is.
    #[error("the time of the cosignature is no time")]
    Time,
    /// The signature is not of this key over this head.
    #[error("the cosignature is not of this key over this head")]
    Signature,
}

/// One who checks the cosignatures of a witness. Shown as a verifier key, `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignVerifier {
    name: String,
    id: u32,
    key: [u8; KEY_BYTES],
}

/// A witness's key. The private half never leaves it and is never shown.
pub struct Cosigner {
    verifier: CosignVerifier,
    pair: Ed25519KeyPair,
}

/// What is signed: the time, and the whole text of the head.
fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl CosignVerifier {
    /// Reads a verifier key of a witness, in its one canonical spelling.
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed, of another signature type, or its ID is of another key.
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        let (name, id, key) = parse_key(vkey, TYPE_COSIGNATURE)?;
        Ok(Self { name, id, key })
    }

    /// Name of the witness.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When this witness cosigned a note, in seconds since 1970; `None` when it did not.
    ///
    /// # Errors
    /// [`CosignError`] when a line names it and is not its cosignature.
    pub fn time_of(&self, note: &Note<'_>) -> Result<Option<u64>, CosignError> {
        let mine = note
            .signatures()
            .iter()
            .find(|line| line.name() == self.name && line.key_id() == self.id);
        let Some(mine) = mine else { return Ok(None) };
        let got = mine.bytes().len();
        let (time, signature) = mine
            .bytes()
            .split_first_chunk::<TIME_BYTES>()
            .filter(|(_, signature)| signature.len() == SIGNATURE_BYTES)
            .ok_or(CosignError::Length { got })?;
        let time = u64::from_be_bytes(*time);
        if i64::try_from(time).is_err() {
            return Err(CosignError::Time);
        }
        UnparsedPublicKey::new(&ED25519, &self.key)
            .verify(message(note.unverified_text(), time).as_bytes(), signature)
            .map_err(|_| CosignError::Signature)?;
        Ok(Some(time))
    }
}

impl fmt::Display for CosignVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text(&self.name, self.id, TYPE_COSIGNATURE, &self.key))
    }
}

impl Cosigner {
    /// The witness of this name with the private half `seed`, 32 bytes that nobody can guess. A key must
    /// not sign anything else.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the name cannot stand in a note.
    pub fn from_seed(name: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        check_name(name)?;
        let refused = KeyError::Seed {
            name: name.to_owned(),
        };
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| refused.clone())?;
        let key = pair.public_key().as_ref().try_into().map_err(|_| refused)?;
        let (name, id) = (name.to_owned(), key_id(name, TYPE_COSIGNATURE, &key));
        Ok(Self {
            verifier: CosignVerifier { name, id, key },
            pair,
        })
    }

    /// The public half.
    #[must_use]
    pub const fn verifier(&self) -> &CosignVerifier {
        &self.verifier
    }

    /// The cosignature line of a head's text at a time in seconds since 1970, with its newline.
    #[must_use]
    pub fn line(&self, text: &str, time: u64) -> String {
        let mut bytes = self.verifier.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&time.to_be_bytes());
        bytes.extend_from_slice(self.pair.sign(message(text, time).as_bytes()).as_ref());
        format!(
            "{LINE_START}{} {}\n",
            self.verifier.name,
            STANDARD.encode(bytes)
        )
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cosigner")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}
