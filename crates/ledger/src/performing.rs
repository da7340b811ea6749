//! Performing a public act: its text first, then its act under a signed head; the deed comes after.

use std::{io, sync::Arc};

use event::{Act, Millis};

use crate::{
    crypt::{SealError, Sealer, Secret},
    error::{AppendError, OpenError},
    ledger::{Ledger, random_salt},
    public_acts::{Deed, PublicAct, acts_dir, public_act_path},
    tree::{make_folder, tree_dir},
};

const REASON_PURPOSE: &str = "nunchi act reasons v1";

impl Ledger {
    /// Records a public act; when this returns it is under the signed head, and the deed may be done.
    ///
    /// # Errors
    /// When it could not be made durable; nothing may then be done.
    pub fn perform(
        &mut self,
        deed: Deed,
        by: &str,
        reason: &str,
    ) -> Result<PublicAct, AppendError> {
        // What was appended before takes its positions first.
        let time = self.write_group()?;
        let act = PublicAct {
            number: self.standing.next_number(),
            position: self.state.position,
            time,
            reason: self.seal_reason(reason)?,
            deed,
        };
        let text = act.to_text();
        let path = public_act_path(&self.dir, act.number);
        if PublicAct::parse(&text).as_ref() != Some(&act) {
            let what = "the act has no text that reads back: a name or time in it is out of bounds";
            return Err(OpenError::damaged(&path, what).into());
        }
        let disk = Arc::clone(&self.world.disk);
        make_folder(disk.as_ref(), &tree_dir(&self.dir), &acts_dir(&self.dir))
            .and_then(|()| disk.replace(&path, text.as_bytes()))
            .map_err(|error| self.latch_open(OpenError::io("write", &path)(error)))?;
        self.append_act(&Act {
            time: act.time,
            kind: act.deed.kind(),
            by: by.to_owned(),
            body: act.body(),
        })?;
        self.close_block()?;
        self.standing.take(act.clone());
        Ok(act)
    }

    fn seal_reason(&mut self, reason: &str) -> Result<Vec<u8>, AppendError> {
        if reason.is_empty() {
            return Ok(Vec::new());
        }
        let entropy = Arc::clone(&self.world.entropy);
        let salt = random_salt(entropy.as_ref()).map_err(|e: io::Error| self.latch(e))?;
        let mut words = reason.as_bytes().to_vec();
        Sealer::new(&self.generation_key, &salt, REASON_PURPOSE).seal(0, &[], &mut words);
        let mut sealed = salt.to_vec();
        sealed.append(&mut words);
        Ok(sealed)
    }

    /// The words of a public act; empty when nobody said any.
    ///
    /// # Errors
    /// When they do not open.
    pub fn reason_of(&self, act: &PublicAct) -> Result<String, SealError> {
        open_reason(&self.generation_key, act)
    }

    /// The wall clock of this ledger.
    pub(crate) fn now(&self) -> Millis {
        Millis(self.world.clock.now_ms())
    }
}

/// Opens the words of a public act with the key of the generation.
pub(crate) fn open_reason(key: &Secret, act: &PublicAct) -> Result<String, SealError> {
    let Some((salt, sealed)) = act.reason.split_first_chunk::<16>() else {
        return Ok(String::new());
    };
    let words = Sealer::new(key, salt, REASON_PURPOSE).open(0, &[], sealed)?;
    String::from_utf8(words).map_err(|_| SealError)
}
