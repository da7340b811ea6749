//! A directory as it stood at an earlier signed head: what came later is left out, whatever it was: rows, issuances,
//! relations, statements. So a figure that was written down with its head can be asked again.
//!
//! Heads that end with an epoch can be asked again, for of a later block only the epoch that took it up is kept.
//! What is deleted stays so: parts that retention took since are missing and told, erased people have no name.

use std::{io, path::Path};

use env::Disk;
use proof::{Checkpoint, TilePath, TileReader, root_from};

use crate::{
    crypt::Secret,
    error::OpenError,
    manifest::Manifest,
    snapshot::{Names, Snapshot},
    tree::tree_dir,
};

/// Sizes listed in a message.
const LISTED: usize = 8;

impl Snapshot {
    /// Reads the directory as it stood when its head had `size` leaves.
    ///
    /// # Errors
    /// As [`Snapshot::load`]; and [`OpenError::NoHead`] when no epoch ends with that head.
    pub fn load_as_of(
        disk: &dyn Disk,
        dir: &Path,
        (book_key, names): (Option<&Secret>, Names),
        size: u64,
    ) -> Result<Snapshot, OpenError> {
        // Wanted of now are its heads and what was deleted, for which no word of the dictionary need be opened.
        let now = Snapshot::load(disk, dir, None)?;
        let known: Vec<u64> = now.epochs.iter().map(Manifest::leaves).collect();
        if size != now.head.0 && !known.contains(&size) {
            return Err(OpenError::NoHead {
                size,
                known: listed(&known),
            });
        }
        let head = earlier(disk, &now, size)?;
        let mut then = Snapshot::load_at(disk, dir, &now.genesis, &head, (book_key, names))?;
        then.standing = now.standing;
        if let Some(book) = &mut then.book {
            book.forget(&then.standing.erased);
        }
        Ok(then)
    }
}

fn listed(heads: &[u64]) -> String {
    let last = heads.iter().rev().take(LISTED).rev();
    let last: Vec<String> = last.map(u64::to_string).collect();
    match (heads.len() > LISTED, last.is_empty()) {
        (_, true) => "none yet".to_owned(),
        (true, false) => format!("the last are {}", last.join(", ")),
        (false, false) => last.join(", "),
    }
}

/// An earlier head of the tree of now.
fn earlier(disk: &dyn Disk, now: &Snapshot, size: u64) -> Result<Checkpoint, OpenError> {
    let tree = tree_dir(now.dir());
    let damaged = |what: String| OpenError::damaged(&tree, what);
    let read = |path: &TilePath| -> io::Result<Vec<u8>> { disk.read(&tree.join(path.to_string())) };
    let root = root_from(&mut TileReader::new(now.head.0, read), size);
    let root = root.map_err(|e| damaged(e.to_string()))?;
    Checkpoint::new(&now.genesis.origin, size, root).map_err(|e| damaged(e.to_string()))
}
