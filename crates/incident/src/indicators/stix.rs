//! The bundle: STIX 2.1 (OASIS Standard, 2021-06-10).
//!
//! | object | says |
//! | --- | --- |
//! | `marking-definition` | the TLP 2.0 marking that every object refers to |
//! | `identity` | who tells it |
//! | `incident` | the incident: two numbers, and no more than STIX 2.1 knows of one |
//! | `ipv4-addr`, `ipv6-addr`, `autonomous-system` | what was seen, with the ids that all producers give |
//! | `observed-data` | when, and in how many accesses |
//! | `indicator` | by what to recognise it: a STIX pattern, or for a key a Sigma rule |
//! | `relationship` | an indicator is `based-on` what was observed; an address `belongs-to` a system |
//! | `report` | all of it as one thing |

use std::collections::BTreeMap;

use event::Millis;
use ipnet::IpNet;
use serde_json::{Value, json};

use super::{Indicators, Seen, What, ids, ids::Ids, sigma};
use crate::block::canonical::canonical;

/// The most that STIX 2.1 allows for `number_observed`. More accesses are told as this many.
const OBSERVED_MAX: u64 = 999_999_999;

/// Confidence, of 100, that whoever shows an indicator is the attacker.
const CONFIDENT: u8 = 85;

/// The same where many others show it, too.
const CONFIDENT_SHARED: u8 = 15;

/// Subjects below which a number is not told.
const FEW: u64 = 5;

impl Indicators {
    /// The bundle as JSON, for people's eyes in several lines, with an end of line.
    #[must_use]
    pub fn stix(&self) -> String {
        let mut writer = Writer {
            of: self,
            ids: Ids::of(&self.facts.origin),
            objects: Vec::new(),
            observables: BTreeMap::new(),
        };
        writer.write();
        let objects = Value::from(writer.objects);
        let bundle = json!({
            "type": "bundle",
            "id": writer.ids.id("bundle", &[&canonical(&objects)]),
            "objects": objects,
        });
        format!("{bundle:#}\n")
    }
}

struct Writer<'a> {
    of: &'a Indicators,
    ids: Ids,
    objects: Vec<Value>,
    /// By their ids: two networks of one system share it.
    observables: BTreeMap<String, Value>,
}

