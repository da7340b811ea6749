//! The tree: key, signed head, tiles, entries, and every tile that an earlier size left behind.

use std::{fmt, io};

use proof::{
    Checkpoint, Hash, Note, TILE_WIDTH, TileEdge, TileKind, TilePath, TileReader, Verifier,
    decode_bundle, decode_tile, leaf_hash, new_tiles, root_from,
};

use crate::{
    history::History,
    inspection::Inspection,
    limits::{TEXT_BYTES_MAX, TILE_BYTES_MAX},
    report::{Head, Place, VerifyError},
};

/// Leaves of a full tile.
const WIDTH: u64 = TILE_WIDTH as u64;

pub(crate) fn read_key(scene: &mut Inspection<'_>, path: &str, bytes: &[u8]) -> Option<Verifier> {
    let text = String::from_utf8_lossy(bytes);
    let Some(line) = text.strip_suffix('\n') else {
        scene.broken(path, Place::Whole, "it does not end in a newline");
        return None;
    };
    Verifier::parse(line)
        .map_err(|error| scene.broken(path, Place::Whole, error.to_string()))
        .ok()
}

/// The head of the directory. One that is not signed by the key is a finding, and is still used to
/// find out what else is wrong.
pub(crate) fn read_head(
    scene: &mut Inspection<'_>,
    keys: &[Verifier],
) -> Option<(Head, Option<Verifier>)> {
    let path = "tree/checkpoint";
    let bytes = scene.need(path, TEXT_BYTES_MAX)?;
    let Ok(note) = String::from_utf8(bytes) else {
        scene.broken(path, Place::Whole, "it is not text");
        return None;
    };
    let (checkpoint, signer) = match open_by(&note, keys) {
        Ok((checkpoint, signer)) => (checkpoint, Some(signer)),
        Err(message) => {
            scene.broken(path, Place::Whole, message);
            (unsigned(&note)?, None)
        }
    };
    let head = Head {
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: checkpoint.root(),
    };
    Some((head, signer))
}

/// A checkpoint by the latest of some keys that signed it, which is given too. The error is of the first.
fn open_by(note: &str, keys: &[Verifier]) -> Result<(Checkpoint, Verifier), String> {
    let mut wrong = None;
    for key in keys.iter().rev() {
        match Checkpoint::open(note, key) {
            Ok(checkpoint) => return Ok((checkpoint, key.clone())),
            Err(error) => wrong = Some(error.to_string()),
        }
    }
    Err(wrong.unwrap_or_else(|| "there is no key to check its signature with".to_owned()))
}

/// What a note says, whoever signed it.
pub(crate) fn unsigned(note: &str) -> Option<Checkpoint> {
    let note = Note::parse(note).ok()?;
    note.unverified_text().parse().ok()
}

/// Holds the directory's head against a checkpoint that was kept elsewhere.
pub(crate) fn compare_kept(
    scene: &mut Inspection<'_>,
    head: &Head,
    keys: &[Verifier],
    kept: &str,
) -> Result<(), VerifyError> {
    let path = "tree/checkpoint";
    let unsigned = unsigned(kept)
        .ok_or_else(|| VerifyError::Against("it has no origin, size and root".to_owned()))?;
    let sizes = Place::Sizes {
        kept: unsigned.size(),
        found: head.size,
    };
    if !keys.is_empty()
        && let Err(error) = open_by(kept, keys)
    {
        let message = format!("the checkpoint kept elsewhere is not signed by this key: {error}");
        scene.broken(path, sizes, message);
        return Ok(());
    }
    if unsigned.size() > head.size {
        let message = format!(
            "rolled back: the checkpoint kept elsewhere has {} leaves and this one {}",
            unsigned.size(),
            head.size
        );
        scene.broken(path, sizes, message);
        return Ok(());
    }
    let message = match prefix_root(scene, head.size, unsigned.size()) {
        Ok(root) if root == unsigned.root() => return Ok(()),
        Ok(root) => format!(
            "forked: the first {} leaves have root {root} here, and {} in the checkpoint kept elsewhere",
            unsigned.size(),
            unsigned.root()
        ),
        Err(why) => format!(
            "the tiles do not show that the {} leaves of the checkpoint kept elsewhere are its first: {why}",
            unsigned.size()
        ),
    };
    scene.broken(path, sizes, message);
    Ok(())
}

