//! Checking a bundle: every byte of it, with a public key and nothing else.

use std::{collections::BTreeMap, path::Path};

use env::Disk;
use proof::{
    Checkpoint, Hash, Verifier, chunk_hashes, leaf_hash, open_note, root, verify_inclusion,
};
use sha2::{Digest, Sha256};

use super::{
    EvidenceError, HEAD_FILE, ROWS_FILE,
    head::Head,
    rows::{HEADER, ShapeNames, lines, shape_names},
    sparse::Sparse,
    steps::{Acts, NO_STEPS, NOT_NAMED, STEPS_FILE, Steps, must_be_named},
};
use crate::{
    limits::{FINDINGS_MAX, PART_BYTES_MAX, TEXT_BYTES_MAX},
    manifest::Manifest,
    report::KeyOrigin,
    tables,
    text::{Leaf, word},
};

/// What a bundle shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// What is wrong with it: file and sentence. It proves something only when there is nothing here.
    pub findings: Vec<(String, String)>,
    /// Whose ledger it is of.
    pub origin: String,
    /// The selection that was asked, with pseudonymous ids.
    pub selection: String,
    /// The signed head: its size and root.
    pub checkpoint: Option<(u64, Hash)>,
    /// Rows listed and proven.
    pub rows: u64,
    /// Parts they are of.
    pub parts: u64,
    /// Chunks that prove them.
    pub chunks: u64,
    /// Number of the incident whose steps are proven, and how many they are.
    pub incident: Option<(String, u64)>,
    /// Where the key came from: a key out of the bundle shows only that it agrees with itself.
    pub key_origin: KeyOrigin,
}

struct Checking {
    files: BTreeMap<String, Vec<u8>>,
    proven: Proven,
}

