//! The intake: what can be done with an event away from the writer, on as many threads as there are:
//! the request is resolved against the catalogue, names are made canonical and hashed, credentials are
//! hashed, strings get local codes. What leaves is a [`Batch`] without a raw credential.
//!
//! Invariant: a batch is a function of its records and of where they begin in the stream, whoever made
//! it and whatever came before. Its local codes count from 0. So the pieces of one stream may be
//! prepared in any order by any number of intakes, and the writer gets the same batches.

use std::sync::Arc;

use event::{
    Access, ActorKind, Event, Mark, Millis, Outcome, SubjectKind,
    catalogue::{Catalogue, Named, RouteHit},
    limits::SUBJECTS_PER_ACCESS_MAX,
};
use std::net::IpAddr;

use crate::{
    controls::ControlKind,
    crypt::Hashes,
    local_codes::{Codes, ShapeKey, Slot},
};

/// A code that stands for nothing.
pub(crate) const NONE: u32 = u32::MAX;

/// A name, canonical and hashed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameItem {
    pub(crate) lookup: u128,
    pub(crate) shard: u16,
    pub(crate) kind: SubjectKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// What a shape is before it has a global code: local string codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LocalShape {
    pub(crate) route: Option<String>,
    pub(crate) unmatched: u32,
    pub(crate) columns: u32,
}

/// Which part of the sequence an event stands in, with local codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LocalLane {
    pub(crate) instance: u32,
    pub(crate) boot: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct ReadItem {
    pub(crate) shape: u32,
    pub(crate) matched: bool,
    pub(crate) outcome: Outcome,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: u32,
    pub(crate) credential: Option<u64>,
    pub(crate) key: u32,
    pub(crate) issuer: u32,
    pub(crate) client: u32,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) records: Option<u32>,
    pub(crate) reach: Option<u64>,
    pub(crate) names: (u32, u32),
}

#[derive(Debug, Clone)]
pub(crate) struct ControlItem {
    pub(crate) kind: ControlKind,
    pub(crate) code: u8,
    pub(crate) subject: u32,
    pub(crate) other: u32,
    pub(crate) credential: Option<u64>,
    pub(crate) key: u32,
    pub(crate) issuer: u32,
    pub(crate) client: u32,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) from: Option<Millis>,
    pub(crate) to: Option<Millis>,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Read(ReadItem),
    Control(Box<ControlItem>),
    Plain,
    Beside,
    /// Index into [`Batch::refused`].
    Refused(u32),
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) time: Millis,
    /// Offset in the stream once this item is in.
    pub(crate) end: u64,
    pub(crate) lane: u32,
    pub(crate) sequence: Option<u64>,
    pub(crate) event_id: Option<u64>,
    pub(crate) body: Body,
}

/// A record that goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Offset of its first byte in the decompressed stream.
    pub offset: u64,
    /// Its length.
    pub len: u64,
    /// SHA-256 of the whole record.
    pub sha256: [u8; 32],
    /// Why; never holds bytes of the record.
    pub reason: String,
    /// The record, or its first 64 KiB when it was over-long.
    pub bytes: Vec<u8>,
}

/// Events of one stream, in its order.
#[derive(Debug, Default)]
pub struct Batch {
    pub(crate) items: Vec<Item>,
    pub(crate) names: Vec<NameItem>,
    pub(crate) text: String,
    /// Strings, shapes and lanes that this batch uses, in the order of their local codes.
    pub(crate) strings: Vec<Box<str>>,
    pub(crate) shapes: Vec<LocalShape>,
    pub(crate) lanes: Vec<LocalLane>,
    pub(crate) refused: Vec<Refused>,
    /// Time of the last event; `None` when there was none.
    pub(crate) last_time: Option<Millis>,
    /// SHA-256 of the up to 4096 bytes before the end of the batch's last record.
    pub tail: [u8; 32],
    /// Bytes of the input behind this batch, for progress.
    pub input_bytes: u64,
}

impl Batch {
    /// How many items there are: events, and records counted without being events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The event time of an item (of the one before it, for a record that is no event).
    #[must_use]
    pub fn time(&self, index: usize) -> Millis {
        self.items.get(index).map_or(Millis::MAX, |item| item.time)
    }
}

