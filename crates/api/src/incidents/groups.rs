//! The reads of an incident by client and network, and who could have held what they presented.

use serde::{Deserialize, Serialize};

use crate::{IncidentNumber, Time};

/// What `nunchi incident groups` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// Who could have held the keys and credentials.
    pub custody: Custody,
    /// How many groups there are.
    pub group_count: u64,
    /// Those with the most reads.
    pub groups: Vec<Group>,
    /// The incident.
    pub incident: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// Always [`crate::VERSION`].
    pub v: u32,
    /// The time zone of hours; null where it has no name.
    pub zone: Option<String>,
}

/// Reads that share client and network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Distinct addresses.
    pub addresses: u64,
    /// The number of the autonomous system; null where it is not known.
    pub asn: Option<u32>,
    /// Reads by the hour of the day, from 0.
    pub by_hour: [u64; 24],
    /// The client; null where no source says.
    pub client: Option<String>,
    /// The country of the addresses; null where it is not known.
    pub country: Option<String>,
    /// The first reads.
    pub examples: Vec<Example>,
    /// The first read.
    pub first: Time,
    /// From a read to the next; null of a single read.
    pub gap_ms: Option<Gap>,
    /// The last read.
    pub last: Time,
    /// Minutes of the clock in which there was a read.
    pub minutes: u64,
    /// Distinct networks of addresses, /24 of IPv4 and /48 of IPv6.
    pub prefixes: u64,
    /// Reads.
    pub reads: u64,
    /// Reads in a minute in which there was one.
    pub reads_per_minute: PerMinute,
    /// Distinct subjects.
    pub subjects: u64,
    /// The networks with the most reads.
    pub top_prefixes: Vec<Prefix>,
}

/// One read of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The pseudonymous id of the credential; null where it had none.
    pub credential: Option<String>,
    /// The address; null where no source says.
    pub ip: Option<String>,
    /// Whether its credential was issued, in a word.
    pub issued: String,
    /// The key; null where no source says.
    pub key: Option<String>,
    /// The route; null where it is of none.
    pub route: Option<String>,
    /// When.
    pub time: Time,
}

/// From a read to the next, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The longest.
    pub longest: i64,
    /// The middle one.
    pub middle: i64,
}

/// Reads in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerMinute {
    /// In the middle one.
    pub middle: u64,
    /// In the busiest.
    pub most: u64,
}

/// A network of addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefix {
    /// It.
    pub prefix: String,
    /// Its reads.
    pub reads: u64,
}

/// Who could have held what reads presented, as the sources of identities and issuances tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// How many credentials that were issued the reads presented.
    pub credential_count: u64,
    /// Those with the most reads.
    pub credentials: Vec<Credential>,
    /// Credentials of which no issuance is known.
    pub credentials_not_issued: u64,
    /// Every key that they presented.
    pub keys: Vec<Key>,
}

/// A credential that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Its pseudonymous id.
    pub credential: String,
    /// From when it was good; null where nobody told.
    pub from: Option<Time>,
    /// The pseudonymous id of who held it; null where nobody told.
    pub holder: Option<String>,
    /// When that person left, and did not come again; null where they did not.
    pub left: Option<Time>,
    /// Reads that presented it.
    pub reads: u64,
    /// Until when it was good; null where nobody told.
    pub until: Option<Time>,
    /// When it was presented.
    pub used: Option<Used>,
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Who could have held it.
    pub holders: Vec<Holder>,
    /// Its id; null where it is not kept.
    pub key: Option<String>,
    /// Reads that presented it.
    pub reads: u64,
    /// When it was presented.
    pub used: Option<Used>,
}

/// Somebody who could have held a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Since when.
    pub from: Time,
    /// A pseudonymous id.
    pub holder: String,
    /// When that person left, and did not come again; null where they did not.
    pub left: Option<Time>,
    /// When it was taken back; null where it was not.
    pub taken_back: Option<Time>,
}

/// When something was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// First.
    pub first: Time,
    /// Last.
    pub last: Time,
}
