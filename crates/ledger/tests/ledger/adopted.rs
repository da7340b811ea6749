//! A restored directory goes on under another origin: on a disk that fails at every call it can fail at.

use env::Disk;
use ledger::{Deed, Genesis, OpenError, Secret, adopt, checkpoint, read_genesis};
use testkit::{Fault, FaultDisk, Model, Plan, Survival, shop_catalogue, shop_history};

use crate::common::{ORIGIN, Site, dir};
use crate::reading::check;

const NEXT: &str = "ledger.example.org/restored";
const SIGN: Secret = Secret([5; 32]);

fn site_on(disk: FaultDisk) -> Site {
    Site {
        shards: 2,
        ..Site::on(disk).with_epochs_of(8)
    }
}

/// A place that holds the first arrivals, the last of them in an open block.
fn restored(taken: usize) -> Site {
    let site = site_on(FaultDisk::new());
    let mut driver = site.create().unwrap();
    for some in shop_history()[..taken].chunks(7) {
        driver.feed(some).unwrap();
        driver.commit().unwrap();
    }
    drop(driver);
    site
}

fn under_new_key(site: &Site) -> Site {
    let mut site = site.clone();
    site.keys.sign = Some(SIGN);
    site
}

fn adopted(site: &Site) -> Result<Genesis, OpenError> {
    adopt(&site.world(), dir(), NEXT, &SIGN, "process 12")
}

#[test]
fn a_restored_directory_goes_on_under_another_origin() {
    const TAKEN: usize = 21;
    let site = restored(TAKEN);
    let before = checkpoint(&site.disk, dir()).unwrap();
    let genesis = adopted(&site).unwrap();
    assert_eq!(genesis.origin, NEXT);
    let [found] = genesis.adopted.as_slice() else {
        panic!("{genesis:?}");
    };
    assert_eq!(
        (found.origin.as_str(), found.size, found.root),
        (ORIGIN, before.size(), before.root())
    );
    assert!(found.lost.0 <= found.lost.1, "{found:?}");
    assert_eq!(adopted(&site).unwrap(), genesis, "done already");
    let after = checkpoint(&site.disk, dir()).unwrap();
    assert_eq!((after.origin(), after.size()), (NEXT, before.size()));

    let old_key = site.open().err().map(|e| e.to_string()).unwrap_or_default();
    assert!(
        old_key.contains("the signing key is not the one"),
        "{old_key}"
    );
    let site = under_new_key(&site);
    let mut driver = site.open().unwrap();
    assert_eq!(driver.consumed(&shop_history()), TAKEN);
    driver.feed(&shop_history()[TAKEN..]).unwrap();
    driver.finish().unwrap();
    driver.ledger.close_epoch().unwrap();
    drop(driver);
    check(&site, &Model::of(shop_catalogue(), &shop_history()));
    let deed = Deed::Adopt {
        origin: found.origin.clone(),
        size: found.size,
        root: found.root,
    };
    let mut driver = site.open().unwrap();
    let act = driver.ledger.perform(deed, "kim", "restored").unwrap();
    drop(driver);
    assert_eq!(site.snapshot().standing.acts, [act]);
}

#[test]
fn an_origin_that_it_had_is_refused() {
    let site = restored(21);
    adopted(&site).unwrap();
    let back = adopt(&site.world(), dir(), ORIGIN, &SIGN, "process 12");
    let error = back.unwrap_err().to_string();
    assert!(
        error.contains("was \"ledger.example.org/shop\" before"),
        "{error}"
    );
    let again = adopt(
        &site.world(),
        dir(),
        "third.example/log",
        &SIGN,
        "process 12",
    )
    .unwrap();
    let origins: Vec<&str> = again.adopted.iter().map(|of| of.origin.as_str()).collect();
    assert_eq!(origins, [ORIGIN, NEXT]);
    let text = again.to_text();
    assert_eq!(Genesis::parse(&text), Ok(again));
}

#[test]
fn an_adoption_that_is_cut_off_anywhere_is_whole_or_was_never() {
    let (mut cut, mut never, mut whole, mut between) = (0, 0, 0, 0);
    for at in 1.. {
        let site = restored(21);
        site.disk.plan(Plan {
            at,
            fault: Fault::Fail,
            for_good: true,
        });
        let result = adopted(&site);
        if !site.disk.tripped() {
            result.unwrap();
            break;
        }
        cut += 1;
        for survival in [Survival::Nothing, Survival::Everything, Survival::Some] {
            let site = site.at(site.disk.crash(survival, at));
            match read_genesis(&site.disk, dir()) {
                Ok(genesis) if genesis.origin == ORIGIN => {
                    never += 1;
                    site.open().unwrap();
                }
                Ok(genesis) => {
                    whole += 1;
                    assert_eq!(genesis.origin, NEXT);
                }
                Err(error) => {
                    between += 1;
                    assert!(
                        error.to_string().contains("`nunchi adopt` again"),
                        "{error}"
                    );
                    let made = site.create().err().map(|e| e.to_string());
                    assert!(
                        made.unwrap_or_default().contains("cut off"),
                        "no new ledger here"
                    );
                }
            }
            let genesis = adopted(&site).unwrap();
            assert_eq!(
                (genesis.origin.as_str(), genesis.adopted.len()),
                (NEXT, 1),
                "at {at}"
            );
            let site = under_new_key(&site);
            site.open().unwrap().finish().unwrap();
            check(&site, &Model::of(shop_catalogue(), &shop_history()[..21]));
            for left in ["tree.new", "tree.old"] {
                let meta = site.disk.meta(&dir().join(left)).unwrap();
                assert!(meta.is_none(), "{left} is left at {at}");
            }
        }
    }
    assert!(
        cut > 30 && never > 30 && whole > 0 && between > 0,
        "{cut} {never} {whole} {between}"
    );
}

#[test]
fn entries_that_are_not_those_of_the_head_are_not_taken_over() {
    let site = restored(21);
    let bundles = dir().join("tree/tile/entries");
    let mut folders = vec![bundles];
    let mut changed = 0;
    while let Some(folder) = folders.pop() {
        for entry in site.disk.list(&folder).unwrap() {
            if entry.meta.is_dir {
                folders.push(entry.path);
                continue;
            }
            let mut bytes = site.disk.read(&entry.path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            site.disk.replace(&entry.path, &bytes).unwrap();
            changed += 1;
        }
    }
    assert!(changed > 0, "there are bundles");
    let error = adopted(&site).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert_eq!(read_genesis(&site.disk, dir()).unwrap().origin, ORIGIN);
}
