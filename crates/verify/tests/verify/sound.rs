//! Directories as they should be, and what a report says of them.

use std::{path::Path, sync::Arc};

use env::RealDisk;
use verify::{Completeness, Integrity, KeyOrigin, Options, Place, verify};

use crate::{
    disks::{MemDisk, RamDisk},
    make::{Feed, Temp, act, controls, open_on, open_with, small},
    *,
};

#[test]
fn a_sound_directory_has_no_finding() {
    let report = check(&directory());
    assert_eq!(report.findings, []);
    assert_eq!(report.warnings, []);
    assert_eq!(
        (report.integrity, report.key_origin),
        (Integrity::Ok, KeyOrigin::Given)
    );
    let checked = report.checked;
    // The genesis, a block for the catalogue, two blocks an epoch, two epochs, two blocks of the log.
    assert_eq!((checked.leaves, checked.epochs, checked.blocks), (10, 2, 2));
    assert!(checked.rows > 200, "{checked:?}");
    assert!(checked.files > 30 && checked.bytes > 20_000, "{checked:?}");
    assert_eq!(report.checkpoint.unwrap().size, 10);
    // Unmatched requests came in.
    assert_eq!(report.completeness, Completeness::Gaps);
    assert!(
        report
            .gaps
            .iter()
            .all(|gap| gap.contains("no route matched")),
        "{:?}",
        report.gaps
    );
}

#[test]
fn without_a_key_the_report_says_where_the_key_came_from() {
    let report = verify(&directory(), Path::new(""), &Options::default()).unwrap();
    assert_eq!(
        (report.integrity, report.key_origin),
        (Integrity::Ok, KeyOrigin::Directory)
    );
}

#[test]
fn a_real_disk_gives_the_same_report() {
    let dir = Temp::new();
    small(open_on(Arc::new(RealDisk), &dir.0, b"{}", true, 1).unwrap());
    let real = verify(&RealDisk, &dir.0, &with_key()).unwrap();
    assert_eq!(real, check(&MemDisk::copy(&dir.0)));
}

#[test]
fn nothing_to_verify_is_an_error() {
    let absent = verify(&RealDisk, Path::new("/nonexistent"), &Options::default());
    assert!(matches!(absent, Err(verify::VerifyError::Absent(_))));
    let options = Options {
        key: Some("x".to_owned()),
        against: None,
    };
    assert!(matches!(
        verify(&directory(), Path::new(""), &options),
        Err(verify::VerifyError::Key(_))
    ));
    let options = Options {
        against: Some("x".to_owned()),
        ..with_key()
    };
    assert!(matches!(
        verify(&directory(), Path::new(""), &options),
        Err(verify::VerifyError::Against(_))
    ));
}

#[test]
fn what_does_not_belong_is_a_warning() {
    let mut disk = directory();
    for path in [
        "epochs/000001/notes.txt",
        "tree/notes.txt",
        "tree/tile/0/notes",
        "log/000001.log",
        "epochs/000003.new/x",
    ] {
        disk.files.insert(path.into(), b"x".to_vec());
    }
    let report = check(&disk);
    assert_eq!(report.findings, []);
    assert_eq!(report.warnings.len(), 5, "{:#?}", report.warnings);
}

#[test]
fn a_gap_and_quarantined_records_make_the_record_incomplete() {
    let dir = RamDisk::new();
    let mut ledger = open_with(&dir, b"{}", true, 1);
    let mut idp = Feed::new(&mut ledger, "idp-log", 2);
    controls(&mut idp, 0, 8);
    idp.commit(&mut ledger);
    ledger.close_block().unwrap();
    let complete = check(&dir.now());
    assert_eq!(complete.findings, []);
    assert_eq!(complete.completeness, Completeness::Complete);
    idp.skip(3);
    controls(&mut idp, 8, 8);
    idp.refuse();
    idp.commit(&mut ledger);
    ledger.close_epoch().unwrap();
    let report = check(&dir.now());
    assert_eq!(
        (report.integrity, report.completeness),
        (Integrity::Ok, Completeness::Gaps),
        "{:#?}",
        report.findings
    );
    // Relations carry no number, so eight events used six.
    assert!(
        report.gaps[0].contains("numbers 7 to 9 never came"),
        "{:?}",
        report.gaps
    );
    assert!(
        report.gaps[1].contains("1 records are in quarantine"),
        "{:?}",
        report.gaps
    );
}

#[test]
fn a_tree_of_many_leaves_is_read() {
    let dir = RamDisk::new();
    let mut ledger = open_with(&dir, b"{}", true, 1);
    for _ in 0..300 {
        act(&mut ledger);
        ledger.close_block().unwrap();
    }
    let mut disk = dir.now();
    let report = check(&disk);
    assert_eq!(
        (report.findings.as_slice(), report.checked.leaves),
        ([].as_slice(), 302)
    );
    disk.file("tree/tile/1/000.p/1")[5] ^= 1;
    assert_eq!(place(&check(&disk), "tree/tile/1/000.p/1"), Place::Entry(0));
}
