//! Renewing the book: everything that is sealed under the book key is sealed anew under another, which
//! ends every older backup. Rows, hashes of credentials and the tree stay as they are.
//!
//! Order: the next key is on the medium before anything begins; an act that names it is under a signed
//! head; the epoch closes, so that no log holds names; every file is opened once, so that a damaged one
//! stops the renewal while nothing is changed; `book/generations` goes first, and from then on the book
//! opens with the next key or not at all; then file by file. A renewal that is cut off is gone on with
//! by [`resume_renewal`]: each file opens with exactly one of the two keys.

use std::path::{Path, PathBuf};

use env::{Disk, Entropy};

use crate::{
    book_file,
    crypt::{BookKeyId, Hashes, Secret},
    error::{AppendError, OpenError},
    generation::{self, generations_path},
    genesis::Genesis,
    holding::Fulfilment,
    ledger::{Ledger, World, random_salt},
    loading::{last_epoch, read_genesis, reseal_strings},
    public_acts::Deed,
    quarantine, recording,
    recover::take_lock,
    seal::{book_path, strings_path},
};

impl Ledger {
    /// Whether an act names another book key than the one in use.
    #[must_use]
    pub fn awaits_renewal(&self) -> bool {
        let own = |key| BookKeyId::of(key, &self.genesis.salt);
        self.standing.book_key.is_some()
            && self.standing.book_key != self.keys.book.as_ref().map(own)
    }

    /// Seals the book anew, or records that it is to be done once no hold is in force. The ledger ends
    /// here: what is open of it rests on the key before. The next key must be on the medium.
    ///
    /// # Errors
    /// When the next key is the one in use, a file of the book does not open, or one could not be
    /// written; [`is_renewing`] says which key opens the directory then.
    pub fn renew_book(
        mut self,
        next: &Secret,
        by: &str,
        reason: &str,
    ) -> Result<Fulfilment, AppendError> {
        let old = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let key = BookKeyId::of(next, &self.genesis.salt);
        if key == BookKeyId::of(&old, &self.genesis.salt) {
            let what = "the next book key is the one in use already".to_owned();
            return Err(OpenError::Setting(what).into());
        }
        let act = match self.standing.book_key == Some(key) {
            true => None,
            false => Some(self.perform(Deed::Renew { key }, by, reason)?.number),
        };
        if let Some(hold) = self.standing.holds.keys().next() {
            return Ok(Fulfilment::Waits { act, hold: *hold });
        }
        self.close_epoch()?;
        let resealed = Resealing::of(&self.world, &self.dir, &self.genesis, (&old, next)).run();
        resealed.map_err(|e| self.latch_open(e))?;
        Ok(Fulfilment::Done(act))
    }
}

/// Whether a renewal to this key has begun to change the book, or is done: then nothing is asked of the
/// directory before [`resume_renewal`] has ended it.
///
/// # Errors
/// When the generations cannot be read.
pub fn is_renewing(disk: &dyn Disk, dir: &Path, next: &Secret) -> Result<bool, OpenError> {
    generation::is_under(disk, dir, next)
}

/// Ends a renewal that was cut off; [`is_renewing`] must have said that it began.
///
/// # Errors
/// When another process writes, or a file opens with neither key or cannot be written.
pub fn resume_renewal(
    world: &World,
    dir: &Path,
    (old, next): (&Secret, &Secret),
    holder: &str,
) -> Result<(), OpenError> {
    let genesis = read_genesis(world.disk.as_ref(), dir)?;
    let _lock = take_lock(world, dir, holder)?;
    Resealing::of(world, dir, &genesis, (old, next)).run()
}

/// One change of the book key.
struct Resealing<'a> {
    disk: &'a dyn Disk,
    entropy: &'a dyn Entropy,
    dir: &'a Path,
    genesis: &'a Genesis,
    old: &'a Secret,
    next: &'a Secret,
}

/// What kind of sealed file.
#[derive(Clone, Copy)]
enum Kind {
    Names,
    Strings,
    Quarantine,
}

impl<'a> Resealing<'a> {
    fn of(
        world: &'a World,
        dir: &'a Path,
        genesis: &'a Genesis,
        (old, next): (&'a Secret, &'a Secret),
    ) -> Resealing<'a> {
        Resealing {
            disk: world.disk.as_ref(),
            entropy: world.entropy.as_ref(),
            dir,
            genesis,
            old,
            next,
        }
    }

    fn run(&self) -> Result<(), OpenError> {
        if !generation::is_under(self.disk, self.dir, self.next)? {
            self.each_file(&self.hashes(self.old)?, |_, _| Ok(()))?;
            self.reseal_acts()?;
            self.reseal_generations()?;
        }
        self.each_file(&self.hashes(self.next)?, |path, bytes| {
            self.write(path, bytes)
        })
    }

    /// The hashes of the next key; the generations are opened with the key they are under.
    fn hashes(&self, generations: &Secret) -> Result<Hashes, OpenError> {
        let (_, key) = generation::read(self.disk, self.dir, generations)?;
        let (salt, shards) = (self.genesis.salt, self.genesis.shards);
        Ok(Hashes::new(self.next, &key, salt, shards))
    }

    /// Gives every file that is still under the old key, with its bytes under the next one.
    fn each_file(
        &self,
        hashes: &Hashes,
        mut each: impl FnMut(&Path, &[u8]) -> Result<(), OpenError>,
    ) -> Result<(), OpenError> {
        for (kind, path) in self.files()? {
            let bytes = self.disk.read(&path);
            let bytes = bytes.map_err(OpenError::io("read", &path))?;
            let keys = (self.old, self.next);
            let salt = self.salt()?;
            let resealed = match kind {
                Kind::Names => {
                    book_file::reseal(&path, &bytes, keys, salt, |name| hashes.lookup(name))
                }
                Kind::Strings => reseal_strings(&path, &bytes, keys, salt),
                Kind::Quarantine => quarantine::reseal(&path, &bytes, keys, salt),
            };
            if let Some(resealed) = resealed? {
                each(&path, &resealed)?;
            }
        }
        Ok(())
    }

    fn files(&self) -> Result<Vec<(Kind, PathBuf)>, OpenError> {
        let mut files = Vec::new();
        for epoch in 1..=last_epoch(self.disk, self.dir)?.unwrap_or(0) {
            files.push((Kind::Names, book_path(self.dir, epoch)));
            files.push((Kind::Strings, strings_path(self.dir, epoch)));
        }
        let quarantined = quarantine::paths(self.disk, self.dir)?;
        files.extend(quarantined.into_iter().map(|path| (Kind::Quarantine, path)));
        Ok(files)
    }

    /// Acts of earlier builds are sealed under the book key in parts, which nobody rewrites.
    fn reseal_acts(&self) -> Result<(), OpenError> {
        let salt = || self.salt();
        match recording::reseal_earlier(self.disk, self.dir, self.old, salt)? {
            Some(bytes) => self.write(&recording::earlier_path(self.dir), &bytes),
            None => Ok(()),
        }
    }

    fn reseal_generations(&self) -> Result<(), OpenError> {
        let keys = generation::read_all(self.disk, self.dir, self.old)?;
        let sealed = generation::encode(self.next, self.salt()?, &keys);
        self.write(&generations_path(self.dir), &sealed)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), OpenError> {
        let written = self.disk.replace(path, bytes);
        written.map_err(OpenError::io("write", path))
    }

    fn salt(&self) -> Result<[u8; 16], OpenError> {
        random_salt(self.entropy).map_err(OpenError::io("read random bytes for", self.dir))
    }
}
