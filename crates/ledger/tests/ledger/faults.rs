use event::{ActKind, Acts};
use ledger::{AppendError, Ledger, OpenError, Writing};
use testkit::{Fault, Model, Plan, START_MS, act, shop_catalogue, shop_history};

use crate::common::{Driver, Site, dir};
use crate::reading::check;

/// Every file but the word about writing.
fn files(site: &Site) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = site.disk.files();
    files.retain(|(path, _)| !path.ends_with("lock"));
    files
}

/// Every way to write.
fn every_write(driver: &mut Driver) -> Vec<bool> {
    let fed = driver.feed(&shop_history()[..2]).is_ok();
    let acted = driver
        .ledger
        .record(act(START_MS, ActKind::Mute, "kim", b"{}"))
        .is_ok();
    vec![
        fed,
        acted,
        driver.commit().is_ok(),
        driver.ledger.close_block().is_ok(),
        driver.ledger.close_epoch().is_ok(),
        driver.finish().is_ok(),
    ]
}

#[test]
fn after_a_failed_write_nothing_more_is_written() {
    let history = shop_history();
    let mut failed = 0;
    for fault in [Fault::Fail, Fault::Tear, Fault::Late] {
        for at in 1..200 {
            let site = Site {
                shards: 1,
                ..Site::new().with_epochs_of(3)
            };
            let mut driver = site.create().unwrap();
            driver.feed(&history[..8]).unwrap();
            site.disk.plan(Plan {
                at,
                fault,
                for_good: false,
            });
            let mut result = driver.commit().map(drop);
            if result.is_ok() {
                result = driver.ledger.close_epoch();
            }
            let Err(error) = result else {
                assert!(
                    !site.disk.tripped(),
                    "a failed call was passed over: {fault:?} at {at}"
                );
                break;
            };
            assert!(matches!(error, AppendError::Latched { .. }), "{error}");
            assert_eq!(error.class(), event::ErrorClass::Unavailable);
            assert_eq!(every_write(&mut driver), [false; 6], "{fault:?} at {at}");
            assert_eq!(site.disk.changes_after_fault(), 0, "{fault:?} at {at}");
            drop(driver);
            failed += 1;
            let site = site.at(site.disk.restart());
            let driver = site.open().unwrap();
            assert!(
                matches!(driver.consumed(&history), 0 | 8),
                "a group is there whole or not at all"
            );
        }
    }
    assert!(failed > 150, "{failed} calls were failed");
}

#[test]
fn without_random_bytes_nothing_is_written() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver.feed(&shop_history()[..5]).unwrap();
    site.entropy.set_dry(true);
    let before = files(&site);
    assert!(matches!(driver.commit(), Err(AppendError::Latched { .. })));
    site.entropy.set_dry(false);
    assert_eq!(every_write(&mut driver), [false; 6]);
    assert_eq!(files(&site), before);
}

#[test]
fn a_full_disk_stops_and_goes_on_when_there_is_room() {
    let history = shop_history();
    let site = Site::new().with_epochs_of(5);
    let mut driver = site.create().unwrap();
    driver.feed(&history[..10]).unwrap();
    site.disk.set_free_bytes(1 << 20);
    let before = files(&site);
    for _ in 0..2 {
        let full = driver.commit().unwrap_err();
        assert!(
            matches!(full, AppendError::Full { free: 1_048_576, needed } if needed > 1 << 28),
            "{full}"
        );
    }
    assert_eq!(files(&site), before, "nothing is half written");
    assert!(matches!(
        driver.ledger.close_block(),
        Err(AppendError::Full { .. })
    ));
    assert!(matches!(
        driver.ledger.close_epoch(),
        Err(AppendError::Full { .. })
    ));
    site.disk.set_free_bytes(1 << 40);
    driver.commit().unwrap();
    driver.feed(&history[10..]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &history));
}

/// Whoever asks is told since when and why nothing is written, until a writer can write again.
#[test]
fn a_ledger_that_stopped_says_so_until_it_goes_on() {
    let site = Site::new();
    let writing = || Writing::of(&site.disk, dir());
    let mut driver = site.create().unwrap();
    assert!(matches!(writing(), Writing::Busy { holder } if holder.contains("4711")));
    driver.feed(&shop_history()[..5]).unwrap();
    site.disk.plan(Plan {
        at: 1,
        fault: Fault::Fail,
        for_good: false,
    });
    let error = driver.commit().unwrap_err().to_string();
    let stopped = |writing| match writing {
        Writing::Stopped { since, because } => (since.map(|since| since.0), because),
        other => panic!("{other:?}"),
    };
    let since = stopped(writing()).0;
    assert!(since.is_some_and(|since| since >= START_MS));
    assert_eq!(stopped(writing()).1, error);
    // What fails after it is no news, and the process may end.
    assert_eq!(every_write(&mut driver), [false; 6]);
    drop(driver);
    assert_eq!(stopped(writing()), (since, error));
    let mut driver = site.open().unwrap();
    driver.feed(&shop_history()[..5]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    assert_eq!(writing(), Writing::Idle);
}

#[test]
fn room_that_comes_back_takes_the_word_back() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver.feed(&shop_history()[..5]).unwrap();
    site.disk.set_free_bytes(1 << 20);
    driver.commit().unwrap_err();
    assert!(matches!(
        Writing::of(&site.disk, dir()),
        Writing::Stopped { because, .. } if because.starts_with("only 1048576 bytes")
    ));
    site.disk.set_free_bytes(1 << 40);
    driver.commit().unwrap();
    assert!(matches!(
        Writing::of(&site.disk, dir()),
        Writing::Busy { .. }
    ));
}

/// A writer that was killed leaves its name; one that could not even leave a word is found out by trying.
#[test]
fn a_writer_that_was_killed_and_a_disk_that_is_gone_are_told_apart() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver.feed(&shop_history()[..5]).unwrap();
    let killed = site.at(site.disk.restart());
    assert!(matches!(
        Writing::of(&killed.disk, dir()),
        Writing::Cut { .. }
    ));
    site.disk.plan(Plan {
        at: 1,
        fault: Fault::Fail,
        for_good: true,
    });
    driver.commit().unwrap_err();
    drop(driver);
    assert!(matches!(
        Writing::of(&site.disk, dir()),
        Writing::Refused { .. }
    ));
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let site = Site::new();
    let first = site.create().unwrap();
    let mut opening = site.opening();
    opening.holder = "the second".to_owned();
    let second = Ledger::open(site.world(), dir(), opening).unwrap_err();
    assert_eq!(second.class(), event::ErrorClass::Conflict);
    let OpenError::Locked { holder, .. } = &second else {
        panic!("{second}")
    };
    assert_eq!(holder, "process 4711 on host a");
    // A reader needs no lock.
    assert_eq!(site.snapshot().state.catalogue.0, 1);
    drop(first);
    assert!(site.open().is_ok());
}
