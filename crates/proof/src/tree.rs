//! Roots and proofs of RFC 6962 section 2.1, made from any store of hashes and checked without one.
//!
//! Two trees of the project use these functions: the ledger's tree over its blocks and epochs, and
//! the tree over the 64 KiB chunks of a part's file. Indices and sizes count leaves.

use thiserror::Error;

use crate::frontier::{Frontier, fold};
use crate::hash::{Hash, node_hash};
use crate::limits::TREE_SIZE_MAX;

/// Why a proof could not be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf is beyond the end of the tree.
    #[error("leaf {index} is not in a tree of {size} leaves; an index below the size is needed")]
    Index {
        /// The leaf asked for.
        index: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a tree of {old} leaves cannot come before one of {new}; the smaller size goes first")]
    Order {
        /// Size said to be older.
        old: u64,
        /// Size said to be newer.
        new: u64,
    },
    /// The tree is larger than any this crate reads.
    #[error("a tree of {size} leaves is too large; at most {TREE_SIZE_MAX} are read")]
    Size {
        /// Size asked for.
        size: u64,
    },
    /// A subtree was asked for that the hashes at hand do not hold.
    #[error(
        "the subtree {index} of 2^{level} leaves is not complete in a tree of {size} leaves; the \
         size must not be above the hashes at hand"
    )]
    Subtree {
        /// Height of the subtree.
        level: u8,
        /// Which of the subtrees of that height, from the left.
        index: u64,
        /// Leaves at hand.
        size: u64,
    },
    /// The number of hashes does not fit the size of the tree.
    #[error("{got} hashes were given for the edge of {size} leaves; {expected} are needed")]
    Edge {
        /// Leaves of the tree.
        size: u64,
        /// Hashes given.
        got: usize,
        /// Complete subtrees of such a tree.
        expected: usize,
    },
    /// The proof has too few or too many hashes.
    #[error("the proof has {got} hashes; for these sizes it must have {expected}")]
    Length {
        /// Hashes given.
        got: usize,
        /// Hashes that such a proof has.
        expected: usize,
    },
    /// The proof leads to another root.
    #[error(
        "the proof leads to root {computed}, not to {claimed}: leaf, index, size or proof differ"
    )]
    Root {
        /// Root that the proof leads to.
        computed: Hash,
        /// Root it should lead to.
        claimed: Hash,
    },
    /// The proof, or the empty tree, does not have the older root.
    #[error("the older root is {computed} by the proof, not {claimed}: the history was rewritten")]
    OldRoot {
        /// Root that the proof leads to.
        computed: Hash,
        /// Root of the older tree as given.
        claimed: Hash,
    },
    /// The proof does not have the newer root.
    #[error("the newer root is {computed} by the proof, not {claimed}: the trees do not continue")]
    NewRoot {
        /// Root that the proof leads to.
        computed: Hash,
        /// Root of the newer tree as given.
        claimed: Hash,
    },
}

/// A store of hashes, wherever they are.
///
/// From complete subtrees alone every root and proof can be made, so this is all that a store must
/// answer; one that keeps inner nodes (tiles do) answers in a few reads.
pub trait HashReader {
    /// What can go wrong; a request that no tree can answer becomes a [`ProofError`].
    type Error: From<ProofError>;

    /// The root of the complete subtree over the leaves
    /// `index << level .. (index + 1) << level`.
    ///
    /// # Errors
    /// Whatever the store reports; [`ProofError::Subtree`] if it has not all of these leaves.
    fn subtree(&mut self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// Leaf hashes in memory as a [`HashReader`]; inner nodes are hashed anew each time.
#[derive(Debug, Clone, Copy)]
pub struct Leaves<'a>(pub &'a [Hash]);

impl HashReader for Leaves<'_> {
    type Error = ProofError;

    fn subtree(&mut self, level: u8, index: u64) -> Result<Hash, ProofError> {
        let size = count(self.0);
        subtree_range(level, index)
            .and_then(|(start, end)| self.0.get(to_usize(start)?..to_usize(end)?))
            .map(root)
            .ok_or(ProofError::Subtree { level, index, size })
    }
}

/// The root over these leaf hashes; [`Hash::EMPTY`] if there are none.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    frontier.extend(leaves.iter().copied());
    frontier.root()
}

/// The audit path of a leaf in the tree over all `leaves`, the deepest sibling first.
///
/// # Errors
/// [`ProofError::Index`] if there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: u64) -> Result<Vec<Hash>, ProofError> {
    inclusion_proof_from(&mut Leaves(leaves), index, count(leaves))
}

