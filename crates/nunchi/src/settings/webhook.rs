//! `[[webhook]]`: a target to which two people push a block list.
//!
//! The key that signs is a file; the settings only say which, for who reads them must not be able to sign.

use std::{collections::BTreeMap, time::Duration};

use hook::{ATTEMPTS_MAX, Address, Headers, Limits, ONE_MAX, TOTAL_MAX, WAIT_MAX};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    document::WebhookPart,
    places::Complaints,
    words::{Duration as Written, meant},
};
use crate::cli::BlockForm;

/// Targets at most.
const WEBHOOKS_MAX: usize = 32;

/// Characters of a name at most.
const NAME_CHARS_MAX: usize = 64;

/// A target, as the settings say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    pub(crate) name: String,
    pub(crate) address: Address,
    /// From the folder of the keys.
    pub(crate) secret_file: String,
    /// From the folder of the settings.
    pub(crate) ca_file: Option<String>,
    pub(crate) form: BlockForm,
    pub(crate) jwt_header: Option<String>,
    pub(crate) jwt_payload: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) limits: Limits,
}

impl Webhook {
    /// What the settings say of it. The key stands in none of it.
    pub(crate) fn value(&self) -> Value {
        let ms = |of: Duration| u64::try_from(of.as_millis()).unwrap_or(u64::MAX);
        let mut value = self.value_of_place();
        value["attempts"] = json!(self.limits.attempts);
        value["timeout_ms"] = json!(ms(self.limits.one));
        value["total_ms"] = json!(ms(self.limits.total));
        value["wait_ms"] = json!(ms(self.limits.wait));
        value
    }

    fn value_of_place(&self) -> Value {
        json!({
            "name": self.name,
            "url": self.address.as_str(),
            "secret_file": self.secret_file,
            "ca_file": self.ca_file,
            "form": self.form.word(),
            "jwt_header": self.jwt_header,
            "jwt_payload": self.jwt_payload,
            "headers": self.headers,
        })
    }

    /// Names where and what is sent. With another digest a proposal is void; patience alone changes nothing of it.
    pub(crate) fn digest(&self) -> String {
        let digest: [u8; 32] = Sha256::digest(self.value_of_place().to_string()).into();
        format!("sha256:{}", ledger::hex(&digest))
    }

    /// Its headers, as they are sent.
    pub(crate) fn headers(&self) -> Result<Headers, hook::HeaderError> {
        let pairs = self.headers.iter();
        Headers::new(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// Every target that is right; of the others it is said what would be.
pub(super) fn all(parts: &[Option<WebhookPart>], complaints: &mut Complaints<'_>) -> Vec<Webhook> {
    if parts.len() > WEBHOOKS_MAX {
        let message = format!(
            "{} targets, and {WEBHOOKS_MAX} is the most: send to fewer gateways, and let the others fetch the list",
            parts.len()
        );
        complaints.add("webhook", message);
    }
    let mut names: Vec<&str> = Vec::new();
    let mut made = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let Some(part) = part else { continue };
        let at = format!("webhook[{index}]");
        if names.contains(&part.name.as_str()) {
            let message = format!("there are two targets {:?}: give each a name", part.name);
            complaints.add(&format!("{at}.name"), message);
        }
        names.push(&part.name);
        made.extend(one(part, &at, complaints));
    }
    made
}

fn one(part: &WebhookPart, at: &str, complaints: &mut Complaints<'_>) -> Option<Webhook> {
    let mut say = |key: &str, message: String| complaints.add(&format!("{at}.{key}"), message);
    texts(part, &mut say);
    let limits = limits(part, &mut say);
    let address = match Address::parse(&part.url) {
        Ok(address) => address,
        Err(error) => {
            say("url", error.to_string());
            return None;
        }
    };
    let webhook = Webhook {
        name: part.name.clone(),
        address,
        secret_file: part.secret_file.clone(),
        ca_file: part.ca_file.clone(),
        form: part.form.0,
        jwt_header: part.jwt_header.clone(),
        jwt_payload: part.jwt_payload.clone(),
        headers: part.headers.clone(),
        limits,
    };
    if let Err(error) = webhook.headers() {
        say("headers", error.to_string());
    }
    Some(webhook)
}

/// What is wrong with its name, its files and the names for Envoy.
fn texts(part: &WebhookPart, say: &mut impl FnMut(&str, String)) {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if part.name.is_empty() || part.name.len() > NAME_CHARS_MAX || !part.name.chars().all(plain) {
        let right = "write letters, digits, '-' and '_', such as \"edge\"";
        say("name", format!("{:?} is no name: {right}", part.name));
    }
    for (key, file) in [
        ("secret_file", Some(&part.secret_file)),
        ("ca_file", part.ca_file.as_ref()),
    ] {
        if file.is_some_and(|file| file.trim().is_empty()) {
            say(key, format!("{key} is empty: name a file"));
        }
    }
    if part.form.0 != BlockForm::Envoy {
        let names = [
            ("jwt_header", &part.jwt_header),
            ("jwt_payload", &part.jwt_payload),
        ];
        for (key, _) in names.iter().filter(|(_, name)| name.is_some()) {
            say(
                key,
                format!("only the form envoy knows {key}: leave it out"),
            );
        }
    }
}

fn limits(part: &WebhookPart, say: &mut impl FnMut(&str, String)) -> Limits {
    let mut limits = Limits::default();
    if let Some(attempts) = part.attempts {
        match u32::try_from(attempts) {
            Ok(attempts) if (1..=ATTEMPTS_MAX).contains(&attempts) => limits.attempts = attempts,
            _ => {
                let message = format!("{attempts} is out of range: write 1 to {ATTEMPTS_MAX}");
                say("attempts", message);
            }
        }
    }
    let mut set = |key, written: Option<Written>, most: Duration, limit: &mut Duration| {
        let Some(Written(ms)) = written else { return };
        match u64::try_from(ms).map(Duration::from_millis) {
            Ok(time) if !time.is_zero() && time <= most => *limit = time,
            _ => say(
                key,
                format!("{ms} ms is out of range: write 1ms to {}s", most.as_secs()),
            ),
        }
    };
    set("timeout", part.timeout, ONE_MAX, &mut limits.one);
    set("total", part.total, TOTAL_MAX, &mut limits.total);
    set("wait", part.wait, WAIT_MAX, &mut limits.wait);
    limits
}

/// The target of a name.
pub(crate) fn named<'w>(webhooks: &'w [Webhook], name: &str) -> Result<&'w Webhook, String> {
    let found = webhooks.iter().find(|of| of.name == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = webhooks.iter().map(|of| of.name.as_str()).collect();
        match known.is_empty() {
            true => format!(
                "no target {name:?}, for nunchi.toml names none: write [[webhook]] with name, url, secret_file and form"
            ),
            false => format!(
                "no target {name:?}{}: nunchi.toml names {}",
                meant(name, &known),
                known.join(", ")
            ),
        }
    })
}

#[cfg(test)]
mod tests;
