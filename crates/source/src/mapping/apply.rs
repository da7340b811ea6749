//! A plan applied to a record: one event, or a fault that names the place.

use std::{borrow::Cow, net::IpAddr};

use event::{
    Access, ActorKind, Change, Event, Heartbeat, IdentityChange, Issuance, Mark, Millis, Outcome,
    Relation, RelationKind, Request,
};

use super::{
    plan::{AccessSlots, Body, IdentitySlots, IssuanceSlots, Plan, RelationSlots, RequestSlots},
    row::{Row, Slot},
};
use crate::Fault;

impl Plan {
    /// The event that a record tells of.
    ///
    /// # Errors
    /// When the record lacks what the event needs, or says it in a form that the mapping does not know.
    pub(crate) fn decode<'r>(&'r self, row: Row<'r>) -> Result<Event<'r>, Fault> {
        let time = self
            .moment(&self.time, row)?
            .ok_or_else(|| absent(&self.time))?;
        let mark = self.mark(row)?;
        match &self.body {
            Body::Access(slots) => Ok(Event::Access(Box::new(
                self.access(slots, time, mark, row)?,
            ))),
            Body::Issuance(slots) => Ok(Event::Issuance(self.issuance(slots, time, mark, row)?)),
            Body::Identity(slots) => Ok(Event::Identity(identity(slots, time, mark, row)?)),
            Body::Relation(slots) => Ok(Event::Relation(self.relation(slots, time, row)?)),
            Body::Heartbeat => Ok(Event::Heartbeat(Heartbeat { time, mark })),
        }
    }

    fn moment(&self, slot: &Slot, row: Row<'_>) -> Result<Option<Millis>, Fault> {
        let Some(text) = slot.number(row)? else {
            return Ok(None);
        };
        match self.clock.parse(&text) {
            Some(time) => Ok(Some(time)),
            None => Err(Fault::new(format!("{slot}: {}", self.clock.wanted()))),
        }
    }

    fn optional_moment(&self, slot: Option<&Slot>, row: Row<'_>) -> Result<Option<Millis>, Fault> {
        slot.map_or(Ok(None), |slot| self.moment(slot, row))
    }

    fn mark<'r>(&'r self, row: Row<'r>) -> Result<Mark<'r>, Fault> {
        let sequence = match &self.mark.sequence {
            None => None,
            Some(slot) => match slot.text(row)? {
                None => None,
                // A wrong number would be a loss that nobody can see, so it is not dropped.
                Some(text) => Some(text.parse::<u64>().map_err(|_| {
                    Fault::new(format!("{slot}: not a whole number from 0 to 2^64 - 1"))
                })?),
            },
        };
        Ok(Mark {
            instance: optional(self.mark.instance.as_ref(), row)?,
            boot: optional(self.mark.boot.as_ref(), row)?,
            sequence,
            event_id: optional(self.mark.event_id.as_ref(), row)?,
        })
    }

    fn access<'r>(
        &'r self,
        slots: &'r AccessSlots,
        time: Millis,
        mark: Mark<'r>,
        row: Row<'r>,
    ) -> Result<Access<'r>, Fault> {
        let actor = optional(slots.actor.as_ref(), row)?;
        let actor_kind = match &actor {
            None => ActorKind::Anonymous,
            Some(_) => actor_kind(slots, row)?,
        };
        let mut access = Access {
            mark,
            actor,
            actor_kind,
            credential: optional(slots.credential.as_ref(), row)?,
            key: optional(slots.key.as_ref(), row)?,
            issuer: optional(slots.issuer.as_ref(), row)?,
            ip: address(slots.ip.as_ref(), row)?,
            client: optional(slots.client.as_ref(), row)?,
            outcome: outcome(slots, row)?,
            records: count(slots.records.as_ref(), row)?
                .map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            reach: count(slots.reach.as_ref(), row)?,
            ..Access::new(time, self.request(&slots.request, row)?)
        };
        if let Some(slot) = &slots.subjects {
            access.subjects = slot.list(row, self.separator.as_deref())?;
        }
        for (index, slot) in self.pointers.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else {
                break;
            };
            let found = slot.list(row, self.separator.as_deref())?;
            access
                .pointed
                .extend(found.into_iter().map(|value| (index, value)));
        }
        Ok(access)
    }

    fn request<'r>(&'r self, slots: &'r RequestSlots, row: Row<'r>) -> Result<Request<'r>, Fault> {
        match slots {
            RequestSlots::Http { method, path } => {
                let method = optional(method.as_ref(), row)?.unwrap_or(Cow::Borrowed("GET"));
                Ok(Request::Http {
                    method: changed(method, str::to_ascii_uppercase),
                    path: origin_form(needed(path, row)?),
                })
            }
            RequestSlots::Table { table, columns } => Ok(Request::Table {
                table: changed(needed(table, row)?, str::to_lowercase),
                columns: match columns {
                    None => None,
                    Some(slot) => {
                        let columns = slot.list(row, self.separator.as_deref())?;
                        // `*` names no column; the log then does not say, and all count.
                        let said = !columns.is_empty() && !columns.iter().any(|c| c == "*");
                        said.then_some(columns)
                    }
                },
            }),
            RequestSlots::Call { service, operation } => Ok(Request::Call {
                service: needed(service, row)?,
                name: needed(operation, row)?,
            }),
        }
    }

    fn issuance<'r>(
        &'r self,
        slots: &'r IssuanceSlots,
        time: Millis,
        mark: Mark<'r>,
        row: Row<'r>,
    ) -> Result<Issuance<'r>, Fault> {
        Ok(Issuance {
            time,
            mark,
            issuer: optional(slots.issuer.as_ref(), row)?,
            key: optional(slots.key.as_ref(), row)?,
            credential: needed(&slots.credential, row)?,
            subject: optional(slots.subject.as_ref(), row)?,
            expires: self.optional_moment(slots.expires.as_ref(), row)?,
            ip: address(slots.ip.as_ref(), row)?,
            client: optional(slots.client.as_ref(), row)?,
        })
    }

    fn relation<'r>(
        &'r self,
        slots: &'r RelationSlots,
        time: Millis,
        row: Row<'r>,
    ) -> Result<Relation<'r>, Fault> {
        let word = needed(&slots.relation, row)?;
        let kind = RelationKind::from_word(&word).ok_or_else(|| {
            Fault::new(format!(
                "{}: neither address_book nor same_person",
                slots.relation
            ))
        })?;
        Ok(Relation {
            time,
            kind,
            owner: needed(&slots.owner, row)?,
            other: needed(&slots.other, row)?,
            from: self.optional_moment(slots.from.as_ref(), row)?,
            to: self.optional_moment(slots.to.as_ref(), row)?,
        })
    }
}

