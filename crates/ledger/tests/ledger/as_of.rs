//! What was known at an earlier head can be asked again, whatever came since.

use env::Disk;
use ledger::{Names, OpenError, Piece, Rule, Snapshot};
use testkit::{START_MS, shop_history};

use crate::common::{Driver, Site, book_key, dir};

/// All that a snapshot tells of: leaves, state, where rows are and how many, number of control events.
type Told = (u64, String, Vec<(u32, String, u64)>, usize);

fn told(disk: &dyn Disk, snapshot: &Snapshot) -> Told {
    let shards = 0..snapshot.genesis.shards;
    let pieces = shards.flat_map(|shard| snapshot.pieces(shard).collect::<Vec<_>>());
    let parts = pieces.map(|piece| match piece {
        Piece::Sealed(epoch, file) => (epoch, file.name.clone(), file.rows),
        Piece::Open(rows) => (0, String::new(), rows.len() as u64),
    });
    let state = format!("{:?} {:?}", snapshot.head, snapshot.state);
    (
        snapshot.head.0,
        state,
        parts.collect(),
        snapshot.controls(disk).unwrap().len(),
    )
}

fn as_of(site: &Site, size: u64) -> Result<Snapshot, OpenError> {
    let key = book_key();
    Snapshot::load_as_of(&site.disk, dir(), (Some(&key), Names::Wanted), size)
}

/// Heads after each epoch, with what was known then.
fn grown(site: &Site) -> Vec<Told> {
    let mut driver: Driver = site.create().unwrap();
    let mut then = Vec::new();
    let history = shop_history();
    for arrivals in history.chunks(history.len().div_ceil(4)) {
        driver.feed(arrivals).unwrap();
        driver.commit().unwrap();
        driver.ledger.close_epoch().unwrap();
        then.push(told(&site.disk, &site.snapshot()));
    }
    then
}

#[test]
fn every_epoch_can_be_asked_as_it_ended() {
    let site = Site::new();
    let then = grown(&site);
    assert!(then.len() > 2);
    for was in &then {
        let now = as_of(&site, was.0).unwrap();
        assert_eq!(&told(&site.disk, &now), was);
        assert!(now.book.is_some());
    }
}

#[test]
fn a_head_that_ends_no_epoch_is_refused_with_those_that_do() {
    let site = Site::new();
    let then = grown(&site);
    let first = then[0].0;
    for size in [0, first + 1, 1 << 40] {
        let refused = as_of(&site, size).unwrap_err().to_string();
        assert!(
            refused.contains(&format!("those that can: {first}")),
            "{refused}"
        );
    }
}

#[test]
fn what_was_deleted_since_is_missing_and_told() {
    let site = Site::new();
    let then = grown(&site);
    site.clock.set(START_MS + 2 * 86_400_000);
    let mut driver = site.open().unwrap();
    let rules = ["standard", "long", "control"].map(|class| Rule {
        class: class.to_owned(),
        keep_ms: 1,
    });
    driver.ledger.retain(&rules, "kim").unwrap();
    drop(driver);
    let last = then.last().unwrap();
    let now = as_of(&site, last.0).unwrap();
    assert!(!now.standing.deleted.is_empty());
    assert!(told(&site.disk, &now).2.len() < last.2.len());
}
