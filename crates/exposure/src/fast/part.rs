//! One part: its rows that match are found and counted.

use crate::{
    fast::{
        Fast,
        classes::Step,
        rows::{RowSet, Said, of_addresses, of_issuances, of_subjects},
        tally::Tallied,
    },
    index::{
        PartIndex, Tables,
        bits::Cursor,
        column::Reader,
        issued::IssuedIndex,
        layout::{Head, OddRows, WITH_ACCESS},
    },
    plan::{FALSE, in_ranges},
};

/// Codes of outcomes, as parts have them.
pub(super) const SERVED: u8 = 0;
const DENIED: u8 = 1;

/// What a walk over a part leaves to be done.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Rows that are decided from their columns, ascending.
    pub(super) looked: Vec<u32>,
    /// Rows that match if their exact time does, ascending.
    pub(super) edges: Vec<u32>,
    /// Earliest bucket of a counted row, and the rows in it.
    pub(super) first: (u64, Vec<u32>),
    /// Latest, likewise.
    pub(super) last: (u64, Vec<u32>),
    /// Earliest and latest exact time of rows whose time was read.
    pub(super) exact: Option<(i64, i64)>,
}

impl Walked {
    /// Keeps the rows of the earliest and of the latest bucket.
    #[inline]
    pub(super) fn spread(&mut self, bucket: u64, row: u32) {
        let Walked { first, last, .. } = self;
        if bucket <= first.0 {
            if bucket < first.0 {
                *first = (bucket, Vec::new());
            }
            first.1.push(row);
        }
        if bucket >= last.0 {
            if bucket > last.0 {
                *last = (bucket, Vec::new());
            }
            last.1.push(row);
        }
    }
}

/// Where a bucket of time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Outside,
    Inside,
    Edge,
}

/// Where the rows of a part stand that may match.
pub(super) struct Candidates {
    /// What becomes of a row, by the number of its shape.
    pub(super) steps: Vec<Step>,
    /// Where each bucket lies; empty when time is not tested.
    pub(super) whens: Vec<When>,
    /// What address, subject and issuance say of every row; `None` when they are not tested.
    pub(super) said: Option<Said>,
}

impl Candidates {
    /// `None` when no row can match.
    pub(super) fn of(
        fast: &Fast<'_>,
        index: &PartIndex,
        tables: &Tables<'_>,
        shard: u16,
        issued: Option<(&IssuedIndex, [u8; 4])>,
    ) -> Option<Candidates> {
        let steps: Vec<Step> = index
            .shapes()
            .map(|shape| fast.classes.step(shape))
            .collect();
        let whens = whens(fast, &index.head);
        let never = !whens.is_empty() && whens.iter().all(|when| *when == When::Outside);
        if never || steps.iter().all(|step| *step == Step::Pass) {
            return None;
        }
        let by_ip = fast
            .conjunction
            .ip
            .map(|test| of_addresses(index, tables, test));
        if by_ip.as_ref().is_some_and(Said::is_never) {
            return None;
        }
        let by_subject = fast
            .conjunction
            .subjects
            .map(|test| of_subjects(index, tables, shard, test));
        let by_issue = issued.map(|(issued, truths)| of_issuances(index.head.rows, issued, truths));
        let said = [by_ip, by_subject, by_issue]
            .into_iter()
            .flatten()
            .reduce(Said::and);
        let never = said.as_ref().is_some_and(Said::is_never);
        (!never).then_some(Candidates { steps, whens, said })
    }
}

/// Walks over the rows of a part that may match.
pub(super) fn walk(
    fast: &Fast<'_>,
    index: &PartIndex,
    tables: &Tables<'_>,
    candidates: &Candidates,
    tallied: &mut Tallied,
) -> Walked {
    let Candidates { steps, whens, said } = candidates;
    let mut walk = Walk::new(fast, index, tables, tallied, (steps, whens));
    match said {
        None => walk.every_row(index.head.rows),
        Some(said) => {
            walk.rows(said.holds.iter());
            if let Some(undecided) = &said.undecided {
                walk.undecided(undecided);
            }
        }
    }
    walk.end()
}

/// Counts rows by their exact times.
pub(super) fn settle<'r>(
    fast: &Fast<'_>,
    index: &PartIndex,
    tables: &Tables<'_>,
    rows: impl Iterator<Item = (&'r u32, &'r i64)>,
    tallied: &mut Tallied,
    walked: &mut Walked,
) {
    let steps: Vec<Step> = index
        .shapes()
        .map(|shape| fast.classes.step(shape))
        .collect();
    let ranges = fast.conjunction.times.as_deref().unwrap_or_default();
    let mut walk = Walk::new(fast, index, tables, tallied, (&steps, &[]));
    for (row, time) in rows.filter(|(_, time)| in_ranges(ranges, **time)) {
        let at = *row as usize;
        if walk.is_served(at) && walk.count_row(at, *row) {
            let (first, last) = walked.exact.unwrap_or((*time, *time));
            walked.exact = Some((first.min(*time), last.max(*time)));
        }
    }
    let more = walk.end();
    if !more.looked.is_empty() {
        walked.looked.extend(more.looked);
        walked.looked.sort_unstable();
    }
}

