use proptest::prelude::*;
use testkit::{Model, history, shop_catalogue, shop_history};

use crate::common::{Site, dir};
use crate::reading::check;

/// Epoch sizes: none closes, some close, each commit closes one.
const EPOCHS: [u64; 3] = [u64::MAX, 6, 1];

#[test]
fn what_went_in_comes_out_whether_sealed_or_not() {
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    for reads in EPOCHS {
        let site = Site::new().with_epochs_of(reads);
        let mut driver = site.create().unwrap();
        for some in history.chunks(5) {
            driver.feed(some).unwrap();
            driver.commit().unwrap();
        }
        let durable = driver.finish().unwrap();
        assert_eq!(durable.position, model.position);
        let written = driver.ledger.state().clone();
        drop(driver);
        let snapshot = check(&site, &model);
        assert_eq!(snapshot.epochs.is_empty(), reads == u64::MAX);
        assert_eq!(
            snapshot.state, written,
            "a reader's state, epochs of {reads}"
        );
        let reopened = site.open().unwrap();
        assert_eq!(
            *reopened.ledger.state(),
            written,
            "a writer's state, epochs of {reads}"
        );
        drop(reopened);
        check(&site, &model);
    }
}

#[test]
fn rows_of_a_part_are_sorted_by_subject_then_time() {
    let site = Site::new().with_epochs_of(1);
    site.run(&shop_history());
    let snapshot = site.snapshot();
    let mut parts = 0;
    for shard in 0..snapshot.genesis.shards {
        for piece in snapshot.pieces(shard) {
            let columns = snapshot
                .columns(&site.disk, piece, ledger::ColumnId::ALL)
                .unwrap();
            let key = |row| {
                let (subject, ghost) = (columns.subject.get(row), columns.ghost.get(row));
                (
                    subject.is_none(),
                    subject,
                    ghost.is_none(),
                    ghost,
                    columns.time.get(row),
                )
            };
            assert!((1..columns.len).all(|row| key(row - 1) <= key(row)));
            parts += 1;
        }
    }
    assert!(parts > 2);
}

#[test]
fn a_directory_is_made_once_and_only_there() {
    let site = Site::new();
    drop(site.create().unwrap());
    assert!(matches!(site.create(), Err(ledger::OpenError::Present(path)) if path == dir()));
    let nowhere = Site::new();
    assert!(matches!(nowhere.open(), Err(ledger::OpenError::Absent(path)) if path == dir()));
    for (origin, shards) in [("", 4), ("a b", 4), ("ok", 0), ("ok", 257)] {
        let refused =
            ledger::Ledger::create(nowhere.world(), dir(), origin, shards, nowhere.opening());
        assert!(
            matches!(refused, Err(ledger::OpenError::Setting(_))),
            "{origin:?} {shards}"
        );
    }
    assert!(nowhere.disk.files().is_empty());
}

#[test]
fn closing_takes_in_what_was_appended_before_it() {
    // Closing is public, and who closes must not lose or tear what stands uncommitted.
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    for whole_epoch in [false, true] {
        let site = Site::new();
        let mut driver = site.create().unwrap();
        for some in history.chunks(7) {
            driver.feed(some).unwrap();
            let closed = if whole_epoch {
                driver.ledger.close_epoch()
            } else {
                driver.ledger.close_block()
            };
            closed.unwrap();
        }
        driver.finish().unwrap();
        let written = driver.ledger.state().clone();
        drop(driver);
        assert_eq!(check(&site, &model).state, written);
        assert_eq!(*site.open().unwrap().ledger.state(), written);
    }
}

#[test]
fn a_clock_that_jumps_breaks_nothing() {
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    let jumps = [
        0,
        253_402_300_799_999,
        86_400_000_000,
        -86_400_000,
        4_102_444_800_000,
        1_762_419_600_000,
    ];
    for reads in EPOCHS {
        let site = Site::new().with_epochs_of(reads);
        let mut driver = site.create().unwrap();
        for (some, jump) in history.chunks(4).zip(jumps.iter().cycle()) {
            site.clock.set(*jump);
            driver.feed(some).unwrap();
            driver.commit().unwrap();
        }
        driver.finish().unwrap();
        let written = driver.ledger.state().clone();
        drop(driver);
        let snapshot = check(&site, &model);
        assert_eq!(snapshot.state, written);
        assert_eq!(*site.open().unwrap().ledger.state(), written);
    }
}

#[test]
fn blocks_and_epochs_close_by_age() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    let blocks = driver.ledger.state().blocks;
    driver.feed(&shop_history()[..3]).unwrap();
    driver.commit().unwrap();
    assert_eq!(driver.ledger.state().blocks, blocks);
    site.clock.advance(10_000);
    driver.commit().unwrap();
    assert_eq!(
        driver.ledger.state().blocks,
        blocks + 1,
        "a block closes after 10 s"
    );
    driver.commit().unwrap();
    assert_eq!(
        driver.ledger.state().blocks,
        blocks + 1,
        "an empty block does not"
    );
    site.clock.advance(86_400_000);
    driver.commit().unwrap();
    assert_eq!(
        driver.ledger.state().epoch,
        2,
        "an epoch closes after a day"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_kept_across_epochs_and_openings(
        history in history(60), reads in 1u64..30, group in 1usize..12, reopen in prop::collection::vec(any::<bool>(), 60), finish in any::<bool>(),
    ) {
        let model = Model::of(shop_catalogue(), &history);
        let site = Site::new().with_epochs_of(reads);
        let mut driver = site.create().unwrap();
        for (some, reopen) in history.chunks(group).zip(reopen) {
            driver.feed(some).unwrap();
            if finish { driver.finish().unwrap() } else { driver.commit().unwrap() };
            if reopen {
                let before = driver.ledger.state().clone();
                drop(driver);
                driver = site.open().unwrap();
                prop_assert_eq!(driver.ledger.state().position, before.position);
            }
        }
        driver.finish().unwrap();
        let written = driver.ledger.state().clone();
        drop(driver);
        prop_assert_eq!(check(&site, &model).state, written.clone());
        let reopened = site.open().unwrap();
        prop_assert_eq!(reopened.ledger.state(), &written);
    }
}
