//! Going over the reads of a selection one after another, in the words of a history: for whoever groups them
//! otherwise than by one column.
//!
//! Memory: the columns of one part on each core, and what the caller keeps.

use env::Disk;
use event::{Millis, Outcome};
use ledger::{ColumnId, OpenError, Piece};

use crate::{
    cores::each_shard,
    eval::Rows,
    history::{Passed, passed, routes},
    plan::{FALSE, Ground, Plan, TRUE, outcome_of},
    selection::Selection,
};

/// One read that was gone over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// When it happened.
    pub time: Millis,
    /// What it was.
    pub read: Passed,
    /// Whether the other selection means it; `None` is undecided.
    pub is_of: Option<bool>,
    /// Whether a scope of the other selection counts what has its outcome.
    pub counts: bool,
}

/// Hands every read that `within` means to `take`, and says whether `of` means it. Each shard keeps what it has
/// found for itself, in no order of time; subjects of shards are disjoint, so numbers of subjects sum (*sum*), and
/// those of actors, addresses and credentials do not.
///
/// # Errors
/// When a part cannot be read.
pub fn seen<T: Default + Send>(
    disk: &dyn Disk,
    ground: &Ground<'_>,
    (within, of): (&Selection, &Selection),
    take: impl Fn(&mut T, &Seen) + Sync,
) -> Result<Vec<T>, OpenError> {
    // What is told of a read says whether its credential was issued.
    ground.need_issuances(disk)?;
    let (within, of) = (Plan::new(within, ground), Plan::new(of, ground));
    let routes = routes(ground);
    each_shard(ground.snapshot.genesis.shards, |shard| {
        let mut kept = T::default();
        for piece in ground.snapshot.pieces(shard) {
            if is_elsewhere(disk, ground, piece, &within) {
                continue;
            }
            let columns = ground.snapshot.columns(disk, piece, ColumnId::ALL)?;
            let rows = Rows {
                columns: &columns,
                shard,
                ground,
                issued: None,
            };
            let is_of = rows.truths(&of.root);
            let truths = rows.truths(&within.root).into_iter().zip(is_of);
            for (row, (truth, is_of)) in truths.enumerate() {
                if truth != TRUE {
                    continue;
                }
                let outcome = outcome_of(&columns, row);
                let one = Seen {
                    time: columns.time_of(row),
                    read: passed((ground, &routes), &columns, shard, row),
                    is_of: match is_of {
                        TRUE => Some(true),
                        FALSE => Some(false),
                        _ => None,
                    },
                    counts: of.names_outcome || outcome == Outcome::Served,
                };
                take(&mut kept, &one);
            }
        }
        Ok(kept)
    })
}

/// Whether the index of a part says that none of its rows is meant.
fn is_elsewhere(disk: &dyn Disk, ground: &Ground<'_>, piece: Piece<'_>, plan: &Plan) -> bool {
    let Piece::Sealed(epoch, file) = piece else {
        return false;
    };
    let index = ground.opened.part(disk, ground.snapshot.dir(), epoch, file);
    index.is_some_and(|index| !index.may_match(plan))
}
