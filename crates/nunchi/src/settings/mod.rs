//! `nunchi.toml`: the settings of a data directory and its catalogue.
//!
//! What is typed is read piece by piece ([`document`]), so that every mistake is told at once, each
//! with its line and column; what is meant is one [`Settings`], built once. The catalogue part has a
//! canonical form in bytes ([`catalogue_bytes`]) whose SHA-256 names a version of the catalogue.
//!
//! Invariants: an unknown key is a mistake, never ignored; a catalogue in [`Settings`] has passed
//! [`event::catalogue::Catalogue::new`].

mod build;
mod document;
mod places;
mod reading;
mod route;
mod schema;
mod stored;
mod variant;
mod webhook;
mod words;

use std::{collections::BTreeMap, fmt};

use event::catalogue::Catalogue;

pub(crate) use schema::schema;
pub(crate) use stored::{catalogue_bytes, catalogue_from_bytes};
pub(crate) use variant::of_variant;
pub(crate) use webhook::{Webhook, named as webhook_named};

/// A commented settings file for somebody with nginx access logs.
pub(crate) const STARTER: &str = include_str!("../../assets/starter.toml");

/// The settings and catalogue of the replay's shop.
pub(crate) const SHOP: &str = include_str!("../../assets/shop.toml");

/// Shards unless set: enough for two cores to share evenly and for eight times as many later.
pub(crate) const SHARDS_DEFAULT: u16 = 16;

/// The most shards there can be: a part a shard and epoch, so more only makes small files.
pub(crate) const SHARDS_MAX: u16 = 256;

/// Reads after which an epoch closes unless set (DESIGN section 5).
pub(crate) const EPOCH_READS_DEFAULT: u64 = 8_000_000;

/// Bytes that quarantine keeps unless set; when it is full, ingestion stops with its position.
pub(crate) const QUARANTINE_BYTES_DEFAULT: u64 = 1 << 30;

/// Milliseconds that quarantine keeps unless set: 90 days. What age removes is a gap.
pub(crate) const QUARANTINE_AGE_MS_DEFAULT: i64 = 90 * 86_400_000;

/// Milliseconds by which an issuance may trail the first use of its credential, unless set.
pub(crate) const LAG_MS_DEFAULT: i64 = 60_000;

/// What is set for one data directory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// The catalogue, checked.
    pub(crate) catalogue: Catalogue,
    /// The name under which checkpoints are signed.
    pub(crate) origin: String,
    /// Shards, fixed when the directory is made.
    pub(crate) shards: u16,
    /// Bits of IPv4 and IPv6 addresses that are kept; `None` keeps whole addresses.
    pub(crate) ip_prefix: Option<(u8, u8)>,
    /// Whether a digest a day of what counsel keeps is entered in the ledger.
    pub(crate) counsel_digest: bool,
    /// What decoders of each source need, by source id.
    pub(crate) sources: BTreeMap<String, source::Settings>,
    /// The directory of the keys, when it is not the usual one.
    pub(crate) keys: Option<String>,
    /// What each controller says of itself in documents, by its id.
    pub(crate) standing: BTreeMap<String, Standing>,
    /// Bytes that quarantine keeps.
    pub(crate) quarantine_bytes: u64,
    /// Milliseconds that quarantine keeps.
    pub(crate) quarantine_age_ms: i64,
    /// Reads after which an epoch closes.
    pub(crate) epoch_reads: u64,
    /// Milliseconds of event time that each retention class is kept; a class not named is kept for ever.
    pub(crate) retention: BTreeMap<String, i64>,
    /// Where block lists are pushed. No part of the catalogue: a version of that says nothing of gateways.
    pub(crate) webhooks: Vec<Webhook>,
}

/// What a controller says of itself in documents. It is no part of the catalogue: no answer rests on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// For whom it holds the data, where it is a processor.
    pub(crate) holds_for: Vec<String>,
    /// Languages of its documents, the first where none is asked for.
    pub(crate) languages: Vec<String>,
    /// A form with what it says in every one; a path from the folder of the settings.
    pub(crate) form: Option<String>,
}

/// One mistake in the settings, at its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Complaint {
    /// The file, as it was named.
    pub(crate) file: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Character of the line, from 1.
    pub(crate) column: usize,
    /// What is wrong and what would be right.
    pub(crate) message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Complaint {
            file,
            line,
            column,
            message,
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Complaint {}

/// Reads settings from the text of a file; `file` is its name for messages.
///
/// # Errors
/// Every mistake found, in the order of their places. Mistakes of syntax hide the others, and a
/// piece that cannot be read hides what other pieces say about it.
pub(crate) fn parse(text: &str, file: &str) -> Result<Settings, Vec<Complaint>> {
    let mut complaints = places::Complaints::new(text, file);
    let built = reading::read(text, &mut complaints)
        .and_then(|pieces| build::settings(&pieces, &mut complaints));
    match (built, complaints.finish()) {
        (Some(settings), found) if found.is_empty() => Ok(settings),
        (_, found) => Err(found),
    }
}

/// Complaints about settings that read well, each at its path: what is wrong with the files that they name.
pub(crate) fn complaints(text: &str, file: &str, about: &[(String, String)]) -> Vec<Complaint> {
    let mut complaints = places::Complaints::new(text, file);
    if let Ok(root) = toml::de::DeTable::parse(text) {
        complaints.set_root(root);
    }
    for (path, message) in about {
        complaints.add(path, message.clone());
    }
    complaints.finish()
}

#[cfg(test)]
mod tests;
