//! AWS CloudTrail: one record is one call of an AWS service.
//!
//! Every record is an access `Call { service, name }`. In addition, a call that handed out a
//! session of the token service is an issuance, and one that made or removed a user or an access
//! key is an identity change; those carry the record's id with a suffix, so that the three are
//! three events. Digest files and Insight records are beside.
//!
//! Invariants: a record gives at most one event of each kind; nothing is read from
//! `requestParameters` and `responseElements` but what those few calls and the pointers of the
//! settings name.

mod expiry;
mod pointer;
mod record;

use std::borrow::Cow;

use event::{
    Access, ActorKind, Change, Event, IdentityChange, Issuance, Mark, Millis, Outcome, Request,
};
use serde_json::Value;

use self::{
    pointer::Pointer,
    record::{Parameters, Record, Response, UserIdentity},
};
use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    combined::address_of,
    formats::{Builder, Format},
};

/// AWS CloudTrail.
pub(crate) const FORMAT: Format = Format {
    id: "cloudtrail",
    title: "AWS CloudTrail records",
    framing: Framing::Records,
    build,
    likeness,
};

/// Who signs what the token service hands out.
const TOKEN_SERVICE: &str = "sts.amazonaws.com";

/// The service of users and their access keys.
const USER_SERVICE: &str = "iam.amazonaws.com";

#[derive(Clone)]
struct CloudTrail {
    pointers: Vec<Pointer>,
    instance: Option<Pointer>,
    boot: Option<Pointer>,
}

impl Decode for CloudTrail {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let found = Record::parse(record)?;
        if found.is_beside() {
            sink.beside();
            return Ok(());
        }
        let access = self.access(record, &found)?;
        let served = access.outcome == Outcome::Served;
        let more = if served {
            secondary(&found, &access)
        } else {
            Secondary::default()
        };
        sink.event(Event::Access(Box::new(access)));
        if let Some(issuance) = more.issuance {
            sink.event(Event::Issuance(issuance));
        }
        if let Some(change) = more.change {
            sink.event(Event::Identity(change));
        }
        Ok(())
    }
}

impl CloudTrail {
    fn access<'a>(&self, record: &[u8], found: &Record<'a>) -> Result<Access<'a>, Fault> {
        let time = found
            .time
            .as_ref()
            .ok_or_else(|| Fault::new("no eventTime"))?;
        let time = Millis::parse(&time.0)
            .map_err(|_| Fault::new("eventTime is no time of RFC 3339 with a zone"))?;
        let service = found
            .source
            .clone()
            .ok_or_else(|| Fault::new("no eventSource"))?;
        let name = found
            .name
            .clone()
            .ok_or_else(|| Fault::new("no eventName"))?;
        let mut access = Access::new(
            time,
            Request::Call {
                service: service.0,
                name: name.0,
            },
        );
        access.mark.event_id = found.id.clone().map(|id| id.0);
        (access.actor, access.actor_kind) = actor(found.identity.as_ref());
        access.credential = found
            .identity
            .as_ref()
            .and_then(|identity| identity.access_key_id.clone())
            .filter(|key| !key.0.is_empty())
            .map(|key| key.0);
        access.ip = found
            .address
            .as_ref()
            .and_then(|address| address_of(&address.0));
        access.client = found.agent.clone().map(|agent| agent.0);
        access.outcome = outcome(found);
        self.point(record, &mut access)?;
        Ok(access)
    }

    /// Fills what the settings point at. The record is read a second time, and only then.
    fn point(&self, record: &[u8], access: &mut Access<'_>) -> Result<(), Fault> {
        if self.pointers.is_empty() && self.instance.is_none() && self.boot.is_none() {
            return Ok(());
        }
        let whole: Value = serde_json::from_slice(record).map_err(|_| Fault::new("not JSON"))?;
        let first = |pointer: &Option<Pointer>| match pointer {
            Some(pointer) => Ok(pointer.texts(&whole)?.into_iter().next().map(Cow::Owned)),
            None => Ok(None),
        };
        access.mark.instance = first(&self.instance)?;
        access.mark.boot = first(&self.boot)?;
        for (index, pointer) in self.pointers.iter().enumerate() {
            let Ok(index) = u16::try_from(index) else {
                break;
            };
            let texts = pointer.texts(&whole)?.into_iter();
            access
                .pointed
                .extend(texts.map(|text| (index, Cow::Owned(text))));
        }
        Ok(())
    }
}

/// The actor: the first of arn, userName, principalId, invokedBy. A caller known only by the
/// service that called for it is a service.
fn actor<'a>(identity: Option<&UserIdentity<'a>>) -> (Option<Cow<'a, str>>, ActorKind) {
    let Some(identity) = identity else {
        return (None, ActorKind::Anonymous);
    };
    let person = [&identity.arn, &identity.user_name, &identity.principal_id]
        .into_iter()
        .flatten()
        .find(|name| !name.0.is_empty());
    let is_service = identity
        .kind
        .as_ref()
        .is_some_and(|kind| kind.0 == "AWSService");
    let kind = match person {
        Some(_) if !is_service => ActorKind::Employee,
        _ => ActorKind::Service,
    };
    match person.or(identity.invoked_by.as_ref()) {
        Some(name) => (Some(name.0.clone()), kind),
        None => (None, ActorKind::Anonymous),
    }
}

