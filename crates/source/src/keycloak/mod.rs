//! Keycloak's server log: the lines of its event logger, `org.keycloak.events`.
//!
//! `2021-10-22 22:11:31,257 DEBUG [org.keycloak.events] (thread) type=LOGIN, realmId=…, …`, with
//! values bare or in quotes. The successes of Keycloak are logged at DEBUG: a server that logs
//! only warnings issues sessions that nobody sees, and the guide says how to turn it on.
//!
//! Invariants: only `type`s of success count; of two fields with one name the first counts, for
//! Keycloak writes what it knows itself before what the client sent; times have no zone and take
//! `time_zone` of the source.

mod line;

use std::borrow::Cow;

use event::{ActorKind, Change, Event, IdentityChange, Issuance, Mark};
use jiff::tz::TimeZone;

use self::line::{Fields, Line};
use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    combined::address_of,
    formats::{Builder, Format},
};

/// Keycloak's server log.
pub(crate) const FORMAT: Format = Format {
    id: "keycloak",
    title: "Keycloak server log with its event logger",
    framing: Framing::Lines,
    build,
    likeness,
};

struct Keycloak {
    zone: TimeZone,
    actor_kind: ActorKind,
}

impl Decode for Keycloak {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let record = std::str::from_utf8(record).map_err(|_| Fault::new("not UTF-8"))?;
        match self.event(record)? {
            Some(event) => sink.event(event),
            None => sink.beside(),
        }
        Ok(())
    }
}

impl Keycloak {
    fn event<'a>(&self, record: &'a str) -> Result<Option<Event<'a>>, Fault> {
        let Some(line) = line::parse(record) else {
            return match line::is_continuation(record) {
                true => Ok(None),
                false => Err(Fault::new(
                    "no `2021-10-22 22:11:31,257 LEVEL [logger] (thread)`",
                )),
            };
        };
        if !line.is_event() {
            return Ok(None);
        }
        let fields = line::fields(line.message);
        Ok(match fields.kind.as_deref() {
            Some("LOGIN") => {
                let session = fields.session_id.clone().or_else(|| fields.code_id.clone());
                Some(Event::Issuance(self.issuance(&line, fields, session)?))
            }
            Some("CODE_TO_TOKEN" | "REFRESH_TOKEN") => {
                let token = fields
                    .token_id
                    .clone()
                    .or_else(|| fields.session_id.clone());
                Some(Event::Issuance(self.issuance(&line, fields, token)?))
            }
            Some("REGISTER") => Some(Event::Identity(self.joined(&line, &fields)?)),
            _ => None,
        })
    }

    fn issuance<'a>(
        &self,
        line: &Line<'a>,
        fields: Fields<'a>,
        credential: Option<Cow<'a, str>>,
    ) -> Result<Issuance<'a>, Fault> {
        Ok(Issuance {
            time: line.time(&self.zone)?,
            mark: Mark::default(),
            credential: credential
                .ok_or_else(|| Fault::new("a session or token without its id"))?,
            subject: fields.user_id.as_ref().map(|user| self.name(user)),
            issuer: fields.realm_name.or(fields.realm_id),
            key: None,
            expires: None,
            ip: fields.ip_address.as_deref().and_then(address_of),
            client: None,
        })
    }

    fn joined<'a>(
        &self,
        line: &Line<'a>,
        fields: &Fields<'a>,
    ) -> Result<IdentityChange<'a>, Fault> {
        let user = fields.user_id.as_ref();
        Ok(IdentityChange {
            time: line.time(&self.zone)?,
            mark: Mark::default(),
            subject: self.name(user.ok_or_else(|| Fault::new("a registration without userId"))?),
            change: Change::Joined,
            key: None,
        })
    }

    /// A user of the realm, in the namespace of the source's actors.
    fn name<'a>(&self, user: &Cow<'a, str>) -> Cow<'a, str> {
        match self.actor_kind {
            ActorKind::Employee => Cow::Owned(format!("employee:{user}")),
            ActorKind::Service => Cow::Owned(format!("service:{user}")),
            ActorKind::Member | ActorKind::Anonymous => user.clone(),
        }
    }
}

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    let zone = TimeZone::get(&settings.time_zone).map_err(|_| SettingsError {
        at: "time_zone".to_owned(),
        message: format!(
            "{:?} is no IANA time zone: write Asia/Seoul or UTC",
            settings.time_zone
        ),
    })?;
    let actor_kind = settings.actor_kind;
    Ok(Box::new(move |_| {
        Ok(Box::new(Keycloak {
            zone: zone.clone(),
            actor_kind,
        }))
    }))
}

/// How many of a hundred of these lines are of such a log, if any is of a Keycloak logger.
fn likeness(records: &[&[u8]]) -> u8 {
    let lines = || {
        records
            .iter()
            .filter_map(|record| std::str::from_utf8(record).ok())
    };
    if !lines().any(|text| text.contains("[org.keycloak.")) {
        return 0;
    }
    let fitting = lines().filter(|text| line::parse(text).is_some()).count();
    u8::try_from(fitting * 100 / records.len().max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
