//! A reader of the lines that shares nothing with their writer.

#![expect(
    clippy::unwrap_used,
    reason = "a line that does not parse fails the test"
)]

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    net::IpAddr,
    rc::Rc,
};

use event::Millis;
use serde_json::Value;
use sim::{FileTotal, Outputs, PeopleTotal, Plan, Truth, VariantPlan, VariantTruth};

/// Files in memory.
#[derive(Clone, Default)]
pub(crate) struct Files(Rc<RefCell<BTreeMap<&'static str, Vec<u8>>>>);

struct File(Files, &'static str);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .0
            .borrow_mut()
            .entry(self.1)
            .or_default()
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Files {
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.0.borrow()[name].clone()).unwrap()
    }

    /// Holds files against those of the same plan, and against what the truth counts of them.
    pub(crate) fn are(
        &self,
        same: &Files,
        names: &[&'static str],
        totals: &BTreeMap<&'static str, FileTotal>,
    ) {
        for name in names {
            let text = self.text(name);
            assert!(text == same.text(name), "{name} differs");
            let total = totals[name];
            assert_eq!(total.bytes, text.len() as u64, "{name}");
            assert_eq!(total.lines, text.lines().count() as u64, "{name}");
        }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.borrow().keys().copied().collect()
    }

    pub(crate) fn open<'o>(&self) -> Outputs<'o> {
        Outputs::open(|name| Ok(Box::new(File(self.clone(), name)))).unwrap()
    }
}

pub(crate) fn replay(plan: &Plan) -> (Truth, Files) {
    let files = Files::default();
    let truth = sim::write(plan, &mut files.open()).unwrap();
    (truth, files)
}

pub(crate) fn variant(plan: &VariantPlan) -> (VariantTruth, Files) {
    let files = Files::default();
    let open = |name| Ok(Box::new(File(files.clone(), name)) as Box<dyn Write>);
    let truth = sim::write_variant(plan, open).unwrap();
    (truth, files)
}

/// One access as its line tells it.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) time: i64,
    pub(crate) credential: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) ip: String,
    pub(crate) route: &'static str,
    pub(crate) member: u64,
    pub(crate) code: u64,
    pub(crate) sequence: u64,
}

pub(crate) fn accesses(text: &str) -> Vec<Access> {
    text.lines().map(access).collect()
}

/// The whole line is parsed as JSON elsewhere; here the case's quarter of a million lines are only
/// searched, for speed.
fn access(line: &str) -> Access {
    let (route, member) = route(after(line, "\"path\":\"").unwrap());
    let word = |before: &str| after(line, before).map(str::to_owned);
    Access {
        time: number(line, "\"time\":"),
        credential: word("\"session\":{\"uid\":\""),
        key: word("\"kid\":\""),
        actor: line
            .split_once("\"user\":{")
            .and_then(|(_, user)| after(user, "\"uid\":\"").map(str::to_owned)),
        ip: word("\"ip\":\"").unwrap(),
        route,
        member,
        code: u64::try_from(number(line, "\"code\":")).unwrap(),
        sequence: u64::try_from(number(line, "\"sequence\":")).unwrap(),
    }
}

/// What stands between `before` and the next quote, comma or brace.
fn after<'l>(line: &'l str, before: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(before)?;
    rest.split(['"', ',', '}']).next()
}

fn number(line: &str, before: &str) -> i64 {
    after(line, before).unwrap().parse().unwrap()
}

fn route(path: &str) -> (&'static str, u64) {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let (route, number) = match parts[..] {
        ["members", n, "my-info"] => ("my-info", n),
        ["members", n, "addresses"] => ("address-list", n),
        ["members", n, "addresses", _, "edit"] => ("address-edit", n),
        ["members", n, "orders"] => ("order-list", n),
        ["members", n, "order-history"] => ("order-history", n),
        ["tw", "members", n, "my-info"] => ("my-info-tw", n),
        ["tw", "members", n, "addresses"] => ("address-list-tw", n),
        ["support", "members", n] => ("support-view", n),
        ["exports", "marketing"] => ("marketing-export", "0"),
        ["products", _] | ["search"] | ["sitemap.xml"] => ("plain", "0"),
        _ => panic!("no such path: {path}"),
    };
    (route, number.parse().unwrap())
}

pub(crate) fn fields(route: &str) -> &'static [&'static str] {
    match route {
        "my-info" | "my-info-tw" => &["name", "email"],
        "address-list" | "address-list-tw" => &["name", "phone", "address", "door_code_masked"],
        "address-edit" => &["name", "phone", "address", "door_code"],
        "order-list" | "order-history" => &["order_items"],
        _ => panic!("the attack does not read {route}"),
    }
}

/// Credential → from, to, to whom.
pub(crate) fn issued_credentials(text: &str) -> BTreeMap<String, (i64, i64, String)> {
    let mut issued = BTreeMap::new();
    for line in text.lines() {
        let v: Value = serde_json::from_str(line).unwrap();
        assert_eq!(v["class_uid"], 3002);
        let Some(credential) = v.pointer("/session/uid").and_then(Value::as_str) else {
            assert_eq!(v["status_id"], 2);
            continue;
        };
        let span = (
            v["time"].as_i64().unwrap(),
            v["session"]["expiration_time"].as_i64().unwrap(),
            v["user"]["uid"].as_str().unwrap().to_owned(),
        );
        assert!(
            issued.insert(credential.to_owned(), span).is_none(),
            "issued twice"
        );
    }
    issued
}

