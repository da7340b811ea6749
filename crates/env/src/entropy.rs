//! Randomness.

use std::io;

use ring::rand::{SecureRandom, SystemRandom};

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `out` with bytes that nobody can guess.
    ///
    /// # Errors
    /// When the system has none to give; the caller must not go on.
    fn fill(&self, out: &mut [u8]) -> io::Result<()>;
}

/// The random generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealEntropy;

impl Entropy for RealEntropy {
    fn fill(&self, out: &mut [u8]) -> io::Result<()> {
        SystemRandom::new()
            .fill(out)
            .map_err(|_| io::Error::other("the system gave no random bytes"))
    }
}
