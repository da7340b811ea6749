//! Renewing the book key: on a disk that fails at every call it can fail at, under a hold, and with what
//! earlier builds wrote.

use env::Disk;
use event::Millis;
use ledger::{
    ActKeys, BookKeyId, Deed, Fulfilment, Ledger, OpenError, Secret, Snapshot, Span, SubjectId,
    is_renewing, read_quarantine, resume_renewal,
};
use testkit::{Fault, FaultDisk, Plan, Survival, shop_history};

use crate::common::{Site, book_key, dir};
use crate::formats::sample;

const NEXT: Secret = Secret([9; 32]);
const WAITED_FOR: &str = "process 12";

fn site_on(disk: FaultDisk) -> Site {
    Site {
        shards: 2,
        ..Site::on(disk).with_epochs_of(8)
    }
}

/// The same place with another book key.
fn under(site: &Site, key: &Secret) -> Site {
    let mut site = site.clone();
    site.keys.book = Some(key.clone());
    site
}

/// What the book key opens: names by number, strings, records in quarantine.
type Opened = (Vec<(SubjectId, String)>, Vec<String>, usize);

fn opened(site: &Site, key: &Secret) -> Result<Opened, OpenError> {
    let snapshot = Snapshot::load(&site.disk, dir(), Some(key))?;
    let (book, hashes) = (snapshot.book.as_ref(), snapshot.hashes.as_ref());
    let (book, hashes) = (book.expect("a book"), hashes.expect("hashes"));
    let mut names = Vec::new();
    book.each_name(&site.disk, |id, name| names.push((id, name.to_owned())))?;
    for (id, name) in &names {
        let found = book.find(hashes.shard(name), hashes.lookup(name));
        assert_eq!(found, Some(*id), "found by its name");
    }
    names.sort();
    // The renewal itself adds who asked for it.
    let strings = snapshot.strings.iter().map(|(_, text)| text.to_owned());
    let strings = strings.filter(|text| text != "kim").collect();
    let records = read_quarantine(&site.disk, dir(), key)?;
    Ok((names, strings, records.iter().map(|(_, of)| of.len()).sum()))
}

/// What an opening does that finds a renewal begun: which key opens the directory afterwards.
fn resumed(site: &Site) -> Secret {
    if !is_renewing(&site.disk, dir(), &NEXT).unwrap() {
        return book_key();
    }
    resume_renewal(&site.world(), dir(), (&book_key(), &NEXT), WAITED_FOR).unwrap();
    NEXT
}

fn hold_all() -> Deed {
    Deed::Hold(Span {
        classes: Vec::new(),
        from: Millis::MIN,
        to: Millis::MAX,
    })
}

fn driven(history: &[testkit::Arrival]) -> Site {
    let site = site_on(FaultDisk::new());
    site.run(history);
    site
}

#[test]
fn a_renewal_that_is_cut_off_anywhere_opens_with_one_of_the_keys() {
    let history = shop_history();
    let (mut cut, mut before, mut after) = (0, 0, 0);
    for at in 1.. {
        let site = driven(&history);
        let all = opened(&site, &book_key()).unwrap();
        assert!(all.0.len() > 5 && all.1.len() > 3, "{all:?}");
        let driver = site.open().unwrap();
        site.disk.plan(Plan {
            at,
            fault: Fault::Fail,
            for_good: true,
        });
        let result = driver.ledger.renew_book(&NEXT, "kim", "asked");
        if !site.disk.tripped() {
            assert_eq!(result.unwrap(), Fulfilment::Done(Some(1)));
            break;
        }
        cut += 1;
        for survival in [Survival::Nothing, Survival::Everything, Survival::Some] {
            let site = site.at(site.disk.crash(survival, at));
            let key = resumed(&site);
            match key.0 == NEXT.0 {
                true => after += 1,
                false => before += 1,
            }
            assert_eq!(opened(&site, &key).unwrap(), all, "at {at}");
            // Asked again it is done, without a second act for the same key.
            if key.0 != NEXT.0 {
                let ledger = site.open().unwrap().ledger;
                let acts = ledger.standing().acts.len();
                let renewal = ledger.renew_book(&NEXT, "kim", "again").unwrap();
                let number = (acts == 0).then_some(1);
                assert_eq!(renewal, Fulfilment::Done(number), "at {at}");
            }
            assert_eq!(opened(&site, &NEXT).unwrap(), all, "at {at}");
            let other = opened(&site, &book_key());
            assert!(matches!(other, Err(OpenError::Sealed { .. })), "at {at}");
            under(&site, &NEXT).open().unwrap();
        }
    }
    assert!(
        cut > 40 && before > 20 && after > 20,
        "{cut} {before} {after}"
    );
}

