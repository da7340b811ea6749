//! The reads of one piece, subject by subject, each with the number of its value.
//!
//! Where the index answers the selection, the rows that count are a bit each and the address of a row is
//! read from the index; whatever else is read from columns.

use env::Disk;
use event::Outcome;
use ledger::{ColumnId, Columns, FileEntry, OpenError, Piece};

use super::{
    Dimension, Names,
    groups::{Groups, Key, key_of, key_of_v4},
};
use crate::{
    eval::Rows,
    fast::{Fast, Indexed, RowSet},
    index::{PartIndex, Tables, bits::Ahead, column::Reader},
    plan::{Ground, Plan, TRUE},
};

/// One shard of a question.
pub(super) struct Asking<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) ground: &'a Ground<'a>,
    pub(super) plan: &'a Plan,
    pub(super) fast: Option<&'a Fast<'a>>,
    pub(super) shard: u16,
    pub(super) dimension: Dimension,
    pub(super) names: &'a Names<'a>,
}

/// Reads of a subject that have the same value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    subject: u32,
    number: u32,
    reads: u32,
}

/// The reads of one piece in the order of their subjects.
pub(super) enum Source<'a> {
    /// Rows of a part, read from its index.
    Rows(Box<InPlace<'a>>),
    /// Few rows, or rows that were read from columns.
    Listed { entries: Vec<Entry>, at: usize },
}

/// Rows of a part, subject by subject.
pub(super) struct InPlace<'a> {
    tables: &'a Tables<'a>,
    hits: RowSet,
    codes: Codes<'a>,
    /// Beginnings of the subjects after this one.
    ahead: Ahead<'a>,
    begun: usize,
    row: usize,
}

/// The numbers of rows.
enum Codes<'a> {
    /// By a column of the index, and the number of each of its codes.
    Index(Box<Reader<'a>>, Vec<u32>),
    /// One each row.
    Rows(Vec<u32>),
}

impl Codes<'_> {
    /// The number of a row, and the row after the last that is known to have it.
    #[inline]
    fn run(&mut self, row: usize) -> (u32, usize) {
        match self {
            Codes::Index(reader, numbers) => {
                let (code, end) = reader.run(row);
                let at = usize::try_from(code).unwrap_or(usize::MAX);
                (numbers.get(at).copied().unwrap_or(u32::MAX), end)
            }
            Codes::Rows(numbers) => (numbers.get(row).copied().unwrap_or(u32::MAX), row + 1),
        }
    }
}

/// A share of rows below which they are listed instead of being passed over subject by subject.
const FEW: usize = 16;

