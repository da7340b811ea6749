//! Acts: recorded durably before the deed is done.

use std::sync::Arc;

use event::{Act, ActReceipt, Acts, ActsError, ErrorClass, limits::ACT_BODY_BYTES_MAX};
use sha2::{Digest, Sha256};

use crate::{
    controls::Control,
    crypt::{SealError, Sealer, Secret},
    error::{AppendError, OpenError},
    ledger::{ACT, Ledger, random_salt},
};

const PURPOSE: &str = "nunchi acts v1";

impl Ledger {
    pub(crate) fn append_act(&mut self, act: &Act) -> Result<ActReceipt, AppendError> {
        let secret = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let entropy = Arc::clone(&self.world.entropy);
        let salt = random_salt(entropy.as_ref()).map_err(|e| self.latch(e))?;
        let mut body = act.body.clone();
        Sealer::new(&secret, &salt, PURPOSE).seal(0, &[], &mut body);
        let mut sealed = salt.to_vec();
        sealed.append(&mut body);
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

/// Opens the sealed body of an act.
///
/// # Errors
/// When it does not open with this key.
pub fn open_act(secret: &Secret, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (salt, sealed) = sealed.split_first_chunk::<16>().ok_or(SealError)?;
    Sealer::new(secret, salt, PURPOSE).open(0, &[], sealed)
}
