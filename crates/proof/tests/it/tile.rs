//! Paths, bundles, growth of tiles and reading them back.

use std::collections::BTreeMap;

use proof::{
    BundleError, Hash, HashReader, Leaves, TileEdge, TileError, TileKind, TilePath, TileReader,
    decode_bundle, encode_bundle, new_bundles, new_tiles, read_tree,
};
use proptest::prelude::*;

use crate::made::{flipped, leaves};

/// Tiles by path, as on a disk.
type Kept = BTreeMap<String, Vec<u8>>;

#[derive(Debug, thiserror::Error)]
#[error("no such file")]
struct Absent;

fn reader(kept: &Kept) -> impl FnMut(&TilePath) -> Result<Vec<u8>, Absent> {
    |path| kept.get(&path.to_string()).cloned().ok_or(Absent)
}

/// A tree grown in steps of so many leaves, with every tile that was ever written.
fn grow(leaves: &[Hash], steps: &[usize]) -> (TileEdge, Kept) {
    let (mut edge, mut kept, mut rest) = (TileEdge::new(), Kept::new(), leaves);
    for step in steps.iter().copied().chain([usize::MAX]) {
        let (now, later) = rest.split_at(step.min(rest.len()));
        let old = edge.size();
        let tiles = edge.append(now);
        let mut paths: Vec<_> = tiles.iter().map(|tile| tile.path).collect();
        paths.sort();
        let mut expected: Vec<_> = new_tiles(old, edge.size()).collect();
        expected.sort();
        assert_eq!(paths, expected);
        for tile in tiles {
            // Nothing once written is ever written differently.
            let bytes = tile.bytes();
            let before = kept.insert(tile.path.to_string(), bytes.clone());
            assert!(before.is_none_or(|before| before == bytes));
        }
        rest = later;
    }
    (edge, kept)
}

#[test]
fn paths_are_those_of_the_specification() {
    for (text, kind, index, width) in [
        ("tile/0/x001/x234/067", TileKind::Hashes(0), 1_234_067, 256),
        ("tile/0/000", TileKind::Hashes(0), 0, 256),
        (
            "tile/3/x123/x456/078",
            TileKind::Hashes(3),
            123_456_078,
            256,
        ),
        ("tile/1/001.p/17", TileKind::Hashes(1), 1, 17),
        ("tile/63/999.p/255", TileKind::Hashes(63), 999, 255),
        ("tile/entries/273.p/112", TileKind::Entries, 273, 112),
        ("tile/entries/x001/000", TileKind::Entries, 1000, 256),
    ] {
        let path = TilePath::new(kind, index, width).unwrap();
        assert_eq!(path.to_string(), text);
        assert_eq!(text.parse(), Ok(path));
    }
    let last = TilePath::new(TileKind::Entries, u64::MAX, 255).unwrap();
    assert_eq!(last.to_string().parse(), Ok(last));
}

