//! The index is a cache: damaged or of another part it is passed over, and it can be made anew.

use std::path::{Path, PathBuf};

use env::Disk;
use exposure::{Standing, Summaries};
use ledger::{Piece, Snapshot};
use testkit::{FaultDisk, get};

use crate::common::{DIR, Site, at, feeds, literal, mended_catalogue, wide_catalogue};

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
        .filter(|path| path.extension().is_some_and(|of| of == "idx"))
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
            Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap(),
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
    assert_eq!(
        Summaries::rebuild(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap(),
        parts
    );
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
        Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap(),
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
        Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue()))
            .unwrap()
            .is_empty(),
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
    let whole = exposure::Asked {
        without_index: true,
        ..exposure::Asked::default()
    };
    let mut cases = vec![bytes[..bytes.len() - 1].to_vec(), vec![0; bytes.len()]];
    cases.push(Vec::new());
    for case in cases {
        site.disk.create(&path).unwrap().write_all(&case).unwrap();
        let error = exposure::scope(&site.disk, &ground, &all, &whole).unwrap_err();
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
    site.disk.remove(&path).unwrap();
    let error = exposure::scope(&site.disk, &ground, &all, &whole).unwrap_err();
    assert!(error.to_string().starts_with("cannot read "), "{error}");
}

/// Two months of reads at any millisecond: buckets of many minutes, bounds within them, postings, runs of
/// addresses, odd rows, and more than one page of a part.
fn two_months() -> Site {
    let site = Site::shop();
    let mut random = 7u64;
    let mut below = |bound: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % bound
    };
    let span_ms = 60 * 24 * 3_600_000;
    let read = |_| {
        let member = below(700).to_string();
        let last = u8::try_from(if below(3) == 0 {
            below(200)
        } else {
            200 + below(3)
        })
        .unwrap();
        let path = match below(4) {
            0 => "/me".to_owned(),
            1 => format!("/orders?member={member}&member={}", below(700)),
            _ => format!("/members/{member}/addresses"),
        };
        let read = get(&path)
            .at(at(0) + i64::try_from(below(span_ms)).unwrap())
            .member(&member)
            .credential(&format!("t{}", below(50)))
            .issuer("sso")
            .outcome(match below(20) {
                0 => event::Outcome::Denied,
                1 => event::Outcome::Missing,
                _ => event::Outcome::Served,
            });
        let read = match below(30) {
            0 => read,
            1 => read.ip([0x2001, 0xdb8, 0, 0, 0, 0, 0, u16::from(last)]),
            _ => read.ip([198, 51, 100, last]),
        };
        match below(5) {
            0 => read.records(u32::try_from(below(40)).unwrap()).from("late"),
            _ => read.from("late"),
        }
    };
    let mut all: Vec<testkit::Arrival> = (0..95_000).map(read).collect();
    all.push(get("/me").at(at(30)).member("1").from("late"));
    site.write(&all, &[90_000]);
    site
}

#[test]
fn large_parts_answer_as_their_columns_do() {
    let site = two_months();
    let snapshot = site.snapshot();
    let ground = exposure::Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).unwrap();
    let whole = exposure::Asked {
        set: true,
        without_index: true,
        ..Default::default()
    };
    let by_index = exposure::Asked {
        set: true,
        ..Default::default()
    };
    for text in [
        "TRUE",
        "time >= '2025-11-20T01:02:03.004Z' AND time < '2025-12-01T23:59:58.777Z'",
        "NOT time BETWEEN '2025-11-20T01:02:03.004Z' AND '2025-12-01T23:59:58.777Z' AND route = 'my-info'",
        "ip = '198.51.100.201'",
        "ip IN ('198.51.100.200', '198.51.100.202', '198.51.100.9', '2001:db8::c8') AND time > '2025-12-20T10:00:00.001Z'",
        "NOT ip = '198.51.100.128/25'",
        "ip = '198.51.100.201' AND outcome <> 'served' AND NOT issued = 'yes'",
        "issued = 'cannot_say' AND ip = '2001:db8::/64'",
        "route = 'order-list' AND outcome = 'denied'",
        "NOT (route = 'order-list' OR field = 'phone')",
        "time = '2025-11-20T01:02:03.004Z'",
    ] {
        let selection = crate::common::selected(&ground, text);
        let slow = exposure::scope(&site.disk, &ground, &selection, &whole).unwrap();
        let fast = exposure::scope(&site.disk, &ground, &selection, &by_index).unwrap();
        assert_eq!(fast, slow, "{text}");
    }
}

/// Neither a changed nor a foreign index of issuances is used; a whole one that says otherwise than its
/// part is found.
#[test]
fn a_damaged_index_of_issuances_is_passed_over() {
    let site = two_months();
    let (snapshot, answer) = (site.snapshot(), site.ask("NOT issued = 'yes'"));
    let files = site
        .disk
        .list(&Path::new(DIR).join("index/000001"))
        .unwrap();
    let of = |extension: &str| {
        let named = |path: &PathBuf| path.extension().is_some_and(|of| of == extension);
        files
            .iter()
            .map(|file| file.path.clone())
            .filter(named)
            .collect::<Vec<_>>()
    };
    Summaries::refresh(&site.disk, &snapshot, &feeds(&snapshot, &site.catalogue)).unwrap();
    let issued = of("isd");
    assert_eq!(issued.len(), of("idx").len());
    let bytes = site.disk.read(&issued[0]).unwrap();
    let put = |bytes: &[u8]| {
        site.disk
            .create(&issued[0])
            .unwrap()
            .write_all(bytes)
            .unwrap()
    };
    let catalogue = wide_catalogue();
    for place in (0..bytes.len())
        .step_by(bytes.len() / 5)
        .chain([bytes.len() - 1])
    {
        let mut changed = bytes.clone();
        changed[place] ^= 0x21;
        put(&changed);
        assert_eq!(site.ask("NOT issued = 'yes'"), answer, "byte {place}");
    }
    put(&site.disk.read(&issued[1]).unwrap());
    assert_eq!(site.ask("NOT issued = 'yes'"), answer);
    let written =
        Summaries::refresh(&site.disk, &snapshot, &feeds(&snapshot, &site.catalogue)).unwrap();
    assert_eq!(
        (written, site.disk.read(&issued[0]).unwrap()),
        (1, bytes.clone())
    );
    assert!(
        Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &catalogue))
            .unwrap()
            .is_empty()
    );
}
