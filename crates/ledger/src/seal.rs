//! Sealing: the open epoch becomes files that never change again.
//!
//! Steps, each durable before the next: the log says that the epoch ends; parts and tables are
//! written to `epochs/NNNNNN.new`; names go to `book/NNNNNN.*`; the folder gets its name; its leaf
//! enters the tree and the head is signed; the next log begins; the old log is removed. A crash
//! between any two is finished by the next opening, with the same bytes.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use env::Disk;
use event::Millis;
use parquet::errors::ParquetError;
use proof::{Hash, chunk_hashes, root};
use sha2::{Digest, Sha256};

use crate::{
    codec::{put_bytes, put_signed, put_u64},
    columns::Columns,
    controls::{Control, ControlKind},
    crypt::{Sealer, Secret},
    error::{AppendError, OpenError},
    files::{remove_file, remove_folder},
    ledger::{Ledger, random_salt},
    log::LogWriter,
    manifest::{FileEntry, Manifest, Role, hex},
    open_epoch::OpenEpoch,
    order::order_of,
    part::write_reads,
    reads::Row,
    tables::{write_control, write_fields, write_shapes, write_subjects},
    tree::write_synced,
};

/// Told of each part as it is sealed, while its columns are in memory: how the index is built without
/// reading the part again.
pub trait SealObserver: Send + Sync {
    /// A part was written (not yet named by a manifest).
    ///
    /// # Errors
    /// Are passed over: an index is a cache, and is rebuilt when it is missing.
    fn part(&self, epoch: u32, name: &str, root: Hash, columns: &Columns) -> io::Result<()>;
}

/// Where an epoch stands.
#[must_use]
pub fn epoch_dir(dir: &Path, epoch: u32) -> PathBuf {
    dir.join("epochs").join(format!("{epoch:06}"))
}

pub(crate) fn strings_path(dir: &Path, epoch: u32) -> PathBuf {
    dir.join("book").join(format!("{epoch:06}.strings"))
}

pub(crate) fn book_path(dir: &Path, epoch: u32) -> PathBuf {
    dir.join("book").join(format!("{epoch:06}.names"))
}

pub(crate) const STRINGS_MAGIC: &[u8; 8] = b"NUNCHIDI";
pub(crate) const STRINGS_PURPOSE: &str = "nunchi strings v1";

/// The leaf record of an epoch.
pub(crate) fn epoch_leaf(manifest: &Manifest, text: &str) -> String {
    let digest = hex(&Sha256::digest(text.as_bytes()));
    format!(
        "nunchi/1 epoch {}\npositions {} {}\nmanifest {digest}\n",
        manifest.epoch, manifest.positions.0, manifest.positions.1
    )
}

