//! The file of a part's index: a head that names every section, then the sections.
//!
//! | bytes of the head | what |
//! | --- | --- |
//! | 8, u32 | `NUNCHIIX`, version 4 |
//! | 32 | root of the part |
//! | 4 × u64 | rows; rows that name a subject, which stand first; odd rows and accesses of those, if rows are told one by one |
//! | u8 | flags: a row is unnamed, a row has no IPv4 address, rows are told one by one, a row has no address |
//! | i64, i64 | earliest and latest time |
//! | i64, i64 | milliseconds of a bucket of time; the number of the first bucket since 1970 |
//! | a section each | u64 offset, u64 bytes, u32 width in bits, u32 CRC32C |
//! | u32 | CRC32C of the head before it |
//!
//! Sections, in this order; those after the IPv6 addresses are empty when rows are not told one by one:
//!
//! | section | what |
//! | --- | --- |
//! | shapes | u32 codes of the shapes that occur, ascending |
//! | ip4, ip6 | addresses that occur, ascending: u32, 16 bytes |
//! | shape starts, shape of | a column of every row: index of its shape |
//! | starts, subjects | marks of the rows that begin a subject; a packed number each mark: the subject |
//! | time starts, times | a column of every row: its bucket less the first |
//! | odd, codes, accesses | packed: rows, ascending, that were not served or name more than one subject; outcome of each, bit 2 with an access; u64 least access, then those that have one less it |
//! | records | a packed number each row: records and one, 0 is unknown; empty when all are unknown |
//! | ip starts, ip of | a column of every row: 0 no address, else index and one, IPv6 after IPv4 |
//! | terms, postings | addresses with many runs of rows: u32 number of address, u32 runs, u32 first row of the first, u32 width, u64 offset; the packed steps from first row to first row |
//!
//! A column is marks of the rows that begin a run and a packed number each run; the marks are empty where
//! every row begins one (see [`super::column`]).

use std::ops::Range;

use ledger::Hash;

use super::{
    bits::{Marks, Packed},
    column::Column,
};

/// The bit of an odd row that has an access.
pub(crate) const WITH_ACCESS: u8 = 4;

pub(super) const MAGIC: &[u8; 8] = b"NUNCHIIX";
pub(super) const VERSION: u32 = 4;
pub(super) const SECTIONS: usize = 17;
const HEAD: usize = 8 + 4 + 32 + 4 * 8 + 1 + 4 * 8 + SECTIONS * 24 + 4;
/// Bytes of one posted address.
pub(super) const TERM: usize = 24;

/// Sections by their place in the head.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    Shapes,
    Ip4,
    Ip6,
    ShapeStarts,
    ShapeOf,
    Starts,
    Subjects,
    TimeStarts,
    Times,
    Odd,
    OddCodes,
    OddAccesses,
    Records,
    IpStarts,
    IpOf,
    Terms,
    Postings,
}

/// What the head says besides sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) root: [u8; 32],
    pub(crate) rows: usize,
    pub(crate) named: usize,
    /// Rows that were not served or name more than one subject.
    pub(crate) odd: usize,
    /// Of those, rows that name more than one subject.
    pub(crate) odd_accesses: usize,
    /// A row names no subject and no ghost.
    pub(crate) unnamed: bool,
    /// A row has no IPv4 address, so an address test may be undecided or match IPv6.
    pub(crate) without_ip4: bool,
    /// A row has no address at all.
    pub(crate) without_ip: bool,
    /// Rows are told one by one.
    pub(crate) told: bool,
    pub(crate) times: (i64, i64),
    pub(crate) bucket_ms: i64,
    pub(crate) first_bucket: i64,
}

/// Puts a file together.
pub(super) fn assemble(head: &Head, sections: &[(Vec<u8>, u32); SECTIONS]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&head.root);
    out.extend_from_slice(&(head.rows as u64).to_le_bytes());
    out.extend_from_slice(&(head.named as u64).to_le_bytes());
    out.extend_from_slice(&(head.odd as u64).to_le_bytes());
    out.extend_from_slice(&(head.odd_accesses as u64).to_le_bytes());
    out.push(
        u8::from(head.unnamed)
            | u8::from(head.without_ip4) << 1
            | u8::from(head.told) << 2
            | u8::from(head.without_ip) << 3,
    );
    for number in [
        head.times.0,
        head.times.1,
        head.bucket_ms,
        head.first_bucket,
    ] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    let mut offset = HEAD as u64;
    for (bytes, width) in sections {
        out.extend_from_slice(&offset.to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&width.to_le_bytes());
        out.extend_from_slice(&crc32c::crc32c(bytes).to_le_bytes());
        offset += bytes.len() as u64;
    }
    let crc = crc32c::crc32c(&out);
    out.extend_from_slice(&crc.to_le_bytes());
    sections
        .iter()
        .for_each(|(bytes, _)| out.extend_from_slice(bytes));
    out
}

