//! Control events: issuances, identity changes, relations, heartbeats. They are not divided by
//! subject; every shard joins them.

use std::{borrow::Cow, net::IpAddr};

use crate::{Mark, Millis, kinds::coded};

coded! {
    /// What changed about a person or a key.
    Change {
        /// Became a member or was hired.
        Joined = 0 "joined",
        /// Put to sleep for want of use.
        Dormant = 1 "dormant",
        /// Woken again.
        Awake = 2 "awake",
        /// Left as a member; data may still be held.
        Withdrawn = 3 "withdrawn",
        /// Left as staff.
        Left = 4 "left",
        /// Was given a key or credential.
        KeyGranted = 5 "key_granted",
        /// A key or credential was taken back.
        KeyRevoked = 6 "key_revoked",
    }
}

coded! {
    /// What a relation says.
    RelationKind {
        /// The owner's data shows the other.
        AddressBook = 0 "address_book",
        /// Owner and other are one human.
        SamePerson = 1 "same_person",
    }
}

/// A credential was issued through the normal procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Issuance<'a> {
    /// When it was issued.
    pub time: Millis,
    /// What identifies the event.
    pub mark: Mark<'a>,
    /// Who issued it; `None` takes the source's default issuer.
    pub issuer: Option<Cow<'a, str>>,
    /// The signing key used.
    pub key: Option<Cow<'a, str>>,
    /// The credential, raw. Never written anywhere.
    pub credential: Cow<'a, str>,
    /// To whom: `ns:value`, or a bare member number.
    pub subject: Option<Cow<'a, str>>,
    /// When it ends; `None` takes the issuer's longest lifetime.
    pub expires: Option<Millis>,
    /// From where it was asked for.
    pub ip: Option<IpAddr>,
    /// Client fingerprint.
    pub client: Option<Cow<'a, str>>,
}

/// Somebody joined, fell dormant, left, or was given or lost a key.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityChange<'a> {
    /// When.
    pub time: Millis,
    /// What identifies the event.
    pub mark: Mark<'a>,
    /// Whom it concerns: `ns:value`, or a bare member number.
    pub subject: Cow<'a, str>,
    /// What changed.
    pub change: Change,
    /// The key concerned, for key changes.
    pub key: Option<Cow<'a, str>>,
}

/// Whose data shows which other people, or which identifiers are one human, from–to.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation<'a> {
    /// When it was learnt.
    pub time: Millis,
    /// What it says.
    pub kind: RelationKind,
    /// The owner: `ns:value`.
    pub owner: Cow<'a, str>,
    /// The other: `ns:value`.
    pub other: Cow<'a, str>,
    /// First moment of validity; `None` is since ever.
    pub from: Option<Millis>,
    /// First moment no longer valid; `None` is for ever.
    pub to: Option<Millis>,
}

/// A source says that it is alive and has spoken up to a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Heartbeat<'a> {
    /// The event time up to which the source has spoken.
    pub time: Millis,
    /// What identifies the event.
    pub mark: Mark<'a>,
}