#[test]
fn other_spellings_are_refused() {
    for text in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/+1/000",
        "tile/64/000",
        "tile/256/000",
        "tile/-1/000",
        "tile/8/0/000",
        "tile/data/000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/1000",
        "tile/0/+01",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/+1",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000 ",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/../000",
        "tile/0/٠٠٠",
    ] {
        assert!(text.parse::<TilePath>().is_err(), "{text:?}");
    }
    let long = format!("tile/0/{}001", "x000/".repeat(1000));
    assert!(long.parse::<TilePath>().is_err());
    assert!(TilePath::new(TileKind::Hashes(64), 0, 256).is_err());
    assert!(TilePath::new(TileKind::Entries, 0, 0).is_err());
    assert!(TilePath::new(TileKind::Entries, 0, 257).is_err());
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_specification_counts() {
    let tiles: Vec<_> = new_tiles(0, 70_000).collect();
    let count = |level, partial| {
        let wanted =
            |t: &&TilePath| t.kind() == TileKind::Hashes(level) && t.is_partial() == partial;
        tiles
            .iter()
            .filter(wanted)
            .map(|tile| tile.width())
            .collect::<Vec<_>>()
    };
    assert_eq!(count(0, false).len(), 273);
    assert_eq!(count(0, true), [112]);
    assert_eq!(count(1, false), [256]);
    assert_eq!(count(1, true), [17]);
    assert_eq!((count(2, false), count(2, true)), (vec![], vec![1]));
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    let text = |size| {
        new_tiles(0, size)
            .map(|tile| tile.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(text(256), ["tile/0/000", "tile/1/000.p/1"]);
    let bundles: Vec<_> = new_bundles(255, 513).map(|path| path.to_string()).collect();
    assert_eq!(
        bundles,
        [
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/1"
        ]
    );
    assert_eq!(
        new_tiles(9, 9).count() + new_tiles(9, 8).count() + new_bundles(9, 9).count(),
        0
    );
}

#[test]
fn a_tree_of_three_levels_is_read_back() {
    let leaves = leaves(66_000);
    let (edge, kept) = grow(&leaves, &[1, 255, 256, 40_000]);
    let head = proof::root(&leaves);
    assert_eq!(edge.root(), head);
    assert_eq!(read_tree(66_000, reader(&kept)).unwrap().root(), head);
    assert_eq!(TileEdge::open(66_000, reader(&kept)).unwrap(), edge);
    let mut tiles = TileReader::new(66_000, reader(&kept));
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 65_999] {
        let path = proof::inclusion_proof_from(&mut tiles, index, 66_000).unwrap();
        let leaf = leaves[usize::try_from(index).unwrap()];
        proof::verify_inclusion(index, 66_000, leaf, &path, head).unwrap();
    }
    for old in [1, 256, 257, 512, 40_512, 65_536, 65_999] {
        let old_root = proof::root_from(&mut tiles, old).unwrap();
        assert_eq!(
            old_root,
            proof::root(&leaves[..usize::try_from(old).unwrap()])
        );
        let path = proof::consistency_proof_from(&mut tiles, old, 66_000).unwrap();
        proof::verify_consistency(old, 66_000, &path, old_root, head).unwrap();
    }
    // Beyond the tree, and higher than any tree.
    assert!(proof::root_from(&mut tiles, 66_001).is_err());
    assert!(tiles.subtree(64, 0).is_err() && tiles.subtree(255, u64::MAX).is_err());
}

#[test]
fn damaged_tiles_are_named() {
    let leaves = leaves(66_000);
    let (_, kept) = grow(&leaves, &[]);
    let head = proof::root(&leaves);
    for path in new_tiles(0, 66_000)
        .step_by(37)
        .chain(new_tiles(0, 66_000).skip(257))
    {
        let name = path.to_string();
        let mut absent = kept.clone();
        absent.remove(&name);
        let found = read_tree(66_000, reader(&absent)).unwrap_err();
        assert!(
            matches!(found, TileError::Read { path: p, .. } if p == path),
            "{name}: {found}"
        );

        let mut short = kept.clone();
        short.get_mut(&name).unwrap().pop();
        let found = read_tree(66_000, reader(&short)).unwrap_err();
        assert!(
            matches!(found, TileError::Length { path: p, .. } if p == path),
            "{name}: {found}"
        );

        let mut altered = kept.clone();
        altered.get_mut(&name).unwrap()[5] ^= 1;
        match (path.kind(), read_tree(66_000, reader(&altered))) {
            // A full leaf tile is caught by the tile above it; the last one by the root alone.
            (TileKind::Hashes(0), Ok(read)) => {
                assert!(path.is_partial() && read.root() != head, "{name}");
            }
            (
                TileKind::Hashes(0),
                Err(TileError::Disagrees {
                    path: above, at, ..
                }),
            ) => {
                assert_eq!(above.kind(), TileKind::Hashes(1));
                assert_eq!(above.index() * 256 + at as u64, path.index());
            }
            (_, Err(TileError::Disagrees { path: p, at: 0, .. })) => assert_eq!(p, path),
            (_, other) => panic!("{name}: {other:?}"),
        }
    }
    assert!(read_tree(u64::MAX, reader(&kept)).is_err());
    assert!(TileEdge::open(u64::MAX, reader(&kept)).is_err());
}

#[test]
fn bundles_hold_whole_entries_only() {
    let longest = vec![7; 65_535];
    let entries: [&[u8]; 3] = [b"", b"abc", &longest];
    let bytes = encode_bundle(&entries).unwrap();
    assert_eq!(bytes[..7], *b"\x00\x00\x00\x03abc");
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), entries);
    assert_eq!(
        decode_bundle(&bytes, 4),
        Err(BundleError::Cut { entry: 3, width: 4 })
    );
    assert_eq!(
        decode_bundle(&bytes, 2),
        Err(BundleError::Trailing {
            bytes: 65_537,
            width: 2
        })
    );
    let cut = bytes.split_last().unwrap().1;
    assert_eq!(
        decode_bundle(cut, 3),
        Err(BundleError::Cut { entry: 2, width: 3 })
    );
    assert_eq!(decode_bundle(&bytes, 0), Err(BundleError::Count { got: 0 }));
    assert_eq!(
        decode_bundle(&bytes, 257),
        Err(BundleError::Count { got: 257 })
    );
    let long = BundleError::Long {
        entry: 1,
        bytes: 65_536,
    };
    assert_eq!(encode_bundle(&[vec![], vec![0; 65_536]]), Err(long));
    assert_eq!(
        encode_bundle::<&[u8]>(&[]),
        Err(BundleError::Count { got: 0 })
    );
    assert_eq!(
        encode_bundle(&[b""; 257]),
        Err(BundleError::Count { got: 257 })
    );
}

