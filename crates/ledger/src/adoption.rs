//! Going on with a directory that was restored from a backup. Its log may have grown elsewhere after the
//! backup, so no head may be signed under its origin any more: it goes on under another one.
//!
//! The new tree has the old leaves, but for leaf 0: a genesis that names the origin before, the head that
//! was found and the span in which something may have been lost. So every proof of what is sealed works
//! as before, and the old head follows from the old genesis, which is kept, and the leaves.
//!
//! Order: the new tree is made whole as `tree.new`; the old one becomes `tree.old`; the new one becomes
//! `tree`; the old one is removed. Whatever a crash left of that, [`adopt`] goes on with.

use std::path::{Path, PathBuf};

use env::Disk;
use event::Millis;
use proof::{decode_bundle, leaf_hash, new_bundles};

use crate::{
    crypt::Secret,
    error::OpenError,
    files::{remove_folder, there},
    finish::Unseen,
    genesis::{Adopted, Genesis},
    ledger::World,
    limits::LEAF_BYTES_MAX,
    loading::{last_epoch, load_manifest, load_state, read_genesis},
    log::{log_path, replay},
    recover::take_lock,
    state::State,
    tree::{Tree, make_folder, tree_dir, write_synced},
};

/// The folder of the tree that is being made.
fn draft_dir(dir: &Path) -> PathBuf {
    dir.join("tree.new")
}

/// The folder of the tree that was.
fn former_dir(dir: &Path) -> PathBuf {
    dir.join("tree.old")
}

/// Where the genesis, the head and the public key of an origin before are kept; the first has number 1.
fn adopted_dir(tree: &Path, number: usize) -> PathBuf {
    tree.join("adopted").join(format!("{number:06}"))
}

/// Whether an adoption was cut off between its two renamings: there is no tree then.
fn is_cut_off(disk: &dyn Disk, dir: &Path) -> Result<bool, OpenError> {
    Ok(!there(disk, &tree_dir(dir))? && there(disk, &draft_dir(dir))?)
}

/// Refuses a directory whose adoption was cut off there: it looks like one without a ledger.
pub(crate) fn refuse_cut_off(disk: &dyn Disk, dir: &Path) -> Result<(), OpenError> {
    match is_cut_off(disk, dir)? {
        true => Err(OpenError::Setting(format!(
            "an adoption of {} was cut off: run `nunchi adopt` again",
            dir.display()
        ))),
        false => Ok(()),
    }
}

/// Goes on with a directory under another origin, whose heads this key signs. Gives the new genesis; the
/// same one when that was done already.
///
/// # Errors
/// When another process writes, the tree or the log is damaged, or something cannot be written.
pub fn adopt(
    world: &World,
    dir: &Path,
    origin: &str,
    sign: &Secret,
    holder: &str,
) -> Result<Genesis, OpenError> {
    let disk = world.disk.as_ref();
    let _lock = take_lock(world, dir, holder)?;
    if is_cut_off(disk, dir)? {
        rename(disk, dir, &draft_dir(dir), &tree_dir(dir))?;
    }
    remove_folder(disk, &former_dir(dir))?;
    remove_folder(disk, &draft_dir(dir))?;
    let genesis = read_genesis(disk, dir)?;
    if genesis.origin == origin {
        return Ok(genesis);
    }
    let tree = Tree::open(disk, dir, &genesis.origin, None)?;
    let next = Genesis {
        origin: origin.to_owned(),
        adopted: [
            genesis.adopted.clone(),
            vec![adopted(world, dir, &genesis, &tree)?],
        ]
        .concat(),
        ..genesis
    };
    Genesis::new(origin, next.shards, next.salt, next.created)?;
    if next.adopted.iter().any(|before| before.origin == origin) {
        return Err(OpenError::Setting(format!(
            "this ledger was {origin:?} before: heads of that name may be kept elsewhere, so take one that it never had"
        )));
    }
    let len = next.to_text().len();
    if len > LEAF_BYTES_MAX {
        return Err(OpenError::Setting(format!(
            "the genesis would have {len} bytes, and a leaf has at most {LEAF_BYTES_MAX}: it was adopted too often; begin a new ledger and read the files into it"
        )));
    }
    make_draft(disk, dir, &next, sign, &tree)?;
    rename(disk, dir, &tree_dir(dir), &former_dir(dir))?;
    rename(disk, dir, &draft_dir(dir), &tree_dir(dir))?;
    remove_folder(disk, &former_dir(dir))?;
    Ok(next)
}

