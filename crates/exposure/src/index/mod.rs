//! The index: for each part a file that tells of its rows what questions ask most, so that they are
//! answered without the part. A cache: missing or damaged, parts are read all the same; `rebuild`
//! makes it anew and `deep check` compares. Its bytes stand in [`layout`].
//!
//! `index/000001/standard-00.idx` is of `epochs/000001/standard-00.parquet`.

pub(crate) mod bits;
mod build;
pub(crate) mod column;
pub(crate) mod issued;
pub(crate) mod layout;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use env::Disk;
use hashbrown::HashMap;
use ledger::{ColumnId, Columns, FileEntry, Hash, OpenError, Piece, SealObserver, Snapshot};

pub(crate) use layout::{PartIndex, Tables};

use crate::{
    issued::{Feeds, Issuances},
    plan::{FALSE, Plan, in_ranges},
};
use issued::{Basis, IssuedIndex, Since};

/// How much of a ledger has its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Sealed parts.
    pub parts: u64,
    /// Of those, parts with an index that names this very part.
    pub indexed: u64,
}

/// Reads and writes the indexes of a directory.
#[derive(Debug)]
pub struct Summaries;

fn path_of(dir: &Path, epoch: u32, name: &str) -> PathBuf {
    let stem = name.strip_suffix(".parquet").unwrap_or(name);
    dir.join("index")
        .join(format!("{epoch:06}"))
        .join(format!("{stem}.idx"))
}

impl PartIndex {
    pub(crate) fn holds_unnamed(&self) -> bool {
        self.head.unnamed
    }

    /// Whether an address lies in some networks, which stand in order. Few networks are looked for among
    /// the addresses, many the other way round.
    fn holds_any_of(&self, nets: &[(u32, u32)]) -> bool {
        let ips = self.ip4();
        if nets.len() >= ips.len() / 8 {
            return ips.iter().any(|ip| in_ranges(nets, ip));
        }
        let after = |last: u32| last.checked_add(1).map_or(ips.len(), |ip| ips.below(ip));
        nets.iter()
            .any(|(first, last)| ips.below(*first) < after(*last))
    }

    /// False when no row of the part can be true or undecided.
    pub(crate) fn may_match(&self, plan: &Plan) -> bool {
        if self.head.times.1 < plan.bounds.0.0 || self.head.times.0 > plan.bounds.1.0 {
            return false;
        }
        if let Some(nets) = &plan.only_ip4
            && !self.head.without_ip4
            && !self.holds_any_of(nets)
        {
            return false;
        }
        let may =
            |truth: &Vec<u8>, shape: u32| truth.get(shape as usize).copied().unwrap_or(1) != FALSE;
        plan.only_shapes
            .as_ref()
            .is_none_or(|truth| self.shapes().any(|shape| may(truth, shape)))
    }
}

/// The index of a part, or that it has none.
type Known<T> = Mutex<HashMap<(u32, String), Option<Arc<T>>>>;

/// The indexes that questions have opened, each once.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    parts: Known<PartIndex>,
    issued: Known<IssuedIndex>,
    since: Since,
}

impl Opened {
    /// The index of a part, when there is one that names this very part.
    pub(crate) fn part(
        &self,
        disk: &dyn Disk,
        dir: &Path,
        epoch: u32,
        file: &FileEntry,
    ) -> Option<Arc<PartIndex>> {
        let key = (epoch, file.name.clone());
        let known = self.parts.lock().ok()?.get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let index = load(disk, dir, epoch, file).map(Arc::new);
        self.parts.lock().ok()?.insert(key, index.clone());
        index
    }

    /// The index of issuances of a part, when what it lists still holds.
    pub(crate) fn issued(
        &self,
        disk: &dyn Disk,
        snapshot: &Snapshot,
        (epoch, file): (u32, &FileEntry),
        basis: &Basis,
    ) -> Result<Option<Arc<IssuedIndex>>, OpenError> {
        let key = (epoch, file.name.clone());
        let known = self
            .issued
            .lock()
            .ok()
            .and_then(|known| known.get(&key).cloned());
        if let Some(known) = known {
            return Ok(known);
        }
        let index = issued::load(disk, snapshot, (epoch, file), basis, &self.since)?.map(Arc::new);
        if let Ok(mut known) = self.issued.lock() {
            known.insert(key, index.clone());
        }
        Ok(index)
    }
}

fn load(disk: &dyn Disk, dir: &Path, epoch: u32, file: &FileEntry) -> Option<PartIndex> {
    let bytes = disk.view(&path_of(dir, epoch, &file.name)).ok()?;
    PartIndex::open(bytes, file.root, file.rows)
}

