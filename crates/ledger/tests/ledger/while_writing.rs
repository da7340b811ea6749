//! A reader beside a writer: whatever the writer does between two looks, and wherever it stopped, what
//! is read is the directory at one moment, the moment of its signed head.

use std::{
    io,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use env::{Disk, DiskLock, Entry, Meta, ReadFile, WriteFile};
use ledger::Snapshot;
use testkit::{Fault, FaultDisk, Plan, shop_history};

use crate::common::{Site, book_key, dir};
use crate::reading::seen_rows;

type Deed = Box<dyn FnOnce() + Send>;

/// A disk on which somebody else does something just before the n-th look.
struct Meddled {
    disk: FaultDisk,
    looks: AtomicU64,
    at: u64,
    deed: Mutex<Option<Deed>>,
}

impl Meddled {
    fn new(disk: &FaultDisk, at: u64, deed: impl FnOnce() + Send + 'static) -> Meddled {
        Meddled {
            disk: disk.clone(),
            looks: AtomicU64::new(0),
            at,
            deed: Mutex::new(Some(Box::new(deed))),
        }
    }

    fn look(&self) {
        if self.looks.fetch_add(1, Ordering::SeqCst) + 1 == self.at
            && let Some(deed) = self.deed.lock().unwrap().take()
        {
            deed();
        }
    }

    fn done(&self) -> bool {
        self.deed.lock().unwrap().is_none()
    }
}

impl Disk for Meddled {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.look();
        self.disk.read(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        self.look();
        self.disk.open(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.look();
        self.disk.list(path)
    }
    fn meta(&self, path: &Path) -> io::Result<Option<Meta>> {
        self.look();
        self.disk.meta(path)
    }
    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        self.disk.create(path)
    }
    fn append(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        self.disk.append(path)
    }
    fn truncate(&self, path: &Path, len: u64) -> io::Result<()> {
        self.disk.truncate(path, len)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.disk.remove(path)
    }
    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.disk.remove_dir_all(path)
    }
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.disk.create_dir_all(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.disk.sync_dir(path)
    }
    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        self.disk.free_bytes(path)
    }
    fn try_lock(&self, path: &Path, holder: &str) -> io::Result<Option<Box<dyn DiskLock>>> {
        self.disk.try_lock(path, holder)
    }
    fn is_locked(&self, path: &Path) -> io::Result<bool> {
        self.disk.is_locked(path)
    }
    fn may_write(&self, path: &Path) -> io::Result<()> {
        self.disk.may_write(path)
    }
}

/// The rows and the state are of the events that the head covers, neither more nor fewer.
fn check_one_moment(snapshot: &Snapshot, disk: &FaultDisk, what: &str) {
    let state = &snapshot.state;
    let leaves = 1 + state.blocks + u64::from(state.epoch) - 1;
    assert_eq!(snapshot.head.0, leaves, "{what}: leaves of the state");
    assert_eq!(snapshot.epochs.len() + 1, state.epoch as usize, "{what}");
    let rows: usize = seen_rows(snapshot, disk).values().map(Vec::len).sum();
    let reads: u64 = state.spoken.iter().map(|s| s.counters.reads).sum();
    assert_eq!(rows as u64, reads, "{what}: rows");
}

fn site() -> Site {
    Site {
        shards: 1,
        ..Site::new()
    }
}

#[test]
fn a_writer_seals_between_any_two_looks() {
    let history = shop_history();
    for at in 1.. {
        let site = site();
        let mut driver = site.create().unwrap();
        driver.feed(&history[..8]).unwrap();
        driver.ledger.close_epoch().unwrap();
        driver.feed(&history[8..12]).unwrap();
        driver.ledger.close_block().unwrap();
        driver.feed(&history[12..16]).unwrap();
        driver.commit().unwrap();
        let rest = history[16..].to_vec();
        let disk = Meddled::new(&site.disk, at, move || {
            driver.ledger.close_epoch().unwrap();
            driver.feed(&rest).unwrap();
            driver.ledger.close_block().unwrap();
        });
        let snapshot = Snapshot::load(&disk, dir(), Some(&book_key())).unwrap();
        check_one_moment(&snapshot, &site.disk, &format!("sealed before look {at}"));
        if !disk.done() {
            assert!(at > 10, "a reader looks only {at} times");
            return;
        }
    }
}

#[test]
fn a_writer_stopped_anywhere_leaves_one_moment() {
    let history = shop_history();
    let (mut unsigned, mut beyond) = (0, 0);
    for fault in [Fault::Fail, Fault::Late] {
        for at in 1.. {
            let site = site();
            let mut driver = site.create().unwrap();
            driver.feed(&history[..12]).unwrap();
            driver.commit().unwrap();
            site.disk.plan(Plan {
                at,
                fault,
                for_good: false,
            });
            let stopped = driver.ledger.close_epoch();
            drop(driver);
            if !site.disk.tripped() {
                stopped.unwrap();
                break;
            }
            let disk = site.disk.restart();
            let snapshot = Snapshot::load(&disk, dir(), Some(&book_key())).unwrap();
            check_one_moment(&snapshot, &disk, &format!("{fault:?} at call {at}"));
            let there = |end: &str| disk.files().iter().any(|(path, _)| path.ends_with(end));
            unsigned += usize::from(there("epochs/000001/manifest") && snapshot.epochs.is_empty());
            let whole = site.at(disk.clone()).open().unwrap();
            beyond += usize::from(whole.ledger.state().blocks > snapshot.state.blocks);
        }
    }
    assert!(unsigned > 4, "{unsigned} folders had no signed leaf");
    assert!(beyond > 4, "{beyond} closed blocks lay beyond the head");
}
