//! What the reads of an incident came with (addresses, networks, clients, keys), and who else used the same, over the days
//! before its last read and over the last of the record. A read of others that names neither an actor nor a credential is
//! counted as such: of how many people such reads are nobody can say.
//!
//! Memory: 16 bytes a subject, an access and, twice, another person of each thing, and 130 bytes an issuance of the ledger.

use std::{
    collections::{BTreeMap, HashSet, btree_map},
    net::IpAddr,
};

use event::{ErrorClass, Millis};
use exposure::{Ground, Passed, Seen, Whom, selection::Selection};
use incident::{
    block::{self, Counted as CountedDays, Lately, Others, Reckoned},
    case::Incident,
};
use ledger::{Control, ControlKind, SubjectId};

use crate::{asking, cases::selected, failure::Failure, home::Home};

/// Other people behind one address from which on it is taken for one that a carrier (or an office) shares among
/// many. A household has fewer.
const SHARED_PEOPLE: u64 = 20;

/// Something that a read came with. Clients and keys are codes of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Address(IpAddr),
    System(u32),
    Client(u32),
    Key(u32),
}

/// What the incident holds against a thing, and who else used it.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    pub(super) reads: u64,
    pub(super) accesses: u64,
    pub(super) people: u64,
    pub(super) first: Option<Millis>,
    pub(super) last: Option<Millis>,
    /// The autonomous system of an address.
    pub(super) system: Option<u32>,
    /// The issuer that stood beside a key.
    pub(super) issuer: Option<u32>,
    /// Over the days before the last read of the incident.
    pub(super) others: Lately,
    /// Over the last days of the record; `None` where these hold nothing.
    pub(super) lately: Option<Lately>,
}

impl Use {
    /// Whether many people stand behind it: by their number, or because carriers use the address so. `None` where too few
    /// are named to say so and others are not named.
    pub(super) fn is_shared(&self, thing: Thing) -> Option<bool> {
        let of_carriers = matches!(thing, Thing::Address(ip) if block::is_shared(&ip.into()));
        let others = self.who_else();
        match of_carriers || others.named().0 >= SHARED_PEOPLE {
            true => Some(true),
            false => others.most().map(|_| false),
        }
    }

    /// Who else used it, over both spans.
    pub(super) fn who_else(&self) -> Others {
        Others::new(self.others, self.lately)
    }
}

/// All of it.
pub(super) struct Used {
    pub(super) things: BTreeMap<Thing, Use>,
    /// The days over which others were counted.
    pub(super) days: CountedDays,
}

/// The selection of an incident with the subjects whom people named in or out.
pub(super) fn selection(home: &Home, incident: &Incident) -> Result<Selection, Failure> {
    asking::parse(&home.settings.catalogue, &selected(incident)?)
}

/// Every read of a time, both ends included.
pub(super) fn between(home: &Home, from: Millis, to: Millis) -> Result<Selection, Failure> {
    let text = format!("time >= '{from}' AND time <= '{to}'");
    asking::parse(&home.settings.catalogue, &text)
}

/// Goes over the ledger twice: for what the incident used, then for who else used it in the days before its last read.
pub(super) fn used(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
) -> Result<Used, Failure> {
    let shards = exposure::seen(home.disk(), ground, (selection, selection), Own::take)?;
    let mut own = Own::default();
    for shard in shards {
        own.unite(shard);
    }
    let mut things: BTreeMap<Thing, Use> = own
        .things
        .into_iter()
        .map(|(thing, counted)| (thing, counted.told()))
        .collect();
    let Some(last) = things.values().filter_map(|of| of.last).max() else {
        return Err(Failure::new(
            ErrorClass::NotFound,
            "the incident has no read, or none that says from where or with what it came: see `nunchi incident scope`",
        ));
    };
    let controls = ground.snapshot.controls(home.disk())?;
    let end = end_of_record(ground, &controls, last).min(Millis(home.clock().now_ms()));
    let days = Both {
        incident: Reckoned::ending(last),
        record: Reckoned::ending(end.max(last)),
    };
    let own = (selection, &things, &own.credentials);
    let mut found = others(home, ground, &controls, own, days)?;
    let record = found.is_heard.then_some(days.record);
    for (thing, of) in &mut things {
        let [then, lately] = found.of.remove(thing).unwrap_or_default();
        of.others = then.told();
        of.lately = record.map(|_| lately.told());
    }
    let days = CountedDays {
        incident: days.incident,
        record,
    };
    Ok(Used { things, days })
}

