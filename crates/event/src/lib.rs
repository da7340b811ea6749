//! The vocabulary of nunchi: the six kinds of event, names in canonical form, times, fields, the
//! catalogue, and the trait [`Acts`] by which others have a deed recorded.
//!
//! Not here: bytes of any file format, the file system, the clock, randomness, JSON or TOML. A
//! catalogue is *built* here from plain values; `nunchi` reads it from TOML.
//!
//! Invariants:
//! * a [`Millis`] is always UTC and always a floor;
//! * a canonical name has one spelling: two spellings would be two people ([`Canon`]);
//! * a field is one bit of 64, given once by the catalogue and never reused.
//!
//! ```
//! use event::{Canon, Millis};
//! let t = Millis::parse("2025-11-06T18:38:00+09:00").unwrap();
//! assert_eq!(t.to_string(), "2025-11-06T09:38:00.000Z");
//! let canon = Canon::default();
//! let mut name = String::new();
//! canon.write("member", "000123", &mut name).unwrap();
//! assert_eq!(name, "member:123");
//! ```

mod access;
mod acts;
mod canon;
pub mod catalogue;
mod class;
mod control;
mod fields;
mod kinds;
pub mod limits;
mod time;

pub use access::{Access, Mark, Request};
pub use acts::{Act, ActKind, ActReceipt, Acts, ActsError};
pub use canon::{Canon, CanonError, FORMS_VERSION, Form, NAME_BYTES_MAX, Namespace};
pub use class::ErrorClass;
pub use control::{Change, Heartbeat, IdentityChange, Issuance, Relation, RelationKind};
pub use fields::FieldSet;
pub use kinds::{ActorKind, Outcome, SubjectKind};
pub use time::{Millis, TimeError};

/// One event as a source understood it, borrowed from the bytes it was decoded from.
///
/// An access becomes *reads* (one row a subject) once the catalogue has said whose data the request
/// shows; every other kind is a control event.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// One request or statement.
    Access(Box<Access<'a>>),
    /// A credential was issued through the normal procedure.
    Issuance(Issuance<'a>),
    /// Somebody joined, fell dormant, left, was given or lost a key.
    Identity(IdentityChange<'a>),
    /// Whose data shows which other people, or which identifiers are one human.
    Relation(Relation<'a>),
    /// A source says that it is alive and how far it has spoken.
    Heartbeat(Heartbeat<'a>),
    /// Something a person or nunchi itself did that must be provable.
    Act(Act),
}

impl Event<'_> {
    /// The event time, UTC milliseconds.
    #[must_use]
    pub fn time(&self) -> Millis {
        match self {
            Event::Access(access) => access.time,
            Event::Issuance(issuance) => issuance.time,
            Event::Identity(change) => change.time,
            Event::Relation(relation) => relation.time,
            Event::Heartbeat(beat) => beat.time,
            Event::Act(act) => act.time,
        }
    }
}