impl Summaries {
    /// How many sealed parts there are, and how many of them have their index.
    #[must_use]
    pub fn standing(disk: &dyn Disk, snapshot: &Snapshot) -> Standing {
        let mut standing = Standing::default();
        for piece in (0..snapshot.genesis.shards).flat_map(|shard| snapshot.pieces(shard)) {
            if let Piece::Sealed(epoch, file) = piece {
                standing.parts += 1;
                standing.indexed += u64::from(load(disk, snapshot.dir(), epoch, file).is_some());
            }
        }
        standing
    }

    /// Writes the index of every part anew; how many there are.
    ///
    /// # Errors
    /// When a part cannot be read or an index not be written.
    pub fn rebuild(disk: &dyn Disk, snapshot: &Snapshot, feeds: &Feeds) -> Result<u64, OpenError> {
        let mut written = 0;
        each_part(snapshot, |epoch, file| {
            let bytes = compute(disk, snapshot, epoch, file)?;
            write(disk, snapshot.dir(), epoch, &file.name, &bytes).map_err(|source| {
                OpenError::Io {
                    what: "write",
                    path: path_of(snapshot.dir(), epoch, &file.name),
                    source,
                }
            })?;
            written += 1;
            Ok(())
        })?;
        issued::refresh(disk, snapshot, feeds.clone(), true)?;
        Ok(written)
    }

    /// Brings the index of issuances up to what is known now; how many parts were written. Without it,
    /// a question about issuances reads every part.
    ///
    /// # Errors
    /// When a part or a control table cannot be read, or an index not be written.
    pub fn refresh(disk: &dyn Disk, snapshot: &Snapshot, feeds: &Feeds) -> Result<u64, OpenError> {
        issued::refresh(disk, snapshot, feeds.clone(), false)
    }

    /// Holds every index against its part; the paths of those that differ. A missing one is no fault.
    ///
    /// # Errors
    /// When a part cannot be read.
    pub fn check(
        disk: &dyn Disk,
        snapshot: &Snapshot,
        feeds: &Feeds,
    ) -> Result<Vec<PathBuf>, OpenError> {
        let mut wrong = Vec::new();
        let (basis, since) = (Basis::now(snapshot, feeds), Since::default());
        let issuances = Issuances::load(disk, snapshot, feeds.clone())?;
        each_part(snapshot, |epoch, file| {
            let path = path_of(snapshot.dir(), epoch, &file.name);
            if let Ok(bytes) = disk.read(&path)
                && bytes != compute(disk, snapshot, epoch, file)?
            {
                wrong.push(path);
            }
            let known = (&issuances, &basis, &since);
            if issued::differs(disk, snapshot, (epoch, file), known)? {
                wrong.push(issued::issued_path(snapshot.dir(), epoch, &file.name));
            }
            Ok(())
        })?;
        Ok(wrong)
    }
}

fn each_part(
    snapshot: &Snapshot,
    mut each: impl FnMut(u32, &FileEntry) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    for shard in 0..snapshot.genesis.shards {
        for piece in snapshot.pieces(shard) {
            if let Piece::Sealed(epoch, file) = piece {
                each(epoch, file)?;
            }
        }
    }
    Ok(())
}

fn compute(
    disk: &dyn Disk,
    snapshot: &Snapshot,
    epoch: u32,
    file: &FileEntry,
) -> Result<Vec<u8>, OpenError> {
    let wanted = [
        ColumnId::Subject,
        ColumnId::Time,
        ColumnId::Shape,
        ColumnId::Outcome,
        ColumnId::Ip4,
        ColumnId::Ip6,
        ColumnId::Records,
        ColumnId::Ghost,
        ColumnId::Access,
    ];
    let columns = snapshot.columns(disk, Piece::Sealed(epoch, file), &wanted)?;
    Ok(build::build(file.root, &columns))
}

fn write(disk: &dyn Disk, dir: &Path, epoch: u32, name: &str, bytes: &[u8]) -> io::Result<()> {
    put(disk, &path_of(dir, epoch, name), bytes)
}

/// Writes a file of the cache. It needs no sync: torn, its checksums say so. Questions may be reading
/// the one before, so it takes its place by a rename.
fn put(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    disk.create_dir_all(path.parent().unwrap_or(path))?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    disk.create(&draft)?.write_all(bytes)?;
    disk.rename(&draft, path)
}

/// Builds indexes as parts are sealed.
pub struct Indexer {
    /// Disk.
    pub disk: Arc<dyn Disk>,
    /// Directory of the ledger.
    pub dir: PathBuf,
}

impl SealObserver for Indexer {
    fn part(&self, epoch: u32, name: &str, root: Hash, columns: &Columns) -> io::Result<()> {
        let bytes = build::build(root, columns);
        write(self.disk.as_ref(), &self.dir, epoch, name, &bytes)
    }
}
