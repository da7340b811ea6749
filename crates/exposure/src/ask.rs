//! Asking every shard: which parts are read, which of their columns, and by how many threads.

use std::mem::take;

use env::Disk;
use ledger::{ColumnId, Columns, FileEntry, OpenError, Piece};

use crate::{
    cores::each_shard,
    eval::Rows,
    fast::{Best, Fast, FastShard},
    gather::{ShardFigures, gather},
    plan::{FALSE, Ground, Plan},
};

/// Columns that the figures themselves need.
pub(crate) const FIGURE_COLUMNS: [ColumnId; 10] = [
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
    let fast = Fast::of(plan, ground).filter(|_| !without_index);
    let asking = Asking {
        disk,
        ground,
        plan,
        without_index,
        fast: fast.as_ref(),
        best: Best::default(),
    };
    each_shard(ground.snapshot.genesis.shards, |shard| asking.shard(shard))
}

/// One question while shards are asked.
struct Asking<'a> {
    disk: &'a dyn Disk,
    ground: &'a Ground<'a>,
    plan: &'a Plan,
    without_index: bool,
    /// The plan as the index answers it, where it can.
    fast: Option<&'a Fast<'a>>,
    best: Best,
}

impl Asking<'_> {
    fn shard(&self, shard: u16) -> Result<ShardFigures, OpenError> {
        let (disk, ground, plan) = (self.disk, self.ground, self.plan);
        let mut figures = ShardFigures::default();
        if !self.without_index && is_beside(disk, ground, plan, shard) {
            return Ok(figures);
        }
        let mut fast = self
            .fast
            .map(|fast| FastShard::new(fast, disk, ground, shard));
        for piece in ground.snapshot.pieces(shard) {
            let (epoch, file) = match piece {
                Piece::Sealed(epoch, file) => (epoch, file),
                Piece::Open(_) => {
                    self.need()?;
                    let columns = ground.snapshot.columns(disk, piece, ColumnId::ALL)?;
                    let rows = Rows {
                        columns: &columns,
                        shard,
                        ground,
                        issued: None,
                    };
                    gather(&mut figures, &rows.truths(&plan.root), rows, plan, false);
                    continue;
                }
            };
            let index = match self.without_index {
                true => None,
                false => ground.opened.part(disk, ground.snapshot.dir(), epoch, file),
            };
            if index.as_ref().is_some_and(|index| !index.may_match(plan)) {
                continue;
            }
            if let (Some(fast), Some(index)) = (&mut fast, &index)
                && fast.add((epoch, file), index, &mut figures)?
            {
                continue;
            }
            self.need()?;
            ask_part(disk, ground, plan, shard, (epoch, file), &mut figures)?;
        }
        if let Some(fast) = fast {
            fast.finish(&mut figures, &self.best)?;
        }
        figures.finish();
        Ok(figures)
    }

    /// Reads the issuances where rows are about to be held against them.
    fn need(&self) -> Result<(), OpenError> {
        match self.plan.needs_issuances {
            true => self.ground.need_issuances(self.disk),
            false => Ok(()),
        }
    }
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
    let part = ground.snapshot.part(disk, epoch, file)?;
    let damaged = |what: String| OpenError::Damaged {
        path: path.clone(),
        what,
    };
    let mut columns = part
        .read(&plan.columns)
        .map_err(|e| damaged(e.to_string()))?;
    let truths = Rows {
        columns: &columns,
        shard,
        ground,
        issued: None,
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
            issued: None,
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

fn may_hold_unnamed(disk: &dyn Disk, ground: &Ground<'_>, piece: Piece<'_>) -> bool {
    match piece {
        Piece::Open(_) => true,
        Piece::Sealed(epoch, file) => ground
            .opened
            .part(disk, ground.snapshot.dir(), epoch, file)
            .is_none_or(|index| index.holds_unnamed()),
    }
}