impl Asking<'_> {
    /// What a piece has to say; it is `None` where the index says nothing.
    pub(super) fn indexed<'i>(
        &self,
        piece: (u32, &'i FileEntry),
        index: &'i PartIndex,
        tables: &'i Tables<'i>,
        groups: &mut Groups,
    ) -> Result<Option<Vec<Source<'i>>>, OpenError> {
        let Some(fast) = self.fast else {
            return Ok(None);
        };
        let indexed = (piece, index, tables);
        let Some(hits) = fast.hits(self.disk, self.ground, self.shard, indexed)? else {
            return Ok(None);
        };
        let mut sources = Vec::new();
        if !hits.looked.is_empty() {
            let snapshot = self.ground.snapshot;
            let wanted = self.wanted();
            let columns = snapshot.columns_of_rows(self.disk, piece, &wanted, &hits.looked)?;
            sources.push(self.listed(&columns, groups)?);
        }
        if hits.rows.is_empty() {
            return Ok(Some(sources));
        }
        sources.push(if hits.rows.len() < index.head.rows / FEW {
            let rows: Vec<u32> = hits.rows.iter().flat_map(u32::try_from).collect();
            let numbers = self.numbers_of(&rows, indexed, groups)?;
            list(tables, &rows, &numbers)
        } else {
            let codes = self.codes(indexed, groups)?;
            Source::Rows(Box::new(InPlace::new(index, tables, hits.rows, codes)))
        });
        Ok(Some(sources))
    }

    /// The numbers of few rows of a part. No other value of the part is given one: a part can have many.
    fn numbers_of(
        &self,
        rows: &[u32],
        (piece, index, tables): Indexed<'_>,
        groups: &mut Groups,
    ) -> Result<Vec<u32>, OpenError> {
        let number = |key| groups.number(key);
        Ok(match self.dimension {
            Dimension::Ip | Dimension::Asn | Dimension::Country => {
                let ips = index.addresses_of(tables, rows);
                let keys = ips.map(|ip| self.key_of_ip(ip.map(key_of)));
                keys.map(number).collect()
            }
            Dimension::Route | Dimension::Source => {
                let shapes = index.shapes_of(tables, rows);
                let keys = shapes.map(|shape| self.of_shape(shape?));
                keys.map(number).collect()
            }
            Dimension::Client | Dimension::Key | Dimension::Actor | Dimension::Credential => {
                let snapshot = self.ground.snapshot;
                let columns = snapshot.columns_of_rows(self.disk, piece, &self.wanted(), rows)?;
                let keys = (0..columns.len).map(|row| self.key(&columns, row));
                keys.map(number).collect()
            }
        })
    }

    /// The numbers of all rows of a part.
    fn codes<'i>(
        &self,
        (piece, index, tables): Indexed<'i>,
        groups: &mut Groups,
    ) -> Result<Codes<'i>, OpenError> {
        let number = |key| groups.number(key);
        Ok(match self.dimension {
            Dimension::Ip | Dimension::Asn | Dimension::Country => {
                let v4 = index.ip4().iter().map(key_of_v4);
                let v6 = index.ip6().map(Key::from_be_bytes);
                let ips = std::iter::once(None).chain(v4.chain(v6).map(Some));
                let keys = ips.map(|ip| self.key_of_ip(ip));
                Codes::Index(Box::new(tables.ip.reader()), keys.map(number).collect())
            }
            Dimension::Route | Dimension::Source => {
                let keys = index.shapes().map(|shape| self.of_shape(shape));
                let numbers = keys.map(number).collect();
                Codes::Index(Box::new(tables.shape_of.reader()), numbers)
            }
            Dimension::Client | Dimension::Key | Dimension::Actor | Dimension::Credential => {
                let piece = Piece::Sealed(piece.0, piece.1);
                let columns = self
                    .ground
                    .snapshot
                    .columns(self.disk, piece, &self.wanted())?;
                let keys = (0..columns.len).map(|row| self.key(&columns, row));
                Codes::Rows(keys.map(number).collect())
            }
        })
    }

    /// Columns that decide a row and tell its value.
    fn wanted(&self) -> Vec<ColumnId> {
        let value: &[ColumnId] = match self.dimension {
            Dimension::Ip | Dimension::Asn | Dimension::Country => &[ColumnId::Ip4, ColumnId::Ip6],
            Dimension::Client => &[ColumnId::Client],
            Dimension::Key => &[ColumnId::Key],
            Dimension::Actor => &[ColumnId::Actor],
            Dimension::Credential => &[ColumnId::Credential],
            Dimension::Route | Dimension::Source => &[],
        };
        let always = [ColumnId::Subject, ColumnId::Shape, ColumnId::Outcome];
        let mut wanted = [self.plan.columns.as_slice(), value, &always].concat();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn of_shape(&self, shape: u32) -> Option<Key> {
        self.names.of_shape.get(shape as usize).copied().flatten()
    }

    /// The key of reads from an address.
    fn key_of_ip(&self, ip: Option<Key>) -> Option<Key> {
        match self.dimension {
            Dimension::Ip => ip,
            _ => ip.and_then(|ip| self.place(ip)),
        }
    }

    fn place(&self, ip: Key) -> Option<Key> {
        let place = self.ground.geo?.place(super::groups::ip_of(ip));
        match self.dimension {
            Dimension::Asn => place.asn.map(Key::from),
            _ => place.country.map(|code| u16::from_be_bytes(code).into()),
        }
    }

    /// The value of a row of some columns.
    fn key(&self, c: &Columns, row: usize) -> Option<Key> {
        let ip = || {
            let v4 = c.ip4.get(row).map(key_of_v4);
            v4.or_else(|| c.ip6.get(row).map(u128::from_be_bytes))
        };
        match self.dimension {
            Dimension::Ip | Dimension::Asn | Dimension::Country => self.key_of_ip(ip()),
            Dimension::Client => c.client.get(row).map(Key::from),
            Dimension::Key => c.key.get(row).map(Key::from),
            Dimension::Actor => c.actor.get(row).map(Key::from),
            Dimension::Credential => c.credential.get(row).map(Key::from),
            Dimension::Route | Dimension::Source => self.of_shape(c.shape.get(row)?),
        }
    }

    /// The rows of some columns that count.
    pub(super) fn listed<'i>(
        &self,
        columns: &Columns,
        groups: &mut Groups,
    ) -> Result<Source<'i>, OpenError> {
        if self.plan.needs_issuances {
            self.ground.need_issuances(self.disk)?;
        }
        let rows = Rows {
            columns,
            shard: self.shard,
            ground: self.ground,
            issued: None,
        };
        let truths = rows.truths(&self.plan.root);
        let served = Some(Outcome::Served.code());
        let mut entries = Vec::new();
        for (row, truth) in truths.iter().enumerate() {
            let counts = self.plan.names_outcome || columns.outcome.get(row) == served;
            if *truth != TRUE || !counts {
                continue;
            }
            let number = groups.number(self.key(columns, row));
            match self.ground.subject_of(columns, row) {
                Some(subject) => entries.push(Entry {
                    subject,
                    number,
                    reads: 1,
                }),
                None => groups.read(number, None, 1),
            }
        }
        entries.sort_unstable_by_key(|entry| entry.subject);
        Ok(Source::Listed { entries, at: 0 })
    }

    /// The rows of a piece that has no index, or none that answers.
    pub(super) fn whole<'i>(
        &self,
        piece: Piece<'_>,
        groups: &mut Groups,
    ) -> Result<Source<'i>, OpenError> {
        let wanted = self.wanted();
        let columns = self.ground.snapshot.columns(self.disk, piece, &wanted)?;
        self.listed(&columns, groups)
    }
}

