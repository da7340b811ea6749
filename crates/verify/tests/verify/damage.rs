//! Each sort of damage, told apart and located.

use std::path::Path;

use verify::{Integrity, Invariant, Options, Place, verify};

use crate::{
    disks::MemDisk,
    make::{Feed, ORIGIN, act, open_with, reads},
    *,
};

#[test]
fn a_changed_byte_in_a_part_is_found_in_its_chunk() {
    let mut disk = directory();
    let path = "epochs/000001/standard-01.parquet";
    disk.file(path)[100] ^= 1;
    assert_eq!(place(&check(&disk), path), Place::Chunks(vec![0]));
}

#[test]
fn a_changed_byte_of_a_tree_file_is_not_laid_on_its_part() {
    let mut disk = directory();
    let path = "epochs/000001/standard-01.parquet.tree";
    disk.file(path)[3] ^= 1;
    let report = check(&disk);
    assert!(report.finds(path));
    assert!(
        !report.finds("epochs/000001/standard-01.parquet"),
        "{:#?}",
        report.findings
    );
}

#[test]
fn a_removed_part_is_missed() {
    let mut disk = directory();
    let path = "epochs/000002/standard-00.parquet";
    disk.files.remove(Path::new(path));
    assert_eq!(place(&check(&disk), path), Place::Whole);
}

#[test]
fn a_removed_epoch_is_missed() {
    let mut disk = directory();
    disk.files
        .retain(|path, _| !path.starts_with("epochs/000001"));
    assert_eq!(place(&check(&disk), "epochs/000001/manifest"), Place::Whole);
}

#[test]
fn swapped_shards_are_told_as_such() {
    let (one, two) = (
        "epochs/000001/standard-00.parquet",
        "epochs/000001/standard-02.parquet",
    );
    let mut disk = directory();
    disk.swap(one, two);
    let report = check(&disk);
    assert!(report.finds(one) && report.finds(two));
    assert!(
        says(&report, "two files were swapped"),
        "{:#?}",
        report.findings
    );
    // Their chunk hashes go along.
    disk.swap(&format!("{one}.tree"), &format!("{two}.tree"));
    let report = check(&disk);
    assert!(report.finds(one) && report.finds(two) && says(&report, "two files were swapped"));
    // And the manifest: now every file agrees with it, and it no longer agrees with its leaf.
    let manifest = String::from_utf8(disk.file("epochs/000001/manifest").clone()).unwrap();
    let mut lines: Vec<String> = manifest.lines().map(str::to_owned).collect();
    let parts: Vec<usize> = ["standard-00", "standard-02"]
        .map(|name| lines.iter().position(|l| l.contains(name)).unwrap())
        .to_vec();
    let tail = |line: &str| {
        line.split(' ')
            .skip(4)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let head = |line: &str| {
        line.split(' ')
            .take(4)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (a, b) = (lines[parts[0]].clone(), lines[parts[1]].clone());
    lines[parts[0]] = format!("{} {}", head(&a), tail(&b));
    lines[parts[1]] = format!("{} {}", head(&b), tail(&a));
    *disk.file("epochs/000001/manifest") = format!("{}\n", lines.join("\n")).into_bytes();
    let report = check(&disk);
    assert_eq!(place(&report, "epochs/000001/manifest"), Place::Whole);
    assert!(!report.finds(one), "{:#?}", report.findings);
}

#[test]
fn a_manifest_that_names_files_for_other_shards_is_found() {
    let mut disk = directory();
    let text = String::from_utf8(disk.file("epochs/000001/manifest").clone()).unwrap();
    let text = text
        .replace("standard-00.parquet", "standard-xx.parquet")
        .replace("standard-01.parquet", "standard-00.parquet")
        .replace("standard-xx.parquet", "standard-01.parquet");
    *disk.file("epochs/000001/manifest") = text.into_bytes();
    let report = check(&disk);
    assert_eq!(place(&report, "epochs/000001/manifest"), Place::Whole);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.invariant == Invariant::Sum),
        "{:#?}",
        report.findings
    );
}

#[test]
fn reordered_frames_are_found_in_their_block() {
    let mut disk = directory();
    let end = usize::try_from(closed_bytes(&disk)).unwrap();
    let log = disk.file("log/000003.log");
    // Two neighbouring frames of the closed blocks change places.
    let len = |at: usize| 8 + u32::from_le_bytes(log[at..at + 4].try_into().unwrap()) as usize;
    let (a, b) = (64 + len(64), 64 + len(64) + len(64 + len(64)));
    let c = b + len(b);
    assert!(c < end);
    log[a..c].rotate_left(b - a);
    let report = check(&disk);
    assert!(
        matches!(place(&report, "log/000003.log"), Place::Bytes(64, _)),
        "{:#?}",
        report.findings
    );
    assert!(says(&report, "its leaf says"));
}

