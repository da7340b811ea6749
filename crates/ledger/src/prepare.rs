//! The work of an intake, event by event: what it looks at and never changes ([`Ground`], shared by all
//! intakes of a stream), and what it fills ([`Work`]).

use std::{net::IpAddr, sync::Arc};

use event::{
    Access, ActorKind, Event, Mark, Millis,
    catalogue::{Catalogue, Named, RouteHit, Router},
    limits::SUBJECTS_PER_ACCESS_MAX,
};

use crate::{
    batch::{
        Batch, Body, ControlItem, Item, LocalLane, LocalShape, NONE, NameItem, OPEN, ReadItem,
        UNTIMED,
    },
    controls::ControlKind,
    crypt::Hashes,
    intake::IntakeError,
    local_codes::{Codes, ShapeKey, Slot},
};

/// What an intake looks at.
#[derive(Debug)]
pub(crate) struct Ground {
    catalogue: Arc<Catalogue>,
    router: Router,
    hashes: Arc<Hashes>,
    source: String,
    ip_prefix: Option<(u8, u8)>,
}

impl Ground {
    pub(crate) fn new(
        catalogue: Arc<Catalogue>,
        hashes: Arc<Hashes>,
        source: &str,
        ip_prefix: Option<(u8, u8)>,
    ) -> Ground {
        Ground {
            router: catalogue.router(source),
            catalogue,
            hashes,
            source: source.to_owned(),
            ip_prefix,
        }
    }

    /// The issuer that vouches for a credential, if anybody says.
    fn issuer<'a>(&'a self, named: Option<&'a str>, key: Option<&str>) -> Option<&'a str> {
        match self.catalogue.source(&self.source) {
            Some(source) => self.catalogue.issuer_of(source, named, key),
            None => named,
        }
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

/// The name that was made canonical last: the actor is often the subject too.
#[derive(Debug, Default)]
struct LastName {
    namespace: String,
    raw: String,
    /// Its place in the batch's names; `None` when the batch has none yet.
    index: Option<u32>,
}

/// What an intake fills.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) batch: Batch,
    codes: Codes,
    last_name: LastName,
    /// Codes of the last key and of the issuer that follows from it, where none was named.
    last_issuer: Option<(u32, u32)>,
    scratch: String,
    /// Last event time, for records that have none; [`UNTIMED`] before the first of the batch.
    pub(crate) time: Millis,
}

impl Default for Work {
    fn default() -> Work {
        Work {
            batch: Batch::default(),
            codes: Codes::default(),
            last_name: LastName::default(),
            last_issuer: None,
            scratch: String::new(),
            time: UNTIMED,
        }
    }
}

impl Work {
    /// Prepares one event.
    pub(crate) fn event(&mut self, ground: &Ground, event: &Event<'_>) -> Result<(), IntakeError> {
        self.time = event.time();
        match event {
            Event::Access(access) => self.access(ground, access),
            Event::Issuance(issuance) => {
                let credential = Some(ground.hashes.credential(&issuance.credential));
                let (named, key) = (issuance.issuer.as_deref(), issuance.key.as_deref());
                let key_code = self.string(Slot::Key, key);
                let issuer = self.issuer(ground, named, key, key_code);
                let item = ControlItem {
                    credential,
                    subject: self.name(ground, "subject", "member", issuance.subject.as_deref())?,
                    issuer,
                    key: key_code,
                    client: self.string(Slot::Client, issuance.client.as_deref()),
                    ip: ground.address(issuance.ip),
                    from: Some(issuance.time),
                    to: issuance.expires,
                    ..control(ControlKind::Issuance, 0)
                };
                self.push_control(ground, &issuance.mark, item);
                Ok(())
            }
            Event::Identity(change) => {
                let item = ControlItem {
                    subject: self.name(ground, "subject", "member", Some(&change.subject))?,
                    key: self.string(Slot::Key, change.key.as_deref()),
                    ..control(ControlKind::Identity, change.change.code())
                };
                self.push_control(ground, &change.mark, item);
                Ok(())
            }
            Event::Relation(relation) => {
                let item = ControlItem {
                    subject: self.name(ground, "owner", "member", Some(&relation.owner))?,
                    other: self.name(ground, "other", "phone", Some(&relation.other))?,
                    from: relation.from,
                    to: relation.to,
                    ..control(ControlKind::Relation, relation.kind.code())
                };
                self.push_control(ground, &Mark::default(), item);
                Ok(())
            }
            Event::Heartbeat(beat) => {
                self.push_control(ground, &beat.mark, control(ControlKind::Heartbeat, 0));
                Ok(())
            }
            Event::Act(_) => Err(IntakeError::Act),
        }
    }

    /// Drops the events whose record has not ended.
    pub(crate) fn drop_record(&mut self) {
        while self.batch.items.last().is_some_and(|item| item.end == OPEN) {
            self.batch.items.pop();
        }
    }

    /// The record that began at `before` ends here.
    pub(crate) fn record_end(&mut self, before: u64, end: u64) {
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
    }

    pub(crate) fn take(&mut self) -> Batch {
        self.codes.clear();
        self.last_name.index = None;
        self.last_issuer = None;
        let time = std::mem::replace(&mut self.time, UNTIMED);
        self.batch.last_time = (time != UNTIMED).then_some(time);
        // The next batch is most likely as large as this one.
        let next = Batch {
            items: Vec::with_capacity(self.batch.items.len()),
            names: Vec::with_capacity(self.batch.names.len()),
            text: String::with_capacity(self.batch.text.len()),
            ..Batch::default()
        };
        std::mem::replace(&mut self.batch, next)
    }

