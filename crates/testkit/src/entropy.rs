//! Random bytes that follow from a seed.

use std::{
    io,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use env::Entropy;

/// SplitMix64: small, even, and the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `max`, both included.
    pub(crate) fn up_to(&mut self, max: usize) -> usize {
        let range = max as u64 + 1;
        usize::try_from(self.next() % range).unwrap_or(0)
    }
}

/// Gives bytes that follow from a seed; never to be used outside tests.
#[derive(Debug)]
pub struct SeededEntropy {
    rng: Mutex<Rng>,
    dry: AtomicBool,
}

impl SeededEntropy {
    /// The stream of bytes of this seed.
    #[must_use]
    pub fn new(seed: u64) -> SeededEntropy {
        SeededEntropy {
            rng: Mutex::new(Rng::new(seed)),
            dry: AtomicBool::new(false),
        }
    }

    /// From now on there are no random bytes to be had (or there are again).
    pub fn set_dry(&self, dry: bool) {
        self.dry.store(dry, Ordering::SeqCst);
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) -> io::Result<()> {
        if self.dry.load(Ordering::SeqCst) {
            return Err(io::Error::other("the test gives no random bytes"));
        }
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in out.chunks_mut(8) {
            let bytes = rng.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}
