//! What is drawn by lot: the same draws from the same seed, everywhere and for ever.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// The draws that follow from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Seeded {
        Seeded(seed)
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one, 0 below none. The product's high half is even enough for numbers far below 2^64.
    pub fn below(&mut self, end: u32) -> u32 {
        let wide = u128::from(self.any()) * u128::from(end);
        u32::try_from(wide >> 64).unwrap_or(0)
    }
}
