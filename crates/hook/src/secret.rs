//! The key under which messages to one target are signed.

use std::{fmt, ops::RangeInclusive};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;

/// Bytes that a key may have, as Standard Webhooks asks.
pub const SECRET_BYTES: RangeInclusive<usize> = 24..=64;

/// What a key begins with where it is written.
const PREFIX: &str = "whsec_";

/// See the module. Nothing prints it.
#[derive(Clone)]
pub struct Secret(hmac::Key);

/// Why a text is no key. The text is never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no key: write whsec_ and 24 to 64 random bytes in Base64, in one line")]
pub struct SecretError;

impl Secret {
    /// Reads `whsec_` and Base64; blanks at the ends do not count.
    ///
    /// # Errors
    /// When it is no such text, or has fewer or more bytes than [`SECRET_BYTES`].
    pub fn parse(text: &str) -> Result<Secret, SecretError> {
        let coded = text.trim().strip_prefix(PREFIX).ok_or(SecretError)?;
        let bytes = STANDARD.decode(coded).map_err(|_| SecretError)?;
        if !SECRET_BYTES.contains(&bytes.len()) {
            return Err(SecretError);
        }
        Ok(Secret(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The value of `webhook-signature` for a body with an id, sent at a moment in seconds since 1970.
    pub(crate) fn signature(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut signed = hmac::Context::with_key(&self.0);
        signed.update(format!("{id}.{timestamp}.").as_bytes());
        signed.update(body);
        format!("v1,{}", STANDARD.encode(signed.sign().as_ref()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