/// The proof that the tree over all `leaves` begins with the tree over the first `old` of them.
///
/// # Errors
/// [`ProofError::Order`] if `old` is more than there are.
pub fn consistency_proof(leaves: &[Hash], old: u64) -> Result<Vec<Hash>, ProofError> {
    consistency_proof_from(&mut Leaves(leaves), old, count(leaves))
}

/// The root of the first `size` leaves of a store.
///
/// # Errors
/// What the store reports; [`ProofError::Size`] over [`TREE_SIZE_MAX`].
pub fn root_from<R: HashReader>(reader: &mut R, size: u64) -> Result<Hash, R::Error> {
    Ok(frontier_from(reader, size)?.root())
}

/// The right edge of the first `size` leaves of a store, to go on from.
///
/// # Errors
/// What the store reports; [`ProofError::Size`] over [`TREE_SIZE_MAX`].
pub fn frontier_from<R: HashReader>(reader: &mut R, size: u64) -> Result<Frontier, R::Error> {
    check_size(size)?;
    let edge = edge_from(reader, 0, size)?;
    Ok(Frontier::from_edge(size, edge)?)
}

/// The audit path of leaf `index` in the tree of the first `size` leaves of a store (RFC 6962,
/// section 2.1.1), the deepest sibling first.
///
/// # Errors
/// What the store reports; [`ProofError::Index`] if the leaf is not below `size`.
pub fn inclusion_proof_from<R: HashReader>(
    reader: &mut R,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, R::Error> {
    check_size(size)?;
    if index >= size {
        return Err(ProofError::Index { index, size }.into());
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range_root(reader, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(reader, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of the first `new` leaves of a store begins with that of the first
/// `old` (RFC 6962, section 2.1.2). It is empty for equal sizes and for `old` = 0.
///
/// # Errors
/// What the store reports; [`ProofError::Order`] if `old` is above `new`.
pub fn consistency_proof_from<R: HashReader>(
    reader: &mut R,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, R::Error> {
    check_size(new)?;
    if old > new {
        return Err(ProofError::Order { old, new }.into());
    }
    let (mut start, mut end) = (0, new);
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    // Walk down to where the older tree ends; every subtree passed on the way is one hash.
    while end > old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range_root(reader, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(reader, start, middle)?);
            start = middle;
        }
    }
    // If the subtree reached is the whole older tree, its root is known to whoever checks.
    if start > 0 {
        path.push(range_root(reader, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with this root (RFC 9162,
/// section 2.1.3.2).
///
/// `size` and `root` must come from one signed checkpoint: the proof binds the size only as far as
/// it shapes the path, so some wrong sizes of the same shape cannot be noticed here.
///
/// # Errors
/// [`ProofError::Index`], [`ProofError::Length`] or [`ProofError::Root`].
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: Hash,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    check_size(size)?;
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    check_length(proof, inclusion_length(index, size))?;
    let mut walk = Walk {
        index,
        last: size - 1,
    };
    let mut computed = leaf;
    for &sibling in proof {
        computed = if walk.sibling_is_left() {
            node_hash(sibling, computed)
        } else {
            node_hash(computed, sibling)
        };
        walk.up();
    }
    if computed != root {
        return Err(ProofError::Root {
            computed,
            claimed: root,
        });
    }
    Ok(())
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, section
/// 2.1.4.2). For equal sizes the proof is empty and the roots are the same; for `old` = 0 the proof
/// is empty and the older root is [`Hash::EMPTY`]. Sizes and roots must come from checkpoints.
///
/// # Errors
/// [`ProofError::Order`], [`ProofError::Length`], [`ProofError::OldRoot`] or
/// [`ProofError::NewRoot`].
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: Hash,
    new_root: Hash,
) -> Result<(), ProofError> {
    check_size(new)?;
    if old > new {
        return Err(ProofError::Order { old, new });
    }
    check_length(proof, consistency_length(old, new))?;
    let (computed_old, computed_new) = if old == 0 {
        (Hash::EMPTY, if new == 0 { Hash::EMPTY } else { new_root })
    } else {
        consistency_roots(old, new, proof, old_root)
    };
    if computed_old != old_root {
        return Err(ProofError::OldRoot {
            computed: computed_old,
            claimed: old_root,
        });
    }
    if computed_new != new_root {
        return Err(ProofError::NewRoot {
            computed: computed_new,
            claimed: new_root,
        });
    }
    Ok(())
}

/// Both roots that a consistency proof of the right length leads to, for 0 < old ≤ new.
fn consistency_roots(old: u64, new: u64, proof: &[Hash], old_root: Hash) -> (Hash, Hash) {
    let mut walk = Walk {
        index: old - 1,
        last: new - 1,
    };
    let shift = walk.index.trailing_ones();
    walk.index = walk.index.checked_shr(shift).unwrap_or(0);
    walk.last = walk.last.checked_shr(shift).unwrap_or(0);
    // A complete older tree is itself the first subtree; otherwise the proof names it.
    let (first, rest) = match proof.split_first() {
        Some((first, rest)) if !old.is_power_of_two() => (*first, rest),
        _ => (old_root, proof),
    };
    let (mut older, mut newer) = (first, first);
    for &sibling in rest {
        if walk.sibling_is_left() {
            older = node_hash(sibling, older);
            newer = node_hash(sibling, newer);
        } else {
            newer = node_hash(newer, sibling);
        }
        walk.up();
    }
    (older, newer)
}

/// A way from a node up to the root: the node's place in its row, and the last place of that row.
struct Walk {
    index: u64,
    last: u64,
}

impl Walk {
    /// Whether the next sibling of the proof stands to the left.
    ///
    /// The last node of a row may have no sibling there and rise alone. Rows where it does need not
    /// be skipped: it stays the last, so whichever row the next hash is of, it stands to the left,
    /// and how many hashes there must be was checked before.
    const fn sibling_is_left(&self) -> bool {
        self.index & 1 == 1 || self.index == self.last
    }

    /// Goes to the row above.
    const fn up(&mut self) {
        self.index >>= 1;
        self.last >>= 1;
    }
}

/// Hashes in an audit path: one for each row below the place where the ways to the leaf and to the
/// last leaf meet, and above it one for each left neighbour.
fn inclusion_length(index: u64, size: u64) -> u32 {
    let below = u64::BITS - (index ^ (size - 1)).leading_zeros();
    below + index.checked_shr(below).unwrap_or(0).count_ones()
}

/// Hashes in a consistency proof: the audit path of the older tree's last complete subtree, and
/// that subtree itself unless it is the whole older tree.
fn consistency_length(old: u64, new: u64) -> u32 {
    if old == 0 || old == new {
        return 0;
    }
    let shift = old.trailing_zeros();
    let path = inclusion_length(old - 1, new).saturating_sub(shift);
    path + u32::from(!old.is_power_of_two())
}

fn check_length(proof: &[Hash], expected: u32) -> Result<(), ProofError> {
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    if proof.len() == expected {
        Ok(())
    } else {
        Err(ProofError::Length {
            got: proof.len(),
            expected,
        })
    }
}

const fn check_size(size: u64) -> Result<(), ProofError> {
    if size > TREE_SIZE_MAX {
        Err(ProofError::Size { size })
    } else {
        Ok(())
    }
}

/// The root over `start..end`, a range that begins where a subtree at least as large begins.
fn range_root<R: HashReader>(reader: &mut R, start: u64, end: u64) -> Result<Hash, R::Error> {
    Ok(fold(&edge_from(reader, start, end)?))
}

/// Roots of the complete subtrees that make up `start..end`, the largest first.
fn edge_from<R: HashReader>(reader: &mut R, start: u64, end: u64) -> Result<Vec<Hash>, R::Error> {
    let mut edge = Vec::new();
    let mut next = start;
    for level in (0..64_u8).rev() {
        if (end - start) >> level & 1 == 1 {
            edge.push(reader.subtree(level, next >> level)?);
            next += 1 << level;
        }
    }
    Ok(edge)
}

/// Leaves of the left part of a tree of `size` ≥ 2 leaves: the largest power of two below it.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// First leaf of a complete subtree and the one after its last; none if no tree can have it.
pub(crate) fn subtree_range(level: u8, index: u64) -> Option<(u64, u64)> {
    let leaves = 1_u64.checked_shl(u32::from(level))?;
    let start = index.checked_mul(leaves)?;
    Some((start, start.checked_add(leaves)?))
}

fn to_usize(count: u64) -> Option<usize> {
    usize::try_from(count).ok()
}

fn count(leaves: &[Hash]) -> u64 {
    u64::try_from(leaves.len()).unwrap_or(u64::MAX)
}