/// One section as the head names it.
#[derive(Debug, Clone, Default)]
struct Place {
    range: Range<usize>,
    width: u32,
}

/// The index of one part, read in place. Every section was held against its checksum at opening.
pub(crate) struct PartIndex {
    bytes: env::View,
    pub(crate) head: Head,
    places: [Place; SECTIONS],
}

impl std::fmt::Debug for PartIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "index of {} rows", self.head.rows)
    }
}

impl PartIndex {
    /// Opens a file; `None` when it is damaged, of another version, or of another part.
    pub(crate) fn open(bytes: env::View, root: Hash, rows: u64) -> Option<PartIndex> {
        let (head, places, crcs) = parse(&bytes)?;
        let of_part = head.root == *root.as_bytes() && head.rows as u64 == rows;
        let sound = |(place, crc): (&Place, &u32)| {
            bytes
                .get(place.range.clone())
                .is_some_and(|section| crc32c::crc32c(section) == *crc)
        };
        let whole = places
            .last()
            .is_some_and(|last| last.range.end == bytes.len());
        let sound = of_part && whole && places.iter().zip(&crcs).all(sound);
        let index = PartIndex {
            bytes,
            head,
            places,
        };
        (sound && (!head.told || index.tables().is_some())).then_some(index)
    }

    fn section(&self, section: Section) -> &[u8] {
        let place = self.places.get(section as usize);
        place
            .and_then(|place| self.bytes.get(place.range.clone()))
            .unwrap_or_default()
    }

    fn width(&self, section: Section) -> u32 {
        self.places
            .get(section as usize)
            .map_or(0, |place| place.width)
    }

    /// Codes of the shapes that occur.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = u32> + '_ {
        u32s(self.section(Section::Shapes))
    }

    /// IPv4 addresses that occur, ascending.
    pub(crate) fn ip4(&self) -> List<'_> {
        List(self.section(Section::Ip4))
    }

    /// IPv6 addresses that occur, ascending.
    pub(crate) fn ip6(&self) -> impl ExactSizeIterator<Item = [u8; 16]> + '_ {
        let (all, _) = self.section(Section::Ip6).as_chunks::<16>();
        all.iter().copied()
    }

    /// The address that a row's code stands for; `None` for 0, which is no address.
    pub(crate) fn address(&self, code: u64) -> Option<std::net::IpAddr> {
        let at = usize::try_from(code).ok()?.checked_sub(1)?;
        let v4 = self.ip4();
        match at.checked_sub(v4.len()) {
            None => v4
                .get(at)
                .map(|ip| std::net::Ipv4Addr::from_bits(ip).into()),
            Some(at) => self.ip6().nth(at).map(std::net::IpAddr::from),
        }
    }

    /// The addresses of some rows, which ascend.
    pub(crate) fn addresses_of(
        &self,
        tables: &Tables<'_>,
        rows: &[u32],
    ) -> impl Iterator<Item = Option<std::net::IpAddr>> {
        let mut codes = tables.ip.reader();
        let address = move |row: &u32| self.address(codes.get(*row as usize));
        rows.iter().map(address)
    }

    /// The codes of the shapes of some rows, which ascend.
    pub(crate) fn shapes_of(
        &self,
        tables: &Tables<'_>,
        rows: &[u32],
    ) -> impl Iterator<Item = Option<u32>> {
        let shapes: Vec<u32> = self.shapes().collect();
        let mut codes = tables.shape_of.reader();
        let shape = move |row: &u32| {
            let code = usize::try_from(codes.get(*row as usize)).ok()?;
            shapes.get(code).copied()
        };
        rows.iter().map(shape)
    }

    /// What is told of every row; `None` when only the whole is told.
    pub(crate) fn tables(&self) -> Option<Tables<'_>> {
        let (rows, named) = (self.head.rows, self.head.named);
        let packed = |section, len| Packed::new(self.section(section), self.width(section), len);
        let starts = Marks::new(self.section(Section::Starts), named)?;
        let begun = named.checked_sub(1).map_or(0, |last| starts.rank(last));
        let some = |section| !self.section(section).is_empty();
        let column = |starts, codes| {
            let codes = (self.section(codes), self.width(codes));
            Column::new(self.section(starts), codes, rows)
        };
        let records = match some(Section::Records) {
            true => Some(packed(Section::Records, rows)?),
            false => None,
        };
        let odd = self.odd()?;
        Some(Tables {
            shape_of: column(Section::ShapeStarts, Section::ShapeOf)?,
            starts,
            subjects: packed(Section::Subjects, begun)?,
            begun,
            times: column(Section::TimeStarts, Section::Times)?,
            odd,
            records,
            ip: column(Section::IpStarts, Section::IpOf)?,
            terms: self.section(Section::Terms),
            postings: self.section(Section::Postings),
        })
        .filter(|_| self.head.told)
    }

    fn odd(&self) -> Option<OddRows<'_>> {
        let packed = |section, bytes, len| Packed::new(bytes, self.width(section), len);
        let len = self.head.odd;
        let codes = packed(Section::OddCodes, self.section(Section::OddCodes), len)?;
        let (least, accesses) = self
            .section(Section::OddAccesses)
            .split_first_chunk::<8>()?;
        Some(OddRows {
            len,
            rows: packed(Section::Odd, self.section(Section::Odd), len)?,
            codes,
            least_access: u64::from_le_bytes(*least),
            accesses: packed(Section::OddAccesses, accesses, self.head.odd_accesses)?,
        })
    }
}

