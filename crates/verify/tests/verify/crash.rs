//! What a crash may leave.

use std::{path::Path, sync::Arc};

use verify::Integrity;

use crate::{
    disks::RamDisk,
    make::{Feed, controls, open_on, open_with, reads},
    *,
};

#[test]
fn a_torn_tail_is_no_fault() {
    let mut disk = directory();
    let end = usize::try_from(closed_bytes(&disk)).unwrap();
    let whole = disk.file("log/000003.log").clone();
    for cut in (end..whole.len()).step_by(5) {
        *disk.file("log/000003.log") = whole[..cut].to_vec();
        let report = check(&disk);
        assert_eq!(report.findings, [], "cut at {cut}");
        assert_eq!(
            report.warnings.len(),
            usize::from(cut > end),
            "cut at {cut}: {:?}",
            report.warnings
        );
    }
    disk.file("log/000003.log").extend_from_slice(&[0xff; 700]);
    let report = check(&disk);
    assert_eq!(report.integrity, Integrity::Ok);
    assert!(
        report
            .warnings
            .iter()
            .any(|w| w.message.contains("bytes follow the last commit"))
    );
}

/// Some blocks and an epoch on a disk that may go away; false when it did.
fn workload(disk: RamDisk) -> bool {
    let Ok(mut ledger) = open_on(Arc::new(disk), Path::new(""), b"{}", false, 1) else {
        return false;
    };
    let mut idp = Feed::new(&mut ledger, "idp-log", 2);
    let mut gw = Feed::new(&mut ledger, "gw", 1);
    let mut run = || {
        reads(&mut gw, 0, 9);
        gw.try_commit(&mut ledger)?;
        ledger.close_block()?;
        controls(&mut idp, 0, 4);
        idp.try_commit(&mut ledger)?;
        ledger.close_epoch()?;
        reads(&mut gw, 20, 9);
        gw.try_commit(&mut ledger)
    };
    run().is_ok()
}

/// A crash at any call leaves nothing that is called broken, before the next opening and after it.
#[test]
fn what_a_crash_leaves_is_no_fault() {
    let mut warned = 0;
    for calls in 0.. {
        let dir = RamDisk::new();
        drop(open_with(&dir, b"{}", true, 1));
        let done = workload(dir.crashing(calls));
        let crashed = check(&dir.now());
        assert_eq!(crashed.findings, [], "after {calls} calls");
        warned += crashed.warnings.len();
        if done {
            assert!(
                calls > 50 && warned > 20,
                "{calls} calls, {warned} warnings"
            );
            return;
        }
        drop(open_with(&dir, b"{}", false, 1));
        let reopened = check(&dir.now());
        assert_eq!(
            reopened.findings,
            [],
            "after {calls} calls and the next opening"
        );
    }
}
