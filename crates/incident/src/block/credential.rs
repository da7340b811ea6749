//! A credential as a gateway can recognise it: by a hash under a key that it shares with us for this alone.
//!
//! The ledger keeps credentials under a key of its own that never leaves it. A gateway sees the token, so
//! it can compute this hash, and somebody who finds the list cannot get a token out of it.

use std::fmt;

use ring::hmac;

/// Bytes that the secret of a gateway key has at the least: those of the hash.
pub const SECRET_BYTES_MIN: usize = 32;

/// HMAC-SHA-256 of a credential, over its bytes as they are presented (without `Bearer `).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialHash(pub [u8; 32]);

impl fmt::Display for CredentialHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CredentialHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialHash({self})")
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret that could be guessed.
    #[error(
        "the secret of gateway key {name:?} has {bytes} bytes: give it at least {SECRET_BYTES_MIN} random ones"
    )]
    Short {
        /// The name of the key.
        name: String,
        /// Bytes it has.
        bytes: usize,
    },
}

/// The key that a gateway shares with us. Its secret is shown nowhere.
pub struct GatewayKey {
    name: String,
    key: hmac::Key,
}

impl GatewayKey {
    /// A key of a name that the gateway knows, and its secret. It must not be a key of the ledger.
    ///
    /// # Errors
    /// When the secret is shorter than [`SECRET_BYTES_MIN`].
    pub fn new(name: &str, secret: &[u8]) -> Result<GatewayKey, KeyError> {
        if secret.len() < SECRET_BYTES_MIN {
            return Err(KeyError::Short {
                name: name.to_owned(),
                bytes: secret.len(),
            });
        }
        Ok(GatewayKey {
            name: name.to_owned(),
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash of a credential.
    #[must_use]
    pub fn hash(&self, credential: &[u8]) -> CredentialHash {
        let mut hash = [0; 32];
        let tag = hmac::sign(&self.key, credential);
        for (to, from) in hash.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        CredentialHash(hash)
    }
}

impl fmt::Debug for GatewayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GatewayKey({:?}, secret not shown)", self.name)
    }
}