#[test]
fn a_bundle_has_the_width_of_its_tile() {
    let tile = TilePath::holding(0, 300, 400).unwrap();
    assert_eq!(tile.to_string(), "tile/0/001.p/144");
    assert_eq!(
        tile.entries().unwrap().to_string(),
        "tile/entries/001.p/144"
    );
    assert_eq!(TilePath::holding(0, 400, 400), None);
    assert_eq!(TilePath::holding(1, 0, 400).unwrap().entries(), None);
}

proptest! {
    #[test]
    fn steps_do_not_matter(
        size in 0_u64..2_000, steps in prop::collection::vec(0_usize..600, 0..6), bit in 0_usize..256,
    ) {
        let leaves = leaves(size);
        let (edge, kept) = grow(&leaves, &steps);
        prop_assert_eq!(edge.root(), proof::root(&leaves));
        prop_assert_eq!(edge.frontier(), proof::frontier_from(&mut Leaves(&leaves), size).unwrap());
        let mut again = TileEdge::open(size, reader(&kept)).unwrap();
        prop_assert_eq!(&again, &edge);
        prop_assert_eq!(read_tree(size, reader(&kept)).unwrap(), edge.frontier());
        again.append(&[flipped(Hash::EMPTY, bit)]);
        prop_assert_ne!(again.root(), edge.root());
    }

    #[test]
    fn a_path_reads_as_it_is_written(level in 0_u8..64, index: u64, width in 1_u16..=256) {
        for kind in [TileKind::Hashes(level), TileKind::Entries] {
            let path = TilePath::new(kind, index, width).unwrap();
            prop_assert_eq!(path.to_string().parse::<TilePath>(), Ok(path));
        }
    }

    #[test]
    fn bundles_read_as_they_are_written(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..=256),
    ) {
        let bytes = encode_bundle(&entries).unwrap();
        let width = u16::try_from(entries.len()).unwrap();
        prop_assert_eq!(decode_bundle(&bytes, width).unwrap(), entries);
    }
}
