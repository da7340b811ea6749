//! API, HTTP, web resource and datastore activity: who asked, from where, and what came of it.

use std::borrow::Cow;

use event::{Access, ActorKind, Event, Outcome};

use super::{
    mark,
    record::{Actor, Record, Resource},
    request::request,
    success, time,
};
use crate::Fault;

/// Length of a namespace; see [`event::Namespace`].
const NAMESPACE_CHARS_MAX: usize = 16;

pub(super) fn event<'a>(
    class: i64,
    record: &mut Record<'a>,
    default: ActorKind,
) -> Result<Event<'a>, Fault> {
    let time = time(record)?;
    let subjects = subjects(record);
    let request = request(class, record)?;
    let mut access = Box::new(Access::new(time, request));
    access.mark = mark(record);
    access.outcome = outcome(record);
    access.subjects = subjects;
    fill_actor(&mut access, &mut record.actor, default);
    access.ip = record.src_endpoint.ip.get().and_then(|ip| ip.parse().ok());
    access.client = record.http_request.user_agent.take();
    let unmapped = std::mem::take(&mut record.unmapped);
    access.key = unmapped.kid.text();
    access.records = unmapped
        .records
        .unsigned()
        .map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    if access.subjects.is_empty() {
        access.reach = unmapped.rows.unsigned();
    }
    Ok(Event::Access(access))
}

fn fill_actor<'a>(access: &mut Access<'a>, actor: &mut Actor<'a>, default: ActorKind) {
    let Actor { user, session } = actor;
    access.actor = user
        .uid
        .take()
        .or_else(|| user.name.take())
        .or_else(|| user.email_addr.take());
    access.actor_kind = match (&access.actor, user.type_id.get()) {
        (None, _) => ActorKind::Anonymous,
        (Some(_), Some(2)) => ActorKind::Employee,
        (Some(_), Some(3 | 4)) => ActorKind::Service,
        (Some(_), _) => default,
    };
    let credential = session.uid.take().or_else(|| session.credential_uid.take());
    access.credential = credential.or_else(|| user.credential_uid.take());
    access.issuer = session.issuer.take();
}

/// By the HTTP code, else by the status. What is left open was served: an access is never made to
/// look smaller.
fn outcome(record: &Record<'_>) -> Outcome {
    match record.http_response.code.get().or(record.http_status.get()) {
        Some(200..=299 | 304) => Outcome::Served,
        Some(404 | 410) => Outcome::Missing,
        Some(_) => Outcome::Denied,
        None if success(record) == Some(false) => Outcome::Denied,
        None => Outcome::Served,
    }
}

/// The resources whose type can be a namespace, as `type:uid`.
fn subjects<'a>(record: &mut Record<'a>) -> Vec<Cow<'a, str>> {
    let named = |resource: &mut Resource<'a>| {
        let kind = resource.kind.get().filter(|kind| is_namespace(kind))?;
        let uid = resource.uid.take()?;
        match uid.strip_prefix(kind) {
            Some(rest) if rest.starts_with(':') => Some(uid),
            _ => Some(Cow::Owned(format!("{kind}:{uid}"))),
        }
    };
    record
        .resources
        .iter_mut()
        .chain(&mut record.web_resources)
        .filter_map(named)
        .collect()
}

fn is_namespace(text: &str) -> bool {
    text.len() <= NAMESPACE_CHARS_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
