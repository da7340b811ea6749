//! What makes each variant what it is, found in its lines by somebody who knows what to look for.

use std::collections::{BTreeMap, BTreeSet};

use event::Millis;
use serde_json::Value;

use super::Row;
use crate::reading::{Access, Files, accesses, issued_credentials};

/// The malicious accesses of a variant, each line once.
struct Found {
    malicious: Vec<Access>,
    others: Vec<Access>,
    issued: BTreeMap<String, (i64, i64, String)>,
}

pub(super) fn check(number: u8, rows: &[(Row, bool)], gateway: &str, files: &Files) {
    let sequences: BTreeSet<u64> = rows.iter().map(|(row, _)| row.0).collect();
    let (malicious, others) = accesses(gateway)
        .into_iter()
        .partition(|access| sequences.contains(&access.sequence));
    let found = Found {
        malicious,
        others,
        issued: issued_credentials(&files.text("auth.ndjson")),
    };
    match number {
        1 | 2 | 9 | 10 => found.is_forged(),
        3 => found.is_forged_at_home(),
        4 => found.is_stuffing(&files.text("auth.ndjson")),
        5 => found.is_curious(),
        6 => found.is_dump(rows),
        7 => found.is_leavers(&files.text("hr.csv")),
        8 => found.is_backup(),
        11 => found.is_stolen(),
        12 => found.is_spread(),
        _ => panic!("no such variant"),
    }
    if number == 9 {
        found.is_in_no_order();
    } else if number == 1 {
        assert!(found.rising() > 950, "{}", found.rising());
    }
}

impl Found {
    /// Exactly the malicious accesses carry a token of a fed issuer that was never issued.
    fn is_forged(&self) {
        let forged = |a: &Access| {
            let fed = a.key.as_ref().is_some_and(|key| key.starts_with("auth-"));
            fed && !self.issued.contains_key(a.credential.as_ref().unwrap())
        };
        assert!(self.malicious.iter().all(forged));
        assert!(!self.others.iter().any(forged));
    }

    fn is_forged_at_home(&self) {
        self.is_forged();
        let addresses: BTreeSet<&str> = self.malicious.iter().map(|a| &*a.ip).collect();
        // Fewer reads than home lines: each has one of its own.
        assert_eq!(addresses.len(), self.malicious.len());
        assert!(addresses.iter().all(|ip| home(ip)));
    }

    /// A token from a log-on out of the attacker's networks, and many log-ons there that failed.
    fn is_stuffing(&self, auth: &str) {
        assert!(self.malicious.iter().all(|a| a.ip.starts_with("198.18.")));
        for access in &self.malicious {
            let (from, to, whom) = &self.issued[access.credential.as_ref().unwrap()];
            assert!((*from..*to).contains(&access.time));
            assert_eq!(Some(whom), access.actor.as_ref());
        }
        let lines = auth.lines().filter(|line| line.contains("\"198.18."));
        let (failed, fit): (Vec<&str>, Vec<&str>) =
            lines.partition(|line| line.contains("\"status_id\":2"));
        assert_eq!(failed.len(), 15 * fit.len());
        assert_eq!(self.malicious.len(), 2 * fit.len());
    }

    /// In one week one desk reads thrice what its work is.
    fn is_curious(&self) {
        let who: BTreeSet<&Option<String>> = self.malicious.iter().map(|a| &a.actor).collect();
        assert_eq!(who.len(), 1);
        assert!(
            who.first()
                .unwrap()
                .as_deref()
                .unwrap()
                .starts_with("employee:")
        );
        let (from, to) = self.span();
        let day = 86_400_000;
        let work = self
            .others
            .iter()
            .filter(|a| Some(&&a.actor) == who.first() && (from - day..to + day).contains(&a.time));
        let (more, work) = (self.malicious.len(), work.count());
        // The replay's own share of support work is not trebled.
        assert!(more <= 2 * work && more >= work, "{more} beside {work}");
    }

    /// A few calls in some minutes name more than a month's exports together.
    fn is_dump(&self, rows: &[(Row, bool)]) {
        let (from, to) = self.span();
        assert!(to - from < 10 * 60_000);
        assert!(self.malicious.iter().all(|a| a.route == "marketing-export"));
        let actor = self.malicious[0].actor.as_deref().unwrap();
        assert!(actor.starts_with("service:") && actor != "service:marketing");
        assert!(rows.len() > 2_000);
    }