#[test]
fn a_log_cut_within_a_closed_block_is_found() {
    let mut disk = directory();
    let end = usize::try_from(closed_bytes(&disk)).unwrap();
    disk.file("log/000003.log").truncate(end - 10);
    let report = check(&disk);
    assert_eq!(
        place(&report, "log/000003.log"),
        Place::Byte(end as u64 - 10)
    );
    assert!(says(&report, "cut short"));
    disk.files.remove(Path::new("log/000003.log"));
    assert_eq!(place(&check(&disk), "log/000003.log"), Place::Whole);
}

#[test]
fn altered_acknowledged_events_of_the_open_block_are_found() {
    let dir = made_small();
    let mut ledger = open_with(&dir, b"{\"v\":1}", false, 1);
    act(&mut ledger);
    act(&mut ledger);
    drop(ledger);
    let mut disk = dir.now();
    let end = usize::try_from(closed_bytes(&disk)).unwrap();
    disk.file("log/000003.log")[end + 20] ^= 4;
    assert_eq!(
        place(&check(&disk), "log/000003.log"),
        Place::Byte(end as u64)
    );
}

#[test]
fn a_rolled_back_directory_is_found_against_a_kept_checkpoint() {
    let dir = made_small();
    let mut before = dir.now();
    let older = checkpoint(&mut before);
    let mut ledger = open_with(&dir, b"{\"v\":1}", false, 1);
    let mut gw = Feed::new(&mut ledger, "gw", 1);
    reads(&mut gw, 700, 20);
    gw.commit(&mut ledger);
    ledger.close_epoch().unwrap();
    drop(ledger);
    let mut after = dir.now();
    let newer = checkpoint(&mut after);
    let against = |disk: &MemDisk, kept: &str| {
        let options = Options {
            against: Some(kept.to_owned()),
            ..with_key()
        };
        verify(disk, Path::new(""), &options).unwrap()
    };
    assert_eq!(against(&after, &older).findings, [], "the log has grown");
    assert_eq!(
        against(&before, &older).findings,
        [],
        "the log stands still"
    );
    let report = against(&before, &newer);
    assert_eq!(
        place(&report, "tree/checkpoint"),
        Place::Sizes {
            kept: 12,
            found: 10
        }
    );
    assert!(says(&report, "rolled back"));
}

#[test]
fn a_fork_is_found_against_a_kept_checkpoint() {
    // The same key signs two histories.
    let mut disks = [1, 2].map(|_| made_small().now());
    let kept = checkpoint(&mut disks[0]);
    let options = Options {
        against: Some(kept),
        ..with_key()
    };
    let report = verify(&disks[1], Path::new(""), &options).unwrap();
    assert_eq!(
        place(&report, "tree/checkpoint"),
        Place::Sizes {
            kept: 10,
            found: 10
        }
    );
    assert!(says(&report, "forked"));
}

#[test]
fn a_checkpoint_signed_by_another_key_is_forged() {
    let mut disk = directory();
    let note = checkpoint(&mut disk);
    let text = note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let forger = proof::Signer::from_seed(ORIGIN, &[7; 32]).unwrap();
    *disk.file("tree/checkpoint") = forger.sign(&text).unwrap().into_bytes();
    assert_eq!(place(&check(&disk), "tree/checkpoint"), Place::Whole);
    // With its key put beside it, the directory agrees with itself; the given key does not.
    *disk.file("tree/key.pub") = format!("{}\n", forger.verifier_key()).into_bytes();
    assert_eq!(
        verify(&disk, Path::new(""), &Options::default())
            .unwrap()
            .integrity,
        Integrity::Ok
    );
    let report = check(&disk);
    assert!(report.finds("tree/checkpoint") && report.finds("tree/key.pub"));
    // A checkpoint kept elsewhere shows it too.
    let options = Options {
        key: None,
        against: Some(note),
    };
    assert!(
        verify(&disk, Path::new(""), &options)
            .unwrap()
            .finds("tree/checkpoint")
    );
}

#[test]
fn an_epoch_that_no_leaf_names_is_found() {
    let mut disk = directory();
    let copies: Vec<_> = disk
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("epochs/000002"))
        .map(|(path, bytes)| {
            (
                path.strip_prefix("epochs/000002").unwrap().to_owned(),
                bytes.clone(),
            )
        })
        .collect();
    for (name, bytes) in copies {
        disk.files
            .insert(Path::new("epochs/000003").join(name), bytes);
    }
    assert_eq!(place(&check(&disk), "epochs/000003"), Place::Whole);
}

#[test]
fn every_version_of_the_catalogue_is_held_against_its_act() {
    let dir = made_small();
    drop(open_with(&dir, b"{\"v\":2}", false, 1));
    drop(open_with(&dir, b"{\"v\":3}", false, 1));
    let disk = dir.now();
    assert_eq!(check(&disk).findings, []);
    for version in 1..=3 {
        let path = format!("tree/catalogue/{version:06}.json");
        let mut altered = disk.clone();
        altered.file(&path)[1] ^= 1;
        assert_eq!(place(&check(&altered), &path), Place::Whole);
        let mut lacking = disk.clone();
        lacking.files.remove(Path::new(&path));
        assert_eq!(place(&check(&lacking), &path), Place::Whole);
    }
}
