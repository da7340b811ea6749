//! The list as JSON, and its digest.
//!
//! One object, its keys in the order of their bytes and without blanks:
//!
//! | key | holds |
//! | --- | --- |
//! | `v` | 1, the version of this shape |
//! | `incident`, `made` | whose list it is, and since when |
//! | `digest` | `sha256:` and SHA-256, in hex, of the same object without this key |
//! | `entries` | what to refuse: see below |
//! | `others_counted` | `incident` and `record`, each `from` and `to`: the days in which other people were counted, `record` null where its last days hold nothing; a list that was made before both were counted has no such key |
//! | `held_back` | what was wanted and must **not** be refused: as an entry, and `why` (`word`, `text`) |
//!
//! | key of an entry | holds |
//! | --- | --- |
//! | `match` | `kind` and: `network`; `key`, `issued` (`from`, `until`, or null); `claim`, `id`; `client`; or `gateway_key`, `hmac_sha256` in hex |
//! | `expires` | from then on it must not be matched (not in `held_back`) |
//! | `people`, `reads`, `first`, `last` | what the incident holds against it |
//! | `others` | `people` and `log_ins` that are not of the incident, of the `days` days before its last read, and, where they differ, `lately`: the same of the last `days` days of the record; or null: not counted, or it cannot be said, for reads name nobody |
//! | `others_named` | stands only where reads name nobody: `others` as far as these are named, with the number of the other reads in `reads_of_nobody` |
//! | `carrier_nat` | whether many customers of a carrier stand behind it |
//! | `confirmed` | `proposer`, `confirmer` and how many others both were `shown`, or null |
//!
//! Moments are RFC 3339 in UTC with milliseconds.

use std::fmt;

use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    BlockList, Confirmed, Entry, Held, Match, OTHERS_DAYS, Others, Reckoned, Wanted,
    canonical::canonical,
};

/// SHA-256 over the canonical JSON of a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl BlockList {
    /// The list as JSON, one line without an end of line; its shape is told above.
    #[must_use]
    pub fn json(&self) -> String {
        let mut whole = self.value();
        if let Some(map) = whole.as_object_mut() {
            map.insert("digest".to_owned(), json!(self.digest().to_string()));
        }
        canonical(&whole)
    }

    /// The digest of the list, by which two people and a gateway know that they mean the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(<Sha256 as sha2::Digest>::digest(canonical(&self.value())).into())
    }

    fn value(&self) -> Value {
        let entries: Vec<_> = self.entries().iter().map(entry_value).collect();
        let held_back: Vec<_> = self.held_back().iter().map(held_value).collect();
        let mut value = json!({
            "v": 1,
            "incident": self.incident(),
            "made": self.made().to_string(),
            "entries": entries,
            "held_back": held_back,
        });
        if let (Some(counted), Some(map)) = (self.counted(), value.as_object_mut()) {
            let days = |of: Reckoned| json!({"from": of.from.to_string(), "to": of.to.to_string()});
            let both =
                json!({"incident": days(counted.incident), "record": counted.record.map(days)});
            map.insert("others_counted".to_owned(), both);
        }
        value
    }
}

fn entry_value(entry: &Entry) -> Value {
    let value = json!({
        "match": match_value(&entry.what),
        "expires": entry.expires.to_string(),
        "people": entry.behind.people,
        "reads": entry.behind.reads,
        "first": entry.span.first.to_string(),
        "last": entry.span.last.to_string(),
        "carrier_nat": entry.carrier_nat,
        "confirmed": confirmed_value(entry.confirmed.as_ref()),
    });
    with_others(value, entry.others)
}

fn held_value(held: &Held) -> Value {
    let Wanted {
        what,
        behind,
        others,
        span,
        carrier_nat,
        ..
    } = &held.wanted;
    let value = json!({
        "match": match_value(what),
        "people": behind.people,
        "reads": behind.reads,
        "first": span.first.to_string(),
        "last": span.last.to_string(),
        "carrier_nat": carrier_nat,
        "confirmed": confirmed_value(held.wanted.confirmed.as_ref()),
        "why": {"word": held.why.word(), "text": held.why.to_string()},
    });
    with_others(value, *others)
}

pub(super) fn match_value(what: &Match) -> Value {
    let kind = what.word();
    match what {
        Match::Network(net) => json!({"kind": kind, "network": net.to_string()}),
        Match::Key { id, issued } => {
            let issued = issued.map(
                |span| json!({"from": span.from.to_string(), "until": span.until.to_string()}),
            );
            json!({"kind": kind, "key": id, "issued": issued})
        }
        Match::Session { claim, id } => json!({"kind": kind, "claim": claim.word(), "id": id}),
        Match::Client(client) => json!({"kind": kind, "client": client}),
        Match::Credential { key, hash } => {
            json!({"kind": kind, "gateway_key": key, "hmac_sha256": hash.to_string()})
        }
    }
}

/// Adds who else used it. A number that is only of those who are named does not stand where the number of all is looked for.
fn with_others(mut value: Value, others: Option<Others>) -> Value {
    let is_known = others.is_some_and(|others| others.most().is_some());
    let told = others.map_or(Value::Null, others_value);
    let (key, told) = match (is_known, told) {
        (false, Value::Object(named)) => ("others_named", Value::Object(named)),
        (_, told) => ("others", told),
    };
    if let Some(map) = value.as_object_mut() {
        map.insert("others".to_owned(), Value::Null);
        map.insert(key.to_owned(), told);
    }
    value
}

fn others_value(others: Others) -> Value {
    let is_known = others.most().is_some();
    let side = |people: u64, log_ins: u64, nameless: u64| match is_known {
        true => json!({"people": people, "log_ins": log_ins}),
        false => json!({"people": people, "log_ins": log_ins, "reads_of_nobody": nameless}),
    };
    let mut value = side(others.people, others.log_ins, others.nameless);
    if let Some(map) = value.as_object_mut() {
        map.insert("days".to_owned(), json!(OTHERS_DAYS));
        if let Some(of) = others.lately {
            let lately = side(of.people, of.log_ins, of.nameless);
            map.insert("lately".to_owned(), lately);
        }
    }
    value
}

fn confirmed_value(confirmed: Option<&Confirmed>) -> Value {
    confirmed.map_or(Value::Null, |confirmed| {
        json!({
            "proposer": confirmed.two.proposer(),
            "confirmer": confirmed.two.confirmer(),
            "shown": confirmed.shown,
        })
    })
}
