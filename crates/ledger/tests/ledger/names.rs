use env::Disk;
use event::Outcome;
use ledger::{ColumnId, Ledger, SubjectId};
use testkit::{Arrival, Model, ModelWho, START_MS, get, shop_catalogue, shop_history, table};

use crate::common::{Driver, Site, dir, stream_id};
use crate::reading::check;

fn book_len(driver: &Driver) -> u64 {
    driver.ledger.book().len()
}

/// Regression: a file of the book that could not be read was forgotten with all others, and whoever asked
/// a second time for a stream gave numbers anew from 0.
#[test]
fn a_book_that_cannot_be_read_is_asked_again_as_a_whole() {
    let site = Site::new().with_epochs_of(8);
    site.run(&shop_history());
    let path = dir().join("book/000001.names");
    let whole = site.disk.read(&path).unwrap();
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let mut ledger = Ledger::open(site.world(), dir(), site.opening()).unwrap();
    let names = ledger.book().len();
    site.disk.replace(&path, &damaged).unwrap();
    for _ in 0..2 {
        let error = ledger.stream("gateway", stream_id("gateway")).err();
        let said = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains("000001.names"), "{said:?}");
    }
    site.disk.replace(&path, &whole).unwrap();
    ledger.stream("gateway", stream_id("gateway")).unwrap();
    assert_eq!(ledger.book().len(), names);
    let mut found = Vec::new();
    let book = ledger.book();
    book.each_name(&site.disk, |id, name| found.push((id, name.to_owned())))
        .unwrap();
    assert!(found.len() > 3, "{found:?}");
    for (id, name) in found {
        let hashes = ledger.hashes();
        let number = book.find(hashes.shard(&name), hashes.lookup(&name));
        assert_eq!(number, Some(id), "{name}");
    }
}

#[test]
fn the_book_gives_each_name_one_number_for_ever() {
    let history = shop_history();
    let model = Model::of(shop_catalogue(), &history);
    let mut ids: Vec<(String, Option<SubjectId>)> = Vec::new();
    for reads in [u64::MAX, 2] {
        let site = Site::new().with_epochs_of(reads);
        let mut driver = site.create().unwrap();
        for some in history.chunks(3) {
            driver.feed(some).unwrap();
            driver.commit().unwrap();
        }
        driver.finish().unwrap();
        let of = |driver: &Driver| -> Vec<(String, Option<SubjectId>)> {
            let hashes = driver.ledger.hashes();
            model
                .names
                .iter()
                .map(|name| {
                    (
                        name.clone(),
                        driver
                            .ledger
                            .book()
                            .find(hashes.shard(name), hashes.lookup(name)),
                    )
                })
                .collect()
        };
        let first = of(&driver);
        assert!(first.iter().all(|(_, id)| id.is_some()));
        drop(driver);
        // One who asks by name reads a part of each file; one who brings events in reads all of them.
        let asking = Ledger::open(site.world(), dir(), site.opening()).unwrap();
        for (name, id) in &first {
            assert_eq!(asking.find_name(name).unwrap(), *id, "{name}");
        }
        assert_eq!(asking.find_name("member:nobody").unwrap(), None);
        let mut names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
        names.insert(1, "member:nobody");
        names.push(names[0]);
        let mut numbers: Vec<_> = first.iter().map(|(_, id)| *id).collect();
        numbers.insert(1, None);
        numbers.push(numbers[0]);
        assert_eq!(asking.find_names(&names).unwrap(), numbers, "all at once");
        assert_eq!(asking.find_names(&[]).unwrap(), []);
        drop(asking);
        let reopened = site.open().unwrap();
        assert_eq!(of(&reopened), first);
        for (name, id) in &first {
            let found = reopened
                .ledger
                .book()
                .name(&site.disk, id.unwrap())
                .unwrap();
            assert_eq!(found.as_ref(), Some(name));
        }
        let beyond = SubjectId { shard: 0, id: 9999 };
        assert_eq!(
            reopened.ledger.book().name(&site.disk, beyond).unwrap(),
            None
        );
        ids.extend(first);
    }
    // The same names in the same order have the same numbers, sealed or not.
    let (open, sealed) = ids.split_at(ids.len() / 2);
    assert_eq!(open, sealed);
}

#[test]
fn made_up_names_take_no_entry() {
    let site = Site::new();
    let mut driver = site.create().unwrap();
    driver
        .feed(&[get("/me").at(START_MS).member("1").seq(0).from("gateway")])
        .unwrap();
    let before = book_len(&driver);
    let random = |n: u64, outcome| {
        get(&format!("/members/{}/addresses", 10_000 + n))
            .at(START_MS)
            .seq(n + 1)
            .outcome(outcome)
            .from("gateway")
    };
    let mut flood: Vec<Arrival> = (0..50).map(|n| random(n, Outcome::Missing)).collect();
    flood.extend((50..100).map(|n| random(n, Outcome::Denied)));
    // Neither does an actor whom nobody served, nor a name in a request that no route knows.
    flood.push(
        get("/beta/x")
            .at(START_MS)
            .member("77777")
            .outcome(Outcome::Denied)
            .seq(101)
            .from("gateway"),
    );
    flood.push(
        get("/me")
            .at(START_MS)
            .member("77778")
            .outcome(Outcome::Denied)
            .seq(102)
            .from("gateway"),
    );
    driver.feed(&flood).unwrap();
    driver.finish().unwrap();
    assert_eq!(book_len(&driver), before);
    let rows = driver.ledger.state().spoken[0].counters.reads;
    assert_eq!(rows, 103, "and their rows are kept");
}

