//! What really happened, counted while it is made up and never read back from the logs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use event::{Millis, SubjectKind};

use crate::{item::Page, people::People};

/// The truth of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The seed it came from.
    pub seed: u64,
    /// One account stands for so many.
    pub scale: u32,
    /// Benign accesses in the gateway's log.
    pub background: u64,
    /// The scope of `NOT issued` in the logs without the one found late.
    pub not_issued: Scope,
    /// The same with the log found late.
    pub not_issued_with_late: Scope,
    /// The company's first count.
    pub first_count: FirstCount,
    /// The log that was deleted, if one was.
    pub deleted: Option<DeletedLog>,
    /// Each file written, by name.
    pub files: BTreeMap<&'static str, FileTotal>,
}

/// Both stages of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Served accesses.
    pub accesses: u64,
    /// Served accesses times the subjects each named; every one of the attack named one.
    pub reads: u64,
    /// Distinct members read.
    pub subjects: u64,
    /// Distinct pairs of member and field.
    pub exposures: u64,
    /// Distinct members for each field.
    pub by_field: BTreeMap<&'static str, u64>,
    /// Distinct members for each kind, as of the read.
    pub by_kind: BTreeMap<&'static str, u64>,
    /// Reads and distinct members for each route.
    pub by_route: BTreeMap<&'static str, RouteTotal>,
    /// Distinct members for each controller.
    pub by_controller: BTreeMap<&'static str, u64>,
    /// Reads of what does not exist.
    pub ghosts: Ghosts,
    /// The second stage.
    pub people: PeopleTotal,
    /// Distinct network addresses.
    pub addresses: u64,
    /// The first served read.
    pub first: Millis,
    /// The last served read.
    pub last: Millis,
}

/// Reads of one route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RouteTotal {
    /// Served reads.
    pub reads: u64,
    /// Distinct members.
    pub subjects: u64,
}

/// Reads of what does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ghosts {
    /// Reads answered with 404.
    pub reads: u64,
    /// Distinct numbers.
    pub names: u64,
}

/// Whose data was read, by person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeopleTotal {
    /// Distinct members read and distinct phones that an address list showed.
    pub identifiers: u64,
    /// Phones among them that are a member's.
    pub member_phones: u64,
    /// Phones among them that are no member's.
    pub recipients: u64,
    /// Living humans, once what is one human is counted once.
    pub persons: u64,
}

/// The company's first count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCount {
    /// The selection that gives it.
    pub selection: &'static str,
    /// Distinct members at this scale.
    pub subjects: u64,
    /// The figure of the case.
    pub full_scale: u64,
}

/// A part of the gateway's log that was deleted, and what that did to what can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeletedLog {
    /// Lines that are not there.
    pub lines: u64,
    /// The first number that is missing.
    pub first: u64,
    /// The last number that is missing.
    pub last: u64,
    /// The time of the line before, and of the line behind; where there is one.
    pub between: (Option<Millis>, Option<Millis>),
    /// Members whom the attack read, as the rest of the logs shows (with the log found late).
    pub subjects_left: u64,
    /// Reads of them.
    pub reads_left: u64,
    /// Members of the shop by the line behind whom the rest does not show to have been read.
    pub possibly: u64,
}

/// What one file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileTotal {
    /// Bytes.
    pub bytes: u64,
    /// Lines that mean something to the ledger: without headers and failed log-ons.
    pub events: u64,
    /// Lines, headers included.
    pub lines: u64,
}

/// The fields of the shop, in the order of their bits.
pub(crate) const FIELDS: [&str; 7] = [
    "name",
    "email",
    "phone",
    "address",
    "door_code_masked",
    "door_code",
    "order_items",
];

/// What a page shows of its subject, as bits of [`FIELDS`].
pub(crate) fn fields(page: Page) -> u8 {
    match page {
        Page::MyInfo | Page::MyInfoTw => 0b000_0011,
        Page::AddressList | Page::AddressListTw => 0b001_1101,
        Page::AddressEdit => 0b010_1101,
        Page::OrderList | Page::OrderHistory => 0b100_0000,
        Page::SupportView => 0b000_1111,
    }
}

/// Counts one scope while the attack is made up.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// Fields exposed of each account, as bits.
    exposed: Vec<u8>,
    /// Routes by which each account was read, as bits by the place in [`Page::ALL`].
    routes: Vec<u8>,
    reads: [u64; Page::ALL.len()],
    addresses: BTreeSet<u32>,
    ghosts: BTreeSet<u32>,
    ghost_reads: u64,
    first: i64,
    last: i64,
}

