//! Erasing a person, on a disk that fails at every call it can fail at, and under a hold.

use env::Disk;
use event::Millis;
use ledger::{Deed, Fulfilment, Ledger, Span, SubjectId};
use testkit::{Fault, FaultDisk, Plan, Survival, shop_history};

use crate::common::{Site, dir};

fn site_on(disk: FaultDisk) -> Site {
    Site {
        shards: 1,
        ..Site::on(disk).with_epochs_of(8)
    }
}

fn named(ledger: &Ledger, name: &str) -> Option<SubjectId> {
    let hashes = ledger.hashes();
    ledger.book().find(hashes.shard(name), hashes.lookup(name))
}

fn everybody(site: &Site) -> Vec<(SubjectId, String)> {
    let snapshot = site.snapshot();
    let mut all = Vec::new();
    let book = snapshot.book.as_ref().unwrap();
    book.each_name(&site.disk, |id, name| all.push((id, name.to_owned())))
        .unwrap();
    all
}

/// One who came in a sealed epoch, and one of the open epoch.
fn first_and_last(site: &Site) -> [(SubjectId, String); 2] {
    let all = everybody(site);
    [all.first().unwrap().clone(), all.last().unwrap().clone()]
}

#[test]
fn an_erasure_that_is_cut_off_anywhere_is_whole_or_was_never() {
    let (mut cut, mut kept, mut gone) = (0, 0, 0);
    for which in 0..2 {
        for at in 1.. {
            let site = site_on(FaultDisk::new());
            site.run(&shop_history());
            let before = everybody(&site);
            let (subject, name) = first_and_last(&site)[which].clone();
            let mut driver = site.open().unwrap();
            site.disk.plan(Plan {
                at,
                fault: Fault::Fail,
                for_good: true,
            });
            let result = driver.ledger.erase(subject, "kim", "asked");
            drop(driver);
            if !site.disk.tripped() {
                assert!(matches!(result.unwrap(), Fulfilment::Done(Some(1))));
                break;
            }
            cut += 1;
            for survival in [Survival::Nothing, Survival::Everything, Survival::Some] {
                let site = site_on(site.disk.crash(survival, at));
                let driver = site.open().unwrap();
                let erased = driver.ledger.standing().erased.contains(&subject);
                assert_eq!(named(&driver.ledger, &name).is_none(), erased);
                drop(driver);
                let after = everybody(&site);
                if erased {
                    gone += 1;
                    let rest = before.iter().filter(|(id, _)| *id != subject);
                    assert_eq!(after, rest.cloned().collect::<Vec<_>>(), "at {at}");
                } else {
                    kept += 1;
                    assert_eq!(after, before, "at {at}");
                }
            }
        }
    }
    assert!(cut > 60 && kept > 20 && gone > 20, "{cut} {kept} {gone}");
}

#[test]
fn numbers_are_never_given_again() {
    let site = site_on(FaultDisk::new());
    site.run(&shop_history());
    let [_, (last, name)] = first_and_last(&site);
    let mut driver = site.open().unwrap();
    driver.ledger.erase(last, "kim", "asked").unwrap();
    let given = driver.ledger.state().kinds[0].len() as u64;
    assert_eq!(driver.ledger.book().len(), given);
    drop(driver);
    let driver = site.open().unwrap();
    assert_eq!(driver.ledger.book().len(), given, "also after an opening");
    assert_eq!(named(&driver.ledger, &name), None);
    let disk = &site.disk;
    assert_eq!(driver.ledger.book().name(disk, last).unwrap(), None);
    drop(driver);
    let mut driver = site.open().unwrap();
    assert!(matches!(
        driver.ledger.erase(last, "kim", "again"),
        Ok(Fulfilment::Done(None))
    ));
    let nobody = SubjectId { shard: 0, id: 999 };
    assert!(driver.ledger.erase(nobody, "kim", "asked").is_err());
}

#[test]
fn no_file_of_the_book_keeps_hash_or_name() {
    let site = site_on(FaultDisk::new());
    site.run(&shop_history());
    let [(subject, name), _] = first_and_last(&site);
    let before = site.disk.read(&dir().join("book/000001.names")).unwrap();
    let mut driver = site.open().unwrap();
    driver.ledger.erase(subject, "kim", "asked").unwrap();
    drop(driver);
    let after = site.disk.read(&dir().join("book/000001.names")).unwrap();
    // Opened by a book that has not heard of the erasure.
    site.disk
        .remove(&ledger::public_act_path(dir(), 1))
        .unwrap();
    assert!(
        everybody(&site)
            .iter()
            .all(|(id, of)| *id != subject && *of != name)
    );
    let same = before
        .windows(32)
        .any(|some| after.windows(32).any(|other| some == other));
    assert!(!same, "sealed bytes of before are still there");
}

#[test]
fn an_erasure_waits_for_the_last_hold() {
    let site = site_on(FaultDisk::new());
    site.run(&shop_history());
    let [(subject, name), _] = first_and_last(&site);
    let mut driver = site.open().unwrap();
    let span = Span {
        classes: Vec::new(),
        from: Millis::MIN,
        to: Millis::MAX,
    };
    for case in ["case 7", "case 8"] {
        driver
            .ledger
            .perform(Deed::Hold(span.clone()), "kim", case)
            .unwrap();
    }
    let waits = driver.ledger.erase(subject, "kim", "asked").unwrap();
    assert_eq!(
        waits,
        Fulfilment::Waits {
            act: Some(3),
            hold: 1
        }
    );
    drop(driver);
    for hold in [1, 2] {
        let mut driver = site.open().unwrap();
        assert_eq!(named(&driver.ledger, &name), Some(subject));
        let deed = Deed::Release {
            hold,
            reason: [0; 32],
            approvals: Vec::new(),
        };
        driver.ledger.perform(deed, "kim", "").unwrap();
    }
    // Whoever opens next does it, if the one who released did not.
    let driver = site.open().unwrap();
    assert_eq!(named(&driver.ledger, &name), None);
}
