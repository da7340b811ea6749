//! The day that runs: how many people each cluster has shown so far. Days are of UTC.
//!
//! A read that repeats what was seen today, the same person by the same actor, key, network, client and
//! route, only adds to a count. What is new is entered into each cluster. So ten reads of a session cost
//! little more than one.
//!
//! Memory: 64 bytes for each different reader and person of a day, 8 for each further route, about 30 for each
//! cluster of one person, and a set of people for each larger one. Nothing is evicted before the day ends.

use std::hash::BuildHasher;

use event::Millis;
use exposure::{Passed, SubjectId};
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::{
    cluster::{Cluster, Dimension, issued, prefix},
    detectors::DAY_MS,
    finding::EXAMPLES_MAX,
    people::People,
    window::Short,
    world::World,
};

/// People of a cluster from which on reads are kept as examples.
const EXAMPLES_FROM: u64 = 20;

/// What tells a read from others of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Combo {
    /// [`NONE_WIDE`] where there is none, as in the next.
    actor: u64,
    prefix: u64,
    person: u32,
    /// [`NONE`] where there is none, as in the next.
    key: u32,
    client: u32,
    asn: u32,
    issuer: u32,
    country: [u8; 2],
    /// 255 where nothing is said yet.
    issued: u8,
}

/// On which routes, and how often.
#[expect(
    clippy::box_collection,
    reason = "most have none: 8 bytes instead of 24"
)]
#[derive(Debug, Clone)]
pub(crate) struct Routes {
    first: (u32, u32),
    /// Boxed, for most have none.
    more: Option<Box<Vec<(u32, u32)>>>,
}

