//! Control events with ids and hashes in place of every foreign string: one wide row, for there are
//! few of them and every shard joins them.

use std::net::IpAddr;

use event::Millis;

use crate::{
    codec::{Reader, put_bytes, put_signed, put_u64, put_varint},
    reads::SubjectId,
};

/// The kinds of control event. Codes are part of format version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ControlKind {
    /// A credential was issued.
    Issuance = 1,
    /// A person or key changed; `code` is [`event::Change`].
    Identity = 2,
    /// A relation; `code` is [`event::RelationKind`].
    Relation = 3,
    /// A source is alive.
    Heartbeat = 4,
    /// An act; `code` is [`event::ActKind`].
    Act = 5,
}

impl ControlKind {
    /// The kind of a stored byte.
    #[must_use]
    pub fn from_code(code: u8) -> Option<ControlKind> {
        use ControlKind::{Act, Heartbeat, Identity, Issuance, Relation};
        [Issuance, Identity, Relation, Heartbeat, Act]
            .into_iter()
            .find(|kind| *kind as u8 == code)
    }
}

/// One control event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Kind.
    pub kind: ControlKind,
    /// Sub-kind.
    pub code: u8,
    /// Event time.
    pub time: Millis,
    /// Code of the source; `None` for acts and imports.
    pub source: Option<u32>,
    /// Whom it concerns, or the owner of a relation, as [`SubjectId::to_u64`].
    pub subject: Option<u64>,
    /// The other side of a relation.
    pub other: Option<u64>,
    /// Keyed hash of the credential.
    pub credential: Option<u64>,
    /// Dictionary codes.
    pub issuer: Option<u32>,
    /// See `issuer`.
    pub key: Option<u32>,
    /// See `issuer`.
    pub client: Option<u32>,
    /// Who did an act: a dictionary code.
    pub by: Option<u32>,
    /// First moment of validity.
    pub from: Option<Millis>,
    /// Expiry, or the first moment no longer valid.
    pub to: Option<Millis>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// SHA-256 of an act's body.
    pub digest: Option<[u8; 32]>,
    /// An act's body: 16 bytes of salt, then the body sealed with that salt (see `ActKeys`).
    pub sealed: Option<Vec<u8>>,
    /// Position of its frame in the log.
    pub position: u64,
}

impl Control {
    /// A control event with nothing known but its kind and time.
    #[must_use]
    pub fn new(kind: ControlKind, code: u8, time: Millis) -> Control {
        Control {
            kind,
            code,
            time,
            source: None,
            subject: None,
            other: None,
            credential: None,
            issuer: None,
            key: None,
            client: None,
            by: None,
            from: None,
            to: None,
            ip: None,
            digest: None,
            sealed: None,
            position: 0,
        }
    }

    /// The subject, split.
    #[must_use]
    pub fn subject_id(&self) -> Option<SubjectId> {
        SubjectId::from_u64(self.subject?)
    }

    /// Writes the payload after its kind byte. The position is the log's and is not written.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.kind as u8);
        out.push(self.code);
        put_signed(out, self.time.0);
        let longs = [self.subject, self.other, self.credential];
        let codes = [self.source, self.issuer, self.key, self.client, self.by];
        let times = [self.from, self.to];
        let mut mask = 0u16;
        for (bit, there) in longs
            .iter()
            .map(Option::is_some)
            .chain(codes.iter().map(Option::is_some))
            .chain(times.iter().map(Option::is_some))
            .chain([
                matches!(self.ip, Some(IpAddr::V4(_))),
                matches!(self.ip, Some(IpAddr::V6(_))),
                self.digest.is_some(),
                self.sealed.is_some(),
            ])
            .enumerate()
        {
            mask |= u16::from(there) << bit;
        }
        out.extend_from_slice(&mask.to_le_bytes());
        longs
            .into_iter()
            .flatten()
            .for_each(|value| put_u64(out, value));
        codes
            .into_iter()
            .flatten()
            .for_each(|code| put_varint(out, u64::from(code)));
        times
            .into_iter()
            .flatten()
            .for_each(|time| put_signed(out, time.0));
        match self.ip {
            Some(IpAddr::V4(ip)) => out.extend_from_slice(&ip.octets()),
            Some(IpAddr::V6(ip)) => out.extend_from_slice(&ip.octets()),
            None => {}
        }
        if let Some(digest) = &self.digest {
            out.extend_from_slice(digest);
        }
        if let Some(sealed) = &self.sealed {
            put_bytes(out, sealed);
        }
    }

    /// Reads what [`Control::encode`] wrote at this position; `None` when it is anything else.
    pub(crate) fn decode(payload: &[u8], position: u64) -> Option<Control> {
        let mut r = Reader::new(payload);
        let kind = ControlKind::from_code(r.u8()?)?;
        let code = r.u8()?;
        let mut c = Control::new(kind, code, Millis(r.signed()?));
        let mask = r.u16()?;
        let has = |bit: u32| mask & (1 << bit) != 0;
        for (bit, place) in (0u32..).zip([&mut c.subject, &mut c.other, &mut c.credential]) {
            *place = if has(bit) { Some(r.u64()?) } else { None };
        }
        for (bit, place) in (3u32..).zip([
            &mut c.source,
            &mut c.issuer,
            &mut c.key,
            &mut c.client,
            &mut c.by,
        ]) {
            *place = if has(bit) { Some(r.varint32()?) } else { None };
        }
        for (bit, place) in (8u32..).zip([&mut c.from, &mut c.to]) {
            *place = if has(bit) {
                Some(Millis(r.signed()?))
            } else {
                None
            };
        }
        if has(10) {
            c.ip = Some(IpAddr::from(r.array::<4>()?));
        }
        if has(11) {
            c.ip = Some(IpAddr::from(r.array::<16>()?));
        }
        c.digest = if has(12) { Some(r.array()?) } else { None };
        c.sealed = if has(13) {
            Some(r.bytes()?.to_vec())
        } else {
            None
        };
        c.position = position;
        r.is_empty().then_some(c)
    }
}
