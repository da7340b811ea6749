//! Directories as earlier builds wrote them. They are never written anew: a change of the format
//! makes a new folder beside them, and these open for ever.
//!
//! `UPDATE=1 cargo nextest run -p ledger formats` writes a missing sample.

use std::path::{Path, PathBuf};

use env::{Disk, RealDisk};
use testkit::{Arrival, FaultDisk, Model, copy_tree, shop_catalogue, shop_history};

use crate::common::{DIR, Site, dir};
use crate::reading::{check, seen_controls, seen_rows};

fn folder(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats")
        .join(version)
}

fn samples() -> Vec<Arrival> {
    shop_history()
}

/// How many arrivals the sample holds; the rest is appended to a copy.
const WRITTEN: usize = 21;

fn write_sample(folder: &Path) {
    let site = Site {
        shards: 2,
        ..Site::new().with_epochs_of(8)
    };
    let mut driver = site.create().unwrap();
    for some in samples()[..WRITTEN].chunks(7) {
        driver.feed(some).unwrap();
        driver.commit().unwrap();
    }
    driver.finish().unwrap();
    drop(driver);
    let target = folder.join("ledger");
    copy_tree(&site.disk, dir(), &RealDisk, &target).unwrap();
    RealDisk
        .replace(&folder.join("expected.txt"), text_of(&site).as_bytes())
        .unwrap();
}

fn text_of(site: &Site) -> String {
    let snapshot = site.snapshot();
    let mut text = String::new();
    for (who, rows) in seen_rows(&snapshot, &site.disk) {
        for row in rows {
            text.push_str(&format!("{who:?} {row:?}\n"));
        }
    }
    for control in seen_controls(&snapshot, &site.disk) {
        text.push_str(&format!("{control:?}\n"));
    }
    text + &snapshot.state.facts().join("\n") + "\n"
}

#[test]
fn version_1_opens_reads_and_goes_on() {
    opens_reads_and_goes_on(&folder("v1"));
}

/// Acts stand in a table of their own.
#[test]
fn version_2_opens_reads_and_goes_on() {
    let folder = folder("v2");
    opens_reads_and_goes_on(&folder);
    let acts = folder.join("ledger/epochs/000001/acts.parquet");
    assert!(RealDisk.meta(&acts).unwrap().is_some());
}

/// A disk with the sample of a version.
pub(crate) fn sample(version: &str) -> FaultDisk {
    copy_of(&folder(version))
}

fn copy_of(folder: &Path) -> FaultDisk {
    let disk = FaultDisk::new();
    copy_tree(&RealDisk, &folder.join("ledger"), &disk, Path::new(DIR)).expect("a sample");
    disk.settle();
    disk
}

fn opens_reads_and_goes_on(folder: &Path) {
    let missing = RealDisk
        .meta(&folder.join("expected.txt"))
        .unwrap()
        .is_none();
    if missing && std::env::var_os("UPDATE").is_some() {
        write_sample(folder);
    }
    let disk = copy_of(folder);
    let site = Site {
        shards: 2,
        ..Site::on(disk).with_epochs_of(8)
    };
    let expected = RealDisk.read(&folder.join("expected.txt")).unwrap();
    assert_eq!(text_of(&site), String::from_utf8(expected).unwrap());
    check(&site, &Model::of(shop_catalogue(), &samples()[..WRITTEN]));
    assert!(
        !site.snapshot().epochs.is_empty() && site.snapshot().open.reads > 0,
        "it has sealed and open rows"
    );

    let mut driver = site.open().unwrap();
    assert_eq!(driver.consumed(&samples()), WRITTEN);
    driver.feed(&samples()[WRITTEN..]).unwrap();
    driver.finish().unwrap();
    driver.ledger.close_epoch().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &samples()));
}
