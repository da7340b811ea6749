//! The tree on disk: C2SP tlog-tiles under `tree/`, and the signed head `tree/checkpoint`.
//!
//! Order of durability: entry bundle and tiles of the new leaf are synced before its head is signed,
//! and a leaf is a pure function of the log, so after a crash the same leaf is made again and no size
//! ever has two heads.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::{Path, PathBuf},
};

use env::Disk;
use proof::{
    Checkpoint, Hash, Signer, TileEdge, TileKind, TilePath, Verifier, decode_bundle, encode_bundle,
    leaf_hash, new_bundles,
};

use crate::{crypt::Secret, error::OpenError, files::remove_folder, limits::LEAF_BYTES_MAX};

/// Where the tree of a directory stands.
#[must_use]
pub fn tree_dir(dir: &Path) -> PathBuf {
    dir.join("tree")
}

/// The tree as a writer holds it: its right edge.
pub(crate) struct Tree {
    dir: PathBuf,
    origin: String,
    signer: Option<Signer>,
    edge: TileEdge,
    /// Entries of the bundle that is not full.
    bundle: Vec<Vec<u8>>,
    /// Folders whose names this process has made durable.
    folders: BTreeSet<PathBuf>,
    /// Folders of partial tiles whose full tile is on the medium; removed once a head that does not
    /// need them is signed.
    superseded: Vec<PathBuf>,
}

impl Tree {
    /// The empty tree of a new directory; writes the public key beside it.
    pub(crate) fn create(
        disk: &dyn Disk,
        dir: &Path,
        origin: &str,
        sign: &Secret,
    ) -> Result<Tree, OpenError> {
        Tree::create_in(disk, &tree_dir(dir), origin, sign)
    }

    /// The same, in a folder that is not the directory's tree yet.
    pub(crate) fn create_in(
        disk: &dyn Disk,
        folder: &Path,
        origin: &str,
        sign: &Secret,
    ) -> Result<Tree, OpenError> {
        let dir = folder.to_owned();
        let signer = signer(origin, sign)?;
        disk.create_dir_all(&dir)
            .map_err(OpenError::io("create", &dir))?;
        let key = dir.join("key.pub");
        let text = format!("{}\n", signer.verifier_key());
        disk.replace(&key, text.as_bytes())
            .map_err(OpenError::io("write", &key))?;
        Ok(Tree {
            dir,
            origin: origin.to_owned(),
            signer: Some(signer),
            edge: TileEdge::new(),
            bundle: Vec::new(),
            folders: BTreeSet::new(),
            superseded: Vec::new(),
        })
    }

    /// The tree up to its signed head.
    pub(crate) fn open(
        disk: &dyn Disk,
        dir: &Path,
        origin: &str,
        sign: Option<&Secret>,
    ) -> Result<Tree, OpenError> {
        let dir = tree_dir(dir);
        let signer = sign.map(|sign| signer(origin, sign)).transpose()?;
        let checkpoint = read_checkpoint(disk, &dir)?;
        if let Some(signer) = &signer {
            check_key(disk, &dir, signer)?;
        }
        if checkpoint.origin() != origin {
            return Err(OpenError::damaged(
                &dir.join("checkpoint"),
                format!(
                    "it is of the log {:?}, and this directory is {origin:?}",
                    checkpoint.origin()
                ),
            ));
        }
        let size = checkpoint.size();
        let edge = TileEdge::open(size, |path| disk.read(&dir.join(path.to_string())))
            .map_err(|e| OpenError::damaged(&dir, e.to_string()))?;
        if edge.root() != checkpoint.root() {
            return Err(OpenError::damaged(
                &dir,
                "the tiles do not have the root that the checkpoint signs",
            ));
        }
        let bundle = match TilePath::holding(0, size, size)
            .or_else(|| last_path(size))
            .and_then(TilePath::entries)
        {
            Some(path) if path.is_partial() => {
                let file = dir.join(path.to_string());
                let bytes = disk.read(&file).map_err(OpenError::io("read", &file))?;
                let entries = decode_bundle(&bytes, path.width())
                    .map_err(|e| OpenError::damaged(&file, e.to_string()))?;
                entries.into_iter().map(<[u8]>::to_vec).collect()
            }
            _ => Vec::new(),
        };
        Ok(Tree {
            dir,
            origin: origin.to_owned(),
            signer,
            edge,
            bundle,
            folders: BTreeSet::new(),
            superseded: Vec::new(),
        })
    }

    /// Number of leaves.
    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root over them.
    pub(crate) fn root(&self) -> Hash {
        self.edge.root()
    }