fn parse(bytes: &[u8]) -> Option<(Head, [Place; SECTIONS], [u32; SECTIONS])> {
    let (body, crc) = bytes.get(..HEAD)?.split_last_chunk::<4>()?;
    if crc32c::crc32c(body) != u32::from_le_bytes(*crc) {
        return None;
    }
    let mut rest = body
        .strip_prefix(MAGIC)?
        .strip_prefix(&VERSION.to_le_bytes())?;
    let root = *take::<32>(&mut rest)?;
    let mut size = || usize::try_from(u64::from_le_bytes(*take(&mut rest)?)).ok();
    let (rows, named, odd, odd_accesses) = (size()?, size()?, size()?, size()?);
    let [flags] = *take(&mut rest)?;
    let mut number = || take(&mut rest).map(|bytes| i64::from_le_bytes(*bytes));
    let (times, bucket_ms, first_bucket) = ((number()?, number()?), number()?, number()?);
    let (mut places, mut crcs) = (std::array::from_fn(|_| Place::default()), [0; SECTIONS]);
    for (place, crc) in places.iter_mut().zip(&mut crcs) {
        let from = usize::try_from(u64::from_le_bytes(*take(&mut rest)?)).ok()?;
        let len = usize::try_from(u64::from_le_bytes(*take(&mut rest)?)).ok()?;
        *place = Place {
            range: from..from.checked_add(len)?,
            width: u32::from_le_bytes(*take(&mut rest)?),
        };
        *crc = u32::from_le_bytes(*take(&mut rest)?);
    }
    let head = Head {
        root,
        rows,
        named,
        odd,
        odd_accesses,
        unnamed: flags & 1 == 1,
        without_ip4: flags & 2 == 2,
        told: flags & 4 == 4,
        without_ip: flags & 8 == 8,
        times,
        bucket_ms,
        first_bucket,
    };
    (rest.is_empty() && named <= rows && bucket_ms > 0).then_some((head, places, crcs))
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (head, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(head)
}

fn u32s(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let (all, _) = bytes.as_chunks::<4>();
    all.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

/// Numbers of four bytes, read in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a>(&'a [u8]);

impl<'a> List<'a> {
    pub(crate) fn len(self) -> usize {
        self.0.len() / 4
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u32> + 'a {
        u32s(self.0)
    }

    /// Number `index`; `None` beyond the last.
    pub(crate) fn get(self, index: usize) -> Option<u32> {
        let (all, _) = self.0.as_chunks::<4>();
        all.get(index).map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// How many numbers, which ascend, are below a value.
    pub(crate) fn below(self, value: u32) -> usize {
        let (all, _) = self.0.as_chunks::<4>();
        all.partition_point(|bytes| u32::from_le_bytes(*bytes) < value)
    }
}

/// What is told of every row of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tables<'a> {
    /// Index among the shapes that occur.
    pub(crate) shape_of: Column<'a>,
    /// Rows, of those that name a subject, that begin one.
    pub(crate) starts: Marks<'a>,
    /// The subject that each of those begins.
    pub(crate) subjects: Packed<'a>,
    /// How many begin.
    pub(crate) begun: usize,
    /// Bucket of time less the first.
    pub(crate) times: Column<'a>,
    /// Rows that were not served or name more than one subject.
    pub(crate) odd: OddRows<'a>,
    /// Records and one.
    pub(crate) records: Option<Packed<'a>>,
    /// Address: 0 for none, else index and one, IPv6 after IPv4.
    pub(crate) ip: Column<'a>,
    terms: &'a [u8],
    postings: &'a [u8],
}

/// Runs of rows of one address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting<'a> {
    len: usize,
    first: usize,
    steps: Packed<'a>,
}

impl<'a> Posting<'a> {
    pub(super) fn new(len: usize, first: usize, steps: Packed<'a>) -> Posting<'a> {
        Posting { len, first, steps }
    }

    pub(crate) fn each(&self, mut each: impl FnMut(usize)) {
        let mut run = self.first;
        if self.len == 0 {
            return;
        }
        each(run);
        for index in 0..self.len.saturating_sub(1) {
            run += usize::try_from(self.steps.get(index)).unwrap_or(0);
            each(run);
        }
    }
}

/// Rows that were not served or name more than one subject, ascending.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OddRows<'a> {
    len: usize,
    rows: Packed<'a>,
    codes: Packed<'a>,
    least_access: u64,
    accesses: Packed<'a>,
}

impl OddRows<'_> {
    /// The `index`-th; beyond every row after the last.
    pub(crate) fn row(&self, index: usize) -> usize {
        match index < self.len {
            true => usize::try_from(self.rows.get(index)).unwrap_or(usize::MAX),
            false => usize::MAX,
        }
    }

    /// Each row with its code.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, u8)> + '_ {
        (0..self.len).map(|at| (self.row(at), self.code(at)))
    }

    /// Outcome of the `index`-th, and [`WITH_ACCESS`].
    pub(crate) fn code(&self, index: usize) -> u8 {
        u8::try_from(self.codes.get(index)).unwrap_or(0)
    }

    /// The access of the `index`-th of those that have one.
    pub(crate) fn access(&self, index: usize) -> u64 {
        self.least_access + self.accesses.get(index)
    }
}