/// What was found, and what may be lost.
fn adopted(
    world: &World,
    dir: &Path,
    genesis: &Genesis,
    tree: &Tree,
) -> Result<Adopted, OpenError> {
    let disk = world.disk.as_ref();
    let (mut state, mut last) = match last_epoch(disk, dir)? {
        Some(epoch) => {
            let (manifest, _) = load_manifest(disk, dir, epoch)?;
            (load_state(disk, dir, &manifest)?, manifest.closed)
        }
        None => (State::new(genesis.shards), genesis.created),
    };
    let path = log_path(dir, state.epoch);
    if there(disk, &path)? {
        let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
        let replayed = replay(&path, &bytes, &mut state, None, &mut Unseen)?;
        last = replayed.blocks.last().map_or(last, |block| block.closed);
    }
    let now = Millis(world.clock.now_ms()).max(last);
    Ok(Adopted {
        origin: genesis.origin.clone(),
        size: tree.size(),
        root: tree.root(),
        position: state.position,
        lost: (last, now),
    })
}

/// Makes the whole new tree; every byte of it is on the medium when this returns.
fn make_draft(
    disk: &dyn Disk,
    dir: &Path,
    next: &Genesis,
    sign: &Secret,
    old: &Tree,
) -> Result<(), OpenError> {
    let (draft, tree) = (draft_dir(dir), tree_dir(dir));
    let mut entries = entries(disk, &tree, old.size())?;
    // The bundles must be those of the head: they become leaves of a head that we sign.
    let mut check = proof::TileEdge::new();
    check.append(
        &entries
            .iter()
            .map(|entry| leaf_hash(entry))
            .collect::<Vec<_>>(),
    );
    if check.root() != old.root() {
        let what = "the entries do not have the root that the checkpoint signs";
        return Err(OpenError::damaged(&tree, what));
    }
    if let Some(first) = entries.first_mut() {
        *first = next.to_text().into_bytes();
    }
    let mut made = Tree::create_in(disk, &draft, &next.origin, sign)?;
    made.append_all(disk, &entries)?;
    made.sign(disk)?;
    for folder in ["acts", "catalogue", "adopted"] {
        copy_folder(disk, &tree.join(folder), &draft.join(folder), &draft)?;
    }
    let kept = adopted_dir(&draft, next.adopted.len());
    make_folder(disk, dir, &kept).map_err(OpenError::io("create", &kept))?;
    for name in ["genesis", "checkpoint", "key.pub"] {
        copy(disk, &tree.join(name), &kept.join(name))?;
    }
    sync(disk, &kept)?;
    let genesis = draft.join("genesis");
    write_synced(disk, &genesis, next.to_text().as_bytes())
        .map_err(OpenError::io("write", &genesis))?;
    sync(disk, &draft)
}

/// Every entry of a tree, in order.
fn entries(disk: &dyn Disk, tree: &Path, size: u64) -> Result<Vec<Vec<u8>>, OpenError> {
    let mut entries = Vec::new();
    for path in new_bundles(0, size) {
        let file = tree.join(path.to_string());
        let bytes = disk.read(&file).map_err(OpenError::io("read", &file))?;
        let some = decode_bundle(&bytes, path.width())
            .map_err(|e| OpenError::damaged(&file, e.to_string()))?;
        entries.extend(some.into_iter().map(<[u8]>::to_vec));
    }
    Ok(entries)
}

/// Copies a folder with the folders in it; nothing where there is none.
fn copy_folder(disk: &dyn Disk, from: &Path, to: &Path, base: &Path) -> Result<(), OpenError> {
    let mut folders = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        if !there(disk, &from)? {
            continue;
        }
        make_folder(disk, base, &to).map_err(OpenError::io("create", &to))?;
        for entry in disk.list(&from).map_err(OpenError::io("list", &from))? {
            let Some(name) = entry.path.file_name() else {
                continue;
            };
            match entry.meta.is_dir {
                true => folders.push((entry.path.clone(), to.join(name))),
                false => copy(disk, &entry.path, &to.join(name))?,
            }
        }
        sync(disk, &to)?;
    }
    Ok(())
}

fn copy(disk: &dyn Disk, from: &Path, to: &Path) -> Result<(), OpenError> {
    let bytes = disk.read(from).map_err(OpenError::io("read", from))?;
    write_synced(disk, to, &bytes).map_err(OpenError::io("write", to))
}

fn rename(disk: &dyn Disk, dir: &Path, from: &Path, to: &Path) -> Result<(), OpenError> {
    disk.rename(from, to)
        .map_err(OpenError::io("rename", from))?;
    sync(disk, dir)
}

fn sync(disk: &dyn Disk, folder: &Path) -> Result<(), OpenError> {
    disk.sync_dir(folder).map_err(OpenError::io("sync", folder))
}
