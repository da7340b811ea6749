//! What must hold of one control event, whether it comes from a table or from the open log.

use event::{ActKind, Change, RelationKind};

use crate::{acts::is_public, state::State};

/// Bytes that sealing adds to an act's body: a salt and a tag.
const SEALED_BYTES_MIN: usize = 16 + 16;

/// One control event, as far as its form can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Control {
    pub(crate) kind: u8,
    pub(crate) code: u8,
    pub(crate) time: i64,
    pub(crate) position: u64,
    pub(crate) credential: Option<u64>,
    pub(crate) subject: Option<u64>,
    pub(crate) other: Option<u64>,
    pub(crate) source: Option<u64>,
    pub(crate) issuer: Option<u64>,
    pub(crate) key: Option<u64>,
    pub(crate) client: Option<u64>,
    pub(crate) by: Option<u64>,
    pub(crate) ip_bytes: Option<usize>,
    pub(crate) digest: Option<Vec<u8>>,
    pub(crate) sealed_bytes: Option<usize>,
}

/// Kind of an act.
pub(crate) const ACT: u8 = 5;

impl Control {
    /// The digest of an act that brought a version of the catalogue.
    pub(crate) fn catalogue_digest(&self) -> Option<[u8; 32]> {
        let is = self.kind == ACT && self.code == ActKind::Catalogue.code();
        self.digest.as_deref().filter(|_| is)?.try_into().ok()
    }

    /// Position, code and digest of an act that has a text beside the tree.
    pub(crate) fn public_act(&self) -> Option<(u64, (u8, [u8; 32]))> {
        let is = self.kind == ACT && is_public(self.code);
        let digest = self.digest.as_deref().filter(|_| is)?.try_into().ok()?;
        Some((self.position, (self.code, digest)))
    }

    /// What is wrong with it, as a sentence.
    pub(crate) fn check(&self, state: &State) -> Result<(), String> {
        let known = match self.kind {
            1 | 4 => self.code == 0,
            2 => Change::from_code(self.code).is_some(),
            3 => RelationKind::from_code(self.code).is_some(),
            ACT => ActKind::from_code(self.code).is_some(),
            _ => false,
        };
        if !known {
            return Err(format!(
                "kind {} with code {} is not known",
                self.kind, self.code
            ));
        }
        for subject in [self.subject, self.other].into_iter().flatten() {
            if !state.has_subject(subject >> 32, subject & 0xffff_ffff) {
                return Err(format!(
                    "subject {} of shard {} is not in the book",
                    subject & 0xffff_ffff,
                    subject >> 32
                ));
            }
        }
        for code in [self.issuer, self.key, self.client, self.by]
            .into_iter()
            .flatten()
        {
            if code >= u64::from(state.strings) {
                return Err(format!(
                    "string {code} is not in the dictionary of {}",
                    state.strings
                ));
            }
        }
        if self
            .source
            .is_some_and(|source| source >= state.sources.len() as u64)
        {
            return Err("its source is not known".to_owned());
        }
        if self.ip_bytes.is_some_and(|len| len != 4 && len != 16) {
            return Err("its address has neither 4 nor 16 bytes".to_owned());
        }
        let act = self.kind == ACT;
        let digest = self
            .digest
            .as_ref()
            .is_some_and(|digest| digest.len() == 32);
        let sealed = self.sealed_bytes.is_some_and(|len| len >= SEALED_BYTES_MIN);
        let whole = digest && sealed && self.by.is_some() && self.source.is_none();
        let bare = self.digest.is_none()
            && self.sealed_bytes.is_none()
            && self.by.is_none()
            && self.source.is_some();
        if (act && !whole) || (!act && !bare) {
            return Err("an act has a digest, a sealed body and who did it, and no source; any other control event the reverse".to_owned());
        }
        Ok(())
    }
}
