//! The index is a cache: damaged or of another part it is passed over, and it can be made anew.

use std::path::{Path, PathBuf};

use env::Disk;
use exposure::{Standing, Summaries};
use ledger::{Piece, Snapshot};
use testkit::{FaultDisk, get};

use crate::common::{DIR, Site, at, literal, mended_catalogue, wide_catalogue};

fn three_epochs() -> Site {
    let site = Site::shop();
    let read = |n: u64| {
        get("/me")
            .at(at(i64::try_from(n).unwrap()))
            .member(&n.to_string())
            .ip([198, 51, 100, 7])
            .from("gateway")
    };
    site.write(&(0..60).map(read).collect::<Vec<_>>(), &[20, 40]);
    let mut writer = site.writer();
    writer.ledger.close_epoch().unwrap();
    site
}

fn summaries(disk: &FaultDisk) -> Vec<PathBuf> {
    let folders = disk.list(&Path::new(DIR).join("index")).unwrap();
    folders
        .iter()
        .flat_map(|folder| disk.list(&folder.path).unwrap())
        .map(|file| file.path)
        .collect()
}

fn standing(disk: &FaultDisk, snapshot: &Snapshot) -> (u64, u64) {
    let Standing { parts, indexed } = Summaries::standing(disk, snapshot);
    (parts, indexed)
}

/// Parts are found to be without a match, and are then not read at all.
#[test]
fn parts_without_a_match_are_left_out() {
    let site = three_epochs();
    let (snapshot, whole) = (site.snapshot(), site.ask("TRUE"));
    assert_eq!(whole.reads, 60);
    let files: Vec<PathBuf> = (0..4)
        .flat_map(|shard| snapshot.pieces(shard).collect::<Vec<_>>())
        .filter_map(|piece| {
            if let Piece::Sealed(epoch, file) = piece {
                Some(snapshot.part_path(epoch, file))
            } else {
                None
            }
        })
        .collect();
    files
        .iter()
        .for_each(|file| site.disk.remove(file).unwrap());
    for text in [
        "time < '2025-01-01'",
        "ip = '203.0.113.0/24' AND TRUE",
        "route = 'order-list'",
        "source = 'nowhere' AND issued",
    ] {
        assert_eq!(site.ask(text).reads, 0, "{text}");
    }
}

/// Both ends of a part's times are inside.
#[test]
fn the_first_and_last_read_of_a_part_are_found() {
    let site = three_epochs();
    for minute in 0..60 {
        assert_eq!(
            site.ask(&format!("time = {}", literal(minute))).reads,
            1,
            "{minute}"
        );
    }
    assert_eq!(site.ask(&format!("time <= {}", literal(0))).reads, 1);
    assert_eq!(site.ask(&format!("time >= {}", literal(59))).reads, 1);
}

/// A shard without the subject asked for is still asked when its rows may be of anybody.
#[test]
fn reads_whose_subject_was_not_kept_are_looked_for_everywhere() {
    let site = Site::new(wide_catalogue());
    let names: Vec<String> = (1..=8).map(|n: u8| n.to_string()).collect();
    let read = |name: &String, path| get(path).at(at(1)).member(name).from("gateway");
    site.write(
        &names
            .iter()
            .flat_map(|name| [read(name, "/me"), read(name, "/beta/of/17")])
            .collect::<Vec<_>>(),
        &[16],
    );
    let mended = Site {
        catalogue: mended_catalogue().into(),
        ..site
    };
    for name in &names {
        let answer = mended.ask(&format!("subject = '{name}'"));
        assert_eq!((answer.reads, answer.undecided.0), (1, 8), "{name}");
    }
}

#[test]
fn a_damaged_summary_is_passed_over_and_found_by_check() {
    let site = three_epochs();
    let (snapshot, answer) = (site.snapshot(), site.ask("ip = '198.51.100.7'"));
    let files = summaries(&site.disk);
    let (parts, indexed) = standing(&site.disk, &snapshot);
    assert_eq!((parts, indexed), (files.len() as u64, files.len() as u64));
    let bytes = site.disk.read(&files[0]).unwrap();
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 0x41;
        site.disk
            .create(&files[0])
            .unwrap()
            .write_all(&changed)
            .unwrap();
        assert_eq!(
            standing(&site.disk, &snapshot),
            (parts, indexed - 1),
            "byte {place}"
        );
        assert_eq!(
            Summaries::check(&site.disk, &snapshot).unwrap(),
            [files[0].clone()],
            "byte {place}"
        );
    }
    assert_eq!(site.ask("ip = '198.51.100.7'"), answer);
    site.disk
        .create(&files[0])
        .unwrap()
        .write_all(&bytes[..bytes.len() / 2])
        .unwrap();
    assert_eq!(standing(&site.disk, &snapshot), (parts, indexed - 1), "cut");
    assert_eq!(Summaries::rebuild(&site.disk, &snapshot).unwrap(), parts);
    assert_eq!(site.disk.read(&files[0]).unwrap(), bytes);
}

/// A whole summary of another part, as after a restored backup, says nothing of this one.
#[test]
fn a_foreign_summary_is_passed_over() {
    let site = three_epochs();
    let (snapshot, answer) = (site.snapshot(), site.ask("time >= '2025-11-06T09:00:00Z'"));
    let files = summaries(&site.disk);
    let other = site.disk.read(&files[1]).unwrap();
    site.disk
        .create(&files[0])
        .unwrap()
        .write_all(&other)
        .unwrap();
    let (parts, indexed) = standing(&site.disk, &snapshot);
    assert_eq!(indexed, parts - 1);
    assert_eq!(
        Summaries::check(&site.disk, &snapshot).unwrap(),
        [files[0].clone()]
    );
    assert_eq!(site.ask("time >= '2025-11-06T09:00:00Z'"), answer);
}

#[test]
fn without_an_index_every_part_is_read() {
    let site = three_epochs();
    let (snapshot, answer) = (site.snapshot(), site.ask("route = 'my-info'"));
    site.disk
        .remove_dir_all(&Path::new(DIR).join("index"))
        .unwrap();
    assert_eq!(standing(&site.disk, &snapshot).1, 0);
    assert_eq!(site.ask("route = 'my-info'"), answer);
    assert!(
        Summaries::check(&site.disk, &snapshot).unwrap().is_empty(),
        "a missing summary is no fault"
    );
}

/// A damaged part is said to be damaged, with its path.
#[test]
fn a_damaged_part_is_an_error() {
    let site = three_epochs();
    let snapshot = site.snapshot();
    let Some(Piece::Sealed(epoch, file)) = snapshot.pieces(0).next() else {
        panic!("no part")
    };
    let path = snapshot.part_path(epoch, file);
    let bytes = site.disk.read(&path).unwrap();
    let ground = exposure::Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).unwrap();
    let all = crate::common::selected(&ground, "TRUE");
    let mut cases = vec![bytes[..bytes.len() - 1].to_vec(), vec![0; bytes.len()]];
    cases.push(Vec::new());
    for case in cases {
        site.disk.create(&path).unwrap().write_all(&case).unwrap();
        let error =
            exposure::scope(&site.disk, &ground, &all, &exposure::Asked::default()).unwrap_err();
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
    site.disk.remove(&path).unwrap();
    let error =
        exposure::scope(&site.disk, &ground, &all, &exposure::Asked::default()).unwrap_err();
    assert!(error.to_string().starts_with("cannot read "), "{error}");
}
