//! The digest of a part's file, whole and in pieces.

use proof::{CHUNK_BYTES, ChunkHasher, Hash, chunk_count, chunk_hashes, chunk_root, leaf_hash};
use proptest::prelude::*;

fn file(bytes: usize) -> Vec<u8> {
    (0_u8..251).cycle().take(bytes).collect()
}

#[test]
fn chunks_end_where_they_should() {
    assert_eq!(chunk_hashes(b""), []);
    assert_eq!(chunk_root(b""), Hash::EMPTY);
    for bytes in [
        1,
        CHUNK_BYTES - 1,
        CHUNK_BYTES,
        CHUNK_BYTES + 1,
        3 * CHUNK_BYTES,
    ] {
        let file = file(bytes);
        let expected: Vec<_> = file.chunks(CHUNK_BYTES).map(leaf_hash).collect();
        assert_eq!(chunk_hashes(&file), expected);
        assert_eq!(
            chunk_count(u64::try_from(bytes).unwrap()),
            expected.len() as u64
        );
        assert_eq!(chunk_root(&file), proof::root(&expected));
    }
    assert_eq!(chunk_count(0), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn pieces_of_any_size_give_the_same_chunks(
        bytes in 0_usize..300_000, pieces in prop::collection::vec(0_usize..100_000, 0..8),
    ) {
        let file = file(bytes);
        let mut hasher = ChunkHasher::new();
        let mut rest = file.as_slice();
        for piece in pieces {
            let (now, later) = rest.split_at(piece.min(rest.len()));
            hasher.update(now);
            rest = later;
        }
        hasher.update(rest);
        prop_assert_eq!(hasher.finish(), chunk_hashes(&file));
    }
}
