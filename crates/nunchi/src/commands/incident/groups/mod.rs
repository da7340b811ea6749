//! `nunchi incident groups`: the reads of an incident by client and network, with their hours and their pace. What
//! follows from it a person says: there is no probability here, and no verdict.
//!
//! Memory: 8 bytes a read, 8 a credential that was never issued, and 16 a subject of each group.

mod pace;
mod telling;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    net::IpAddr,
};

use event::Millis;
use exposure::{Passed, Seen, Whom};
use jiff::{Timestamp, tz::TimeZone};
use ledger::{Names, SubjectId};

pub(super) use self::pace::Pace;
use super::{custody, showing, used};
use crate::{
    asking,
    cli::Asking,
    failure::Failure,
    printer::{Format, format_or_default, say},
    render,
};

/// Reads of a group that are told as examples, the first ones.
const EXAMPLES: usize = 3;

pub(super) fn groups(asking: &Asking, top: usize) -> Result<u8, Failure> {
    let (home, incident) = showing::read(asking)?;
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let selection = used::selection(&home, &incident)?;
    let zone = asking::zone(&home.settings.catalogue);
    let take = |kept: &mut Found, seen: &Seen| kept.take(seen, &zone);
    let mut found = Found::default();
    for shard in exposure::seen(home.disk(), &ground, (&selection, &selection), take)? {
        found.unite(shard);
    }
    let custody = custody::of(&home, &ground, &found.held)?;
    let told = telling::Told::new((&ground, &zone), &incident, found, (custody, top));
    say(&match format_or_default(asking.list.format) {
        Format::Table => showing::under_mark(incident.mode, &telling::table(&told)),
        Format::Csv => telling::csv(&told)?,
        Format::Json => render::json(&telling::document(&told))?,
    });
    Ok(0)
}

/// What reads of a group share: the code of the client, and the number of the autonomous system.
pub(super) type Mark = (Option<u32>, Option<u32>);

/// What was found of the reads of an incident.
#[derive(Default)]
pub(super) struct Found {
    pub(super) groups: BTreeMap<Mark, Group>,
    pub(super) held: custody::Held,
}

#[derive(Default)]
pub(super) struct Group {
    pub(super) reads: u64,
    pub(super) subjects: HashSet<SubjectId>,
    pub(super) addresses: BTreeSet<IpAddr>,
    /// Reads by the prefix of the address.
    pub(super) prefixes: HashMap<String, u64>,
    /// Reads by the hour of the day.
    pub(super) hours: [u64; 24],
    pub(super) times: Vec<Millis>,
    pub(super) country: Option<[u8; 2]>,
    /// The first reads, by time.
    pub(super) examples: Vec<(Millis, Passed)>,
}

impl Found {
    fn take(&mut self, seen: &Seen, zone: &TimeZone) {
        if !seen.counts {
            return;
        }
        let mark = (seen.read.client, seen.read.place.asn);
        self.groups.entry(mark).or_default().take(seen, zone);
        self.held.take(seen);
    }

    fn unite(&mut self, other: Found) {
        for (mark, group) in other.groups {
            self.groups.entry(mark).or_default().unite(group);
        }
        self.held.unite(other.held);
    }
}

impl Group {
    fn take(&mut self, seen: &Seen, zone: &TimeZone) {
        self.reads += 1;
        if let Whom::Subject(subject) = seen.read.who {
            self.subjects.insert(subject);
        }
        if let Some(ip) = seen.read.ip {
            if self.addresses.insert(ip) {
                self.country = self.country.or(seen.read.place.country);
            }
            *self.prefixes.entry(prefix(ip)).or_default() += 1;
        }
        if let Some(hour) = self.hours.get_mut(hour(seen.time, zone)) {
            *hour += 1;
        }
        self.times.push(seen.time);
        self.example(seen.time, seen.read);
    }

    fn example(&mut self, time: Millis, read: Passed) {
        let key = |(time, read): &(Millis, Passed)| (*time, read.ip, read.credential);
        let at = self
            .examples
            .partition_point(|of| key(of) <= key(&(time, read)));
        if at < EXAMPLES {
            self.examples.insert(at, (time, read));
            self.examples.truncate(EXAMPLES);
        }
    }

    fn unite(&mut self, other: Group) {
        self.reads += other.reads;
        self.subjects.extend(other.subjects);
        self.addresses.extend(other.addresses);
        for (prefix, reads) in other.prefixes {
            *self.prefixes.entry(prefix).or_default() += reads;
        }
        for (hour, more) in self.hours.iter_mut().zip(other.hours) {
            *hour += more;
        }
        self.times.extend(other.times);
        self.country = self.country.or(other.country);
        for (time, read) in other.examples {
            self.example(time, read);
        }
    }
}

/// The network of an address as a person would name it: /24 of IPv4, /48 of IPv6.
fn prefix(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

fn hour(time: Millis, zone: &TimeZone) -> usize {
    let stamp = Timestamp::from_millisecond(time.0).unwrap_or_default();
    usize::try_from(zone.to_datetime(stamp).hour()).unwrap_or(0)
}