/// Why an event cannot be taken. Its record goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// A name has no canonical form.
    #[error("the {what} has no canonical form: {source}")]
    Name {
        /// Which name.
        what: &'static str,
        /// Why.
        source: event::CanonError,
    },
    /// Too many subjects.
    #[error("one access names {0} subjects; at most {SUBJECTS_PER_ACCESS_MAX} are taken")]
    Subjects(usize),
    /// An act cannot come from outside.
    #[error("an act cannot be ingested: nunchi records its own")]
    Act,
}

/// Prepares the events of one stream. See the module for how several of them share it.
#[derive(Debug)]
pub struct Intake {
    catalogue: Arc<Catalogue>,
    hashes: Arc<Hashes>,
    source: String,
    ip_prefix: Option<(u8, u8)>,
    codes: Codes,
    batch: Batch,
    scratch: String,
    /// Last event time, for records that have none; [`UNTIMED`] before the first of the batch.
    time: Millis,
    /// End of the record before, so that a crash between two events of one record reads it again.
    end: u64,
}

impl Intake {
    pub(crate) fn new(
        catalogue: Arc<Catalogue>,
        hashes: Arc<Hashes>,
        source: &str,
        ip_prefix: Option<(u8, u8)>,
        offset: u64,
    ) -> Intake {
        Intake {
            catalogue,
            hashes,
            source: source.to_owned(),
            ip_prefix,
            codes: Codes::default(),
            batch: Batch::default(),
            scratch: String::new(),
            time: UNTIMED,
            end: offset,
        }
    }

    /// Another intake of the same stream, for another thread.
    #[must_use]
    pub fn fork(&self) -> Intake {
        Intake::new(
            Arc::clone(&self.catalogue),
            Arc::clone(&self.hashes),
            &self.source,
            self.ip_prefix,
            self.end,
        )
    }

    /// The next batch holds the piece of the stream that begins at this offset, wherever the last
    /// one ended.
    pub fn begin(&mut self, offset: u64) {
        self.end = offset;
    }

    /// Takes one event of the record that is being read.
    ///
    /// # Errors
    /// When the event cannot be taken; call [`Intake::refuse`] with its record.
    pub fn event(&mut self, event: &Event<'_>) -> Result<(), IntakeError> {
        self.time = event.time();
        match event {
            Event::Access(access) => self.access(access),
            Event::Issuance(issuance) => {
                let credential = Some(self.hashes.credential(&issuance.credential));
                let issuer = self.issuer(issuance.issuer.as_deref(), issuance.key.as_deref());
                let item = ControlItem {
                    credential,
                    subject: self.name("subject", "member", issuance.subject.as_deref())?,
                    issuer,
                    key: self.string(Slot::Key, issuance.key.as_deref()),
                    client: self.string(Slot::Client, issuance.client.as_deref()),
                    ip: self.address(issuance.ip),
                    from: Some(issuance.time),
                    to: issuance.expires,
                    ..control(ControlKind::Issuance, 0)
                };
                self.push_control(&issuance.mark, item);
                Ok(())
            }
            Event::Identity(change) => {
                let item = ControlItem {
                    subject: self.name("subject", "member", Some(&change.subject))?,
                    key: self.string(Slot::Key, change.key.as_deref()),
                    ..control(ControlKind::Identity, change.change.code())
                };
                self.push_control(&change.mark, item);
                Ok(())
            }
            Event::Relation(relation) => {
                let item = ControlItem {
                    subject: self.name("owner", "member", Some(&relation.owner))?,
                    other: self.name("other", "phone", Some(&relation.other))?,
                    from: relation.from,
                    to: relation.to,
                    ..control(ControlKind::Relation, relation.kind.code())
                };
                self.push_control(&Mark::default(), item);
                Ok(())
            }
            Event::Heartbeat(beat) => {
                self.push_control(&beat.mark, control(ControlKind::Heartbeat, 0));
                Ok(())
            }
            Event::Act(_) => Err(IntakeError::Act),
        }
    }

    /// Counts a record that was understood and is none of the six kinds of event.
    pub fn beside(&mut self, mark: &Mark<'_>) {
        // Its id needs no remembering: it is only counted.
        let mark = Mark {
            event_id: None,
            ..mark.clone()
        };
        self.push(&mark, Body::Beside);
    }

