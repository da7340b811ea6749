//! The Traffic Light Protocol 2.0 of FIRST: to whom receivers may give what they got.
//!
//! STIX 2.1 itself knows TLP 1 only. The markings of TLP 2.0 are objects with fixed ids, of the extension
//! definition that OASIS published for it (cti-stix-common-objects, `tlp-2.0`).

use serde_json::{Value, json};

const EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// To whom it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// Everybody.
    Clear,
    /// The community of the receiver.
    Green,
    /// The receiver's organisation and its clients who need to know.
    Amber,
    /// The receiver's organisation alone.
    AmberStrict,
    /// The people who received it, and nobody else.
    Red,
}

impl Tlp {
    /// Every one, the freest first.
    pub const ALL: [Tlp; 5] = [
        Tlp::Clear,
        Tlp::Green,
        Tlp::Amber,
        Tlp::AmberStrict,
        Tlp::Red,
    ];

    /// Its label without `TLP:`, lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Tlp::Clear => "clear",
            Tlp::Green => "green",
            Tlp::Amber => "amber",
            Tlp::AmberStrict => "amber+strict",
            Tlp::Red => "red",
        }
    }

    /// The one of a label, with or without `TLP:`, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Tlp> {
        let word = text.to_ascii_lowercase();
        let word = word.strip_prefix("tlp:").unwrap_or(&word);
        Tlp::ALL.into_iter().find(|tlp| tlp.word() == word)
    }

    /// Its label as FIRST writes it.
    #[must_use]
    pub fn label(self) -> String {
        format!("TLP:{}", self.word().to_ascii_uppercase())
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Tlp::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Tlp::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Tlp::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Tlp::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Tlp::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }

    /// The object, as it was published.
    pub(super) fn object(self) -> Value {
        json!({
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self.id(),
            "created": "2022-10-01T00:00:00.000Z",
            "name": self.label(),
            "extensions": {
                EXTENSION: {"extension_type": "property-extension", "tlp_2_0": self.word()},
            },
        })
    }
}
