//! What no crash leaves is refused at opening, and what was signed once is never signed otherwise.

use std::path::PathBuf;

use env::Disk;
use ledger::{Ledger, OpenError};
use testkit::{Fault, FaultDisk, Plan, SHOP_CATALOGUE_BYTES, shop_history};

use crate::common::{Driver, Site, dir};
use crate::reading::check_heads;

fn log(epoch: u32) -> PathBuf {
    dir().join(format!("log/{epoch:06}.log"))
}

fn epoch(name: &str) -> PathBuf {
    dir().join("epochs/000001").join(name)
}

fn put(disk: &FaultDisk, path: &std::path::Path, bytes: &[u8]) {
    disk.create(path).unwrap().write_all(bytes).unwrap();
}

fn damaged(opened: Result<Driver, OpenError>, says: &str) {
    let error = opened.err().unwrap();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains(says), "{error}");
}

/// Directories as each failing call of the end of an epoch leaves them.
fn half_sealed() -> Vec<Site> {
    let mut all = Vec::new();
    for fault in [Fault::Fail, Fault::Late] {
        for at in 1.. {
            let site = Site {
                shards: 1,
                ..Site::new()
            };
            let mut driver = site.create().unwrap();
            driver.feed(&shop_history()[..12]).unwrap();
            driver.commit().unwrap();
            site.disk.plan(Plan {
                at,
                fault,
                for_good: false,
            });
            let result = driver.ledger.close_epoch();
            drop(driver);
            if result.is_ok() {
                break;
            }
            all.push(site.at(site.disk.restart()));
        }
    }
    all
}

fn unsigned() -> Vec<Site> {
    let mut all = half_sealed();
    all.retain(|site| {
        let named = site.disk.meta(&epoch("manifest")).unwrap().is_some();
        named && site.snapshot().epochs.is_empty()
    });
    assert!(all.len() > 4, "{} were unsigned", all.len());
    all
}

#[test]
fn a_manifest_is_signed_only_when_its_log_says_the_same() {
    for site in unsigned() {
        let before = ledger::checkpoint(&site.disk, dir()).unwrap();
        let gone = site.at(site.disk.restart());
        gone.disk.remove(&log(1)).unwrap();
        damaged(gone.open(), "missing");
        let told = String::from_utf8(site.disk.read(&epoch("manifest")).unwrap()).unwrap();
        let line = told.lines().find(|l| l.starts_with("positions")).unwrap();
        for (from, to) in [(line, "positions 0 5"), ("closed 2", "closed 3")] {
            let other = site.at(site.disk.restart());
            put(
                &other.disk,
                &epoch("manifest"),
                told.replace(from, to).as_bytes(),
            );
            damaged(other.open(), "says other than the log");
            let after = ledger::checkpoint(&other.disk, dir()).unwrap();
            assert_eq!(after.size(), before.size(), "nothing was signed");
        }
        assert_eq!(site.open().unwrap().ledger.state().epoch, 2);
    }
}

#[test]
fn a_missing_log_is_made_anew_only_after_a_crash() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    let first = site.at(site.disk.restart());
    first.disk.remove(&log(1)).unwrap();
    damaged(first.open(), "what it held is lost");
    driver.feed(&shop_history()[..8]).unwrap();
    driver.ledger.close_epoch().unwrap();
    let old = site.disk.files();
    driver.feed(&shop_history()[8..12]).unwrap();
    driver.commit().unwrap();
    drop(driver);
    site.disk.remove(&log(2)).unwrap();
    damaged(site.open(), "what it held is lost");
    assert!(old.iter().any(|(path, _)| *path == log(2)));
    assert!(
        site.disk.meta(&log(2)).unwrap().is_none(),
        "it was made anew"
    );
}

#[test]
fn an_ended_epoch_is_sealed_under_its_own_catalogue() {
    let mut refused = 0;
    for site in half_sealed() {
        let mut opening = site.opening();
        opening.catalogue_bytes = [SHOP_CATALOGUE_BYTES, b" "].concat();
        match Ledger::open(site.world(), dir(), opening) {
            Ok(_) => continue,
            Err(OpenError::Setting(what)) => assert!(what.contains("000001.json"), "{what}"),
            Err(other) => panic!("{other}"),
        }
        refused += 1;
        assert_eq!(site.open().unwrap().ledger.state().epoch, 2);
    }
    assert!(refused > 10, "{refused} ended epochs were refused");
}

#[test]
fn a_creation_that_was_cut_off_is_finished_from_its_first_head() {
    let mut begun = 0;
    for fault in [Fault::Fail, Fault::Late] {
        for at in 1.. {
            let site = Site::new();
            site.disk.plan(Plan {
                at,
                fault,
                for_good: false,
            });
            let result = site.create();
            if !site.disk.tripped() {
                result.unwrap();
                break;
            }
            drop(result);
            let head = ledger::checkpoint(&site.disk, dir()).ok();
            let next = site.at(site.disk.restart());
            next.clock.advance(1000);
            if head.is_some()
                && next
                    .disk
                    .meta(&dir().join("tree/genesis"))
                    .unwrap()
                    .is_none()
            {
                begun += 1;
                let other = Site {
                    shards: 9,
                    ..next.at(next.disk.restart())
                };
                assert!(matches!(other.create(), Err(OpenError::Setting(_))));
            }
            drop(next.open_or_create().unwrap());
            check_heads(&next.disk, head.as_slice());
        }
    }
    assert!(
        begun > 5,
        "{begun} creations were cut off after the first head"
    );
}

#[test]
fn commits_behind_a_damaged_frame_are_not_cut_off() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    let mut ends = Vec::new();
    for group in shop_history()[..12].chunks(4) {
        driver.feed(group).unwrap();
        driver.commit().unwrap();
        ends.push(site.disk.read(&log(1)).unwrap().len());
    }
    drop(driver);
    let whole = site.disk.read(&log(1)).unwrap();
    let with_flipped = |at: usize| {
        let other = site.at(site.disk.restart());
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        put(&other.disk, &log(1), &bytes);
        other.open()
    };
    // The commit of the first group, then two whole groups.
    damaged(with_flipped(ends[0] - 1), "2 commits follow");
    // The payload of the first frame of the second group: its own commit and the third's follow.
    damaged(with_flipped(ends[0] + 9), &format!("at byte {}", ends[0]));
    // Its length, so that the frames have to be found again.
    damaged(with_flipped(ends[0] + 3), &format!("at byte {}", ends[0]));
    // The last group is one that a crash can tear: its own commit alone follows, or nothing.
    for at in [ends[1] + 9, ends[2] - 1] {
        let driver = with_flipped(at).unwrap();
        assert_eq!(driver.consumed(&shop_history()), 8);
    }
}