    /// Drops the events taken since the last [`Intake::record_end`]: the record is left for later.
    pub fn drop_record(&mut self) {
        while self.batch.items.last().is_some_and(|item| item.end == OPEN) {
            self.batch.items.pop();
        }
    }

    /// Drops the events taken since the last [`Intake::record_end`] and quarantines their record.
    pub fn refuse(&mut self, refused: Refused) {
        self.drop_record();
        let index = u32::try_from(self.batch.refused.len()).unwrap_or(NONE);
        self.batch.refused.push(refused);
        self.push(&Mark::default(), Body::Refused(index));
    }

    /// The record ends here in the stream.
    pub fn record_end(&mut self, end: u64) {
        let before = self.end;
        let open = self
            .batch
            .items
            .iter_mut()
            .rev()
            .take_while(|item| item.end == OPEN);
        // Only the last event of a record moves the position: a crash between two reads it again.
        for (index, item) in open.enumerate() {
            item.end = if index == 0 { end } else { before };
        }
        self.end = end;
    }

    /// The events so far; the next batch begins empty.
    pub fn take(&mut self) -> Batch {
        self.codes.clear();
        let time = std::mem::replace(&mut self.time, UNTIMED);
        self.batch.last_time = (time != UNTIMED).then_some(time);
        std::mem::take(&mut self.batch)
    }

    fn access(&mut self, access: &Access<'_>) -> Result<(), IntakeError> {
        let catalogue = Arc::clone(&self.catalogue);
        let resolved = catalogue.resolve(&self.source, access);
        let (route, unmatched) = match &resolved.hit {
            RouteHit::Plain(_) => {
                self.push(&access.mark, Body::Plain);
                return Ok(());
            }
            RouteHit::Route(index) => (Some(*index), NONE),
            RouteHit::Unmatched(shape) => (None, self.string(Slot::Unmatched, Some(shape))),
        };
        let matched = route.is_some();
        let route = route.and_then(|index| catalogue.routes.get(index).map(|route| (index, route)));
        let namespace = route.map_or("member", |(_, route)| route.namespace.as_str());
        let columns = self.string(Slot::Columns, resolved.columns.as_deref());
        let key = ShapeKey {
            route: route.map(|(index, _)| index),
            unmatched,
            columns,
        };
        let shapes = &mut self.batch.shapes;
        let shape = self.codes.shape(key, shapes, || LocalShape {
            route: route.map(|(_, route)| route.id.clone()),
            unmatched,
            columns,
        });
        let actor = self.actor(access);
        let names = self.subjects(&resolved.named, namespace, actor)?;
        let item = ReadItem {
            shape,
            matched,
            outcome: access.outcome,
            actor_kind: access.actor_kind,
            actor,
            credential: access
                .credential
                .as_deref()
                .map(|raw| self.hashes.credential(raw)),
            key: self.string(Slot::Key, access.key.as_deref()),
            issuer: self.issuer(access.issuer.as_deref(), access.key.as_deref()),
            client: self.string(Slot::Client, access.client.as_deref()),
            ip: self.address(access.ip),
            records: access.records,
            reach: access.reach,
            names,
        };
        self.push(&access.mark, Body::Read(item));
        Ok(())
    }

    /// The actor's name. One without a canonical form is nobody we could ever name; its read counts.
    fn actor(&mut self, access: &Access<'_>) -> u32 {
        let namespace = match access.actor_kind {
            ActorKind::Anonymous => return NONE,
            ActorKind::Employee => "employee",
            ActorKind::Service => "service",
            ActorKind::Member => "member",
        };
        self.name("actor", namespace, access.actor.as_deref())
            .unwrap_or(NONE)
    }

    /// Where in the batch's names the subjects of an access stand: the first and how many.
    fn subjects(
        &mut self,
        named: &Named<'_>,
        namespace: &str,
        actor: u32,
    ) -> Result<(u32, u32), IntakeError> {
        let start = self.batch.names.len();
        match named {
            Named::Nobody => {}
            Named::Actor => self.copy_name(actor),
            Named::Names(names) if names.len() > SUBJECTS_PER_ACCESS_MAX => {
                return Err(IntakeError::Subjects(names.len()));
            }
            Named::Names(names) => {
                for name in names {
                    self.name("subject", namespace, Some(name))?;
                }
            }
        }
        Ok((
            u32::try_from(start).unwrap_or(NONE),
            u32::try_from(self.batch.names.len() - start).unwrap_or(0),
        ))
    }