/// The last read or log-in of which a source told. What nunchi itself enters, and an import of relations, is of the day on
/// which somebody worked on the incident: of who uses an address it says nothing.
fn end_of_record(ground: &Ground<'_>, controls: &[Control], last: Millis) -> Millis {
    let spoken = &ground.snapshot.state.spoken;
    let of_reads = spoken.iter().filter(|of| of.counters.accesses > 0);
    let reads = of_reads.filter_map(|of| Some(of.span?.1));
    let log_ins = controls
        .iter()
        .filter(|of| of.kind == ControlKind::Issuance);
    reads
        .chain(log_ins.map(|of| of.time))
        .fold(last, Millis::max)
}

fn things_of(read: &Passed) -> impl Iterator<Item = Thing> {
    let things = [
        read.ip.map(Thing::Address),
        read.place.asn.map(Thing::System),
        read.client.map(Thing::Client),
        read.key.map(Thing::Key),
    ];
    things.into_iter().flatten()
}

/// What one shard found of the incident.
#[derive(Default)]
struct Own {
    things: BTreeMap<Thing, Counted>,
    credentials: HashSet<u64>,
}

#[derive(Default)]
struct Counted {
    told: Use,
    subjects: HashSet<SubjectId>,
    accesses: HashSet<u64>,
}

impl Own {
    fn take(&mut self, seen: &Seen) {
        self.credentials.extend(seen.read.credential);
        if !seen.counts {
            return;
        }
        for thing in things_of(&seen.read) {
            self.things.entry(thing).or_default().take(seen);
        }
    }

    fn unite(&mut self, other: Own) {
        self.credentials.extend(other.credentials);
        for (thing, more) in other.things {
            match self.things.entry(thing) {
                btree_map::Entry::Vacant(none) => drop(none.insert(more)),
                btree_map::Entry::Occupied(mut of) => of.get_mut().unite(more),
            }
        }
    }
}

impl Counted {
    fn take(&mut self, seen: &Seen) {
        self.told.reads += 1;
        match seen.read.access {
            Some(access) => drop(self.accesses.insert(access)),
            None => self.told.accesses += 1,
        }
        if let Whom::Subject(subject) = seen.read.who {
            self.subjects.insert(subject);
        }
        self.told.first = Some(self.told.first.map_or(seen.time, |at| at.min(seen.time)));
        self.told.last = self.told.last.max(Some(seen.time));
        self.told.system = self.told.system.or(seen.read.place.asn);
        self.told.issuer = self.told.issuer.or(seen.read.issuer);
    }

    fn unite(&mut self, other: Counted) {
        self.told.reads += other.told.reads;
        self.told.accesses += other.told.accesses;
        self.subjects.extend(other.subjects);
        self.accesses.extend(other.accesses);
        let firsts = self.told.first.into_iter().chain(other.told.first);
        self.told.first = firsts.min();
        self.told.last = self.told.last.max(other.told.last);
        self.told.system = self.told.system.or(other.told.system);
        self.told.issuer = self.told.issuer.or(other.told.issuer);
    }

    fn told(self) -> Use {
        Use {
            people: self.subjects.len() as u64,
            accesses: self.told.accesses + self.accesses.len() as u64,
            ..self.told
        }
    }
}

/// Another person: an actor whom the book knows, else whoever presented a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Other {
    Actor(SubjectId),
    Credential(u64),
}

/// Who else used a thing in some days, and how often somebody logged in with it then.
#[derive(Default)]
struct Elsewhere {
    people: HashSet<Other>,
    log_ins: u64,
    /// Reads that name nobody.
    nameless: u64,
}

impl Elsewhere {
    fn told(&self) -> Lately {
        Lately {
            people: self.people.len() as u64,
            log_ins: self.log_ins,
            nameless: self.nameless,
        }
    }
}

/// The days before the last read of the incident, and the last ones of the record, whether or not these hold anything.
#[derive(Debug, Clone, Copy)]
struct Both {
    incident: Reckoned,
    record: Reckoned,
}

impl Both {
    /// Which of the two a moment lies in.
    fn has(self, at: Millis) -> [bool; 2] {
        [self.incident.has(at), self.record.has(at)]
    }
}

