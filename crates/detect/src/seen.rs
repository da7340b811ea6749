//! What was seen today: who read whom, with which key, from where, by what means, and how often. It is what
//! tells a read from a repetition, and everything smaller than a set of people is a place in this list.
//!
//! Memory: 32 bytes for each different reader, person and route of the day, and 5 for each place of its table,
//! which is between seven sixteenths and seven eighths full; 16 for each network and 24 for each client, issuer and route, with
//! their tables.

use std::hash::{BuildHasher, Hash, Hasher};

use event::Millis;
use exposure::{Passed, SubjectId};
use hashbrown::DefaultHashBuilder;

use crate::{
    cluster::{Cluster, Dimension, issued, prefix},
    detectors::{DAY_MS, new_place::Spot},
    places::Places,
    world::World,
};

/// What stands for a code that is missing.
const NONE: u32 = u32::MAX;
const NONE_WIDE: u64 = u64::MAX;
const UNSAID: u8 = u8::MAX;

/// From where a read came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Origin {
    /// [`NONE_WIDE`] where there is none.
    prefix: u64,
    /// [`NONE`] where there is none.
    asn: u32,
    country: [u8; 2],
}

impl Origin {
    fn of(read: &Passed) -> Origin {
        Origin {
            prefix: read.ip.map_or(NONE_WIDE, prefix),
            asn: read.place.asn.unwrap_or(NONE),
            country: read.place.country.unwrap_or_default(),
        }
    }
}

/// By what means a read was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Means {
    /// [`NONE`] where there is none, as in the next.
    route: u32,
    client: u32,
    issuer: u32,
    /// 255 where nothing is said yet.
    issued: u8,
}

impl Means {
    fn of(read: &Passed) -> Means {
        let issued = issued(read).and_then(|of| u8::try_from(of).ok());
        Means {
            route: read.route.unwrap_or(NONE),
            client: read.client.unwrap_or(NONE),
            issuer: read.issuer.unwrap_or(NONE),
            issued: issued.unwrap_or(UNSAID),
        }
    }

    fn is_same_but_for_route(&self, other: &Means) -> bool {
        *self
            == Means {
                route: self.route,
                ..*other
            }
    }
}

/// Values that many reads share, each once: found by a table of their places.
#[derive(Debug, Clone)]
struct Shared<T> {
    all: Vec<T>,
    places: Places,
}

impl<T> Default for Shared<T> {
    fn default() -> Shared<T> {
        Shared {
            all: Vec::new(),
            places: Places::default(),
        }
    }
}

impl<T: Copy + Eq + Hash> Shared<T> {
    fn get(&self, place: u32) -> Option<&T> {
        self.all.get(place as usize)
    }

    /// The place of a value, which is added if it is new; `None` beyond 2^32 of them.
    fn place(&mut self, value: T, hasher: &DefaultHashBuilder) -> Option<u32> {
        let Shared { all, places } = self;
        let hash = hasher.hash_one(value);
        let known = places.find(hash, |at| all.get(*at as usize) == Some(&value));
        if known.is_some() {
            return known;
        }
        let place = u32::try_from(all.len()).ok()?;
        all.push(value);
        let hash_of = |at: &u32| all.get(*at as usize).map_or(0, |of| hasher.hash_one(of));
        places.insert(hash, place, hash_of);
        Some(place)
    }
}

/// One different reader, person and route of the day.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// As bytes, for a number of 64 bits would have the line padded.
    actor: [u8; 8],
    person: u32,
    key: u32,
    /// Places of what it shares with others.
    origin: u32,
    means: u32,
    /// Its first read, in milliseconds of the day, which take 27 bits; and [`FURTHER`] if it is one.
    first_ms: u32,
    reads: u32,
}

impl Line {
    fn actor(&self) -> u64 {
        u64::from_le_bytes(self.actor)
    }
}

/// Of a line that differs in its route alone from one before it: it is found by a hash of its own.
const FURTHER: u32 = 1 << 31;