/// The root over the first leaves, from the tiles of the whole tree.
fn prefix_root(scene: &Inspection<'_>, size: u64, first: u64) -> Result<Hash, String> {
    let tree = scene.dir.join("tree");
    let read =
        |path: &TilePath| -> io::Result<Vec<u8>> { scene.disk.read(&tree.join(path.to_string())) };
    root_from(&mut TileReader::new(size, read), first).map_err(|error| error.to_string())
}

/// Reads entries and tiles up to the head, in one pass, and tells the story of the leaves.
pub(crate) fn read_tree(scene: &mut Inspection<'_>, head: &Head) -> History {
    let mut history = History::new();
    let mut edge = TileEdge::new();
    let level0 = new_tiles(0, head.size).take_while(|path| path.kind() == TileKind::Hashes(0));
    for path in level0 {
        let Some(hashes) = read_leaves(scene, &mut history, path) else {
            let message = format!(
                "neither it nor its entries can be read, so the tree ends before leaf {}",
                path.index() * WIDTH
            );
            scene.broken(&in_tree(path), Place::Whole, message);
            return history;
        };
        for tile in edge.append(&hashes) {
            // Partial tiles on the way belong to earlier sizes; only those of the head must be here.
            let above = tile.path.kind() != TileKind::Hashes(0);
            let wanted =
                !tile.path.is_partial() || standing(tile.path, head.size) == Some(tile.path);
            if above && wanted {
                compare_tile(scene, tile.path, &tile.hashes);
            }
        }
    }
    let root = edge.root();
    if root != head.root {
        let message = format!(
            "the leaves have root {root}, and the head signs {}",
            head.root
        );
        scene.broken("tree/checkpoint", Place::Whole, message);
    }
    history
}

/// The leaf hashes of one tile, after comparing them with its entries.
fn read_leaves(
    scene: &mut Inspection<'_>,
    history: &mut History,
    path: TilePath,
) -> Option<Vec<Hash>> {
    let tile = need_tile(scene, path);
    let entries_path = path.entries()?;
    let name = in_tree(entries_path);
    let bundle = scene.need(&name, TILE_BYTES_MAX);
    let entries = bundle.as_deref().and_then(|bytes| {
        decode_bundle(bytes, path.width())
            .map_err(|error| scene.broken(&name, Place::Whole, error.to_string()))
            .ok()
    });
    let Some(entries) = entries else {
        return tile;
    };
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let first = path.index() * WIDTH;
    for (index, entry) in (first..).zip(&entries) {
        history.take(scene, index, entry);
    }
    for (at, (entry, leaf)) in (0u64..).zip(hashes.iter().zip(tile.iter().flatten())) {
        if entry != leaf {
            let message =
                format!("entry {at} hashes to {entry}, and the tile beside it has {leaf}");
            scene.broken(&name, Place::Leaf(first + at), message);
        }
    }
    Some(tile.unwrap_or(hashes))
}

fn need_tile(scene: &mut Inspection<'_>, path: TilePath) -> Option<Vec<Hash>> {
    let name = in_tree(path);
    let bytes = scene.need(&name, TILE_BYTES_MAX)?;
    let hashes = decode_tile(&bytes, path.width());
    if hashes.is_none() {
        let message = format!(
            "it has {} bytes; {} hashes have 32 each",
            bytes.len(),
            path.width()
        );
        scene.broken(&name, Place::Whole, message);
    }
    hashes
}

fn compare_tile(scene: &mut Inspection<'_>, path: TilePath, due: &[Hash]) {
    let Some(found) = need_tile(scene, path) else {
        return;
    };
    for (at, (found, due)) in (0u64..).zip(found.iter().zip(due)) {
        if found != due {
            let message = format!("its hash {at} is {found}; the tiles below give {due}");
            scene.broken(&in_tree(path), Place::Entry(at), message);
        }
    }
}

