//! The index: for each part a summary of what occurs in it, so that a question leaves out parts in
//! which no row can match. A cache: missing or damaged, parts are read all the same; `rebuild` makes
//! it anew and `deep check` compares.
//!
//! `index/000001/standard-00.idx`: magic, version, root of the part, rows, flags, earliest and latest
//! time, shapes, IPv4 addresses, and whether a row has none; CRC32C of everything before it.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use env::Disk;
use ledger::{ColumnId, Columns, FileEntry, Hash, OpenError, Piece, SealObserver, Snapshot};

use crate::plan::{FALSE, Plan, in_ranges};

const MAGIC: &[u8; 8] = b"NUNCHIIX";

/// What occurs in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    root: [u8; 32],
    rows: u64,
    /// A row names no subject and no ghost.
    unnamed: bool,
    /// A row has no IPv4 address, so an address test may be undecided or match IPv6.
    without_ip4: bool,
    times: (i64, i64),
    shapes: Vec<u32>,
    ip4: Vec<u32>,
}

/// How much of a ledger has its summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Sealed parts.
    pub parts: u64,
    /// Of those, parts with a summary that names this very part.
    pub indexed: u64,
}

/// Reads and writes summaries.
#[derive(Debug)]
pub struct Summaries;

fn path_of(dir: &Path, epoch: u32, name: &str) -> PathBuf {
    let stem = name.strip_suffix(".parquet").unwrap_or(name);
    dir.join("index")
        .join(format!("{epoch:06}"))
        .join(format!("{stem}.idx"))
}

impl Summary {
    /// Summarises the columns of a part.
    pub(crate) fn of(root: Hash, columns: &Columns) -> Summary {
        let distinct = |values: &mut Vec<u32>| {
            values.sort_unstable();
            values.dedup();
        };
        let mut shapes = columns.shape.values.clone();
        distinct(&mut shapes);
        let mut ip4: Vec<u32> = (0..columns.len)
            .filter_map(|row| columns.ip4.get(row))
            .collect();
        let without_ip4 = ip4.len() < columns.len;
        distinct(&mut ip4);
        let low = columns.time.values.iter().min().copied().unwrap_or(0);
        let high = columns.time.values.iter().max().copied().unwrap_or(0);
        let unnamed = (0..columns.len)
            .any(|row| !columns.subject.is_valid(row) && !columns.ghost.is_valid(row));
        Summary {
            root: *root.as_bytes(),
            rows: columns.len as u64,
            unnamed,
            without_ip4,
            times: (low, high),
            shapes,
            ip4,
        }
    }

    pub(crate) fn holds_unnamed(&self) -> bool {
        self.unnamed
    }

    /// False when no row of the part can be true or undecided.
    pub(crate) fn may_match(&self, plan: &Plan) -> bool {
        if self.times.1 < plan.bounds.0.0 || self.times.0 > plan.bounds.1.0 {
            return false;
        }
        if let Some(nets) = &plan.only_ip4
            && !self.without_ip4
            && !self.ip4.iter().any(|ip| in_ranges(nets, *ip))
        {
            return false;
        }
        if let Some(truth) = &plan.only_shapes {
            return self
                .shapes
                .iter()
                .any(|shape| truth.get(*shape as usize).copied().unwrap_or(1) != FALSE);
        }
        true
    }

    fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&1u32.to_le_bytes());
        out.extend_from_slice(&self.root);
        out.extend_from_slice(&self.rows.to_le_bytes());
        out.push(u8::from(self.unnamed) | u8::from(self.without_ip4) << 1);
        out.extend_from_slice(&self.times.0.to_le_bytes());
        out.extend_from_slice(&self.times.1.to_le_bytes());
        for list in [&self.shapes, &self.ip4] {
            out.extend_from_slice(&(list.len() as u64).to_le_bytes());
            list.iter()
                .for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
        }
        let crc = crc32c::crc32c(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Option<Summary> {
        let (body, crc) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
            return None;
        }
        let mut rest = body
            .strip_prefix(MAGIC)?
            .strip_prefix(&1u32.to_le_bytes())?;
        let root = *take::<32>(&mut rest)?;
        let rows = u64::from_le_bytes(*take(&mut rest)?);
        let [flags] = *take(&mut rest)?;
        let times = (
            i64::from_le_bytes(*take(&mut rest)?),
            i64::from_le_bytes(*take(&mut rest)?),
        );
        let mut list = || {
            let len = u64::from_le_bytes(*take(&mut rest)?);
            (0..len)
                .map(|_| take(&mut rest).map(|bytes| u32::from_le_bytes(*bytes)))
                .collect::<Option<Vec<u32>>>()
        };
        let (shapes, ip4) = (list()?, list()?);
        rest.is_empty().then_some(Summary {
            root,
            rows,
            unnamed: flags & 1 == 1,
            without_ip4: flags & 2 == 2,
            times,
            shapes,
            ip4,
        })
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(head)
}