impl Ledger {
    /// Commits and closes the open epoch, if it holds anything.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn close_epoch(&mut self) -> Result<(), AppendError> {
        self.write_group()?;
        self.end_epoch()
    }

    pub(crate) fn end_epoch(&mut self) -> Result<(), AppendError> {
        self.end_block()?;
        if self.open.reads == 0 && self.open.controls.is_empty() {
            // Its age counts anew, or each commit from now on would end a block.
            self.epoch_since = None;
            return Ok(());
        }
        let now = Millis(self.world.clock.now_ms());
        self.log.end_epoch(now).map_err(|e| self.latch(e))?;
        self.seal(now)
    }

    /// The steps after the log said that the epoch ends; also the way a recovery finishes them.
    pub(crate) fn seal(&mut self, closed: Millis) -> Result<(), AppendError> {
        self.read_names().map_err(|e| self.latch_open(e))?;
        let disk = Arc::clone(&self.world.disk);
        let disk = disk.as_ref();
        let epoch = self.state.epoch;
        let text = self
            .write_epoch(disk, closed)
            .map_err(|e| self.latch_open(e))?;
        let manifest = Manifest::parse(&text).map_err(|what| {
            self.latch_open(OpenError::damaged(&epoch_dir(&self.dir, epoch), what))
        })?;
        self.tree
            .append(disk, epoch_leaf(&manifest, &text).as_bytes())
            .and_then(|()| self.tree.sign(disk))
            .map_err(|e| self.latch_open(e))?;
        self.begin_epoch(disk, Sha256::digest(text.as_bytes()).into())
            .map_err(|e| self.latch_open(e))
    }

    /// Begins the next epoch with an empty log, and removes the log of the one before.
    pub(crate) fn begin_epoch(
        &mut self,
        disk: &dyn Disk,
        previous: [u8; 32],
    ) -> Result<(), OpenError> {
        let old = self.log.path.clone();
        self.state.epoch += 1;
        self.log = LogWriter::create(disk, &self.dir, self.state.epoch, self.state.position)?;
        remove_file(disk, &old)?;
        self.open = OpenEpoch::default();
        self.kinds_before = self.state.kinds.iter().map(Vec::len).collect();
        self.strings_before = self.strings.len();
        self.epoch_start = (self.state.position, self.state.blocks);
        self.previous = previous;
        self.epoch_since = None;
        self.group
            .names_from(self.book.fresh_len(), self.strings.len());
        Ok(())
    }

    fn write_epoch(&mut self, disk: &dyn Disk, closed: Millis) -> Result<String, OpenError> {
        let epoch = self.state.epoch;
        let folder = epoch_dir(&self.dir, epoch);
        let draft = folder.with_extension("new");
        remove_folder(disk, &draft)?;
        disk.create_dir_all(&draft)
            .map_err(OpenError::io("create", &draft))?;
        let mut files = self.write_parts(disk, &draft)?;
        files.extend(self.write_tables(disk, &draft, closed)?);
        let text = self.manifest(files, closed).to_text();
        write_file(disk, &draft.join("manifest"), text.as_bytes())?;
        disk.sync_dir(&draft)
            .map_err(OpenError::io("sync", &draft))?;
        self.write_names(disk)?;
        disk.rename(&draft, &folder)
            .map_err(OpenError::io("rename", &draft))?;
        let epochs = self.dir.join("epochs");
        disk.sync_dir(&epochs)
            .map_err(OpenError::io("sync", &epochs))?;
        Ok(text)
    }

    /// Parts of all classes and shards, written by as many threads as there are cores.
    fn write_parts(&mut self, disk: &dyn Disk, draft: &Path) -> Result<Vec<FileEntry>, OpenError> {
        let mut work: Vec<(String, u16, Vec<Row>)> = Vec::new();
        for (class, shards) in std::mem::take(&mut self.open.rows) {
            let with_rows = (0u16..).zip(shards).filter(|(_, rows)| !rows.is_empty());
            work.extend(with_rows.map(|(shard, rows)| (class.clone(), shard, rows)));
        }
        let threads = std::thread::available_parallelism()
            .map_or(1, std::num::NonZero::get)
            .min(work.len().max(1));
        let (next, work): (AtomicUsize, Vec<Mutex<_>>) = (
            AtomicUsize::new(0),
            work.into_iter().map(Mutex::new).collect(),
        );
        let (epoch, observer) = (self.state.epoch, self.observer.as_deref());
        let done: Vec<Result<Vec<FileEntry>, OpenError>> = std::thread::scope(|scope| {
            let worker = || {
                let mut written = Vec::new();
                while let Some(item) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Ok(mut item) = item.lock() else { break };
                    let (class, shard, rows) = &mut *item;
                    written.push(write_part(
                        disk,
                        draft,
                        epoch,
                        class,
                        *shard,
                        std::mem::take(rows),
                        observer,
                    )?);
                }
                Ok(written)
            };
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
            handles
                .into_iter()
                .map(|handle| {
                    handle.join().unwrap_or_else(|_| {
                        Err(OpenError::damaged(
                            draft,
                            "a thread that wrote parts ended early",
                        ))
                    })
                })
                .collect()
        });
        let mut files = Vec::new();
        for written in done {
            files.extend(written?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    fn write_tables(
        &mut self,
        disk: &dyn Disk,
        draft: &Path,
        closed: Millis,
    ) -> Result<Vec<FileEntry>, OpenError> {
        let parquet = |e: ParquetError| OpenError::damaged(draft, e.to_string());
        let subjects: usize = self
            .state
            .kinds
            .iter()
            .zip(&self.kinds_before)
            .map(|(now, before)| now.len() - before)
            .sum();
        let is_act = |control: &Control| control.kind == ControlKind::Act;
        let (mut acts, mut controls): (Vec<Control>, Vec<Control>) =
            std::mem::take(&mut self.open.controls)
                .into_iter()
                .partition(is_act);
        let control = write_control(&mut controls).map_err(parquet)?;
        let act = write_control(&mut acts).map_err(parquet)?;
        let shapes = write_shapes(&self.state).map_err(parquet)?;
        let (fields, field_rows) =
            write_fields(&self.state, &self.strings, &self.catalogue).map_err(parquet)?;
        let kinds = write_subjects(&self.state, &self.kinds_before).map_err(parquet)?;
        self.ids.forget(closed);
        let mut ids = b"NUNCHIID\x01".to_vec();
        for (day, id) in self.ids.iter() {
            put_signed(&mut ids, day.0);
            put_u64(&mut ids, id);
        }
        let tables = [
            ("control", "control.parquet", control, controls.len()),
            ("acts", "acts.parquet", act, acts.len()),
            ("shapes", "shapes.parquet", shapes, self.state.shapes.len()),
            ("fields", "fields.parquet", fields, field_rows),
            ("subjects", "subjects.parquet", kinds, subjects),
            ("state", "state.bin", self.state.encode(), 0),
            ("ids", "ids.bin", ids, 0),
        ];
        let mut files = Vec::new();
        for (table, name, bytes, rows) in tables {
            files.push(write_with_tree(
                disk,
                draft,
                name,
                Role::Table(table.to_owned()),
                &bytes,
                rows,
            )?);
        }
        Ok(files)
    }

    fn manifest(&self, files: Vec<FileEntry>, closed: Millis) -> Manifest {
        Manifest {
            epoch: self.state.epoch,
            origin: self.genesis.origin.clone(),
            positions: (self.epoch_start.0, self.state.position),
            blocks: (self.epoch_start.1, self.state.blocks),
            closed,
            catalogue: self.state.catalogue,
            relation: self.state.relation,
            generation: self.generation,
            previous: self.previous,
            files,
            facts: self.state.facts(),
        }
    }

    /// The names and strings that the epoch brought, to files of the book.
    fn write_names(&mut self, disk: &dyn Disk) -> Result<(), OpenError> {
        let secret = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let path = book_path(&self.dir, self.state.epoch);
        let salt = || {
            random_salt(self.world.entropy.as_ref())
                .map_err(OpenError::io("read random bytes for", &path))
        };
        let names = self.book.encode_fresh(&secret, self.state.epoch, salt()?);
        let strings = self.encode_strings(&secret, salt()?);
        disk.replace(&path, &names)
            .map_err(OpenError::io("write", &path))?;
        let strings_file = strings_path(&self.dir, self.state.epoch);
        disk.replace(&strings_file, &strings)
            .map_err(OpenError::io("write", &strings_file))?;
        self.book.settled(&path, &names, &secret)
    }

    /// Strings of the open epoch.
    fn encode_strings(&self, secret: &Secret, salt: [u8; 16]) -> Vec<u8> {
        let mut plain = Vec::new();
        for (_, text) in self.strings.iter().skip(self.strings_before as usize) {
            put_bytes(&mut plain, text.as_bytes());
        }
        seal_strings(plain, secret, salt)
    }
}

/// The bytes of a dictionary file: magic, version, salt, sealed list.
pub(crate) fn seal_strings(mut plain: Vec<u8>, secret: &Secret, salt: [u8; 16]) -> Vec<u8> {
    let mut out = STRINGS_MAGIC.to_vec();
    out.extend_from_slice(&1u32.to_le_bytes());
    out.extend_from_slice(&salt);
    Sealer::new(secret, &salt, STRINGS_PURPOSE).seal(0, &[], &mut plain);
    out.append(&mut plain);
    out
}

fn write_part(
    disk: &dyn Disk,
    draft: &Path,
    epoch: u32,
    class: &str,
    shard: u16,
    rows: Vec<Row>,
    observer: Option<&dyn SealObserver>,
) -> Result<FileEntry, OpenError> {
    let columns = Columns::gather(&rows, &order_of(&rows));
    drop(rows);
    let name = format!("{class}-{shard:02}.parquet");
    let mut bytes = Vec::new();
    write_reads(&mut bytes, shard, &columns)
        .map_err(|e| OpenError::damaged(&draft.join(&name), e.to_string()))?;
    let role = Role::Part {
        class: class.to_owned(),
        shard,
    };
    let entry = write_with_tree(disk, draft, &name, role, &bytes, columns.len)?;
    if let Some(observer) = observer {
        // The index is a cache: what is missing is rebuilt.
        let _ = observer.part(epoch, &name, entry.root, &columns);
    }
    Ok(entry)
}

/// Writes a file and, beside it, the hashes of its chunks.
fn write_with_tree(
    disk: &dyn Disk,
    folder: &Path,
    name: &str,
    role: Role,
    bytes: &[u8],
    rows: usize,
) -> Result<FileEntry, OpenError> {
    let hashes = chunk_hashes(bytes);
    write_file(disk, &folder.join(name), bytes)?;
    let tree: Vec<u8> = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    write_file(disk, &folder.join(format!("{name}.tree")), &tree)?;
    Ok(FileEntry {
        name: name.to_owned(),
        role,
        bytes: bytes.len() as u64,
        root: root(&hashes),
        rows: rows as u64,
    })
}

fn write_file(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), OpenError> {
    write_synced(disk, path, bytes).map_err(OpenError::io("write", path))
}