    fn access(&mut self, ground: &Ground, access: &Access<'_>) -> Result<(), IntakeError> {
        let catalogue = ground.catalogue.as_ref();
        let resolved = ground.router.resolve(catalogue, access);
        let (route, unmatched) = match &resolved.hit {
            RouteHit::Plain(_) => {
                self.push(ground, &access.mark, Body::Plain);
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
        let actor = self.actor(ground, access);
        let names = self.subjects(ground, &resolved.named, namespace, actor)?;
        let (named, key) = (access.issuer.as_deref(), access.key.as_deref());
        let key_code = self.string(Slot::Key, key);
        let item = ReadItem {
            shape,
            matched,
            outcome: access.outcome,
            actor_kind: access.actor_kind,
            actor,
            credential: access
                .credential
                .as_deref()
                .map(|raw| ground.hashes.credential(raw)),
            key: key_code,
            issuer: self.issuer(ground, named, key, key_code),
            client: self.string(Slot::Client, access.client.as_deref()),
            ip: ground.address(access.ip),
            records: access.records,
            reach: access.reach,
            names,
        };
        self.push(ground, &access.mark, Body::Read(item));
        Ok(())
    }

    /// The actor's name. One without a canonical form is nobody we could ever name; its read counts.
    fn actor(&mut self, ground: &Ground, access: &Access<'_>) -> u32 {
        let namespace = match access.actor_kind {
            ActorKind::Anonymous => return NONE,
            ActorKind::Employee => "employee",
            ActorKind::Service => "service",
            ActorKind::Member => "member",
        };
        self.name(ground, "actor", namespace, access.actor.as_deref())
            .unwrap_or(NONE)
    }

    /// Where in the batch's names the subjects of an access stand: the first and how many.
    fn subjects(
        &mut self,
        ground: &Ground,
        named: &Named<'_>,
        namespace: &str,
        actor: u32,
    ) -> Result<(u32, u32), IntakeError> {
        match named {
            Named::Nobody => Ok((0, 0)),
            Named::Actor => Ok((actor, u32::from(actor != NONE))),
            Named::One(name) => {
                let index = self.name(ground, "subject", namespace, Some(name))?;
                Ok((index, 1))
            }
            Named::Names(names) if names.len() > SUBJECTS_PER_ACCESS_MAX => {
                Err(IntakeError::Subjects(names.len()))
            }
            Named::Names(names) => {
                let start = count(self.batch.names.len());
                for name in names {
                    self.new_name(ground, "subject", namespace, name)?;
                }
                Ok((start, count(names.len())))
            }
        }
    }

    fn push_control(&mut self, ground: &Ground, mark: &Mark<'_>, item: ControlItem) {
        self.push(ground, mark, Body::Control(Box::new(item)));
    }

    pub(crate) fn push(&mut self, ground: &Ground, mark: &Mark<'_>, body: Body) {
        let lane = LocalLane {
            instance: self.string(Slot::Instance, mark.instance.as_deref()),
            boot: self.string(Slot::Boot, mark.boot.as_deref()),
        };
        let lane = self.codes.lane(lane, &mut self.batch.lanes);
        let event_id = match (mark.sequence, &mark.event_id) {
            (None, Some(id)) => Some(ground.hashes.event_id(&ground.source, id)),
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

    /// The place of a name in the batch, where it may stand already.
    fn name(
        &mut self,
        ground: &Ground,
        what: &'static str,
        namespace: &str,
        raw: Option<&str>,
    ) -> Result<u32, IntakeError> {
        let Some(raw) = raw else { return Ok(NONE) };
        if let Some(index) = self.last_name.index
            && self.last_name.raw == raw
            && self.last_name.namespace == namespace
        {
            return Ok(index);
        }
        let index = self.new_name(ground, what, namespace, raw)?;
        let last = &mut self.last_name;
        last.index = Some(index);
        for (kept, text) in [(&mut last.raw, raw), (&mut last.namespace, namespace)] {
            kept.clear();
            kept.push_str(text);
        }
        Ok(index)
    }

    fn new_name(
        &mut self,
        ground: &Ground,
        what: &'static str,
        namespace: &str,
        raw: &str,
    ) -> Result<u32, IntakeError> {
        let canon = &ground.catalogue.canon;
        let kind = canon
            .write_named(namespace, raw, &mut self.scratch)
            .map_err(|source| IntakeError::Name { what, source })?;
        let index = count(self.batch.names.len());
        self.batch.names.push(NameItem {
            lookup: ground.hashes.lookup(&self.scratch),
            shard: ground.hashes.shard(&self.scratch),
            kind,
            start: count(self.batch.text.len()),
            len: count(self.scratch.len()),
        });
        self.batch.text.push_str(&self.scratch);
        Ok(index)
    }

    /// The code of the issuer; where none is named it follows from the key, which `key_code` is of.
    fn issuer(
        &mut self,
        ground: &Ground,
        named: Option<&str>,
        key: Option<&str>,
        key_code: u32,
    ) -> u32 {
        if named.is_some() {
            return self.string(Slot::Issuer, ground.issuer(named, key));
        }
        match self.last_issuer {
            Some((last_key, code)) if last_key == key_code => code,
            _ => {
                let code = self.string(Slot::Issuer, ground.issuer(None, key));
                self.last_issuer = Some((key_code, code));
                code
            }
        }
    }

    fn string(&mut self, slot: Slot, text: Option<&str>) -> u32 {
        text.map_or(NONE, |text| {
            let text = crate::strings::cut(text);
            self.codes.string(slot, text, &mut self.batch.strings)
        })
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(NONE)
}

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
