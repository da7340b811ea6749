//! Authentications and account changes.

use event::{Change, Event, IdentityChange, Issuance, Millis};

use super::{mark, record::Record, success, time};
use crate::Fault;

/// An authentication (3002): a logon or a ticket that succeeded hands out a credential; anything
/// else is beside.
pub(super) fn issuance<'a>(record: &mut Record<'a>) -> Result<Option<Event<'a>>, Fault> {
    // Whether it succeeded must be said or left out entirely; "unknown" hands out nothing.
    let succeeded = match success(record) {
        Some(succeeded) => succeeded,
        None => record.status_id.get().is_none(),
    };
    if !succeeded || !matches!(record.activity_id.get(), Some(1 | 3 | 4)) {
        return Ok(None);
    }
    let time = time(record)?;
    let credential = record.session.uid.take();
    let credential = credential.ok_or_else(|| {
        Fault::new("no session.uid: an authentication that names no session cannot vouch for one")
    })?;
    Ok(Some(Event::Issuance(Issuance {
        time,
        mark: mark(record),
        issuer: record.session.issuer.take(),
        key: std::mem::take(&mut record.unmapped.kid).text(),
        credential,
        subject: record.user.uid.take().or_else(|| record.user.name.take()),
        expires: record.session.expiration_time.get().map(Millis),
        ip: record.src_endpoint.ip.get().and_then(|ip| ip.parse().ok()),
        client: record.http_request.user_agent.take(),
    })))
}

/// An account change (3001) that did not fail.
pub(super) fn change<'a>(record: &mut Record<'a>) -> Result<Option<Event<'a>>, Fault> {
    let change = match record.activity_id.get() {
        Some(1) => Change::Joined,
        Some(2) => Change::Awake,
        Some(5) => Change::Dormant,
        Some(6) => Change::Withdrawn,
        _ => return Ok(None),
    };
    if success(record) == Some(false) {
        return Ok(None);
    }
    let time = time(record)?;
    let subject = record.user.uid.take();
    let subject =
        subject.ok_or_else(|| Fault::new("no user.uid: the account that changed is not named"))?;
    Ok(Some(Event::Identity(IdentityChange {
        time,
        mark: mark(record),
        subject,
        change,
        key: None,
    })))
}
