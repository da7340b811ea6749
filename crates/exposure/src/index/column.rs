//! A column of the index: a number each row, or a number each run of rows that have the same, whichever
//! is smaller. Reads of a session follow each other, so runs of time, address and client are long.

use std::ops::Range;

use super::bits::{Ahead, Cursor, Marks, Packed, WIDTH_MAX, mark, pack, width_of};

/// What is written of a column: its marks, which are empty when every row is a run, and its numbers with
/// their width in bits.
pub(super) struct Written {
    pub(super) starts: Vec<u8>,
    pub(super) codes: Vec<u8>,
    pub(super) width: u32,
}

/// Writes a column in the smaller of its two forms.
pub(super) fn write(values: &[u64]) -> Written {
    let width = width_of(values.iter().copied().max().unwrap_or(0)).min(WIDTH_MAX);
    let begins = |row: &usize| match row.checked_sub(1) {
        Some(before) => values.get(*row) != values.get(before),
        None => true,
    };
    let runs = (0..values.len()).filter(begins).count();
    let (bits, plain) = (values.len() as u64, values.len() as u64 * u64::from(width));
    // Marks cost a bit a row and their counts a sixteenth of one.
    if bits + bits / 16 + runs as u64 * u64::from(width) >= plain {
        return Written {
            starts: Vec::new(),
            codes: pack(values.iter().copied(), width),
            width,
        };
    }
    let starts = || (0..values.len()).filter(begins);
    Written {
        starts: mark(values.len(), starts()),
        codes: pack(starts().filter_map(|row| values.get(row).copied()), width),
        width,
    }
}

/// A column, read in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'a> {
    /// Rows that begin a run; `None` when every row does.
    starts: Option<Marks<'a>>,
    codes: Packed<'a>,
    rows: usize,
}

impl<'a> Column<'a> {
    /// `None` when the bytes are not those of so many rows.
    pub(super) fn new(
        starts: &'a [u8],
        (codes, width): (&'a [u8], u32),
        rows: usize,
    ) -> Option<Column<'a>> {
        let starts = match starts.is_empty() {
            true => None,
            false => Some(Marks::new(starts, rows)?),
        };
        let last = rows.saturating_sub(1);
        let runs = starts.map_or(rows, |marks| marks.rank(last));
        Some(Column {
            starts,
            codes: Packed::new(codes, width, runs)?,
            rows,
        })
    }

    /// Rows of the run that begins at a row.
    #[inline]
    pub(crate) fn rows_from(&self, row: usize) -> Range<usize> {
        match self.starts {
            None => row..row + 1,
            Some(starts) => row..starts.next(row, self.rows),
        }
    }

    /// Tells the runs, or what is in the range of them: their rows and their number.
    #[inline]
    pub(crate) fn within(&self, rows: Range<usize>, mut each: impl FnMut(Range<usize>, usize)) {
        let Some(starts) = self.starts else {
            for row in rows {
                each(row..row + 1, number(self.codes.get(row)));
            }
            return;
        };
        let mut row = rows.start;
        if rows.is_empty() {
            return;
        }
        let mut run = starts.rank(row).wrapping_sub(1);
        let mut ahead = starts.after(row, rows.end);
        while row < rows.end {
            let next = ahead.next();
            each(row..next, number(self.codes.get(run)));
            (row, run) = (next, run + 1);
        }
    }

    /// For rows that are asked mostly in ascending order.
    pub(crate) fn reader(self) -> Reader<'a> {
        Reader {
            marks: self
                .starts
                .map(|starts| (starts, starts.cursor(), starts.after(0, self.rows))),
            codes: self.codes,
            all: self.rows,
            rows: 0..0,
            at: 0,
            code: 0,
        }
    }
}

fn number(code: u64) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

/// Reads a column row by row; it stays with a run as long as rows are in it.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    marks: Option<(Marks<'a>, Cursor<'a>, Ahead<'a>)>,
    codes: Packed<'a>,
    all: usize,
    rows: Range<usize>,
    /// The run of those rows.
    at: usize,
    code: u64,
}

impl Reader<'_> {
    /// The number of a row, and the row after the last that is known to have it.
    #[inline]
    pub(crate) fn run(&mut self, row: usize) -> (u64, usize) {
        let code = self.get(row);
        match self.marks {
            Some(_) => (code, self.rows.end),
            None => (code, row + 1),
        }
    }

    /// The number of a row.
    #[inline]
    pub(crate) fn get(&mut self, row: usize) -> u64 {
        let Some((starts, cursor, ahead)) = &mut self.marks else {
            return self.codes.get(row);
        };
        if !self.rows.contains(&row) {
            if row == self.rows.end && row > 0 {
                self.at += 1;
            } else {
                self.at = cursor.rank(row).wrapping_sub(1);
                *ahead = starts.after(row, self.all);
            }
            self.code = self.codes.get(self.at);
            self.rows = row..ahead.next();
        }
        self.code
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Values in runs, as rows have them, and without.
    fn values() -> impl Strategy<Value = Vec<u64>> {
        vec((0u64..5000, 1usize..12), 0..300).prop_map(|runs| {
            let repeated = |(value, times)| std::iter::repeat_n(value, times);
            runs.into_iter().flat_map(repeated).collect()
        })
    }

    proptest! {
        #[test]
        fn both_forms_read_as_what_was_written(
            values in values(),
            apart in any::<bool>(),
            span in (0usize..4000, 0usize..4000),
        ) {
            let values: Vec<u64> = match apart {
                true => values.iter().zip(0..).map(|(value, row)| value * 7 + row % 2).collect(),
                false => values,
            };
            let written = write(&values);
            let column =
                Column::new(&written.starts, (&written.codes, written.width), values.len()).unwrap();
            let mut reader = column.reader();
            for (row, value) in values.iter().enumerate() {
                prop_assert_eq!(reader.get(row), *value);
            }
            for row in (0..values.len()).rev().step_by(7) {
                prop_assert_eq!(reader.get(row), values[row], "backwards");
            }
            let (from, to) = (span.0.min(values.len()), span.1.min(values.len()));
            let (mut at, range) = (from, from..to.max(from));
            let mut told = Vec::new();
            column.within(range.clone(), |rows, code| {
                assert_eq!(rows.start, at);
                at = rows.end;
                told.extend(std::iter::repeat_n(code as u64, rows.len()));
            });
            prop_assert_eq!(&told, &values[range]);
            let mut told = Vec::new();
            column.within(0..values.len(), |rows, code| {
                assert_eq!(column.rows_from(rows.start), rows);
                told.extend(std::iter::repeat_n(code as u64, rows.len()));
            });
            prop_assert_eq!(&told, &values);
        }
    }

    #[test]
    fn runs_are_written_where_they_are_smaller() {
        let runs: Vec<u64> = (0..10_000u64).map(|row| row / 10).collect();
        let written = write(&runs);
        assert!(!written.starts.is_empty());
        assert!(written.starts.len() + written.codes.len() < 10_000 * 10 / 8 / 4);
        let apart: Vec<u64> = (0..10_000u64).map(|row| row * 7919 % 1009).collect();
        assert!(write(&apart).starts.is_empty());
    }
}
