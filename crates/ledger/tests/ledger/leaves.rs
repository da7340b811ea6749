//! When leaves are made, and what stays of the tiles that they outgrow.

use event::{ActKind, Acts};
use testkit::{Arrival, Fault, Plan, START_MS, Survival, act, shop_history};

use crate::common::{Driver, Site, dir};
use crate::reading::check_heads;

const HOUR_MS: u64 = 3_600_000;

/// One leaf more: an act and the end of its block.
fn one_leaf(driver: &mut Driver) -> bool {
    let hold = act(START_MS, ActKind::Mute, "kim", b"{}");
    driver.ledger.record(hold).is_ok() && driver.ledger.close_block().is_ok()
}

fn size(site: &Site) -> u64 {
    ledger::checkpoint(&site.disk, dir()).unwrap().size()
}

#[test]
fn an_epoch_with_nothing_to_seal_grows_no_leaf_a_commit() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver.ledger.close_epoch().unwrap();
    // Records that cannot be decoded move their file and bring no event.
    let refused = |n: u8| [Arrival::bad("gateway", &[n; 8])];
    driver.feed(&refused(0)).unwrap();
    driver.commit().unwrap();
    site.clock.advance(25 * HOUR_MS);
    driver.feed(&refused(1)).unwrap();
    driver.commit().unwrap();
    let before = size(&site);
    for n in 2..9 {
        driver.feed(&refused(n)).unwrap();
        driver.commit().unwrap();
    }
    assert_eq!(size(&site), before, "each commit ended a block");
}

#[test]
fn partial_tiles_go_when_the_full_one_is_signed() {
    let site = Site {
        shards: 1,
        ..Site::new()
    };
    let mut driver = site.create().unwrap();
    driver.feed(&shop_history()[..4]).unwrap();
    while size(&site) < 255 {
        assert!(one_leaf(&mut driver));
    }
    drop(driver);
    for fault in [Fault::Fail, Fault::Late] {
        for at in 1.. {
            let here = site.at(site.disk.restart());
            let mut driver = here.open().unwrap();
            let head = ledger::checkpoint(&here.disk, dir()).unwrap();
            here.disk.plan(Plan {
                at,
                fault,
                for_good: true,
            });
            let whole = one_leaf(&mut driver);
            drop(driver);
            assert_eq!(whole, !here.disk.tripped(), "{fault:?} at call {at}");
            let there = here.at(here.disk.crash(Survival::Some, at));
            let mut driver = there.open().unwrap();
            check_heads(&there.disk, &[head]);
            while size(&there) < 258 {
                assert!(one_leaf(&mut driver));
            }
            if whole {
                let files = here.disk.files();
                let names: Vec<_> = files.iter().map(|(path, _)| path).collect();
                let has = |end: &str| names.iter().any(|path| path.ends_with(end));
                assert!(has("tile/0/000") && has("tile/entries/000") && has("tile/1/000.p/1"));
                let old = |end: &str| names.iter().any(|p| p.to_string_lossy().contains(end));
                assert!(!old("tile/0/000.p") && !old("tile/entries/000.p"));
                break;
            }
        }
    }
}