impl Writer<'_> {
    fn write(&mut self) {
        self.objects.push(self.of.facts.tlp.object());
        let name = self.of.facts.producer.name.clone();
        // The same for all incidents, so that it is one object and not one in many versions.
        let since = self.of.facts.producer.since.to_string();
        let producer = json!({
            "name": name,
            "identity_class": "organization",
            "created": since,
            "modified": since,
        });
        self.object("identity", &[&name], producer);
        let incident = self.of.facts.incident.clone();
        let described = json!({"name": incident.name, "description": self.described()});
        self.object("incident", &[&incident.id], described);
        for seen in &self.of.facts.seen {
            self.seen(seen);
        }
        self.objects.extend(self.observables.values().cloned());
        let refs: Vec<Value> = self
            .objects
            .iter()
            .skip(1)
            .map(|object| object["id"].clone())
            .collect();
        let report = json!({
            "name": format!("Indicators of {}", incident.name),
            "description": self.described(),
            "report_types": ["indicator", "observed-data"],
            "published": self.of.facts.made.to_string(),
            "object_refs": refs,
        });
        self.object("report", &[&incident.id], report);
    }

    /// An object that carries what all of them carry; its id.
    fn object(&mut self, kind: &str, parts: &[&str], own: Value) -> String {
        let facts = &self.of.facts;
        let id = self.ids.id(kind, parts);
        let mut object = json!({
            "type": kind,
            "spec_version": "2.1",
            "id": id,
            "created": facts.incident.opened.to_string(),
            "modified": facts.made.to_string(),
            "object_marking_refs": [facts.tlp.id()],
        });
        if kind != "identity" {
            let producer = self.ids.id("identity", &[&facts.producer.name]);
            object["created_by_ref"] = Value::from(producer);
        }
        if let (Some(object), Value::Object(own)) = (object.as_object_mut(), own) {
            object.extend(own);
        }
        self.objects.push(object);
        id
    }

    fn observable(&mut self, kind: &str, properties: &Value) -> String {
        let id = ids::observable(kind, properties);
        let mut object = json!({
            "type": kind,
            "spec_version": "2.1",
            "id": id,
            "object_marking_refs": [self.of.facts.tlp.id()],
        });
        if let (Some(object), Some(own)) = (object.as_object_mut(), properties.as_object()) {
            object.extend(own.clone());
        }
        self.observables.insert(id.clone(), object);
        id
    }

    fn relationship(&mut self, kind: &str, from: &str, to: &str) {
        let own = json!({"relationship_type": kind, "source_ref": from, "target_ref": to});
        self.object("relationship", &[kind, from, to], own);
    }

    /// All that is said of one thing that was seen.
    fn seen(&mut self, seen: &Seen) {
        let incident = self.of.facts.incident.id.clone();
        let parts = parts(&incident, &seen.what);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let indicator = self.indicator(seen, &parts);
        let indicator = self.object("indicator", &parts, indicator);
        let Some(observed) = self.observed(seen) else {
            return;
        };
        let data = json!({
            "first_observed": seen.first.to_string(),
            "last_observed": seen.last.to_string(),
            "number_observed": seen.accesses.min(OBSERVED_MAX),
            "object_refs": observed,
        });
        let data = self.object("observed-data", &parts, data);
        self.relationship("based-on", &indicator, &data);
    }

    fn indicator(&self, seen: &Seen, parts: &[&str]) -> Value {
        let title = title(&seen.what);
        let (kind, version, pattern) = match &seen.what {
            What::Key { id, issuer } => {
                let uuid = self.ids.uuid("sigma", parts);
                let rule = sigma::rule(&uuid, id, issuer.as_deref());
                ("sigma", sigma::VERSION, rule)
            }
            What::Network(net) => ("stix", "2.1", network_pattern(net)),
            What::System(number) => (
                "stix",
                "2.1",
                format!("[autonomous-system:number = {number}]"),
            ),
            What::Client(client) => ("stix", "2.1", client_pattern(client)),
        };
        let mut said = format!(
            "{} accesses of the incident from {} to {}.",
            seen.accesses, seen.first, seen.last
        );
        // `unknown` is a word of the open vocabulary of STIX for the type of an indicator.
        let (kind_of, confidence, more) = match seen.shared {
            Some(false) => ("malicious-activity", CONFIDENT, ""),
            Some(true) => (
                "anomalous-activity",
                CONFIDENT_SHARED,
                " Many others use it, too: count them before you refuse it.",
            ),
            None => (
                "unknown",
                CONFIDENT_SHARED,
                " How many others use it, too, is not known: count them before you refuse it.",
            ),
        };
        said.push_str(more);
        json!({
            "name": title,
            "description": said,
            "indicator_types": [kind_of],
            "confidence": confidence,
            "pattern": pattern,
            "pattern_type": kind,
            "pattern_version": version,
            "valid_from": seen.first.to_string(),
            "valid_until": self.of.valid_until().to_string(),
        })
    }

    /// The observables of a network or a system; `None` for what STIX has none.
    fn observed(&mut self, seen: &Seen) -> Option<Vec<String>> {
        match &seen.what {
            What::Network(net) => {
                let kind = address_kind(net);
                let address = self.observable(kind, &json!({"value": host(net)}));
                let Some(number) = seen.system else {
                    return Some(vec![address]);
                };
                let system = self.observable("autonomous-system", &json!({"number": number}));
                self.relationship("belongs-to", &address, &system);
                Some(vec![address, system])
            }
            What::System(number) => Some(vec![
                self.observable("autonomous-system", &json!({"number": number})),
            ]),
            What::Client(_) | What::Key { .. } => None,
        }
    }

    fn described(&self) -> String {
        let incident = &self.of.facts.incident;
        let subjects = match incident.subjects {
            few if (1..FEW).contains(&few) => format!("fewer than {FEW}"),
            many => many.to_string(),
        };
        let span = match self.span() {
            Some((first, last)) => format!(" What is told here was seen from {first} to {last}."),
            None => String::new(),
        };
        format!(
            "{} reads of data of {subjects} subjects.{span} No data of theirs is in this bundle.",
            incident.reads
        )
    }

    fn span(&self) -> Option<(Millis, Millis)> {
        let seen = &self.of.facts.seen;
        let first = seen.iter().map(|one| one.first).min()?;
        Some((first, seen.iter().map(|one| one.last).max()?))
    }
}

/// What an id of something that was seen follows from.
fn parts(incident: &str, what: &What) -> Vec<String> {
    let mut parts = vec![incident.to_owned(), what.word().to_owned()];
    match what {
        What::Network(net) => parts.push(net.to_string()),
        What::System(number) => parts.push(number.to_string()),
        What::Client(client) => parts.push(client.clone()),
        What::Key { id, issuer } => {
            parts.push(id.clone());
            parts.extend(issuer.clone());
        }
    }
    parts
}

fn title(what: &What) -> String {
    match what {
        What::Network(net) => format!("Address {}", host(net)),
        What::System(number) => format!("Autonomous system {number}"),
        What::Client(client) => format!("User agent {client}"),
        What::Key { id, .. } => format!("Signing key {id}"),
    }
}

/// A prefix; a single address without its length, so that its id is the one that others give it.
pub(super) fn host(net: &IpNet) -> String {
    if net.prefix_len() == net.max_prefix_len() {
        return net.addr().to_string();
    }
    net.to_string()
}

fn address_kind(net: &IpNet) -> &'static str {
    match net {
        IpNet::V4(_) => "ipv4-addr",
        IpNet::V6(_) => "ipv6-addr",
    }
}

fn network_pattern(net: &IpNet) -> String {
    let (kind, value) = (address_kind(net), host(net));
    let is = if value.contains('/') { "ISSUBSET" } else { "=" };
    format!("[{kind}:value {is} '{value}']")
}

fn client_pattern(client: &str) -> String {
    let escaped = client.replace('\\', r"\\").replace('\'', r"\'");
    format!(
        "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = '{escaped}']"
    )
}
