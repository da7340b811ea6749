//! Okta's System Log: sign-ons become issuances, the life of accounts identity changes.
//!
//! A record is one event as the System Log interface gives it, or a list of them on one line.
//! Okta signs on people and shows no data of its own, so no event here is an access.
//!
//! Invariants: only what succeeded counts; a line is taken whole or refused whole; the people of an
//! Okta organisation are staff, so every name is in the namespace `employee`.

mod record;

use std::borrow::Cow;

use event::{Change, Event, IdentityChange, Issuance, Mark, Millis};

use self::record::{LogEvent, Named};
use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    combined::address_of,
    formats::{Builder, Format},
};

/// Okta System Log.
pub(crate) const FORMAT: Format = Format {
    id: "okta",
    title: "Okta System Log",
    framing: Framing::Lines,
    build,
    likeness,
};

/// Who issues Okta's sessions.
const ISSUER: &str = "okta";

struct Okta;

impl Decode for Okta {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let found = record::parse(record)?;
        let events = found.iter().map(event).collect::<Result<Vec<_>, _>>()?;
        if events.is_empty() {
            sink.beside();
        }
        for event in events {
            match event {
                Some(event) => sink.event(event),
                None => sink.beside(),
            }
        }
        Ok(())
    }
}

/// The event of one entry; `None` is beside.
fn event<'a>(entry: &LogEvent<'a>) -> Result<Option<Event<'a>>, Fault> {
    let name = entry
        .event_type
        .as_ref()
        .ok_or_else(|| Fault::new("no eventType"))?;
    let change = match &*name.0 {
        "user.session.start" | "user.authentication.sso" => None,
        "user.lifecycle.create" | "user.lifecycle.activate" => Some(Change::Joined),
        "user.lifecycle.deactivate" | "user.lifecycle.suspend" => Some(Change::Left),
        "user.lifecycle.delete.completed" | "user.lifecycle.delete" => Some(Change::Left),
        "user.lifecycle.unsuspend" | "user.lifecycle.reactivate" => Some(Change::Awake),
        _ => return Ok(None),
    };
    if !entry.is_success() {
        return Ok(None);
    }
    let published = entry
        .published
        .as_ref()
        .ok_or_else(|| Fault::new("no published"))?;
    let time = Millis::parse(&published.0)
        .map_err(|_| Fault::new("published is no time of RFC 3339 with a zone"))?;
    Ok(Some(match change {
        Some(change) => Event::Identity(identity(entry, time, change)?),
        None => Event::Issuance(issuance(entry, time)?),
    }))
}

fn issuance<'a>(entry: &LogEvent<'a>, time: Millis) -> Result<Issuance<'a>, Fault> {
    let credential = entry
        .session()
        .ok_or_else(|| Fault::new("a sign-on without authenticationContext.externalSessionId"))?;
    let client = entry.client.as_ref();
    Ok(Issuance {
        time,
        mark: mark(entry),
        issuer: Some(Cow::Borrowed(ISSUER)),
        key: None,
        credential,
        subject: entry.actor.as_ref().and_then(staff),
        expires: None,
        ip: client.and_then(|client| address_of(&client.ip_address.as_ref()?.0)),
        client: client
            .and_then(|client| client.user_agent.as_ref()?.raw_user_agent.clone())
            .map(|agent| agent.0),
    })
}

/// A change of the person an event is about: its target of type `User`, not who did it.
fn identity<'a>(
    entry: &LogEvent<'a>,
    time: Millis,
    change: Change,
) -> Result<IdentityChange<'a>, Fault> {
    let subject = entry
        .target
        .iter()
        .flatten()
        .filter(|target| target.kind.as_ref().is_some_and(|kind| kind.0 == "User"))
        .find_map(staff)
        .ok_or_else(|| Fault::new("a change of a user without a target of type User"))?;
    Ok(IdentityChange {
        time,
        mark: mark(entry),
        subject,
        change,
        key: None,
    })
}

/// `employee:` and the login, else the id. Okta writes `unknown` for a login it does not know.
fn staff<'a>(named: &Named<'a>) -> Option<Cow<'a, str>> {
    [&named.alternate_id, &named.id]
        .into_iter()
        .flatten()
        .find(|name| !name.0.is_empty() && name.0 != "unknown")
        .map(|name| Cow::Owned(format!("employee:{}", name.0)))
}

fn mark<'a>(entry: &LogEvent<'a>) -> Mark<'a> {
    Mark {
        event_id: entry.uuid.clone().map(|uuid| uuid.0),
        ..Mark::default()
    }
}

fn build(_settings: &Settings) -> Result<Builder, SettingsError> {
    Ok(Box::new(|_| Ok(Box::new(Okta))))
}

/// How many of a hundred of these lines hold entries of the System Log.
fn likeness(records: &[&[u8]]) -> u8 {
    let fits = |record: &&&[u8]| {
        record::parse(record).is_ok_and(|found| {
            found.iter().any(|entry| {
                entry.event_type.is_some() && entry.published.is_some() && entry.uuid.is_some()
            })
        })
    };
    let fitting = records.iter().filter(fits).count();
    u8::try_from(fitting * 100 / records.len().max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
