//! Reads: one access as a frame of the log, and the rows it splits into.
//!
//! The split is a deterministic function of the frame and its position: recovery and normal operation
//! call the same [`ReadFrame::rows`].

use std::net::IpAddr;

use event::{ActorKind, Millis, Outcome};

use crate::{
    codec::{Reader, put_signed, put_u64, put_varint},
    crypt::shard_of,
    state::take_list,
};

/// A subject: a dense number within its shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectId {
    /// Shard.
    pub shard: u16,
    /// Number within the shard, from 0, never reused.
    pub id: u32,
}

impl SubjectId {
    /// Shard in the upper half, number in the lower: what rows store for an actor.
    #[must_use]
    pub fn to_u64(self) -> u64 {
        u64::from(self.shard) << 32 | u64::from(self.id)
    }

    /// The inverse of [`SubjectId::to_u64`]; `None` beyond 16 bits of shard.
    #[must_use]
    pub fn from_u64(value: u64) -> Option<SubjectId> {
        let shard = u16::try_from(value >> 32).ok()?;
        let id = u32::try_from(value & 0xffff_ffff).ok()?;
        Some(SubjectId { shard, id })
    }
}

/// Whom one row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Somebody in the book.
    Subject(SubjectId),
    /// A name that is not in the book, by its keyed hash.
    Ghost(u64),
    /// The source could not say.
    Unnamed,
}

/// One access with ids and hashes in place of every foreign string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadFrame {
    pub(crate) time: Millis,
    pub(crate) shape: u32,
    pub(crate) outcome: Outcome,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: Option<SubjectId>,
    pub(crate) credential: Option<u64>,
    pub(crate) key: Option<u32>,
    pub(crate) issuer: Option<u32>,
    pub(crate) client: Option<u32>,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) records: Option<u32>,
    pub(crate) reach: Option<u64>,
    pub(crate) event_id: Option<u64>,
    /// Empty when the source could not say.
    pub(crate) who: Vec<Who>,
}

/// One row of the ledger, in memory. 80 bytes, so that an epoch of 8 million stays under 1 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Event time.
    pub time: Millis,
    /// Subject number, ghost hash, or reach of an unnamed read (0 where unknown); see `flags`.
    pub who: u64,
    /// Keyed hash of the credential.
    pub credential: u64,
    /// Actor as [`SubjectId::to_u64`].
    pub actor: u64,
    /// Position of the frame, for accesses that name more than one subject.
    pub access: u64,
    /// Address; IPv4 in the first four bytes.
    pub ip: [u8; 16],
    /// Shape.
    pub shape: u32,
    /// Dictionary codes.
    pub key: u32,
    /// See `key`.
    pub issuer: u32,
    /// See `key`.
    pub client: u32,
    /// Records the source says it returned (of the whole access, on its first row).
    pub records: u32,
    /// Which of the above are there.
    pub flags: u16,
    /// [`Outcome`] code.
    pub outcome: u8,
    /// [`ActorKind`] code.
    pub actor_kind: u8,
}

/// Bits of [`Row::flags`].
pub mod flag {
    /// `who` is a subject number.
    pub const SUBJECT: u16 = 1;
    /// `who` is a ghost hash.
    pub const GHOST: u16 = 1 << 1;
    /// There is a credential.
    pub const CREDENTIAL: u16 = 1 << 2;
    /// There is an actor.
    pub const ACTOR: u16 = 1 << 3;
    /// There is a key.
    pub const KEY: u16 = 1 << 4;
    /// There is an issuer.
    pub const ISSUER: u16 = 1 << 5;
    /// There is a client.
    pub const CLIENT: u16 = 1 << 6;
    /// The address is IPv4.
    pub const IP4: u16 = 1 << 7;
    /// The address is IPv6.
    pub const IP6: u16 = 1 << 8;
    /// There is a record count.
    pub const RECORDS: u16 = 1 << 9;
    /// There is an access position.
    pub const ACCESS: u16 = 1 << 10;
    /// The source said how many rows an unnamed read touched.
    pub const REACH: u16 = 1 << 11;
    /// There is an event id.
    pub(crate) const EVENT_ID: u16 = 1 << 12;
}

const _: () = assert!(
    size_of::<Row>() == 80,
    "docs/format.md and limits.rs count with 80 bytes a row"
);

impl ReadFrame {
    fn flags(&self) -> u16 {
        let mut flags = 0;
        for (there, bit) in [
            (self.credential.is_some(), flag::CREDENTIAL),
            (self.actor.is_some(), flag::ACTOR),
            (self.key.is_some(), flag::KEY),
            (self.issuer.is_some(), flag::ISSUER),
            (self.client.is_some(), flag::CLIENT),
            (matches!(self.ip, Some(IpAddr::V4(_))), flag::IP4),
            (matches!(self.ip, Some(IpAddr::V6(_))), flag::IP6),
            (self.records.is_some(), flag::RECORDS),
            (self.who.len() > 1, flag::ACCESS),
            (self.reach.is_some(), flag::REACH),
            (self.event_id.is_some(), flag::EVENT_ID),
        ] {
            flags |= if there { bit } else { 0 };
        }
        flags
    }

