//! What must not be seen: a value that prints stars, and the digest that stands for a row in what is kept.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A value of the sample. It prints `***` and cannot be serialised, so that no log, error or answer shows it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Covered(String);

impl Covered {
    /// Covers a value.
    #[must_use]
    pub fn new(value: String) -> Covered {
        Covered(value)
    }

    /// The value itself, to compare it or to look it up in the book. It must not be written anywhere.
    #[must_use]
    pub fn uncover(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What makes the digests of one sample differ from those of every other. Phone numbers are few enough to be tried
/// one by one, so a digest without a secret salt would tell them.
#[derive(Clone, Copy)]
pub struct Salt(pub [u8; 32]);

/// SHA-256 of the salt and the values of a row: what may be kept of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these values, each with a byte that says what it is. Lengths go in as well, so that two
    /// rows cannot be cut differently into the same bytes.
    #[must_use]
    pub fn of<'v>(salt: &Salt, values: impl IntoIterator<Item = (u8, &'v str)>) -> Digest {
        let mut hash = Sha256::new();
        hash.update(b"nunchi trace row v1");
        hash.update(salt.0);
        for (kind, value) in values {
            hash.update([kind]);
            hash.update((value.len() as u64).to_be_bytes());
            hash.update(value.as_bytes());
        }
        Digest(hash.finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}