/// The rows listed of each part, with their lines.
type Listed<'l> = BTreeMap<&'l str, (Vec<u32>, Vec<&'l str>)>;

/// Checks a bundle. `key` is the text of a verifier key that came another way.
///
/// # Errors
/// When it cannot be read, or the key is none. Faults of the bundle stand among the findings.
pub fn check(disk: &dyn Disk, dir: &Path, key: Option<&str>) -> Result<Proven, EvidenceError> {
    let mut checking = Checking {
        files: BTreeMap::new(),
        proven: Proven {
            findings: Vec::new(),
            origin: String::new(),
            selection: String::new(),
            checkpoint: None,
            rows: 0,
            parts: 0,
            chunks: 0,
            incident: None,
            key_origin: match key {
                Some(_) => KeyOrigin::Given,
                None => KeyOrigin::Directory,
            },
        },
    };
    checking.read_all(disk, dir, "")?;
    let given = key.map(|key| Verifier::parse(key.trim())).transpose()?;
    let own = checking
        .text("key.pub")
        .and_then(|text| Verifier::parse(text.trim()).ok());
    if own.is_none() {
        checking.fault("key.pub", "it is no verifier key");
    }
    if given.is_some() && given != own {
        checking.fault("key.pub", "it is another key than the one given");
    }
    if let Some(key) = given.or(own)
        && let Some(head) = checking.head(&key)
        && let Some(checkpoint) = checking.checkpoint(&key, &head)
    {
        checking.rows(&checkpoint, &head);
        checking.steps(&checkpoint);
    }
    Ok(checking.proven)
}

impl Checking {
    fn fault(&mut self, path: &str, what: impl Into<String>) {
        if self.proven.findings.len() < FINDINGS_MAX {
            self.proven.findings.push((path.to_owned(), what.into()));
        }
    }

    /// Every file below the folder; a name that would lead elsewhere cannot come from a listing.
    fn read_all(&mut self, disk: &dyn Disk, dir: &Path, below: &str) -> Result<(), EvidenceError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| EvidenceError::Io { path, source }
        };
        for entry in disk.list(&dir.join(below)).map_err(io(&dir.join(below)))? {
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
            let path = match below.is_empty() {
                true => name.into_owned(),
                false => format!("{below}/{name}"),
            };
            // A bundle is three folders deep.
            if entry.meta.is_dir && path.matches('/').count() < 3 {
                self.read_all(disk, dir, &path)?;
            } else if entry.meta.is_dir || entry.meta.len > PART_BYTES_MAX {
                self.fault(&path, "it has no place in a bundle");
            } else {
                let bytes = disk.read(&entry.path).map_err(io(&entry.path))?;
                self.files.insert(path, bytes);
            }
        }
        Ok(())
    }

    fn text(&self, path: &str) -> Option<&str> {
        let bytes = self.files.get(path)?;
        (bytes.len() as u64 <= TEXT_BYTES_MAX)
            .then(|| std::str::from_utf8(bytes).ok())
            .flatten()
    }

    /// The head, and every file against it.
    fn head(&mut self, key: &Verifier) -> Option<Head> {
        let Some(note) = self.text(HEAD_FILE) else {
            self.fault(HEAD_FILE, "it is missing, or no text");
            return None;
        };
        let opened = open_note(note, std::slice::from_ref(key)).map_err(|e| e.to_string());
        let head = opened.and_then(|text| {
            Head::parse(text)
                .ok_or_else(|| "it is not the head of a bundle of version 1".to_owned())
        });
        let head = match head {
            Ok(head) => head,
            Err(what) => {
                self.fault(HEAD_FILE, what);
                return None;
            }
        };
        let mut wrong = Vec::new();
        for (path, len, digest) in &head.files {
            match self.files.get(path) {
                None => wrong.push((path.clone(), "it is missing")),
                Some(bytes) => {
                    let found: [u8; 32] = Sha256::digest(bytes).into();
                    if bytes.len() as u64 != *len || found != *digest {
                        wrong.push((path.clone(), "it is not the file that the head names"));
                    }
                }
            }
        }
        let named = |path: &String| head.files.iter().any(|(named, ..)| named == path);
        let strange = self
            .files
            .keys()
            .filter(|path| *path != HEAD_FILE && !named(path));
        wrong.extend(strange.map(|path| (path.clone(), "the head does not name it")));
        for (path, what) in wrong {
            self.fault(&path, what);
        }
        self.proven.origin.clone_from(&head.origin);
        self.proven.selection.clone_from(&head.selection);
        Some(head)
    }

    fn checkpoint(&mut self, key: &Verifier, head: &Head) -> Option<Checkpoint> {
        let note = self.text("checkpoint").unwrap_or_default();
        let checkpoint = match Checkpoint::open(note, key) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.fault("checkpoint", error.to_string());
                return None;
            }
        };
        if checkpoint.origin() != head.origin {
            self.fault("checkpoint", "it is of another ledger than the head");
        }
        self.proven.checkpoint = Some((checkpoint.size(), checkpoint.root()));
        Some(checkpoint)
    }

    /// Every row that is listed, from the signed head down.
    fn rows(&mut self, checkpoint: &Checkpoint, head: &Head) {
        let list = self.files.remove(ROWS_FILE).unwrap_or_default();
        let list = String::from_utf8_lossy(&list).into_owned();
        let Some(body) = list.strip_prefix(HEADER) else {
            return self.fault(ROWS_FILE, "its first line is not that of a list of rows");
        };
        let Some(parts) = listed(body) else {
            return self.fault(
                ROWS_FILE,
                "a line does not begin with a part and a row, in order",
            );
        };
        let mut epochs: BTreeMap<String, Option<(Manifest, ShapeNames)>> = BTreeMap::new();
        for (part, (rows, due)) in &parts {
            let Some((epoch, _)) = part.split_once('/') else {
                self.fault(ROWS_FILE, format!("{part} is no part"));
                continue;
            };
            let known = match epochs.get(epoch) {
                Some(known) => known,
                None => {
                    let known = self.epoch(epoch, checkpoint);
                    epochs.entry(epoch.to_owned()).or_insert(known)
                }
            };
            if let Some((manifest, shapes)) = known
                && let Err((path, what)) = self.part((manifest, shapes), (part, rows, due))
            {
                self.fault(&path, what);
            }
        }
        let rows = parts.values().map(|(rows, _)| rows.len() as u64).sum();
        if rows != head.rows {
            self.fault(
                ROWS_FILE,
                format!("it lists {rows} rows, and the head says {}", head.rows),
            );
        }
        (self.proven.rows, self.proven.parts) = (rows, parts.len() as u64);
    }

    /// The steps of an incident, where the bundle has any, by the acts that entered them; and every file that they
    /// must name.
    fn steps(&mut self, checkpoint: &Checkpoint) {
        let Some(text) = self.files.remove(STEPS_FILE) else {
            let lost: Vec<String> = self
                .files
                .keys()
                .filter(|path| must_be_named(path))
                .cloned()
                .collect();
            for path in lost {
                self.fault(&path, NO_STEPS);
            }
            return;
        };
        let steps = std::str::from_utf8(&text).ok().and_then(Steps::parse);
        let Some(steps) = steps else {
            return self.fault(STEPS_FILE, "it is no list of steps");
        };
        let proven = self.acts(checkpoint).and_then(|acts| {
            let wrong = |what| (STEPS_FILE.to_owned(), what);
            steps.prove(&acts).map_err(wrong)
        });
        if let Err((path, what)) = proven {
            return self.fault(&path, what);
        }
        let unnamed =
            |(path, bytes): &(&String, &Vec<u8>)| must_be_named(path) && !steps.names(path, bytes);
        let unnamed: Vec<String> = self
            .files
            .iter()
            .filter(unnamed)
            .map(|(path, _)| path.clone())
            .collect();
        for path in unnamed {
            self.fault(&path, NOT_NAMED);
        }
        self.proven.incident = Some((steps.incident, steps.steps.len() as u64));
    }

    /// The acts of every epoch whose table of acts is in the bundle.
    fn acts(&self, checkpoint: &Checkpoint) -> Result<Acts, (String, String)> {
        let mut acts = Acts::new();
        for (path, bytes) in &self.files {
            let epoch = path.strip_prefix("epochs/");
            let Some(epoch) = epoch.and_then(|rest| rest.strip_suffix("/acts.parquet")) else {
                continue;
            };
            let (manifest, _) = self.proven_epoch(epoch, checkpoint)?;
            let due = manifest.table("acts").map(|file| file.root);
            if due != Some(root(&chunk_hashes(bytes))) {
                return Err((path.clone(), "it is not the one of its manifest".to_owned()));
            }
            acts.extend(tables::acts(bytes.clone()).map_err(|what| (path.clone(), what))?);
        }
        Ok(acts)
    }

    /// Manifest and shapes of an epoch, proven; otherwise a finding says why not.
    fn epoch(&mut self, epoch: &str, checkpoint: &Checkpoint) -> Option<(Manifest, ShapeNames)> {
        match self.proven_epoch(epoch, checkpoint) {
            Ok(proven) => Some(proven),
            Err((path, what)) => {
                self.fault(&path, what);
                None
            }
        }
    }

    fn proven_epoch(
        &self,
        epoch: &str,
        checkpoint: &Checkpoint,
    ) -> Result<(Manifest, ShapeNames), (String, String)> {
        let at = |name: &str| format!("epochs/{epoch}/{name}");
        let need = |name: &str| {
            let found = self.files.get(&at(name)).map(Vec::as_slice);
            found.ok_or_else(|| (at(name), "it is missing".to_owned()))
        };
        let (leaf, manifest) = (need("leaf")?, need("manifest")?);
        let proof = String::from_utf8_lossy(need("leaf.proof")?);
        let (index, hashes) = audit_path(&proof)
            .ok_or_else(|| (at("leaf.proof"), "it is no audit path".to_owned()))?;
        verify_inclusion(
            index,
            checkpoint.size(),
            leaf_hash(leaf),
            &hashes,
            checkpoint.root(),
        )
        .map_err(|e| (at("leaf"), format!("the signed head does not hold it: {e}")))?;
        let digest: [u8; 32] = Sha256::digest(manifest).into();
        match Leaf::parse(leaf) {
            Some(Leaf::Epoch(leaf))
                if leaf.manifest == digest && format!("{:06}", leaf.epoch) == epoch => {}
            _ => return Err((at("manifest"), "it is not the one of its leaf".to_owned())),
        }
        let manifest = Manifest::parse(manifest)
            .map_err(|(line, what)| (at("manifest"), format!("line {line}: {what}")))?;
        let shapes = manifest
            .table("shapes")
            .ok_or_else(|| (at("manifest"), "it names no shapes".to_owned()))?;
        let bytes = need(&shapes.name)?;
        if root(&chunk_hashes(bytes)) != shapes.root {
            return Err((
                at(&shapes.name),
                "it is not the one of its manifest".to_owned(),
            ));
        }
        let names = shape_names(bytes.to_vec()).map_err(|what| (at(&shapes.name), what))?;
        Ok((manifest, names))
    }

    fn part(
        &mut self,
        (manifest, shapes): (&Manifest, &ShapeNames),
        (part, rows, due): (&str, &[u32], &[&str]),
    ) -> Result<(), (String, String)> {
        let path = format!("epochs/{part}.parquet.chunks");
        let wrong = |what: String| (path.clone(), what);
        let name = part.rsplit('/').next().unwrap_or_default();
        let file = manifest
            .files
            .iter()
            .find(|file| file.name == format!("{name}.parquet"));
        let file = file.ok_or_else(|| wrong("no manifest names the part".to_owned()))?;
        let bytes = self.files.get(&path).map(Vec::as_slice).unwrap_or_default();
        let sparse = Sparse::open(bytes, file.bytes, file.root).map_err(wrong)?;
        self.proven.chunks += sparse.count();
        let found = lines(sparse, (part, rows), shapes).map_err(wrong)?;
        let differs = found.iter().zip(due).find(|(found, due)| found != due);
        match differs {
            Some((found, due)) => {
                let (found, due) = (found.trim_end(), due.trim_end());
                let what = format!("the list says {due:?}, and the chunks of its part {found:?}");
                Err((ROWS_FILE.to_owned(), what))
            }
            None => Ok(()),
        }
    }
}

/// The rows of each part, when they ascend.
fn listed(body: &str) -> Option<Listed<'_>> {
    let mut parts = Listed::new();
    for line in body.split_inclusive('\n') {
        let mut cells = line.splitn(3, ',');
        let (part, row) = (cells.next()?, cells.next()?.parse().ok()?);
        let (rows, lines) = parts.entry(part).or_default();
        if rows.last().is_some_and(|last| *last >= row) {
            return None;
        }
        rows.push(row);
        lines.push(line);
    }
    Some(parts)
}

fn audit_path(text: &str) -> Option<(u64, Vec<Hash>)> {
    let mut lines = text.lines();
    let index = word(lines.next(), "index")?.parse().ok()?;
    let hashes = lines.map(|line| Hash::from_base64(line).ok());
    Some((index, hashes.collect::<Option<_>>()?))
}
