//! Which rows of sealed parts a selection matches, by a scan of their columns: for evidence, which is
//! computed a second time and not from an index.

use env::Disk;
use event::Outcome;
use ledger::{ColumnId, OpenError, Piece};

use crate::{
    cores::each_shard,
    eval::Rows,
    plan::{Ground, Plan, TRUE},
    selection::Selection,
};

/// Rows of one part, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// Epoch.
    pub epoch: u32,
    /// Name of the part's file.
    pub name: String,
    /// Rows that match, whatever their outcome.
    pub rows: Vec<u32>,
    /// How many of them a scope counts.
    pub counted: u64,
}

/// The rows of every sealed part that match; parts without any are left out.
///
/// # Errors
/// When a part cannot be read.
pub fn matching(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    selection: &Selection,
) -> Result<Vec<Matching>, OpenError> {
    let plan = Plan::new(selection, ground);
    if plan.needs_issuances {
        ground.need_issuances(disk)?;
    }
    let mut wanted = plan.columns.clone();
    wanted.extend([ColumnId::Outcome, ColumnId::Subject, ColumnId::Shape]);
    wanted.sort_unstable();
    wanted.dedup();
    let served = Some(Outcome::Served.code());
    let of_shard = |shard| {
        let mut all = Vec::new();
        for piece in ground.snapshot.pieces(shard) {
            let Piece::Sealed(epoch, file) = piece else {
                continue;
            };
            let columns = ground.snapshot.columns(disk, piece, &wanted)?;
            let rows = Rows {
                columns: &columns,
                shard,
                ground,
                issued: None,
            };
            let truths = rows.truths(&plan.root);
            let hits = (0u32..).zip(&truths).filter(|(_, truth)| **truth == TRUE);
            let rows: Vec<u32> = hits.map(|(row, _)| row).collect();
            let counts =
                |row: &&u32| plan.names_outcome || columns.outcome.get(**row as usize) == served;
            let counted = rows.iter().filter(counts).count() as u64;
            if !rows.is_empty() {
                all.push(Matching {
                    epoch,
                    name: file.name.clone(),
                    rows,
                    counted,
                });
            }
        }
        Ok(all)
    };
    let mut all = each_shard(ground.snapshot.genesis.shards, of_shard)?.concat();
    all.sort_by(|a, b| (a.epoch, &a.name).cmp(&(b.epoch, &b.name)));
    Ok(all)
}
