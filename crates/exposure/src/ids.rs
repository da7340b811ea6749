//! Pseudonymous literals: what stands in a selection instead of a name once it may be printed, stored
//! or logged. `~3.161` is subject 161 of shard 3, `~g…` a ghost and `~c…` a credential, by their hashes.

use event::{Canon, CanonError};
use ledger::{Snapshot, SubjectId};

use crate::selection::{Column, Selection, SelectionError};

/// One pseudonymous literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PseudoId {
    /// A subject or actor.
    Subject(SubjectId),
    /// A name that is not in the book.
    Ghost(u64),
    /// A credential.
    Credential(u64),
}

impl std::fmt::Display for PseudoId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PseudoId::Subject(subject) => write!(f, "~{}.{}", subject.shard, subject.id),
            PseudoId::Ghost(hash) => write!(f, "~g{hash:016x}"),
            PseudoId::Credential(hash) => write!(f, "~c{hash:016x}"),
        }
    }
}

impl PseudoId {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<PseudoId> {
        let rest = text.strip_prefix('~')?;
        let hash = |hex: &str| {
            if hex.len() == 16 {
                u64::from_str_radix(hex, 16).ok()
            } else {
                None
            }
        };
        if let Some(hex) = rest.strip_prefix('g') {
            return hash(hex).map(PseudoId::Ghost);
        }
        if let Some(hex) = rest.strip_prefix('c') {
            return hash(hex).map(PseudoId::Credential);
        }
        let (shard, id) = rest.split_once('.')?;
        Some(PseudoId::Subject(SubjectId {
            shard: shard.parse().ok()?,
            id: id.parse().ok()?,
        }))
    }
}

/// What a name stands for in a snapshot: its subject, or the hash by which a ghost would be known.
///
/// # Errors
/// When the name has no canonical form, or the book key is not there.
pub fn find_name(
    snapshot: &Snapshot,
    canon: &Canon,
    namespace: &str,
    raw: &str,
) -> Result<PseudoId, String> {
    let (Some(hashes), Some(book)) = (&snapshot.hashes, &snapshot.book) else {
        return Err(
            "the book key is needed to find a name; give an id such as '~3.161' instead".to_owned(),
        );
    };
    let mut name = String::new();
    canon
        .write_any(namespace, raw, &mut name)
        .map_err(|e: CanonError| e.to_string())?;
    let found = book.find(hashes.shard(&name), hashes.lookup(&name));
    Ok(found.map_or_else(|| PseudoId::Ghost(hashes.ghost(&name)), PseudoId::Subject))
}

/// Replaces every name and credential of a selection by its pseudonymous id.
///
/// # Errors
/// At the literal that cannot be replaced.
pub fn pseudonymous(
    selection: &Selection,
    snapshot: &Snapshot,
    canon: &Canon,
) -> Result<Selection, SelectionError> {
    selection.map_text(&mut |column, text| {
        // Routes, fields, sources and the like are no names of anybody.
        if !column.is_pseudonymous() {
            return Ok(text.to_owned());
        }
        if text.starts_with('~') {
            return match PseudoId::parse(text) {
                Some(id) => Ok(id.to_string()),
                None => Err(format!(
                    "{text:?} is no id: write ~SHARD.NUMBER, ~g or ~c and 16 hex digits"
                )),
            };
        }
        if column == Column::Credential {
            let hashes = snapshot
                .hashes
                .as_ref()
                .ok_or_else(|| "the book key is needed to find a credential".to_owned())?;
            return Ok(PseudoId::Credential(hashes.credential(text)).to_string());
        }
        find_name(snapshot, canon, "member", text).map(|id| id.to_string())
    })
}
