//! Acts: recorded durably before the deed is done.
//!
//! Bodies are sealed under the key of the generation, so that they outlive the book key: parts are never
//! rewritten, and the book key may change. Acts of earlier builds are sealed under the book key itself.

use std::{path::Path, sync::Arc};

use env::Disk;
use event::{Act, ActReceipt, Acts, ActsError, ErrorClass, limits::ACT_BODY_BYTES_MAX};
use sha2::{Digest, Sha256};

use crate::{
    controls::Control,
    crypt::{SealError, Sealer, Secret},
    error::{AppendError, OpenError},
    generation,
    ledger::{ACT, Ledger, random_salt},
};

/// Under the key of the generation.
const PURPOSE: &str = "nunchi acts v2";
/// Under the book key, as earlier builds sealed.
const PURPOSE_BEFORE: &str = "nunchi acts v1";

impl Ledger {
    pub(crate) fn append_act(&mut self, act: &Act) -> Result<ActReceipt, AppendError> {
        let entropy = Arc::clone(&self.world.entropy);
        let salt = random_salt(entropy.as_ref()).map_err(|e| self.latch(e))?;
        let sealed = seal_body(&self.generation_key, salt, PURPOSE, &act.body);
        let digest: [u8; 32] = Sha256::digest(&act.body).into();
        let by = Some(self.own_string(&act.by));
        let control = Control {
            by,
            digest: Some(digest),
            sealed: Some(sealed),
            ..Control::new(ACT, act.kind.code(), act.time)
        };
        let position = self.push_control(control);
        self.commit(&mut [])?;
        Ok(ActReceipt { digest, position })
    }

    /// Counts one more relation file as imported: the relation version that answers name.
    pub fn relation_imported(&mut self) {
        self.note(|commit, state| {
            commit.relation += 1;
            state.relation += 1;
        });
    }
}

impl Acts for Ledger {
    fn record(&mut self, act: Act) -> Result<ActReceipt, ActsError> {
        if act.body.len() > ACT_BODY_BYTES_MAX {
            return Err(ActsError {
                class: ErrorClass::Limit,
                message: format!(
                    "its body has {} bytes; at most {ACT_BODY_BYTES_MAX} are taken",
                    act.body.len()
                ),
            });
        }
        self.append_act(&act).map_err(|e| ActsError {
            class: e.class(),
            message: e.to_string(),
        })
    }
}

fn seal_body(key: &Secret, salt: [u8; 16], purpose: &str, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    Sealer::new(key, &salt, purpose).seal(0, &[], &mut body);
    let mut sealed = salt.to_vec();
    sealed.append(&mut body);
    sealed
}

/// What opens the sealed bodies of acts.
#[derive(Debug, Clone)]
pub struct ActKeys {
    generation: Secret,
    book: Secret,
}

impl ActKeys {
    /// Those of a directory, which the book key opens.
    ///
    /// # Errors
    /// When the generations cannot be read, or do not open with this key.
    pub fn read(disk: &dyn Disk, dir: &Path, book: &Secret) -> Result<ActKeys, OpenError> {
        let (_, generation) = generation::read(disk, dir, book)?;
        let book = book.clone();
        Ok(ActKeys { generation, book })
    }

    /// Opens the sealed body of an act, of this build or an earlier one.
    ///
    /// # Errors
    /// When it opens with neither key.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (salt, sealed) = sealed.split_first_chunk::<16>().ok_or(SealError)?;
        let open = |key, purpose| Sealer::new(key, salt, purpose).open(0, &[], sealed);
        open(&self.generation, PURPOSE).or_else(|_| open(&self.book, PURPOSE_BEFORE))
    }
}

#[cfg(test)]
mod tests;
