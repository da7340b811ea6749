//! Reads told apart by the paths along which they went.

use std::{collections::HashMap, net::IpAddr};

use event::FieldSet;
use exposure::{Geo, PseudoId, ReadAmong, SubjectId};
use incident::{
    case::Number,
    trace::rank::{PathKind, PathRead, Read},
};

/// One path, in an order that is always the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Way<'s> {
    Incident(Number),
    Key(&'s str),
    Route(&'s str),
    Client(&'s str),
    Asn(u32),
    Address(IpAddr),
    /// Shard and number.
    Actor(u16, u32),
    Credential(u64),
}

impl Way<'_> {
    pub(super) fn kind(&self) -> PathKind {
        match self {
            Way::Incident(_) => PathKind::Incident,
            Way::Key(_) => PathKind::Key,
            Way::Route(_) => PathKind::Route,
            Way::Client(_) => PathKind::Client,
            Way::Asn(_) => PathKind::Asn,
            Way::Address(_) => PathKind::Address,
            Way::Actor(..) => PathKind::Actor,
            Way::Credential(_) => PathKind::Credential,
        }
    }

    /// The value as selections and breakdowns write it.
    pub(super) fn name(&self) -> String {
        match self {
            Way::Incident(id) => id.to_string(),
            Way::Asn(id) => id.to_string(),
            Way::Key(text) | Way::Route(text) | Way::Client(text) => (*text).to_owned(),
            Way::Address(ip) => ip.to_string(),
            Way::Actor(shard, id) => PseudoId::Subject(SubjectId {
                shard: *shard,
                id: *id,
            })
            .to_string(),
            Way::Credential(hash) => PseudoId::Credential(*hash).to_string(),
        }
    }
}

/// Who somebody is to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A subject of the sample, by its number.
    Sample(u32),
    /// A subject that was drawn, by the number of its lot.
    Lot(u32),
}

/// Reads while they are told apart.
pub(super) struct Telling<'a, 's> {
    fields: FieldSet,
    geo: Option<&'a Geo>,
    /// The number of the incident of each selection beside the first.
    incidents: Vec<Number>,
    along: HashMap<Way<'s>, Along>,
    /// The network of each address that was met.
    networks: HashMap<IpAddr, Option<u32>>,
}

/// What one path read.
#[derive(Default)]
struct Along {
    reads: Vec<Read>,
    /// Lots, each with fields that were shown of it.
    lots: Vec<(u32, FieldSet)>,
}

impl<'a, 's> Telling<'a, 's> {
    pub(super) fn new(fields: FieldSet, geo: Option<&'a Geo>, incidents: Vec<Number>) -> Self {
        Telling {
            fields,
            geo,
            incidents,
            along: HashMap::new(),
            networks: HashMap::new(),
        }
    }

    /// Takes some reads; those of the sample come all at once, for their places tell them apart.
    pub(super) fn see(
        &mut self,
        reads: &[ReadAmong<'s>],
        part: impl Fn(SubjectId) -> Option<Part>,
    ) {
        for of_one in reads.chunk_by(|one, next| one.subject == next.subject) {
            let Some(part) = of_one.first().and_then(|read| part(read.subject)) else {
                continue;
            };
            for read in of_one {
                self.see_one(read, part);
            }
        }
    }

    fn see_one(&mut self, read: &ReadAmong<'s>, part: Part) {
        let mut along = |way| {
            let along = self.along.entry(way).or_default();
            match part {
                Part::Sample(subject) => along.reads.push(Read {
                    subject,
                    position: read.place,
                    at: read.time,
                    fields: read.fields,
                }),
                Part::Lot(lot) => along.show(lot, read.fields),
            }
        };
        read.key.map(Way::Key).map(&mut along);
        read.route.map(Way::Route).map(&mut along);
        read.client.map(Way::Client).map(&mut along);
        read.ip.map(Way::Address).map(&mut along);
        read.credential.map(Way::Credential).map(&mut along);
        let actor = read.actor.map(|of| Way::Actor(of.shard, of.id));
        actor.map(&mut along);
        for (id, at) in self.incidents.iter().zip(0u32..) {
            if read
                .beside
                .checked_shr(at)
                .is_some_and(|bits| bits & 1 == 1)
            {
                along(Way::Incident(*id));
            }
        }
        if let (Some(ip), Some(geo)) = (read.ip, self.geo) {
            let network = self.networks.entry(ip);
            let network = network.or_insert_with(|| geo.place(ip).asn);
            network.map(Way::Asn).map(&mut along);
        }
    }

    /// The lots of whom any path read all fields, ascending.
    pub(super) fn controls(&mut self) -> Vec<u32> {
        let fields = self.fields;
        let whole = self
            .along
            .values_mut()
            .flat_map(|along| along.whole(fields));
        let mut controls: Vec<u32> = whole.collect();
        controls.sort_unstable();
        controls.dedup();
        controls
    }

    /// The paths, with their controls by their places among these.
    pub(super) fn paths(mut self, controls: &[u32]) -> Vec<PathRead> {
        let number = |lot: u32| {
            let at = controls.binary_search(&lot).ok();
            at.and_then(|at| u32::try_from(at).ok())
        };
        let mut all: Vec<(Way<'s>, Along)> = self.along.drain().collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let path = |(way, mut along): (Way<'s>, Along)| PathRead {
            kind: way.kind(),
            name: way.name(),
            controls: along.whole(self.fields).filter_map(number).collect(),
            reads: along.reads,
        };
        all.into_iter().map(path).collect()
    }
}

impl Along {
    fn show(&mut self, lot: u32, fields: FieldSet) {
        match self.lots.last_mut() {
            Some((last, shown)) if *last == lot => *shown |= fields,
            _ => self.lots.push((lot, fields)),
        }
    }

    /// The lots of whom all of some fields were read, ascending.
    fn whole(&mut self, fields: FieldSet) -> impl Iterator<Item = u32> + '_ {
        self.lots.sort_unstable_by_key(|(lot, _)| *lot);
        self.lots.dedup_by(|next, first| {
            let is_same = first.0 == next.0;
            if is_same {
                first.1 |= next.1;
            }
            is_same
        });
        let whole = self.lots.iter();
        let whole = whole.filter(move |(_, shown)| *shown & fields == fields);
        whole.map(|(lot, _)| *lot)
    }
}
