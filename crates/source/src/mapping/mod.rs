//! The declarative mapping: which place of a foreign record holds which of our fields.
//!
//! A [`Mapping`] is what a person writes under `[source.mapping]`. It is compiled once into a
//! [`plan::Plan`], which a decoder then applies to every record; a mapping that cannot work is
//! refused at that point, with the name of the setting that is wrong.
//!
//! Invariants: a mapping of one kind of event takes only the places of that kind; a fault never
//! repeats bytes of the record, only names of settings.

mod apply;
mod compile;
mod plan;
mod row;
mod rules;
#[cfg(test)]
pub(crate) mod testing;
mod time;

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};

pub(crate) use plan::{Plan, Shape};
pub(crate) use row::{Row, split_record};

/// Which kind of event the records of a source are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Requests and statements.
    #[default]
    Access,
    /// Credentials issued through the normal procedure.
    Issuance,
    /// Somebody joined, fell dormant, left, was given or lost a key.
    Identity,
    /// Whose data shows which other people, or which identifiers are one human.
    Relation,
    /// Signs of life.
    Heartbeat,
}

impl Kind {
    /// Every kind, in the order of the bits of [`PLACES`].
    pub const ALL: &'static [Kind] = &[
        Kind::Access,
        Kind::Issuance,
        Kind::Identity,
        Kind::Relation,
        Kind::Heartbeat,
    ];

    /// The word that settings use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::Issuance => "issuance",
            Kind::Identity => "identity",
            Kind::Relation => "relation",
            Kind::Heartbeat => "heartbeat",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Kind::Access => ACCESS,
            Kind::Issuance => ISSUANCE,
            Kind::Identity => IDENTITY,
            Kind::Relation => RELATION,
            Kind::Heartbeat => HEARTBEAT,
        }
    }
}

/// Where a value stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At a JSON pointer (`/user/id`) or in a CSV column (`user_id`).
    At {
        /// The pointer or the name of the column.
        at: String,
        /// Put before the value unless it stands there already, e.g. `employee:`.
        prefix: Option<String>,
    },
    /// The same value in every record.
    Const(String),
}

const ACCESS: u8 = 1;
const ISSUANCE: u8 = 2;
const IDENTITY: u8 = 4;
const RELATION: u8 = 8;
const HEARTBEAT: u8 = 16;
const ALL: u8 = ACCESS | ISSUANCE | IDENTITY | RELATION | HEARTBEAT;

/// Defines [`Mapping`] and, from the same list, the table of its places.
macro_rules! mapping {
    ($($name:ident $kinds:expr, $doc:literal;)*) => {
        /// Which place of a record holds which of our fields.
        #[derive(Debug, Clone, PartialEq, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Mapping {
            /// Which kind of event the records are.
            pub kind: Kind,
            /// How times are written: `rfc3339` (the default), `unix_s`, `unix_ms`, `unix_us`, or a
            /// pattern of strptime. Times without a zone are in the source's `time_zone`.
            #[serde(default)]
            pub time_format: Option<String>,
            /// What divides the items of a list that is written as one text.
            #[serde(default)]
            pub separator: Option<String>,
            /// What divides CSV columns; one ASCII character, a comma unless set. Streams are cut into
            /// records as if it were a comma, so with another one quoted fields hold no line ends.
            #[serde(default)]
            pub delimiter: Option<String>,
            /// Outcome by value: exact (`"ok"`), by class (`"2xx"`), or `"*"` for any other.
            #[serde(default)]
            pub outcome_map: BTreeMap<String, String>,
            /// Sort of actor by value.
            #[serde(default)]
            pub actor_kind_map: BTreeMap<String, String>,
            /// Identity change by value.
            #[serde(default)]
            pub change_map: BTreeMap<String, String>,
            $(#[doc = $doc] #[serde(default)] pub $name: Option<Place>,)*
        }

        /// Every place: its name, the bits of the kinds that take it, and what stands there.
        const PLACES: &[(&str, u8, &str)] = &[$((stringify!($name), $kinds, $doc),)*];

        impl Mapping {
            fn place(&self, name: &str) -> Option<&Place> {
                match name { $(stringify!($name) => self.$name.as_ref(),)* _ => None }
            }
        }
    };
}

mapping! {
    time ALL, "When it happened.";
    event_id ALL, "The source's own id of the event.";
    sequence ALL, "The number the source gave the event, consecutive for its instance and boot.";
    instance ALL, "Which running copy of the source speaks.";
    boot ALL, "Which start of that copy.";
    outcome ACCESS, "What came of it: an HTTP status, or a word that outcome_map knows.";
    method ACCESS, "HTTP method; GET unless mapped.";
    path ACCESS, "Path of an HTTP request, with or without its query.";
    table ACCESS, "Table or bucket of a statement.";
    columns ACCESS, "Columns that the statement names: a list, or a text cut at the separator.";
    service ACCESS, "Service of a named operation.";
    operation ACCESS, "Name of the operation.";
    actor ACCESS, "Who the system believed was asking.";
    actor_kind ACCESS, "What sort of actor: anonymous, member, employee or service.";
    credential ACCESS | ISSUANCE, "The token, session or key.";
    key ACCESS | ISSUANCE | IDENTITY, "The signing key (kid); for a change of keys, the key concerned.";
    issuer ACCESS | ISSUANCE, "Who vouches for the credential.";
    ip ACCESS | ISSUANCE, "Network address of the reader.";
    client ACCESS | ISSUANCE, "User agent or the like.";
    records ACCESS, "Items returned.";
    reach ACCESS, "Rows touched without naming subjects.";
    subjects ACCESS, "Whose data it was: a list, one value, or a text cut at the separator.";
    subject ISSUANCE | IDENTITY, "Whom it concerns.";
    expires ISSUANCE, "When the credential ends.";
    change IDENTITY, "What changed: joined, dormant, awake, withdrawn, left, key_granted or key_revoked.";
    relation RELATION, "address_book or same_person.";
    owner RELATION, "Whose data it is.";
    other RELATION, "Whom the data shows.";
    from RELATION, "First moment of validity.";
    to RELATION, "First moment no longer valid.";
}

impl Mapping {
    /// Every place a mapping may name, with what stands there: for schemas and help.
    pub fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
        PLACES.iter().map(|(name, _, says)| (*name, *says))
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        deserializer.deserialize_any(PlaceVisitor)
    }
}

struct PlaceVisitor;

impl<'de> Visitor<'de> for PlaceVisitor {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a JSON pointer such as \"/user/id\", a column name, { const = \"…\" } or { at = \"…\", prefix = \"…\" }",
        )
    }

    fn visit_str<E: de::Error>(self, at: &str) -> Result<Place, E> {
        Ok(Place::At {
            at: at.to_owned(),
            prefix: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Place, A::Error> {
        let (mut at, mut prefix, mut constant) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "at" => at = Some(map.next_value::<String>()?),
                "prefix" => prefix = Some(map.next_value::<String>()?),
                "const" => constant = Some(map.next_value::<String>()?),
                other => return Err(de::Error::unknown_field(other, &["at", "prefix", "const"])),
            }
        }
        match (at, prefix, constant) {
            (Some(at), prefix, None) => Ok(Place::At { at, prefix }),
            (None, None, Some(value)) => Ok(Place::Const(value)),
            _ => Err(de::Error::custom(
                "write either { const = \"…\" } or { at = \"…\", prefix = \"…\" }",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
