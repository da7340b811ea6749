//! Retention and holds, on a disk that fails at every call it can fail at, and under a clock that lies.

use env::Disk;
use event::Millis;
use ledger::{Deed, Rule, Span, epoch_dir};
use testkit::{Fault, FaultDisk, Model, Plan, START_MS, Survival, shop_catalogue, shop_history};

use crate::{
    common::{Site, dir},
    reading::check,
};

const DAY_MS: i64 = 86_400_000;

fn site_on(disk: FaultDisk) -> Site {
    Site {
        shards: 1,
        ..Site::on(disk).with_epochs_of(8)
    }
}

fn written() -> Site {
    let site = site_on(FaultDisk::new());
    site.run(&shop_history());
    site.clock.set(START_MS + 2 * DAY_MS);
    site
}

fn rule(class: &str, keep_ms: i64) -> Rule {
    Rule {
        class: class.to_owned(),
        keep_ms,
    }
}

fn everything() -> Vec<Rule> {
    ["standard", "long", "control"]
        .map(|class| rule(class, 1))
        .to_vec()
}

/// Parts and control tables of sealed epochs that are there.
fn files(disk: &dyn Disk) -> usize {
    let all = (1..100).filter_map(|epoch| disk.list(&epoch_dir(dir(), epoch)).ok());
    all.flatten()
        .filter(|entry| {
            let name = entry.path.file_name().unwrap().to_string_lossy();
            name.ends_with(".parquet") && (name.contains('-') || name.starts_with("control"))
        })
        .count()
}

#[test]
fn a_retention_that_is_cut_off_anywhere_is_whole_or_was_never() {
    let (mut cut, mut kept, mut gone) = (0, 0, 0);
    for fault in [Fault::Fail, Fault::Late] {
        for at in 1.. {
            let site = written();
            let before = files(&site.disk);
            let mut driver = site.open().unwrap();
            site.disk.plan(Plan {
                at,
                fault,
                for_good: true,
            });
            let result = driver.ledger.retain(&everything(), "kim");
            drop(driver);
            if !site.disk.tripped() {
                assert!(result.unwrap().1.is_some());
                break;
            }
            cut += 1;
            for survival in [Survival::Nothing, Survival::Everything, Survival::Some] {
                let site = site_on(site.disk.crash(survival, at));
                let driver = site.open().unwrap();
                let deleted = driver.ledger.standing().deleted.len();
                drop(driver);
                let snapshot = site.snapshot();
                assert_eq!(snapshot.standing.deleted.len(), deleted);
                if deleted == 0 {
                    kept += 1;
                    assert!(files(&site.disk) >= before, "{fault:?} at {at}");
                    check(&site, &Model::of(shop_catalogue(), &shop_history()));
                } else {
                    gone += 1;
                    for (epoch, name) in snapshot.standing.deleted.keys() {
                        let path = epoch_dir(dir(), *epoch).join(name);
                        assert_eq!(site.disk.meta(&path).unwrap(), None, "{fault:?} at {at}");
                    }
                    assert!(snapshot.controls(&site.disk).is_ok());
                }
                // Whatever was cut off, it can be done now.
                let mut driver = site.open().unwrap();
                driver.ledger.retain(&everything(), "kim").unwrap();
                assert!(driver.ledger.due(&everything()).unwrap().files.is_empty());
            }
        }
    }
    assert!(cut > 40 && kept > 10 && gone > 10, "{cut} {kept} {gone}");
}

#[test]
fn a_clock_ahead_deletes_nothing_early() {
    let mut site = written();
    site.clock.set(START_MS + 400 * DAY_MS);
    // Quarantine ages by the wall clock, and this is not about it.
    site.bounds.quarantine_age_ms = i64::MAX;
    let mut driver = site.open().unwrap();
    assert!(driver.ledger.log_time() < Millis(START_MS + 3 * DAY_MS));
    let rules = ["standard", "long", "control"].map(|class| rule(class, 30 * DAY_MS));
    let (due, act) = driver.ledger.retain(&rules, "kim").unwrap();
    assert!(due.files.is_empty() && act.is_none(), "{due:?}");
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &shop_history()));
}

#[test]
fn what_a_hold_covers_stays_and_the_rest_goes() {
    let site = written();
    let mut driver = site.open().unwrap();
    let span = Span {
        classes: vec!["standard".to_owned()],
        from: Millis::MIN,
        to: Millis::MAX,
    };
    let act = driver
        .ledger
        .perform(Deed::Hold(span), "kim", "case 7")
        .unwrap();
    assert_eq!(driver.ledger.reason_of(&act).unwrap(), "case 7");
    let (due, _) = driver.ledger.retain(&everything(), "kim").unwrap();
    assert!(due.files.iter().all(|file| file.class() != "standard"));
    assert!(
        due.held
            .iter()
            .all(|(file, hold)| file.class() == "standard" && *hold == 1)
    );
    assert!(!due.files.is_empty() && !due.held.is_empty(), "{due:?}");
    drop(driver);
    let held = due.held.iter();
    for (file, _) in held {
        let path = epoch_dir(dir(), file.epoch).join(&file.name);
        assert!(site.disk.meta(&path).unwrap().is_some());
    }
    // Words of people are not in the clear.
    let text = site.disk.read(&ledger::public_act_path(dir(), 1)).unwrap();
    assert!(!String::from_utf8(text).unwrap().contains("case 7"));
}

#[test]
fn a_hold_keeps_quarantine_from_ageing() {
    let site = written();
    let quarantined = || site.disk.list(&dir().join("quarantine")).unwrap().len();
    assert!(quarantined() > 0);
    let mut driver = site.open().unwrap();
    let span = Span {
        classes: Vec::new(),
        from: Millis::MIN,
        to: Millis::MAX,
    };
    driver
        .ledger
        .perform(Deed::Hold(span), "kim", "case 7")
        .unwrap();
    drop(driver);
    let before = quarantined();
    site.clock.set(START_MS + 400 * DAY_MS);
    drop(site.open().unwrap());
    assert_eq!(quarantined(), before);
}