/// The kind of a member at a time, from the account changes.
pub(crate) fn status_at(text: &str) -> impl Fn(u64, i64) -> &'static str + use<> {
    let mut changes: BTreeMap<u64, Vec<(i64, &'static str)>> = BTreeMap::new();
    for line in text.lines() {
        let kind = match number(line, "\"activity_id\":") {
            1 => "member",
            5 => "dormant",
            6 => "withdrawn",
            other => panic!("no such change: {other}"),
        };
        let member = after(line, "\"user\":{\"uid\":\"")
            .unwrap()
            .parse()
            .unwrap();
        changes
            .entry(member)
            .or_default()
            .push((number(line, "\"time\":"), kind));
    }
    move |number, time| {
        let past = changes[&number].iter().take_while(|(at, _)| *at <= time);
        past.last().expect("read before it joined").1
    }
}

/// Phones that these reads showed: those of nobody, and those of a member with the member.
pub(crate) fn visible_phones(
    relations: &str,
    served: &[&Access],
) -> (BTreeSet<String>, BTreeMap<String, u64>) {
    let mut shown: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for access in served {
        if ["address-list", "address-edit", "address-list-tw"].contains(&access.route) {
            shown.entry(access.member).or_default().push(access.time);
        }
    }
    let rows = || {
        relations
            .lines()
            .skip(1)
            .map(|row| row.split(',').collect::<Vec<&str>>())
    };
    let member = |name: &str| {
        name.strip_prefix("member:")
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let links: BTreeMap<&str, u64> = rows()
        .filter(|row| row[0] == "same_person" && row[2].starts_with("phone:"))
        .map(|row| (row[2], member(row[1])))
        .collect();
    let (mut free, mut linked) = (BTreeSet::new(), BTreeMap::new());
    for row in rows().filter(|row| row[0] == "address_book") {
        let time = |text: &str| Millis::parse(text).ok().map(|time| time.0);
        let (from, to) = (time(row[3]), time(row[4]));
        let valid = |at: &i64| from.is_none_or(|from| from <= *at) && to.is_none_or(|to| *at < to);
        if !shown
            .get(&member(row[1]))
            .is_some_and(|times| times.iter().any(valid))
        {
            continue;
        }
        match links.get(row[2]) {
            Some(owner) => drop(linked.insert(row[2].to_owned(), *owner)),
            None => drop(free.insert(row[2].to_owned())),
        }
    }
    (free, linked)
}

/// The second stage: identifiers, and components of what is one human.
pub(crate) fn people(relations: &str, subjects: &BTreeSet<u64>, served: &[&Access]) -> PeopleTotal {
    let (free, linked) = visible_phones(relations, served);
    let mut leader: BTreeMap<u64, u64> = subjects.iter().map(|s| (*s, *s)).collect();
    for owner in linked.values() {
        leader.entry(*owner).or_insert(*owner);
    }
    for row in relations
        .lines()
        .filter(|row| row.starts_with("same_person"))
    {
        let row: Vec<&str> = row.split(',').collect();
        if let Some(b) = row[2].strip_prefix("member:") {
            let a: u64 = row[1].strip_prefix("member:").unwrap().parse().unwrap();
            let b: u64 = b.parse().unwrap();
            // Pairs do not chain, so one step is enough.
            if leader.contains_key(&a) && leader.contains_key(&b) {
                leader.insert(b, a);
            }
        }
    }
    let humans: BTreeSet<&u64> = leader.values().collect();
    PeopleTotal {
        identifiers: (subjects.len() + free.len() + linked.len()) as u64,
        member_phones: linked.len() as u64,
        recipients: free.len() as u64,
        persons: (humans.len() + free.len()) as u64,
    }
}

/// Every address of the lines stands once in the table. How many versions of IP there are is given back.
pub(crate) fn check_addresses(texts: &[String], table: &str) -> usize {
    let networks: Vec<(IpAddr, u32)> = table
        .lines()
        .skip(1)
        .map(|row| {
            let (ip, bits) = row.split(',').next().unwrap().split_once('/').unwrap();
            (ip.parse().unwrap(), bits.parse().unwrap())
        })
        .collect();
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, true),
        IpAddr::V6(v6) => (v6.to_bits(), false),
    };
    let lines = texts.iter().flat_map(|text| text.lines());
    let address = |line: &str| {
        let (_, rest) = line.split_once("\"src_endpoint\":{\"ip\":\"").unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let addresses: BTreeSet<IpAddr> = lines.map(address).collect();
    for ip in &addresses {
        let covers = networks.iter().filter(|(net, length)| {
            let ((a, four), (b, also)) = (bits(*net), bits(*ip));
            four == also && (a ^ b) >> (128 - length) == 0
        });
        assert_eq!(covers.count(), 1, "{ip}");
    }
    let versions: BTreeSet<bool> = addresses.iter().map(IpAddr::is_ipv4).collect();
    versions.len()
}