impl<'a> Tables<'a> {
    /// Rows of a subject, of those that name one.
    pub(crate) fn rows_of(&self, subject: u32, named: usize) -> Range<usize> {
        let (mut low, mut high) = (0, self.begun);
        while low < high {
            let middle = low.midpoint(high);
            match self.subjects.get(middle) < u64::from(subject) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let found = low < self.begun && self.subjects.get(low) == u64::from(subject);
        let from = found.then(|| self.starts.select(low)).flatten();
        from.map_or(0..0, |from| from..self.starts.next(from, named))
    }

    /// The rows of some subjects, likewise: of one subject after the other.
    pub(crate) fn rows_of_all(
        &self,
        subjects: impl IntoIterator<Item = u32>,
        named: usize,
    ) -> Vec<u32> {
        let rows = subjects.into_iter().flat_map(|id| self.rows_of(id, named));
        rows.flat_map(u32::try_from).collect()
    }

    /// The subjects of some rows, which ascend and name one.
    pub(crate) fn subjects_of(&self, rows: &[u32]) -> impl Iterator<Item = u32> {
        let mut begun = self.starts.cursor();
        let subject = move |row: &u32| {
            let begun = begun.rank(*row as usize).wrapping_sub(1);
            u32::try_from(self.subjects.get(begun)).unwrap_or(u32::MAX)
        };
        rows.iter().map(subject)
    }

    /// The posting of an IPv4 address by its number, where it has many runs.
    pub(crate) fn posting(&self, number: u32) -> Option<Posting<'a>> {
        let (terms, _) = self.terms.as_chunks::<TERM>();
        let word = |term: &[u8; TERM], at: usize| -> u32 {
            term.get(at..)
                .and_then(<[u8]>::first_chunk)
                .map_or(0, |bytes| u32::from_le_bytes(*bytes))
        };
        let at = terms
            .binary_search_by_key(&number, |term| word(term, 0))
            .ok()?;
        let term = terms.get(at)?;
        let (len, first, width) = (word(term, 4), word(term, 8), word(term, 12));
        let offset = u64::from_le_bytes(*term.last_chunk::<8>()?);
        let steps = len.saturating_sub(1) as usize;
        let bytes = (steps * width as usize).div_ceil(8) + 8;
        let from = usize::try_from(offset).ok()?;
        let packed = self.postings.get(from..from.checked_add(bytes)?)?;
        Some(Posting {
            len: len as usize,
            first: first as usize,
            steps: Packed::new(packed, width, steps)?,
        })
    }
}
