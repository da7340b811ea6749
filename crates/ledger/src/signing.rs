//! Changing the signing key: an act signed by both keys, then heads by the new one.
//!
//! The act is under a head of the old key before anything else changes. Whoever holds the new key can
//! finish a change that was cut off: [`Ledger::finish_key_change`].

use std::sync::Arc;

use proof::Signer;

use crate::{
    crypt::Secret,
    error::{AppendError, OpenError},
    ledger::Ledger,
    public_acts::{Approval, Deed, PublicAct},
};

impl Ledger {
    /// Changes the signing key. The new secret half must be on the medium before this is called.
    ///
    /// # Errors
    /// When the key is the one that signs already, or it could not be made durable.
    pub fn change_key(
        &mut self,
        next: &Secret,
        by: &str,
        reason: &str,
    ) -> Result<PublicAct, AppendError> {
        let origin = self.genesis.origin.clone();
        let old = self.tree.verifier_key().ok_or(OpenError::Key("sign"))?;
        let new = verifier_key(&origin, next)?;
        if old == new {
            let what = "the new signing key is the one that signs already".to_owned();
            return Err(OpenError::Setting(what).into());
        }
        // What was appended before takes its positions first.
        self.write_group()?;
        let statement = self.standing.key_statement(&origin, &old, &new);
        let notes = self.tree.sign_by_both(next, &statement)?;
        let approvals = notes
            .iter()
            .filter_map(|note| Approval::of_note(note, &statement))
            .collect();
        let deed = Deed::Key {
            old,
            new,
            approvals,
        };
        let act = self.perform(deed, by, reason)?;
        self.take_key(next)?;
        Ok(act)
    }

    /// Finishes a change of the signing key that was cut off. False when no act names this key: then
    /// nothing had been changed.
    ///
    /// # Errors
    /// When it could not be made durable.
    pub fn finish_key_change(&mut self, next: &Secret) -> Result<bool, AppendError> {
        let new = verifier_key(&self.genesis.origin, next)?;
        if self.standing.key.as_deref() != Some(new.as_str()) {
            return Ok(false);
        }
        if self.tree.verifier_key().as_deref() != Some(new.as_str()) {
            self.take_key(next)?;
        }
        Ok(true)
    }

    /// The key that an act names and that does not sign yet. One of an origin before signs no more.
    #[must_use]
    pub fn awaited_key(&self) -> Option<&str> {
        let of_origin = |key: &&str| key.split('+').next() == Some(self.genesis.origin.as_str());
        let named = self.standing.key.as_deref().filter(of_origin)?;
        (self.tree.verifier_key().as_deref() != Some(named)).then_some(named)
    }

    fn take_key(&mut self, next: &Secret) -> Result<(), AppendError> {
        let disk = Arc::clone(&self.world.disk);
        self.tree
            .take_key(disk.as_ref(), next)
            .map_err(|e| self.latch_open(e))?;
        self.keys.sign = Some(next.clone());
        Ok(())
    }
}

fn verifier_key(origin: &str, key: &Secret) -> Result<String, OpenError> {
    Signer::from_seed(origin, &key.0)
        .map(|signer| signer.verifier_key())
        .map_err(|e| OpenError::Setting(e.to_string()))
}