/// The hash of a further line, from that of the first.
fn of_route(hash: u64, route: u32) -> u64 {
    (hash ^ u64::from(route).wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What tells a read from others of the day; but for its route, which its hash leaves out.
struct Sight {
    actor: u64,
    person: u32,
    key: u32,
    origin: Origin,
    means: Means,
}

impl Sight {
    fn of(person: u32, read: &Passed) -> Sight {
        Sight {
            actor: read.actor.map_or(NONE_WIDE, SubjectId::to_u64),
            person,
            key: read.key.unwrap_or(NONE),
            origin: Origin::of(read),
            means: Means::of(read),
        }
    }

    /// The same for all routes.
    fn hash(&self, hasher: &DefaultHashBuilder) -> u64 {
        let Origin {
            prefix,
            asn,
            country,
        } = self.origin;
        let said = u64::from(u16::from_be_bytes(country)) << 8 | u64::from(self.means.issued);
        let mut hash = hasher.build_hasher();
        hash.write_u64(self.actor);
        hash.write_u64(u64::from(self.person) << 32 | u64::from(self.key));
        hash.write_u64(prefix);
        hash.write_u64(u64::from(asn) << 32 | u64::from(self.means.client));
        hash.write_u64(u64::from(self.means.issuer) << 32 | said);
        hash.finish()
    }
}

/// In what a line is like a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    All,
    AllButRoute,
}

/// What a read is to those before it of its day.
#[derive(Debug, Clone, Copy)]
pub(crate) enum News {
    /// It repeats one.
    None,
    /// It repeats one but for the route; where it stands in the list.
    Route(u32),
    /// Nobody was read so; where it stands in the list.
    All(u32),
}

impl News {
    /// Whether it repeats none.
    pub(crate) fn is_new(self) -> bool {
        !matches!(self, News::None)
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    lines: Vec<Line>,
    places: Places,
    origins: Shared<Origin>,
    means: Shared<Means>,
    /// Of each of the means, the family of its client.
    families: Vec<u64>,
    hasher: DefaultHashBuilder,
}

/// Lines of a day: a place must leave a bit free. Beyond them, which would take a hundred gigabytes, nothing new is
/// taken in until the day ends.
const LINES_MAX: usize = 1 << 31;

impl Seen {
    /// Counts a read.
    pub(crate) fn count(
        &mut self,
        person: u32,
        (time, read): (Millis, &Passed),
        world: &World,
    ) -> News {
        let sight = Sight::of(person, read);
        let hash = sight.hash(&self.hasher);
        let mut like = None;
        let is_like = |at: &u32| {
            like = self.likeness(*at, &sight);
            like.is_some()
        };
        let Some(first) = self.places.find(hash, is_like) else {
            let origin = self.origins.place(sight.origin, &self.hasher);
            let line = origin.and_then(|of| self.add((&sight, of), (hash, 0), time, world));
            return line.map_or(News::None, News::All);
        };
        if like == Some(Likeness::All) {
            return self.again(first);
        }
        let hash = of_route(hash, sight.means.route);
        let is_same = |at: &u32| self.likeness(*at, &sight) == Some(Likeness::All);
        match self.places.find(hash, is_same) {
            Some(at) => self.again(at),
            None => {
                let origin = self.line(first).map(|line| line.origin);
                let line =
                    origin.and_then(|of| self.add((&sight, of), (hash, FURTHER), time, world));
                line.map_or(News::None, News::Route)
            }
        }
    }

    fn again(&mut self, at: u32) -> News {
        if let Some(line) = self.lines.get_mut(at as usize) {
            line.reads = line.reads.saturating_add(1);
        }
        News::None
    }

    /// In what a line is like a read; `None` where it is another reader or person.
    #[inline]
    fn likeness(&self, at: u32, sight: &Sight) -> Option<Likeness> {
        let line = self.line(at)?;
        if line.person != sight.person || line.key != sight.key || line.actor() != sight.actor {
            return None;
        }
        let (origin, means) = (self.origins.get(line.origin)?, self.means.get(line.means)?);
        if *means == sight.means && *origin == sight.origin {
            return Some(Likeness::All);
        }
        let is_like = means.is_same_but_for_route(&sight.means) && *origin == sight.origin;
        is_like.then_some(Likeness::AllButRoute)
    }

    /// Adds a line from this place of origins that is found by this hash: the first of its sight, or a [`FURTHER`] one.
    fn add(
        &mut self,
        (sight, origin): (&Sight, u32),
        (hash, further): (u64, u32),
        time: Millis,
        world: &World,
    ) -> Option<u32> {
        if self.lines.len() >= LINES_MAX {
            return None;
        }
        let at = u32::try_from(self.lines.len()).ok()?;
        let line = Line {
            actor: sight.actor.to_le_bytes(),
            person: sight.person,
            key: sight.key,
            origin,
            means: self.means.place(sight.means, &self.hasher)?,
            first_ms: u32::try_from(time.0.rem_euclid(DAY_MS)).unwrap_or(0) | further,
            reads: 1,
        };
        self.lines.push(line);
        if self.families.len() < self.means.all.len() {
            self.families
                .push(world.family(u64::from(sight.means.client)));
        }
        let Seen {
            lines,
            places,
            origins,
            means,
            hasher,
            ..
        } = self;
        let hash_of_line = |line: &Line| {
            let sight = Sight {
                actor: line.actor(),
                person: line.person,
                key: line.key,
                origin: *origins.get(line.origin)?,
                means: *means.get(line.means)?,
            };
            let hash = sight.hash(hasher);
            Some(match line.first_ms & FURTHER {
                0 => hash,
                _ => of_route(hash, sight.means.route),
            })
        };
        let hash_of = |at: &u32| {
            let line = lines.get(*at as usize);
            line.and_then(hash_of_line).unwrap_or(0)
        };
        places.insert(hash, at, hash_of);
        Some(at)
    }

    fn line(&self, at: u32) -> Option<&Line> {
        self.lines.get(at as usize)
    }

    /// The person of a line.
    pub(crate) fn person(&self, at: u32) -> Option<u32> {
        self.line(at).map(|line| line.person)
    }

    /// When a line was read first, in milliseconds of the day.
    pub(crate) fn first_ms(&self, at: u32) -> Option<u32> {
        self.line(at).map(|line| line.first_ms & !FURTHER)
    }

    /// Reads of a line.
    pub(crate) fn reads(&self, at: u32) -> u32 {
        self.line(at).map_or(0, |line| line.reads)
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The place of its route in which a line was read: its key, or the family of its client.
    pub(crate) fn spot(&self, at: u32, dimension: Dimension) -> Option<Spot> {
        let line = self.line(at)?;
        let of = match dimension {
            Dimension::RouteKey => u64::from(line.key),
            _ => *self.families.get(line.means as usize)?,
        };
        Some((self.means.get(line.means)?.route, dimension, of))
    }

    /// The cluster of a dimension to which the reads of a line belong.
    pub(crate) fn cluster(&self, at: u32, dimension: Dimension) -> Option<Cluster> {
        let line = self.line(at)?;
        let origin = || self.origins.get(line.origin);
        let means = || self.means.get(line.means);
        let code = |code: u32| Some(u64::from(code)).filter(|_| code != NONE);
        let wide = |wide: u64| Some(wide).filter(|_| wide != NONE_WIDE);
        let (first, second) = match dimension {
            Dimension::Key => (code(line.key)?, 0),
            Dimension::IssuerIssued => {
                let said = Some(means()?.issued).filter(|of| *of != UNSAID)?;
                (code(means()?.issuer)?, u64::from(said))
            }
            Dimension::Prefix => (wide(origin()?.prefix)?, 0),
            Dimension::Asn => (code(origin()?.asn)?, 0),
            Dimension::Country => {
                let country = u16::from_be_bytes(origin()?.country);
                (Some(u64::from(country)).filter(|of| *of != 0)?, 0)
            }
            Dimension::Client => (code(means()?.client)?, 0),
            Dimension::RouteClient => (code(means()?.route)?, code(means()?.client)?),
            Dimension::AsnClient => (code(origin()?.asn)?, code(means()?.client)?),
            Dimension::RouteKey => (code(means()?.route)?, code(line.key)?),
            Dimension::Actor => (wide(line.actor())?, 0),
        };
        Some(Cluster {
            dimension,
            first,
            second,
        })
    }
}