/// Few rows of a part: their subjects and numbers.
fn list<'i>(tables: &Tables<'_>, rows: &[u32], numbers: &[u32]) -> Source<'i> {
    let mut entries: Vec<Entry> = Vec::with_capacity(rows.len());
    for (subject, number) in tables.subjects_of(rows).zip(numbers.iter().copied()) {
        match entries.last_mut() {
            Some(last) if last.subject == subject && last.number == number => last.reads += 1,
            _ => entries.push(Entry {
                subject,
                number,
                reads: 1,
            }),
        }
    }
    Source::Listed { entries, at: 0 }
}

impl<'a> InPlace<'a> {
    fn new(
        index: &PartIndex,
        tables: &'a Tables<'a>,
        hits: RowSet,
        codes: Codes<'a>,
    ) -> InPlace<'a> {
        InPlace {
            tables,
            ahead: tables.starts.after(0, index.head.named),
            hits,
            codes,
            begun: 0,
            row: 0,
        }
    }

    fn take(&mut self, subject: u32, groups: &mut Groups) {
        let end = self.ahead.next();
        while self.row < end {
            let (number, after) = self.codes.run(self.row);
            let after = after.min(end);
            let reads = self.hits.count(self.row..after);
            if reads > 0 {
                groups.read(number, Some(subject), reads.into());
            }
            self.row = after;
        }
        self.begun += 1;
    }
}

impl Source<'_> {
    /// The subject whose reads come next; `u32::MAX` after the last.
    #[inline]
    fn subject(&self) -> u32 {
        match self {
            Source::Rows(rows) if rows.begun == rows.tables.begun => u32::MAX,
            Source::Rows(rows) => {
                u32::try_from(rows.tables.subjects.get(rows.begun)).unwrap_or(u32::MAX)
            }
            Source::Listed { entries, at } => entries.get(*at).map_or(u32::MAX, |e| e.subject),
        }
    }

    /// Counts the reads of the next subject and goes on to the one after.
    #[inline]
    fn take(&mut self, subject: u32, groups: &mut Groups) {
        match self {
            Source::Rows(rows) => rows.take(subject, groups),
            Source::Listed { entries, at } => {
                while let Some(entry) = entries.get(*at).filter(|e| e.subject == subject) {
                    groups.read(entry.number, Some(subject), entry.reads.into());
                    *at += 1;
                }
            }
        }
    }
}

/// Counts the reads of all pieces of a shard, subject by subject.
pub(super) fn count(sources: &mut [Source<'_>], groups: &mut Groups) {
    let mut next: Vec<u32> = sources.iter().map(Source::subject).collect();
    while let Some(subject) = next.iter().min().copied().filter(|id| *id != u32::MAX) {
        for (source, next) in sources.iter_mut().zip(&mut next) {
            if *next == subject {
                source.take(subject, groups);
                *next = source.subject();
            }
        }
    }
}
