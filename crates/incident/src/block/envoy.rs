//! The list for Envoy: one HTTP filter, RBAC with action DENY, as JSON that stands as it is among
//! `http_filters` (Envoy reads JSON wherever it reads YAML).
//!
//! Read against `envoy.extensions.filters.http.rbac.v3.RBAC`, `envoy.config.rbac.v3.Principal` and
//! `envoy.type.matcher.v3` of Envoy 1.40. `remote_ip` is the address of the client as Envoy finds it, with
//! `x-forwarded-for` if it is told to trust that. What stands in a token is compared as the filter
//! `envoy.filters.http.jwt_authn` left it in the metadata, so this filter stands behind that one.
//!
//! Each entry is a policy of its own name, so that Envoy's response code details say which one refused.
//! Envoy has no clock for entries: what has expired by the moment of writing is left away.

use event::Millis;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    BlockList, FormError, LeftOut, Match, Window, canonical::canonical, json::match_value,
};

/// Names under which the filter `jwt_authn` keeps what stood in a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvoyNames {
    /// Its `payload_in_metadata`: needed for `jti`, `sid` and times of issue.
    pub payload: Option<String>,
    /// Its `header_in_metadata`: needed for key ids.
    pub header: Option<String>,
}

/// The list for Envoy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envoy {
    /// One HTTP filter as JSON.
    pub filter: String,
    /// Entries in force that it does not say.
    pub left_out: Vec<LeftOut>,
}

/// Hex digits of the name of a policy.
const NAME_DIGITS: usize = 16;

const JWT_FILTER: &str = "envoy.filters.http.jwt_authn";

impl BlockList {
    /// The entries that are in force at a moment, for Envoy.
    ///
    /// # Errors
    /// When a name of the metadata is empty.
    pub fn envoy(&self, at: Millis, names: &EnvoyNames) -> Result<Envoy, FormError> {
        names.check()?;
        let mut policies = Map::new();
        let mut left_out = Vec::new();
        for entry in self.in_force(at) {
            match names.principal(&entry.what) {
                Ok(principal) => {
                    let policy = json!({"permissions": [{"any": true}], "principals": [principal]});
                    policies.insert(self.policy_name(&entry.what), policy);
                }
                Err(why) => left_out.push(LeftOut {
                    what: entry.what.clone(),
                    why,
                }),
            }
        }
        let filter = canonical(&json!({
            "name": "envoy.filters.http.rbac",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
                "rules": {"action": "DENY", "policies": policies},
            },
        }));
        Ok(Envoy { filter, left_out })
    }

    /// `nunchi-INCIDENT-` and the first digits of SHA-256 over the entry, the same in every list.
    fn policy_name(&self, what: &Match) -> String {
        let hash = Sha256::digest(canonical(&match_value(what)));
        let mut name = format!("nunchi-{}-", self.incident());
        for byte in hash.iter().take(NAME_DIGITS / 2) {
            name.push_str(&format!("{byte:02x}"));
        }
        name
    }
}

impl EnvoyNames {
    fn check(&self) -> Result<(), FormError> {
        for name in [&self.payload, &self.header].into_iter().flatten() {
            if name.is_empty() {
                return Err(FormError::Name {
                    name: name.clone(),
                    what: "key of Envoy's metadata",
                    right: "at least one character",
                });
            }
        }
        Ok(())
    }

    /// Who is meant by an entry; or why that cannot be said.
    fn principal(&self, what: &Match) -> Result<Value, &'static str> {
        match what {
            Match::Network(net) => Ok(json!({"remote_ip": {
                "address_prefix": net.addr().to_string(),
                "prefix_len": net.prefix_len(),
            }})),
            Match::Client(client) => Ok(json!({"header": {
                "name": "user-agent",
                "string_match": {"exact": client},
            }})),
            Match::Session { claim, id } => self.claim(claim.word(), exactly(id)),
            Match::Key { id, issued } => {
                let header = self.header.as_deref().ok_or(
                    "no `header_in_metadata` is named, in which the key id stands: name it",
                )?;
                let key = metadata(header, "kid", exactly(id));
                let Some(span) = issued else { return Ok(key) };
                let issued = self.claim("iat", between(*span))?;
                Ok(json!({"and_ids": {"ids": [key, issued]}}))
            }
            Match::Credential { .. } => {
                Err("Envoy computes no HMAC of a token: let its authorisation service use the JSON")
            }
        }
    }

    fn claim(&self, name: &str, value: Value) -> Result<Value, &'static str> {
        let payload = self
            .payload
            .as_deref()
            .ok_or("no `payload_in_metadata` is named, in which the claims stand: name it")?;
        Ok(metadata(payload, name, value))
    }
}

fn exactly(text: &str) -> Value {
    json!({"string_match": {"exact": text}})
}

/// Seconds since 1970 as a token has them; the range is half-open, as ours.
fn between(span: Window) -> Value {
    json!({"double_match": {"range": {"start": seconds(span.from), "end": seconds(span.until)}}})
}

fn seconds(moment: Millis) -> f64 {
    // Exact: milliseconds of every year that a token can name are far below 2^53.
    moment.0 as f64 / 1000.0
}

fn metadata(part: &str, name: &str, value: Value) -> Value {
    json!({"sourced_metadata": {"metadata_matcher": {
        "filter": JWT_FILTER,
        "path": [{"key": part}, {"key": name}],
        "value": value,
    }}})
}