fn identity<'r>(
    slots: &'r IdentitySlots,
    time: Millis,
    mark: Mark<'r>,
    row: Row<'r>,
) -> Result<IdentityChange<'r>, Fault> {
    let word = needed(&slots.change, row)?;
    let known = slots.changes.get(word.as_ref()).copied();
    let change = known.or_else(|| Change::from_word(&word)).ok_or_else(|| {
        Fault::new(format!(
            "{}: a change that is unknown; name it in change_map",
            slots.change
        ))
    })?;
    let key = optional(slots.key.as_ref(), row)?;
    if matches!(change, Change::KeyGranted | Change::KeyRevoked) && key.is_none() {
        return Err(Fault::new(format!(
            "no key, which the change {} needs",
            change.word()
        )));
    }
    Ok(IdentityChange {
        time,
        mark,
        subject: needed(&slots.subject, row)?,
        change,
        key,
    })
}

fn absent(slot: &Slot) -> Fault {
    Fault::new(format!("no {slot} in the record"))
}

fn needed<'r>(slot: &'r Slot, row: Row<'r>) -> Result<Cow<'r, str>, Fault> {
    slot.text(row)?.ok_or_else(|| absent(slot))
}

fn optional<'r>(slot: Option<&'r Slot>, row: Row<'r>) -> Result<Option<Cow<'r, str>>, Fault> {
    slot.map_or(Ok(None), |slot| slot.text(row))
}

fn changed<'r>(text: Cow<'r, str>, change: fn(&str) -> String) -> Cow<'r, str> {
    let made = change(&text);
    if made == text { text } else { Cow::Owned(made) }
}

/// The path of a request target: of `https://host/path` the path alone (RFC 9112 section 3.2).
fn origin_form(path: Cow<'_, str>) -> Cow<'_, str> {
    let Some(rest) = path
        .strip_prefix("https://")
        .or_else(|| path.strip_prefix("http://"))
    else {
        return path;
    };
    let tail = match rest.find(['/', '?', '#']).and_then(|at| rest.get(at..)) {
        Some(tail) if tail.starts_with('/') => tail.to_owned(),
        Some(tail) => format!("/{tail}"),
        None => "/".to_owned(),
    };
    Cow::Owned(tail)
}

/// What a source leaves out was served: a read is never under-reported. A value that nobody
/// explained is no guess of ours either, so it is a fault.
fn outcome(slots: &AccessSlots, row: Row<'_>) -> Result<Outcome, Fault> {
    let Some(slot) = &slots.outcome else {
        return Ok(Outcome::Served);
    };
    let Some(value) = slot.text(row)? else {
        return Ok(Outcome::Served);
    };
    slots.outcomes.outcome(&value).ok_or_else(|| {
        Fault::new(format!(
            "{slot}: neither an HTTP status nor in outcome_map; \"*\" there takes any other value"
        ))
    })
}

fn actor_kind(slots: &AccessSlots, row: Row<'_>) -> Result<ActorKind, Fault> {
    let Some(word) = optional(slots.actor_kind.as_ref(), row)? else {
        return Ok(slots.actor_kind_default);
    };
    let mapped = slots.actor_kinds.get(word.as_ref()).copied();
    Ok(mapped
        .or_else(|| ActorKind::from_word(&word))
        .unwrap_or(slots.actor_kind_default))
}

/// A count that is none is as good as unsaid: the read itself must not be lost for it.
fn count(slot: Option<&Slot>, row: Row<'_>) -> Result<Option<u64>, Fault> {
    let Some(slot) = slot else { return Ok(None) };
    Ok(slot.number(row)?.and_then(|text| text.parse().ok()))
}

/// An address, with or without a port or brackets; what is none is as good as unsaid.
fn address(slot: Option<&Slot>, row: Row<'_>) -> Result<Option<IpAddr>, Fault> {
    Ok(optional(slot, row)?.and_then(|text| parse_address(&text)))
}

fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || {
        text.parse::<std::net::SocketAddr>()
            .ok()
            .map(|socket| socket.ip())
    };
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let found = text.parse().ok().or_else(with_port).or_else(bracketed)?;
    // ::ffff:192.0.2.1 is an IPv4 reader on a dual-stack socket: one address, one spelling.
    Some(IpAddr::to_canonical(&found))
}
