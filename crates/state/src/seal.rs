//! Sealing: AES-256-GCM under a key derived from the state key (HKDF-SHA256), with a random nonce before each text.
//! The name of what is sealed is authenticated with it, so that no row can stand in another's place.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use env::Entropy;
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};

/// Separates this use of the key from every other.
const INFO: &[u8] = b"nunchi state v1";

/// Seals and opens texts of the database.
pub(crate) struct Seal {
    key: LessSafeKey,
    entropy: Arc<dyn Entropy>,
}

impl Seal {
    /// From the 32 bytes of the state key; `None` if `ring` refuses, which no key makes it do.
    pub(crate) fn new(key: &[u8; 32], entropy: Arc<dyn Entropy>) -> Option<Seal> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]);
        let derived = salt.extract(key);
        let derived = derived.expand(&[INFO], &AES_256_GCM).ok()?;
        Some(Seal {
            key: LessSafeKey::new(UnboundKey::from(derived)),
            entropy,
        })
    }

    /// Seals bytes under their name.
    pub(crate) fn seal(&self, name: &str, bytes: &[u8]) -> std::io::Result<String> {
        let mut nonce = [0; NONCE_LEN];
        self.entropy.fill(&mut nonce)?;
        let mut sealed = bytes.to_vec();
        let aad = Aad::from(name.as_bytes());
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .map_err(|_| std::io::Error::other("the text could not be sealed"))?;
        let mut out = nonce.to_vec();
        out.append(&mut sealed);
        Ok(STANDARD.encode(out))
    }

    /// Opens what was sealed under this name; `None` where it is another's, damaged, or under another key.
    pub(crate) fn open(&self, name: &str, text: &str) -> Option<Vec<u8>> {
        let mut bytes = STANDARD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let aad = Aad::from(name.as_bytes());
        let open = self.key.open_in_place(nonce, aad, sealed).ok()?;
        Some(open.to_vec())
    }
}
