//! Making a bundle: what it holds is checked on the way, from the signed head down.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use bytes::Bytes;
use env::Disk;
use proof::{
    Checkpoint, Signer, TilePath, TileReader, Verifier, chunk_hashes, decode_bundle,
    inclusion_proof_from, leaf_hash, new_bundles, root, sign_note, verify_inclusion,
};
use sha2::{Digest, Sha256};

use super::{
    BundleFile, EvidenceError, HEAD_FILE, ROWS_FILE,
    head::{Head, entry},
    rows::{HEADER, lines, shape_names},
    sparse::{Noted, Touched, write},
    steps::{Acts, NOT_NAMED, STEPS_FILE, Steps, must_be_named},
};
use crate::{
    epoch::epoch_folder,
    manifest::{FileEntry, Manifest},
    tables,
    text::{EpochLeaf, Leaf},
};

/// Rows of one sealed part that shall be proven, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Epoch.
    pub epoch: u32,
    /// Name of the part's file.
    pub name: String,
    /// Rows, from 0.
    pub rows: Vec<u32>,
}

/// A bundle in memory.
#[derive(Debug)]
pub struct Made {
    /// Its files; the head is the last.
    pub files: Vec<BundleFile>,
    /// Rows proven.
    pub rows: u64,
    /// Chunks that prove them.
    pub chunks: u64,
}

struct Making<'a> {
    disk: &'a dyn Disk,
    dir: &'a Path,
    limit: u64,
    size: u64,
    files: Vec<BundleFile>,
    chunks: u64,
}

/// Makes a bundle of some rows, and of the steps of an incident where there are any. `beside` are files that explain and
/// are not proven, or that the steps name; the head names them all the same.
///
/// # Errors
/// When the directory is not what its head says, or the bundle would be too large.
pub fn make(
    disk: &dyn Disk,
    dir: &Path,
    (selection, wanted, steps): (&str, &[Wanted], Option<&Steps>),
    beside: Vec<BundleFile>,
    signer: &Signer,
    limit: u64,
) -> Result<Made, EvidenceError> {
    let mut making = Making {
        disk,
        dir,
        limit,
        size: 0,
        files: beside,
        chunks: 0,
    };
    let checkpoint = making.head()?;
    let mut by_epoch: BTreeMap<u32, Vec<&Wanted>> = BTreeMap::new();
    for part in wanted.iter().filter(|part| !part.rows.is_empty()) {
        by_epoch.entry(part.epoch).or_default().push(part);
    }
    let entered = match steps {
        Some(steps) => making.epochs_of(steps)?,
        None => BTreeSet::new(),
    };
    for epoch in &entered {
        by_epoch.entry(*epoch).or_default();
    }
    let leaves = making.leaves(&checkpoint, by_epoch.keys().copied().collect())?;
    let (mut list, mut acts) = (HEADER.to_owned(), Acts::new());
    for (epoch, parts) in &by_epoch {
        let manifest = making.epoch(*epoch, leaves.get(epoch))?;
        making.parts(&manifest, parts, &mut list)?;
        if entered.contains(epoch) {
            acts.extend(making.acts(&manifest)?);
        }
    }
    if let Some(steps) = steps {
        making.steps(steps, &acts)?;
    }
    let rows = wanted.iter().map(|part| part.rows.len() as u64).sum();
    making.put(ROWS_FILE, list.into_bytes())?;
    making.files.sort_by(|a, b| a.path.cmp(&b.path));
    let head = Head {
        origin: checkpoint.origin().to_owned(),
        selection: selection.to_owned(),
        rows,
        files: making.files.iter().map(entry).collect(),
    };
    let note = sign_note(&head.text(), &[signer])
        .map_err(|e| EvidenceError::broken(HEAD_FILE, e.to_string()))?;
    making.put(HEAD_FILE, note.into_bytes())?;
    Ok(Made {
        files: making.files,
        rows,
        chunks: making.chunks,
    })
}

