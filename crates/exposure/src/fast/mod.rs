//! The fast way of a scope: parts are answered from their index, row by row in the order of the part.
//!
//! What the index alone cannot settle (an undecided row, a ghost, a mended route, a subject whose kind
//! changed) is collected and decided from the columns by the general way, so that there is one meaning.
//! Exact times are read for the few rows in whose bucket a bound or the earliest or latest read lies.

mod classes;
mod conjunction;
mod dense;
mod hits;
mod part;
mod rows;
mod span;
mod tally;

use std::sync::Arc;

use env::Disk;
use ledger::{ColumnId, FileEntry, OpenError};

use crate::{
    ask::FIGURE_COLUMNS,
    eval::Rows,
    gather::{ShardFigures, gather},
    index::{PartIndex, Tables},
    plan::{Ground, Plan},
};

use classes::Classes;
use conjunction::Conjunction;
use part::Candidates;
pub(crate) use rows::RowSet;
pub(crate) use span::Best;
use span::Spans;
use tally::Tallied;

/// A plan that the index answers.
#[derive(Debug)]
pub(crate) struct Fast<'p> {
    plan: &'p Plan,
    conjunction: Conjunction<'p>,
    classes: Classes,
    /// Columns that settle a row.
    columns: Vec<ColumnId>,
}

impl<'p> Fast<'p> {
    /// `None` when the plan is not such a one.
    pub(crate) fn of(plan: &'p Plan, ground: &Ground<'_>) -> Option<Fast<'p>> {
        let conjunction = Conjunction::of(plan, ground)?;
        let classes = Classes::of(ground, conjunction.shapes.as_deref())?;
        let mut columns = [plan.columns.as_slice(), &FIGURE_COLUMNS].concat();
        columns.sort_unstable();
        columns.dedup();
        Some(Fast {
            plan,
            conjunction,
            classes,
            columns,
        })
    }
}

/// A part with its index.
pub(crate) type Indexed<'a> = ((u32, &'a FileEntry), &'a PartIndex, &'a Tables<'a>);

/// The index tells of no issuances, so a part is read from its columns.
struct Untold;

impl Fast<'_> {
    /// The rows of a part that may match, `None` when none can.
    fn candidates(
        &self,
        disk: &dyn Disk,
        ground: &Ground<'_>,
        shard: u16,
        (part, index, tables): Indexed<'_>,
    ) -> Result<Result<Option<Candidates>, Untold>, OpenError> {
        let issued = match self.conjunction.issued {
            None => None,
            Some(truths) => {
                let (snapshot, basis) = (ground.snapshot, &ground.basis);
                match ground.opened.issued(disk, snapshot, part, basis)? {
                    Some(issued) => Some((issued, truths)),
                    None => return Ok(Err(Untold)),
                }
            }
        };
        let issued = issued
            .as_ref()
            .map(|(issued, truths)| (issued.as_ref(), *truths));
        Ok(Ok(Candidates::of(self, index, tables, shard, issued)))
    }
}

/// One shard while its parts are asked.
pub(crate) struct FastShard<'a> {
    fast: &'a Fast<'a>,
    disk: &'a dyn Disk,
    ground: &'a Ground<'a>,
    shard: u16,
    tallied: Tallied,
    spans: Spans<'a>,
}

impl<'a> FastShard<'a> {
    pub(crate) fn new(
        fast: &'a Fast<'a>,
        disk: &'a dyn Disk,
        ground: &'a Ground<'a>,
        shard: u16,
    ) -> FastShard<'a> {
        FastShard {
            fast,
            disk,
            ground,
            shard,
            tallied: Tallied::new(ground, shard, &fast.classes),
            spans: Spans::default(),
        }
    }

    /// Adds a part; false, and nothing is added, when its index tells of no rows.
    pub(crate) fn add(
        &mut self,
        (epoch, file): (u32, &'a FileEntry),
        index: &Arc<PartIndex>,
        figures: &mut ShardFigures,
    ) -> Result<bool, OpenError> {
        let Some(tables) = index.tables() else {
            return Ok(false);
        };
        let Ok(candidates) = self.fast.candidates(
            self.disk,
            self.ground,
            self.shard,
            ((epoch, file), index, &tables),
        )?
        else {
            return Ok(false);
        };
        let Some(candidates) = candidates else {
            return Ok(true);
        };
        let mut walked = part::walk(self.fast, index, &tables, &candidates, &mut self.tallied);
        if !walked.edges.is_empty() {
            self.settle_edges((epoch, file), index, &mut walked)?;
        }
        if !walked.looked.is_empty() {
            self.look((epoch, file), &walked.looked, figures)?;
        }
        self.spans.add((epoch, file), &index.head, walked);
        Ok(true)
    }

    /// Counts the rows in whose bucket of time a bound lies, by their exact times.
    fn settle_edges(
        &mut self,
        part: (u32, &FileEntry),
        index: &Arc<PartIndex>,
        walked: &mut part::Walked,
    ) -> Result<(), OpenError> {
        let edges = std::mem::take(&mut walked.edges);
        let wanted = [ColumnId::Time];
        let columns = self
            .ground
            .snapshot
            .columns_of_rows(self.disk, part, &wanted, &edges)?;
        if let Some(tables) = index.tables() {
            let times = edges.iter().zip(&columns.time.values);
            part::settle(self.fast, index, &tables, times, &mut self.tallied, walked);
        }
        Ok(())
    }

    /// Decides rows from their columns, as every row is without an index.
    fn look(
        &self,
        part: (u32, &FileEntry),
        rows: &[u32],
        figures: &mut ShardFigures,
    ) -> Result<(), OpenError> {
        let snapshot = self.ground.snapshot;
        if self.fast.plan.needs_issuances {
            self.ground.need_issuances(self.disk)?;
        }
        let columns = snapshot.columns_of_rows(self.disk, part, &self.fast.columns, rows)?;
        let rows = Rows {
            columns: &columns,
            shard: self.shard,
            ground: self.ground,
            issued: None,
        };
        let truths = rows.truths(&self.fast.plan.root);
        gather(figures, &truths, rows, self.fast.plan, true);
        Ok(())
    }

    /// Adds everything to the figures of the shard.
    pub(crate) fn finish(self, figures: &mut ShardFigures, best: &Best) -> Result<(), OpenError> {
        self.spans.settle(self.disk, self.ground, best, figures)?;
        self.tallied
            .finish(self.ground, self.shard, &self.fast.classes, figures);
        Ok(())
    }
}