/// Where each bucket of a part lies.
fn whens(fast: &Fast<'_>, head: &Head) -> Vec<When> {
    let Some(ranges) = &fast.conjunction.times else {
        return Vec::new();
    };
    let start = |bucket: i64| bucket.saturating_mul(head.bucket_ms);
    let last = head.times.1.div_euclid(head.bucket_ms);
    let of = |bucket: i64| {
        let (from, to) = (start(bucket), start(bucket + 1).saturating_sub(1));
        let (from, to) = (from.max(head.times.0), to.min(head.times.1));
        match ranges
            .iter()
            .find(|(first, last)| *first <= to && from <= *last)
        {
            Some((first, last)) if *first <= from && to <= *last => When::Inside,
            Some(_) => When::Edge,
            None => When::Outside,
        }
    };
    (head.first_bucket..=last).map(of).collect()
}

/// A walk over ascending rows.
pub(super) struct Walk<'a, 'b> {
    fast: &'a Fast<'a>,
    pub(super) tables: &'a Tables<'b>,
    pub(super) tallied: &'a mut Tallied,
    pub(super) named: usize,
    pub(super) steps: &'a [Step],
    pub(super) whens: &'a [When],
    subjects: Cursor<'b>,
    shapes: Reader<'b>,
    pub(super) times: Reader<'b>,
    pub(super) odd: Odd<'b>,
    pub(super) addresses: Seen<'b>,
    index: &'a PartIndex,
    /// Whether reads that were served count: they do, unless the selection names other outcomes.
    pub(super) served_counts: bool,
    pub(super) walked: Walked,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(
        fast: &'a Fast<'a>,
        index: &'a PartIndex,
        tables: &'a Tables<'b>,
        tallied: &'a mut Tallied,
        (steps, whens): (&'a [Step], &'a [When]),
    ) -> Walk<'a, 'b> {
        Walk {
            fast,
            tables,
            tallied,
            named: index.head.named,
            steps,
            whens,
            subjects: tables.starts.cursor(),
            shapes: tables.shape_of.reader(),
            times: tables.times.reader(),
            odd: Odd::new(tables),
            addresses: Seen::new(index, tables),
            index,
            served_counts: fast
                .conjunction
                .outcomes
                .is_none_or(|[served, ..]| served != FALSE),
            walked: Walked {
                first: (u64::MAX, Vec::new()),
                ..Walked::default()
            },
        }
    }

    #[inline]
    fn step(&mut self, row: usize) -> Step {
        let shape = usize::try_from(self.shapes.get(row)).unwrap_or(usize::MAX);
        self.steps.get(shape).copied().unwrap_or(Step::Look)
    }

    #[inline]
    pub(super) fn when(&self, bucket: u64) -> When {
        self.when_at(usize::try_from(bucket).unwrap_or(usize::MAX))
    }

    #[inline]
    pub(super) fn when_at(&self, bucket: usize) -> When {
        match self.whens.is_empty() {
            true => When::Inside,
            false => self.whens.get(bucket).copied().unwrap_or(When::Edge),
        }
    }

    /// Counts the rows that match, of rows for which everything else holds.
    pub(super) fn rows(&mut self, rows: impl Iterator<Item = usize>) {
        for row in rows {
            let step = self.step(row);
            if step == Step::Pass {
                continue;
            }
            let bucket = self.times.get(row);
            let when = self.when(bucket);
            if when == When::Outside {
                continue;
            }
            let Ok(number) = u32::try_from(row) else {
                continue;
            };
            if row >= self.named && step != Step::Look && self.is_plainly_denied(row, when) {
                self.tallied.denied += 1;
            } else if row >= self.named || step == Step::Look {
                self.walked.looked.push(number);
            } else if when == When::Edge {
                self.walked.edges.push(number);
            } else if self.is_served(row) && self.count(row, number, step) {
                self.walked.spread(bucket, number);
            }
        }
    }

    /// Whether a row of somebody who is not in the book was denied and nothing more: it is counted and
    /// shows nothing, so its columns need not be read.
    fn is_plainly_denied(&mut self, row: usize, when: When) -> bool {
        when == When::Inside && !self.fast.plan.names_outcome && self.odd.code(row) & 3 == DENIED
    }