impl Making<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, EvidenceError> {
        let path = self.dir.join(path);
        let read = self.disk.read(&path);
        read.map_err(|source| EvidenceError::Io { path, source })
    }

    fn put(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> Result<(), EvidenceError> {
        let path = path.into();
        self.files.push(BundleFile { path, bytes });
        let all: u64 = self.files.iter().map(|file| file.bytes.len() as u64).sum();
        match all > self.limit {
            true => Err(EvidenceError::TooLarge { limit: self.limit }),
            false => Ok(()),
        }
    }

    /// Key and signed head.
    fn head(&mut self) -> Result<Checkpoint, EvidenceError> {
        let (key, note) = (self.read("tree/key.pub")?, self.read("tree/checkpoint")?);
        let verifier = Verifier::parse(String::from_utf8_lossy(&key).trim())?;
        let checkpoint = Checkpoint::open(&String::from_utf8_lossy(&note), &verifier)
            .map_err(|e| EvidenceError::broken("tree/checkpoint", e.to_string()))?;
        self.size = checkpoint.size();
        self.put("key.pub", key)?;
        self.put("checkpoint", note)?;
        Ok(checkpoint)
    }

    /// The leaves of some epochs with their audit paths, as the bundle has them.
    fn leaves(
        &self,
        checkpoint: &Checkpoint,
        mut wanted: BTreeSet<u32>,
    ) -> Result<BTreeMap<u32, (Vec<u8>, String)>, EvidenceError> {
        let mut found = BTreeMap::new();
        let tree = self.dir.join("tree");
        for path in new_bundles(0, self.size) {
            if wanted.is_empty() {
                break;
            }
            let name = format!("tree/{path}");
            let bytes = self.read(&name)?;
            let entries = decode_bundle(&bytes, path.width())
                .map_err(|e| EvidenceError::broken(&name, e.to_string()))?;
            for (index, leaf) in (path.index() * 256..).zip(entries) {
                let Some(Leaf::Epoch(EpochLeaf { epoch, .. })) = Leaf::parse(leaf) else {
                    continue;
                };
                if !wanted.remove(&epoch) {
                    continue;
                }
                let read = |path: &TilePath| -> io::Result<Vec<u8>> {
                    self.disk.read(&tree.join(path.to_string()))
                };
                let mut tiles = TileReader::new(self.size, read);
                let hashes = inclusion_proof_from(&mut tiles, index, self.size)
                    .map_err(|e| EvidenceError::broken("tree", e.to_string()))?;
                verify_inclusion(
                    index,
                    self.size,
                    leaf_hash(leaf),
                    &hashes,
                    checkpoint.root(),
                )
                .map_err(|e| EvidenceError::broken(&name, e.to_string()))?;
                let lines = hashes.iter().map(|hash| format!("{hash}\n"));
                let path = format!("index {index}\n{}", lines.collect::<String>());
                found.insert(epoch, (leaf.to_vec(), path));
            }
        }
        Ok(found)
    }

    /// Leaf, manifest and shapes of an epoch.
    fn epoch(
        &mut self,
        epoch: u32,
        leaf: Option<&(Vec<u8>, String)>,
    ) -> Result<Manifest, EvidenceError> {
        let folder = epoch_folder(epoch);
        let path = format!("{folder}/manifest");
        let (leaf, proof) = leaf.ok_or_else(|| {
            EvidenceError::broken(&path, "the signed head has no leaf of this epoch")
        })?;
        let bytes = self.read(&path)?;
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        match Leaf::parse(leaf) {
            Some(Leaf::Epoch(leaf)) if leaf.manifest == digest => {}
            _ => {
                return Err(EvidenceError::broken(
                    &path,
                    "it is not the one of its leaf",
                ));
            }
        }
        let manifest = Manifest::parse(&bytes)
            .map_err(|(line, what)| EvidenceError::broken(&path, format!("line {line}: {what}")))?;
        self.put(format!("{folder}/leaf"), leaf.clone())?;
        self.put(format!("{folder}/leaf.proof"), proof.clone().into_bytes())?;
        self.put(path, bytes)?;
        let shapes = manifest
            .table("shapes")
            .ok_or_else(|| EvidenceError::broken(&folder, "its manifest names no shapes"))?;
        let bytes = self.authentic(&folder, shapes)?;
        self.put(format!("{folder}/{}", shapes.name), bytes)?;
        Ok(manifest)
    }

    /// The bytes of a file, when they are those of its manifest.
    fn authentic(&self, folder: &str, file: &FileEntry) -> Result<Vec<u8>, EvidenceError> {
        let path = format!("{folder}/{}", file.name);
        let bytes = self.read(&path)?;
        let same = bytes.len() as u64 == file.bytes && root(&chunk_hashes(&bytes)) == file.root;
        let what =
            "it is not the file that its manifest names: `nunchi verify` says where it differs";
        same.then_some(bytes)
            .ok_or_else(|| EvidenceError::broken(path, what))
    }

    /// The epochs that hold the acts by which steps were entered.
    fn epochs_of(&self, steps: &Steps) -> Result<BTreeSet<u32>, EvidenceError> {
        let mut left: BTreeSet<u64> = steps.steps.iter().map(|step| step.position).collect();
        let mut found = BTreeSet::new();
        for epoch in 1.. {
            let Some(first) = left.first() else {
                return Ok(found);
            };
            let path = format!("{}/manifest", epoch_folder(epoch));
            let file = self.dir.join(&path);
            let there = self.disk.meta(&file);
            let there = there.map_err(|source| EvidenceError::Io { path: file, source })?;
            if there.is_none() {
                return Err(EvidenceError::NotSealed { position: *first });
            }
            let manifest = Manifest::parse(&self.read(&path)?).map_err(|(line, what)| {
                EvidenceError::broken(&path, format!("line {line}: {what}"))
            })?;
            let within =
                |position: &u64| (manifest.positions.0..manifest.positions.1).contains(position);
            let before = left.len();
            left.retain(|position| !within(position));
            if left.len() < before {
                found.insert(epoch);
            }
        }
        Ok(found)
    }

    /// The table of the acts of an epoch.
    fn acts(&mut self, manifest: &Manifest) -> Result<Acts, EvidenceError> {
        let folder = epoch_folder(manifest.epoch);
        let file = manifest.table("acts").ok_or_else(|| {
            EvidenceError::broken(
                &folder,
                "it is of version 1, whose acts have no table of their own",
            )
        })?;
        let bytes = self.authentic(&folder, file)?;
        let path = format!("{folder}/{}", file.name);
        let acts =
            tables::acts(bytes.clone()).map_err(|what| EvidenceError::broken(&path, what))?;
        self.put(path, bytes)?;
        Ok(acts)
    }

    /// The steps, each proven, and what they must name.
    fn steps(&mut self, steps: &Steps, acts: &Acts) -> Result<(), EvidenceError> {
        let wrong = |what: String| EvidenceError::broken(STEPS_FILE, what);
        steps.prove(acts).map_err(wrong)?;
        let text = steps.text();
        if Steps::parse(&text).is_none() {
            return Err(wrong("a step is of more than one line".to_owned()));
        }
        for file in self.files.iter().filter(|file| must_be_named(&file.path)) {
            if !steps.names(&file.path, &file.bytes) {
                return Err(EvidenceError::broken(&file.path, NOT_NAMED));
            }
        }
        self.put(STEPS_FILE, text.into_bytes())
    }

    fn parts(
        &mut self,
        manifest: &Manifest,
        parts: &[&Wanted],
        list: &mut String,
    ) -> Result<(), EvidenceError> {
        let folder = epoch_folder(manifest.epoch);
        let shapes = manifest.table("shapes").map(|file| file.name.clone());
        let shapes = self.read(&format!("{folder}/{}", shapes.unwrap_or_default()))?;
        let shapes = shape_names(shapes).map_err(|e| EvidenceError::broken(&folder, e))?;
        for part in parts {
            let path = format!("{folder}/{}", part.name);
            let file = manifest.files.iter().find(|file| file.name == part.name);
            let file =
                file.ok_or_else(|| EvidenceError::broken(&path, "its manifest does not name it"))?;
            let bytes = Bytes::from(self.authentic(&folder, file)?);
            let touched = Touched::default();
            let noted = Noted {
                bytes: bytes.clone(),
                touched: touched.clone(),
            };
            let stem = path
                .trim_end_matches(".parquet")
                .trim_start_matches("epochs/");
            let found = lines(noted, (stem, &part.rows), &shapes)
                .map_err(|e| EvidenceError::broken(&path, e))?;
            found.iter().for_each(|line| list.push_str(line));
            let chunks = touched.chunks();
            self.chunks += chunks.len() as u64;
            self.put(format!("{path}.chunks"), write(&bytes, &chunks))?;
        }
        Ok(())
    }
}