/// No error is served. A failed console login has no error code but says so in its answer.
fn outcome(found: &Record<'_>) -> Outcome {
    match &found.error_code {
        Some(code) if code.0.contains("NotFound") || code.0.contains("NoSuch") => Outcome::Missing,
        Some(_) => Outcome::Denied,
        None if found.is_named("ConsoleLogin") && found.response().is_login_failure() => {
            Outcome::Denied
        }
        None => Outcome::Served,
    }
}

/// What a served record is besides an access.
#[derive(Default)]
struct Secondary<'a> {
    issuance: Option<Issuance<'a>>,
    change: Option<IdentityChange<'a>>,
}

fn secondary<'a>(found: &Record<'a>, access: &Access<'a>) -> Secondary<'a> {
    match found.source.as_ref().map(|source| &*source.0) {
        Some(TOKEN_SERVICE) => Secondary {
            issuance: issuance(found, access),
            change: None,
        },
        Some(USER_SERVICE) => Secondary {
            issuance: None,
            change: change(found, access),
        },
        _ => Secondary::default(),
    }
}

/// A session of the token service, issued to the identity it speaks for afterwards.
fn issuance<'a>(found: &Record<'a>, access: &Access<'a>) -> Option<Issuance<'a>> {
    let response: Response<'a> = found.response();
    let credentials = response.credentials.as_ref()?;
    let credential = credentials.access_key_id.clone()?;
    let holder = [&response.assumed_role_user, &response.federated_user]
        .into_iter()
        .flatten()
        .find_map(|holder| holder.arn.as_ref())
        .map(|arn| arn.0.to_string())
        .or_else(|| found.parameters().role_session());
    // The answer to a service that takes a role for a machine names no holder, but the call does: the role and
    // the session, which the machine then is. A session that names nobody speaks for its caller; but what a
    // service takes is for somebody else, and then it is not said for whom.
    let subject = match (holder, access.actor.as_deref()) {
        (Some(holder), _) => Some(format!("employee:{holder}")),
        (None, Some(_)) if access.actor_kind == ActorKind::Service => None,
        (None, Some(caller)) => Some(format!("{}:{caller}", access.actor_kind.word())),
        (None, None) => None,
    };
    Some(Issuance {
        time: access.time,
        mark: part_mark(access, "issued"),
        issuer: Some(Cow::Borrowed(TOKEN_SERVICE)),
        key: None,
        credential: credential.0,
        subject: subject.map(Cow::Owned),
        expires: credentials.expiration.as_ref().and_then(expiry::parse),
        ip: access.ip,
        client: access.client.clone(),
    })
}

/// A user or an access key made or removed.
fn change<'a>(found: &Record<'a>, access: &Access<'a>) -> Option<IdentityChange<'a>> {
    let change = match &*found.name.as_ref()?.0 {
        "CreateUser" => Change::Joined,
        "DeleteUser" => Change::Left,
        "CreateAccessKey" => Change::KeyGranted,
        "DeleteAccessKey" => Change::KeyRevoked,
        _ => return None,
    };
    let parameters: Parameters<'a> = found.parameters();
    let granted = found.response().access_key;
    let granted_to = granted.as_ref().and_then(|key| key.user_name.clone());
    let caller = found
        .identity
        .as_ref()
        .and_then(|identity| identity.user_name.clone());
    // Who changes a key of their own need not name themselves.
    let name = parameters.user_name.or(granted_to).or(caller)?;
    let key = match change {
        Change::KeyGranted => granted.and_then(|key| key.access_key_id),
        Change::KeyRevoked => parameters.access_key_id,
        _ => None,
    };
    Some(IdentityChange {
        time: access.time,
        mark: part_mark(access, "changed"),
        subject: Cow::Owned(format!("employee:{}", name.0)),
        change,
        key: key.map(|key| key.0),
    })
}

/// The mark of a second event of the same record.
fn part_mark<'a>(access: &Access<'a>, part: &str) -> Mark<'a> {
    let mut mark = access.mark.clone();
    mark.event_id = mark.event_id.map(|id| Cow::Owned(format!("{id}/{part}")));
    mark
}

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    let compile = |at: &str, text: &String| {
        Pointer::compile(text).ok_or_else(|| SettingsError {
            at: at.to_owned(),
            message: format!("{text:?} is no JSON pointer: write /requestParameters/secretId"),
        })
    };
    let optional = |at: &str, text: &String| match text.as_str() {
        "" => Ok(None),
        _ => compile(at, text).map(Some),
    };
    let pointers = settings.pointers.iter();
    let decoder = CloudTrail {
        pointers: pointers
            .map(|text| compile("pointers", text))
            .collect::<Result<_, _>>()?,
        instance: optional("instance", &settings.instance)?,
        boot: optional("boot", &settings.boot)?,
    };
    Ok(Box::new(move |_| Ok(Box::new(decoder.clone()))))
}

/// How many of a hundred of these records are CloudTrail's. A whole file of them counts too.
fn likeness(records: &[&[u8]]) -> u8 {
    let fits = |record: &&&[u8]| {
        Record::parse(record).is_ok_and(|found| found.is_beside() || found.is_call())
            || record.starts_with(b"{\"Records\":[{\"eventVersion\"")
    };
    let fitting = records.iter().filter(fits).count();
    u8::try_from(fitting * 100 / records.len().max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
