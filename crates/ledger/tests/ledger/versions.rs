use std::path::{Path, PathBuf};

use env::Disk;
use ledger::{Keys, OpenError, Secret, Snapshot};
use testkit::{FaultDisk, shop_history};

use crate::common::{Site, dir, keys};

/// All files but the lock, into which each writer says its name.
fn files(disk: &FaultDisk) -> Vec<(PathBuf, Vec<u8>)> {
    disk.files()
        .into_iter()
        .filter(|(path, _)| !path.ends_with("lock"))
        .collect()
}

fn sealed_site() -> Site {
    let site = Site {
        shards: 1,
        ..Site::new().with_epochs_of(10)
    };
    let mut driver = site.create().unwrap();
    let history = shop_history();
    driver.feed(&history[..16]).unwrap();
    driver.commit().unwrap();
    driver.feed(&history[16..17]).unwrap();
    driver.commit().unwrap();
    drop(driver);
    site
}

#[test]
fn a_wrong_or_missing_key_is_said_and_changes_nothing() {
    let mut site = sealed_site();
    let before = files(&site.disk);
    site.keys.book = Some(Secret([77; 32]));
    let wrong = site.open().err().unwrap();
    assert!(
        matches!(wrong, OpenError::Sealed { .. }) && wrong.to_string().contains("wrong book key"),
        "{wrong}"
    );
    assert_eq!(wrong.class(), event::ErrorClass::Config);
    let read = Snapshot::load(&site.disk, dir(), Some(&Secret([77; 32]))).unwrap_err();
    assert!(matches!(read, OpenError::Sealed { .. }), "{read}");
    for (sign, book, missing) in [(None, keys().book, "sign"), (keys().sign, None, "book")] {
        site.keys = Keys { sign, book };
        let error = site.open().err().unwrap();
        assert!(
            matches!(error, OpenError::Key(key) if key == missing),
            "{error}"
        );
    }
    assert_eq!(files(&site.disk), before);
    site.keys = keys();
    assert!(site.open().is_ok());
}

#[test]
fn another_signing_key_does_not_go_on_with_the_tree() {
    let mut site = sealed_site();
    let before = files(&site.disk);
    site.keys.sign = Some(Secret([78; 32]));
    let wrong = site.open().err().unwrap();
    assert!(wrong.to_string().contains("key.pub"), "{wrong}");
    assert_eq!(wrong.class(), event::ErrorClass::Config);
    assert_eq!(files(&site.disk), before);
}

fn overwrite(disk: &FaultDisk, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = disk.read(path).unwrap();
    change(&mut bytes);
    disk.create(path).unwrap().write_all(&bytes).unwrap();
}

#[test]
fn another_version_of_a_file_is_said_and_changes_nothing() {
    // Binary files carry their version as a little-endian number after eight bytes.
    for file in [
        "log/000002.log",
        "book/000001.names",
        "book/000001.strings",
        "book/generations",
    ] {
        let site = sealed_site();
        let path = dir().join(file);
        overwrite(&site.disk, &path, |bytes| bytes[8] = 9);
        said(&site, &path);
    }
    let site = sealed_site();
    let path = dir().join("tree/genesis");
    overwrite(&site.disk, &path, |bytes| bytes[7] = b'9');
    said(&site, &path);
    let site = sealed_site();
    let path = dir().join("epochs/000001/manifest");
    overwrite(&site.disk, &path, |bytes| bytes[16] = b'9');
    said(&site, &path);
}

fn said(site: &Site, path: &Path) {
    let before = files(&site.disk);
    for error in [
        site.open().err().unwrap(),
        Snapshot::load(&site.disk, dir(), keys().book.as_ref()).unwrap_err(),
    ] {
        let OpenError::Version {
            path: named,
            found: 9,
        } = &error
        else {
            panic!("{}: {error}", path.display())
        };
        assert_eq!(named, path);
    }
    assert_eq!(files(&site.disk), before, "{}", path.display());
}

#[test]
fn a_damaged_file_is_named() {
    for file in [
        "epochs/000001/manifest",
        "epochs/000001/state.bin",
        "epochs/000001/ids.bin",
        "tree/checkpoint",
        "log/000002.log",
        "book/000001.names",
        "book/000001.strings",
    ] {
        let site = sealed_site();
        let path = dir().join(file);
        overwrite(&site.disk, &path, |bytes| bytes.truncate(bytes.len() / 2));
        let error = site
            .open()
            .err()
            .unwrap_or_else(|| panic!("{file} was taken"));
        assert!(error.to_string().contains(file), "{file}: {error}");
        let before = files(&site.disk);
        assert!(site.open().is_err());
        assert_eq!(files(&site.disk), before, "{file}");
    }
}

#[test]
fn a_log_cut_below_its_signed_head_is_not_gone_on_with() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    for some in shop_history().chunks(4) {
        driver.feed(some).unwrap();
        driver.finish().unwrap();
    }
    drop(driver);
    let path = dir().join("log/000001.log");
    let whole = site.disk.read(&path).unwrap();
    let half = whole.len() / 2;
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    for (bytes, says) in [
        (flipped(100), "commits follow"),
        (flipped(half), "commits follow"),
        (whole[..half].to_vec(), "signed head"),
    ] {
        let damaged = site.at(site.disk.restart());
        overwrite(&damaged.disk, &path, |old| *old = bytes);
        let before = files(&damaged.disk);
        let error = damaged.open().err().unwrap();
        assert!(
            matches!(error, OpenError::Damaged { .. }) && error.to_string().contains(says),
            "{error}"
        );
        assert_eq!(
            files(&damaged.disk),
            before,
            "what may still be saved is not cut off"
        );
    }
}
