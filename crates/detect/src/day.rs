//! The day that runs: how many people each cluster has shown so far. Days are of UTC.
//!
//! A read that repeats what was seen today, the same person by the same actor, key, network, client and
//! route, only adds to a count. What is new is entered into each cluster. So ten reads of a session cost
//! little more than one.
//!
//! Memory: 64 bytes for each different read of a day, 18 bytes for each cluster of one person, and a list
//! or bitmap of people for each larger one. Nothing is evicted before the day ends.

use std::num::NonZeroU32;

use event::Millis;
use exposure::{Passed, SubjectId};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension, prefix},
    detectors::DAY_MS,
    finding::EXAMPLES_MAX,
    people::{Numbering, People},
    world::World,
};

/// People of a cluster from which on reads are kept as examples.
const EXAMPLES_FROM: u64 = 8;

/// What tells a read from others of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Combo {
    pub(crate) actor: Option<SubjectId>,
    pub(crate) prefix: Option<u64>,
    pub(crate) person: u32,
    pub(crate) key: u32,
    pub(crate) client: u32,
    pub(crate) route: u32,
    pub(crate) asn: u32,
    pub(crate) country: [u8; 2],
}

/// What stands for a code that is missing.
pub(crate) const NONE: u32 = u32::MAX;

impl Combo {
    fn of(person: u32, read: &Passed) -> Combo {
        Combo {
            actor: read.actor,
            prefix: read.ip.map(prefix),
            person,
            key: read.key.unwrap_or(NONE),
            client: read.client.unwrap_or(NONE),
            route: read.route.unwrap_or(NONE),
            asn: read.place.asn.unwrap_or(NONE),
            country: read.place.country.unwrap_or_default(),
        }
    }

    fn is_in(&self, cluster: Cluster) -> bool {
        let (first, second) = (cluster.first, cluster.second);
        let is = |code: u32, value: u64| code != NONE && u64::from(code) == value;
        match cluster.dimension {
            Dimension::Key => is(self.key, first),
            Dimension::Prefix => self.prefix == Some(first),
            Dimension::Asn => is(self.asn, first),
            Dimension::Country => u64::from(u16::from_be_bytes(self.country)) == first,
            Dimension::Client => is(self.client, first),
            Dimension::RouteClient => is(self.route, first) && is(self.client, second),
            Dimension::AsnClient => is(self.asn, first) && is(self.client, second),
            Dimension::RouteKey => is(self.route, first) && is(self.key, second),
            Dimension::Actor => self.actor.is_some_and(|actor| actor.to_u64() == first),
        }
    }
}

/// A cluster of the day: one person, or the place of its crowd in the list plus one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) first_ms: u32,
    pub(crate) person: u32,
    pub(crate) crowd: Option<NonZeroU32>,
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
    pub(crate) examples: Vec<(Millis, Passed)>,
    /// Whether it waits to be judged.
    pub(crate) due: bool,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Day {
    pub(crate) day: i64,
    pub(crate) combos: HashMap<Combo, u32>,
    pub(crate) slots: [HashMap<u64, Slot>; Dimension::ALL.len()],
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
        let reads = self.combos.entry(Combo::of(person, read)).or_insert(0);
        *reads = reads.saturating_add(1);
        if *reads > 1 {
            return false;
        }
        for dimension in Dimension::ALL {
            if let Some(cluster) = Cluster::of(dimension, read) {
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
        let slot = slots.entry(cluster.packed()).or_insert(Slot {
            first_ms,
            person,
            crowd: None,
        });
        let Some(place) = slot.crowd else {
            if slot.person == person {
                return;
            }
            let first = Millis(self.day * DAY_MS + i64::from(slot.first_ms));
            self.grown.push(Grown {
                cluster,
                kind: world.kind(cluster, read),
                first,
                people: People::Few(vec![slot.person, person]),
                examples: Vec::new(),
                due: false,
            });
            slot.crowd = u32::try_from(self.grown.len())
                .ok()
                .and_then(NonZeroU32::new);
            return;
        };
        let place = place.get() as usize - 1;
        let Some(grown) = self.grown.get_mut(place) else {
            return;
        };
        let is_new = grown.people.insert(person);
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

    /// A cluster of more than one person.
    pub(crate) fn grown(&self, cluster: Cluster) -> Option<&Grown> {
        let slot = self
            .slots
            .get(cluster.dimension as usize)?
            .get(&cluster.packed())?;
        self.grown.get(slot.crowd?.get() as usize - 1)
    }

    /// Reads of a cluster today that showed somebody; goes over all that is kept of the day.
    pub(crate) fn reads(&self, cluster: Cluster) -> u64 {
        let within = self.combos.iter().filter(|(combo, _)| combo.is_in(cluster));
        within.map(|(_, reads)| u64::from(*reads)).sum()
    }

    /// Begins another day; gives the clusters of the one that is over.
    pub(crate) fn turn(&mut self, day: i64) -> Day {
        let next = Day {
            day,
            ..Day::default()
        };
        std::mem::replace(self, next)
    }

    /// The people of a cluster.
    pub(crate) fn subjects(&self, cluster: Cluster, numbering: Numbering) -> Vec<SubjectId> {
        let people = self.grown(cluster).map(|grown| &grown.people);
        people
            .into_iter()
            .flat_map(People::iter)
            .map(|number| numbering.person(number))
            .collect()
    }
}