    /// Writes the payload after its kind byte.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.flags().to_le_bytes());
        out.push(self.outcome.code());
        out.push(self.actor_kind.code());
        put_signed(out, self.time.0);
        put_varint(out, u64::from(self.shape));
        if let Some(actor) = self.actor {
            put_subject(out, actor);
        }
        if let Some(credential) = self.credential {
            put_u64(out, credential);
        }
        for code in [self.key, self.issuer, self.client, self.records]
            .into_iter()
            .flatten()
        {
            put_varint(out, u64::from(code));
        }
        match self.ip {
            Some(IpAddr::V4(ip)) => out.extend_from_slice(&ip.octets()),
            Some(IpAddr::V6(ip)) => out.extend_from_slice(&ip.octets()),
            None => {}
        }
        if let Some(reach) = self.reach {
            put_varint(out, reach);
        }
        if let Some(id) = self.event_id {
            put_u64(out, id);
        }
        put_varint(out, self.who.len() as u64);
        for who in &self.who {
            match who {
                Who::Subject(subject) => {
                    out.push(0);
                    put_subject(out, *subject);
                }
                Who::Ghost(hash) => {
                    out.push(1);
                    put_u64(out, *hash);
                }
                Who::Unnamed => out.push(2),
            }
        }
    }

    /// Reads what [`ReadFrame::encode`] wrote; `None` when it is anything else.
    pub(crate) fn decode(payload: &[u8]) -> Option<ReadFrame> {
        let mut r = Reader::new(payload);
        let flags = r.u16()?;
        let has = |bit| flags & bit != 0;
        let outcome = Outcome::from_code(r.u8()?)?;
        let actor_kind = ActorKind::from_code(r.u8()?)?;
        let time = Millis(r.signed()?);
        let shape = r.varint32()?;
        let actor = if has(flag::ACTOR) {
            Some(take_subject(&mut r)?)
        } else {
            None
        };
        let credential = if has(flag::CREDENTIAL) {
            Some(r.u64()?)
        } else {
            None
        };
        let mut code = |bit| {
            if has(bit) {
                r.varint32().map(Some)
            } else {
                Some(None)
            }
        };
        let (key, issuer, client, records) = (
            code(flag::KEY)?,
            code(flag::ISSUER)?,
            code(flag::CLIENT)?,
            code(flag::RECORDS)?,
        );
        let ip = if has(flag::IP4) {
            Some(IpAddr::from(r.array::<4>()?))
        } else if has(flag::IP6) {
            Some(IpAddr::from(r.array::<16>()?))
        } else {
            None
        };
        let reach = if has(flag::REACH) {
            Some(r.varint()?)
        } else {
            None
        };
        let event_id = if has(flag::EVENT_ID) {
            Some(r.u64()?)
        } else {
            None
        };
        let who = take_list(&mut r, take_who)?;
        let frame = ReadFrame {
            time,
            shape,
            outcome,
            actor_kind,
            actor,
            credential,
            key,
            issuer,
            client,
            ip,
            records,
            reach,
            event_id,
            who,
        };
        r.is_empty().then_some(frame)
    }

    /// The rows of this access, each with the shard it belongs to.
    pub(crate) fn rows(&self, position: u64, shards: u16, mut row: impl FnMut(u16, Row)) {
        let mut ip = [0; 16];
        match self.ip {
            Some(IpAddr::V4(v4)) => ip[..4].copy_from_slice(&v4.octets()),
            Some(IpAddr::V6(v6)) => ip = v6.octets(),
            None => {}
        }
        let base = Row {
            time: self.time,
            who: 0,
            credential: self.credential.unwrap_or(0),
            actor: self.actor.map_or(0, SubjectId::to_u64),
            access: position,
            ip,
            shape: self.shape,
            key: self.key.unwrap_or(0),
            issuer: self.issuer.unwrap_or(0),
            client: self.client.unwrap_or(0),
            records: self.records.unwrap_or(0),
            flags: self.flags() & !(flag::EVENT_ID | flag::REACH),
            outcome: self.outcome.code(),
            actor_kind: self.actor_kind.code(),
        };
        if self.who.is_empty() {
            row(shard_of(position, shards), self.unnamed(base));
        }
        for (index, who) in self.who.iter().enumerate() {
            let mut this = base;
            // Records are of the access, so only its first row carries them: sums stay right.
            if index > 0 {
                this.records = 0;
                this.flags &= !flag::RECORDS;
            }
            match who {
                Who::Subject(subject) => {
                    this.who = u64::from(subject.id);
                    this.flags |= flag::SUBJECT;
                    row(subject.shard, this);
                }
                Who::Ghost(hash) => {
                    this.who = *hash;
                    this.flags |= flag::GHOST;
                    row(shard_of(*hash, shards), this);
                }
                Who::Unnamed => row(shard_of(position, shards), self.unnamed(this)),
            }
        }
    }

    fn unnamed(&self, mut row: Row) -> Row {
        if let Some(reach) = self.reach {
            row.who = reach;
            row.flags |= flag::REACH;
        }
        row
    }
}

pub(crate) fn put_subject(out: &mut Vec<u8>, subject: SubjectId) {
    put_varint(out, u64::from(subject.shard));
    put_varint(out, u64::from(subject.id));
}

fn take_who(r: &mut Reader<'_>) -> Option<Who> {
    match r.u8()? {
        0 => take_subject(r).map(Who::Subject),
        1 => r.u64().map(Who::Ghost),
        2 => Some(Who::Unnamed),
        _ => None,
    }
}

pub(crate) fn take_subject(r: &mut Reader<'_>) -> Option<SubjectId> {
    Some(SubjectId {
        shard: u16::try_from(r.varint()?).ok()?,
        id: r.varint32()?,
    })
}

#[cfg(test)]
mod tests;
