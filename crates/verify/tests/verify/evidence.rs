//! Bundles: proven rows, and every edit found, even one under the head's own signature.

use std::path::{Path, PathBuf};

use event::ErrorClass;
use proof::{Signer, Verifier, open_note, sign_note};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use verify::evidence::{Made, Proven, Wanted, check, make};

use crate::{disks::MemDisk, make::ORIGIN, *};

const PARTS: [&str; 2] = ["standard-00.parquet", "standard-01.parquet"];

pub(crate) fn signer() -> Signer {
    Signer::from_seed(ORIGIN, &[1; 32]).unwrap()
}

fn wanted() -> Vec<Wanted> {
    let of = |(epoch, name): (u32, &&str)| Wanted {
        epoch,
        name: (*name).to_owned(),
        rows: vec![0, 1, 3],
    };
    PARTS.iter().map(|name| of((1, name))).collect()
}

fn made(disk: &MemDisk, wanted: &[Wanted], limit: u64) -> Result<Made, String> {
    make(
        disk,
        Path::new(""),
        ("NOT issued", wanted, None),
        Vec::new(),
        &signer(),
        limit,
    )
    .map_err(|error| format!("{:?} {error}", error.class()))
}

/// A bundle as a disk of its own.
fn bundle() -> MemDisk {
    let made = made(&directory(), &wanted(), 1 << 30).unwrap();
    assert_eq!(made.rows, 6);
    let mut disk = directory();
    disk.files = made
        .files
        .into_iter()
        .map(|file| (PathBuf::from(file.path), file.bytes))
        .collect();
    disk
}

fn checked(disk: &MemDisk) -> Proven {
    check(disk, Path::new(""), Some(&public_key())).unwrap()
}

fn public_key() -> String {
    signer().verifier_key()
}

fn text(disk: &MemDisk, path: &str) -> String {
    String::from_utf8(disk.files[Path::new(path)].clone()).unwrap()
}

/// Writes the head anew over what the files are now, as a thief of the signing key could.
pub(crate) fn sign_again(disk: &mut MemDisk) {
    let note = text(disk, "evidence.txt");
    let key = Verifier::parse(&public_key()).unwrap();
    let old = open_note(&note, &[key]).unwrap().to_owned();
    let mut head: String = old
        .lines()
        .filter(|line| !line.starts_with("file ") && *line != "end")
        .map(|line| format!("{line}\n"))
        .collect();
    for (path, bytes) in &disk.files {
        if path != Path::new("evidence.txt") {
            let digest: String = Sha256::digest(bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            head.push_str(&format!(
                "file {} {} {digest}\n",
                path.display(),
                bytes.len()
            ));
        }
    }
    head.push_str("end\n");
    *disk.file("evidence.txt") = sign_note(&head, &[&signer()]).unwrap().into_bytes();
}

#[test]
fn a_bundle_proves_its_rows() {
    let disk = bundle();
    let proven = checked(&disk);
    assert_eq!(proven.findings, []);
    assert_eq!(
        (proven.rows, proven.parts, proven.selection.as_str()),
        (6, 2, "NOT issued")
    );
    assert!(proven.chunks >= 2);
    let rows = text(&disk, "rows.csv");
    assert_eq!(rows.lines().count(), 7);
    assert!(rows.contains("000001/standard-00,3,"), "{rows}");
    let mut again = bundle();
    sign_again(&mut again);
    assert_eq!(
        checked(&again).findings,
        [],
        "the helper signs what is accepted"
    );
}

#[test]
fn a_signature_over_a_changed_row_does_not_help() {
    let mut disk = bundle();
    let rows = text(&disk, "rows.csv").replacen(",served,", ",denied,", 1);
    *disk.file("rows.csv") = rows.into_bytes();
    sign_again(&mut disk);
    let findings = checked(&disk).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0].0 == "rows.csv" && findings[0].1.contains("served"),
        "{findings:?}"
    );
}

#[test]
fn a_signature_over_a_row_that_no_chunk_holds_does_not_help() {
    for (what, line) in [
        ("a row beyond", ",9999,"),
        ("a part", "000001/standard-77,3,"),
    ] {
        let mut disk = bundle();
        let mut rows = text(&disk, "rows.csv");
        let last = rows.lines().last().unwrap().to_owned();
        let forged = match what {
            "a part" => last.replacen("000001/standard-01,3,", line, 1),
            _ => last.replacen(",3,", line, 1),
        };
        assert_ne!(forged, last);
        rows.push_str(&format!("{forged}\n"));
        *disk.file("rows.csv") = rows.into_bytes();
        sign_again(&mut disk);
        assert!(!checked(&disk).findings.is_empty(), "{what}");
    }
}

#[test]
fn a_bundle_of_a_damaged_part_is_not_made() {
    let mut disk = directory();
    disk.file("epochs/000001/standard-01.parquet")[100] ^= 1;
    let error = made(&disk, &wanted(), 1 << 30).unwrap_err();
    assert!(
        error.starts_with(&format!(
            "{:?} epochs/000001/standard-01",
            ErrorClass::Broken
        )),
        "{error}"
    );
    let error = made(&directory(), &wanted(), 1000).unwrap_err();
    assert!(error.starts_with("Limit"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any byte of any file, changed: found; signed anew: found all the same, unless it proves nothing.
    #[test]
    fn any_edit_is_found(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut disk = bundle();
        let paths: Vec<PathBuf> = disk.files.keys().cloned().collect();
        let path = file.get(&paths).display().to_string();
        let bytes = disk.file(&path);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let found = checked(&disk);
        prop_assert!(!found.findings.is_empty(), "{} at {}", path, at);
        if path != "evidence.txt" && path != "key.pub" {
            prop_assert!(found.findings.iter().any(|(of, _)| *of == path), "{:?}", found.findings);
            sign_again(&mut disk);
            prop_assert!(!checked(&disk).findings.is_empty(), "signed anew: {} at {}", path, at);
        }
    }

    /// Whatever a chunk file is, it makes nothing panic.
    #[test]
    fn any_chunks_are_refused_in_order(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in any::<prop::sample::Index>()) {
        let path = "epochs/000001/standard-00.parquet.chunks";
        let mut disk = bundle();
        let whole = disk.file(path).clone();
        *disk.file(path) = bytes;
        sign_again(&mut disk);
        prop_assert!(!checked(&disk).findings.is_empty());
        *disk.file(path) = whole[..cut.index(whole.len())].to_vec();
        sign_again(&mut disk);
        prop_assert!(!checked(&disk).findings.is_empty());
    }
}
