//! Access logs of Apache and nginx: *common* and *combined*, with what people commonly add.
//!
//! A line is `[vhost[:port]] host ident user [time] "request" status bytes ["referrer" "agent"] …`.
//! What follows the user agent (request time, `X-Forwarded-For`, upstreams) is not read. The
//! referrer, the identd name and the number of bytes are not used.
//!
//! Invariants: a line is refused or becomes one access; what the client could write (the request,
//! its user name, its agent) cannot move the limits of a field, for servers escape the quote. Times
//! always have a zone. This is the hot path of text logs: no regular expression and, for a line
//! without escapes, no allocation but the box of the access.

mod host;
mod line;
mod request;
mod text;
mod time;

pub(crate) use host::one as address_of;

use event::{Access, ActorKind, Event, Outcome};

use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    formats::{Builder, Format},
};

/// Apache and nginx access logs.
pub(crate) const FORMAT: Format = Format {
    id: "combined",
    title: "Apache and nginx access log, common and combined",
    framing: Framing::Lines,
    build,
    likeness,
};

struct Combined {
    actor_kind: ActorKind,
}

impl Decode for Combined {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let line = line::split(record)?;
        let (host, user) = line::split_left(line.left);
        let mut access = Access::new(line.time, request::parse(line.request));
        access.ip = host::address(host);
        access.actor = text::named(user);
        if access.actor.is_some() {
            access.actor_kind = self.actor_kind;
        }
        access.client = text::named(line.agent);
        access.outcome = outcome(line.status);
        sink.event(Event::Access(Box::new(access)));
        Ok(())
    }
}

/// What a status means. No status counts as served: an access is never made to look smaller.
fn outcome(status: Option<u16>) -> Outcome {
    match status {
        None | Some(200..=299 | 304) => Outcome::Served,
        Some(404 | 410) => Outcome::Missing,
        Some(_) => Outcome::Denied,
    }
}

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    let actor_kind = settings.actor_kind;
    Ok(Box::new(move |_| Ok(Box::new(Combined { actor_kind }))))
}

/// How many of a hundred of these lines split as this format does.
fn likeness(records: &[&[u8]]) -> u8 {
    let fitting = records.iter().filter(|r| line::split(r).is_ok()).count();
    u8::try_from(fitting * 100 / records.len().max(1)).unwrap_or(0)
}

#[cfg(test)]
pub(crate) mod golden;
#[cfg(test)]
mod tests;
