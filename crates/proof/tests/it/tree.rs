//! Proofs of every small tree, and what happens to them when anything is changed.

use proof::{Frontier, Hash, HashReader, Leaves, ProofError, node_hash, root};
use proptest::prelude::*;

use crate::made::{flipped, leaves};

/// RFC 6962, section 2.1, word for word: the slow twin of the frontier.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(mth(left), mth(right))
        }
    }
}

/// The sides on which siblings stand, from the root down: the shape of an audit path.
fn shape(index: u64, size: u64) -> Vec<bool> {
    if size < 2 {
        return Vec::new();
    }
    let left = size.next_power_of_two() / 2;
    let (side, mut rest) = if index < left {
        (true, shape(index, left))
    } else {
        (false, shape(index - left, size - left))
    };
    rest.insert(0, side);
    rest
}

#[test]
fn every_proof_of_every_small_tree_verifies() {
    for size in 0..=70 {
        let leaves = leaves(size);
        let new_root = root(&leaves);
        assert_eq!(new_root, mth(&leaves));
        for (index, leaf) in (0..).zip(&leaves) {
            let path = proof::inclusion_proof(&leaves, index).unwrap();
            proof::verify_inclusion(index, size, *leaf, &path, new_root).unwrap();
        }
        for old in 0..=size {
            let old_root = root(&leaves[..usize::try_from(old).unwrap()]);
            let path = proof::consistency_proof(&leaves, old).unwrap();
            proof::verify_consistency(old, size, &path, old_root, new_root).unwrap();
        }
    }
}

#[test]
fn a_proof_of_another_place_or_shape_never_verifies() {
    for size in 1..=20 {
        let leaves = leaves(size);
        let head = root(&leaves);
        for (index, leaf) in (0..).zip(&leaves) {
            let path = proof::inclusion_proof(&leaves, index).unwrap();
            for other_size in 0..=24 {
                for other in 0..=24 {
                    // Only the same shape may pass: the size is vouched for by the checkpoint.
                    let same = other < other_size && shape(other, other_size) == shape(index, size);
                    let seen = proof::verify_inclusion(other, other_size, *leaf, &path, head);
                    assert_eq!(seen.is_ok(), same, "{index}/{size} as {other}/{other_size}");
                }
            }
        }
    }
}

#[test]
fn a_consistency_proof_for_other_sizes_and_their_true_roots_never_verifies() {
    let leaves = leaves(17);
    let head = |size: usize| root(&leaves[..size]);
    for new in 1..=17 {
        for old in 1..=new {
            let path = proof::consistency_proof(&leaves[..new], old as u64).unwrap();
            for other_new in 1..=17 {
                for other_old in 1..=17 {
                    let roots = (head(other_old), head(other_new));
                    let (o, n) = (other_old as u64, other_new as u64);
                    let seen = proof::verify_consistency(o, n, &path, roots.0, roots.1);
                    let equal = old == new && other_old == other_new;
                    assert_eq!(seen.is_ok(), equal || (other_old, other_new) == (old, new));
                }
            }
        }
    }
}

#[test]
fn empty_trees_and_bad_orders_are_answered() {
    let (two, one) = (leaves(2), leaves(1));
    assert_eq!(root(&[]), Hash::EMPTY);
    assert_eq!(
        proof::inclusion_proof(&two, 2),
        Err(ProofError::Index { index: 2, size: 2 })
    );
    assert_eq!(
        proof::consistency_proof(&two, 3),
        Err(ProofError::Order { old: 3, new: 2 })
    );
    assert_eq!(
        proof::verify_consistency(0, 2, &[], Hash::EMPTY, root(&two)),
        Ok(())
    );
    assert!(proof::verify_consistency(0, 2, &[], one[0], root(&two)).is_err());
    assert!(proof::verify_consistency(0, 2, &one, Hash::EMPTY, root(&two)).is_err());
    assert!(proof::verify_consistency(0, 0, &[], Hash::EMPTY, one[0]).is_err());
    assert!(proof::verify_consistency(2, 2, &[], root(&two), one[0]).is_err());
    assert!(proof::verify_consistency(2, 1, &[], root(&two), one[0]).is_err());
    assert!(proof::verify_inclusion(0, 0, one[0], &[], Hash::EMPTY).is_err());
    assert!(proof::verify_inclusion(0, u64::MAX, one[0], &[], Hash::EMPTY).is_err());
    assert!(proof::root_from(&mut Leaves(&two), 3).is_err());
    assert!(proof::root_from(&mut Leaves(&two), u64::MAX).is_err());
    assert!(Leaves(&two).subtree(255, 0).is_err());
    assert!(Leaves(&two).subtree(63, u64::MAX).is_err());
}

