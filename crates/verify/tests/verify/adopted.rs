//! A restored directory that goes on under another origin: everything below the new head is checked, what
//! was adopted follows from the genesis that is kept, and later heads of the origin before are missed.

use std::{path::Path, sync::Arc};

use ledger::{Deed, Secret, adopt};
use verify::{Completeness, Integrity, Options, Report, verify};

use crate::{
    disks::{MemDisk, RamDisk},
    make::{Feed, open_with, public_key_of, reads, world},
    says,
};

const NEXT: &str = "restored.example/log";
const SIGN: u8 = 9;

fn checked(disk: &MemDisk, against: Option<String>) -> Report {
    let options = Options {
        key: Some(public_key_of(NEXT, SIGN)),
        against,
    };
    verify(disk, Path::new(""), &options).unwrap()
}

fn head(disk: &RamDisk) -> String {
    String::from_utf8(disk.now().file("tree/checkpoint").clone()).unwrap()
}

/// A directory that was backed up, and the head it had then, before, and later on the other machine.
struct Restored {
    disk: RamDisk,
    before: String,
    found: String,
    later: String,
}

fn restored() -> Restored {
    let disk = RamDisk::new();
    let mut ledger = open_with(&disk, b"{}", true, 1);
    let mut gw = Feed::new(&mut ledger, "gw", 1);
    reads(&mut gw, 0, 9);
    gw.commit(&mut ledger);
    ledger.close_epoch().unwrap();
    let before = head(&disk);
    reads(&mut gw, 20, 9);
    gw.commit(&mut ledger);
    ledger.close_block().unwrap();
    let (backup, found) = (disk.copy(), head(&disk));
    reads(&mut gw, 40, 9);
    gw.commit(&mut ledger);
    ledger.close_block().unwrap();
    Restored {
        disk: backup,
        before,
        found,
        later: head(&disk),
    }
}

fn adopted() -> Restored {
    let restored = restored();
    let disk = &restored.disk;
    let genesis = adopt(
        &world(Arc::new(disk.clone())),
        Path::new(""),
        NEXT,
        &Secret([SIGN; 32]),
        "test",
    )
    .unwrap();
    let of = genesis.adopted.last().unwrap();
    let mut ledger = open_with(disk, b"{}", false, SIGN);
    let deed = Deed::Adopt {
        origin: of.origin.clone(),
        size: of.size,
        root: of.root,
    };
    ledger.perform(deed, "kim", "restored").unwrap();
    let mut gw = Feed::new(&mut ledger, "gw", 2);
    reads(&mut gw, 60, 9);
    gw.commit(&mut ledger);
    ledger.close_epoch().unwrap();
    restored
}

#[test]
fn what_goes_on_is_whole_and_says_what_may_be_lost() {
    let restored = adopted();
    let disk = restored.disk.now();
    let report = checked(&disk, None);
    assert_eq!(report.findings, []);
    assert_eq!(report.completeness, Completeness::Gaps);
    let said = report
        .gaps
        .iter()
        .any(|gap| gap.contains("restored from a backup"));
    assert!(said, "{:?}", report.gaps);
    assert_eq!(report.warnings, []);
}

#[test]
fn heads_of_before_are_held_against_it_and_later_ones_are_missed() {
    let restored = adopted();
    let disk = restored.disk.now();
    for kept in [&restored.before, &restored.found] {
        assert_eq!(checked(&disk, Some(kept.clone())).findings, []);
    }
    let later = checked(&disk, Some(restored.later.clone()));
    assert_eq!(later.integrity, Integrity::Broken);
    assert!(says(&later, "rolled back"), "{:?}", later.findings);
}

#[test]
fn a_changed_file_of_what_was_adopted_is_found() {
    let restored = adopted();
    for name in ["genesis", "checkpoint", "key.pub"] {
        let path = format!("tree/adopted/000001/{name}");
        let whole = restored.disk.now().file(&path).clone();
        for at in 0..whole.len() {
            let mut disk = restored.disk.now();
            disk.file(&path)[at] ^= 1;
            let report = checked(&disk, None);
            assert_eq!(report.integrity, Integrity::Broken, "{path} at {at}");
        }
    }
}
