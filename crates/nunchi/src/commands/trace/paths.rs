//! Reads told apart by the paths along which they went.

use std::{collections::HashMap, mem::take, net::IpAddr};

use event::FieldSet;
use exposure::{Geo, PseudoId, ReadAmong, SubjectId};
use incident::{
    case::Number,
    trace::rank::{PathKind, PathRead, Read},
};

/// Kinds of path of which a read has one at most: key, route, client, network, address, actor, credential.
pub(super) const KINDS: usize = 7;

/// One path, in an order that is always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    incidents: &'a [Number],
    /// The place of each path in `along`.
    places: HashMap<Way<'s>, usize>,
    along: Vec<Along>,
    /// The path of each kind along which the read before went: most go along the same, and are not looked up.
    last: [Option<(Way<'s>, usize)>; KINDS],
    /// The network of the address of the read before.
    network: Option<(IpAddr, Option<u32>)>,
}

/// What one path read.
#[derive(Default)]
struct Along {
    reads: Vec<Read>,
    /// Lots, each with fields that were shown of it.
    lots: Vec<(u32, FieldSet)>,
}

impl<'a, 's> Telling<'a, 's> {
    pub(super) fn new(fields: FieldSet, geo: Option<&'a Geo>, incidents: &'a [Number]) -> Self {
        Telling {
            fields,
            geo,
            incidents,
            places: HashMap::new(),
            along: Vec::new(),
            last: [None; KINDS],
            network: None,
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
        let ways: [Option<Way<'s>>; KINDS] = [
            read.key.map(Way::Key),
            read.route.map(Way::Route),
            read.client.map(Way::Client),
            read.ip.and_then(|ip| self.network(ip)).map(Way::Asn),
            read.ip.map(Way::Address),
            read.actor.map(|of| Way::Actor(of.shard, of.id)),
            read.credential.map(Way::Credential),
        ];
        for (kind, way) in ways.into_iter().enumerate() {
            if let Some(way) = way {
                let place = self.place(kind, way);
                self.add(place, read, part);
            }
        }
        if read.beside == 0 {
            return;
        }
        let beside = (0u32..).zip(self.incidents);
        let holds = |at: u32| {
            read.beside
                .checked_shr(at)
                .is_some_and(|bits| bits & 1 == 1)
        };
        for (_, id) in beside.filter(|(at, _)| holds(*at)) {
            let place = self.place(KINDS, Way::Incident(*id));
            self.add(place, read, part);
        }
    }

    fn network(&mut self, ip: IpAddr) -> Option<u32> {
        let geo = self.geo?;
        match self.network {
            Some((last, network)) if last == ip => network,
            _ => {
                let network = geo.place(ip).asn;
                self.network = Some((ip, network));
                network
            }
        }
    }

    /// The place of a path.
    fn place(&mut self, kind: usize, way: Way<'s>) -> usize {
        let last = self.last.get(kind).copied().flatten();
        if let Some((_, place)) = last.filter(|(last, _)| *last == way) {
            return place;
        }
        let place = *self.places.entry(way).or_insert_with(|| {
            self.along.push(Along::default());
            self.along.len() - 1
        });
        if let Some(last) = self.last.get_mut(kind) {
            *last = Some((way, place));
        }
        place
    }

    fn add(&mut self, place: usize, read: &ReadAmong<'s>, part: Part) {
        let Some(along) = self.along.get_mut(place) else {
            return;
        };
        match part {
            Part::Sample(subject) => along.reads.push(Read {
                subject,
                position: read.place,
                at: read.time,
                fields: read.fields,
            }),
            Part::Lot(lot) => along.show(lot, read.fields),
        }
    }

    /// The lots of whom any path read all fields, ascending.
    pub(super) fn controls(&mut self) -> Vec<u32> {
        let fields = self.fields;
        let whole = self.along.iter_mut().flat_map(|along| along.whole(fields));
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
        let mut all: Vec<(Way<'s>, usize)> = self.places.drain().collect();
        all.sort_unstable();
        let path = |(way, place): (Way<'s>, usize)| {
            let mut along = self.along.get_mut(place).map(take).unwrap_or_default();
            PathRead {
                kind: way.kind(),
                name: way.name(),
                controls: along.whole(self.fields).filter_map(number).collect(),
                reads: along.reads,
            }
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