/// A tree of any size in which every leaf is the same, so that each row is one hash.
struct Uniform;

impl HashReader for Uniform {
    type Error = ProofError;

    fn subtree(&mut self, level: u8, _index: u64) -> Result<Hash, ProofError> {
        Ok((0..level).fold(proof::leaf_hash(b""), |hash, _| node_hash(hash, hash)))
    }
}

proptest! {
    #[test]
    fn proofs_of_huge_trees_verify(
        new in 1..=proof::limits::TREE_SIZE_MAX,
        old in any::<u64>(),
        index in any::<u64>(),
    ) {
        let (old, index) = (old % (new + 1), index % new);
        let head = proof::root_from(&mut Uniform, new).unwrap();
        let path = proof::inclusion_proof_from(&mut Uniform, index, new).unwrap();
        prop_assert_eq!(path.len(), shape(index, new).len());
        proof::verify_inclusion(index, new, proof::leaf_hash(b""), &path, head).unwrap();
        let old_root = proof::root_from(&mut Uniform, old).unwrap();
        let path = proof::consistency_proof_from(&mut Uniform, old, new).unwrap();
        proof::verify_consistency(old, new, &path, old_root, head).unwrap();
    }

    #[test]
    fn any_change_to_an_inclusion_proof_is_seen(
        size in 1_u64..300, index in any::<u64>(), at in any::<usize>(), bit in 0_usize..256,
    ) {
        let leaves = leaves(size);
        let index = index % size;
        let leaf = leaves[usize::try_from(index).unwrap()];
        let head = root(&leaves);
        let mut path = proof::inclusion_proof(&leaves, index).unwrap();
        let check = |leaf, path: &[Hash], head| proof::verify_inclusion(index, size, leaf, path, head);
        prop_assert!(check(flipped(leaf, bit), &path, head).is_err());
        prop_assert!(check(leaf, &path, flipped(head, bit)).is_err());
        let longer = [path.as_slice(), &[leaf]].concat();
        prop_assert!(check(leaf, &longer, head).is_err());
        if !path.is_empty() {
            prop_assert!(check(leaf, &path[1..], head).is_err());
            let at = at % path.len();
            path[at] = flipped(path[at], bit);
            prop_assert!(check(leaf, &path, head).is_err());
        }
    }

    #[test]
    fn any_change_to_a_consistency_proof_is_seen(
        new in 1_u64..300, old in any::<u64>(), at in any::<usize>(), bit in 0_usize..256,
    ) {
        let old = 1 + old % new;
        let leaves = leaves(new);
        let heads = (root(&leaves[..usize::try_from(old).unwrap()]), root(&leaves));
        let mut path = proof::consistency_proof(&leaves, old).unwrap();
        let check = |path: &[Hash], a, b| proof::verify_consistency(old, new, path, a, b);
        prop_assert!(check(&path, flipped(heads.0, bit), heads.1).is_err());
        prop_assert!(check(&path, heads.0, flipped(heads.1, bit)).is_err());
        let longer = [path.as_slice(), &[heads.0]].concat();
        prop_assert!(check(&longer, heads.0, heads.1).is_err());
        if !path.is_empty() {
            prop_assert!(check(&path[1..], heads.0, heads.1).is_err());
            let at = at % path.len();
            path[at] = flipped(path[at], bit);
            prop_assert!(check(&path, heads.0, heads.1).is_err());
        }
    }

    #[test]
    fn a_frontier_goes_on_where_it_was_left(before in 0_u64..200, after in 0_u64..200) {
        let leaves = leaves(before + after);
        let reader = &mut Leaves(&leaves);
        let taken = proof::frontier_from(reader, before).unwrap();
        let mut again = Frontier::from_edge(taken.size(), taken.edge().to_vec()).unwrap();
        again.extend(leaves[usize::try_from(before).unwrap()..].iter().copied());
        prop_assert_eq!(again.root(), mth(&leaves));
        prop_assert_eq!(again.size(), before + after);
        let short = Frontier::from_edge(before, vec![Hash::EMPTY; 9]);
        prop_assert!(short.is_err(), "no size below 200 has nine parts");
    }
}
