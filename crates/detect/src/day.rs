//! The day that runs: how many people each cluster has shown so far. Days are of UTC.
//!
//! A read that repeats what was seen today, the same person by the same actor, key, network, client and
//! route, only adds to a count. What is new is entered into each cluster. So ten reads of a session cost
//! little more than one.
//!
//! Memory: what was seen ([`Seen`]), about 8 bytes for each cluster of one person ([`Slots`]), and a set of people for
//! each larger one. Nothing is evicted before the day ends.

use event::Millis;
use exposure::Passed;
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    detectors::DAY_MS,
    finding::EXAMPLES_MAX,
    people::People,
    seen::{News, Seen},
    slots::{Known, Slots},
    window::Short,
    world::World,
};

/// People of a cluster from which on reads are kept as examples.
const EXAMPLES_FROM: u64 = 20;

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

impl Grown {
    /// Enters a person; whether it waits to be judged from now on, for it has grown to more than `many` people.
    fn enter(&mut self, (time, read): (Millis, &Passed), person: u32, many: u64) -> bool {
        let before = self.people.len();
        let is_new = self.people.insert(person);
        if is_new {
            self.short.add(time, before);
            self.grew = true;
        }
        let len = before + u64::from(is_new);
        if len >= EXAMPLES_FROM && self.examples.len() < EXAMPLES_MAX {
            self.examples.push((time, *read));
        }
        let is_due = is_new && !self.due && len > many;
        self.due |= is_due;
        is_due
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Day {
    pub(crate) day: i64,
    pub(crate) seen: Seen,
    slots: Slots,
    pub(crate) grown: Vec<Grown>,
    pub(crate) due: Vec<usize>,
}

impl Day {
    /// Enters a read that showed a person, on this day. Clusters of more than `many` people that grew are
    /// judged next. What it is to the reads before it.
    pub(crate) fn see(
        &mut self,
        (time, read): (Millis, &Passed),
        person: u32,
        (world, many): (&World, u64),
    ) -> News {
        let news = self.seen.count(person, (time, read), world);
        let (line, entered): (u32, &[&[Dimension]]) = match news {
            News::None => return news,
            News::Route(line) => (line, &[&WITH_ROUTE]),
            News::All(line) => (line, &[&WITHOUT_ROUTE, &WITH_ROUTE]),
        };
        // First the crowds are looked up, then the person is entered into each of them: so the memory of all of
        // their sets is fetched at once.
        let mut places = [usize::MAX; Dimension::COUNTED.len()];
        for (dimension, place) in entered.iter().copied().flatten().zip(&mut places) {
            let Some(cluster) = Cluster::of(*dimension, read) else {
                continue;
            };
            match self.slots.enter(cluster, line, &self.seen) {
                Known::New => {}
                Known::Line(first) if self.seen.person(first) == Some(person) => {}
                Known::Line(first) => {
                    self.begin_crowd((cluster, first), (time, read), person, world);
                }
                Known::Crowd(at) => *place = at,
            }
        }
        for place in places {
            if let Some(grown) = self.grown.get_mut(place)
                && grown.enter((time, read), person, many)
            {
                self.due.push(place);
            }
        }
        news
    }

    /// A cluster shows a second person, beside the one of this line.
    fn begin_crowd(
        &mut self,
        (cluster, line): (Cluster, u32),
        (time, read): (Millis, &Passed),
        person: u32,
        world: &World,
    ) {
        let (Some(one), Some(first)) = (self.seen.person(line), self.first(line)) else {
            return;
        };
        let mut short = Short::of_one(first);
        short.add(time, 1);
        self.grown.push(Grown {
            cluster,
            kind: world.kind(cluster, read),
            first,
            people: People::both(one, person),
            short,
            examples: Vec::new(),
            due: false,
            grew: true,
        });
        self.slots.become_crowd(cluster, &self.seen);
    }

    /// When a line was read first.
    pub(crate) fn first(&self, line: u32) -> Option<Millis> {
        let ms = self.seen.first_ms(line)?;
        Some(Millis(self.day * DAY_MS + i64::from(ms)))
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
        let place = self.slots.crowd(cluster, &self.seen)?;
        self.grown.get(place)
    }

    /// Reads of clusters today that showed somebody. It goes over all that is kept of the day, once for all of
    /// them.
    pub(crate) fn reads(&self, of: &[Cluster]) -> HashMap<Cluster, u64> {
        let mut reads: HashMap<Cluster, u64> = of.iter().map(|cluster| (*cluster, 0)).collect();
        let mut dimensions: Vec<Dimension> = of.iter().map(|cluster| cluster.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        for line in 0..self.seen.len() {
            let clusters = dimensions
                .iter()
                .filter_map(|of| self.seen.cluster(line, *of));
            for cluster in clusters {
                if let Some(reads) = reads.get_mut(&cluster) {
                    *reads += u64::from(self.seen.reads(line));
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
