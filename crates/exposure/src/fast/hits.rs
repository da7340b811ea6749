//! The rows of a part that count, as a bit each, for questions that need the rows and not their sums.

use env::Disk;
use ledger::{ColumnId, FileEntry, OpenError};

use super::{
    Fast, Indexed,
    classes::Step,
    part::{Candidates, Odd, SERVED, When},
    rows::RowSet,
};
use crate::plan::{FALSE, Ground, in_ranges};

/// See the module.
pub(crate) struct Hits {
    /// Rows that name a subject and count.
    pub(crate) rows: RowSet,
    /// Rows that are decided from their columns, ascending.
    pub(crate) looked: Vec<u32>,
}

impl Fast<'_> {
    /// The rows of a part that count; `None` when its index does not tell.
    pub(crate) fn hits(
        &self,
        disk: &dyn Disk,
        ground: &Ground<'_>,
        shard: u16,
        indexed: Indexed<'_>,
    ) -> Result<Option<Hits>, OpenError> {
        let (part, index, tables) = indexed;
        let Ok(candidates) = self.candidates(disk, ground, shard, indexed)? else {
            return Ok(None);
        };
        let mut finding = match candidates {
            Some(candidates) => Finding::new(self, index.head.rows, candidates),
            None => {
                let (rows, looked) = (RowSet::none(index.head.rows), Vec::new());
                return Ok(Some(Hits { rows, looked }));
            }
        };
        finding.tail(index.head.named..index.head.rows, Odd::new(tables));
        finding.shapes(indexed);
        finding.outcomes(indexed);
        let edges = finding.times(indexed);
        if !edges.is_empty() {
            finding.settle(disk, ground, part, &edges)?;
        }
        Ok(Some(finding.end()))
    }
}

struct Finding<'a, 'p> {
    fast: &'a Fast<'p>,
    candidates: Candidates,
    holds: RowSet,
    undecided: Option<RowSet>,
    looked: Vec<u32>,
}

impl<'a, 'p> Finding<'a, 'p> {
    fn new(fast: &'a Fast<'p>, rows: usize, mut candidates: Candidates) -> Finding<'a, 'p> {
        let (holds, undecided) = match candidates.said.take() {
            Some(said) => (said.holds, said.undecided),
            None => (RowSet::all(rows), None),
        };
        Finding {
            fast,
            candidates,
            holds,
            undecided,
            looked: Vec::new(),
        }
    }

    /// Whether a row of an outcome counts where everything else holds.
    fn counts(&self, outcome: u8) -> bool {
        match self.fast.plan.names_outcome {
            true => self
                .fast
                .conjunction
                .outcomes
                .is_none_or(|truths| truths.get(usize::from(outcome)) != Some(&FALSE)),
            false => outcome == SERVED,
        }
    }

    fn drop_rows(&mut self, rows: std::ops::Range<usize>) {
        self.holds.take_range(rows.clone());
        if let Some(undecided) = &mut self.undecided {
            undecided.take_range(rows);
        }
    }

    /// Leaves rows to be decided from their columns.
    fn look_at(&mut self, rows: std::ops::Range<usize>) {
        for row in rows.clone() {
            let undecided = self.undecided.as_ref().is_some_and(|rows| rows.has(row));
            if self.holds.has(row) || undecided {
                self.looked.extend(u32::try_from(row));
            }
        }
        self.drop_rows(rows);
    }

    /// Rows that name no subject: most are of nobody who exists, and were not served.
    fn tail(&mut self, rows: std::ops::Range<usize>, mut odd: Odd<'_>) {
        for row in rows.clone() {
            if !self.counts(odd.code(row) & 3) {
                self.drop_rows(row..row + 1);
            }
        }
        self.look_at(rows);
    }

    fn shapes(&mut self, (_, index, tables): Indexed<'_>) {
        let steps = self.candidates.steps.clone();
        if steps.iter().all(|step| matches!(step, Step::Count(_))) {
            return;
        }
        let rows = 0..index.head.named;
        tables
            .shape_of
            .within(rows, |rows, shape| match steps.get(shape) {
                Some(Step::Count(_)) => {}
                Some(Step::Pass) => self.drop_rows(rows),
                Some(Step::Look) | None => self.look_at(rows),
            });
    }

    fn outcomes(&mut self, (_, index, tables): Indexed<'_>) {
        let mut only = (!self.counts(SERVED)).then(|| RowSet::none(index.head.rows));
        for (row, code) in tables
            .odd
            .iter()
            .take_while(|(row, _)| *row < index.head.named)
        {
            if !self.counts(code & 3) {
                self.holds.take(row);
            } else if let Some(only) = &mut only
                && self.holds.has(row)
            {
                only.put(row);
            }
        }
        if let Some(only) = only {
            self.holds = only;
        }
    }

    /// Drops rows by their time; returns those of which the exact time decides.
    fn times(&mut self, (_, index, tables): Indexed<'_>) -> Vec<u32> {
        let (mut edges, whens) = (Vec::new(), self.candidates.whens.clone());
        if whens.iter().all(|when| *when == When::Inside) {
            return edges;
        }
        let rows = 0..index.head.named;
        tables
            .times
            .within(rows, |rows, bucket| match whens.get(bucket) {
                Some(When::Inside) => {}
                Some(When::Outside) => self.drop_rows(rows),
                Some(When::Edge) | None => {
                    edges.extend(
                        rows.filter(|row| self.holds.has(*row))
                            .flat_map(u32::try_from),
                    );
                }
            });
        edges
    }

    fn settle(
        &mut self,
        disk: &dyn Disk,
        ground: &Ground<'_>,
        part: (u32, &FileEntry),
        edges: &[u32],
    ) -> Result<(), OpenError> {
        let snapshot = ground.snapshot;
        let columns = snapshot.columns_of_rows(disk, part, &[ColumnId::Time], edges)?;
        let ranges = self.fast.conjunction.times.as_deref().unwrap_or_default();
        for (row, time) in edges.iter().zip(&columns.time.values) {
            if !in_ranges(ranges, *time) {
                self.holds.take(*row as usize);
            }
        }
        Ok(())
    }

    fn end(mut self) -> Hits {
        if let Some(undecided) = &self.undecided {
            self.looked.extend(undecided.iter().flat_map(u32::try_from));
        }
        // Rows that name no subject stand last in a part and were put aside first.
        self.looked.sort_unstable();
        Hits {
            rows: self.holds,
            looked: self.looked,
        }
    }
}