    /// The entry of a tree of one leaf.
    pub(crate) fn only_entry(&self) -> Option<&[u8]> {
        match self.bundle.as_slice() {
            [entry] if self.size() == 1 => Some(entry),
            _ => None,
        }
    }

    /// Adds a leaf: its bundle and tiles are on the medium when this returns; it is not signed yet.
    pub(crate) fn append(&mut self, disk: &dyn Disk, entry: &[u8]) -> Result<(), OpenError> {
        debug_assert!(entry.len() <= LEAF_BYTES_MAX);
        self.bundle.push(entry.to_vec());
        let index = self.size() / u64::from(proof::TILE_WIDTH);
        let width = u16::try_from(self.bundle.len()).unwrap_or(u16::MAX);
        let path = TilePath::new(TileKind::Entries, index, width)
            .map_err(|e| OpenError::damaged(&self.dir, e.to_string()))?;
        let bundle = encode_bundle(&self.bundle)
            .map_err(|e| OpenError::damaged(&self.dir, e.to_string()))?;
        self.write(disk, path, &bundle)?;
        for tile in self.edge.append(&[leaf_hash(entry)]) {
            self.write(disk, tile.path, &tile.bytes())?;
        }
        if !path.is_partial() {
            self.bundle.clear();
        }
        Ok(())
    }

    /// Adds the leaves of a tree that is empty; they are on the medium when this returns.
    pub(crate) fn append_all(
        &mut self,
        disk: &dyn Disk,
        entries: &[Vec<u8>],
    ) -> Result<(), OpenError> {
        for (path, some) in
            new_bundles(0, entries.len() as u64).zip(entries.chunks(usize::from(proof::TILE_WIDTH)))
        {
            let bundle =
                encode_bundle(some).map_err(|e| OpenError::damaged(&self.dir, e.to_string()))?;
            self.write(disk, path, &bundle)?;
            if path.is_partial() {
                self.bundle = some.to_vec();
            }
        }
        let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        for tile in self.edge.append(&hashes) {
            self.write(disk, tile.path, &tile.bytes())?;
        }
        Ok(())
    }

    /// Signs the head, and removes the partial tiles that full ones took the place of.
    pub(crate) fn sign(&mut self, disk: &dyn Disk) -> Result<(), OpenError> {
        let signer = self.signer.as_ref().ok_or(OpenError::Key("sign"))?;
        let path = self.dir.join("checkpoint");
        let wrong = |e: proof::CheckpointError| OpenError::damaged(&path, e.to_string());
        let checkpoint = Checkpoint::new(&self.origin, self.size(), self.root()).map_err(wrong)?;
        let note = checkpoint.sign(signer).map_err(wrong)?;
        disk.replace(&path, note.as_bytes())
            .map_err(OpenError::io("write", &path))?;
        for folder in std::mem::take(&mut self.superseded) {
            remove_folder(disk, &folder)?;
        }
        Ok(())
    }

    /// The public half of the key that signs.
    pub(crate) fn verifier_key(&self) -> Option<String> {
        self.signer.as_ref().map(Signer::verifier_key)
    }

    /// The signature lines of a statement by the key that signs and by the one that shall.
    pub(crate) fn sign_by_both(
        &self,
        next: &Secret,
        statement: &str,
    ) -> Result<Vec<String>, OpenError> {
        let old = self.signer.as_ref().ok_or(OpenError::Key("sign"))?;
        let next = signer(&self.origin, next)?;
        let note = |signer: &Signer| {
            let signed = signer.sign(statement);
            signed.map_err(|e| OpenError::Setting(e.to_string()))
        };
        Ok(vec![note(old)?, note(&next)?])
    }

    /// Signs the head by another key from now on. First both sign it, so that it holds under whichever
    /// public key stands beside it when the power goes.
    pub(crate) fn take_key(&mut self, disk: &dyn Disk, next: &Secret) -> Result<(), OpenError> {
        let next = signer(&self.origin, next)?;
        let (path, key) = (self.dir.join("checkpoint"), self.dir.join("key.pub"));
        let wrong = |e: String| OpenError::damaged(&path, e);
        let head = Checkpoint::new(&self.origin, self.size(), self.root())
            .map_err(|e| wrong(e.to_string()))?;
        let mut signers: Vec<&Signer> = self.signer.iter().collect();
        signers.push(&next);
        let note =
            proof::sign_note(&head.to_string(), &signers).map_err(|e| wrong(e.to_string()))?;
        disk.replace(&path, note.as_bytes())
            .map_err(OpenError::io("write", &path))?;
        let text = format!("{}\n", next.verifier_key());
        disk.replace(&key, text.as_bytes())
            .map_err(OpenError::io("write", &key))?;
        self.signer = Some(next);
        self.sign(disk)
    }

