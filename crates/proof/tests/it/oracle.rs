//! Other implementations of the same specifications: `ct-merkle` for the tree, `tlog_tiles` for
//! proofs, tiles and checkpoints, `signed_note` for notes. Each side reads what the other wrote.

use proof::{Checkpoint, Hash, Signer, TileEdge, TileKind, Verifier, new_bundles, new_tiles};
use proptest::prelude::*;
use signed_note::{Signer as _, Verifier as _};
use tlog_tiles::tlog;

use crate::made::leaves;

fn theirs(hash: Hash) -> tlog::Hash {
    tlog::Hash(*hash.as_bytes())
}

fn entries(size: u64) -> Vec<Vec<u8>> {
    (0..size)
        .map(|number| number.to_be_bytes().to_vec())
        .collect()
}

fn ct_tree(size: u64) -> ct_merkle::mem_backed_tree::MemoryBackedTree<sha2::Sha256, Vec<u8>> {
    let mut tree = ct_merkle::mem_backed_tree::MemoryBackedTree::new();
    entries(size).into_iter().for_each(|entry| tree.push(entry));
    tree
}

/// The other implementation's name for a tile.
fn their_tile(path: proof::TilePath) -> tlog_tiles::tile::Tile {
    let (level, entries) = match path.kind() {
        TileKind::Hashes(level) => (level, false),
        TileKind::Entries => (0, true),
    };
    tlog_tiles::tile::Tile::new(8, level, path.index(), u32::from(path.width()), entries)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn ct_merkle_has_the_same_roots_and_proofs(size in 1_u64..400, index: u64, old: u64) {
        let (index, old) = (index % size, 1 + old % size);
        let (leaves, tree) = (leaves(size), ct_tree(size));
        let heads = (tree.root(), proof::root(&leaves));
        prop_assert_eq!(&heads.0.as_bytes()[..], heads.1.as_bytes());
        let ours = proof::inclusion_proof(&leaves, index).unwrap();
        let their = tree.prove_inclusion(usize::try_from(index).unwrap());
        prop_assert_eq!(their.as_bytes(), proof::encode_tile(&ours));
        let ours = proof::consistency_proof(&leaves, old).unwrap();
        let their = tree.prove_consistency(usize::try_from(size - old).unwrap());
        if old < size {
            prop_assert_eq!(their.as_bytes(), proof::encode_tile(&ours));
        }
    }

    #[test]
    fn tlog_tiles_accepts_our_proofs(size in 1_u64..400, index: u64, old: u64) {
        let (index, old) = (index % size, 1 + old % size);
        let leaves = leaves(size);
        let (leaf, head) = (leaves[usize::try_from(index).unwrap()], proof::root(&leaves));
        let path = proof::inclusion_proof(&leaves, index).unwrap().into_iter().map(theirs).collect();
        tlog::check_record(&path, size, theirs(head), index, theirs(leaf)).unwrap();
        let old_root = proof::root(&leaves[..usize::try_from(old).unwrap()]);
        let path = proof::consistency_proof(&leaves, old).unwrap().into_iter().map(theirs).collect();
        tlog::check_tree(&path, size, theirs(head), old, theirs(old_root)).unwrap();
    }

    #[test]
    fn tlog_tiles_names_and_counts_the_same_tiles(old in 0_u64..200_000, more in 0_u64..140_000) {
        let new = old + more;
        let ours: Vec<_> = new_tiles(old, new).map(their_tile).collect();
        let mut their = tlog_tiles::tile::Tile::new_tiles(8, old, new);
        let mut sorted = ours.clone();
        let key = |t: &tlog_tiles::tile::Tile| (t.level(), t.level_index(), t.width());
        sorted.sort_by_key(key);
        their.sort_by_key(key);
        prop_assert_eq!(sorted, their);
        for path in new_tiles(old, new).take(3).chain(new_bundles(old, new).take(3)) {
            // The other implementation also writes the height, and calls entries data.
            let text = path.to_string();
            let text = text.replacen("tile/", "tile/8/", 1).replacen("entries", "data", 1);
            prop_assert_eq!(their_tile(path).path(), text);
        }
    }

    #[test]
    fn tlog_tiles_fills_tiles_with_the_same_bytes(size in 1_u64..1_500) {
        let mut edge = TileEdge::new();
        let tiles = edge.append(&leaves(size));
        let store = Stored::of(size);
        for tile in tiles {
            prop_assert_eq!(their_tile(tile.path).read_data(&store).unwrap(), tile.bytes());
        }
        prop_assert_eq!(tlog::tree_hash(size, &store).unwrap(), theirs(edge.root()));
    }

    #[test]
    fn signed_note_and_this_crate_read_each_other(
        text in "(\\PC|\n){0,100}", name in "[a-z./-]{1,30}", seed: [u8; 32],
    ) {
        let text = format!("{text}\n");
        let ours = Signer::from_seed(&name, &seed).unwrap();
        let vkey = ours.verifier_key();
        let note = ours.sign(&text).unwrap();
        let their_key = signed_note::StandardVerifier::new(&vkey).unwrap();
        prop_assert_eq!(their_key.key_id(), ours.verifier().key_id());
        let known = signed_note::VerifierList::new(vec![Box::new(their_key)]);
        let parsed = signed_note::Note::from_bytes(note.as_bytes()).unwrap();
        prop_assert_eq!(parsed.text(), text.as_bytes());
        prop_assert_eq!(parsed.verify(&known).unwrap().0.len(), 1);

        let typed: Vec<u8> = [&[1], seed.as_slice()].concat();
        let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, typed);
        let id = ours.verifier().key_id();
        let skey = format!("PRIVATE+KEY+{name}+{id:08x}+{base64}");
        let their_signer = signed_note::StandardSigner::new(&skey).unwrap();
        prop_assert_eq!(their_signer.name(), name);
        let mut their_note = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        their_note.add_sigs(&[&their_signer]).unwrap();
        prop_assert_eq!(String::from_utf8(their_note.to_bytes()).unwrap(), note.clone());
        let verifier = Verifier::parse(&vkey).unwrap();
        prop_assert_eq!(proof::open_note(&note, &[verifier]), Ok(text.as_str()));
    }

    #[test]
    fn tlog_tiles_reads_our_checkpoints(
        size in 1..=proof::limits::TREE_SIZE_MAX, root: [u8; 32],
        extensions in prop::collection::vec("[a-z ]{1,9}", 0..3),
    ) {
        let head = Checkpoint::new("example.com/log", size, Hash::new(root)).unwrap();
        let head = head.with_extensions(extensions).unwrap();
        let text = head.to_string();
        let their = tlog_tiles::checkpoint::Checkpoint::from_bytes(text.as_bytes()).unwrap();
        prop_assert_eq!((their.origin(), their.size()), (head.origin(), head.size()));
        prop_assert_eq!(their.hash().0, root);
        prop_assert_eq!(String::from_utf8(their.to_bytes()).unwrap(), text);
    }
}

/// All stored hashes of a tree in the order of the other implementation.
struct Stored(Vec<tlog::Hash>);

impl Stored {
    fn of(size: u64) -> Self {
        let mut stored = Self(Vec::new());
        for (number, entry) in (0..).zip(entries(size)) {
            let more = tlog::stored_hashes(number, &entry, &stored).unwrap();
            stored.0.extend(more);
        }
        stored
    }
}

impl tlog::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        Ok(indexes
            .iter()
            .map(|index| self.0[usize::try_from(*index).unwrap()])
            .collect())
    }
}
