//! Real directories, made by the writer, whole and damaged in every way that is to be told apart.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

mod adopted;
mod any_bytes;
mod crash;
mod damage;
mod disks;
mod evidence;
mod keys;
mod make;
mod retained;
mod signed;
mod sound;
mod steps;

use std::{path::Path, sync::OnceLock};

use verify::{Integrity, Options, Place, Report, verify};

use crate::{
    disks::{MemDisk, RamDisk},
    make::{open_with, public_key, small},
};

/// A new disk with the directory of [`small`].
pub(crate) fn made_small() -> RamDisk {
    let disk = RamDisk::new();
    small(open_with(&disk, b"{\"v\":1}", true, 1));
    disk
}

/// The directory of [`small`], made once.
pub(crate) fn directory() -> MemDisk {
    static MADE: OnceLock<MemDisk> = OnceLock::new();
    let made = MADE.get_or_init(|| made_small().now());
    made.clone()
}

pub(crate) fn with_key() -> Options {
    Options {
        key: Some(public_key(1)),
        against: None,
    }
}

pub(crate) fn check(disk: &MemDisk) -> Report {
    verify(disk, Path::new(""), &with_key()).unwrap()
}

/// The finding about a file, which must be there.
pub(crate) fn place(report: &Report, path: &str) -> Place {
    assert_eq!(report.integrity, Integrity::Broken);
    let finding = report.findings.iter().find(|f| f.path == Path::new(path));
    finding
        .unwrap_or_else(|| panic!("nothing about {path} in {:#?}", report.findings))
        .place
        .clone()
}

pub(crate) fn says(report: &Report, words: &str) -> bool {
    report.findings.iter().any(|f| f.message.contains(words))
}

pub(crate) fn checkpoint(disk: &mut MemDisk) -> String {
    String::from_utf8(disk.file("tree/checkpoint").clone()).unwrap()
}

/// First and last byte of the closed blocks of the open log, by the leaves.
pub(crate) fn closed_bytes(disk: &MemDisk) -> u64 {
    let entries = disk
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("tree/tile/entries"));
    let widest = entries.max_by_key(|(_, bytes)| bytes.len()).unwrap().1;
    let text = String::from_utf8_lossy(widest).into_owned();
    let last = text
        .rsplit("bytes ")
        .next()
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    last.split(' ').nth(1).unwrap().parse().unwrap()
}
