//! The earliest and the latest read: buckets say where they may be, and the exact times of the few rows
//! in the outermost buckets say when.

use std::sync::atomic::{AtomicI64, Ordering};

use env::Disk;
use event::Millis;
use ledger::{ColumnId, FileEntry, OpenError};

use crate::{fast::part::Walked, gather::ShardFigures, index::layout::Head, plan::Ground};

/// The earliest and latest read that any shard has found so far.
#[derive(Debug)]
pub(crate) struct Best {
    first: AtomicI64,
    last: AtomicI64,
}

impl Default for Best {
    fn default() -> Best {
        Best {
            first: AtomicI64::new(i64::MAX),
            last: AtomicI64::new(i64::MIN),
        }
    }
}

/// Rows of a part of which one may be outermost.
#[derive(Debug)]
struct Outermost<'a> {
    part: (u32, &'a FileEntry),
    /// No row is before this; after it, of latest ones.
    bound: i64,
    rows: Vec<u32>,
}

/// Of every part of a shard, the rows of its outermost buckets.
#[derive(Debug, Default)]
pub(super) struct Spans<'a> {
    firsts: Vec<Outermost<'a>>,
    lasts: Vec<Outermost<'a>>,
    exact: Option<(i64, i64)>,
}

impl<'a> Spans<'a> {
    pub(super) fn add(&mut self, part: (u32, &'a FileEntry), head: &Head, walked: Walked) {
        if let Some((first, last)) = walked.exact {
            let (f, l) = self.exact.unwrap_or((first, last));
            self.exact = Some((f.min(first), l.max(last)));
        }
        let start = |bucket: u64| {
            let bucket = i64::try_from(bucket).unwrap_or(i64::MAX);
            head.first_bucket
                .saturating_add(bucket)
                .saturating_mul(head.bucket_ms)
        };
        if !walked.first.1.is_empty() {
            let bound = start(walked.first.0).max(head.times.0);
            self.firsts.push(Outermost {
                part,
                bound,
                rows: walked.first.1,
            });
            let bound = start(walked.last.0 + 1).saturating_sub(1).min(head.times.1);
            self.lasts.push(Outermost {
                part,
                bound,
                rows: walked.last.1,
            });
        }
    }

    /// Finds the earliest and the latest read, as far as no other shard has found one beyond.
    pub(super) fn settle(
        mut self,
        disk: &dyn Disk,
        ground: &Ground<'_>,
        best: &Best,
        figures: &mut ShardFigures,
    ) -> Result<(), OpenError> {
        let times = |outermost: &Outermost<'_>| {
            let wanted = [ColumnId::Time];
            let rows = &outermost.rows;
            let found = ground
                .snapshot
                .columns_of_rows(disk, outermost.part, &wanted, rows);
            found.map(|columns| columns.time.values)
        };
        if let Some((first, last)) = self.exact {
            best.first.fetch_min(first, Ordering::Relaxed);
            best.last.fetch_max(last, Ordering::Relaxed);
            widen(figures, first, last);
        }
        self.firsts.sort_by_key(|outermost| outermost.bound);
        for outermost in &self.firsts {
            if outermost.bound >= best.first.load(Ordering::Relaxed) {
                break;
            }
            if let Some(first) = times(outermost)?.into_iter().min() {
                best.first.fetch_min(first, Ordering::Relaxed);
                widen(figures, first, first);
            }
        }
        self.lasts
            .sort_by_key(|outermost| std::cmp::Reverse(outermost.bound));
        for outermost in &self.lasts {
            if outermost.bound <= best.last.load(Ordering::Relaxed) {
                break;
            }
            if let Some(last) = times(outermost)?.into_iter().max() {
                best.last.fetch_max(last, Ordering::Relaxed);
                widen(figures, last, last);
            }
        }
        Ok(())
    }
}

fn widen(figures: &mut ShardFigures, first: i64, last: i64) {
    let (f, l) = figures.span.unwrap_or((Millis(first), Millis(last)));
    figures.span = Some((f.min(Millis(first)), l.max(Millis(last))));
}
