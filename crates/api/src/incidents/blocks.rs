//! The block list of an incident: what gateways shall refuse.

use serde::{Deserialize, Serialize};

use crate::{IncidentNumber, Time};

/// What `nunchi incident block` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The incident.
    pub incident: IncidentNumber,
    /// The list, as its digest and gateways have it.
    pub list: List,
    /// `real` or `exercise`.
    pub mode: String,
    /// The days before the last read of the incident in which other people were counted; null where it was made before
    /// that was kept.
    pub others_counted: Option<Days>,
    /// The last days of the record in which they were counted; null also where these hold nothing.
    pub others_counted_lately: Option<Days>,
    /// What the incident used and nobody wants refused; none of a list that was made before, with which it is not kept.
    pub passed_over: Vec<PassedOver>,
    /// Whether a receiver said that it has it.
    pub pushed: bool,
    /// Of an exercise: that nothing of it leaves the machine; null of what is real.
    pub stays_here: Option<String>,
    /// The step that recorded the list.
    pub step: u32,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// Something that the incident used, and that is not in the list and not held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// What sort of thing.
    pub kind: String,
    /// Other people who used it, over the days in which they were more; null where that cannot be said, for reads name
    /// nobody.
    pub others: Option<u64>,
    /// The same as far as they are named.
    pub others_named: u64,
    /// Reads of the incident that used it.
    pub reads: u64,
    /// Reads of others that used it and name nobody.
    pub reads_of_nobody: u64,
    /// It.
    pub value: String,
    /// Why it was passed over.
    pub why: String,
}

/// A block list. Its digest is that of this object without it, keys in the order of their bytes and without blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// `sha256:` and SHA-256 in hex.
    pub digest: String,
    /// What to refuse.
    pub entries: Vec<Entry>,
    /// What was wanted and must not be refused.
    pub held_back: Vec<HeldBack>,
    /// Whose list it is.
    pub incident: IncidentNumber,
    /// Since when it stands.
    pub made: Time,
    /// The days in which other people were counted; left out of lists that were made before both were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_counted: Option<Counted>,
    /// The version of its shape.
    pub v: u32,
}

/// What to refuse, and what that costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whether it is known that many customers of a carrier stand behind it.
    pub carrier_nat: bool,
    /// Two people who confirmed it; null where one was enough.
    pub confirmed: Option<Confirmed>,
    /// From then on it must not be matched.
    pub expires: Time,
    /// The first read of the incident that used it.
    pub first: Time,
    /// The last.
    pub last: Time,
    /// What it matches.
    #[serde(rename = "match")]
    pub what: Match,
    /// Other people who used it; null where they were not counted, or reads name nobody, which is not nobody.
    pub others: Option<Others>,
    /// The same as far as they are named; left out but where reads name nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_named: Option<OthersNamed>,
    /// People of the incident behind it.
    pub people: u64,
    /// Reads of the incident that used it.
    pub reads: u64,
}

/// What was wanted and must not be refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// Whether it is known that many customers of a carrier stand behind it.
    pub carrier_nat: bool,
    /// Two people who confirmed it; null where nobody did.
    pub confirmed: Option<Confirmed>,
    /// The first read of the incident that used it.
    pub first: Time,
    /// The last.
    pub last: Time,
    /// What it would match.
    #[serde(rename = "match")]
    pub what: Match,
    /// Other people who used it; null where they were not counted, or reads name nobody, which is not nobody.
    pub others: Option<Others>,
    /// The same as far as they are named; left out but where reads name nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_named: Option<OthersNamed>,
    /// People of the incident behind it.
    pub people: u64,
    /// Reads of the incident that used it.
    pub reads: u64,
    /// Why.
    pub why: Why,
}

/// Why something is held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// As a sentence.
    pub text: String,
    /// In a word, such as `needs_second_person`.
    pub word: String,
}

/// What an entry matches. `kind` is the word of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Match {
    /// `client`.
    Client {
        /// The program, as it names itself.
        client: String,
        /// The word.
        kind: String,
    },
    /// `credential`, as only a gateway can tell it.
    Credential {
        /// The key of the gateway.
        gateway_key: String,
        /// The keyed hash, in hex.
        hmac_sha256: String,
        /// The word.
        kind: String,
    },
    /// `key`: whatever it signed.
    Key {
        /// Only what was issued in this time; null is all of it.
        issued: Option<Issued>,
        /// Its id.
        key: String,
        /// The word.
        kind: String,
    },
    /// `network`: addresses.
    Network {
        /// The word.
        kind: String,
        /// With the length of its prefix.
        network: String,
    },
    /// `session`: a claim of a token.
    Session {
        /// The claim.
        claim: String,
        /// Its value.
        id: String,
        /// The word.
        kind: String,
    },
}

/// When credentials were issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// From.
    pub from: Time,
    /// Until.
    pub until: Time,
}

/// Two people who confirmed what one may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Who confirmed.
    pub confirmer: String,
    /// Who proposed.
    pub proposer: String,
    /// How many other people both were shown; null where that was not known.
    pub shown: Option<u64>,
}

/// Other people who used it: nobody of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Others {
    /// In how many days before the last read of the incident they were counted.
    pub days: u64,
    /// The same over the last days of the record; left out where that does not differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lately: Option<Lately>,
    /// How often they logged in.
    pub log_ins: u64,
    /// How many people.
    pub people: u64,
}

/// Other people over the last days of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lately {
    /// How often they logged in.
    pub log_ins: u64,
    /// How many people.
    pub people: u64,
}

/// Other people as far as they are named, where reads name nobody: of how many people these are cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OthersNamed {
    /// In how many days before the last read of the incident they were counted.
    pub days: u64,
    /// The same over the last days of the record; left out where that does not differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lately: Option<LatelyNamed>,
    /// How often they logged in.
    pub log_ins: u64,
    /// How many people are named.
    pub people: u64,
    /// Reads that name nobody.
    pub reads_of_nobody: u64,
}

/// The same over the last days of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatelyNamed {
    /// How often they logged in.
    pub log_ins: u64,
    /// How many people are named.
    pub people: u64,
    /// Reads that name nobody.
    pub reads_of_nobody: u64,
}

/// The days in which other people were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Before the last read of the incident.
    pub incident: Days,
    /// The last of the record; null where these hold nothing.
    pub record: Option<Days>,
}

/// Days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// From.
    pub from: Time,
    /// To.
    pub to: Time,
}
