//! Reads told apart by the paths along which they went.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};

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

/// Who somebody is to the question: a subject of the sample, a control, or both.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) subject: Option<u32>,
    pub(super) control: Option<u32>,
}

/// What reads are told apart by.
pub(super) struct Telling<'a> {
    pub(super) parts: &'a HashMap<SubjectId, Part>,
    pub(super) fields: FieldSet,
    pub(super) geo: Option<&'a Geo>,
    /// The number of the incident of each selection beside the first.
    pub(super) incidents: &'a [Number],
}

/// What one path read.
#[derive(Default)]
struct Along {
    reads: Vec<Read>,
    controls: BTreeMap<u32, FieldSet>,
}

impl Telling<'_> {
    /// The paths of some reads, with a size that is not yet known.
    pub(super) fn paths<'s>(&self, reads: &[ReadAmong<'s>]) -> (Vec<Way<'s>>, Vec<PathRead>) {
        let mut all: HashMap<Way<'s>, Along> = HashMap::new();
        for read in reads {
            let part = self.parts.get(&read.subject).copied().unwrap_or_default();
            for way in self.ways(read) {
                let along = all.entry(way).or_default();
                along.reads.extend(part.subject.map(|subject| Read {
                    subject,
                    position: read.place,
                    at: read.time,
                    fields: read.fields,
                }));
                if let Some(control) = part.control {
                    *along.controls.entry(control).or_insert(FieldSet::EMPTY) |= read.fields;
                }
            }
        }
        let mut all: Vec<(Way<'s>, Along)> = all.into_iter().collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.into_iter()
            .map(|(way, along)| {
                let path = self.path(&way, along);
                (way, path)
            })
            .unzip()
    }

    fn path(&self, way: &Way<'_>, along: Along) -> PathRead {
        let whole = |(_, shown): &(u32, FieldSet)| *shown & self.fields == self.fields;
        let controls = along.controls.into_iter().filter(whole);
        PathRead {
            kind: way.kind(),
            name: way.name(),
            size: 0,
            reads: along.reads,
            controls: controls.map(|(control, _)| control).collect(),
        }
    }

    /// Every path along which a read went.
    fn ways<'s>(&self, read: &ReadAmong<'s>) -> Vec<Way<'s>> {
        let asn = read
            .ip
            .and_then(|ip| self.geo.and_then(|geo| geo.place(ip).asn));
        let actor = read.actor.map(|of| Way::Actor(of.shard, of.id));
        let one = [
            read.key.map(Way::Key),
            read.route.map(Way::Route),
            read.client.map(Way::Client),
            asn.map(Way::Asn),
            read.ip.map(Way::Address),
            actor,
            read.credential.map(Way::Credential),
        ];
        let of_incident = self.incidents.iter().zip(0u32..).filter(|(_, at)| {
            read.beside
                .checked_shr(*at)
                .is_some_and(|bits| bits & 1 == 1)
        });
        let incidents = of_incident.map(|(id, _)| Way::Incident(*id));
        one.into_iter().flatten().chain(incidents).collect()
    }
}
