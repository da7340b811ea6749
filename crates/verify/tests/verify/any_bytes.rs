//! Any byte, and any damage.

use std::path::Path;

use proptest::prelude::*;
use verify::{Integrity, Options, verify};

use crate::{disks::MemDisk, *};

/// Files whose every byte is under the seal, with how many of their bytes are.
fn sealed_files(disk: &MemDisk) -> Vec<(String, usize)> {
    let closed = usize::try_from(closed_bytes(disk)).unwrap();
    let files = disk.files.iter().filter_map(|(path, bytes)| {
        let path = path.to_str().unwrap().to_owned();
        let sealed = match path.split('/').next() {
            Some("tree" | "epochs") => bytes.len(),
            Some("log") => closed,
            _ => 0,
        };
        (sealed > 0).then_some((path, sealed))
    });
    files.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_changed_byte_under_the_seal_is_found(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u32..8) {
        let mut disk = directory();
        let files = sealed_files(&disk);
        let (path, len) = file.get(&files);
        let at = at.index(*len);
        disk.file(path)[at] ^= 1 << bit;
        let report = check(&disk);
        prop_assert_eq!(report.integrity, Integrity::Broken, "byte {} of {}", at, path);
    }

    #[test]
    fn no_damage_makes_it_panic(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..5, any::<u8>()), 1..6), keyed in any::<bool>()) {
        let mut disk = directory();
        for (file, at, how, byte) in damage {
            let paths: Vec<String> = disk.files.keys().map(|path| path.to_str().unwrap().to_owned()).collect();
            let path = file.get(&paths);
            let bytes = disk.file(path);
            let at = at.index(bytes.len() + 1);
            match how {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 => bytes.iter_mut().skip(at).take(9).for_each(|b| *b = byte),
                3 => { disk.files.remove(Path::new(path)); }
                _ => bytes.extend_from_within(..at),
            }
        }
        let options = if keyed { with_key() } else { Options::default() };
        let _ = verify(&disk, Path::new(""), &options);
    }
}

/// Not only sampled: the small files of the tree, byte by byte.
#[test]
fn every_byte_of_head_and_key_counts() {
    let disk = directory();
    for path in [
        "tree/checkpoint",
        "tree/key.pub",
        "tree/genesis",
        "tree/catalogue/000001.json",
    ] {
        for at in 0..disk.files[Path::new(path)].len() {
            let mut altered = disk.clone();
            altered.file(path)[at] ^= 1;
            assert_eq!(
                check(&altered).integrity,
                Integrity::Broken,
                "byte {at} of {path}"
            );
        }
    }
}