#[test]
fn reads_that_name_nobody_are_kept() {
    let history = [
        get("/beta/notes").at(START_MS).seq(1).from("gateway"),
        get("/beta/notes")
            .at(START_MS)
            .seq(2)
            .member("8")
            .from("gateway"),
        get("/orders").at(START_MS).seq(3).from("gateway"),
        table("public.members", &["name"])
            .at(START_MS)
            .id("q")
            .reach(500)
            .from("late"),
        table("public.members", &["name"])
            .at(START_MS)
            .id("r")
            .from("late"),
    ];
    for reads in [u64::MAX, 1] {
        let site = Site::new().with_epochs_of(reads);
        site.run(&history);
        let model = Model::of(shop_catalogue(), &history);
        let unnamed = &model.rows[&ModelWho::Unnamed];
        assert_eq!(unnamed.len(), 4);
        let reach: Vec<_> = unnamed.iter().map(|row| row.reach).collect();
        assert_eq!(reach, [None, None, Some(500), None]);
        check(&site, &model);
    }
}

#[test]
fn rows_of_one_access_share_its_position_and_only_the_first_counts_records() {
    let history = [get("/orders?member=1&member=2&member=3")
        .at(START_MS)
        .seq(1)
        .records(30)
        .from("gateway")];
    for reads in [u64::MAX, 1] {
        let site = Site::new().with_epochs_of(reads);
        site.run(&history);
        let snapshot = site.snapshot();
        let (mut access, mut records) = (Vec::new(), Vec::new());
        for shard in 0..snapshot.genesis.shards {
            for piece in snapshot.pieces(shard) {
                let columns = snapshot.columns(&site.disk, piece, ColumnId::ALL).unwrap();
                access.extend((0..columns.len).map(|row| columns.access.get(row)));
                records.extend((0..columns.len).filter_map(|row| columns.records.get(row)));
            }
        }
        assert_eq!(access, [Some(1); 3]);
        assert_eq!(records, [30]);
    }
}

#[test]
fn addresses_are_cut_to_the_prefix_that_is_set() {
    let mut site = Site::new();
    site.bounds.ip_prefix = Some((24, 48));
    let v6: std::net::Ipv6Addr = "2001:db8:1:2:3::4".parse().unwrap();
    let v4 = std::net::Ipv4Addr::new(203, 0, 113, 200);
    let read = |n, ip: std::net::IpAddr| {
        get("/me")
            .at(START_MS)
            .member("1")
            .seq(n)
            .ip(ip)
            .from("gateway")
    };
    site.run(&[
        read(1, v4.into()),
        read(2, v6.into()),
        read(3, v4.to_ipv6_mapped().into()),
    ]);
    let rows = crate::reading::seen_rows(&site.snapshot(), &site.disk);
    let ips: Vec<String> = rows[&ModelWho::Subject("member:1".to_owned())]
        .iter()
        .map(|row| row.ip.unwrap().to_string())
        .collect();
    assert_eq!(ips, ["203.0.113.0", "203.0.113.0", "2001:db8:1::"]);
}

#[test]
fn a_new_catalogue_is_a_new_version_and_the_same_is_not() {
    let site = Site::new();
    site.run(&shop_history());
    drop(site.open().unwrap());
    assert_eq!(site.snapshot().state.catalogue.0, 1);
    let mut opening = site.opening();
    opening.catalogue_bytes = b"{\"another\":1}".to_vec();
    let ledger = ledger::Ledger::open(site.world(), dir(), opening).unwrap();
    assert_eq!(ledger.state().catalogue.0, 2);
    drop(ledger);
    assert_eq!(
        env::Disk::read(&site.disk, &ledger::catalogue_path(dir(), 2)).unwrap(),
        b"{\"another\":1}"
    );
    let snapshot = site.snapshot();
    assert_eq!(snapshot.state.catalogue.0, 2);
    let acts = snapshot
        .controls(&site.disk)
        .unwrap()
        .into_iter()
        .filter(|c| c.kind == ledger::ControlKind::Act)
        .count();
    assert_eq!(acts, 2);
}

#[test]
fn an_act_opens_with_the_book_key_alone() {
    let site = Site::new().with_epochs_of(1);
    site.run(&shop_history());
    let mut driver = site.open().unwrap();
    let body = br#"{"asked":"member:101"}"#;
    let receipt = event::Acts::record(
        &mut driver.ledger,
        testkit::act(START_MS, event::ActKind::Question, "kim", body),
    )
    .unwrap();
    let long = event::Acts::record(
        &mut driver.ledger,
        testkit::act(START_MS, event::ActKind::Question, "kim", &[0; 5000]),
    );
    assert_eq!(long.unwrap_err().class, event::ErrorClass::Limit);
    driver.ledger.close_epoch().unwrap();
    drop(driver);
    let snapshot = site.snapshot();
    let acts = snapshot.controls(&site.disk).unwrap();
    let act = acts
        .iter()
        .find(|c| c.position == receipt.position)
        .unwrap();
    assert_eq!(act.digest, Some(receipt.digest));
    assert_eq!(snapshot.text(act.by.unwrap()), Some("kim"));
    let sealed = act.sealed.as_ref().unwrap();
    let read = |key: &ledger::Secret| ledger::ActKeys::read(&site.disk, crate::common::dir(), key);
    let book = crate::common::book_key();
    let keys = read(&book).unwrap();
    assert_eq!(keys.open(sealed).unwrap(), body);
    assert!(read(&ledger::Secret([5; 32])).is_err());
}