impl Summaries {
    /// The summary of a part, when there is one that names this very part.
    pub(crate) fn load(
        disk: &dyn Disk,
        dir: &Path,
        epoch: u32,
        file: &FileEntry,
    ) -> Option<Summary> {
        let summary = Summary::decode(&disk.read(&path_of(dir, epoch, &file.name)).ok()?)?;
        (summary.root == *file.root.as_bytes() && summary.rows == file.rows).then_some(summary)
    }

    /// How many sealed parts there are, and how many of them questions may leave out by their summary.
    #[must_use]
    pub fn standing(disk: &dyn Disk, snapshot: &Snapshot) -> Standing {
        let mut standing = Standing::default();
        for piece in (0..snapshot.genesis.shards).flat_map(|shard| snapshot.pieces(shard)) {
            if let Piece::Sealed(epoch, file) = piece {
                standing.parts += 1;
                standing.indexed +=
                    u64::from(Summaries::load(disk, snapshot.dir(), epoch, file).is_some());
            }
        }
        standing
    }

    /// Writes the summary of every part anew; how many there are.
    ///
    /// # Errors
    /// When a part cannot be read or a summary not be written.
    pub fn rebuild(disk: &dyn Disk, snapshot: &Snapshot) -> Result<u64, OpenError> {
        let mut written = 0;
        each_part(snapshot, |epoch, file| {
            let summary = compute(disk, snapshot, epoch, file)?;
            write(disk, snapshot.dir(), epoch, &file.name, &summary).map_err(|source| {
                OpenError::Io {
                    what: "write",
                    path: path_of(snapshot.dir(), epoch, &file.name),
                    source,
                }
            })?;
            written += 1;
            Ok(())
        })?;
        Ok(written)
    }

    /// Holds every summary against its part; the paths of those that differ. A missing one is no fault.
    ///
    /// # Errors
    /// When a part cannot be read.
    pub fn check(disk: &dyn Disk, snapshot: &Snapshot) -> Result<Vec<PathBuf>, OpenError> {
        let mut wrong = Vec::new();
        each_part(snapshot, |epoch, file| {
            let path = path_of(snapshot.dir(), epoch, &file.name);
            if let Ok(bytes) = disk.read(&path)
                && bytes != compute(disk, snapshot, epoch, file)?.encode()
            {
                wrong.push(path);
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
) -> Result<Summary, OpenError> {
    let wanted = [
        ColumnId::Subject,
        ColumnId::Ghost,
        ColumnId::Time,
        ColumnId::Shape,
        ColumnId::Ip4,
    ];
    let columns = snapshot.columns(disk, Piece::Sealed(epoch, file), &wanted)?;
    Ok(Summary::of(file.root, &columns))
}

fn write(disk: &dyn Disk, dir: &Path, epoch: u32, name: &str, summary: &Summary) -> io::Result<()> {
    let path = path_of(dir, epoch, name);
    disk.create_dir_all(path.parent().unwrap_or(dir))?;
    // A cache needs no sync: torn, its checksum says so.
    disk.create(&path)?.write_all(&summary.encode())
}

/// Builds summaries as parts are sealed.
pub struct Indexer {
    /// Disk.
    pub disk: Arc<dyn Disk>,
    /// Directory of the ledger.
    pub dir: PathBuf,
}

impl SealObserver for Indexer {
    fn part(&self, epoch: u32, name: &str, root: Hash, columns: &Columns) -> io::Result<()> {
        write(
            self.disk.as_ref(),
            &self.dir,
            epoch,
            name,
            &Summary::of(root, columns),
        )
    }
}