    fn push_control(&mut self, mark: &Mark<'_>, item: ControlItem) {
        self.push(mark, Body::Control(Box::new(item)));
    }

    fn push(&mut self, mark: &Mark<'_>, body: Body) {
        let lane = LocalLane {
            instance: self.string(Slot::Instance, mark.instance.as_deref()),
            boot: self.string(Slot::Boot, mark.boot.as_deref()),
        };
        let lane = self.codes.lane(lane, &mut self.batch.lanes);
        let event_id = match (mark.sequence, &mark.event_id) {
            (None, Some(id)) => Some(self.hashes.event_id(&self.source, id)),
            _ => None,
        };
        self.batch.items.push(Item {
            time: self.time,
            end: OPEN,
            lane,
            sequence: mark.sequence,
            event_id,
            body,
        });
    }

    fn copy_name(&mut self, index: u32) {
        if let Some(name) = self.batch.names.get(index as usize).copied() {
            self.batch.names.push(name);
        }
    }

    fn name(
        &mut self,
        what: &'static str,
        namespace: &str,
        raw: Option<&str>,
    ) -> Result<u32, IntakeError> {
        let Some(raw) = raw else { return Ok(NONE) };
        let canon = &self.catalogue.canon;
        canon
            .write_any(namespace, raw, &mut self.scratch)
            .map_err(|source| IntakeError::Name { what, source })?;
        let (start, index) = (self.batch.text.len(), self.batch.names.len());
        let lookup = self.hashes.lookup(&self.scratch);
        let shard = self.hashes.shard(&self.scratch);
        let kind = canon.base_kind(&self.scratch);
        self.batch.text.push_str(&self.scratch);
        let [start, len, index] =
            [start, self.scratch.len(), index].map(|n| u32::try_from(n).unwrap_or(NONE));
        self.batch.names.push(NameItem {
            lookup,
            shard,
            kind,
            start,
            len,
        });
        Ok(index)
    }

    fn issuer(&mut self, named: Option<&str>, key: Option<&str>) -> u32 {
        let catalogue = Arc::clone(&self.catalogue);
        let Some(source) = catalogue.source(&self.source) else {
            return self.string(Slot::Issuer, named);
        };
        let issuer = catalogue.issuer_of(source, named, key);
        self.string(Slot::Issuer, issuer)
    }

    fn string(&mut self, slot: Slot, text: Option<&str>) -> u32 {
        text.map_or(NONE, |text| {
            let text = crate::strings::cut(text);
            self.codes.string(slot, text, &mut self.batch.strings)
        })
    }

    /// The address in its one form, cut to the prefix that the settings allow.
    fn address(&self, ip: Option<IpAddr>) -> Option<IpAddr> {
        // ::ffff:a.b.c.d is the IPv4 address: two spellings would be two places.
        let ip = ip?.to_canonical();
        let Some((v4, v6)) = self.ip_prefix else {
            return Some(ip);
        };
        match ip {
            IpAddr::V4(ip) => {
                let mask = u32::MAX
                    .checked_shl(32 - u32::from(v4.min(32)))
                    .unwrap_or(0);
                Some(IpAddr::from((u32::from(ip) & mask).to_be_bytes()))
            }
            IpAddr::V6(ip) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(v6.min(128)))
                    .unwrap_or(0);
                Some(IpAddr::from((u128::from(ip) & mask).to_be_bytes()))
            }
        }
    }
}

/// The end of an item whose record has not ended yet.
const OPEN: u64 = u64::MAX;

/// The time of a record that has none, where no event of its batch came before it: the writer knows
/// the time of the batch before.
pub(crate) const UNTIMED: Millis = Millis::MIN;

fn control(kind: ControlKind, code: u8) -> ControlItem {
    ControlItem {
        kind,
        code,
        subject: NONE,
        other: NONE,
        credential: None,
        key: NONE,
        issuer: NONE,
        client: NONE,
        ip: None,
        from: None,
        to: None,
    }
}
