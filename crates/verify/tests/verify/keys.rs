//! The signing key gives way to another: whoever has either finds the right head, a crash leaves nothing
//! broken, and the old key signs nothing more.

use std::{path::Path, sync::Arc};

use ledger::{Ledger, OpenError, Secret};
use proof::{Checkpoint, Signer};
use verify::{Integrity, KeyOrigin, Options, Report, verify};

use crate::{
    disks::{MemDisk, RamDisk},
    make::{Feed, ORIGIN, open_on, open_with, public_key, reads},
    says,
};

const NEXT: u8 = 9;

fn by_key(disk: &MemDisk, sign: Option<u8>, against: Option<String>) -> Report {
    let options = Options {
        key: sign.map(public_key),
        against,
    };
    verify(disk, Path::new(""), &options).unwrap()
}

fn some_reads(ledger: &mut Ledger, id: u8, from: u32) {
    let mut gw = Feed::new(ledger, "gw", id);
    reads(&mut gw, from, 9);
    gw.commit(ledger);
    ledger.close_block().unwrap();
}

/// A directory whose key was changed, with blocks and an epoch before and after.
fn changed() -> RamDisk {
    let disk = RamDisk::new();
    let mut ledger = open_with(&disk, b"{}", true, 1);
    some_reads(&mut ledger, 1, 0);
    ledger.close_epoch().unwrap();
    let act = ledger
        .change_key(&Secret([NEXT; 32]), "kim", "yearly")
        .unwrap();
    assert_eq!((act.number, ledger.awaited_key()), (1, None));
    some_reads(&mut ledger, 2, 20);
    drop(ledger);
    let mut ledger = open_with(&disk, b"{}", false, NEXT);
    some_reads(&mut ledger, 3, 40);
    ledger.close_epoch().unwrap();
    disk
}

#[test]
fn whoever_has_either_key_is_led_to_the_head() {
    let disk = changed().now();
    for (key, origin) in [
        (Some(1), KeyOrigin::Given),
        (Some(NEXT), KeyOrigin::Given),
        (None, KeyOrigin::Directory),
    ] {
        let report = by_key(&disk, key, None);
        assert_eq!(report.findings, [], "{key:?}");
        assert_eq!(
            (report.integrity, report.key_origin),
            (Integrity::Ok, origin)
        );
        assert!(
            report
                .warnings
                .iter()
                .any(|w| w.message.contains("changed the signing key from")),
            "{:?}",
            report.warnings
        );
    }
    let report = by_key(&disk, Some(5), None);
    assert!(report.finds("tree/key.pub"), "{:?}", report.findings);
}

#[test]
fn a_head_kept_from_before_the_change_still_counts() {
    let disk = RamDisk::new();
    let mut ledger = open_with(&disk, b"{}", true, 1);
    some_reads(&mut ledger, 1, 0);
    let kept = String::from_utf8(disk.now().file("tree/checkpoint").clone()).unwrap();
    ledger.change_key(&Secret([NEXT; 32]), "kim", "").unwrap();
    some_reads(&mut ledger, 2, 20);
    drop(ledger);
    for key in [Some(1), None] {
        let report = by_key(&disk.now(), key, Some(kept.clone()));
        assert_eq!(report.findings, [], "{key:?}");
    }
}

#[test]
fn the_old_key_signs_nothing_more() {
    let mut disk = changed().now();
    let head = String::from_utf8(disk.file("tree/checkpoint").clone()).unwrap();
    let key = Signer::from_seed(ORIGIN, &[NEXT; 32]).unwrap();
    let head = Checkpoint::open(&head, key.verifier()).unwrap();
    let thief = Signer::from_seed(ORIGIN, &[1; 32]).unwrap();
    *disk.file("tree/checkpoint") = head.sign(&thief).unwrap().into_bytes();
    for key in [Some(1), None] {
        let report = by_key(&disk, key, None);
        assert_eq!(report.integrity, Integrity::Broken, "{key:?}");
    }
    assert!(says(
        &by_key(&disk, Some(1), None),
        "whoever has the old key signed it"
    ));
    let mut opened = open_on(Arc::new(RamDisk::new()), Path::new(""), b"{}", true, 1).unwrap();
    assert!(!opened.finish_key_change(&Secret([NEXT; 32])).unwrap());
    assert!(
        opened.change_key(&Secret([1; 32]), "kim", "").is_err(),
        "the same key"
    );
}

/// An act that only one of the keys signed changes nothing, whoever put it into the ledger.
#[test]
fn a_change_without_both_signatures_is_found() {
    let whole = changed().now();
    let path = "tree/acts/000001.txt";
    for kept in [0, 1] {
        let mut disk = whole.clone();
        let text = String::from_utf8(disk.file(path).clone()).unwrap();
        let approvals: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("approval"))
            .collect();
        assert_eq!(approvals.len(), 2);
        let forged = text.replace(&format!("{}\n", approvals[kept]), "");
        *disk.file(path) = forged.into_bytes();
        let report = by_key(&disk, Some(1), None);
        assert!(
            report.finds("tree/key.pub") && report.finds(path),
            "{:?}",
            report.findings
        );
    }
}

/// Opens with the key that the directory has, as the program does, and ends what was begun.
fn finish(disk: &RamDisk) -> bool {
    let open = |sign| open_on(Arc::new(disk.clone()), Path::new(""), b"{}", false, sign);
    let mut ledger = match open(1) {
        Err(OpenError::Setting(_)) => open(NEXT).unwrap(),
        opened => opened.unwrap(),
    };
    let changed = ledger.finish_key_change(&Secret([NEXT; 32])).unwrap();
    assert_eq!(ledger.awaited_key(), None);
    some_reads(&mut ledger, 7, 60);
    changed
}

/// The machine goes away at any call: nothing is called broken, and the change is whole or was none.
#[test]
fn a_change_that_is_cut_off_is_ended_or_never_was() {
    let (mut none, mut ended) = (0, 0);
    for calls in 1.. {
        let dir = RamDisk::new();
        let mut ledger = open_with(&dir, b"{}", true, 1);
        some_reads(&mut ledger, 1, 0);
        drop(ledger);
        let cut = dir.crashing(calls);
        let opened = open_on(Arc::new(cut), Path::new(""), b"{}", false, 1);
        let done = opened
            .is_ok_and(|mut ledger| ledger.change_key(&Secret([NEXT; 32]), "kim", "").is_ok());
        for key in [Some(1), None] {
            let report = by_key(&dir.now(), key, None);
            assert_eq!(report.findings, [], "after {calls} calls, by {key:?}");
        }
        let changed = finish(&dir);
        let right = if changed { NEXT } else { 1 };
        for key in [Some(1), Some(right), None] {
            let report = by_key(&dir.now(), key, None);
            assert_eq!(report.findings, [], "ended after {calls} calls, by {key:?}");
        }
        (none, ended) = (none + u32::from(!changed), ended + u32::from(changed));
        if done {
            assert!(changed);
            break;
        }
    }
    assert!(none > 5 && ended > 5, "{none} and {ended}");
}