/// Before the last read of the incident, and in the last days of the record; a read may lie in both.
#[derive(Default)]
struct Found {
    of: BTreeMap<Thing, [Elsewhere; 2]>,
    /// Whether the last days of the record hold a read or a log-in, whoever's.
    is_heard: bool,
}

impl Found {
    fn hear(&mut self, [_, in_record]: [bool; 2]) {
        self.is_heard |= in_record;
    }
}

/// Hands on the sides in which a moment lies.
fn sides(both: &mut [Elsewhere; 2], is_in: [bool; 2]) -> impl Iterator<Item = &mut Elsewhere> {
    both.iter_mut()
        .zip(is_in)
        .filter_map(|(of, is_in)| is_in.then_some(of))
}

/// The selection of an incident, what its reads came with, and their credentials.
type OwnOf<'a> = (&'a Selection, &'a BTreeMap<Thing, Use>, &'a HashSet<u64>);

/// Who else used the things of an incident in some days: in reads that its selection does not surely mean, and when
/// somebody logged in. A log-in whose credential is the incident's own is nobody else's.
fn others(
    home: &Home,
    ground: &Ground<'_>,
    controls: &[Control],
    (selection, things, credentials): OwnOf<'_>,
    days: Both,
) -> Result<Found, Failure> {
    let (incident, record) = (days.incident, days.record);
    let text = format!(
        "(time >= '{}' AND time <= '{}') OR (time >= '{}' AND time <= '{}')",
        incident.from, incident.to, record.from, record.to
    );
    let within = asking::parse(&home.settings.catalogue, &text)?;
    let take = |kept: &mut Found, seen: &Seen| {
        let is_in = days.has(seen.time);
        kept.hear(is_in);
        if seen.is_of == Some(true) {
            return;
        }
        let actor = seen.read.actor.map(Other::Actor);
        let other = actor.or(seen.read.credential.map(Other::Credential));
        for thing in things_of(&seen.read).filter(|thing| things.contains_key(thing)) {
            for of in sides(kept.of.entry(thing).or_default(), is_in) {
                of.people.extend(other);
                of.nameless += u64::from(other.is_none());
            }
        }
    };
    let mut all = Found::default();
    for shard in exposure::seen::<Found>(home.disk(), ground, (&within, selection), take)? {
        all.is_heard |= shard.is_heard;
        for (thing, both) in shard.of {
            for (of, more) in all.of.entry(thing).or_default().iter_mut().zip(both) {
                of.people.extend(more.people);
                of.nameless += more.nameless;
            }
        }
    }
    add_log_ins(ground, controls, &mut all, (things, credentials, days));
    Ok(all)
}

/// Adds who logged in with the things of an incident, by a credential that is none of its own.
fn add_log_ins(
    ground: &Ground<'_>,
    controls: &[Control],
    all: &mut Found,
    (things, credentials, days): (&BTreeMap<Thing, Use>, &HashSet<u64>, Both),
) {
    let log_ins = controls
        .iter()
        .filter(|of| of.kind == ControlKind::Issuance);
    for log_in in log_ins {
        let is_in = days.has(log_in.time);
        all.hear(is_in);
        let is_own = log_in
            .credential
            .is_some_and(|of| credentials.contains(&of));
        if is_own || is_in == [false, false] {
            continue;
        }
        let holder = log_in
            .subject
            .and_then(SubjectId::from_u64)
            .map(Other::Actor);
        let holder = holder.or(log_in.credential.map(Other::Credential));
        for thing in things_of_log_in(ground, log_in).filter(|thing| things.contains_key(thing)) {
            for of in sides(all.of.entry(thing).or_default(), is_in) {
                of.people.extend(holder);
                of.log_ins += 1;
            }
        }
    }
}

fn things_of_log_in(ground: &Ground<'_>, log_in: &Control) -> impl Iterator<Item = Thing> {
    let place = log_in.ip.zip(ground.geo).map(|(ip, geo)| geo.place(ip));
    let things = [
        log_in.ip.map(Thing::Address),
        place.and_then(|place| place.asn).map(Thing::System),
        log_in.client.map(Thing::Client),
        log_in.key.map(Thing::Key),
    ];
    things.into_iter().flatten()
}