    fn write(&mut self, disk: &dyn Disk, path: TilePath, bytes: &[u8]) -> Result<(), OpenError> {
        let file = self.dir.join(path.to_string());
        let folder = file.parent().unwrap_or(&self.dir);
        let write = || {
            if !self.folders.contains(folder) {
                make_folder(disk, &self.dir, folder)?;
            }
            write_synced(disk, &file, bytes)?;
            disk.sync_dir(folder)
        };
        write().map_err(OpenError::io("write", &file))?;
        if self.folders.len() >= FOLDERS_MAX {
            self.folders.clear();
        }
        self.folders.insert(folder.to_owned());
        if !path.is_partial() {
            let mut partial = file.into_os_string();
            partial.push(".p");
            self.superseded.push(partial.into());
        }
        Ok(())
    }
}

/// Folders of tiles of which the writer remembers that they are durable. Tiles are written from left
/// to right, so older ones are not asked for again.
const FOLDERS_MAX: usize = 64;

/// The path of the tile that holds the last leaf.
fn last_path(size: u64) -> Option<TilePath> {
    TilePath::holding(0, size.checked_sub(1)?, size)
}

/// Writes a file and makes it and the names leading to it from `base` durable.
pub(crate) fn write_durable(
    disk: &dyn Disk,
    base: &Path,
    path: &Path,
    bytes: &[u8],
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(base);
    make_folder(disk, base, folder)?;
    write_synced(disk, path, bytes)?;
    disk.sync_dir(folder)
}

/// Makes a folder, and the names leading to it from `base` durable. A folder that is there may still
/// be one whose name a power loss takes away, so the names are synced in any case.
pub(crate) fn make_folder(disk: &dyn Disk, base: &Path, folder: &Path) -> io::Result<()> {
    disk.create_dir_all(folder)?;
    for above in folder.ancestors().skip(1) {
        disk.sync_dir(above)?;
        if above == base {
            break;
        }
    }
    Ok(())
}

/// Writes a file whole; its name is not durable yet.
pub(crate) fn write_synced(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk.create(path)?;
    file.write_all(bytes)?;
    file.sync()
}

fn signer(origin: &str, sign: &Secret) -> Result<Signer, OpenError> {
    Signer::from_seed(origin, &sign.0).map_err(|e| OpenError::Setting(e.to_string()))
}

/// Refuses a signing key whose heads nobody could check with the public key of the directory.
fn check_key(disk: &dyn Disk, tree: &Path, signer: &Signer) -> Result<(), OpenError> {
    let path = tree.join("key.pub");
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    if String::from_utf8_lossy(&bytes).trim() == signer.verifier_key() {
        return Ok(());
    }
    Err(OpenError::Setting(format!(
        "the signing key is not the one whose public half stands in {}: give the key that this ledger was made with",
        path.display()
    )))
}

/// The public key that stands in the directory.
///
/// # Errors
/// When it is missing or no key.
pub fn read_public_key(disk: &dyn Disk, dir: &Path) -> Result<Verifier, OpenError> {
    let path = tree_dir(dir).join("key.pub");
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let text = String::from_utf8_lossy(&bytes);
    Verifier::parse(text.trim()).map_err(|e| OpenError::damaged(&path, e.to_string()))
}

fn read_checkpoint(disk: &dyn Disk, tree: &Path) -> Result<Checkpoint, OpenError> {
    let path = tree.join("checkpoint");
    let bytes = disk.read(&path).map_err(OpenError::io("read", &path))?;
    let key_path = tree.join("key.pub");
    let key = disk
        .read(&key_path)
        .map_err(OpenError::io("read", &key_path))?;
    let key = Verifier::parse(String::from_utf8_lossy(&key).trim())
        .map_err(|e| OpenError::damaged(&key_path, e.to_string()))?;
    Checkpoint::open(&String::from_utf8_lossy(&bytes), &key)
        .map_err(|e| OpenError::damaged(&path, e.to_string()))
}

/// The signed head of a directory, checked against the public key beside it.
///
/// # Errors
/// When it is missing, malformed or not signed by that key.
pub fn checkpoint(disk: &dyn Disk, dir: &Path) -> Result<Checkpoint, OpenError> {
    read_checkpoint(disk, &tree_dir(dir))
}