fn in_tree(path: impl fmt::Display) -> String {
    format!("tree/{path}")
}

/// Looks at every file under `tree/tile`: those of earlier sizes must be the beginning of what
/// stands there now; those beyond the head were never signed.
pub(crate) fn check_leftovers(scene: &mut Inspection<'_>, size: u64) {
    let mut names = Vec::new();
    walk(scene, "tile", 0, &mut names);
    let (mut beyond, mut current) = (0u64, None);
    for name in names {
        let Ok(path) = name.parse::<TilePath>() else {
            scene.warn(
                &in_tree(&name),
                Place::Whole,
                "it is no tile and does not belong here",
            );
            continue;
        };
        match standing(path, size) {
            None => beyond += 1,
            Some(now) if now == path => {}
            Some(now) => check_earlier(scene, path, now, &mut current),
        }
    }
    if beyond > 0 {
        let message = format!(
            "{beyond} tiles stand beyond the signed head: a writer made them and had not signed yet"
        );
        scene.warn("tree/tile", Place::Whole, message);
    }
}

fn walk(scene: &mut Inspection<'_>, folder: &str, depth: u8, names: &mut Vec<String>) {
    // tile/<level>/x000/…/000.p/<width>: an index of 64 bits has at most seven groups.
    if depth > 10 {
        return;
    }
    for entry in scene.list(&in_tree(folder)) {
        let path = format!("{folder}/{}", entry.name);
        if entry.is_dir {
            walk(scene, &path, depth + 1, names);
        } else {
            names.push(path);
        }
    }
}

/// The tile that stands where this one does, in a tree of this size; `None` when this one is wider
/// than the tree.
fn standing(path: TilePath, size: u64) -> Option<TilePath> {
    let level = match path.kind() {
        TileKind::Hashes(level) => level,
        TileKind::Entries => 0,
    };
    let last = path
        .index()
        .checked_mul(WIDTH)?
        .checked_add(u64::from(path.width()) - 1)?;
    let now = TilePath::holding(level, last, size)?;
    match path.kind() {
        TileKind::Hashes(_) => Some(now),
        TileKind::Entries => now.entries(),
    }
}

fn check_earlier(
    scene: &mut Inspection<'_>,
    path: TilePath,
    now: TilePath,
    current: &mut Option<(TilePath, Vec<u8>)>,
) {
    if current.as_ref().is_none_or(|(held, _)| *held != now) {
        // What cannot be read was told when the tree was read.
        *current = scene
            .read(&in_tree(now), TILE_BYTES_MAX)
            .ok()
            .map(|bytes| (now, bytes));
    }
    let Some(found) = scene.need(&in_tree(path), TILE_BYTES_MAX) else {
        return;
    };
    let Some((_, now)) = current else { return };
    let whole = match path.kind() {
        TileKind::Hashes(_) => decode_tile(&found, path.width()).is_some(),
        TileKind::Entries => decode_bundle(&found, path.width()).is_ok(),
    };
    if !whole || !now.starts_with(&found) {
        let same = now.iter().zip(&found).take_while(|(a, b)| a == b).count() as u64;
        let message = "it is not the beginning of the tile that took its place";
        scene.broken(&in_tree(path), Place::Byte(same), message);
    }
}

/// The genesis beside the tree is leaf 0, and nothing else stands there.
pub(crate) fn check_beside(scene: &mut Inspection<'_>, history: &History) {
    let path = "tree/genesis";
    if let Some(bytes) = scene.need(path, TEXT_BYTES_MAX)
        && bytes != history.genesis_entry
    {
        scene.broken(path, Place::Whole, "it is not leaf 0 of the tree");
    }
    for entry in scene.list("tree") {
        let folder = matches!(
            entry.name.as_str(),
            "tile" | "catalogue" | "acts" | "adopted"
        );
        let file = matches!(
            entry.name.as_str(),
            "genesis" | "checkpoint" | "cosigned" | "key.pub"
        );
        if !(folder && entry.is_dir || file && !entry.is_dir) {
            scene.warn(
                &in_tree(&entry.name),
                Place::Whole,
                "it does not belong here",
            );
        }
    }
}
