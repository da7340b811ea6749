use event::{ActKind, Acts};
use ledger::{AppendError, Ledger, OpenError};
use testkit::{Fault, Model, Plan, START_MS, act, shop_catalogue, shop_history};

use crate::common::{Driver, Site, dir};
use crate::reading::check;

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
    let before = site.disk.files();
    assert!(matches!(driver.commit(), Err(AppendError::Latched { .. })));
    site.entropy.set_dry(false);
    assert_eq!(every_write(&mut driver), [false; 6]);
    assert_eq!(site.disk.files(), before);
}

#[test]
fn a_full_disk_stops_and_goes_on_when_there_is_room() {
    let history = shop_history();
    let site = Site::new().with_epochs_of(5);
    let mut driver = site.create().unwrap();
    driver.feed(&history[..10]).unwrap();
    site.disk.set_free_bytes(1 << 20);
    let before = site.disk.files();
    for _ in 0..2 {
        let full = driver.commit().unwrap_err();
        assert!(
            matches!(full, AppendError::Full { free: 1_048_576, needed } if needed > 1 << 28),
            "{full}"
        );
    }
    assert_eq!(site.disk.files(), before, "nothing is half written");
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
