//! Ids that follow from what they name: UUID version 5 (RFC 9562, section 5.5).

use ring::digest;
use serde_json::{Value, json};

use crate::block::canonical::canonical;

/// The namespace that RFC 9562 gives to URLs; an origin of a ledger is a URL without its scheme.
const URLS: [u8; 16] = [
    0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];

/// The namespace that STIX 2.1 (section 2.9) gives to observables, so that all producers name one address
/// by one id.
const OBSERVABLES: [u8; 16] = [
    0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7,
];

/// Ids of one ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids([u8; 16]);

impl Ids {
    /// The ids of the ledger with this origin.
    pub(super) fn of(origin: &str) -> Ids {
        Ids(version_5(&URLS, origin.as_bytes()))
    }

    /// The id of an object of a type: the same for the same parts, and for no others.
    pub(super) fn id(self, kind: &str, parts: &[&str]) -> String {
        format!("{kind}--{}", self.uuid(kind, parts))
    }

    /// The UUID alone.
    pub(super) fn uuid(self, kind: &str, parts: &[&str]) -> String {
        // As JSON, so that no two lists of parts run into one text.
        hyphened(version_5(
            &self.0,
            canonical(&json!([kind, parts])).as_bytes(),
        ))
    }
}

/// The id of an observable, from the properties that STIX names for its type.
pub(super) fn observable(kind: &str, properties: &Value) -> String {
    let uuid = version_5(&OBSERVABLES, canonical(properties).as_bytes());
    format!("{kind}--{}", hyphened(uuid))
}

fn version_5(namespace: &[u8; 16], name: &[u8]) -> [u8; 16] {
    // SHA-1 is what the version says; nothing here rests on its strength.
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(namespace);
    hash.update(name);
    let mut uuid = [0; 16];
    for (to, from) in uuid.iter_mut().zip(hash.finish().as_ref()) {
        *to = *from;
    }
    uuid[6] = uuid[6] & 0x0f | 0x50;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    uuid
}

fn hyphened(uuid: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in uuid.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