impl Tally {
    pub(crate) fn new(people: &People) -> Tally {
        Tally {
            exposed: vec![0; people.accounts.len()],
            routes: vec![0; people.accounts.len()],
            reads: [0; Page::ALL.len()],
            addresses: BTreeSet::new(),
            ghosts: BTreeSet::new(),
            ghost_reads: 0,
            first: i64::MAX,
            last: i64::MIN,
        }
    }

    /// A page of an account was served.
    pub(crate) fn read(&mut self, account: usize, page: Page, time: i64, ip: u32) {
        let place = Page::ALL.iter().position(|p| *p == page).unwrap_or(0);
        if let (Some(exposed), Some(routes), Some(reads)) = (
            self.exposed.get_mut(account),
            self.routes.get_mut(account),
            self.reads.get_mut(place),
        ) {
            *exposed |= fields(page);
            *routes |= 1 << place;
            *reads += 1;
        }
        self.addresses.insert(ip);
        self.first = self.first.min(time);
        self.last = self.last.max(time);
    }

    /// A number that does not exist was tried.
    pub(crate) fn ghost(&mut self, number: u32) {
        self.ghosts.insert(number);
        self.ghost_reads += 1;
    }

    /// Whether this account was read.
    pub(crate) fn has(&self, account: usize) -> bool {
        self.exposed.get(account).is_some_and(|bits| *bits != 0)
    }

    /// Reads, and distinct accounts read.
    pub(crate) fn read_and_subjects(&self) -> (u64, u64) {
        let subjects = self.exposed.iter().filter(|bits| **bits != 0);
        (self.reads.iter().sum(), subjects.count() as u64)
    }

    /// Closes the count. `phones` are the phones that address lists showed: how many are a
    /// member's that was itself read, how many nobody's.
    pub(crate) fn scope(&self, people: &People, phones: Phones) -> Scope {
        let read = || {
            self.exposed
                .iter()
                .zip(&people.accounts)
                .filter(|(bits, _)| **bits != 0)
        };
        let subjects = read().count() as u64;
        let reads = self.reads.iter().sum();
        let mut scope = Scope {
            accesses: reads,
            reads,
            subjects,
            exposures: read().map(|(bits, _)| u64::from(bits.count_ones())).sum(),
            by_field: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            by_route: BTreeMap::new(),
            by_controller: BTreeMap::new(),
            ghosts: Ghosts {
                reads: self.ghost_reads,
                names: self.ghosts.len() as u64,
            },
            people: self.people(people, subjects, phones),
            addresses: self.addresses.len() as u64,
            first: Millis(self.first),
            last: Millis(self.last),
        };
        for (bit, field) in FIELDS.iter().enumerate() {
            let count = read().filter(|(bits, _)| **bits & (1 << bit) != 0).count();
            scope.by_field.insert(field, count as u64);
        }
        for kind in [
            SubjectKind::Member,
            SubjectKind::Dormant,
            SubjectKind::Withdrawn,
        ] {
            let count = read().filter(|(_, account)| account.kind == kind).count();
            scope.by_kind.insert(kind.word(), count as u64);
        }
        for (name, second) in [("shop", false), ("shop-tw", true)] {
            let count = read()
                .filter(|(_, account)| account.second == second)
                .count();
            scope.by_controller.insert(name, count as u64);
        }
        for (place, page) in Page::ALL.iter().enumerate() {
            let subjects = self.routes.iter().filter(|bits| **bits & (1 << place) != 0);
            let subjects = subjects.count() as u64;
            let reads = self.reads.get(place).copied().unwrap_or(0);
            if reads > 0 {
                scope
                    .by_route
                    .insert(page.route(), RouteTotal { reads, subjects });
            }
        }
        scope
    }

    fn people(&self, people: &People, subjects: u64, phones: Phones) -> PeopleTotal {
        let twice = people
            .pairs
            .iter()
            .filter(|(a, b)| self.has(*a as usize) && self.has(*b as usize))
            .count() as u64;
        PeopleTotal {
            identifiers: subjects + phones.members + phones.recipients,
            member_phones: phones.members,
            recipients: phones.recipients,
            persons: subjects - twice + phones.recipients,
        }
    }
}

