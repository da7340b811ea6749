//! Asking every shard: which parts are read, which of their columns, and by how many threads.

use std::{
    mem::take,
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use env::Disk;
use ledger::{ColumnId, Columns, FileEntry, OpenError, PartReader, Piece};

use crate::{
    eval::Rows,
    gather::{ShardFigures, gather},
    index::Summaries,
    plan::{FALSE, Ground, Plan},
};

/// Columns that the figures themselves need.
const FIGURE_COLUMNS: [ColumnId; 10] = [
    ColumnId::Subject,
    ColumnId::Time,
    ColumnId::Shape,
    ColumnId::Outcome,
    ColumnId::Ip4,
    ColumnId::Ip6,
    ColumnId::Records,
    ColumnId::Reach,
    ColumnId::Ghost,
    ColumnId::Access,
];

/// What each shard found, by shard.
pub(crate) fn ask_shards(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    plan: &Plan,
    without_index: bool,
) -> Result<Vec<ShardFigures>, OpenError> {
    let shards = ground.snapshot.genesis.shards;
    let threads = std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(usize::from(shards));
    let (next, done) = (AtomicU16::new(0), Mutex::new(Vec::new()));
    let worker = || -> Result<(), OpenError> {
        loop {
            let shard = next.fetch_add(1, Ordering::Relaxed);
            if shard >= shards {
                return Ok(());
            }
            let figures = ask_shard(disk, ground, plan, without_index, shard)?;
            if let Ok(mut done) = done.lock() {
                done.push((shard, figures));
            }
        }
    };
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let early = || OpenError::Setting("a thread that read a shard ended early".to_owned());
        let joined = handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|_| Err(early())));
        joined.collect::<Result<Vec<()>, _>>()
    })?;
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(shard, _)| *shard);
    Ok(done.into_iter().map(|(_, figures)| figures).collect())
}

fn ask_shard(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    plan: &Plan,
    without_index: bool,
    shard: u16,
) -> Result<ShardFigures, OpenError> {
    let mut figures = ShardFigures::default();
    if !without_index && is_beside(disk, ground, plan, shard) {
        return Ok(figures);
    }
    for piece in ground.snapshot.pieces(shard) {
        match piece {
            Piece::Open(_) => {
                let columns = ground.snapshot.columns(disk, piece, ColumnId::ALL)?;
                let rows = Rows {
                    columns: &columns,
                    shard,
                    ground,
                };
                gather(&mut figures, &rows.truths(&plan.root), rows, plan, false);
            }
            Piece::Sealed(epoch, file)
                if without_index || may_match(disk, ground, plan, epoch, file) =>
            {
                ask_part(disk, ground, plan, shard, (epoch, file), &mut figures)?;
            }
            Piece::Sealed(..) => {}
        }
    }
    figures.finish();
    Ok(figures)
}

/// Reads what the selection tests; the columns of the figures only when some row is not false.
fn ask_part(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    plan: &Plan,
    shard: u16,
    (epoch, file): (u32, &FileEntry),
    figures: &mut ShardFigures,
) -> Result<(), OpenError> {
    let path = ground.snapshot.part_path(epoch, file);
    let bytes = disk.read(&path).map_err(|source| OpenError::Io {
        what: "read",
        path: path.clone(),
        source,
    })?;
    let damaged = |what: String| OpenError::Damaged {
        path: path.clone(),
        what,
    };
    if bytes.len() as u64 != file.bytes {
        return Err(damaged(format!(
            "it has {} bytes and its manifest says {}",
            bytes.len(),
            file.bytes
        )));
    }
    let part = PartReader::open(bytes).map_err(|e| damaged(e.to_string()))?;
    let mut columns = part
        .read(&plan.columns)
        .map_err(|e| damaged(e.to_string()))?;
    let truths = Rows {
        columns: &columns,
        shard,
        ground,
    }
    .truths(&plan.root);
    if truths.iter().all(|truth| *truth == FALSE) {
        return Ok(());
    }
    let missing: Vec<ColumnId> = FIGURE_COLUMNS
        .into_iter()
        .filter(|id| !plan.columns.contains(id))
        .collect();
    let more = part.read(&missing).map_err(|e| damaged(e.to_string()))?;
    add(&mut columns, more, &missing);
    gather(
        figures,
        &truths,
        Rows {
            columns: &columns,
            shard,
            ground,
        },
        plan,
        true,
    );
    Ok(())
}

/// Moves columns of the figures that were read later to those that were read before.
fn add(columns: &mut Columns, mut more: Columns, ids: &[ColumnId]) {
    for id in ids {
        match id {
            ColumnId::Subject => columns.subject = take(&mut more.subject),
            ColumnId::Time => columns.time = take(&mut more.time),
            ColumnId::Shape => columns.shape = take(&mut more.shape),
            ColumnId::Outcome => columns.outcome = take(&mut more.outcome),
            ColumnId::Ip4 => columns.ip4 = take(&mut more.ip4),
            ColumnId::Ip6 => columns.ip6 = take(&mut more.ip6),
            ColumnId::Records => columns.records = take(&mut more.records),
            ColumnId::Reach => columns.reach = take(&mut more.reach),
            ColumnId::Ghost => columns.ghost = take(&mut more.ghost),
            ColumnId::Access => columns.access = take(&mut more.access),
            _ => {}
        }
    }
}

/// Whether the selection names subjects, and none of this shard. Reads without a named subject are
/// undecided of every subject, so a shard that has any is asked all the same.
fn is_beside(disk: &dyn Disk, ground: &Ground<'_>, plan: &Plan, shard: u16) -> bool {
    let elsewhere = plan
        .only_subjects
        .as_ref()
        .is_some_and(|subjects| !subjects.contains_key(&shard));
    let all_known = || ground.exposed.iter().all(|exposed| exposed.subject_known);
    elsewhere
        && all_known()
        && !ground
            .snapshot
            .pieces(shard)
            .any(|piece| may_hold_unnamed(disk, ground, piece))
}

/// Whether a row of a part may be true or undecided, as far as the index knows.
fn may_match(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    plan: &Plan,
    epoch: u32,
    file: &FileEntry,
) -> bool {
    Summaries::load(disk, ground.snapshot.dir(), epoch, file)
        .is_none_or(|summary| summary.may_match(plan))
}

fn may_hold_unnamed(disk: &dyn Disk, ground: &Ground<'_>, piece: Piece<'_>) -> bool {
    match piece {
        Piece::Open(_) => true,
        Piece::Sealed(epoch, file) => Summaries::load(disk, ground.snapshot.dir(), epoch, file)
            .is_none_or(|summary| summary.holds_unnamed()),
    }
}
