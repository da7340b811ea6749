//! Erasing a person: hash, number and sealed name leave every file of the book. Rows stay, under a number
//! that leads to nobody; it is never given again, and every proof stays as it was.
//!
//! Names of the open epoch stand in its log, so it is sealed first. Order: the act under a signed head,
//! then the files of the book; an opening finishes what a crash cut off, or what a hold made wait.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    error::{AppendError, OpenError},
    holding::Fulfilment,
    ledger::{Ledger, random_salt},
    public_acts::Deed,
    reads::SubjectId,
};

impl Ledger {
    /// Erases somebody, or records that it is to be done once no hold is in force.
    ///
    /// # Errors
    /// When there is no such person, or something could not be written.
    pub fn erase(
        &mut self,
        subject: SubjectId,
        by: &str,
        reason: &str,
    ) -> Result<Fulfilment, AppendError> {
        let kinds = self.state.kinds.get(usize::from(subject.shard));
        if kinds.is_none_or(|kinds| kinds.len() <= subject.id as usize) {
            let what = format!(
                "nobody has number {} in shard {}",
                subject.id, subject.shard
            );
            return Err(OpenError::Setting(what).into());
        }
        if self.standing.erased.contains(&subject) {
            return Ok(Fulfilment::Done(None));
        }
        let act = match self.standing.waiting.contains(&subject) {
            true => None,
            false => Some(self.perform(Deed::Erase(subject), by, reason)?.number),
        };
        match self.standing.holds.keys().next() {
            Some(hold) => Ok(Fulfilment::Waits { act, hold: *hold }),
            None => {
                self.finish_erasures()?;
                Ok(Fulfilment::Done(act))
            }
        }
    }

    /// Takes out of the book whom the acts say is erased; how many that were.
    ///
    /// # Errors
    /// When something could not be written; the next opening goes on.
    pub fn finish_erasures(&mut self) -> Result<usize, AppendError> {
        if self.standing.erased.is_empty() {
            return Ok(0);
        }
        self.read_names().map_err(|e| self.latch_open(e))?;
        let due: BTreeSet<SubjectId> = self.book.still_has(&self.standing.erased);
        if due.is_empty() {
            return Ok(0);
        }
        // A reader believes the head, so the act is under it before anything goes.
        self.close_block()?;
        if self.book.has_fresh(&due) {
            self.close_epoch()?;
        }
        let secret = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let (disk, entropy) = (
            Arc::clone(&self.world.disk),
            Arc::clone(&self.world.entropy),
        );
        let book_dir = self.dir.join("book");
        let salt = || {
            random_salt(entropy.as_ref()).map_err(OpenError::io("read random bytes for", &book_dir))
        };
        self.book
            .rewrite_without(disk.as_ref(), &secret, &due, salt)
            .map_err(|e| self.latch_open(e))?;
        Ok(due.len())
    }
}