    /// Rows of which something else is undecided.
    fn undecided(&mut self, rows: &RowSet) {
        for row in rows.iter() {
            let bucket = self.times.get(row);
            let when = self.when(bucket);
            if self.step(row) != Step::Pass && when != When::Outside {
                self.walked.looked.extend(u32::try_from(row));
            }
        }
    }

    /// Whether the outcome of a row lets it count; if it was denied, that is counted.
    #[inline]
    pub(super) fn is_served(&mut self, row: usize) -> bool {
        if self.odd.next > row {
            return self.served_counts;
        }
        let code = self.odd.code(row);
        let outcome = code & 3;
        if self.fast.plan.names_outcome {
            let truths = self.fast.conjunction.outcomes;
            return truths.is_none_or(|truths| truths.get(usize::from(outcome)) != Some(&FALSE));
        }
        self.tallied.denied += u64::from(outcome == DENIED);
        outcome == SERVED
    }

    fn count_row(&mut self, row: usize, number: u32) -> bool {
        let step = self.step(row);
        self.count(row, number, step)
    }

    /// Counts one row; false when it must be looked at.
    #[inline]
    pub(super) fn count(&mut self, row: usize, number: u32, step: Step) -> bool {
        let Step::Count(class) = step else {
            self.walked.looked.push(number);
            return false;
        };
        let begun = self.subjects.rank(row).wrapping_sub(1);
        let subject = usize::try_from(self.tables.subjects.get(begun)).unwrap_or(usize::MAX);
        if !self.tallied.read(subject, class) {
            self.walked.looked.push(number);
            return false;
        }
        match self.odd.access(row) {
            Some(access) => self.tallied.accesses.push(access),
            None => self.tallied.single_accesses += 1,
        }
        if let Some(records) = &self.tables.records
            && let Some(records) = records.get(row).checked_sub(1)
        {
            *self.tallied.records.get_or_insert(0) += records;
        }
        self.addresses.see(row);
        true
    }

    fn end(mut self) -> Walked {
        self.addresses.end(self.index, self.tallied);
        self.walked.looked.sort_unstable();
        self.walked
    }
}

/// The odd rows, passed over in their order.
pub(super) struct Odd<'b> {
    rows: OddRows<'b>,
    at: usize,
    /// The next odd row; beyond every row after the last.
    pub(super) next: usize,
    accesses: usize,
}

impl<'b> Odd<'b> {
    pub(super) fn new(tables: &Tables<'b>) -> Odd<'b> {
        Odd {
            rows: tables.odd,
            at: 0,
            next: tables.odd.row(0),
            accesses: 0,
        }
    }

    /// Passes over odd rows before a row; its own code, 0 for a plain one.
    pub(super) fn code(&mut self, row: usize) -> u8 {
        while self.next < row {
            self.accesses += usize::from(self.rows.code(self.at) & WITH_ACCESS != 0);
            self.at += 1;
            self.next = self.rows.row(self.at);
        }
        match self.next == row {
            true => self.rows.code(self.at),
            false => 0,
        }
    }

    /// The access of a row that names more than one subject.
    #[inline]
    fn access(&mut self, row: usize) -> Option<u64> {
        if self.next > row || self.code(row) & WITH_ACCESS == 0 {
            return None;
        }
        Some(self.rows.access(self.accesses))
    }
}

/// The addresses that were seen in a part.
pub(super) struct Seen<'b> {
    codes: Reader<'b>,
    seen: Vec<bool>,
}

impl<'b> Seen<'b> {
    fn new(index: &PartIndex, tables: &Tables<'b>) -> Seen<'b> {
        Seen {
            codes: tables.ip.reader(),
            seen: vec![false; index.ip4().len() + index.ip6().len() + 1],
        }
    }

    #[inline]
    pub(super) fn see(&mut self, row: usize) {
        let code = self.codes.get(row);
        self.put(usize::try_from(code).unwrap_or(0));
    }

    #[inline]
    pub(super) fn put(&mut self, code: usize) {
        if let Some(seen) = self.seen.get_mut(code) {
            *seen = true;
        }
    }

    fn end(&self, index: &PartIndex, tallied: &mut Tallied) {
        let (v4, v6) = self
            .seen
            .split_at((index.ip4().len() + 1).min(self.seen.len()));
        let v4 = v4.iter().skip(1);
        let seen = |(ip, seen): (u32, &bool)| seen.then_some(ip);
        tallied
            .ip4
            .push(index.ip4().iter().zip(v4).filter_map(seen).collect());
        let seen = |(ip, seen): ([u8; 16], &bool)| seen.then_some(ip);
        tallied
            .ip6
            .push(index.ip6().zip(v6).filter_map(seen).collect());
    }
}
