//! An access: one request or statement, as a source tells it.

use std::{borrow::Cow, net::IpAddr};

use crate::{ActorKind, Millis, Outcome};

/// What makes an event the same event when it is delivered twice, besides its place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark<'a> {
    /// Which running copy of the source speaks (a host, a device uid).
    pub instance: Option<Cow<'a, str>>,
    /// Which start of that copy; a sequence begins anew with each.
    pub boot: Option<Cow<'a, str>>,
    /// The number the source gave this event; consecutive for (source, instance, boot).
    pub sequence: Option<u64>,
    /// The source's own id of this event.
    pub event_id: Option<Cow<'a, str>>,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request<'a> {
    /// An HTTP request; `path` may carry a query and is as the client sent it.
    Http {
        /// Upper-case method.
        method: Cow<'a, str>,
        /// Path with query.
        path: Cow<'a, str>,
    },
    /// A statement on a table or a bucket.
    Table {
        /// `schema.table`, lower case.
        table: Cow<'a, str>,
        /// Columns the log names; `None` when it does not say.
        columns: Option<Vec<Cow<'a, str>>>,
    },
    /// A named operation of a service (a cloud API).
    Call {
        /// Service, e.g. `secretsmanager.amazonaws.com`.
        service: Cow<'a, str>,
        /// Operation, e.g. `GetSecretValue`.
        name: Cow<'a, str>,
    },
}

/// One access. Strings are as the source wrote them; the ledger makes them canonical and hashes or
/// seals them before anything is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Access<'a> {
    /// When.
    pub time: Millis,
    /// What identifies the event.
    pub mark: Mark<'a>,
    /// Who the system believed it was; `ns:value`, or a bare value of the actor kind's namespace.
    pub actor: Option<Cow<'a, str>>,
    /// What sort of actor.
    pub actor_kind: ActorKind,
    /// The token, session or key presented, raw. Never written anywhere.
    pub credential: Option<Cow<'a, str>>,
    /// The signing key (`kid`) that vouches for the credential.
    pub key: Option<Cow<'a, str>>,
    /// The issuer that vouches for the credential.
    pub issuer: Option<Cow<'a, str>>,
    /// Network address of the reader.
    pub ip: Option<IpAddr>,
    /// Client fingerprint: a user agent or the like.
    pub client: Option<Cow<'a, str>>,
    /// What was asked for.
    pub request: Request<'a>,
    /// What came of it.
    pub outcome: Outcome,
    /// Records the source says it returned, over all subjects.
    pub records: Option<u32>,
    /// Rows the source says it touched without naming subjects.
    pub reach: Option<u64>,
    /// Subjects the source itself names.
    pub subjects: Vec<Cow<'a, str>>,
    /// Values found at the catalogue's JSON pointers, by the index of the pointer in
    /// [`crate::catalogue::Catalogue::pointers`].
    pub pointed: Vec<(u16, Cow<'a, str>)>,
}

impl<'a> Access<'a> {
    /// An anonymous, served access with nothing known but its time and request.
    #[must_use]
    pub fn new(time: Millis, request: Request<'a>) -> Access<'a> {
        Access {
            time,
            mark: Mark::default(),
            actor: None,
            actor_kind: ActorKind::Anonymous,
            credential: None,
            key: None,
            issuer: None,
            ip: None,
            client: None,
            request,
            outcome: Outcome::Served,
            records: None,
            reach: None,
            subjects: Vec::new(),
            pointed: Vec::new(),
        }
    }
}