/// Distinct phones that address lists showed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Phones {
    /// Of members, who were all read themselves.
    pub(crate) members: u64,
    /// Of nobody known.
    pub(crate) recipients: u64,
}

impl Truth {
    /// One JSON object, its keys sorted at every depth; times in milliseconds UTC.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut files = Object::new();
        for (name, total) in &self.files {
            files.object(name, total.object());
        }
        let mut first_count = Object::new();
        first_count.number("full_scale", self.first_count.full_scale);
        first_count.text("selection", self.first_count.selection);
        first_count.number("subjects", self.first_count.subjects);
        let mut out = Object::new();
        out.number("background", self.background);
        if let Some(deleted) = &self.deleted {
            out.object("deleted", deleted.object());
        }
        out.object("files", files);
        out.object("first_count", first_count);
        out.object("not_issued", self.not_issued.object());
        out.object("not_issued_with_late", self.not_issued_with_late.object());
        out.number("scale", u64::from(self.scale));
        out.number("seed", self.seed);
        out.close()
    }
}

impl FileTotal {
    pub(crate) fn object(&self) -> Object {
        let mut out = Object::new();
        out.number("bytes", self.bytes);
        out.number("events", self.events);
        out.number("lines", self.lines);
        out
    }
}

impl DeletedLog {
    fn object(&self) -> Object {
        let mut out = Object::new();
        let time = |time: Option<Millis>| time.and_then(|time| u64::try_from(time.0).ok());
        if let Some(after) = time(self.between.0) {
            out.number("after", after);
        }
        if let Some(before) = time(self.between.1) {
            out.number("before", before);
        }
        out.number("first", self.first);
        out.number("last", self.last);
        out.number("lines", self.lines);
        out.number("possibly", self.possibly);
        out.number("reads_left", self.reads_left);
        out.number("subjects_left", self.subjects_left);
        out
    }
}

impl Scope {
    fn object(&self) -> Object {
        let counts = |map: &BTreeMap<&'static str, u64>| {
            let mut out = Object::new();
            for (name, count) in map {
                out.number(name, *count);
            }
            out
        };
        let mut by_route = Object::new();
        for (route, total) in &self.by_route {
            let mut out = Object::new();
            out.number("reads", total.reads);
            out.number("subjects", total.subjects);
            by_route.object(route, out);
        }
        let mut ghosts = Object::new();
        ghosts.number("names", self.ghosts.names);
        ghosts.number("reads", self.ghosts.reads);
        let mut people = Object::new();
        people.number("identifiers", self.people.identifiers);
        people.number("member_phones", self.people.member_phones);
        people.number("persons", self.people.persons);
        people.number("recipients", self.people.recipients);
        let mut out = Object::new();
        out.number("accesses", self.accesses);
        out.number("addresses", self.addresses);
        out.object("by_controller", counts(&self.by_controller));
        out.object("by_field", counts(&self.by_field));
        out.object("by_kind", counts(&self.by_kind));
        out.object("by_route", by_route);
        out.number("exposures", self.exposures);
        out.number("first", u64::try_from(self.first.0).unwrap_or(0));
        out.object("ghosts", ghosts);
        out.number("last", u64::try_from(self.last.0).unwrap_or(0));
        out.object("people", people);
        out.number("reads", self.reads);
        out.number("subjects", self.subjects);
        out
    }
}

/// A JSON object in the making. Keys and texts are ours and need no escaping.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Object {
        Object(String::from("{"))
    }

    fn key(&mut self, key: &str) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{comma}\"{key}\":");
    }

    pub(crate) fn number(&mut self, key: &str, value: u64) {
        self.key(key);
        let _ = write!(self.0, "{value}");
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        let _ = write!(self.0, "\"{value}\"");
    }

    pub(crate) fn object(&mut self, key: &str, value: Object) {
        self.key(key);
        self.0.push_str(&value.close());
    }

    pub(crate) fn boolean(&mut self, key: &str, value: bool) {
        self.key(key);
        let _ = write!(self.0, "{value}");
    }

    /// A number, or null where there is none.
    pub(crate) fn optional(&mut self, key: &str, value: Option<u64>) {
        match value {
            Some(value) => self.number(key, value),
            None => {
                self.key(key);
                self.0.push_str("null");
            }
        }
    }

    pub(crate) fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
