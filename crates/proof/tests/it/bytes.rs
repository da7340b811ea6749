//! Bytes that mean nothing: no reader may panic, and what is read is written back the same.

use proof::{
    Checkpoint, Hash, Note, TilePath, Verifier, decode_bundle, decode_tile, encode_bundle,
};
use proptest::prelude::*;

/// Whatever reads this text reads one spelling of it only.
fn read_all(text: &str) {
    if let Ok(path) = text.parse::<TilePath>() {
        assert_eq!(path.to_string(), text);
    }
    if let Ok(head) = text.parse::<Checkpoint>() {
        assert_eq!(head.to_string(), text);
    }
    if let Ok(verifier) = Verifier::parse(text) {
        assert_eq!(verifier.to_string(), text);
    }
    if let Ok(hash) = Hash::from_base64(text) {
        assert_eq!(hash.to_string(), text);
    }
    if let Ok(hash) = Hash::from_hex(text) {
        assert_eq!(hash.to_hex(), text);
    }
    if let Ok(note) = Note::parse(text) {
        assert!(text.starts_with(note.unverified_text()) && !note.signatures().is_empty());
        assert!(note.verify(&[]).is_err());
    }
}

/// Pieces of well-formed texts, so that some mixtures get past the first checks.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("tile/"),
        Just("entries/"),
        Just("x001/"),
        Just("000"),
        Just("067"),
        Just(".p/"),
        Just("1"),
        Just("255"),
        Just("/"),
        Just("+"),
        Just("\n"),
        Just("\n\n"),
        Just("— "),
        Just("log"),
        Just(" "),
        Just("AAAAAAA="),
        Just("530d903a"),
        Just("é"),
        Just("0"),
        Just("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        Just("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn texts_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), mixed in pieces()) {
        read_all(&String::from_utf8_lossy(&bytes));
        read_all(&mixed);
    }

    #[test]
    fn tiles_and_bundles_never_panic(
        bytes in prop::collection::vec(prop_oneof![Just(0), Just(1), any::<u8>()], 0..300),
        width: u16, small in 0_u16..12,
    ) {
        for width in [width, small] {
            if let Ok(entries) = decode_bundle(&bytes, width) {
                prop_assert_eq!(encode_bundle(&entries).unwrap(), bytes.clone());
            }
            if let Some(hashes) = decode_tile(&bytes, width) {
                prop_assert_eq!(proof::encode_tile(&hashes), bytes.clone());
            }
        }
    }

    #[test]
    fn proofs_never_panic(index: u64, size: u64, old: u64, hashes: u8, root: [u8; 32]) {
        let root = Hash::new(root);
        let path = vec![root; usize::from(hashes % 130)];
        for size in [size, size >> 32, size >> 60, u64::MAX >> 1] {
            prop_assert!(proof::verify_inclusion(index, size, root, &path, root).is_err() || size == 1);
            let seen = proof::verify_consistency(old, size, &path, root, root);
            prop_assert!(seen.is_err() || old == size);
        }
    }
}
