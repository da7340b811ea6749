//! The list of formats. A new one is its folder, one `mod` line in `lib.rs` and one line here.

use crate::{
    Decode, Fault, Framing, Settings, SettingsError, cloudtrail, combined, csv_mapped, hr,
    json_lines, keycloak, ocsf, okta,
};

/// Opens a decoder for one stream, given what stands before its records: the header record of a
/// CSV stream ([`crate::feed::Feed::preamble`]), nothing otherwise. The fault says why this stream
/// cannot be decoded at all, e.g. a column that the header lacks.
pub type Builder = Box<dyn Fn(&[u8]) -> Result<Box<dyn Decode>, Fault> + Send + Sync>;

/// One format that can be read.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What settings and the command line call it.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// How its streams are cut into records.
    pub framing: Framing,
    /// Checks settings once, and gives what opens decoders.
    pub build: fn(&Settings) -> Result<Builder, SettingsError>,
    /// Percent (0 to 100) of these records that look like it. For CSV the first is the header.
    pub likeness: fn(&[&[u8]]) -> u8,
}

static FORMATS: [Format; 8] = [
    ocsf::FORMAT,
    combined::FORMAT,
    cloudtrail::FORMAT,
    okta::FORMAT,
    keycloak::FORMAT,
    json_lines::FORMAT,
    csv_mapped::FORMAT,
    hr::FORMAT,
];

/// Every format, the most specific first.
#[must_use]
pub fn formats() -> &'static [Format] {
    &FORMATS
}

/// The format with this id.
#[must_use]
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The formats that some of these first records look like, the likeliest first. Equal ones stand in
/// the order of [`formats`].
#[must_use]
pub fn detect(records: &[&[u8]]) -> Vec<(&'static Format, u8)> {
    let mut ranked: Vec<_> = FORMATS
        .iter()
        .map(|format| (format, (format.likeness)(records).min(100)))
        .filter(|(_, percent)| *percent > 0)
        .collect();
    ranked.sort_by_key(|(_, percent)| std::cmp::Reverse(*percent));
    ranked
}

#[cfg(test)]
mod tests;
