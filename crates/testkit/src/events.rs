//! Events in few words: `get("/me").at(5).member("7").seq(1).event()`.

use std::{borrow::Cow, net::IpAddr};

use event::{
    Access, Act, ActKind, ActorKind, Change, Event, Heartbeat, IdentityChange, Issuance, Mark,
    Millis, Outcome, Relation, RelationKind, Request,
};

/// One thing that a source delivers: an event, or a record that nobody can decode.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// Id of the source in the catalogue.
    pub source: &'static str,
    /// What came.
    pub what: What,
}

/// See [`Arrival`].
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// An event.
    Event(Box<Event<'static>>),
    /// A record that nobody can decode.
    Bad(Vec<u8>),
}

impl Arrival {
    /// An event of a source.
    #[must_use]
    pub fn event(source: &'static str, event: Event<'static>) -> Arrival {
        Arrival {
            source,
            what: What::Event(Box::new(event)),
        }
    }

    /// A record of a source that nobody can decode.
    #[must_use]
    pub fn bad(source: &'static str, bytes: &[u8]) -> Arrival {
        Arrival {
            source,
            what: What::Bad(bytes.to_vec()),
        }
    }
}

fn owned(text: &str) -> Option<Cow<'static, str>> {
    Some(Cow::Owned(text.to_owned()))
}

/// Builds an access; what is not said is not known.
#[derive(Debug, Clone)]
pub struct AccessBuilder(Access<'static>);

/// An access with this request.
#[must_use]
pub fn access(request: Request<'static>) -> AccessBuilder {
    AccessBuilder(Access::new(Millis(0), request))
}

/// `GET path`.
#[must_use]
pub fn get(path: &str) -> AccessBuilder {
    access(Request::Http {
        method: Cow::Borrowed("GET"),
        path: Cow::Owned(path.to_owned()),
    })
}

/// A statement on a table; no columns means that the log does not say.
#[must_use]
pub fn table(name: &str, columns: &[&str]) -> AccessBuilder {
    let columns: Vec<Cow<'static, str>> = columns.iter().filter_map(|c| owned(c)).collect();
    access(Request::Table {
        table: Cow::Owned(name.to_owned()),
        columns: Some(columns).filter(|columns| !columns.is_empty()),
    })
}

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident => $($place:ident).+,)*) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, text: &str) -> Self {
            self.0.$($place).+ = owned(text);
            self
        }
    )*};
}

impl AccessBuilder {
    texts! {
        /// Sets the raw credential.
        credential => credential,
        /// Sets the key id.
        key => key,
        /// Sets the issuer.
        issuer => issuer,
        /// Sets the client fingerprint.
        client => client,
        /// Sets the source's own event id.
        id => mark.event_id,
        /// Sets the instance.
        instance => mark.instance,
        /// Sets the boot.
        boot => mark.boot,
    }

    /// Sets the time, milliseconds UTC.
    #[must_use]
    pub fn at(mut self, ms: i64) -> Self {
        self.0.time = Millis(ms);
        self
    }

    /// Sets the actor and its kind.
    #[must_use]
    pub fn actor(mut self, kind: ActorKind, name: &str) -> Self {
        self.0.actor_kind = kind;
        self.0.actor = owned(name);
        self
    }

    /// A member is signed in.
    #[must_use]
    pub fn member(self, name: &str) -> Self {
        self.actor(ActorKind::Member, name)
    }

    /// Sets the sequence number.
    #[must_use]
    pub fn seq(mut self, number: u64) -> Self {
        self.0.mark.sequence = Some(number);
        self
    }

    /// Sets the outcome.
    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Sets the address.
    #[must_use]
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.0.ip = Some(ip.into());
        self
    }

    /// Sets the records returned.
    #[must_use]
    pub fn records(mut self, records: u32) -> Self {
        self.0.records = Some(records);
        self
    }

    /// Sets the rows touched.
    #[must_use]
    pub fn reach(mut self, rows: u64) -> Self {
        self.0.reach = Some(rows);
        self
    }

    /// Sets the subjects that the source names.
    #[must_use]
    pub fn subjects(mut self, names: &[&str]) -> Self {
        self.0.subjects = names.iter().filter_map(|name| owned(name)).collect();
        self
    }

    /// The event.
    #[must_use]
    pub fn event(self) -> Event<'static> {
        Event::Access(Box::new(self.0))
    }

    /// The event, delivered by a source.
    #[must_use]
    pub fn from(self, source: &'static str) -> Arrival {
        Arrival::event(source, self.event())
    }
}

/// Builds an issuance.
#[derive(Debug, Clone)]
pub struct IssuanceBuilder(Issuance<'static>);

/// The issuance of a raw credential at a time.
#[must_use]
pub fn issuance(ms: i64, credential: &str) -> IssuanceBuilder {
    IssuanceBuilder(Issuance {
        time: Millis(ms),
        mark: Mark::default(),
        issuer: None,
        key: None,
        credential: Cow::Owned(credential.to_owned()),
        subject: None,
        expires: None,
        ip: None,
        client: None,
    })
}

impl IssuanceBuilder {
    texts! {
        /// Sets to whom it was issued.
        to => subject,
        /// Sets the issuer.
        issuer => issuer,
        /// Sets the signing key.
        key => key,
        /// Sets the client fingerprint.
        client => client,
        /// Sets the source's own event id.
        id => mark.event_id,
    }

    /// Sets the sequence number.
    #[must_use]
    pub fn seq(mut self, number: u64) -> Self {
        self.0.mark.sequence = Some(number);
        self
    }

    /// Sets when it ends.
    #[must_use]
    pub fn expires(mut self, ms: i64) -> Self {
        self.0.expires = Some(Millis(ms));
        self
    }

    /// Sets the address.
    #[must_use]
    pub fn ip(mut self, ip: impl Into<IpAddr>) -> Self {
        self.0.ip = Some(ip.into());
        self
    }

    /// The event.
    #[must_use]
    pub fn event(self) -> Event<'static> {
        Event::Issuance(self.0)
    }
}

/// A change of a person or key.
#[must_use]
pub fn identity(ms: i64, subject: &str, change: Change, id: Option<&str>) -> Event<'static> {
    Event::Identity(IdentityChange {
        time: Millis(ms),
        mark: Mark {
            event_id: id.and_then(owned),
            ..Mark::default()
        },
        subject: Cow::Owned(subject.to_owned()),
        change,
        key: None,
    })
}

/// A relation that holds from a time on (or since ever), for ever.
#[must_use]
pub fn relation(
    ms: i64,
    kind: RelationKind,
    owner: &str,
    other: &str,
    from: Option<i64>,
) -> Event<'static> {
    Event::Relation(Relation {
        time: Millis(ms),
        kind,
        owner: Cow::Owned(owner.to_owned()),
        other: Cow::Owned(other.to_owned()),
        from: from.map(Millis),
        to: None,
    })
}

/// An entry of an address book, valid since ever.
#[must_use]
pub fn address_book(ms: i64, owner: &str, phone: &str) -> Event<'static> {
    relation(ms, RelationKind::AddressBook, owner, phone, None)
}

/// A source says that it has spoken up to a time.
#[must_use]
pub fn heartbeat(ms: i64) -> Event<'static> {
    Event::Heartbeat(Heartbeat {
        time: Millis(ms),
        mark: Mark::default(),
    })
}

/// An act.
#[must_use]
pub fn act(ms: i64, kind: ActKind, by: &str, body: &[u8]) -> Act {
    Act {
        time: Millis(ms),
        kind,
        by: by.to_owned(),
        body: body.to_vec(),
    }
}
