//! Versions of the catalogue: each file is the one whose digest an act put into the ledger.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::{
    inspection::Inspection,
    limits::TEXT_BYTES_MAX,
    report::{Invariant, Place},
    text::hex,
};

/// Where a version stands.
fn catalogue_path(version: u32) -> String {
    format!("tree/catalogue/{version:06}.json")
}

/// The body of the act that brings a version; the ledger has its SHA-256 in clear.
fn act_digest(version: u32, sha256: &[u8; 32]) -> [u8; 32] {
    let body = format!("{{\"catalogue\":{version},\"sha256\":\"{}\"}}", hex(sha256));
    Sha256::digest(body.as_bytes()).into()
}

/// Checks every version up to `last`, the one in force. `named` are versions that manifests, and the
/// open log, name with their digest.
pub(crate) fn check_catalogues(
    scene: &mut Inspection<'_>,
    last: Option<u32>,
    acts: &BTreeSet<[u8; 32]>,
    named: &[(u32, [u8; 32], String)],
) {
    let mut found = BTreeSet::new();
    for entry in scene.list("tree/catalogue") {
        let path = format!("tree/catalogue/{}", entry.name);
        let version = entry
            .name
            .strip_suffix(".json")
            .and_then(|number| number.parse::<u32>().ok());
        match version.filter(|version| catalogue_path(*version) == path) {
            Some(version) => {
                found.insert(version);
            }
            None => scene.warn(&path, Place::Whole, "it does not belong here"),
        }
    }
    // Only as many as there are files are read: a wrong number must not keep us.
    for version in &found {
        check_version(scene, *version, last, acts, named);
    }
    let missing =
        last.filter(|last| u32::try_from(found.range(1..=*last).count()).ok() != Some(*last));
    if missing.is_some() {
        let gap = (1..).find(|version| !found.contains(version)).unwrap_or(1);
        let message = "this version of the catalogue was in force, and its file is missing";
        scene.fault(Invariant::AsOf, &catalogue_path(gap), Place::Whole, message);
    }
}

fn check_version(
    scene: &mut Inspection<'_>,
    version: u32,
    last: Option<u32>,
    acts: &BTreeSet<[u8; 32]>,
    named: &[(u32, [u8; 32], String)],
) {
    let path = catalogue_path(version);
    let Some(bytes) = scene.need(&path, TEXT_BYTES_MAX) else {
        return;
    };
    if last.is_some_and(|last| version > last) {
        let message = "no act brought this version: a crash came before it, and the next opening writes it anew";
        scene.warn(&path, Place::Whole, message);
        return;
    }
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let other = named
        .iter()
        .find(|(of, digest, _)| *of == version && *digest != sha256);
    if let Some((_, digest, by)) = other {
        let message = format!(
            "it has SHA-256 {}, and {by} says {}",
            hex(&sha256),
            hex(digest)
        );
        scene.fault(Invariant::AsOf, &path, Place::Whole, message);
    } else if !acts.contains(&act_digest(version, &sha256)) {
        let message = format!(
            "it has SHA-256 {}, and no act of the ledger brought that as version {version}",
            hex(&sha256)
        );
        scene.fault(Invariant::AsOf, &path, Place::Whole, message);
    }
}
