//! Moments in steps: RFC 3339 in UTC, as everywhere in JSON.

use event::Millis;
use serde::{Deserialize as _, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(at: &Millis, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Millis, D::Error> {
    let text = String::deserialize(from)?;
    Millis::parse(&text).map_err(serde::de::Error::custom)
}

/// A moment that may be missing.
pub(super) mod maybe {
    use super::{Deserializer, Millis, Serializer};
    use serde::Deserialize as _;

    pub(in super::super) fn serialize<S: Serializer>(
        at: &Option<Millis>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.collect_str(at),
            None => to.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Millis>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Millis::parse(&text).map_err(serde::de::Error::custom))
            .transpose()
    }
}
