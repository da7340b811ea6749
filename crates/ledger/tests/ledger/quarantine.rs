use ledger::{AppendError, read_quarantine};
use testkit::{Arrival, Model, START_MS, shop_catalogue, shop_history};

use crate::common::{Site, book_key, dir};
use crate::reading::check;

fn bad(count: usize) -> Vec<Arrival> {
    (0..count)
        .map(|n| {
            Arrival::bad(
                "gateway",
                format!("record {n} {}", "x".repeat(300)).as_bytes(),
            )
        })
        .collect()
}

#[test]
fn refused_records_come_back_whole() {
    let site = Site::new();
    let history: Vec<Arrival> = [bad(3), shop_history(), bad(2)].concat();
    site.run(&history[..10]);
    let mut driver = site.open().unwrap();
    driver.feed(&history[10..]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &history));
    let files = read_quarantine(&site.disk, dir(), &book_key()).unwrap();
    assert_eq!(files.len(), 2, "each run writes a file of its own");
    assert_eq!(files[0].1[0].refused.reason, "a test refused it");
    assert!(read_quarantine(&site.disk, dir(), &ledger::Secret([9; 32])).is_err());
}

#[test]
fn a_full_quarantine_stops_at_its_record_and_goes_on_when_it_is_larger() {
    let history: Vec<Arrival> = [shop_history(), bad(6)].concat();
    let mut site = Site::new();
    site.bounds.quarantine_bytes = 2048;
    let mut driver = site.create().unwrap();
    let full = driver.feed(&history).unwrap_err();
    let AppendError::QuarantineFull { held, max: 2048 } = full else {
        panic!("{full}")
    };
    assert!(held > 1000 && held <= 2048, "{held}");
    assert_eq!(driver.ledger.quarantine_bytes(), (held, 2048));
    driver.finish().unwrap();
    drop(driver);
    site.bounds.quarantine_bytes = 1 << 20;
    let mut driver = site.open().unwrap();
    let from = driver.consumed(&history);
    assert!(
        from > shop_history().len() && from < history.len(),
        "{from}"
    );
    driver.feed(&history[from..]).unwrap();
    driver.finish().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &history));
}

#[test]
fn old_files_are_removed_at_opening_and_stay_counted() {
    let mut site = Site::new();
    site.bounds.quarantine_age_ms = 1000;
    site.run(&bad(3));
    site.clock.set(START_MS + 1000);
    let mut driver = site.open().unwrap();
    driver.feed(&bad(2)).unwrap();
    driver.finish().unwrap();
    drop(driver);
    let files = || read_quarantine(&site.disk, dir(), &book_key()).unwrap();
    assert_eq!(files().len(), 2, "an age that is reached is not over");
    site.clock.set(START_MS + 1001);
    let driver = site.open().unwrap();
    let left = files();
    assert_eq!(left.len(), 1);
    assert!(left[0].0.ends_with("000002.q") && left[0].1.len() == 2);
    assert!(driver.ledger.quarantine_bytes().0 < 1000);
    let state = driver.ledger.state();
    let held: u64 = state.spoken.iter().map(|s| s.counters.quarantined).sum();
    assert_eq!(held, 5, "the counters keep what was removed");
}
