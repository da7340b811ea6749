//! Directories that are wrong under a right signature: what a writer with a fault, or a thief of the
//! key, could make.

use verify::{Invariant, Place};

use crate::{disks::MemDisk, make::ORIGIN, *};

/// Signs the directory anew after the manifest of epoch 1 was changed: what a writer with a fault, or
/// a thief of the key, could make. Later manifests then no longer follow, which is passed over here.
fn sign_anew(disk: &mut MemDisk) {
    use sha2::Digest;
    let manifest: [u8; 32] =
        sha2::Sha256::digest(disk.file("epochs/000001/manifest").as_slice()).into();
    let digest: String = manifest.iter().map(|byte| format!("{byte:02x}")).collect();
    let bundle = disk.file("tree/tile/entries/000.p/10").clone();
    let entries = proof::decode_bundle(&bundle, 10).unwrap();
    let entries: Vec<Vec<u8>> = entries
        .into_iter()
        .map(|entry| match entry.starts_with(b"nunchi/1 epoch 1\n") {
            true => {
                let text = String::from_utf8(entry.to_vec()).unwrap();
                let head = text.split("manifest ").next().unwrap();
                format!("{head}manifest {digest}\n").into_bytes()
            }
            false => entry.to_vec(),
        })
        .collect();
    let hashes: Vec<_> = entries
        .iter()
        .map(|entry| proof::leaf_hash(entry))
        .collect();
    disk.files.retain(|path, _| !path.starts_with("tree/tile"));
    let bundle = proof::encode_bundle(&entries).unwrap();
    disk.files
        .insert("tree/tile/entries/000.p/10".into(), bundle);
    disk.files
        .insert("tree/tile/0/000.p/10".into(), proof::encode_tile(&hashes));
    let signer = proof::Signer::from_seed(ORIGIN, &[1; 32]).unwrap();
    let head = proof::Checkpoint::new(ORIGIN, 10, proof::root(&hashes)).unwrap();
    *disk.file("tree/checkpoint") = head.sign(&signer).unwrap().into_bytes();
}

fn edit_manifest(disk: &mut MemDisk, edit: impl FnOnce(String) -> String) {
    let manifest = disk.file("epochs/000001/manifest");
    *manifest = edit(String::from_utf8(manifest.clone()).unwrap()).into_bytes();
    sign_anew(disk);
}

#[test]
fn swapped_shards_under_a_right_signature_are_found_in_their_rows() {
    let mut disk = directory();
    let (one, two) = (
        "epochs/000001/standard-00.parquet",
        "epochs/000001/standard-02.parquet",
    );
    disk.swap(one, two);
    disk.swap(&format!("{one}.tree"), &format!("{two}.tree"));
    edit_manifest(&mut disk, |text| {
        let line = |name: &str| {
            text.lines()
                .find(|line| line.contains(name))
                .unwrap()
                .to_owned()
        };
        let tail = |line: &str| line.split_once(".parquet ").unwrap().1.to_owned();
        let (a, b) = (line("standard-00"), line("standard-02"));
        let (new_a, new_b) = (
            a.replace(&tail(&a), &tail(&b)),
            b.replace(&tail(&b), &tail(&a)),
        );
        text.replace(&a, "A")
            .replace(&b, &new_b)
            .replace("A\n", &format!("{new_a}\n"))
    });
    let report = check(&disk);
    assert_eq!(place(&report, one), Place::Row(0));
    assert_eq!(place(&report, two), Place::Row(0));
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.invariant == Invariant::Sum)
    );
}

#[test]
fn counts_and_facts_under_a_right_signature_are_held_against_the_rows() {
    let cases: [(&str, &str, &str); 4] = [
        ("positions 0 ", "positions 1 ", "epochs/000001/manifest"),
        (
            "\nrelation 0\n",
            "\nrelation 7\n",
            "epochs/000001/state.bin",
        ),
        ("hours gw ", "hours gw 7,", "epochs/000001/manifest"),
        ("\nend\n", "\nmore\nend\n", "epochs/000001/manifest"),
    ];
    for (from, to, path) in cases {
        let mut disk = directory();
        edit_manifest(&mut disk, |text| {
            assert!(text.contains(from), "{text}");
            text.replace(from, to)
        });
        assert!(check(&disk).finds(path), "{from:?} to {to:?}");
    }
}

#[test]
fn a_dropped_part_under_a_right_signature_is_missed_in_the_counts() {
    let mut disk = directory();
    edit_manifest(&mut disk, |text| {
        let kept = text.lines().filter(|line| !line.contains("standard-01"));
        kept.map(|line| format!("{line}\n")).collect()
    });
    let report = check(&disk);
    assert!(says(&report, "reads: "), "{:#?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.invariant == Invariant::Once)
    );
}
