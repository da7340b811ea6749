//! The right edge of a growing tree: enough to add leaves and to know the root, and no more.
//!
//! A tree of `size` leaves is a row of complete subtrees, one for every 1 bit of `size`, the
//! largest first. Their roots are all that a later leaf can ever be hashed with.

use crate::hash::{Hash, node_hash};
use crate::limits::TREE_SIZE_MAX;
use crate::tree::ProofError;

/// A tree of which only the right edge is kept: at most 63 hashes, whatever its size.
///
/// Invariant: `edge.len() == size.count_ones()`, largest subtree first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    edge: Vec<Hash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree again where [`Frontier::size`] and [`Frontier::edge`] left it.
    ///
    /// # Errors
    /// [`ProofError::Size`] over [`TREE_SIZE_MAX`]; [`ProofError::Edge`] if the number of hashes
    /// is not the number of complete subtrees of `size` leaves.
    pub fn from_edge(size: u64, edge: Vec<Hash>) -> Result<Self, ProofError> {
        if size > TREE_SIZE_MAX {
            return Err(ProofError::Size { size });
        }
        let expected = usize::try_from(size.count_ones()).unwrap_or(usize::MAX);
        if edge.len() != expected {
            let got = edge.len();
            return Err(ProofError::Edge {
                size,
                got,
                expected,
            });
        }
        Ok(Self { size, edge })
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees, the largest (leftmost) first.
    #[must_use]
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Adds one leaf on the right. A tree grown leaf by leaf cannot reach [`TREE_SIZE_MAX`] in the
    /// life of a machine, so this does not ask.
    pub fn push(&mut self, leaf: Hash) {
        let mut carry = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.edge.pop() {
                carry = node_hash(left, carry);
            }
        }
        self.edge.push(carry);
        self.size = self.size.saturating_add(1);
    }

    /// The root: the subtrees folded from the right, or [`Hash::EMPTY`] without leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(&self.edge)
    }
}

impl Extend<Hash> for Frontier {
    fn extend<T: IntoIterator<Item = Hash>>(&mut self, leaves: T) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}

/// The root over subtree roots that stand in falling order of size.
pub(crate) fn fold(edge: &[Hash]) -> Hash {
    edge.iter()
        .rev()
        .copied()
        .reduce(|right, left| node_hash(left, right))
        .unwrap_or(Hash::EMPTY)
}
