//! The crate from outside: vectors of the specifications, other implementations as oracles, and
//! properties over made-up trees, notes and bytes.

#[cfg(test)]
mod bytes;
#[cfg(test)]
mod checkpoint;
#[cfg(test)]
mod chunk;
#[cfg(test)]
mod note;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tile;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod vectors;
mod witness;

#[cfg(test)]
pub(crate) mod made {
    use proof::{Hash, leaf_hash};

    /// So many different leaves.
    pub(crate) fn leaves(count: u64) -> Vec<Hash> {
        (0..count)
            .map(|number| leaf_hash(&number.to_be_bytes()))
            .collect()
    }

    /// The hash with one bit turned over.
    pub(crate) fn flipped(hash: Hash, bit: usize) -> Hash {
        let mut bytes = *hash.as_bytes();
        bytes[bit / 8 % 32] ^= 1 << (bit % 8);
        Hash::new(bytes)
    }
}