    /// The key is used, as staff records know it, after its holder left.
    fn is_leavers(&self, hr: &str) {
        let key = self.malicious[0].key.as_deref().unwrap();
        let row = |what: &str| {
            let wanted = hr.lines().find(|line| line.contains(what)).unwrap();
            wanted.split(',').map(str::to_owned).collect::<Vec<_>>()
        };
        let granted = row(&format!("key_granted,{key}"));
        let left = row(&format!("{},left", granted[1]));
        let left = Millis::parse(&left[0]).unwrap().0;
        assert!(self.malicious.iter().all(|a| a.key.as_deref() == Some(key)));
        assert!(self.malicious.iter().all(|a| a.time > left));
        let before = self.others.iter().filter(|a| a.key.as_deref() == Some(key));
        assert!(before.clone().all(|a| a.time < left) && before.count() > 2);
    }

    fn is_backup(&self) {
        let backup = |a: &&Access| a.key.as_deref() == Some("backup-2024-09");
        assert!(self.malicious.iter().all(|a| backup(&a)));
        let benign = self.others.iter().filter(backup);
        assert!(benign.clone().all(|a| !a.ip.starts_with("198.18.")));
        assert!(benign.count() > 20);
    }

    /// Issued to the member, hours or weeks before, to another address; not yet expired.
    fn is_stolen(&self) {
        for access in &self.malicious {
            let (from, to, whom) = &self.issued[access.credential.as_ref().unwrap()];
            assert!((*from + 3_600_000..*to).contains(&access.time));
            assert!(to - from == 30 * 86_400_000);
            assert_eq!(Some(whom), access.actor.as_ref());
            assert!(access.ip.starts_with("198.18."));
        }
    }

    /// All from one desk; nobody else is there, and no account more than doubles.
    fn is_spread(&self) {
        let desks: BTreeSet<&str> = self.malicious.iter().map(|a| &*a.ip).collect();
        assert_eq!(desks.len(), 1);
        assert!(!self.others.iter().any(|a| desks.contains(&*a.ip)));
        let (from, to) = self.span();
        let day = 86_400_000;
        for actor in self
            .malicious
            .iter()
            .map(|a| &a.actor)
            .collect::<BTreeSet<_>>()
        {
            let more = self.malicious.iter().filter(|a| a.actor == *actor).count();
            let work = |a: &&Access| a.actor == *actor && (from - day..to + day).contains(&a.time);
            let work = self.others.iter().filter(work).count();
            assert!(more <= work, "{actor:?}: {more} beside {work}");
        }
        assert!(self.malicious.iter().all(|a| {
            let (from, to, _) = &self.issued[a.credential.as_ref().unwrap()];
            (*from..*to).contains(&a.time)
        }));
    }

    fn span(&self) -> (i64, i64) {
        let times = || self.malicious.iter().map(|a| a.time);
        (times().min().unwrap(), times().max().unwrap())
    }

    /// Of a thousand profiles in the order of their times, after how many a higher number comes.
    fn rising(&self) -> usize {
        let mut walk: Vec<&Access> = self.malicious.iter().collect();
        walk.retain(|a| a.route.starts_with("my-info"));
        walk.sort_by_key(|a| (a.time, a.sequence));
        let rising = walk.windows(2).filter(|w| w[0].member < w[1].member);
        rising.count() * 1000 / walk.len()
    }

    fn is_in_no_order(&self) {
        assert!((450..550).contains(&self.rising()), "{}", self.rising());
    }
}

/// Whether an address is one of the home lines: 100.64.0.0 to 100.95.255.255.
fn home(ip: &str) -> bool {
    let octets: Vec<u8> = ip.split('.').map(|octet| octet.parse().unwrap()).collect();
    octets[0] == 100 && (64..96).contains(&octets[1])
}

/// The issuer of an app's session stands in its issuance.
#[test]
fn long_sessions_are_of_an_issuer_of_their_own() {
    let (_, files) = crate::reading::variant(&super::small(0, true));
    let mut issuers = BTreeSet::new();
    for line in files.text("auth.ndjson").lines() {
        let v: Value = serde_json::from_str(line).unwrap();
        let Some(session) = v.get("session") else {
            continue;
        };
        let hours = (session["expiration_time"].as_i64().unwrap() - v["time"].as_i64().unwrap())
            / 3_600_000;
        let issuer = session["issuer"].as_str().unwrap().to_owned();
        issuers.insert((issuer, hours));
    }
    let wanted = [
        ("https://app.shop.example", 720),
        ("https://auth.shop.example", 12),
    ];
    assert_eq!(issuers, wanted.map(|(i, h)| (i.to_owned(), h)).into());
}
