//! Random numbers that one seed replays: SplitMix64 to seed and to mix, xoshiro256++ to draw.
//!
//! Both are public-domain algorithms by Blackman and Vigna. Nothing here is secret or safe against
//! guessing; that is the point.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Rng {
    state: [u64; 4],
}

/// The finaliser of SplitMix64: a bijection, so distinct inputs give distinct outputs.
pub(crate) fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream `label` of a seed. Streams do not touch, so that a change in one part of the
    /// replay leaves the others as they were.
    pub(crate) fn stream(seed: u64, label: u64) -> Rng {
        let mut at = mix(seed) ^ mix(label.wrapping_mul(0xD134_2543_DE82_EF95));
        let mut next = || {
            at = at.wrapping_add(1);
            mix(at)
        };
        Rng {
            state: [next(), next(), next(), next()],
        }
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let t = b << 17;
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ t, d.rotate_left(45)];
        out
    }

    /// A number under `n`; 0 when `n` is 0. Biased by less than n / 2^32, which nobody here sees.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let product = u64::from(low32(self.next() >> 32)) * u64::from(n);
        low32(product >> 32)
    }

    /// An index into a slice of `len`; 0 when it is empty.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        self.below(u32::try_from(len).unwrap_or(u32::MAX)) as usize
    }

    /// A span of milliseconds in `from..to`; `from` when that is empty.
    pub(crate) fn span(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or(0);
        let wide = u128::from(self.next()) * u128::from(width);
        from + i64::try_from(wide >> 64).unwrap_or(0)
    }

    /// True `n` times in a thousand.
    pub(crate) fn per_mille(&mut self, n: u32) -> bool {
        self.below(1000) < n
    }

    /// Puts a slice into random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.index(end + 1);
            items.swap(end, other);
        }
    }
}

/// The low 32 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only the low bits are wanted"
)]
pub(crate) fn low32(x: u64) -> u32 {
    x as u32
}

/// The low 16 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only the low bits are wanted"
)]
pub(crate) fn low16(x: u64) -> u16 {
    x as u16
}