impl Routes {
    /// Counts a read; whether its route is new.
    fn count(&mut self, route: u32) -> bool {
        if self.first.0 == route {
            self.first.1 = self.first.1.saturating_add(1);
            return false;
        }
        let more = self.more.get_or_insert_default();
        match more.iter_mut().find(|of| of.0 == route) {
            Some(of) => {
                of.1 = of.1.saturating_add(1);
                false
            }
            None => {
                more.push((route, 1));
                true
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = (u32, u32)> {
        let more = self.more.iter().flat_map(|more| more.iter().copied());
        std::iter::once(self.first).chain(more)
    }
}

/// What stands for a code that is missing.
const NONE: u32 = u32::MAX;
const NONE_WIDE: u64 = u64::MAX;
const UNSAID: u8 = u8::MAX;

/// Dimensions that say nothing of the route, and those that do.
const WITHOUT_ROUTE: [Dimension; 8] = [
    Dimension::Key,
    Dimension::IssuerIssued,
    Dimension::Prefix,
    Dimension::Asn,
    Dimension::Country,
    Dimension::Client,
    Dimension::AsnClient,
    Dimension::Actor,
];
const WITH_ROUTE: [Dimension; 1] = [Dimension::RouteClient];

impl Combo {
    fn of(person: u32, read: &Passed) -> Combo {
        Combo {
            actor: read.actor.map_or(NONE_WIDE, SubjectId::to_u64),
            prefix: read.ip.map_or(NONE_WIDE, prefix),
            person,
            key: read.key.unwrap_or(NONE),
            client: read.client.unwrap_or(NONE),
            asn: read.place.asn.unwrap_or(NONE),
            issuer: read.issuer.unwrap_or(NONE),
            country: read.place.country.unwrap_or_default(),
            issued: issued(read)
                .and_then(|of| u8::try_from(of).ok())
                .unwrap_or(UNSAID),
        }
    }

    /// The cluster of a dimension to which the reads belong.
    fn cluster(&self, dimension: Dimension, route: u32) -> Option<Cluster> {
        let code = |code: u32| Some(u64::from(code)).filter(|_| code != NONE);
        let wide = |wide: u64| Some(wide).filter(|_| wide != NONE_WIDE);
        let country = u64::from(u16::from_be_bytes(self.country));
        let (first, second) = match dimension {
            Dimension::Key => (code(self.key)?, 0),
            Dimension::IssuerIssued => {
                let said = Some(self.issued).filter(|of| *of != UNSAID)?;
                (code(self.issuer)?, u64::from(said))
            }
            Dimension::Prefix => (wide(self.prefix)?, 0),
            Dimension::Asn => (code(self.asn)?, 0),
            Dimension::Country => (Some(country).filter(|of| *of != 0)?, 0),
            Dimension::Client => (code(self.client)?, 0),
            Dimension::RouteClient => (code(route)?, code(self.client)?),
            Dimension::AsnClient => (code(self.asn)?, code(self.client)?),
            Dimension::RouteKey => (code(route)?, code(self.key)?),
            Dimension::Actor => (wide(self.actor)?, 0),
        };
        Some(Cluster {
            dimension,
            first,
            second,
        })
    }
}

/// A cluster of the day in 8 bytes: one person and when it was first read of the day, in milliseconds; or, with the
/// highest bit set, the place of its crowd in the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    first_ms: u32,
    of: u32,
}

/// Above the milliseconds of a day, which take 27 bits.
const CROWD: u32 = 1 << 31;

impl Slot {
    fn person(first_ms: u32, person: u32) -> Slot {
        Slot {
            first_ms,
            of: person,
        }
    }

    fn become_crowd(&mut self, place: usize) {
        // A day of more than 2^32 clusters of many people would need half a terabyte.
        if let Ok(place) = u32::try_from(place) {
            *self = Slot {
                first_ms: CROWD,
                of: place,
            };
        }
    }

    fn crowd(self) -> Option<usize> {
        (self.first_ms & CROWD != 0).then_some(self.of as usize)
    }
}

/// A cluster of more than one person.
#[derive(Debug, Clone)]
pub(crate) struct Grown {
    pub(crate) cluster: Cluster,
    /// What its peers share, beside its dimension.
    pub(crate) kind: u64,
    /// Its first read of the day.
    pub(crate) first: Millis,
    pub(crate) people: People,
    /// How they came within the day.
    pub(crate) short: Short,
    pub(crate) examples: Vec<(Millis, Passed)>,
    /// Whether it waits to be judged.
    pub(crate) due: bool,
    /// Whether it grew since its weeks were judged.
    pub(crate) grew: bool,
}

/// Readers and people of the day. They lie side by side and are found by a table of their places, for a table of
/// them would be half empty.
#[derive(Debug, Clone, Default)]
struct Combos {
    places: HashTable<u32>,
    all: Vec<(Combo, Routes)>,
    hasher: DefaultHashBuilder,
}

impl Combos {
    /// Counts a read; which dimensions it is new to.
    fn count(&mut self, combo: Combo, route: u32) -> &'static [&'static [Dimension]] {
        let Combos {
            places,
            all,
            hasher,
        } = self;
        let known = |place: &u32| all.get(*place as usize).is_some_and(|of| of.0 == combo);
        let place = places.find(hasher.hash_one(combo), known).copied();
        let known = place.and_then(|place| all.get_mut(place as usize));
        if let Some((_, routes)) = known {
            return match routes.count(route) {
                true => &[&WITH_ROUTE],
                false => &[],
            };
        }
        // A day of more than 2^32 different readers and people would count those beyond them again and again.
        if let Ok(place) = u32::try_from(all.len()) {
            let first = (route, 1);
            all.push((combo, Routes { first, more: None }));
            let hash_of = |place: &u32| {
                let of = all.get(*place as usize);
                of.map_or(0, |(combo, _)| hasher.hash_one(combo))
            };
            places.insert_unique(hasher.hash_one(combo), place, hash_of);
        }
        &[&WITHOUT_ROUTE, &WITH_ROUTE]
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Day {
    pub(crate) day: i64,
    combos: Combos,
    pub(crate) slots: [HashMap<u64, Slot>; Dimension::COUNTED.len()],
    pub(crate) grown: Vec<Grown>,
    pub(crate) due: Vec<usize>,
}

impl Day {
    /// Enters a read that showed a person, on this day. Clusters of more than `many` people that grew are
    /// judged next. Whether the read was no repetition.
    pub(crate) fn see(
        &mut self,
        (time, read): (Millis, &Passed),
        person: u32,
        (world, many): (&World, u64),
    ) -> bool {
        let route = read.route.unwrap_or(NONE);
        let entered = self.combos.count(Combo::of(person, read), route);
        if entered.is_empty() {
            return false;
        }
        for dimension in entered.iter().copied().flatten() {
            if let Some(cluster) = Cluster::of(*dimension, read) {
                self.enter(cluster, (time, read), person, (world, many));
            }
        }
        true
    }

    fn enter(
        &mut self,
        cluster: Cluster,
        (time, read): (Millis, &Passed),
        person: u32,
        (world, many): (&World, u64),
    ) {
        let first_ms = u32::try_from(time.0.rem_euclid(DAY_MS)).unwrap_or(0);
        let Some(slots) = self.slots.get_mut(cluster.dimension as usize) else {
            return;
        };
        let slots = slots.entry(cluster.packed());
        let slot = slots.or_insert(Slot::person(first_ms, person));
        let Some(place) = slot.crowd() else {
            if slot.of == person {
                return;
            }
            let first = Millis(self.day * DAY_MS + i64::from(slot.first_ms));
            let mut short = Short::of_one(first);
            short.add(time, 1);
            self.grown.push(Grown {
                cluster,
                kind: world.kind(cluster, read),
                first,
                people: People::both(slot.of, person),
                short,
                examples: Vec::new(),
                due: false,
                grew: true,
            });
            slot.become_crowd(self.grown.len() - 1);
            return;
        };
        let Some(grown) = self.grown.get_mut(place) else {
            return;
        };
        let before = grown.people.len();
        let is_new = grown.people.insert(person);
        if is_new {
            grown.short.add(time, before);
            grown.grew = true;
        }
        if grown.people.len() >= EXAMPLES_FROM && grown.examples.len() < EXAMPLES_MAX {
            grown.examples.push((time, *read));
        }
        if is_new && !grown.due && grown.people.len() > many {
            grown.due = true;
            self.due.push(place);
        }
    }

    /// Takes the clusters that are to be judged, in an order that does not depend on how they came.
    pub(crate) fn take_due(&mut self) -> Vec<Cluster> {
        let mut due: Vec<Cluster> = Vec::new();
        for place in std::mem::take(&mut self.due) {
            if let Some(grown) = self.grown.get_mut(place) {
                grown.due = false;
                due.push(grown.cluster);
            }
        }
        due.sort_unstable();
        due
    }

    /// Takes the clusters that grew since they were last taken, in an order that does not depend on how they
    /// came.
    pub(crate) fn take_grew(&mut self) -> Vec<Cluster> {
        let grew = self.grown.iter_mut().filter(|grown| grown.grew);
        let mut grew: Vec<Cluster> = grew
            .map(|grown| {
                grown.grew = false;
                grown.cluster
            })
            .collect();
        grew.sort_unstable();
        grew
    }

    /// A cluster of more than one person.
    pub(crate) fn grown(&self, cluster: Cluster) -> Option<&Grown> {
        let slot = self
            .slots
            .get(cluster.dimension as usize)?
            .get(&cluster.packed())?;
        self.grown.get(slot.crowd()?)
    }

    /// Reads of clusters today that showed somebody. It goes over all that is kept of the day, once for all of
    /// them.
    pub(crate) fn reads(&self, of: &[Cluster]) -> HashMap<Cluster, u64> {
        let mut reads: HashMap<Cluster, u64> = of.iter().map(|cluster| (*cluster, 0)).collect();
        let mut dimensions: Vec<Dimension> = of.iter().map(|cluster| cluster.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        for (combo, routes) in &self.combos.all {
            for (route, count) in routes.all() {
                let clusters = dimensions.iter().filter_map(|of| combo.cluster(*of, route));
                for cluster in clusters {
                    if let Some(reads) = reads.get_mut(&cluster) {
                        *reads += u64::from(count);
                    }
                }
            }
        }
        reads
    }

    /// Begins another day; gives the clusters of the one that is over.
    pub(crate) fn turn(&mut self, day: i64) -> Day {
        let next = Day {
            day,
            ..Day::default()
        };
        std::mem::replace(self, next)
    }
}
