use super::*;

fn path(text: &str) -> &Path {
    Path::new(text)
}

fn disk_with(folder: &str) -> FaultDisk {
    let disk = FaultDisk::new();
    disk.create_dir_all(path(folder)).unwrap();
    disk.settle();
    disk
}

#[test]
fn unsynced_bytes_are_lost_or_torn_and_synced_ones_stay() {
    let disk = disk_with("/d");
    let mut file = disk.append(path("/d/a")).unwrap();
    disk.sync_dir(path("/d")).unwrap();
    file.write_all(b"kept ").unwrap();
    file.sync().unwrap();
    file.write_all(b"perhaps").unwrap();
    let read = |disk: FaultDisk| String::from_utf8(disk.read(path("/d/a")).unwrap()).unwrap();
    assert_eq!(read(disk.crash(Survival::Nothing, 0)), "kept ");
    assert_eq!(read(disk.crash(Survival::Everything, 0)), "kept perhaps");
    let some: BTreeSet<String> = (0..40)
        .map(|seed| read(disk.crash(Survival::Some, seed)))
        .collect();
    assert!(some.len() > 3, "{some:?}");
    assert!(
        some.iter()
            .all(|text| text.starts_with("kept ") && "kept perhaps".starts_with(text))
    );
    assert_eq!(read(disk.restart()), "kept perhaps");
}

#[test]
fn unsynced_names_are_lost_and_a_rename_is_whole() {
    let disk = disk_with("/d");
    for name in ["/d/old", "/d/new"] {
        let mut file = disk.create(path(name)).unwrap();
        file.write_all(name.as_bytes()).unwrap();
        file.sync().unwrap();
    }
    assert!(disk.crash(Survival::Nothing, 0).files().is_empty());
    disk.sync_dir(path("/d")).unwrap();
    disk.rename(path("/d/new"), path("/d/old")).unwrap();
    for seed in 0..20 {
        let after = disk.crash(Survival::Some, seed);
        let old = after.read(path("/d/old")).unwrap();
        let renamed = after.meta(path("/d/new")).unwrap().is_none();
        assert_eq!(old, if renamed { b"/d/new" } else { b"/d/old" });
    }
}

#[test]
fn a_rewritten_file_may_come_back_old_or_cut() {
    let disk = disk_with("/d");
    disk.replace(path("/d/a"), b"first").unwrap();
    disk.create(path("/d/a"))
        .unwrap()
        .write_all(b"second")
        .unwrap();
    let seen: BTreeSet<Vec<u8>> = (0..60)
        .map(|seed| disk.crash(Survival::Some, seed).read(path("/d/a")).unwrap())
        .collect();
    assert!(
        seen.contains(b"first".as_slice()) && seen.contains(b"".as_slice()),
        "{seen:?}"
    );
}

#[test]
fn the_planned_call_goes_wrong_as_planned() {
    let plan = |fault, for_good| Plan {
        at: 2,
        fault,
        for_good,
    };
    for (fault, kept) in [
        (Fault::Fail, ""),
        (Fault::Tear, "ab"),
        (Fault::Late, "abcd"),
    ] {
        let disk = disk_with("/d");
        disk.plan(plan(fault, false));
        let mut file = disk.create(path("/d/a")).unwrap();
        assert!(file.write_all(b"abcd").is_err() && disk.tripped());
        assert_eq!(
            disk.read(path("/d/a")).unwrap(),
            kept.as_bytes(),
            "{fault:?}"
        );
        assert_eq!(disk.changes_after_fault(), 0);
        file.write_all(b"!").unwrap();
        assert_eq!(disk.changes_after_fault(), 1);
    }
    let disk = disk_with("/d");
    disk.plan(plan(Fault::Fail, true));
    disk.list(path("/d")).unwrap();
    assert!(disk.list(path("/d")).is_err() && disk.list(path("/d")).is_err());
}

#[test]
fn a_lock_is_held_until_it_is_dropped_or_the_process_ends() {
    let disk = disk_with("/d");
    let held = disk.try_lock(path("/d/lock"), "first").unwrap();
    assert!(held.is_some());
    assert!(
        disk.clone()
            .try_lock(path("/d/lock"), "second")
            .unwrap()
            .is_none()
    );
    let words = disk.read(path("/d/lock")).unwrap();
    assert!(words.starts_with(b"first ") && words.len() == env::LOCK_WORDS);
    held.as_ref().unwrap().say("why").unwrap();
    let words = disk.read(path("/d/lock")).unwrap();
    assert!(words.starts_with(b"why ") && words.len() == env::LOCK_WORDS);
    assert!(
        disk.restart()
            .try_lock(path("/d/lock"), "other")
            .unwrap()
            .is_some()
    );
    drop(held);
    assert!(disk.try_lock(path("/d/lock"), "second").unwrap().is_some());
}

#[test]
fn what_a_disk_refuses_is_refused() {
    let disk = disk_with("/d");
    assert_eq!(
        disk.read(path("/d/no")).unwrap_err().kind(),
        io::ErrorKind::NotFound
    );
    assert!(disk.create(path("/no/a")).is_err(), "its folder is missing");
    assert!(disk.remove(path("/d")).is_err() && disk.read(path("/d")).is_err());
    disk.create(path("/d/f")).unwrap();
    assert!(disk.create_dir_all(path("/d/f/g")).is_err());
    assert!(disk.remove_dir_all(path("/d/f")).is_err());
    disk.set_free_bytes(7);
    assert_eq!(disk.free_bytes(path("/d")).unwrap(), 7);
}