#[test]
fn no_file_opens_with_the_key_before() {
    let site = driven(&shop_history());
    let files = |site: &Site| -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let folder = dir().join("book");
        let entries = site.disk.list(&folder).unwrap();
        let read = |path: std::path::PathBuf| (path.clone(), site.disk.read(&path).unwrap());
        entries.into_iter().map(|entry| read(entry.path)).collect()
    };
    let before = files(&site);
    let ledger = site.open().unwrap().ledger;
    ledger.renew_book(&NEXT, "kim", "asked").unwrap();
    let after = files(&site);
    for (path, old) in &before {
        let (_, new) = after.iter().find(|(of, _)| of == path).unwrap();
        let kept = old.len() > 64
            && old
                .windows(24)
                .skip(32)
                .any(|some| new.windows(24).any(|other| some == other));
        assert!(!kept, "{} keeps sealed bytes", path.display());
    }
    let salt = ledger::read_genesis(&site.disk, dir()).unwrap().salt;
    let snapshot = Snapshot::load(&site.disk, dir(), None).unwrap();
    assert_eq!(
        snapshot.standing.book_key,
        Some(BookKeyId::of(&NEXT, &salt))
    );
}

#[test]
fn a_renewal_waits_for_the_last_hold() {
    let site = driven(&shop_history());
    let all = opened(&site, &book_key()).unwrap();
    let mut ledger = site.open().unwrap().ledger;
    ledger.perform(hold_all(), "kim", "case 7").unwrap();
    let waits = |act| Fulfilment::Waits { act, hold: 1 };
    let renew = |ledger: Ledger| ledger.renew_book(&NEXT, "kim", "asked").unwrap();
    assert_eq!(renew(ledger), waits(Some(2)));
    assert_eq!(
        renew(site.open().unwrap().ledger),
        waits(None),
        "asked again"
    );
    assert_eq!(opened(&site, &book_key()).unwrap(), all);
    let mut ledger = site.open().unwrap().ledger;
    let release = Deed::Release {
        hold: 1,
        reason: [0; 32],
        approvals: Vec::new(),
    };
    ledger.perform(release, "kim", "over").unwrap();
    assert_eq!(renew(ledger), Fulfilment::Done(None));
    assert_eq!(opened(&site, &NEXT).unwrap(), all);
}

#[test]
fn a_damaged_file_stops_a_renewal_before_anything_changes() {
    let site = driven(&shop_history());
    let path = dir().join("book/000001.strings");
    let whole = site.disk.read(&path).unwrap();
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let ledger = site.open().unwrap().ledger;
    site.disk.replace(&path, &damaged).unwrap();
    let error = ledger.renew_book(&NEXT, "kim", "asked").unwrap_err();
    assert!(error.to_string().contains("000001.strings"), "{error}");
    assert!(!is_renewing(&site.disk, dir(), &NEXT).unwrap());
    site.disk.replace(&path, &whole).unwrap();
    let all = opened(&site, &book_key()).unwrap();
    let ledger = site.open().unwrap().ledger;
    let renewal = ledger.renew_book(&NEXT, "kim", "again").unwrap();
    assert_eq!(renewal, Fulfilment::Done(None), "the act stands already");
    assert_eq!(opened(&site, &NEXT).unwrap(), all);
}

#[test]
fn the_key_in_use_is_refused() {
    let site = driven(&shop_history());
    let ledger = site.open().unwrap().ledger;
    let error = ledger.renew_book(&book_key(), "kim", "asked").unwrap_err();
    assert!(error.to_string().contains("in use already"), "{error}");
}

/// The bodies of every act that these keys open.
fn bodies(site: &Site, key: &Secret) -> Vec<Vec<u8>> {
    let snapshot = Snapshot::load(&site.disk, dir(), Some(key)).unwrap();
    let keys = ActKeys::read(&site.disk, dir(), key).unwrap();
    let controls = snapshot.controls(&site.disk).unwrap();
    let sealed = controls
        .iter()
        .filter_map(|control| control.sealed.as_deref());
    sealed.filter_map(|sealed| keys.open(sealed).ok()).collect()
}

#[test]
fn bodies_of_acts_of_earlier_builds_stay_readable() {
    for version in ["v1", "v2"] {
        let site = site_on(sample(version));
        let before = bodies(&site, &book_key());
        assert!(!before.is_empty(), "{version} has an act");
        let all = opened(&site, &book_key()).unwrap();
        let last = Secret([10; 32]);
        for (from, to) in [(book_key(), &NEXT), (NEXT, &last)] {
            let ledger = under(&site, &from).open().unwrap().ledger;
            ledger.renew_book(to, "kim", "asked").unwrap();
        }
        assert_eq!(opened(&site, &last).unwrap(), all);
        let after = bodies(&site, &last);
        let kept = before.iter().all(|body| after.contains(body));
        assert!(kept, "{version}: {} of {}", after.len(), before.len());
    }
}
